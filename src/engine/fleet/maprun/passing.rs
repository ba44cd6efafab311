//! What children ask of the world is passed up under tickets of the execution around them, and what comes
//! of it is passed down.

use crate::asl::machine::StateId;
use crate::base::time::Time;
use crate::base::value::Value;

use super::child::Child;
use crate::engine::call::{Call, Reply, Step, Ticket};
use crate::engine::dataset::{Request, Told};
use crate::engine::execution::Execution;
use crate::engine::execution::agenda::{Wake, What};
use crate::engine::execution::strand::{Phase, StrandId};

/// Whom in a Map Run a ticket belongs to.
#[derive(Clone, Copy, Debug)]
pub(in crate::engine) enum Route {
    /// To the run itself.
    Run(StrandId),
    /// To a child, which calls it by a ticket of its own.
    Child(StrandId, u32, Ticket),
}

impl Execution {
    /// A ticket of our own for what a child calls `inner`.
    fn outer_ticket(&mut self, id: StrandId, number: u32, inner: Ticket) -> Ticket {
        let ticket = self.new_ticket();
        self.routes.insert(ticket, Route::Child(id, number, inner));
        if let Phase::Run(run) = &mut self.strands[id].phase
            && let Some(child) = run.children.get_mut(&number)
        {
            child.tickets.push(ticket);
        }
        ticket
    }

    pub(super) fn pass_calls(&mut self, id: StrandId, number: u32, calls: Vec<Call>) {
        let (path, item) = self.place_of_child(id, number);
        for call in calls {
            let ticket = self.outer_ticket(id, number, call.ticket);
            let path = path.iter().chain(&call.path).copied().collect();
            let item = call.item.or_else(|| item.clone());
            self.calls.push(Call { ticket, path, item, ..call });
        }
    }

    pub(super) fn pass_requests(&mut self, id: StrandId, number: u32, requests: Vec<Request>) {
        let (path, _) = self.place_of_child(id, number);
        for request in requests {
            let ticket = self.outer_ticket(id, number, request.ticket);
            let path = path.iter().chain(&request.path).copied().collect();
            self.requests.push(Request { ticket, path, ..request });
        }
    }

    fn place_of_child(&self, id: StrandId, number: u32) -> (Vec<Step>, Option<Value>) {
        let mut path = self.path(id);
        path.push(Step { state: self.strands[id].state, index: number as usize, is_item: true });
        let item = match &self.strands[id].phase {
            Phase::Run(run) => run.children.get(&number).map(|child| child.feed.item.clone()),
            Phase::Ready | Phase::Inside | Phase::Task(_) | Phase::Joining(_) => None,
        };
        (path, item)
    }

    /// Tells a child what will be heard of a call.
    pub(in crate::engine) fn resolve_in_run(&mut self, ticket: Ticket, at: Time, reply: Reply) -> bool {
        let Some(&Route::Child(id, number, inner)) = self.routes.get(&ticket) else { return false };
        let Phase::Run(run) = &mut self.strands[id].phase else { return false };
        let Some(child) = run.children.get_mut(&number) else { return false };
        let heard = child.execution.resolve(inner, at, reply);
        self.wake_child(id, number, None);
        heard
    }

    /// Tells what came of a request. One that nobody waits for any more is ignored; the answer says
    /// whether somebody does.
    pub fn tell(&mut self, ticket: Ticket, told: Told) -> bool {
        match self.routes.remove(&ticket) {
            None => false,
            Some(Route::Run(id)) => {
                let wake = Wake { strand: id, epoch: self.strands.epoch(id), what: What::Told };
                let Phase::Run(run) = &mut self.strands[id].phase else { return false };
                run.told.push((ticket, told));
                self.agenda.now(wake);
                true
            }
            Some(Route::Child(id, number, inner)) => {
                let Phase::Run(run) = &mut self.strands[id].phase else { return false };
                let Some(child) = run.children.get_mut(&number) else { return false };
                let heard = child.execution.tell(inner, told);
                self.wake_child(id, number, None);
                heard
            }
        }
    }

    /// The tasks of child executions that wait for an answer.
    pub(in crate::engine) fn waiting_children(&self) -> impl Iterator<Item = StateId> {
        let runs = self.strands.iter().filter_map(|strand| match &strand.phase {
            Phase::Run(run) => Some(run),
            Phase::Ready | Phase::Inside | Phase::Task(_) | Phase::Joining(_) => None,
        });
        runs.flat_map(|run| run.children.values().flat_map(Child::waiting))
    }

    pub(in crate::engine) const fn new_ticket(&mut self) -> Ticket {
        self.next_ticket += 1;
        Ticket(self.next_ticket - 1)
    }
}
