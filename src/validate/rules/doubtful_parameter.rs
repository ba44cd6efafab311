//! SFN231: doubtful parameter.

use crate::asl::call_model::Wrong;
use crate::asl::machine::Workflow;
use crate::base::diag::{Code, Diagnostic, Place, Severity};
use crate::base::near::near;

use super::{Finder, Rule};
use super::{by_catalog, clipped, listed, schema, within};
use crate::validate::calls::Verdict;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN231"),
    name: "doubtful-parameter",
    severity: Severity::Warning,
    about: "The guide's page of this optimized integration has no such parameter, but pages of integrations \
        that call no API of their own grow, so AWS may know it by now; what it does not know it refuses. Or \
        headers and query parameters are not objects of lists, or headers are among those that HTTP keeps to \
        itself: such a call fails with `States.Runtime`, which nothing catches. Or none of the parameters is \
        given of which the call needs one, such as the connection of an HTTP Task. Or the Task passes its input on \
        as it is, which public tools that asked AWS in September 2026 found refused.",
    examples: Some(examples!("SFN231", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Call(word),
};

/// That a parameter is in doubt.
fn word(verdict: &Verdict<'_>) -> Option<Diagnostic> {
    let (call, api) = (verdict.call, verdict.call.resource.short_name());
    let pointer = call.place(verdict.fault);
    match &verdict.fault.wrong {
        Wrong::Lists(name) => {
            let message = format!("`{name}` of `{api}` must be an object of lists{}", within(call.part));
            let help = format!("write {{\"NAME\": [\"VALUE\"]}}; a call without lists in `{name}` fails");
            Some(RULE.at(Place::Value(pointer), message).help(help))
        }
        // They are there, in the words of the other language: that is said of that field.
        Wrong::Absent
            if ["Parameters", "Arguments"].iter().any(|field| call.part.members.contains(field)) =>
        {
            None
        }
        Wrong::Absent => {
            let (field, name) = (call.field, call.resource.short_name());
            let message = format!("`{name}` is given no `{field}`{}", within(call.part));
            let words = format!("{field} field is required for resource ARN: {}", call.resource.arn);
            let help = format!("add `{field}`: AWS is reported to refuse service integrations without it");
            let place = Place::Key(call.part.pointer.clone());
            Some(schema(RULE.at(place, message).help(help), words, &call.part.pointer))
        }
        Wrong::NoneOf(names) => {
            let (field, names) = (call.field, listed(names));
            let message = format!("`{field}` of `{api}` has none of {names}{}", within(call.part));
            let help = match call.resource.is("http", "invoke") {
                true => {
                    "add \"InvocationConfig\": {\"ConnectionArn\": …}: an HTTP Task calls through a connection of EventBridge"
                }
                false => "add one: a call without fails",
            };
            Some(RULE.at(Place::Key(call.pointer.clone()), message).help(help))
        }
        Wrong::Headers(names) => {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let message = format!("`{api}` cannot send the header {}{}", listed(&names), within(call.part));
            let help = "remove it: a call with it fails; the connection brings its own authorization";
            Some(RULE.at(Place::Value(pointer), message).help(help))
        }
        Wrong::Unknown(name, None) => {
            let takes: Vec<&str> = call.model.members().map(|member| member.name).collect();
            let message = format!("`{api}` has no known parameter `{}`{}", clipped(name), within(call.part));
            let diagnostic = by_catalog(RULE.at(Place::Key(pointer), message));
            Some(match near(name, takes.iter().copied()) {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                None => diagnostic.help(format!("it takes {}", listed(&takes))),
            })
        }
        Wrong::Missing(_) | Wrong::Reserved(_) | Wrong::Unknown(_, Some(_)) | Wrong::Type(..) => None,
    }
}
