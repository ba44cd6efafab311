//! Calls that are really made: whether the user allows them, and what works on them.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::OnceCell;

use crate::asl::resource::Target;
use crate::engine::call::{Call, Reply, TaskError, Ticket};
use crate::project::permissions::{Denied, Permissions};
use crate::services::executions::Tokens;
use crate::services::inbox::Sender;
use crate::services::local::lambda::{Function, Invocation, LocalApi, sources};
use crate::services::local::process::{self, Errand};
use crate::services::local::{Log, Workers, Working};
use crate::services::mock::{
    Asked, Command, Destination, Endpoint, Forward, Passthrough, codes, not_available,
};
use crate::services::refusal::{Reason, Refusal};
use crate::services::{Answer, Promise, remote};

use super::host::ends_task;

/// The calls of one run that are really made.
#[derive(Default)]
pub struct Outside {
    permissions: Arc<Permissions>,
    workers: Workers,
    /// What works on the calls that are out.
    out: BTreeMap<Ticket, Working>,
    /// The folders of code that a watch knows of.
    noted: BTreeSet<PathBuf>,
    /// Where task tokens come back, by port.
    doors: BTreeMap<u16, Door>,
    /// The calls that are out whose tokens end their tasks, which is to be recorded.
    recorded: BTreeMap<Ticket, (Asked, Call)>,
}

/// Where task tokens come back, once the first call that needs it is made.
type Door = Arc<OnceCell<LocalApi>>;

/// What is known of a call when work on it begins.
struct Begun {
    ticket: Ticket,
    /// What comes at once.
    reply: Reply,
    /// Whether its Task may go on after it was answered, and this run is told how.
    holds: bool,
}

impl Begun {
    const fn with(ticket: Ticket, reply: Reply) -> Self {
        Self { ticket, reply, holds: false }
    }
}

impl Outside {
    /// Calls as far as `permissions` allow them, made by `workers`.
    #[must_use]
    pub fn new(permissions: Permissions, workers: Workers) -> Self {
        let (out, noted, doors, recorded) = Default::default();
        Self { permissions: Arc::new(permissions), workers, out, noted, doors, recorded }
    }

    /// The same for another run: none of its calls is out.
    #[must_use]
    pub fn again(&self) -> Self {
        let (permissions, workers) = (Arc::clone(&self.permissions), self.workers.clone());
        Self { permissions, workers, ..Self::default() }
    }

    /// Makes `call` as `forward` says; its answer goes to `sender`.
    pub fn send(&mut self, call: &Call, forward: Forward, sender: Sender) -> Result<Promise, Box<Refusal>> {
        let Forward { to, asked } = forward;
        match &to {
            Destination::Process(command) => self.start(call, command, asked, sender),
            Destination::Function(function) => {
                let function = (**function).clone();
                self.invoke(call, function, asked, sender)
            }
            Destination::Http(endpoint) => {
                let endpoint = (**endpoint).clone();
                self.ask(call, endpoint, asked, sender)
            }
            Destination::Aws(to) if is_web(call) => self.fetch(call, to, asked, sender),
            Destination::Aws(to) => self.serve(call, to, asked, sender),
            // Whoever drives the run knows its executions.
            Destination::Machine(_) => {
                Err(Box::new(not_available(&asked.what, asked.label, asked.origin.as_ref())))
            }
        }
    }

    /// Lets go of a call that needs no answer any more.
    pub fn cancel(&mut self, ticket: Ticket) {
        self.out.remove(&ticket);
        self.recorded.remove(&ticket);
    }

    /// Takes down how the token of a call ended its task, if that is to be recorded.
    pub fn returned(&mut self, ticket: Ticket, reply: &Reply) {
        if let Some((asked, call)) = self.recorded.remove(&ticket) {
            asked.keep_returned(&call, reply);
        }
    }

    /// Waits for the token of `call`, if it has one that comes back to this run and what it brings is to be recorded.
    fn record_token(&mut self, asked: &Asked, call: &Call, port: Option<u16>) {
        if port.is_some() && asked.tape.is_some() {
            self.recorded.insert(call.ticket, (asked.clone(), call.clone()));
        }
    }

    /// Starts a process that answers `call`.
    fn start(
        &mut self,
        call: &Call,
        command: &Command,
        asked: Asked,
        sender: Sender,
    ) -> Result<Promise, Box<Refusal>> {
        let words: Vec<&str> = command.words.iter().map(String::as_str).collect();
        let base = self.permissions.run(&words).map_err(|denied| refused(&asked, denied))?;
        let own = command.environment.iter().map(|(name, value)| (name.to_string().into(), value.into()));
        let errand = Errand {
            command: command.words.clone(),
            folder: command.folder.clone(),
            environment: base.iter().cloned().chain(own).collect(),
            input: call.args.to_json().into(),
            limit: command.limit,
        };
        let command = command.clone();
        let facts = asked.clone();
        let begin = facts.begin();
        self.work(&facts, Begun::with(call.ticket, begin), sender, move |log| async move {
            match process::run(errand, log).await {
                Ok(ended) => asked.of_process(&command, &ended),
                Err(error) => Err(asked.not_started(&command, &error)),
            }
        })
    }

