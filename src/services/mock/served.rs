//! From the call of a Task to that of an API of AWS (`passthrough`), and from what the API answers to the answer of the
//! Task.

use crate::asl::errors::names;
use crate::asl::integrations::sdk_name;
use crate::asl::resource::{Pattern, Target};
use crate::base::value::{Object, Value};
use crate::catalog;
use crate::catalog::wire::Api;
use crate::engine::call::{Call, Reply, Signal, TaskError};
use crate::engine::payload::Payload;
use crate::services::aws::jobs::{Job, JobEnd};
use crate::services::aws::sign::Signatory;
use crate::services::aws::{ApiAnswer, ApiCall, ApiClient, ApiFault, ErrorNames, Site, Spelling, request_id};
use crate::services::local::lambda::Returned;
use crate::services::refusal::{Reason, Refusal};
use crate::services::remote::url;

use super::codes;
use super::destination::Passthrough;
use super::forward::Asked;
use super::reply::TaskPattern;

/// A call of an API in a Task's place.
#[derive(Clone, Debug)]
pub struct ServedCall {
    api: Api,
    call: ApiCall,
    names: ErrorNames,
    job: Option<&'static Job>,
}

impl Asked {
    /// The call of the API that `call` means; an error of the Task if its arguments are none.
    pub fn served(
        &self,
        call: &Call,
        to: &Passthrough,
    ) -> Result<Result<ServedCall, TaskError>, Box<Refusal>> {
        let (service, action) = self.names_of(call)?;
        let is_sdk = service.starts_with("aws-sdk:");
        let catalogued = service.strip_prefix("aws-sdk:").unwrap_or_else(|| match &*service {
            "bedrock" if action == "invokeModel" => "bedrockruntime",
            own => sdk_name(own),
        });
        let api = Api::of(catalogued).filter(|api| api.operation(&action).is_some());
        let prefix = catalog::service(catalogued).map(|service| service.prefix);
        let names = if is_sdk { prefix.map(ErrorNames::sdk) } else { ErrorNames::optimized(&service) };
        let job = matches!(self.pattern, TaskPattern::Job).then(|| Job::find(&service, &action));
        let (Some(api), Some(names), false) = (api, names, matches!(job, Some(None))) else {
            return Err(self.unserved("it can be called by no API that is known"));
        };
        let arguments = match self.arguments(call, catalogued, &action)? {
            Ok(arguments) => arguments,
            Err(error) => return Ok(Err(error)),
        };
        let spelling = if is_sdk { Spelling::Sdk } else { Spelling::Optimized };
        let (service, site) = (catalogued.to_owned(), self.site(call, to)?);
        let call = ApiCall { service, action, arguments, spelling, site };
        Ok(Ok(ServedCall { api, call, names, job: job.flatten() }))
    }

    /// The service and the action, as resource ARNs have them.
    fn names_of(&self, call: &Call) -> Result<(String, String), Box<Refusal>> {
        match &call.resource.target {
            _ if self.pattern == TaskPattern::Token => {
                Err(self.unserved("nobody would bring its token back: use `callback`"))
            }
            Target::Activity(_) => Err(self.unserved("workers take its tasks: use `callback`")),
            Target::Function(_) => Ok(("lambda".to_owned(), "invoke".to_owned())),
            Target::Service { service, action, .. } => Ok((service.to_string(), action.to_string())),
        }
    }

    fn unserved(&self, why: &str) -> Box<Refusal> {
        let message = format!("{} cannot answer {}: {why}", self.what, self.resource.short_name());
        self.refuse((codes::UNFIT, Reason::Faulty), message, "write the answer down as `return` or `throw`")
    }

    /// Where the call goes.
    fn site(&self, call: &Call, to: &Passthrough) -> Result<Site, Box<Refusal>> {
        let endpoint = to.endpoint.as_deref().map(url).transpose().map_err(|why| {
            let given = to.endpoint.as_deref().unwrap_or_default();
            let message = format!("{given} is no endpoint that can be asked: {why}");
            self.refuse((codes::WRONG_VALUE, Reason::Faulty), message, "write it like http://localhost:8000")
        })?;
        let execution = call.context.get("Execution").and_then(|execution| execution.get("Id"));
        let execution = execution.and_then(Value::as_str).unwrap_or_default();
        let own = execution.split(':').nth(3).filter(|region| !region.is_empty()).unwrap_or("us-east-1");
        let signatory = match (&to.profile, &endpoint) {
            (Some(profile), _) => Signatory::Profile(profile.to_string()),
            (None, Some(_)) => Signatory::Nobody,
            (None, None) => Signatory::User,
        };
        Ok(Site { endpoint, region: to.region.as_deref().unwrap_or(own).to_owned(), signatory })
    }

