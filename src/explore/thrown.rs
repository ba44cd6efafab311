//! Which errors a call can end in, and which of a Task's rules take each. Errors that the same rules take behave alike:
//! one of them is tried.

use std::sync::Arc;

use crate::asl::call_model::Answer;
use crate::asl::errors::{self, MatchedBy, RaisedIn, Trigger, is_match, names};
use crate::asl::integrations::sdk_name;
use crate::asl::machine::{State, StateMachine, Task};
use crate::asl::resource::{Pattern, Resource, Target};
use crate::base::value::{Object, Value};
use crate::catalog;
use crate::engine::call::Call;
use crate::services::aws::ErrorNames;
use crate::suite::suggest::Material;

/// What the error of a function is called that nothing tells the name of.
const OF_FUNCTION: &str = "Exception";

/// The error of whoever was to return a task token, if nothing tells its name.
const OF_WORKER: &str = "Rejected";

/// What invoking a function ends in, apart from what the function throws.
const OF_LAMBDA: [&str; 5] = [
    "Lambda.TooManyRequestsException",
    "Lambda.ServiceException",
    "Lambda.SdkClientException",
    "Lambda.AWSLambdaException",
    "Sandbox.Timedout",
];

/// What an HTTP task ends in.
const OF_HTTP: [&str; 4] = [
    "States.Http.StatusCode.429",
    "States.Http.StatusCode.503",
    "States.Http.StatusCode.400",
    names::HTTP_SOCKET,
];

/// What an error is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// The service turned the call away: too many came.
    Throttle,
    /// The service failed; what it was asked to do may have happened.
    Server,
    /// The call was wrong, or what it names is not there.
    Client,
    /// The job that was waited for failed.
    Job,
    /// A function or a worker chose the name.
    Own,
}

/// An error that is tried, for all that the same rules take.
#[derive(Clone, Debug)]
pub struct Thrown {
    /// Its name.
    pub name: Arc<str>,
    /// Its cause.
    pub cause: Arc<str>,
    /// What it is about.
    pub group: Group,
    /// Whether the call that begins a job, or hands out a token, ends in it.
    pub at_submit: bool,
    /// The retrier that takes it first.
    pub retrier: Option<usize>,
    /// The catcher that takes it first.
    pub catcher: Option<usize>,
    /// The other errors that these take.
    pub others: Vec<Arc<str>>,
}

/// A name to try.
struct Candidate {
    name: Arc<str>,
    group: Group,
    at_submit: bool,
    /// The cause, if a test has one that is data.
    cause: Option<Arc<str>>,
}

/// The errors that are tried for the Task that makes `call`.
pub fn errors(machine: &StateMachine, task: &Task, call: &Call, material: &Material) -> Vec<Arc<Thrown>> {
    let state = machine.state(call.state);
    let mut all = named(state, &task.resource, call);
    all.extend(of_worker(task, call, material));
    let at_submit = task.resource.pattern != Pattern::RequestResponse;
    all.extend(of_service(&task.resource, call).into_iter().map(|(name, group)| Candidate {
        name: name.into(),
        group,
        at_submit,
        cause: None,
    }));
    let mut found: Vec<Thrown> = Vec::new();
    for Candidate { name, group, at_submit, cause: own } in all {
        let takes = |rules: &[Arc<str>]| {
            rules.iter().any(|rule| is_match(rule, Some(&name), RaisedIn::State(Trigger::Work)))
        };
        let retrier = state.retry.iter().position(|retrier| takes(&retrier.errors));
        let catcher = state.catch.iter().position(|catcher| takes(&catcher.errors));
        let is_alike = |known: &&mut Thrown| {
            (known.retrier, known.catcher) == (retrier, catcher)
                && own.as_ref().is_none_or(|own| *own == known.cause)
        };
        match found.iter_mut().find(is_alike) {
            Some(known) if known.name == name || known.others.contains(&name) => {}
            Some(known) => known.others.push(name),
            None => {
                let cause = own.unwrap_or_else(|| cause(&task.resource, &name, group).into());
                found.push(Thrown { name, cause, group, at_submit, retrier, catcher, others: Vec::new() });
            }
        }
    }
    found.into_iter().map(Arc::new).collect()
}

