//! How executions of a fleet take turns: children in the queue of the execution that waits for them.

use std::sync::Arc;

use crate::base::time::Time;
use crate::engine::call::{Step, Ticket};
use crate::engine::dataset::{DataCall, DataRequest};
use crate::engine::execution::agenda::StrandId;
use crate::engine::execution::core::FleetCommand;
use crate::engine::execution::failure::Failure;
use crate::engine::execution::strand::Phase;
use crate::engine::execution::turns::PauseReason;
use crate::engine::ids::{ExecutionId, GroupId};

use super::crew::{ActiveExecution, Crew};
use super::maprun::{Action, ChildInput, MapRun};
use super::member::{GroupKey, Member, Outbox, Requester};
use super::pages::Pages;

/// How many turns an execution takes before the others, or the caller, come next.
pub const TURNS: usize = 1024;

/// How far an execution came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It has ended.
    Ended,
    /// Nothing in it is due now.
    Idle,
    /// It has more to do.
    Busy,
    /// It is a child in the middle of its turn, whose records should be taken before it goes on.
    Heavy,
}

impl Crew {
    /// Lets an execution and its children go on until nothing is due now, for at most so many turns and
    /// until so many events are recorded.
    pub fn run(
        &mut self,
        active: &mut ActiveExecution<'_>,
        now: Time,
        turns: &mut usize,
        events: u64,
    ) -> Progress {
        let mut child = self.resume(active, turns);
        loop {
            if let Some(progress) = child.take() {
                self.run_commands(active);
                if active.execution.history.is_full() {
                    active.execution.exceed_history();
                    self.run_commands(active);
                }
                let most = events.saturating_sub(self.events);
                let looks = active.id == ExecutionId::ROOT && self.holds_much_new();
                if progress == Progress::Busy || active.execution.history.last_id() >= most || looks {
                    return self.yield_to_caller(active, now);
                }
            }
            match self.next(active, now, turns, events) {
                PauseReason::Ended => {
                    self.run_commands(active);
                    return Progress::Ended;
                }
                PauseReason::Idle => return Progress::Idle,
                PauseReason::Heavy if active.id != ExecutionId::ROOT => return Progress::Heavy,
                PauseReason::Enough | PauseReason::Heavy => return self.yield_to_caller(active, now),
                PauseReason::Commands => {}
                PauseReason::Data(strand) => self.on_data(active, strand),
                // Of a single step, what the child does is the turn.
                PauseReason::Child(id, turn) if self.expects(id, turn) => {
                    *turns += usize::from(self.is_stepping);
                    child = Some(self.child_turn(active, id, TURNS, turns));
                    continue;
                }
                // It has had another turn since.
                PauseReason::Child(..) => *turns += 1,
            }
            child = Some(Progress::Idle);
        }
    }

    /// Lets an execution take turns of its own until it is a child's turn, or nothing is to do.
    fn next(
        &mut self,
        active: &mut ActiveExecution<'_>,
        now: Time,
        turns: &mut usize,
        events: u64,
    ) -> PauseReason {
        let own = events.saturating_sub(self.events);
        let expects = |id, turn| self.expects(id, turn);
        active.execution.advance(now, turns, own, &expects)
    }

    /// Lets a child go on that a single step left in the middle of its turn. Returns how far it came.
    fn resume(&mut self, active: &mut ActiveExecution<'_>, turns: &mut usize) -> Option<Progress> {
        let (child, left) = self.halfway.remove(&active.id)?;
        active.execution.outcome.is_none().then(|| self.child_turn(active, child, left, turns))
    }

    /// The execution has taken all its turns: its clock moves on, since much work takes time, and the caller comes
    /// next.
    fn yield_to_caller(&mut self, active: &mut ActiveExecution<'_>, now: Time) -> Progress {
        active.execution.move_clock(now, &|id, turn| self.expects(id, turn));
        self.run_commands(active);
        if active.execution.outcome.is_some() { Progress::Ended } else { Progress::Busy }
    }

