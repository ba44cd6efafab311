//! `Seen`: what one turn recorded, as far as it decides where a run stops.

use crate::asl::errors::names;
use crate::asl::machine::StateId;
use crate::engine::call::TaskError;
use crate::engine::history::{Branch, Detail, Note, Record};
use crate::engine::ids::ExecutionId;
use crate::engine::{ChildRecords, StrandView};
use crate::session::lead::{Led, Point};

/// What one turn recorded.
pub struct Seen {
    pub records: Vec<Record>,
    /// The branch or item that entered a state in it, as it was before.
    pub entering: Option<StrandView>,
    /// The state that failed in it, and its error.
    pub failure: Option<(StateId, TaskError)>,
}

impl Seen {
    pub fn take(run: &mut Led<'_>, before: Option<&Point>) -> Self {
        let records = run.fleet.records();
        let children = run.fleet.child_records();
        let own = records.iter().map(|record| (ExecutionId::ROOT, record));
        let inside = children.iter().flat_map(|ChildRecords { execution, records, .. }| {
            records.iter().map(|record| (*execution, record))
        });
        let (mut entered, mut failure) = (None, None);
        for (execution, record) in own.chain(inside) {
            match record {
                Record::Event(event) => {
                    if let (Detail::StateEntered { state, .. }, None) = (&event.detail, &entered) {
                        entered = Some((execution, event.branch, *state));
                    }
                    failure = failure.or_else(|| error(&event.detail));
                }
                Record::Note(Note::Failed { state, failure: found, .. }) => {
                    failure = failure.or_else(|| Some((*state, found.error.clone())));
                }
                Record::Note(_) => {}
            }
        }
        let entering = entered.zip(before).and_then(|(at, before)| entering(at, before));
        Self { records, entering, failure }
    }

    /// The branch or item in which the failing state is.
    pub fn failing(&self, before: &Point) -> Option<StrandView> {
        let (state, _) = self.failure.as_ref()?;
        before.fleet().strands().into_iter().find(|strand| strand.state == *state)
    }
}

/// The branch that entered a state, as it was before it did.
fn entering(at: (ExecutionId, Branch, StateId), before: &Point) -> Option<StrandView> {
    let (execution, branch, state) = at;
    before
        .fleet()
        .strands()
        .into_iter()
        .find(|strand| strand.execution == execution && strand.branch == branch && strand.state == state)
}

/// The error that an event is about.
pub fn error(detail: &Detail) -> Option<(StateId, TaskError)> {
    if let Detail::TaskFailed { state, error } | Detail::TaskSubmitFailed { state, error } = detail {
        return Some((*state, error.clone()));
    }
    if let Detail::EvaluationFailed { state, error, .. } = detail {
        return Some((*state, (**error).clone()));
    }
    let Detail::TaskTimedOut { state } = detail else { return None };
    Some((*state, TaskError { error: Some(names::TIMEOUT.into()), cause: None }))
}
