//! SFN203: lambda without retry.

use crate::asl::errors::names;
use crate::asl::machine::{Kind, StateMachine, Workflow};
use crate::asl::resource::{Resource, Target};
use crate::base::diag::{Code, Diagnostic, Place, Severity};
use crate::base::pointer::Pointer;

use super::clipped;
use super::{Finder, Rule};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN203"),
    name: "lambda-without-retry",
    severity: Severity::Warning,
    about: "Lambda can be throttled or unavailable for a moment (`Lambda.TooManyRequestsException`, \
        `Lambda.ServiceException`, `Lambda.AWSLambdaException`, `Lambda.SdkClientException`). Without a \
        Retry the first such moment fails the execution. AWS recommends to retry these errors in every \
        task that calls a function.",
    examples: Some(examples!("SFN203", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Machine(find),
};

fn find(_: &Definition<'_>, machine: &StateMachine, found: &mut Vec<Diagnostic>) {
    for state in &machine.states {
        let Kind::Task(task) = &state.kind else { continue };
        let retried =
            state.retry.iter().flat_map(|rule| &rule.errors).any(|error| TRANSIENT.contains(&&**error));
        if calls_lambda(&task.resource) && !retried {
            let message = format!("`{}` does not retry when Lambda throttles", clipped(&state.name));
            found.push(
                RULE.at(Place::Key(state.pointer.clone()), message)
                    .help("add a Retry on Lambda.TooManyRequestsException and its kin (sfn explain SFN203)"),
            );
        }
    }
}

/// Makes one finding of those about the states of a machine: the first, which names the others. `found` is in the
/// order of the definition.
pub(in crate::validate) fn once(found: &mut Vec<Diagnostic>) {
    let is_own = |found: &Diagnostic| found.code == RULE.code && found.severity == RULE.severity;
    let Some(at) = found.iter().position(is_own) else { return };
    let others: Vec<Diagnostic> = found.extract_if(at + 1.., |found| is_own(found)).collect();
    if others.is_empty() {
        return;
    }
    let pointers = others.iter().take(MAX_NAMES).map(|other| Pointer::from(other.place.pointer()));
    let names = pointers.filter_map(|pointer| Some(format!("`{}`", clipped(pointer.last()?.as_ref()))));
    let names = names.collect::<Vec<_>>().join(", ");
    let more = others.len().checked_sub(MAX_NAMES).filter(|more| *more > 0);
    let more = more.map_or_else(String::new, |more| format!(" and {more} more"));
    found[at].notes.push(format!("the same in {names}{more}"));
}

/// How many states a finding names beside its own.
const MAX_NAMES: usize = 12;

/// Whether a function is called.
pub(super) fn calls_lambda(resource: &Resource) -> bool {
    matches!(resource.target, Target::Function(_))
        || resource.is("lambda", "invoke")
        || resource.is("aws-sdk:lambda", "invoke")
}

/// What a Retry must name, at least one of them, to survive a bad moment.
pub(super) const TRANSIENT: [&str; 6] = [
    "Lambda.TooManyRequestsException",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    names::TASK_FAILED,
    names::ALL,
];
