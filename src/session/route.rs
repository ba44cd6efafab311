//! `Router`: who answers a call. Mocks are asked first; an answer that names something else to be asked, such
//! as `run:` or `http:`, sends the call there.

use std::sync::Arc;

use crate::asl::machine::StateMachine;
use crate::engine::alone::Alone;
use crate::engine::call::{Call, Reply, Ticket};
use crate::engine::dataset::{DataCall, DataReply};
use crate::services::executions::{Asked, Family, NewExecution, Within};
use crate::services::inbox::{Inbox, Post, Sender};
use crate::services::mock::{self, ExecutionCall, Found, MachineName, Mocks, Wanted};
use crate::services::refusal::Refusal;
use crate::services::{Backend, Bounds, DataStore, Promise, Service};

use super::outside::Outside;

/// Starts executions that calls ask for.
pub trait Starts: Send + Sync {
    /// The execution of a machine that `call`, made by a task of `machine` whose answers are `mocks`, starts; if it
    /// cannot be meant, what to say.
    fn start(
        &self,
        call: &Call,
        machine: &StateMachine,
        mocks: &Mocks,
        wanted: ((&MachineName, NewExecution), &Refusal),
    ) -> Result<Promise, Box<Refusal>>;

    /// Nobody waits any more for the execution that the call of this ticket started.
    fn cancel(&self, ticket: Ticket) {
        let _ = ticket;
    }
}

/// All that may answer the calls of one run. What really answers is a part of [`Outside`].
pub struct Router {
    /// The answers that the user wrote down.
    pub mocks: Mocks,
    outside: Outside,
    inbox: Inbox,
    /// How the state runs whose calls these are, if it runs alone.
    alone: Option<Arc<Alone>>,
    /// Starts executions, if any may be started.
    starts: Option<Arc<dyn Starts>>,
    /// Where answers are sent that come later, if not to the inbox.
    sender: Option<Sender>,
}

/// A clone has an inbox of its own, as it answers the calls of another run.
impl Clone for Router {
    fn clone(&self) -> Self {
        let router = Self::new(self.mocks.clone()).giving(self.alone.clone()).reaching(self.outside.again());
        router.starting(self.starts.clone())
    }
}

impl Backend for Router {
    fn inbox(&self) -> &Inbox {
        &self.inbox
    }

    fn answer_to(&mut self, sender: Sender) {
        self.sender = Some(sender);
    }

    fn held(&self) -> usize {
        self.mocks.held()
    }

    fn returned(&mut self, ticket: Ticket, reply: &Reply) {
        self.outside.returned(ticket, reply);
    }

    fn mocks(&self) -> Option<&Mocks> {
        Some(&self.mocks)
    }

    fn set_mocks(&mut self, mocks: Mocks) {
        self.mocks = mocks;
    }

    fn bound(&mut self, bounds: Bounds) {
        self.mocks.bound(bounds);
    }
}

impl Service for Router {
    fn call(&mut self, call: &Call, machine: &StateMachine) -> Result<Promise, Box<Refusal>> {
        // Only the state itself calls then: nothing in it runs.
        if let Some(work) = self.alone.as_ref().and_then(|alone| alone.work.as_ref()) {
            return Ok(Promise::Now(mock::given(call, work)));
        }
        match self.mocks.find(call, machine)? {
            Found::Answer(answer) => Ok(Promise::Now(answer)),
            Found::Elsewhere(forward) => self.outside.send(call, *forward, self.sender()),
            Found::Execution(wanted) => self.within(call, machine, *wanted),
        }
    }

    /// Mocks answer at once: none of their calls is out.
    fn cancel(&mut self, ticket: Ticket) {
        self.outside.cancel(ticket);
        if let Some(starts) = &self.starts {
            starts.cancel(ticket);
        }
    }
}

impl DataStore for Router {
    fn supply(&mut self, request: &DataCall, machine: &StateMachine) -> Result<DataReply, Box<Refusal>> {
        self.mocks.supply(request, machine)
    }
}

impl Router {
    /// A router that asks `mocks` first.
    #[must_use]
    pub fn new(mocks: Mocks) -> Self {
        Self {
            mocks,
            outside: Outside::default(),
            inbox: Inbox::default(),
            alone: None,
            starts: None,
            sender: None,
        }
    }

    /// The same for a state that runs alone, to whose call it gives what its work is said to come to.
    #[must_use]
    pub fn giving(self, alone: Option<Arc<Alone>>) -> Self {
        Self { alone, ..self }
    }

    /// The same, whose calls may start executions as `starts` does.
    #[must_use]
    pub fn starting(self, starts: Option<Arc<dyn Starts>>) -> Self {
        Self { starts, ..self }
    }

    /// Answers a call by another execution of the run.
    fn within(
        &self,
        call: &Call,
        machine: &StateMachine,
        wanted: ExecutionCall,
    ) -> Result<Promise, Box<Refusal>> {
        let ExecutionCall { wanted, otherwise } = wanted;
        match (wanted, &self.starts) {
            (Wanted::Start(name, how), Some(starts)) => {
                starts.start(call, machine, &self.mocks, ((&name, how), &otherwise))
            }
            (Wanted::Start(..), None) => Err(otherwise),
            (Wanted::Other, _) => match Asked::of(call) {
                Some(asked) => {
                    Ok(Promise::Within(Box::new(Within { asked, family: Family::of(call), otherwise })))
                }
                None => Err(otherwise),
            },
        }
    }

    /// Sends answers that come later by `post`.
    pub fn post_to(&mut self, post: Post) {
        self.sender = Some(Sender::by(post));
    }

    fn sender(&self) -> Sender {
        self.sender.clone().unwrap_or_else(|| self.inbox.sender())
    }

    /// The same, which makes real calls as `outside` does.
    #[must_use]
    pub fn reaching(self, outside: Outside) -> Self {
        Self { outside, ..self }
    }
}
