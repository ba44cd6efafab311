//! `Router`: who answers a call. Mocks are asked first; an answer that names something else to be asked, such
//! as `run:` or `http:`, sends the call there.

use std::sync::Arc;

use crate::asl::machine::StateMachine;
use crate::engine::alone::Alone;
use crate::engine::call::{Call, Ticket};
use crate::engine::dataset::{DataCall, DataReply};
use crate::services::inbox::Inbox;
use crate::services::mock::{self, Found, Mocks};
use crate::services::refusal::Refusal;
use crate::services::{Backend, Bounds, DataStore, Promise, Service};

use super::outside::Outside;

/// All that may answer the calls of one run. What really answers is a part of [`Outside`].
pub struct Router {
    /// The answers that the user wrote down.
    pub mocks: Mocks,
    outside: Outside,
    inbox: Inbox,
    /// How the state runs whose calls these are, if it runs alone.
    alone: Option<Arc<Alone>>,
}

/// A clone has an inbox of its own, as it answers the calls of another run.
impl Clone for Router {
    fn clone(&self) -> Self {
        Self::new(self.mocks.clone()).giving(self.alone.clone()).reaching(self.outside.again())
    }
}

impl Backend for Router {
    fn inbox(&self) -> &Inbox {
        &self.inbox
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
            Found::Elsewhere(forward) => self.outside.send(call, *forward, self.inbox.sender()),
        }
    }

    /// Mocks answer at once: none of their calls is out.
    fn cancel(&mut self, ticket: Ticket) {
        self.outside.cancel(ticket);
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
        Self { mocks, outside: Outside::default(), inbox: Inbox::default(), alone: None }
    }

    /// The same for a state that runs alone, to whose call it gives what its work is said to come to.
    #[must_use]
    pub fn giving(self, alone: Option<Arc<Alone>>) -> Self {
        Self { alone, ..self }
    }

    /// The same, which makes real calls as `outside` does.
    #[must_use]
    pub fn reaching(self, outside: Outside) -> Self {
        Self { outside, ..self }
    }
}
