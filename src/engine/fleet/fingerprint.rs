//! What tells one point of a run from another: a number for where all its strands are, and with which data. Whoever
//! forks runs goes on from equal points once only. Time is not part of it, nor is what was recorded.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use crate::asl::machine::Kind;
use crate::base::value::{Number, Value};
use crate::engine::call::Signal;
use crate::engine::execution::agenda::StrandId;
use crate::engine::execution::core::Execution;
use crate::engine::execution::strand::{Join, Phase, Strand};
use crate::engine::ids::ExecutionId;

use super::Fleet;
use super::member::GroupKey;

/// What counts as equal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// The same values.
    Values,
    /// Values of the same types, with the same members: what is left of a loop that counts.
    Shapes,
}

impl Fleet {
    /// A number that equal points of runs of one machine share. Items of a Map count as equal in any order.
    #[must_use]
    pub fn fingerprint(&self, likeness: Likeness) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.execution(ExecutionId::ROOT, &self.root, likeness, &mut hasher);
        hasher.finish()
    }

    fn execution(
        &self,
        id: ExecutionId,
        execution: &Execution,
        likeness: Likeness,
        hasher: &mut DefaultHasher,
    ) {
        execution.outcome.is_some().hash(hasher);
        for (at, strand) in execution.strands.iter().filter(|(_, strand)| strand.parent.is_none()) {
            hasher.write_u64(self.strand(id, execution, (at, strand), likeness));
        }
    }

    fn strand(
        &self,
        id: ExecutionId,
        execution: &Execution,
        (at, strand): (StrandId, &Strand),
        likeness: Likeness,
    ) -> u64 {
        let hasher = &mut DefaultHasher::new();
        strand.state.hash(hasher);
        value(strand.input.value(), likeness, hasher);
        for (name, assigned) in &strand.variables.visible() {
            name.hash(hasher);
            value(assigned, likeness, hasher);
        }
        strand.retrier_uses.hash(hasher);
        match &strand.phase {
            Phase::Ready => 0_u8.hash(hasher),
            Phase::Inside => 1_u8.hash(hasher),
            Phase::Task(run) => {
                2_u8.hash(hasher);
                execution.tickets.contains_key(&run.ticket).hash(hasher);
                run.signals.iter().for_each(|(_, coming)| signal(coming, likeness, hasher));
            }
            Phase::Joining(join) => self.join(id, execution, (at, join), likeness, hasher),
            Phase::Children(group) => {
                let key = GroupKey { parent: id, group: *group };
                let tally = self.crew.groups.get(&key).map(|run| run.view().tally);
                let counts = tally.map(|tally| (tally.total, tally.children, tally.succeeded, tally.failed));
                counts.hash(hasher);
                let members = self.crew.members.iter().filter(|(_, member)| member.group == key);
                let mut all: Vec<u64> = members
                    .map(|(number, member)| {
                        let inner = &mut DefaultHasher::new();
                        let id = ExecutionId(u32::try_from(number).unwrap_or(u32::MAX));
                        self.execution(id, &member.execution, likeness, inner);
                        inner.finish()
                    })
                    .collect();
                all.sort_unstable();
                all.hash(hasher);
            }
        }
        hasher.finish()
    }

    /// The branches or items of a strand: each by what it came to, or by where it is.
    fn join(
        &self,
        id: ExecutionId,
        execution: &Execution,
        (at, join): (StrandId, &Join),
        likeness: Likeness,
        hasher: &mut DefaultHasher,
    ) {
        let is_map = matches!(execution.machine.state(execution.strands[at].state).kind, Kind::Map(_));
        let one = |(index, (result, running)): (usize, (&Value, &Option<StrandId>))| {
            let inner = &mut DefaultHasher::new();
            if let Some(item) = join.items.get(index) {
                value(item, likeness, inner);
            }
            match running {
                Some(child) => {
                    inner.write_u64(self.strand(
                        id,
                        execution,
                        (*child, &execution.strands[*child]),
                        likeness,
                    ));
                }
                None => value(result, likeness, inner),
            }
            inner.finish()
        };
        let mut all: Vec<u64> = join.results.iter().zip(&join.running).enumerate().map(one).collect();
        if is_map {
            all.sort_unstable();
        }
        (3_u8, join.next, join.ended, all).hash(hasher);
    }
}

fn signal(signal: &Signal, likeness: Likeness, hasher: &mut DefaultHasher) {
    std::mem::discriminant(signal).hash(hasher);
    match signal {
        Signal::Submitted(output) | Signal::Succeeded(output) => value(output.value(), likeness, hasher),
        Signal::SubmitFailed(error) | Signal::Failed(error) => error.error.hash(hasher),
        Signal::Started { .. } | Signal::Heartbeat => {}
    }
}

fn value(value: &Value, likeness: Likeness, hasher: &mut DefaultHasher) {
    match (value, likeness) {
        (Value::Null, _) => 0_u8.hash(hasher),
        (Value::Bool(is_so), _) => (1_u8, is_so).hash(hasher),
        (Value::Number(number), Likeness::Values) => (2_u8, bits(*number)).hash(hasher),
        (Value::Number(_), Likeness::Shapes) => 2_u8.hash(hasher),
        (Value::String(text), Likeness::Values) => (3_u8, text).hash(hasher),
        (Value::String(_), Likeness::Shapes) => 3_u8.hash(hasher),
        (Value::Array(items), Likeness::Shapes) => {
            (4_u8, items.as_slice().is_empty()).hash(hasher);
            items.as_slice().first().into_iter().for_each(|item| self::value(item, likeness, hasher));
        }
        (Value::Array(items), Likeness::Values) => {
            (4_u8, items.as_slice().len()).hash(hasher);
            items.as_slice().iter().for_each(|item| self::value(item, likeness, hasher));
        }
        (Value::Object(members), _) => {
            (5_u8, members.len()).hash(hasher);
            for (key, member) in members {
                key.hash(hasher);
                self::value(member, likeness, hasher);
            }
        }
    }
}

fn bits(number: Number) -> u64 {
    number.as_f64().to_bits()
}
