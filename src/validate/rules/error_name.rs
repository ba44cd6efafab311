//! SFN214: error name.

use crate::asl::errors::{self, ERRORS};
use crate::asl::fields::ObjectKind;
use crate::asl::machine::Workflow;
use crate::base::diag::{Code, Diagnostic, Place, Severity};
use crate::base::near::near;
use crate::base::value::Value;

use super::lambda_retry::TRANSIENT;
use super::{Finder, Rule};
use super::{clipped, within};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN214"),
    name: "error-name",
    severity: Severity::Warning,
    about: "No error of that name can arrive here. Names are compared exactly, so a misspelt one matches \
        nothing and nobody says so; some errors, such as `States.Runtime`, are seen by no Retry and no \
        Catch.",
    examples: Some(examples!("SFN214", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Definition(find),
};

fn find(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) {
    for part in
        definition.parts.iter().filter(|part| matches!(part.kind, ObjectKind::Retrier | ObjectKind::Catcher))
    {
        let names = part.members.get("ErrorEquals").and_then(Value::as_array);
        for (at, name) in names.into_iter().flat_map(|names| names.iter().enumerate()) {
            let Some(name) = name.as_str() else { continue };
            let place = Place::Value(part.place("ErrorEquals").index(at));
            if let Some(known) = errors::find(name).filter(|known| name.starts_with(known.name)) {
                if !known.is_catchable() {
                    let message = format!("`{name}` can never be caught{}", within(part));
                    found.push(RULE.at(place, message).note(known.about));
                }
            } else if let Some(near) = meant(name) {
                let message =
                    format!("`{}` is not an error name: nothing raises it{}", clipped(name), within(part));
                found.push(
                    RULE.at(place.clone(), message)
                        .help(format!("did you mean `{near}`?"))
                        .fix(place, name, near),
                );
            } else if name.starts_with("States.") {
                let message = format!(
                    "`{}` is not an AWS error name: nothing raises it{}",
                    clipped(name),
                    within(part)
                );
                found.push(RULE.at(place, message).note("names that begin with `States.` are AWS's own"));
            }
        }
    }
}

/// The known error that `name` almost is.
fn meant(name: &str) -> Option<&'static str> {
    if TRANSIENT.contains(&name) {
        return None;
    }
    let known = ERRORS.iter().map(|error| error.name).chain(TRANSIENT);
    near(name, known.filter(|known| known.len() > 8)).filter(|known| is_of_service(name, known))
}

/// Whether both begin with the same service, or one with a slip: services have errors of the same name, such as
/// `Athena.TooManyRequestsException` and `Lambda.TooManyRequestsException`.
fn is_of_service(name: &str, known: &str) -> bool {
    match (name.split_once('.'), known.split_once('.')) {
        (Some((service, _)), Some((other, _))) => near(service, [other]).is_some(),
        (None, _) | (_, None) => true,
    }
}