    /// What the API is given.
    fn arguments(
        &self,
        call: &Call,
        service: &str,
        action: &str,
    ) -> Result<Result<Value, TaskError>, Box<Refusal>> {
        let mut arguments = call.args.as_object().cloned().unwrap_or_default();
        if (service, action) == ("lambda", "invoke") {
            let event = match self.event(call)? {
                Ok(event) => event,
                Err(error) => return Ok(Err(error)),
            };
            if matches!(call.resource.target, Target::Function(_)) {
                arguments = Object::from_iter([("FunctionName", Value::from(&*call.resource.arn))]);
            }
            arguments.insert("Payload", Value::from(event));
        }
        if call.resource.is("events", "putEvents") {
            arguments = with_resources(arguments, call);
        }
        Ok(Ok(arguments.into()))
    }

    /// Makes the call, and waits for the job if it begins one. `submitted` is handed what comes before the end.
    pub async fn ask(
        &self,
        client: &ApiClient,
        task: &Call,
        served: &ServedCall,
        submitted: impl Fn(Reply),
    ) -> Result<Reply, Box<Refusal>> {
        let answer = match client.call(&served.api, &served.call).await {
            Ok(answer) => answer,
            Err(fault) => {
                let error = self.failed(served, &fault)?;
                let failed = if served.job.is_some() { Signal::SubmitFailed } else { Signal::Failed };
                return Ok(vec![(0, failed(error))]);
            }
        };
        let Some(job) = served.job else { return self.result(task, served, answer) };
        let result = Value::from(self.shown(served, &answer));
        submitted(vec![(0, Signal::Submitted(result.into()))]);
        match job.wait(client, &served.call.site, &served.call.arguments, &answer.value).await {
            Ok(end) => Ok(self.job_end(end)),
            Err(fault) => Ok(self.end(Err(self.failed(served, &fault)?))),
        }
    }

    /// The error of a call; the run stops if it could not be made at all.
    fn failed(&self, served: &ServedCall, fault: &ApiFault) -> Result<TaskError, Box<Refusal>> {
        if let ApiFault::Unsigned(why) = fault {
            let message = format!("{} finds no credentials of AWS: {why}", self.what);
            let help = "set AWS_PROFILE, or log in with the AWS CLI; `profile` beside it names a profile";
            return Err(self.refuse((codes::SERVER, Reason::Faulty), message, help));
        }
        Ok(served.names.error(&served.api, fault))
    }

    /// The end of a Task that waits for no more than its call.
    fn result(&self, task: &Call, served: &ServedCall, answer: ApiAnswer) -> Result<Reply, Box<Refusal>> {
        if served.call.service == "lambda"
            && served.call.action == "invoke"
            && !task.resource.is("aws-sdk:lambda", "invoke")
        {
            return self.of_invocation(task, served, &answer);
        }
        if task.resource.is("events", "putEvents") {
            let failed = answer.value.get("FailedEntryCount").and_then(Value::as_i64).unwrap_or(0);
            if failed > 0 {
                let cause = answer.value.to_json().into();
                let error = TaskError { error: Some("EventBridge.FailedEntry".into()), cause: Some(cause) };
                return Ok(self.end(Err(error)));
            }
            return Ok(self.end(Ok(answer.value.into())));
        }
        let mut result = self.shown(served, &answer);
        if let Some(name) =
            served.call.arguments.get("JobName").filter(|_| task.resource.is("glue", "startJobRun"))
        {
            result.insert("JobName", name.clone());
        }
        if task.resource.is("bedrock", "invokeModel") {
            let body = answer.value.get("Body").and_then(Value::as_str).unwrap_or_default();
            result = Object::from_iter([("Body", Value::parse(body).unwrap_or_else(|_| body.into()))]);
            result.insert("ContentType", answer.value.get("ContentType").cloned().unwrap_or(Value::Null));
        }
        Ok(self.end(Ok(Value::from(result).into())))
    }

