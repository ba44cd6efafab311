//! A look into a strand's surroundings, and changes to its data from outside: what a debugger does.

use std::sync::Arc;

use crate::base::value::{Object, Value};
use crate::engine::execution::core::Execution;
use crate::engine::execution::history::Branch;
use crate::engine::execution::scope::View;
use crate::engine::execution::strand::Strand;
use crate::engine::ids::ExecutionId;
use crate::engine::payload::Payload;
use crate::expr::Scope as _;

use super::Fleet;

impl Fleet {
    /// The context object as the strand of `branch` sees it; none if there is no such strand.
    #[must_use]
    pub fn context_of(&self, execution: ExecutionId, branch: Branch) -> Option<Value> {
        let execution = match self.crew.members.get(execution.0.into()) {
            Some(member) => &member.execution,
            None => &self.root,
        };
        let strand =
            execution.strands.iter().map(|(_, strand)| strand).find(|strand| strand.branch == branch)?;
        Some(View { execution, strand, item: None, token: None }.context())
    }

    /// Gives the strand another input for the state that it is about to enter, or is in. Returns whether there is such
    /// a strand.
    pub fn set_input(&mut self, execution: ExecutionId, branch: Branch, input: Value) -> bool {
        self.change(execution, branch, |strand| strand.input = Payload::from(input))
    }

    /// Gives a variable another value in the strand's own scope. Returns whether there is such a strand.
    pub fn set_variable(&mut self, execution: ExecutionId, branch: Branch, name: &str, value: Value) -> bool {
        let assigned = Object::from_iter([(name, value)]);
        self.change(execution, branch, |strand| Arc::make_mut(&mut strand.variables).assign(&assigned))
    }

    fn change(&mut self, execution: ExecutionId, branch: Branch, act: impl FnOnce(&mut Strand)) -> bool {
        let is_child = self.crew.members.get(execution.0.into()).is_some();
        if !is_child {
            return change(&mut self.root, branch, act);
        }
        let crew = Arc::make_mut(&mut self.crew);
        let member = crew.members.get_mut(execution.0.into()).map(Arc::make_mut);
        member.is_some_and(|member| change(&mut member.execution, branch, act))
    }
}

fn change(execution: &mut Execution, branch: Branch, act: impl FnOnce(&mut Strand)) -> bool {
    let found = execution.strands.iter().find(|(_, strand)| strand.branch == branch).map(|(id, _)| id);
    let Some(id) = found else { return false };
    act(&mut execution.strands[id]);
    true
}