    /// Lets the handler of `function` answer `call`.
    fn invoke(
        &mut self,
        call: &Call,
        function: Function,
        asked: Asked,
        sender: Sender,
    ) -> Result<Promise, Box<Refusal>> {
        let words = [function.language.name(), &*function.handler];
        let base = self.permissions.run(&words).map_err(|denied| refused(&asked, denied))?;
        let event = match asked.event(call)? {
            Ok(event) => event,
            Err(error) => return Ok(at_once(&asked, error)),
        };
        if let Some(reply) = asked.dry_run(call)? {
            return Ok(Promise::Now(Answer { reply, by: asked.by.clone() }));
        }
        if self.noted.insert(function.folder.clone()) {
            sources::note(&function.folder);
        }
        let (arn, tokens) = (asked.function_arn(call), sender.tokens());
        let invocation = Invocation { event, arn, base, tokens };
        let (functions, facts, call) = (self.workers.functions(), asked.clone(), call.clone());
        let begin = facts.begin_function();
        self.work(&facts, Begun::with(call.ticket, begin), sender, move |log| async move {
            match functions.invoke(&function, invocation, log).await {
                Ok(returned) => asked.of_function(&call, &returned),
                Err(why) => Err(asked.not_run(why)),
            }
        })
    }

    /// Lets the server at `endpoint` answer `call`.
    fn ask(
        &mut self,
        call: &Call,
        endpoint: Endpoint,
        asked: Asked,
        sender: Sender,
    ) -> Result<Promise, Box<Refusal>> {
        let host = remote::host(&endpoint.url);
        self.permissions.net(&host).map_err(|denied| refused(&asked, denied))?;
        let request = match asked.request(call, &endpoint)? {
            Ok(request) => request,
            Err(error) => return Ok(at_once(&asked, error)),
        };
        let (client, facts, call) = (self.workers.http(), asked.clone(), call.clone());
        let begin = if endpoint.is_function() { facts.begin_function() } else { facts.begin() };
        self.work(&facts, Begun::with(call.ticket, begin), sender, move |_| async move {
            match client.send(request).await {
                Ok(response) => asked.of_response(&call, &endpoint, &response),
                Err(failure) => asked.no_response(&endpoint, &failure),
            }
        })
    }

    /// Makes the request of an HTTP Task.
    fn fetch(
        &mut self,
        call: &Call,
        to: &Passthrough,
        asked: Asked,
        sender: Sender,
    ) -> Result<Promise, Box<Refusal>> {
        let web = match asked.web_call(call, to, self.permissions.helping())? {
            Ok(web) => web,
            Err(error) => return Ok(at_once(&asked, error)),
        };
        if web.is_signed_by_user() {
            self.permissions.aws(service(call)).map_err(|denied| refused(&asked, denied))?;
        }
        for request in [Some(&web.request), web.token.as_ref()].into_iter().flatten() {
            let host = remote::host(&request.url);
            self.permissions.net(&host).map_err(|denied| refused(&asked, denied))?;
        }
        let port = asked.token_port(to)?;
        let door = self.door(port, &sender);
        self.record_token(&asked, call, port);
        let (client, api) = (self.workers.http(), self.workers.api());
        let (facts, kept) = (asked.clone(), call.clone());
        let reply = if port.is_some() { Vec::new() } else { facts.begin() };
        let begun = Begun { ticket: call.ticket, reply, holds: port.is_some() };
        self.work(&facts, begun, sender, move |_| async move {
            open(&asked, door).await?;
            let reply = asked.fetch((&client, &api), web).await?;
            asked.keep(&kept, &reply);
            Ok(reply)
        })
    }

