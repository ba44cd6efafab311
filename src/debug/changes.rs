//! What was changed by hand on the way to where the run is now.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::asl::machine::StateId;
use crate::base::value::Value;
use crate::engine::Fleet;
use crate::engine::call::{Call, Step, Ticket};
use crate::engine::history::Branch;
use crate::engine::ids::ExecutionId;
use crate::services::Answer;

/// One change.
#[derive(Clone, Debug)]
pub enum Change {
    /// Another input for the state that a branch is about to enter.
    Input {
        /// Which branch of which execution.
        at: (ExecutionId, Branch),
        /// The state.
        state: StateId,
        /// The input.
        input: Value,
    },
    /// Another value of a variable.
    Variable {
        /// Which branch of which execution.
        at: (ExecutionId, Branch),
        /// The state that comes next there.
        state: StateId,
        /// The variable, without `$`.
        name: Arc<str>,
        /// Its value.
        value: Value,
    },
    /// An answer to the next call of a state.
    Answer {
        /// The state.
        state: StateId,
        /// The branches and items it runs in.
        path: Vec<Step>,
        /// The answer, as `--mock STATE=ANSWER` has it.
        text: Arc<str>,
        /// What the call is told.
        answer: Answer,
    },
}

/// All changes, each with the turn before which it was made.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    made: Vec<(usize, Change)>,
    /// The calls that were answered by a change.
    used: BTreeMap<Ticket, usize>,
}

impl Changes {
    /// The changes, in the order in which they were made.
    pub fn all(&self) -> impl Iterator<Item = &Change> {
        self.made.iter().map(|(_, change)| change)
    }

    /// The text of the answer that was given to the call of this ticket, if one was.
    #[must_use]
    pub fn given(&self, ticket: Ticket) -> Option<&str> {
        match self.made.get(*self.used.get(&ticket)?) {
            Some((_, Change::Answer { text, .. })) => Some(text),
            Some((_, Change::Input { .. } | Change::Variable { .. })) | None => None,
        }
    }

    pub(super) fn add(&mut self, turn: usize, change: Change) {
        self.made.push((turn, change));
    }

    /// Forgets those made behind this turn.
    pub(super) fn cut(&mut self, turn: usize) {
        self.made.retain(|(at, _)| *at <= turn);
        let kept = self.made.len();
        self.used.retain(|_, at| *at < kept);
    }

    /// Forgets which calls were answered: the run was taken back, and makes them again.
    pub(super) fn free(&mut self) {
        self.used.clear();
    }

    /// Makes the changes once more that were made before this turn, when the run comes to it again.
    pub(super) fn apply(&self, turn: usize, fleet: &mut Fleet) {
        for (_, change) in self.made.iter().filter(|(at, _)| *at == turn) {
            change.apply(fleet);
        }
    }

    /// The answer that was given to `call`, if one was.
    pub(super) fn answer(&mut self, call: &Call) -> Option<Answer> {
        let used = &self.used;
        let found = self.made.iter().enumerate().find_map(|(number, (_, change))| match change {
            Change::Answer { state, path, answer, .. }
                if *state == call.state
                    && *path == call.path
                    && used.iter().all(|(by, at)| *at != number || *by == call.ticket) =>
            {
                Some((number, answer.clone()))
            }
            Change::Answer { .. } | Change::Input { .. } | Change::Variable { .. } => None,
        });
        let (number, answer) = found?;
        self.used.insert(call.ticket, number);
        Some(answer)
    }
}

impl Change {
    /// Makes it; an answer is given when its call is made.
    pub(super) fn apply(&self, fleet: &mut Fleet) -> bool {
        match self {
            Self::Input { at: (execution, branch), input, .. } => {
                fleet.set_input(*execution, *branch, input.clone())
            }
            Self::Variable { at: (execution, branch), name, value, .. } => {
                fleet.set_variable(*execution, *branch, name, value.clone())
            }
            Self::Answer { .. } => true,
        }
    }
}
