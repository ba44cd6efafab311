//! SFN121: heartbeat.

use crate::asl::fields::ObjectKind;
use crate::asl::machine::Workflow;
use crate::base::diag::{Code, Diagnostic, Place, Severity};
use crate::base::value::Value;

use super::within;
use super::{Finder, Rule};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN121"),
    name: "heartbeat",
    severity: Severity::Error,
    about: "`HeartbeatSeconds` must be shorter than `TimeoutSeconds`: a heartbeat that may take as long as \
        the whole task says nothing.",
    examples: Some(examples!("SFN121", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Definition(find),
};

fn find(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) {
    for part in definition.of(ObjectKind::Task) {
        let seconds = |name: &str| part.members.get(name).and_then(Value::as_i64);
        let (Some(heartbeat), Some(timeout)) = (seconds("HeartbeatSeconds"), seconds("TimeoutSeconds"))
        else {
            continue;
        };
        // A limit that is none is reported already.
        if heartbeat >= timeout && timeout > 0 {
            let message = format!(
                "`HeartbeatSeconds` {heartbeat} is not below `TimeoutSeconds` {timeout}{}",
                within(part)
            );
            found.push(RULE.at(Place::Value(part.place("HeartbeatSeconds")), message));
        }
    }
}
