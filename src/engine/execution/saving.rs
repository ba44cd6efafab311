//! How an execution is saved: everything but its machine, which is given when it is read again, and the
//! records that were not taken.

use std::sync::Arc;

use super::core::{Execution, Program};
use super::history::{Branch, History};
use super::inspector::Inspector;
use super::work::Work;
use crate::asl::machine::Kind;
use crate::base::interrupt::Interrupt;
use crate::base::value::{Object, Value};
use crate::engine::call::Call;
use crate::engine::saving::{Loader, Saved, Saver, Unreadable, saved};

saved!(struct Program { start, workflow, timeout_seconds });
saved!(number Branch);

impl Saved for Execution {
    fn save(&self, to: &mut Saver) -> Value {
        Value::from(Object::from_iter([
            ("course", self.program.save(to)),
            ("setup", self.setup.save(to)),
            ("input", self.input.save(to)),
            ("chance", self.chance.save(to)),
            ("now", self.now.save(to)),
            ("deadline", self.deadline.save(to)),
            ("agenda", self.agenda.save(to)),
            ("strands", self.strands.save(to)),
            ("history", self.history.save(to)),
            ("calls", self.calls.save(to)),
            ("tickets", self.tickets.save(to)),
            ("next_ticket", self.next_ticket.save(to)),
            ("next_group", self.next_group.save(to)),
            ("ended_with", self.ended_with.save(to)),
            ("outcome", self.outcome.save(to)),
            ("redrives", self.redrives.save(to)),
            ("fallen", self.fallen.save(to)),
            ("doom", self.doom.save(to)),
            ("missing", self.missing.as_ref().save(to)),
        ]))
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        Ok(Self {
            machine: Arc::clone(&with.machine),
            program: with.field(from, "course")?,
            setup: with.field(from, "setup")?,
            input: with.field(from, "input")?,
            chance: with.field(from, "chance")?,
            now: with.field(from, "now")?,
            deadline: with.field(from, "deadline")?,
            agenda: with.field(from, "agenda")?,
            strands: with.field(from, "strands")?,
            history: with.field(from, "history")?,
            calls: with.field(from, "calls")?,
            tickets: with.field(from, "tickets")?,
            next_ticket: with.field(from, "next_ticket")?,
            next_group: with.field(from, "next_group")?,
            // The fleet carries commands out before it returns.
            commands: Vec::new(),
            ended_with: with.field(from, "ended_with")?,
            outcome: with.field(from, "outcome")?,
            redrives: with.field(from, "redrives")?,
            fallen: with.field(from, "fallen")?,
            doom: with.field(from, "doom")?,
            missing: Arc::new(with.field(from, "missing")?),
            interrupt: Interrupt::default(),
            work: Work::default(),
            inspector: Inspector::default(),
        })
    }
}

impl Saved for History {
    fn save(&self, to: &mut Saver) -> Value {
        let (last_id, branches, quota, full) = self.counts();
        Value::from(vec![last_id.save(to), branches.save(to), quota.save(to), full.save(to)])
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        let Some([last_id, branches, quota, full]) = from.as_array().map(|held| &**held) else {
            return Err(with.unreadable("a history", from));
        };
        let (last_id, branches) = (Saved::load(last_id, with)?, Saved::load(branches, with)?);
        Ok(Self::from_counts((last_id, branches, Saved::load(quota, with)?, Saved::load(full, with)?)))
    }
}

impl Saved for Call {
    fn save(&self, to: &mut Saver) -> Value {
        Value::from(Object::from_iter([
            ("ticket", self.ticket.save(to)),
            ("state", self.state.save(to)),
            ("after", self.after.save(to)),
            ("args", self.args.save(to)),
            ("input", self.input.save(to)),
            ("path", self.path.save(to)),
            ("item", self.item.save(to)),
            ("attempt", self.retry_count.save(to)),
            ("error", self.error.save(to)),
            ("context", self.context.save(to)),
            ("variables", self.variables.save(to)),
            ("at", self.at.save(to)),
            ("timeout_seconds", self.timeout_seconds.save(to)),
            ("heartbeat_seconds", self.heartbeat_seconds.save(to)),
            ("token", self.token.save(to)),
        ]))
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        let state = with.field(from, "state")?;
        let Kind::Task(task) = &with.machine.state(state).kind else {
            return Err(Unreadable("a call was saved for a state that is not a Task".to_owned()));
        };
        Ok(Self {
            ticket: with.field(from, "ticket")?,
            state,
            after: with.field(from, "after")?,
            resource: task.resource.clone(),
            args: with.field(from, "args")?,
            input: with.field(from, "input")?,
            path: with.field(from, "path")?,
            item: with.field(from, "item")?,
            retry_count: with.field(from, "attempt")?,
            error: with.field(from, "error")?,
            context: with.field(from, "context")?,
            variables: with.field(from, "variables")?,
            at: with.field(from, "at")?,
            timeout_seconds: with.field(from, "timeout_seconds")?,
            heartbeat_seconds: with.field(from, "heartbeat_seconds")?,
            token: with.field(from, "token")?,
        })
    }
}
