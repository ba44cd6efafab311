//! `Target`: a server of AWS's API, and the requests that run a machine there.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use crate::asl::machine::Workflow;
use crate::base::chance::Chance;
use crate::base::value::{Object, Value};
use crate::catalog::wire::Api;
use crate::report::ink::shell;
use crate::services::aws::sign::Signatory;
use crate::services::aws::{ApiCall, ApiFault, Site, Spelling};
use crate::services::clock::{real_now, today};
use crate::services::local::Workers;
use crate::services::remote::{Url, url};

/// How long the first look at an execution waits for the next; each waits twice as long as the one before, up to [`LONGEST`].
const FIRST_LOOK: Duration = Duration::from_millis(5);
const LONGEST: Duration = Duration::from_secs(1);

/// The most events of one page of a history.
const PAGE: i64 = 1000;

/// The longest name of a machine, and what is put behind the names of machines here: a mark, and so many digits.
const LONGEST_NAME: usize = 80;
const MARK: &str = "-sfn-test-";
const DIGITS: usize = 12;

/// Where executions are run once more.
#[derive(Clone, Debug)]
pub enum Place {
    /// AWS itself, with the user's credentials.
    Aws,
    /// A server in its place.
    Endpoint(Url),
}

impl Place {
    /// Reads `aws` or the URL of a server.
    ///
    /// # Errors
    ///
    /// Why it is neither.
    pub fn read(text: &str) -> Result<Self, String> {
        if text == "aws" {
            return Ok(Self::Aws);
        }
        url(text)
            .map(Self::Endpoint)
            .map_err(|why| format!("{why}: write it like http://localhost:8083, or aws"))
    }
}

/// A server of AWS's API at which tests are run once more.
#[derive(Debug)]
pub struct Target {
    place: Place,
    /// The role of the machines there; that of the definition's template if none is given.
    role: Option<String>,
    region: Option<String>,
    /// How long an execution there may take.
    limit: Duration,
    workers: Workers,
}

/// What is run.
pub(super) struct Wanted<'w> {
    /// The name of the test case, by which a server that knows the same mock file chooses its answers.
    pub case: &'w str,
    pub machine: &'w str,
    pub definition: String,
    pub role: &'w str,
    pub workflow: Workflow,
    /// As JSON text.
    pub input: String,
}

/// What came of it.
pub(super) enum Execution {
    /// Its events, as GetExecutionHistory has them.
    History(Vec<Value>),
    /// How it ended, where there is no history: `status`, `output`, `error`, `cause`.
    End(Value),
    /// The target does not take the machine, or does not start it.
    Refused(String),
}

impl Target {
    /// The target at `place`.
    #[must_use]
    pub fn new(place: Place, role: Option<String>, region: Option<String>, limit: Duration) -> Self {
        Self { place, role, region, limit, workers: Workers::default() }
    }

    /// Makes the machine, with this name, runs it and deletes it again.
    pub(super) fn execution(
        &self,
        name: &str,
        wanted: &Wanted<'_>,
        is_over: &dyn Fn() -> bool,
    ) -> Result<Execution, String> {
        let machine = match self.ask("createStateMachine", self.machine(name, wanted)) {
            Ok(made) => text(&made, "stateMachineArn"),
            Err(fault) => return refused("create the machine", fault),
        };
        let ran = self.run(&machine, wanted, is_over);
        let deleted = self.ask("deleteStateMachine", object([("StateMachineArn", machine.as_str())]));
        let ran = ran?;
        deleted.map_err(|fault| format!("{machine} cannot be deleted again: {}", words(fault)))?;
        Ok(ran)
    }

    fn machine(&self, name: &str, wanted: &Wanted<'_>) -> Value {
        object([
            ("Name", name),
            ("Definition", &wanted.definition),
            ("RoleArn", self.role.as_deref().unwrap_or(wanted.role)),
            ("Type", if Self::keeps_history(wanted.workflow) { "STANDARD" } else { "EXPRESS" }),
        ])
    }

    /// Runs the machine: with the answers of the test case, if the target knows it.
    fn run(
        &self,
        machine: &str,
        wanted: &Wanted<'_>,
        is_over: &dyn Fn() -> bool,
    ) -> Result<Execution, String> {
        let knows_cases = matches!(self.place, Place::Endpoint(_));
        let of_case = knows_cases.then(|| self.start(&format!("{machine}#{}", wanted.case), wanted));
        let started = match of_case {
            Some(Err(ApiFault::Service(_))) | None => self.start(machine, wanted),
            Some(started) => started,
        };
        match started {
            Ok(end) if !Self::keeps_history(wanted.workflow) => Ok(Execution::End(end)),
            Ok(started) => self.wait(&text(&started, "executionArn"), is_over),
            Err(fault) => refused("start the machine", fault),
        }
    }

    fn start(&self, machine: &str, wanted: &Wanted<'_>) -> Result<Value, ApiFault> {
        let action =
            if Self::keeps_history(wanted.workflow) { "startExecution" } else { "startSyncExecution" };
        self.ask(action, object([("StateMachineArn", machine), ("Input", &wanted.input)]))
    }

