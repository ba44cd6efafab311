//! Results in mock files, checked against the model of the API that a Task calls (`validate`): those of single
//! states before a run, all others as calls get them.

use crate::asl::call_model::{Answer, Misfit, Strictness, WrongAnswer};
use crate::asl::machine::{Kind, StateMachine};
use crate::asl::resource::Resource;
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::pointer::Pointer;
use crate::base::value::Value;
use crate::services::location::MockLocation;

use super::body::Body;
use super::codes;
use super::entry::{AnswerKind, MockAnswer};
use super::layer::{Defaults, Layer};
use super::matching::short;
use super::reader::Finding;

impl Layer {
    /// What does not fit in results that are written down for single states of `machine`: errors, and names that
    /// look like mistakes.
    #[must_use]
    pub fn check_results(&self, machine: &StateMachine) -> Vec<Finding> {
        let mut found = Vec::new();
        for (name, responder) in &self.states {
            let Some(id) = machine.find(name) else { continue };
            let Kind::Task(task) = &machine.state(id).kind else { continue };
            for entry in responder.rules.iter().flat_map(|rule| rule.answers.entries()) {
                let AnswerKind::Return(Body::Fixed(value)) = &entry.act else { continue };
                for misfit in misfits(entry, &task.resource, value, &self.defaults) {
                    let diagnostic = diagnostic(&misfit, entry, &task.resource, value);
                    found.push((entry.origin.document().clone(), diagnostic));
                }
            }
        }
        found
    }
}

/// What is wrong with `value`, which `entry` gives to a call of `resource`: the first error, if there is one.
pub fn check(
    entry: &MockAnswer,
    resource: &Resource,
    value: &Value,
    defaults: &Defaults,
) -> Result<(), Box<Diagnostic>> {
    // A fixed result that fitted one call fits the next.
    let is_fixed = matches!(entry.act, AnswerKind::Return(Body::Fixed(_)));
    if is_fixed && entry.fitted.get().is_some_and(|arn| *arn == resource.arn) {
        return Ok(());
    }
    for misfit in misfits(entry, resource, value, defaults) {
        let diagnostic = diagnostic(&misfit, entry, resource, value);
        if diagnostic.severity == Severity::Error {
            return Err(Box::new(diagnostic));
        }
    }
    if is_fixed {
        let _ = entry.fitted.set(resource.arn.clone());
    }
    Ok(())
}

fn misfits(entry: &MockAnswer, resource: &Resource, value: &Value, defaults: &Defaults) -> Vec<Misfit> {
    let strictness = entry.validate.or(defaults.validate).unwrap_or(Strictness::Present);
    if strictness == Strictness::None {
        return Vec::new();
    }
    Answer::seen(resource).map_or_else(Vec::new, |model| model.misfits(value, strictness))
}

/// What to say of one of them, at its place in the file.
fn diagnostic(misfit: &Misfit, entry: &MockAnswer, resource: &Resource, value: &Value) -> Diagnostic {
    let answer: Pointer = entry.origin.place().pointer().into();
    let written = entry.origin.document().value().pointer(&answer);
    let is_here = written.is_some_and(|answer| answer.get("return").is_some());
    let place = match (is_here, &misfit.wrong) {
        (false, _) => Place::Value(answer.key("return_file")),
        (true, WrongAnswer::Unknown(_)) => Place::Key(answer.key("return").join(&misfit.at)),
        (true, _) => Place::Value(answer.key("return").join(&misfit.at)),
    };
    let shown = value.pointer(&misfit.at).map_or_else(String::new, short);
    worded(misfit, place, resource, &shown)
}

/// What to say of one of the misfits of `value`, which whatever the answer at `origin` names gave to a call.
pub fn answered(misfit: &Misfit, origin: &MockLocation, resource: &Resource, value: &Value) -> Diagnostic {
    let shown = value.pointer(&misfit.at).map_or_else(String::new, short);
    let mut found = worded(misfit, origin.place(), resource, &shown);
    found.notes.insert(
        0,
        format!(
            "it is at {} of the result",
            if misfit.at.as_str().is_empty() { "the top" } else { misfit.at.as_str() }
        ),
    );
    found
}

fn worded(misfit: &Misfit, place: Place, resource: &Resource, shown: &str) -> Diagnostic {
    let (message, help) = misfit.words(shown);
    let is_error = !matches!(misfit.wrong, WrongAnswer::Unknown(_));
    let mut found = Diagnostic::error(codes::RESULT, place, message)
        .severity(if is_error { Severity::Error } else { Severity::Warning })
        .note(format!("{} answers so, by the model of its API", resource.short_name()));
    if is_error && help.is_none() {
        found = found.help("correct it, or write `validate: none` beside it if it is meant");
    }
    found.help = found.help.take().or(help);
    found
}
