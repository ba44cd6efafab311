//! SFN221: same item.

use crate::asl::machine::expressions::{self, Expression};
use crate::asl::machine::{Kind, QueryLanguage, StateMachine, Workflow};
use crate::base::diag::{Code, Diagnostic, Place, Severity};
use crate::base::pointer::Pointer;
use crate::expr::jsonpath::Root;
use crate::expr::template::Template;

use super::clipped;
use super::{Finder, Rule};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN221"),
    name: "same-item",
    severity: Severity::Warning,
    about: "In `ItemSelector`, `$` (in JSONata `$states.input`) is the input of the Map, not the item. A selector \
        that takes all of it and nothing of the item gives every iteration the same. The item is \
        `$$.Map.Item.Value`, in JSONata `$states.context.Map.Item.Value`.",
    examples: Some(examples!("SFN221", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Machine(find),
};

fn find(definition: &Definition<'_>, machine: &StateMachine, found: &mut Vec<Diagnostic>) {
    for state in &machine.states {
        let Kind::Map(map) = &state.kind else { continue };
        let Some(selector) = &map.item_selector else { continue };
        // The older name of the field.
        let written = definition.parts.iter().find(|part| part.pointer == state.pointer);
        let is_old = written.is_some_and(|part| !part.members.contains("ItemSelector"));
        let pointer = state.pointer.key(if is_old { "Parameters" } else { "ItemSelector" });
        if let Some(pointer) = whole_input(selector, &pointer) {
            let (item, input) = match state.language() {
                QueryLanguage::JsonPath => ("$$.Map.Item.Value", "$"),
                QueryLanguage::Jsonata => ("$states.context.Map.Item.Value", "$states.input"),
            };
            let message = format!("every iteration of `{}` gets the whole input", clipped(&state.name));
            let diagnostic = RULE.at(Place::Value(pointer), message);
            let diagnostic = diagnostic.note(format!("`{input}` is the input of the Map here, not the item"));
            found.push(diagnostic.help(format!("the item is `{item}`")));
        }
    }
}

/// Where `selector` takes the whole input, if it takes nothing of the item.
fn whole_input(selector: &Template, pointer: &Pointer) -> Option<Pointer> {
    let (mut place, mut takes_item) = (None, false);
    expressions::of_template(selector, pointer, &mut |pointer, expression| {
        let is_whole = match expression {
            Expression::Path(path) => {
                takes_item |= *path.root() == Root::Context;
                path.is_root() && *path.root() == Root::Input
            }
            Expression::Call(call) => {
                takes_item |= call.paths().any(|path| *path.root() == Root::Context);
                false
            }
            Expression::Jsonata(expression) => {
                let text = expression.text();
                takes_item |= text.contains("context");
                text.trim() == "$states.input"
            }
        };
        if is_whole && place.is_none() {
            place = Some(pointer.clone());
        }
    });
    place.filter(|_| !takes_item)
}
