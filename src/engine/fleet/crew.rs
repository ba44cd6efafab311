//! `Crew`: the child executions of a fleet, their Map Runs, and which of them made each call.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::asl::machine::StateId;
use crate::base::time::Time;
use crate::base::value::{Object, Value};
use crate::engine::call::{Reply, TaskError, Ticket};
use crate::engine::dataset::DataReply;
use crate::engine::execution::agenda::WakeKind;
use crate::engine::execution::core::Execution;
use crate::engine::execution::history::Record;
use crate::engine::ids::{ExecutionId, GroupId};

use super::maprun::MapRun;
use super::member::{GroupKey, MapVisit, Member, Outbox, Requester};
use super::pages::Pages;
use crate::engine::saving::{Loader, Saved, Saver, Unreadable};

/// Everything in a fleet but the execution that was started from outside.
#[derive(Clone, Debug, Default)]
pub struct Crew {
    pub members: Pages<Arc<Member>>,
    pub groups: BTreeMap<GroupKey, Arc<MapRun>>,
    /// Which child or Map Run waits for the answer to each of the fleet's tickets. Tasks of the root execution are
    /// not in it: their own tickets are the fleet's.
    pub routes: Pages<Requester>,
    /// The number of the newest child execution.
    pub last_member: u32,
    /// How many events the child executions that run have recorded.
    pub events: u64,
    /// Child executions that a single step left in the middle of their turn, by the execution around each:
    /// which one, and how many turns it still has.
    pub halfway: BTreeMap<ExecutionId, (ExecutionId, usize)>,
    /// Map Runs whose execution has ended without success, if they are kept for a redrive.
    pub ended: BTreeMap<MapVisit, Arc<MapRun>>,
    /// Whether every single turn is wanted.
    pub is_stepping: bool,
    /// Whether records of child executions are kept for whoever asks.
    pub keeps_records: bool,
    /// Records of child executions that were kept.
    pub records: Vec<ChildRecords>,
    /// About how many bytes of new data child executions have recorded since the caller looked.
    pub fresh: usize,
}

/// Records of a child execution.
#[derive(Clone, Debug)]
pub struct ChildRecords {
    /// The child.
    pub execution: ExecutionId,
    /// The execution that waits for it.
    pub parent: ExecutionId,
    /// Its number in its Map Run, which is that of its item or batch, from 0.
    pub number: u32,
    /// Its ARN.
    pub arn: Arc<str>,
    /// What it recorded. A call is named by the child's own ticket here;
    /// [`Fleet::caller`](super::Fleet::caller) gives both for a ticket of the fleet.
    pub records: Vec<Record>,
}

/// The execution whose turn it is. It is taken out of the crew meanwhile, so that both can be changed.
pub struct ActiveExecution<'a> {
    pub id: ExecutionId,
    pub execution: &'a mut Execution,
    /// Calls and requests for data of it and its children that are to be handed out.
    pub outbox: &'a mut Outbox,
}

impl Member {
    /// The member as the active execution, to be run or changed.
    pub const fn active(&mut self, id: ExecutionId) -> ActiveExecution<'_> {
        ActiveExecution { id, execution: &mut self.execution, outbox: &mut self.outbox }
    }
}

impl Crew {
    /// Whether a child execution still waits for this turn.
    pub fn expects(&self, id: ExecutionId, turn: u32) -> bool {
        self.members.get(id.0.into()).is_some_and(|member| member.turn == turn)
    }

    pub fn member_mut(&mut self, id: ExecutionId) -> Option<&mut Member> {
        self.members.get_mut(id.0.into()).map(Arc::make_mut)
    }

    pub fn group_mut(&mut self, key: GroupKey) -> Option<&mut MapRun> {
        self.groups.get_mut(&key).map(Arc::make_mut)
    }

