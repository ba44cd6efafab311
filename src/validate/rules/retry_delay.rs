//! SFN127: retry delay.

use crate::asl::fields::ObjectKind;
use crate::asl::machine::Workflow;
use crate::base::diag::{Code, Diagnostic, Place, Severity};
use crate::base::value::Value;

use super::within;
use super::{Finder, Rule};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN127"),
    name: "retry-delay",
    severity: Severity::Error,
    about: "`MaxDelaySeconds` caps the growing pause between attempts, so it must be longer than the first \
        pause, `IntervalSeconds`.",
    examples: Some(examples!("SFN127", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Definition(find),
};

fn find(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) {
    for part in definition.of(ObjectKind::Retrier) {
        let seconds = |name: &str| part.members.get(name).and_then(Value::as_i64);
        let (Some(most), interval) = (seconds("MaxDelaySeconds"), seconds("IntervalSeconds").unwrap_or(1))
        else {
            continue;
        };
        // Numbers out of range are reported as such.
        if (1..=interval).contains(&most) {
            let message =
                format!("`MaxDelaySeconds` {most} is not above `IntervalSeconds` {interval}{}", within(part));
            found.push(RULE.at(Place::Value(part.place("MaxDelaySeconds")), message));
        }
    }
}