    /// Lets a child execution do what it can without waiting, in at most `left` turns.
    fn child_turn(
        &mut self,
        parent: &mut ActiveExecution<'_>,
        id: ExecutionId,
        mut left: usize,
        turns: &mut usize,
    ) -> Progress {
        let Some(mut held) = self.members.remove(id.0.into()) else { return Progress::Idle };
        let child = Arc::make_mut(&mut held);
        let mut own = if self.is_stepping { left.min(*turns) } else { left };
        let most = own;
        let progress = loop {
            let progress = self.run(&mut child.active(id), parent.execution.now, &mut own, u64::MAX);
            self.take_records(id, child);
            if progress != Progress::Heavy {
                break progress;
            }
        };
        left -= most - own;
        if self.is_stepping {
            *turns -= most - own;
        }
        match progress {
            Progress::Idle => {
                self.pass_up(parent, id, child);
                let moment = child.execution.next_moment(&|id, turn| self.expects(id, turn));
                if moment.is_some() {
                    self.wake_at(parent.execution, id, child, moment);
                }
            }
            Progress::Busy if self.is_stepping && left > 0 => {
                self.halfway.insert(parent.id, (id, left));
            }
            Progress::Busy | Progress::Heavy => self.wake_at(parent.execution, id, child, None),
            Progress::Ended => {
                if let Some(note) = self.group_mut(child.group).and_then(|run| run.child_ended(id, child)) {
                    parent.execution.history.note(note);
                }
                self.discard(id, child);
                self.proceed(parent, child.group);
                return Progress::Ended;
            }
        }
        self.members.insert(id.0.into(), held);
        progress
    }

    /// Hands what a child execution asks of the world to the execution around it.
    fn pass_up(&mut self, parent: &mut ActiveExecution<'_>, id: ExecutionId, child: &mut Member) {
        child.outbox.collect(id, &mut child.execution);
        if child.outbox.is_empty() {
            return;
        }
        self.forget_unawaited(&mut child.active(id));
        let Outbox { mut calls, mut requests } = std::mem::take(&mut child.outbox);
        let state = parent.execution.strands[child.strand].state;
        let mut path = parent.execution.path(child.strand);
        path.push(Step { state, index: child.number as usize, is_item: true });
        parent.outbox.collect(parent.id, parent.execution);
        for (origin, call) in &mut calls {
            call.path.splice(..0, path.iter().copied());
            call.item.get_or_insert_with(|| child.item.clone());
            if parent.id == ExecutionId::ROOT {
                call.ticket = self.route(parent.execution, *origin, (id, &mut child.tickets));
            }
        }
        for (origin, request) in &mut requests {
            request.path.splice(..0, path.iter().copied());
            if parent.id == ExecutionId::ROOT {
                request.ticket = self.route(parent.execution, *origin, (id, &mut child.tickets));
            }
        }
        parent.outbox.calls.append(&mut calls);
        parent.outbox.requests.append(&mut requests);
    }

    /// Carries out what an execution has left for the fleet to do.
    pub fn run_commands(&mut self, active: &mut ActiveExecution<'_>) {
        while !active.execution.commands.is_empty() {
            for command in std::mem::take(&mut active.execution.commands) {
                match command {
                    FleetCommand::Start(strand) => self.start_run(active, strand),
                    FleetCommand::Abort(group, record) => self.abort_run(active, group, record),
                    FleetCommand::Report(group, record) => self.report_run(active, group, record),
                }
            }
        }
    }

    fn start_run(&mut self, active: &mut ActiveExecution<'_>, strand: StrandId) {
        if let Some(work) = active.execution.given_work(strand) {
            return MapRun::settle_given(active.execution, strand, work);
        }
        if self.resume_run(active, strand) {
            return;
        }
        match MapRun::start(active.execution, strand) {
            Err(failure) => active.execution.fail(strand, failure),
            Ok((run, opened)) => {
                let group = GroupId(active.execution.next_group);
                active.execution.next_group += 1;
                active.execution.strands[strand].phase = Phase::Children(group);
                match opened {
                    Ok(()) => {
                        let key = GroupKey { parent: active.id, group };
                        self.groups.insert(key, Arc::new(run));
                        self.proceed(active, key);
                    }
                    Err(failure) => self.fail_run(active, run, failure),
                }
            }
        }
    }

    fn abort_run(&mut self, active: &mut ActiveExecution<'_>, group: GroupId, record: usize) {
        let Some(run) = self.groups.remove(&GroupKey { parent: active.id, group }) else { return };
        let mut run = Arc::unwrap_or_clone(run);
        self.stop_children(active.execution.now, &mut run);
        active.execution.history.fill_in(record, run.tally());
        if active.execution.setup.keep_failed {
            let visit = Self::visit(active, run.strand);
            self.keep_run(active, visit, run);
        }
    }

