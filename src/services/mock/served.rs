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
use crate::services::aws::own::{self, LookUp};
use crate::services::aws::sign::{Helping, Signatory};
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
    /// The service and the action, as the Task's resource has them.
    named: (String, String),
    /// What the Task gives.
    given: Object,
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
        helping: Option<Helping>,
    ) -> Result<Result<ServedCall, TaskError>, Box<Refusal>> {
        let (service, action) = self.names_of(call)?;
        if let Some(why) = own::unserved(&service, &action) {
            return Err(self.unserved(why));
        }
        let is_sdk = service.starts_with("aws-sdk:");
        let catalogued = service.strip_prefix("aws-sdk:").unwrap_or_else(|| match &*service {
            "bedrock" if action == "invokeModel" => "bedrockruntime",
            own => sdk_name(own),
        });
        let given = call.args.as_object().cloned().unwrap_or_default();
        let renamed = own::call(&service, &action, &given);
        let asked = renamed.as_ref().map_or(&*action, |(action, _)| action);
        let api = Api::of(catalogued).filter(|api| api.operation(asked).is_some());
        let prefix = catalog::service(catalogued).map(|service| service.prefix);
        let names = if is_sdk { prefix.map(ErrorNames::sdk) } else { ErrorNames::optimized(&service) };
        let job = matches!(self.pattern, TaskPattern::Job).then(|| Job::find(&service, &action));
        let (Some(api), Some(names), false) = (api, names, matches!(job, Some(None))) else {
            return Err(self.unserved("it can be called by no API that is known"));
        };
        let asked = asked.to_owned();
        let arguments = match renamed {
            Some((_, arguments)) => arguments.into(),
            None => match self.arguments(call, catalogued, &action)? {
                Ok(arguments) => arguments,
                Err(error) => return Ok(Err(error)),
            },
        };
        let spelling = if is_sdk { Spelling::Sdk } else { Spelling::Optimized };
        let (catalogued, site) = (catalogued.to_owned(), self.site(call, to, helping)?);
        let call = ApiCall { service: catalogued, action: asked, arguments, spelling, site };
        Ok(Ok(ServedCall { named: (service, action), given, api, call, names, job: job.flatten() }))
    }

    /// The service and the action, as resource ARNs have them.
    fn names_of(&self, call: &Call) -> Result<(String, String), Box<Refusal>> {
        match &call.resource.target {
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
    pub(super) fn site(
        &self,
        call: &Call,
        to: &Passthrough,
        helping: Option<Helping>,
    ) -> Result<Site, Box<Refusal>> {
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
        let region = to.region.as_deref().unwrap_or(own).to_owned();
        Ok(Site { endpoint, region, signatory, helping })
    }

    /// The port at which the token of the Task comes back, if it waits for one; an error if none is given.
    pub fn token_port(&self, to: &Passthrough) -> Result<Option<u16>, Box<Refusal>> {
        match (self.pattern, to.token_port) {
            (TaskPattern::Token, None) => {
                let message = format!(
                    "{} cannot answer {}: its token could not come back",
                    self.what,
                    self.resource.short_name()
                );
                let help = "give it a `token_port`, which whoever has the token reaches by AWS_ENDPOINT_URL_SFN, or use \
                            `callback`";
                Err(self.refuse((codes::UNFIT, Reason::Faulty), message, help))
            }
            (TaskPattern::Token, port) => Ok(port),
            (TaskPattern::Plain | TaskPattern::Job | TaskPattern::Activity, _) => Ok(None),
        }
    }

    /// The error of a door for tokens that cannot be opened.
    #[must_use]
    pub fn no_door(&self, port: u16, error: &std::io::Error) -> Box<Refusal> {
        let message = format!("no token can come back at port {port}: {error}");
        self.refuse((codes::SERVER, Reason::Faulty), message, "name another `token_port`")
    }

    /// `reply` of a call whose Task goes on until its token comes back: its result was only submitted.
    #[must_use]
    pub fn submitted(&self, mut reply: Reply) -> Reply {
        if self.pattern != TaskPattern::Token {
            return reply;
        }
        if let Some((at, Signal::Succeeded(result))) =
            reply.pop_if(|(_, last)| matches!(last, Signal::Succeeded(_)))
        {
            reply.push((at, Signal::Submitted(result)));
        }
        reply
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
        if call.resource.is("mediaconvert", "createJob") {
            arguments = with_tag(arguments);
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
        let answer = match served.call(client).await {
            Ok(answer) => answer,
            Err(fault) => {
                let error = self.failed(served, &fault)?;
                let failed = if served.job.is_some() { Signal::SubmitFailed } else { Signal::Failed };
                return Ok(vec![(0, failed(error))]);
            }
        };
        let Some(job) = served.job else { return Ok(self.submitted(self.result(task, served, answer)?)) };
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
            return Err(self.unsigned(why));
        }
        Ok(served.names.error(&served.api, fault))
    }

    /// There are no credentials.
    pub(super) fn unsigned(&self, why: &str) -> Box<Refusal> {
        let message = format!("{} finds no credentials of AWS: {why}", self.what);
        let help = "set AWS_PROFILE, or log in with the AWS CLI; `profile` beside it names a profile. A \
                    `credential_process` is started with --allow-run only";
        self.refuse((codes::SERVER, Reason::Faulty), message, help)
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
        let members = answer.value.as_object().cloned().unwrap_or_default();
        let (service, action) = &served.named;
        let mut members = own::answer(service, action, &served.given, members);
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

impl ServedCall {
    /// Makes the call; one that names what the API wants the id of asks for that first.
    async fn call(&self, client: &ApiClient) -> Result<ApiAnswer, ApiFault> {
        let (service, action) = &self.named;
        let Some(look_up) = own::look_up(service, action) else {
            return client.call(&self.api, &self.call).await;
        };
        let id = self.id(client, look_up).await?;
        let mut named = self.given.clone();
        if let Some(holder) = self.given.get(look_up.holder).and_then(Value::as_object) {
            let mut holder = holder.clone();
            holder.insert(look_up.id, Value::from(id));
            named.insert(look_up.holder, holder.into());
        }
        let arguments = own::call(service, action, &named).map(|(_, arguments)| arguments);
        let arguments = arguments.unwrap_or_default().into();
        client.call(&self.api, &ApiCall { arguments, ..self.call.clone() }).await
    }

    /// The id of what the Task names.
    async fn id(&self, client: &ApiClient, look_up: LookUp) -> Result<String, ApiFault> {
        let name = self.given.get(look_up.name).and_then(Value::as_str).unwrap_or_default();
        let mut arguments =
            Object::from_iter([("ClusterId", self.given.get("ClusterId").cloned().unwrap_or_default())]);
        loop {
            let call = ApiCall {
                action: look_up.action.to_owned(),
                arguments: arguments.clone().into(),
                ..self.call.clone()
            };
            let answer = client.call(&self.api, &call).await?.value;
            let all = answer.get(look_up.list).and_then(Value::as_array);
            let is_named = |one: &&Value| one.get("Name").and_then(Value::as_str) == Some(name);
            let found = all.into_iter().flat_map(|all| all.iter()).find(is_named);
            if let Some(id) = found.and_then(|one| one.get("Id")?.as_str()) {
                return Ok(id.to_owned());
            }
            match answer.get("Marker").filter(|marker| !marker.is_null()) {
                Some(marker) => arguments.insert("Marker", marker.clone()),
                // What AWS says of a name that is not there is not known.
                None => {
                    return Err(ApiFault::Client(format!("{} {name} is not in the cluster", look_up.name)));
                }
            }
        }
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

/// The arguments of a job of MediaConvert, tagged as Step Functions does (Developer Guide, "Create an AWS Elemental
/// MediaConvert job"); where the tag stands in the request is as the API has it.
fn with_tag(mut arguments: Object) -> Object {
    let mut tags = arguments.get("Tags").and_then(Value::as_object).cloned().unwrap_or_default();
    tags.insert("ManagedByService", "AWSStepFunctions".into());
    arguments.insert("Tags", tags.into());
    arguments
}
