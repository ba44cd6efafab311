//! How a fleet goes on after a redrive, and how its Map Runs are changed while they go on.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::asl::machine::StateId;
use crate::base::time::Time;
use crate::engine::call::TaskError;
use crate::engine::execution::agenda::{StrandId, WakeKind};
use crate::engine::execution::outcome::Outcome as Ended;
use crate::engine::execution::strand::Phase;
use crate::engine::ids::{ExecutionId, GroupId};

use super::crew::{ActiveExecution, Crew};
use super::maprun::MapRun;
use super::member::{GroupKey, Member, Outbox};
use super::{Fleet, MapRunChange};

impl Fleet {
    /// Goes on at `now`, or at the moment at which it ended if that is later, as RedriveExecution does. It was set up
    /// to keep what that needs ([`Setup::keep_failed`](crate::engine::Setup)). Returns whether it could: one that runs
    /// or has succeeded cannot.
    pub fn redrive(&mut self, now: Time) -> bool {
        self.outbox = Outbox::default();
        self.root.redrive(now)
    }

    /// Says which Tasks have an activity that does not exist at the moment: they fail when they are tried.
    pub fn without_activities(&mut self, missing: BTreeSet<StateId>) {
        self.with_root(|crew, root| {
            let missing = Arc::new(missing);
            root.execution.missing = Arc::clone(&missing);
            let children: Vec<u64> = crew.members.iter().map(|(number, _)| number).collect();
            for number in children {
                if let Some(child) = crew.members.get_mut(number) {
                    Arc::make_mut(child).execution.missing = Arc::clone(&missing);
                }
            }
        });
    }

    /// Fails it with `error` as soon as it would enter or leave a state, as AWS does once its machine was deleted.
    pub fn doom(&mut self, error: TaskError) {
        self.root.doom = Some(error);
    }

    /// How often it was redriven, and when last.
    #[must_use]
    pub const fn redrives(&self) -> (u32, Option<Time>) {
        self.root.redrives
    }

    /// Changes what the Map Run `arn` goes by. Returns whether it goes on at the moment; else nothing is changed.
    pub fn change_map_run(&mut self, arn: &str, change: MapRunChange) -> bool {
        self.with_root(|crew, root| {
            let found = crew.groups.iter().find(|(_, run)| run.is_called(arn)).map(|(key, _)| *key);
            let Some((key, run)) = found.and_then(|key| Some((key, crew.group_mut(key)?))) else {
                return false;
            };
            run.change(change);
            let strand = run.strand;
            match crew.member_mut(key.parent) {
                Some(parent) => parent.execution.wake(strand, WakeKind::Data),
                None => root.execution.wake(strand, WakeKind::Data),
            }
            crew.wake_up(root.execution, key.parent);
            true
        })
    }
}

impl Crew {
    /// Keeps a run whose failure has ended its execution, if that is so.
    pub fn keep_run(&mut self, active: &ActiveExecution<'_>, visit: u64, run: MapRun) {
        match active.execution.outcome {
            None | Some(Ended::Succeeded(_)) => self.forget_run(&run),
            Some(Ended::Failed(_) | Ended::TimedOut | Ended::Aborted(_)) => {
                self.ended.insert((active.id, visit), Arc::new(run));
            }
        }
    }

    /// Forgets the runs that are kept of the children of a run that is over.
    pub fn forget_run(&mut self, run: &MapRun) {
        for id in run.kept_children() {
            let visits: Vec<_> =
                self.ended.range((id, 0)..=(id, u64::MAX)).map(|(visit, _)| *visit).collect();
            for run in visits.iter().filter_map(|visit| self.ended.remove(visit)).collect::<Vec<_>>() {
                self.forget_run(&run);
            }
        }
    }

    /// The visit of the Map a strand is in, which may have been ended by a failure.
    pub fn visit(active: &ActiveExecution<'_>, strand: StrandId) -> u64 {
        let fallen = active.execution.fallen.iter().find(|(known, _)| *known == strand);
        fallen.map_or_else(
            || active.execution.strands.find(strand).map_or(0, |strand| strand.entered_event),
            |(_, strand)| strand.entered_event,
        )
    }

    /// Lets the kept run of the Map that a strand tries again go on. Returns whether there is one.
    pub fn resume_run(&mut self, active: &mut ActiveExecution<'_>, strand: StrandId) -> bool {
        let visit = active.execution.strands[strand].entered_event;
        let Some(held) = self.ended.remove(&(active.id, visit)) else { return false };
        let mut run = Arc::unwrap_or_clone(held);
        let group = GroupId(active.execution.next_group);
        active.execution.next_group += 1;
        active.execution.strands[strand].phase = Phase::Children(group);
        run.redrive(active.execution);
        let key = GroupKey { parent: active.id, group };
        self.groups.insert(key, Arc::new(run));
        self.proceed(active, key);
        true
    }

    /// Lets a child of an earlier attempt go on.
    pub fn resume_child(
        &mut self,
        parent: &mut ActiveExecution<'_>,
        key: GroupKey,
        run: &mut MapRun,
        (id, held): (ExecutionId, Arc<Member>),
    ) {
        let mut child = Arc::unwrap_or_clone(held);
        child.redrive(key, parent.execution.now);
        child.strand = run.strand;
        run.child_started(id, child.items);
        self.wake_at(parent.execution, id, &mut child, None);
        self.members.insert(id.0.into(), Arc::new(child));
    }
}