    /// The execution has ended: nothing it or its children asked for is awaited any more.
    fn report_run(&mut self, active: &mut ActiveExecution<'_>, group: GroupId, record: usize) {
        let key = GroupKey { parent: active.id, group };
        if active.execution.setup.keep_failed
            && let Some(held) = self.groups.remove(&key)
        {
            let mut run = Arc::unwrap_or_clone(held);
            self.stop_children(active.execution.now, &mut run);
            active.execution.history.fill_in(record, run.tally());
            let visit = Self::visit(active, run.strand);
            self.keep_run(active, visit, run);
        } else if let Some(run) = self.groups.get(&key) {
            active.execution.history.fill_in(record, run.tally());
        }
        *active.outbox = Outbox::default();
        if active.id == ExecutionId::ROOT {
            self.routes = Pages::default();
        }
    }

    fn on_data(&mut self, active: &mut ActiveExecution<'_>, strand: StrandId) {
        let Phase::Children(group) = active.execution.strands[strand].phase else { return };
        let key = GroupKey { parent: active.id, group };
        let Some(run) = self.group_mut(key) else { return };
        match run.on_data() {
            Ok(()) => self.proceed(active, key),
            Err(failure) => {
                if let Some(run) = self.groups.remove(&key) {
                    self.fail_run(active, Arc::unwrap_or_clone(run), failure);
                }
            }
        }
    }

    /// Lets a Map Run do what it can at the moment: start children, ask for items, come to its end.
    pub fn proceed(&mut self, active: &mut ActiveExecution<'_>, key: GroupKey) {
        let Some(mut held) = self.groups.remove(&key) else { return };
        loop {
            let run = Arc::make_mut(&mut held);
            match run.next(active.execution) {
                Action::Wait => break,
                Action::Start(input) => self.start_child(active, key, run, input),
                Action::Resume(id, child) => self.resume_child(active, key, run, (id, child)),
                Action::Request(number, request) => {
                    self.ask(active, run.strand, Requester::Group(key, number), request);
                }
                Action::StopChildren => self.stop_children(active.execution.now, run),
                Action::Succeed(result) => {
                    self.forget_run(&held);
                    return Arc::unwrap_or_clone(held).succeed(active.execution, result.into());
                }
                Action::Fail(failure) => {
                    return self.fail_run(active, Arc::unwrap_or_clone(held), failure);
                }
            }
        }
        self.groups.insert(key, held);
    }

    fn fail_run(&mut self, active: &mut ActiveExecution<'_>, mut run: MapRun, failure: Failure) {
        self.stop_children(active.execution.now, &mut run);
        if !active.execution.setup.keep_failed || !MapRun::may_go_on(&failure) {
            return run.fail(active.execution, failure);
        }
        let (visit, kept) = (Self::visit(active, run.strand), run.clone());
        run.fail(active.execution, failure);
        self.keep_run(active, visit, kept);
    }

    fn start_child(
        &mut self,
        parent: &mut ActiveExecution<'_>,
        key: GroupKey,
        run: &mut MapRun,
        input: ChildInput,
    ) {
        let (number, execution) = run.child(&input, parent.execution);
        self.last_member += 1;
        let id = ExecutionId(self.last_member);
        run.child_started(id, input.items);
        let mut child = Member {
            execution,
            group: key,
            strand: run.strand,
            number,
            items: input.items,
            item: input.item,
            turn: 0,
            outbox: Outbox::default(),
            tickets: Vec::new(),
            failed_in: None,
            events: 0,
        };
        self.wake_at(parent.execution, id, &mut child, None);
        self.members.insert(id.0.into(), Arc::new(child));
    }

    fn ask(
        &mut self,
        active: &mut ActiveExecution<'_>,
        strand: StrandId,
        origin: Requester,
        request: DataRequest,
    ) {
        let execution = &mut *active.execution;
        let ticket = if active.id == ExecutionId::ROOT {
            let ticket = execution.new_ticket();
            self.routes.insert(ticket.0, origin);
            ticket
        } else {
            // It gets its ticket where it leaves the fleet.
            Ticket(0)
        };
        let (state, path) = (execution.strands[strand].state, execution.path(strand));
        let call = DataCall { ticket, state, path, at: execution.now, request };
        active.outbox.requests.push((origin, call));
    }
}
