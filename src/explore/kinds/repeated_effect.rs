//! `repeated-effect`: a call that has an effect is repeated though it may have had it.

use crate::asl::machine::{Kind as StateKind, State, Workflow};
use crate::asl::resource::{Pattern, Resource, Target};
use crate::base::diag::Severity;
use crate::base::value::Value;
use crate::explore::ending::Ending;
use crate::explore::outcome::What;
use crate::explore::path::Happened;
use crate::explore::survey::{Survey, numbered};
use crate::explore::thrown::Group;
use crate::suite::suggest::Material;

use super::{Finder, Kind};

pub(super) const KIND: Kind = Kind {
    name: "repeated-effect",
    about: "A Retry repeats a call after an error that leaves open whether the call did its work, such as a timeout or a \
        fault of the service; or an Express workflow, which AWS may run more than once, makes it. What it does can \
        happen twice. Give the call a token or a name by which the service knows it again, or retry only what surely \
        did nothing, such as throttling.",
    look,
    survey,
};

/// Calls whose effect comes twice if they are made twice, with the member by which the service knows them again.
#[rustfmt::skip]
const EFFECTS: &[(&str, &str, &[&str])] = &[
    ("sqs", "sendMessage", &["MessageDeduplicationId"]),
    ("sns", "publish", &["MessageDeduplicationId"]),
    ("events", "putEvents", &[]),
    ("eventbridge", "putEvents", &[]),
    ("ecs", "runTask", &["ClientToken"]),
    ("batch", "submitJob", &[]),
    ("glue", "startJobRun", &["JobRunId"]),
    ("ses", "sendEmail", &[]),
    ("sesv2", "sendEmail", &[]),
    ("states", "startExecution", &["Name"]),
    ("sfn", "startExecution", &["Name"]),
    ("kinesis", "putRecord", &[]),
    ("elasticmapreduce", "addStep", &[]),
    ("elasticmapreduce", "createCluster", &[]),
];

/// What names of functions and states begin with that do something which should not be done twice.
const VERBS: &[&str] = &[
    "charge", "pay", "refund", "transfer", "debit", "credit", "withdraw", "send", "ship", "create", "order",
    "book", "submit", "deposit", "capture", "print",
];

fn look(ending: &Ending<'_>, finder: &mut Finder<'_>) {
    let mut last: Option<&What> = None;
    for one in &ending.happened {
        match one {
            Happened::Called(answered) => last = Some(&answered.what),
            Happened::Retrying(id, ..) => {
                let state = ending.state(*id);
                let Some(what) = last.filter(|what| is_open(what)) else { continue };
                let args = ending.survey.args.get(id);
                let Some(effect) = effect(state, args) else { continue };
                finder.found(*id, "retry", Severity::Warning, Some(ending), || {
                    let after = match what {
                        What::Failed(thrown) => thrown.name.to_string(),
                        What::TimedOut | What::Silent | What::Returned { .. } => "States.Timeout".to_owned(),
                    };
                    format!("{effect} of `{}` can happen twice: it is retried after `{after}`", state.name)
                });
            }
            Happened::Entered(_) | Happened::Items(..) | Happened::Failed(..) | Happened::Left(..) => {}
        }
    }
}

/// An Express workflow that is not called synchronously runs at least once.
fn survey(_: &Material, survey: &Survey, finder: &mut Finder<'_>) {
    if survey.machine.workflow != Workflow::Express {
        return;
    }
    for (id, state) in numbered(&survey.machine) {
        if let Some(effect) = effect(state, survey.args.get(&id)) {
            finder.found(id, "express", Severity::Warning, None, || {
                format!(
                    "{effect} of `{}` can happen twice: an Express execution may run more than once",
                    state.name
                )
            });
        }
    }
}

/// Whether it leaves open if the call did its work.
fn is_open(what: &What) -> bool {
    match what {
        What::Failed(thrown) => matches!(thrown.group, Group::Server | Group::Own),
        What::TimedOut | What::Silent => true,
        What::Returned { .. } => false,
    }
}

/// What a Task does that is not to be done twice, in words; none if it may be.
fn effect(state: &State, args: Option<&Value>) -> Option<String> {
    let StateKind::Task(task) = &state.kind else { return None };
    let args = args?;
    let Target::Service { service, action, .. } = &task.resource.target else {
        return function(state, &task.resource, args);
    };
    if task.resource.is("lambda", "invoke") {
        return function(state, &task.resource, args.get("Payload").unwrap_or(args));
    }
    let service = service.strip_prefix("aws-sdk:").unwrap_or(service);
    if service == "dynamodb" && **action == *"updateItem" {
        let update = args.get("UpdateExpression").and_then(Value::as_str).unwrap_or_default();
        let adds = update.contains("ADD ") || update.contains(" + ") || update.contains("list_append");
        let is_guarded = args.get("ConditionExpression").is_some();
        return (adds && !is_guarded).then(|| "the update".to_owned());
    }
    let (_, _, tokens) = EFFECTS.iter().find(|(api, call, _)| *api == service && **call == **action)?;
    let is_known_again = tokens.iter().any(|token| args.get(token).is_some());
    (!is_known_again).then(|| format!("`{service}:{action}`"))
}

/// Whether a function is called, as its name or that of the state says, for something that is not to be done twice.
fn function(state: &State, resource: &Resource, payload: &Value) -> Option<String> {
    if resource.pattern == Pattern::Callback || is_keyed(payload) {
        return None;
    }
    let first = state.name.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    VERBS.contains(&&*first).then(|| "the work".to_owned())
}

/// Whether a payload has something by which its receiver knows it again.
fn is_keyed(payload: &Value) -> bool {
    let words = ["idempot", "requestid", "dedup", "clienttoken", "executionname"];
    payload.as_object().into_iter().flatten().any(|(key, _)| {
        let key = key.to_lowercase();
        words.iter().any(|word| key.contains(word))
    })
}