/// The names that its own rules have, as far as they can be thrown.
fn named(state: &State, resource: &Resource, call: &Call) -> Vec<Candidate> {
    let rules =
        state.retry.iter().map(|rule| &rule.errors).chain(state.catch.iter().map(|rule| &rule.errors));
    let names = rules.flatten().filter(|name| can_throw(resource, call, name));
    names
        .map(|name| {
            let (group, at_submit) = (group(resource, name), is_of_service(name));
            Candidate { name: Arc::clone(name), group, at_submit, cause: None }
        })
        .collect()
}

/// Whether a service, not a function or a worker, calls an error so.
fn is_of_service(name: &str) -> bool {
    name.contains('.') && !name.starts_with("States.")
}

/// Whether a call of `resource` can end in the error `name`: certainly not if it is one that the service does not have.
pub fn can_throw(resource: &Resource, call: &Call, name: &str) -> bool {
    if let Some(known) = errors::find(name).filter(|known| name.starts_with(known.name)) {
        let is_limit = matches!(name, names::TIMEOUT | names::HEARTBEAT_TIMEOUT);
        let is_http = name.starts_with("States.Http.");
        return known.is_catchable()
            && known.matched_by != MatchedBy::Wildcard
            && !is_limit
            && is_http == resource.is("http", "invoke")
            && !matches!(
                name,
                names::DATA_LIMIT_EXCEEDED
                    | names::QUERY_EVALUATION_ERROR
                    | names::BRANCH_FAILED
                    | names::EXCEED_TOLERATED_FAILURE_THRESHOLD
                    | names::ITEM_READER_FAILED
                    | names::RESULT_WRITER_FAILED
            );
    }
    if chooses_names(resource) && !is_of_service(name) {
        return true;
    }
    match (&resource.target, own_names(resource)) {
        (Target::Function(_), _) => {
            !is_of_service(name) || name.starts_with("Lambda.") || is_of_runtime(name)
        }
        (Target::Activity(_), _) => true,
        (Target::Service { .. }, _) if resource.is("lambda", "invoke") => {
            name.starts_with("Lambda.") || is_of_runtime(name)
        }
        (Target::Service { .. }, Some(known)) => {
            is_possible(call, name) && (known.iter().any(|own| **own == *name) || is_open(resource, name))
        }
        (Target::Service { .. }, None) => true,
    }
}

fn is_of_runtime(name: &str) -> bool {
    ["Sandbox.", "Runtime.", "Function."].iter().any(|prefix| name.starts_with(prefix))
}

/// Whether the service throws more than its models have: optimized ones throw errors of other calls of the same
/// service, too, and what the catalogue does not have yet.
fn is_open(resource: &Resource, name: &str) -> bool {
    let Target::Service { service, .. } = &resource.target else { return true };
    let prefix = prefix(service);
    let is_own = prefix
        .is_some_and(|(prefix, _)| name.strip_prefix(&*prefix).is_some_and(|rest| rest.starts_with('.')));
    is_own
        || resource.is("events", "putEvents") && name == "EventBridge.FailedEntry"
        || service.starts_with("apigateway")
        || service.starts_with("eks")
        || service.starts_with("ecs") && name == "AmazonECS.Unknown"
}

/// Whether whoever does the work chooses the names of its errors.
fn chooses_names(resource: &Resource) -> bool {
    matches!(resource.target, Target::Function(_) | Target::Activity(_))
        || resource.is("lambda", "invoke")
        || resource.pattern == Pattern::Callback
}

/// What the error names of a service begin with, and what those end in that its model does not have.
fn prefix(service: &str) -> Option<(String, String)> {
    let names = match service.strip_prefix("aws-sdk:") {
        Some(sdk) => ErrorNames::sdk(catalog::service(sdk)?.prefix),
        None => ErrorNames::optimized(service)?,
    };
    Some(names.parts())
}

/// All names that the service has for errors of this call.
fn own_names(resource: &Resource) -> Option<Vec<String>> {
    let Target::Service { service, action, .. } = &resource.target else { return None };
    let (prefix, other) = prefix(service)?;
    let api = service.strip_prefix("aws-sdk:").unwrap_or_else(|| sdk_name(service));
    let modelled = catalog::service(api)?.operation(action)?.errors().map(|name| format!("{prefix}.{name}"));
    let others = [format!("{prefix}.{other}"), format!("{prefix}.SdkClientException")];
    Some(modelled.chain(others).collect())
}