    /// Whether an answer is still waited for; `active` is outside of the crew.
    pub fn is_awaited(&self, origin: Requester, active: &ActiveExecution<'_>) -> bool {
        match origin {
            Requester::Task(id, ticket) if id == active.id => active.execution.tickets.contains_key(&ticket),
            Requester::Task(id, ticket) => {
                let member = self.members.get(id.0.into());
                member.is_some_and(|member| member.execution.tickets.contains_key(&ticket))
            }
            Requester::Group(key, number) => self.groups.get(&key).is_some_and(|run| run.awaits(number)),
        }
    }

    /// Drops what is asked for in an outbox and no longer awaited.
    pub fn forget_unawaited(&self, active: &mut ActiveExecution<'_>) {
        let mut outbox = std::mem::take(active.outbox);
        outbox.calls.retain(|(origin, _)| self.is_awaited(*origin, active));
        outbox.requests.retain(|(origin, _)| self.is_awaited(*origin, active));
        *active.outbox = outbox;
    }

    /// A new ticket of the fleet for a call or request of `requester`. `child` is outside of the crew.
    pub fn route(
        &mut self,
        root: &mut Execution,
        origin: Requester,
        child: (ExecutionId, &mut Vec<Ticket>),
    ) -> Ticket {
        let ticket = root.new_ticket();
        self.routes.insert(ticket.0, origin);
        let (Requester::Task(owner, _) | Requester::Group(GroupKey { parent: owner, .. }, _)) = origin;
        match self.member_mut(owner) {
            Some(member) => member.tickets.push(ticket),
            None if owner == child.0 => child.1.push(ticket),
            None => {}
        }
        ticket
    }

    /// Takes what is answered to a call of a child execution. Returns whether a strand was waiting for it.
    pub fn resolve(&mut self, root: &mut Execution, ticket: Ticket, at: Time, reply: Reply) -> bool {
        let Some(&Requester::Task(id, inner)) = self.routes.get(ticket.0) else { return false };
        let Some(member) = self.member_mut(id) else { return false };
        let was_awaited = member.execution.resolve(inner, at, reply);
        self.wake_up(root, id);
        was_awaited
    }

    /// Whether a child execution still waits for an answer to the call of this ticket.
    pub fn awaits(&self, ticket: Ticket) -> bool {
        let Some(&Requester::Task(id, inner)) = self.routes.get(ticket.0) else { return false };
        self.members.get(id.0.into()).is_some_and(|member| member.execution.tickets.contains_key(&inner))
    }

    /// Takes the answer to a request of a Map Run. Returns whether it was waiting for it.
    pub fn supply(&mut self, root: &mut Execution, ticket: Ticket, reply: DataReply) -> bool {
        let Some(&Requester::Group(key, number)) = self.routes.get(ticket.0) else { return false };
        self.routes.remove(ticket.0);
        let Some(run) = self.group_mut(key).filter(|run| run.awaits(number)) else { return false };
        run.supply(number, reply);
        let strand = run.strand;
        match self.member_mut(key.parent) {
            Some(parent) => parent.execution.wake(strand, WakeKind::Data),
            None => root.wake(strand, WakeKind::Data),
        }
        self.wake_up(root, key.parent);
        true
    }

    /// Gives a child execution, and those around it, a turn as soon as the others had theirs.
    pub fn wake_up(&mut self, root: &mut Execution, mut id: ExecutionId) {
        while let Some(member) = self.member_mut(id) {
            member.turn = member.turn.wrapping_add(1);
            let (parent, strand) = (member.group.parent, member.strand);
            let wake = WakeKind::Child { id, turn: member.turn };
            match self.member_mut(parent) {
                Some(around) => around.execution.wake(strand, wake),
                None => root.wake(strand, wake),
            }
            id = parent;
        }
    }

    /// Gives a child execution that is not in the crew at the moment its next turn: at a moment, or as soon
    /// as the others had theirs.
    pub fn wake_at(&self, parent: &mut Execution, id: ExecutionId, child: &mut Member, at: Option<Time>) {
        child.turn = child.turn.wrapping_add(1);
        let wake = WakeKind::Child { id, turn: child.turn };
        match at {
            Some(at) if at > parent.now => parent.wake_at(at, child.strand, wake),
            Some(_) | None => parent.wake(child.strand, wake),
        }
    }