    /// Waits for the end of an execution; its history.
    fn wait(&self, execution: &str, is_over: &dyn Fn() -> bool) -> Result<Execution, String> {
        let (began, mut pause) = (real_now(), FIRST_LOOK);
        loop {
            let described = self.ask("describeExecution", object([("ExecutionArn", execution)]));
            let described = described.map_err(words)?;
            if text(&described, "status") != "RUNNING" {
                return self.history(execution).map(Execution::History);
            }
            let is_late = began.elapsed() >= self.limit;
            if is_over() || is_late {
                self.ask("stopExecution", object([("ExecutionArn", execution)])).map_err(words)?;
                let why = format!("it still ran at the target after {:?}, as --timeout says", self.limit);
                return Err(if is_late { why } else { "it was stopped at the target".to_owned() });
            }
            sleep_until(real_now() + pause);
            pause = (pause * 2).min(LONGEST);
        }
    }

    fn history(&self, execution: &str) -> Result<Vec<Value>, String> {
        let mut events = Vec::new();
        let mut token: Option<String> = None;
        loop {
            let mut request = Object::from_iter([
                ("ExecutionArn", Value::from(execution)),
                ("IncludeExecutionData", Value::from(true)),
                ("MaxResults", Value::from(PAGE)),
            ]);
            token.iter().for_each(|token| request.insert("NextToken", Value::from(token.as_str())));
            let page = self.ask("getExecutionHistory", request.into()).map_err(words)?;
            let own = page.get("events").and_then(Value::as_array);
            events.extend(own.into_iter().flat_map(|own| own.iter().cloned()));
            token = page.get("nextToken").and_then(Value::as_str).map(str::to_owned);
            if token.is_none() {
                return Ok(events);
            }
        }
    }

    /// Calls an operation, and waits for its answer, whose members are spelled as the API spells them.
    fn ask(&self, action: &str, arguments: Value) -> Result<Value, ApiFault> {
        let api = Api::of("sfn").ok_or_else(|| ApiFault::Client("there is no API sfn".to_owned()))?;
        let (endpoint, signatory) = match &self.place {
            Place::Aws => (None, Signatory::User),
            Place::Endpoint(url) => (Some(url.clone()), Signatory::Nobody),
        };
        let region = self.region.clone().unwrap_or_else(|| "us-east-1".to_owned());
        let site = Site { endpoint, region, signatory, helping: None };
        let (service, action, spelling) = ("sfn".to_owned(), action.to_owned(), Spelling::Sdk);
        let call = ApiCall { service, action, arguments, spelling, site };
        let (client, (sender, answer)) = (self.workers.api(), mpsc::channel());
        let working = self.workers.begin(|_| async move {
            // Nobody waits for it any more if it cannot be sent.
            let _ = sender.send(client.call(&api, &call).await);
        });
        let _working = working.map_err(|error| ApiFault::Client(error.to_string()))?;
        let answer = answer.recv().map_err(|error| ApiFault::Client(error.to_string()))??;
        Ok(as_api(&answer.value))
    }
}

/// The members of structures as the API spells them; names of variables are the user's.
fn as_api(value: &Value) -> Value {
    const MAPS: [&str; 2] = ["AssignedVariables", "VariableReferences"];
    match value {
        Value::Array(items) => Value::from(items.iter().map(as_api).collect::<Vec<_>>()),
        Value::Object(members) => {
            let own = members.iter().map(|(name, value)| {
                let is_map = MAPS.contains(&&**name);
                (lower_first(name), if is_map { value.clone() } else { as_api(value) })
            });
            Value::from(own.collect::<Object>())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

fn lower_first(name: &str) -> std::sync::Arc<str> {
    let mut signs = name.chars();
    let first = signs.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(signs).collect::<String>().into()
}

fn object<const N: usize>(members: [(&str, &str); N]) -> Value {
    Value::from(members.into_iter().map(|(name, text)| (name, Value::from(text))).collect::<Object>())
}

fn text(answer: &Value, name: &str) -> String {
    answer.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// A name that no other machine at the target has, made of that of the machine here.
pub(super) fn own_name(wanted: &Wanted<'_>) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let known = wanted.machine.chars().map(|c| if fits(c) { c } else { '-' });
    // Two tests of one machine may run side by side.
    let chance = Chance::new(today().millis().cast_unsigned() ^ address(wanted.case));
    let own: String = known.take(LONGEST_NAME - MARK.len() - DIGITS).collect();
    format!("{own}{MARK}{:0DIGITS$x}", chance.bits() >> 16)
}

/// A number for a name, so that two names hardly ever have the same.
fn address(name: &str) -> u64 {
    name.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// What the service refuses is a difference; that it cannot be asked is none.
fn refused(what: &str, fault: ApiFault) -> Result<Execution, String> {
    match fault {
        ApiFault::Service(_) => {
            Ok(Execution::Refused(format!("the target does not {what}: {}", words(fault))))
        }
        ApiFault::Client(_) | ApiFault::Unsigned(_) => Err(words(fault)),
    }
}

/// A fault in a line.
fn words(fault: ApiFault) -> String {
    match fault {
        ApiFault::Service(fault) => {
            let message = fault.message.unwrap_or_default();
            format!("{}: {}", fault.code, shell::word(&message))
        }
        ApiFault::Client(why) => format!("the target cannot be asked: {why}"),
        ApiFault::Unsigned(why) => format!("the target cannot be asked without credentials: {why}"),
    }
}

/// Lets real time pass: an execution at the target is waited for.
fn sleep_until(end: Instant) {
    let (_sender, never) = mpsc::channel::<()>();
    let _ = never.recv_timeout(end.saturating_duration_since(real_now()));
}