    /// Lets an API of AWS answer `call`, or an endpoint in its place.
    fn serve(
        &mut self,
        call: &Call,
        to: &Passthrough,
        asked: Asked,
        sender: Sender,
    ) -> Result<Promise, Box<Refusal>> {
        let served = asked.served(call, to, self.permissions.helping());
        // What may not be asked is said before what is wrong with it.
        let endpoint = to.endpoint.as_deref().and_then(|url| remote::url(url).ok());
        let net = endpoint.as_ref().map_or(Ok(()), |url| self.permissions.net(&remote::host(url)));
        let is_aws = to.endpoint.is_none() || to.profile.is_some();
        let aws = if is_aws { self.permissions.aws(service(call)) } else { Ok(()) };
        net.and(aws).map_err(|denied| refused(&asked, denied))?;
        let served = match served? {
            Ok(served) => served,
            Err(error) => return Ok(at_once(&asked, error)),
        };
        let port = asked.token_port(to)?;
        let door = self.door(port, &sender);
        self.record_token(&asked, call, port);
        let (client, facts, ticket, call) = (self.workers.api(), asked.clone(), call.ticket, call.clone());
        let parts = sender.clone();
        let tape = asked.tape.clone();
        let begin = move |reply| {
            tape.iter().for_each(|tape| tape.begin(&reply));
            parts.answer(ticket, Ok(Answer { reply, by: None }));
        };
        let begun = Begun { holds: port.is_some(), ..Begun::with(ticket, Vec::new()) };
        self.work(&facts, begun, sender, move |_| async move {
            open(&asked, door).await?;
            let reply = asked.ask(&client, &call, &served, begin).await?;
            asked.keep(&call, &reply);
            Ok(reply)
        })
    }

    /// Where tokens come back at `port`, with what takes them.
    fn door(&mut self, port: Option<u16>, sender: &Sender) -> Option<(u16, Door, Tokens)> {
        let port = port?;
        Some((port, Arc::clone(self.doors.entry(port).or_default()), sender.tokens()))
    }

    /// Lets `answer` find the answer to the call of `ticket`, beside the run, and send it after `begin`.
    fn work<A: Future<Output = Result<Reply, Box<Refusal>>> + Send + 'static>(
        &mut self,
        asked: &Asked,
        Begun { ticket, reply: begin, holds }: Begun,
        sender: Sender,
        answer: impl FnOnce(Log) -> A,
    ) -> Result<Promise, Box<Refusal>> {
        let by = asked.by.clone();
        for remark in &asked.remarks {
            sender.log(ticket, remark.as_str().into());
        }
        if !begin.is_empty() {
            sender.answer(ticket, Ok(Answer { reply: begin, by: None }));
        }
        let logs = sender.clone();
        let answer = answer(Arc::new(move |line| logs.log(ticket, line)));
        let working = self.workers.begin(move |places| async move {
            let Ok(place) = places.acquire_owned().await else { return };
            let reply = answer.await;
            drop(place);
            let is_over =
                reply.as_ref().map_or(true, |reply| reply.last().is_some_and(|(_, last)| ends_task(last)));
            sender.answer(ticket, reply.map(|reply| Answer { reply, by }));
            if !is_over && holds {
                // Until the call is let go of, its task waits for a token that comes back to this run.
                return std::future::pending().await;
            }
            if !is_over {
                // Its task waits for its token, which comes from somewhere else.
                sender.over(ticket);
            }
        });
        let working = working.map_err(|error| no_thread(asked, &error))?;
        self.out.retain(|_, working| !working.is_over());
        self.out.insert(ticket, working);
        Ok(Promise::Later)
    }
}

/// Opens a door for tokens, if one is needed and none is open.
async fn open(asked: &Asked, door: Option<(u16, Door, Tokens)>) -> Result<(), Box<Refusal>> {
    let Some((port, door, tokens)) = door else { return Ok(()) };
    let opened = door.get_or_try_init(|| LocalApi::door(port, tokens)).await;
    opened.map(drop).map_err(|error| asked.no_door(port, &error))
}

/// The Task fails before anything is asked.
fn at_once(asked: &Asked, error: TaskError) -> Promise {
    let by = asked.by.clone();
    Promise::Now(Answer { reply: asked.end(Err(error)), by })
}

/// Whether `call` asks for a request of its own making, not for an API of AWS.
fn is_web(call: &Call) -> bool {
    call.resource.is("http", "invoke") || call.resource.is("apigateway", "invoke")
}

/// The service that a call of AWS's own SDK names: `dynamodb`.
fn service(call: &Call) -> &str {
    match &call.resource.target {
        Target::Function(_) => "lambda",
        Target::Activity(_) => "states",
        Target::Service { service, .. } => service.strip_prefix("aws-sdk:").unwrap_or(service),
    }
}

/// The user does not allow what is asked.
fn refused(asked: &Asked, denied: Denied) -> Box<Refusal> {
    let Denied { why, help } = denied;
    asked.refuse((codes::PERMISSION, Reason::NotAllowed), format!("{} {why}", asked.what), &help)
}

/// This machine is short of what a thread needs.
fn no_thread(asked: &Asked, error: &io::Error) -> Box<Refusal> {
    let message = format!("{} cannot be asked: this machine gives no thread: {error}", asked.what);
    asked.refuse((codes::PROCESS, Reason::Faulty), message, "let fewer programs run beside it")
}
