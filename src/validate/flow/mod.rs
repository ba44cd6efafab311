//! What data each state can receive, followed through the whole machine; and the paths that cannot find
//! anything in it.
//!
//! Members are only ever added where ways meet, so a path is blamed only if no way can have made what it
//! looks for. Where the definition does not tell what comes, anything is possible.

mod inputs;
mod shape;

use crate::asl::machine::expressions::{self, AppliedTo, Expression};
use crate::asl::machine::{
    Data, Filter, Filters, Kind, Operator, Quality, State, StateId, StateMachine, Test,
};
use crate::base::pointer::Pointer;
use crate::expr::jsonpath::Path;

use inputs::{Inputs, filtered, received};
use shape::Shape;
pub(super) use shape::{Gap, Loss};

/// A path that cannot find anything.
pub(super) struct Miss {
    /// The state that reads.
    pub state: StateId,
    /// JSON Pointer to the path.
    pub pointer: Pointer,
    /// The path as written.
    pub path: String,
    /// The reason.
    pub gap: Gap,
}

/// Every path of JSONPath states that must fail.
pub(super) fn misses(machine: &StateMachine) -> Vec<Miss> {
    let inputs = Inputs::of(machine);
    let mut found = Vec::new();
    for (at, state) in machine.states.iter().enumerate() {
        let id = StateId(at as u32);
        if let (Some(input), Data::JsonPath(filters)) = (inputs.input(id), &state.data) {
            let mut reads = Reads { id, found: &mut found };
            reads.before(state, filters, input);
            reads.after(&inputs, state, filters, input);
        }
    }
    found
}

/// The paths of one state.
struct Reads<'f> {
    id: StateId,
    found: &'f mut Vec<Miss>,
}

impl Reads<'_> {
    fn look(&mut self, pointer: &Pointer, path: &Path, shape: &Shape) {
        // One finding an expression is enough.
        let is_found = self.found.last().is_some_and(|miss| miss.pointer == *pointer);
        if let Some(gap) = shape.gap(path).filter(|_| !is_found) {
            let (pointer, path) = (pointer.clone(), path.text().to_owned());
            self.found.push(Miss { state: self.id, pointer, path, gap });
        }
    }

    fn look_at(&mut self, pointer: &Pointer, expression: Expression<'_>, shape: &Shape) {
        match expression {
            Expression::Path(path) => self.look(pointer, path, shape),
            Expression::Call(call) => call.paths().for_each(|path| self.look(pointer, path, shape)),
            Expression::Jsonata(_) => {}
        }
    }

    /// Those that read the input.
    fn before(&mut self, state: &State, filters: &Filters, input: &Shape) {
        if let Filter::Path(path) = &filters.input_path {
            self.look(&state.pointer.key("InputPath"), path, input);
        }
        // Rules that ask whether something is there know what they do.
        if matches!(&state.kind, Kind::Choice(choice) if choice.rules.iter().any(|rule| asks(&rule.test))) {
            return;
        }
        let selected = filtered(&filters.input_path, input);
        state.expressions(&mut |pointer, applied_to, expression| {
            if applied_to == AppliedTo::Filtered {
                self.look_at(pointer, expression, &selected);
            }
        });
    }

    /// Those that read the result, or what `ResultPath` made of it.
    fn after(&mut self, inputs: &Inputs<'_>, state: &State, filters: &Filters, input: &Shape) {
        let received = || received(state, input);
        if let Some(selector) = &filters.result_selector
            && let Some(result) = inputs.result(self.id, &received())
        {
            let pointer = state.pointer.key("ResultSelector");
            expressions::of_template(selector, &pointer, &mut |pointer, expression| {
                self.look_at(pointer, expression, &result);
            });
        }
        if let Filter::Path(path) = &filters.output_path
            && let Some(merged) = inputs.merged(self.id, filters, input, &received())
        {
            self.look(&state.pointer.key("OutputPath"), path, &merged);
        }
    }
}

fn asks(test: &Test) -> bool {
    match test {
        Test::And(all) | Test::Or(all) => all.iter().any(asks),
        Test::Not(one) => asks(one),
        Test::Compare(comparison) => comparison.operator == Operator::Is(Quality::Present),
        Test::Condition(_) => false,
    }
}
