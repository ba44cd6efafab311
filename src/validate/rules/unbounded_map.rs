//! SFN211: unbounded map.

use crate::asl::machine::{Dynamic, Kind, StateMachine, Workflow};
use crate::base::diag::{Code, Diagnostic, Place, Severity};

use super::clipped;
use super::{Finder, Rule};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN211"),
    name: "unbounded-map",
    severity: Severity::Warning,
    about: "A distributed Map without `MaxConcurrency` runs up to 10,000 items at once. Hardly any service \
        behind its tasks takes that without throttling.",
    examples: Some(examples!("SFN211", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Machine(find),
};

fn find(_: &Definition<'_>, machine: &StateMachine, found: &mut Vec<Diagnostic>) {
    for state in &machine.states {
        let Kind::Map(map) = &state.kind else { continue };
        let unbounded = matches!(map.max_concurrency, None | Some(Dynamic::Fixed(0)));
        let calls = machine
            .states
            .iter()
            .any(|inner| inner.flow == map.processor && matches!(inner.kind, Kind::Task(_)));
        if map.distributed.is_some() && unbounded && calls {
            let message = format!("`{}` may call its tasks 10,000 times at once", clipped(&state.name));
            found.push(
                RULE.at(Place::Key(state.pointer.clone()), message)
                    .help("set `MaxConcurrency` to what the called services can take"),
            );
        }
    }
}