/// What the service itself throws, with what it is about: throttling, faults of its own, wrong calls.
fn of_service(resource: &Resource, call: &Call) -> Vec<(String, Group)> {
    let fixed =
        |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), group(resource, name))).collect();
    if matches!(resource.target, Target::Function(_)) || resource.is("lambda", "invoke") {
        return fixed(&OF_LAMBDA);
    }
    if resource.is("http", "invoke") {
        return fixed(&OF_HTTP);
    }
    let Some(own) = own_names(resource) else { return Vec::new() };
    let mut all: Vec<(String, Group)> = own
        .into_iter()
        .filter(|name| is_possible(call, name))
        .map(|name| {
            let group = group(resource, &name);
            (name, group)
        })
        .collect();
    if resource.is("events", "putEvents") {
        all.push(("EventBridge.FailedEntry".to_owned(), Group::Client));
    }
    all.sort_by_key(|(_, group)| *group);
    all
}

/// Whether the arguments have what the error is about.
fn is_possible(call: &Call, name: &str) -> bool {
    let has = |member: &str| call.args.get(member).is_some();
    let bare = name.rsplit('.').next().unwrap_or(name);
    match bare {
        "ConditionalCheckFailedException" => has("ConditionExpression"),
        "ExecutionAlreadyExistsException" => has("Name"),
        "IdempotentParameterMismatchException" => has("ClientRequestToken") || has("ClientToken"),
        _ => !bare.starts_with("Kms") && !bare.starts_with("KMS"),
    }
}

/// What a job, a function, a worker or whoever returns a token ends in: what tests have comes first.
fn of_worker(task: &Task, call: &Call, material: &Material) -> Vec<Candidate> {
    let resource = &task.resource;
    let own = |name: &str, group| Candidate { name: name.into(), group, at_submit: false, cause: None };
    let is_job = matches!(resource.pattern, Pattern::Sync | Pattern::SyncJson);
    let mut all = Vec::new();
    for error in material.thrown.get(&call.state).into_iter().flatten() {
        let Some(name) = error.error.as_deref() else { continue };
        let group = if is_job { Group::Job } else { Group::Own };
        if is_job && name == names::TASK_FAILED || chooses_names(resource) && !is_of_service(name) {
            let is_data = |cause: &&Arc<str>| cause.starts_with('{') && Value::parse(cause).is_ok();
            let cause = error.cause.as_ref().filter(is_data).cloned();
            all.push(Candidate { cause, ..own(name, group) });
        }
    }
    if is_job {
        all.push(own(names::TASK_FAILED, Group::Job));
    }
    if chooses_names(resource) {
        let is_function =
            !matches!(resource.target, Target::Activity(_)) && resource.pattern != Pattern::Callback;
        all.push(own(if is_function { OF_FUNCTION } else { OF_WORKER }, Group::Own));
    }
    all
}

/// What an error is about, as its name tells.
fn group(resource: &Resource, name: &str) -> Group {
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if name == names::TASK_FAILED {
        return Group::Job;
    }
    if !is_of_service(name) && chooses_names(resource) {
        return Group::Own;
    }
    if has(&[
        "Throttl",
        "TooManyRequests",
        "ThroughputExceeded",
        "LimitExceeded",
        "SlowDown",
        "ConcurrentRuns",
        ".429",
    ]) {
        return Group::Throttle;
    }
    if has(&[
        "Internal",
        "ServerException",
        "ServiceException",
        "Unavailable",
        "SdkClient",
        "Timedout",
        ".50",
        "Socket",
    ]) {
        return Group::Server;
    }
    Group::Client
}

/// A cause as it may come with the error: JSON for functions and jobs.
fn cause(resource: &Resource, name: &str, group: Group) -> String {
    let text = |members: Vec<(&str, Value)>| Value::from(members.into_iter().collect::<Object>()).to_json();
    match group {
        Group::Own => text(vec![("errorMessage", Value::from("sample")), ("errorType", Value::from(name))]),
        Group::Job => {
            let mut members = Answer::seen(resource).map(|answer| answer.smallest());
            let members =
                members.as_mut().and_then(|members| members.as_object().cloned()).unwrap_or_default();
            let mut members = members;
            for (key, value) in [("Error", "Failed"), ("Cause", "sample"), ("Status", "FAILED")] {
                members.insert(key, Value::from(value));
            }
            Value::from(members).to_json()
        }
        Group::Throttle => "Rate exceeded".to_owned(),
        Group::Server | Group::Client => "sample".to_owned(),
    }
}
