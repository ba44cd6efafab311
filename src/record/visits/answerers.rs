//! What is known of whoever answers a call, beside the answer itself.

use std::sync::Arc;

use crate::engine::call::Ticket;

use super::{Attempt, Visits};

impl Visits {
    /// Notes who answers the call with this ticket: the place in a mock file, such as
    /// `order.sfn.yaml:42 states.Charge Card`. The outcome comes with its event.
    pub fn note_answerer(&mut self, ticket: Ticket, by: &str) {
        if let Some(attempt) = self.under_way(ticket) {
            attempt.by = Some(by.into());
        }
    }

    /// Notes a line that whoever answers the call with this ticket wrote to its log.
    pub fn note_log(&mut self, ticket: Ticket, line: &Arc<str>) {
        if let Some(attempt) = self.under_way(ticket) {
            attempt.log.push(Arc::clone(line));
        }
    }

    /// The attempt under way whose call has this ticket.
    fn under_way(&mut self, ticket: Ticket) -> Option<&mut Attempt> {
        let branch = self.calls.get(&ticket).copied()?;
        self.visit_mut(branch)?.attempts.last_mut().filter(|last| last.ticket == Some(ticket))
    }
}
