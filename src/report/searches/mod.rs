//! Which answers the calls of a state get from mock files, and why: searches in, bytes out.

mod human;
mod json;

use std::sync::Arc;

use crate::asl::machine::StateMachine;
use crate::services::mock::Search;

pub use human::write as human;
pub use json::write as json;

/// What is shown of a state.
#[derive(Clone, Debug)]
pub struct Searches {
    /// The state's name.
    pub state: Arc<str>,
    /// What it calls: `http:invoke`.
    pub service: String,
    /// The file it is in.
    pub file: String,
    /// The line of its name, from 1.
    pub line: usize,
    /// Its machine.
    pub machine: Arc<StateMachine>,
    /// Its calls, in the order in which they were made.
    pub calls: Vec<Search>,
    /// Why the run was over before its end, in lines, if so.
    pub stopped: Option<String>,
}

impl Searches {
    /// The branches and items that `call` was made in: `Reserve Items[0]`.
    fn within<'s>(&'s self, call: &'s Search) -> impl Iterator<Item = (&'s str, usize)> {
        call.path.iter().map(|step| (&*self.machine.state(step.state).name, step.index))
    }
}