    /// The answer of Lambda.
    fn of_invocation(
        &self,
        task: &Call,
        served: &ServedCall,
        answer: &ApiAnswer,
    ) -> Result<Reply, Box<Refusal>> {
        let payload = answer.value.get("Payload").and_then(Value::as_str).unwrap_or_default().to_owned();
        let is_error = answer.value.get("FunctionError").is_some();
        if is_error || matches!(task.resource.target, Target::Function(_)) {
            return self.of_function(task, &Returned { payload, is_error });
        }
        let mut result = self.shown(served, answer);
        let parsed = if payload.is_empty() { Ok(Value::Null) } else { Value::parse(&payload) };
        match parsed {
            Ok(value) => result.insert("Payload", value),
            Err(_) => return self.of_function(task, &Returned { payload, is_error }),
        }
        Ok(self.end(Ok(Value::from(result).into())))
    }

    /// A result as the state sees it: optimized integrations add what came with it.
    fn shown(&self, served: &ServedCall, answer: &ApiAnswer) -> Object {
        let mut members = answer.value.as_object().cloned().unwrap_or_default();
        if served.call.spelling == Spelling::Optimized {
            members.insert("SdkHttpMetadata", metadata(answer));
            let id = request_id(&answer.response).map_or(Value::Null, Value::from);
            members.insert("SdkResponseMetadata", Object::from_iter([("RequestId", id)]).into());
        }
        let mut members: Vec<_> = members.iter().cloned().collect();
        if served.call.spelling == Spelling::Optimized {
            members.sort_by(|(a, _), (b, _)| a.cmp(b));
        }
        members.into_iter().collect()
    }

    fn job_end(&self, JobEnd { seen, is_good }: JobEnd) -> Reply {
        if !is_good {
            let cause = Some(seen.to_json().into());
            return self.end(Err(TaskError { error: Some(names::TASK_FAILED.into()), cause }));
        }
        let mut members = seen.as_object().cloned().unwrap_or_default();
        if self.resource.pattern == Pattern::SyncJson {
            for name in ["Input", "Output"] {
                let parsed =
                    members.get(name).and_then(Value::as_str).and_then(|text| Value::parse(text).ok());
                if let Some(value) = parsed {
                    members.insert(name, value);
                }
            }
        }
        self.end(Ok(Payload::from(Value::from(members))))
    }
}

/// Names of headers as the service writes them, which HTTP does not tell (recorded).
#[rustfmt::skip]
const HEADERS: [&str; 9] = [
    "Connection", "Content-Length", "Content-Type", "Date", "Server", "X-Amz-Executed-Version", "X-Amzn-Trace-Id",
    "x-amzn-Remapped-Content-Length", "x-amzn-RequestId",
];

/// What came with an answer, as the older SDK has it.
fn metadata(answer: &ApiAnswer) -> Value {
    let named = |name: &str| {
        HEADERS.iter().copied().find(|known| known.eq_ignore_ascii_case(name)).map(str::to_owned)
    };
    let headers = answer.response.headers.iter();
    let headers: Vec<(String, &str)> =
        headers.map(|(name, value)| (named(name).unwrap_or_else(|| name.clone()), value.as_str())).collect();
    let all = headers.iter().map(|(name, value)| (name.clone(), vec![Value::from(*value)].into()));
    let mut sorted = headers.clone();
    sorted.sort_by_key(|(name, _)| name.to_ascii_lowercase());
    let single = sorted.iter().map(|(name, value)| (name.clone(), Value::from(*value)));
    let mut metadata = Object::new();
    metadata.insert("AllHttpHeaders", all.collect::<Object>().into());
    metadata.insert("HttpHeaders", single.collect::<Object>().into());
    metadata.insert("HttpStatusCode", Value::from(i64::from(answer.response.status)));
    metadata.into()
}

/// The execution and the state machine among the resources of each entry (Developer Guide, "EventBridge").
fn with_resources(mut arguments: Object, call: &Call) -> Object {
    let arn = |holder: &str| call.context.get(holder).and_then(|holder| holder.get("Id")).cloned();
    let own: Vec<Value> = ["Execution", "StateMachine"].into_iter().filter_map(arn).collect();
    let entries = arguments.get("Entries").and_then(Value::as_array).cloned();
    let entries = entries.iter().flat_map(|entries| entries.iter()).map(|entry| {
        let Some(entry) = entry.as_object() else { return entry.clone() };
        let given = entry.get("Resources").and_then(Value::as_array);
        let resources: Vec<Value> =
            given.into_iter().flat_map(|given| given.iter()).chain(&own).cloned().collect();
        let mut entry = entry.clone();
        entry.insert("Resources", resources.into());
        entry.into()
    });
    let entries: Vec<Value> = entries.collect();
    arguments.insert("Entries", entries.into());
    arguments
}