    /// Takes the records of a child execution, and counts what is in them for its Map Run.
    pub fn take_records(&mut self, id: ExecutionId, child: &mut Member) {
        if let Some(mut run) = self.groups.remove(&child.group) {
            self.take_records_for(Arc::make_mut(&mut run), id, child);
            self.groups.insert(child.group, run);
        }
    }

    fn take_records_for(&mut self, run: &mut MapRun, id: ExecutionId, child: &mut Member) {
        self.fresh = self.fresh.saturating_add(child.execution.history.weight());
        let records = child.execution.history.take();
        child.failed_in = run.count(&records).or(child.failed_in);
        if self.keeps_records {
            let arn = child.execution.setup.called.arn();
            let (parent, number) = (child.group.parent, child.number);
            self.records.push(ChildRecords { execution: id, parent, number, arn, records });
        }
        let events = child.execution.history.last_id();
        self.events = self.events - child.events + events;
        child.events = events;
    }

    /// Stops all children of a run that is outside of the crew.
    pub fn stop_children(&mut self, now: Time, run: &mut MapRun) {
        for id in run.children.clone() {
            let Some(mut held) = self.members.remove(id.0.into()) else { continue };
            let child = Arc::make_mut(&mut held);
            child.execution.stop(now, TaskError::default());
            self.run_commands(&mut child.active(id));
            self.take_records_for(run, id, child);
            run.child_stopped(id, child);
            self.discard(id, child);
        }
    }

    /// Forgets an execution that has ended, and its children with it.
    pub fn discard(&mut self, id: ExecutionId, member: &Member) {
        self.events -= member.events;
        for ticket in &member.tickets {
            self.routes.remove(ticket.0);
        }
        let groups =
            GroupKey { parent: id, group: GroupId(0) }..=GroupKey { parent: id, group: GroupId(u32::MAX) };
        let keys: Vec<GroupKey> = self.groups.range(groups).map(|(key, _)| *key).collect();
        for run in keys.iter().filter_map(|key| self.groups.remove(key)).collect::<Vec<_>>() {
            for id in &run.children {
                if let Some(child) = self.members.remove(id.0.into()) {
                    self.discard(*id, &child);
                }
            }
        }
    }

    /// The tasks in child executions of this one that wait for an answer.
    pub fn waiting(&self, id: ExecutionId, execution: &Execution, found: &mut Vec<StateId>) {
        for (_, group) in execution.groups() {
            let Some(run) = self.groups.get(&GroupKey { parent: id, group }) else { continue };
            for id in &run.children {
                if let Some(child) = self.members.get(id.0.into()) {
                    found.extend(child.execution.waiting());
                    self.waiting(*id, &child.execution, found);
                }
            }
        }
    }
}

impl Saved for Crew {
    fn save(&self, to: &mut Saver) -> Value {
        Value::from(Object::from_iter([
            ("members", self.members.save(to)),
            ("groups", self.groups.save(to)),
            ("routes", self.routes.save(to)),
            ("last_member", self.last_member.save(to)),
            ("events", self.events.save(to)),
            ("halfway", self.halfway.save(to)),
            ("ended", self.ended.save(to)),
            ("keeps_records", self.keeps_records.save(to)),
        ]))
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        Ok(Self {
            fresh: 0,
            members: with.field(from, "members")?,
            groups: with.field(from, "groups")?,
            routes: with.field(from, "routes")?,
            last_member: with.field(from, "last_member")?,
            events: with.field(from, "events")?,
            halfway: with.field(from, "halfway")?,
            ended: with.field(from, "ended")?,
            is_stepping: false,
            keeps_records: with.field(from, "keeps_records")?,
            records: Vec::new(),
        })
    }
}
