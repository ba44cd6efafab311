//! Machines that executions of a run may start: those of the definition's own file, those that the settings name, and
//! definitions that lie beside it under the name that is called.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use crate::asl::machine::{Kind, StateMachine, Workflow};
use crate::base::chance::Chance;
use crate::base::diag::Place;
use crate::base::value::Value;
use crate::engine::call::Call;
use crate::engine::payload::Payload;
use crate::load::{self, Unread, reads};
use crate::project::Error;
use crate::project::definitions;
use crate::project::settings::Settings;
use crate::services::executions::{Asked, Facts, Family, Fault, NewExecution, Started, Within, ended};
use crate::services::mock::{DeclaredMachines, MachineFile, MachineName, Mocks, codes};
use crate::services::refusal::{Reason, Refusal};
use crate::services::{Answer, Promise};

use crate::session::mocking;
use crate::session::order::{Names, Order, Text};
use crate::session::route::Starts;

use super::Stage;

/// Endings of a definition that lies beside the one that runs.
const ENDINGS: [&str; 3] = ["asl.json", "asl.yaml", "asl.yml"];

/// The machines that may be started.
#[derive(Clone)]
pub(super) struct Machines(Arc<Shared>);

/// Machines by their references and mock files.
type Stages = BTreeMap<(String, Option<String>), Arc<Stage<'static>>>;

struct Shared {
    order: Order,
    settings: Settings,
    options: load::Options,
    /// What each machine that was started is, by its reference and mock file.
    stages: Mutex<Stages>,
}

impl Machines {
    /// Those that a run of `machine` as `order` says may start; none if it starts none.
    pub(super) fn of(
        order: &Order,
        settings: &Settings,
        options: &load::Options,
        machine: &StateMachine,
    ) -> Option<Self> {
        let starts = |kind: &Kind| match kind {
            Kind::Task(task) => task.resource.short_name().contains("Execution"),
            Kind::Pass { .. }
            | Kind::Choice(_)
            | Kind::Wait(_)
            | Kind::Succeed
            | Kind::Fail(_)
            | Kind::Parallel { .. }
            | Kind::Map(_) => false,
        };
        machine.states.iter().any(|state| starts(&state.kind)).then(|| {
            let (order, settings, options) = (order.clone(), settings.clone(), options.clone());
            Self(Arc::new(Shared { order, settings, options, stages: Mutex::default() }))
        })
    }

    /// The same, as mocks ask for them.
    pub(super) fn declared(&self) -> DeclaredMachines {
        let machines = self.clone();
        DeclaredMachines::new(Arc::new(move |arn| machines.reference(arn).is_some()))
    }

    /// How the machine of this ARN is referred to, if it is known.
    pub(super) fn reference(&self, arn: &str) -> Option<String> {
        let name = arn.split_once(":stateMachine:").map(|(_, name)| name)?;
        let name = name.split(':').next().unwrap_or(name);
        let Shared { order, settings, options, .. } = &*self.0;
        if settings.machine(name).is_some() {
            return Some(name.to_owned());
        }
        let Text::File(own) = &order.definition else { return None };
        let (path, _) = definitions::split(own);
        let all = if path == "-" {
            Vec::new()
        } else {
            definitions::machines_at(path, options).unwrap_or_default()
        };
        let found = all.iter().find(|machine| machine.name == name || machine.id == name);
        if let Some(found) = found {
            return Some(if found.is_alone { path.to_owned() } else { format!("{path}#{}", found.id) });
        }
        let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        let beside = |ending: &&str| {
            let file = Path::new(path).with_file_name(format!("{name}.{ending}"));
            reads::note(&file);
            file.is_file().then(|| file.display().to_string())
        };
        ENDINGS.iter().find_map(beside).filter(|_| name.chars().all(is_plain))
    }
}

impl Starts for Machines {
    fn start(
        &self,
        call: &Call,
        machine: &StateMachine,
        mocks: &Mocks,
        ((name, how), otherwise): ((&MachineName, NewExecution), &Refusal),
    ) -> Result<Promise, Box<Refusal>> {
        let family = Family::of(call);
        let unknown = || Box::new(otherwise.clone());
        let (reference, mock_file) = match name {
            MachineName::Arn(arn) => (self.reference(arn).ok_or_else(unknown)?, None),
            MachineName::File(file) => {
                self.may_read(file).map_err(|error| unread(error, otherwise))?;
                (file.reference.clone(), file.mocks.clone())
            }
        };
        let stage = self.stage(&reference, mock_file).map_err(|error| unread(error, otherwise))?;
        match self.begin(call, machine, mocks, &stage, how) {
            Ok(started) => {
                let asked = Asked::Start(Box::new(started.map_err(|error| unread(error, otherwise))?), how);
                Ok(Promise::Within(Box::new(Within { asked, family, otherwise: unknown() })))
            }
            Err(fault) => {
                let error = fault.error(family, &Chance::new(call.ticket.0));
                Ok(Promise::Now(Answer { reply: ended(Err(error)), by: None }))
            }
        }
    }
}

impl Machines {
    /// Whether what an answer names lies where files of the project may name something.
    fn may_read(&self, file: &MachineFile) -> Result<(), Error> {
        let own = Path::new(&*file.by).parent().unwrap_or(Path::new(""));
        let reach = mocking::reach(&self.0.order, &self.0.settings).and(own);
        let (path, _) = definitions::split(&file.reference);
        for path in std::iter::once(path).chain(file.mocks.as_deref()) {
            reads::note(Path::new(path));
            reach.resolve(Path::new(path)).map_err(|refused| {
                let found = refused.diagnostic(path, Place::Text(0..0));
                Error::Load { message: found.message, help: found.help }
            })?;
        }
        Ok(())
    }

    /// The machine that `reference` names, read and checked once, with the mock file for it.
    fn stage(&self, reference: &str, mocks: Option<String>) -> Result<Arc<Stage<'static>>, Error> {
        let mut stages = self.0.stages.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (reference.to_owned(), mocks);
        if let Some(known) = stages.get(&key) {
            return Ok(Arc::clone(known));
        }
        let order =
            Order { mocks: key.1.clone().map(Text::File).into_iter().collect(), ..self.order(reference) };
        let stage = Arc::new(Stage::owned(&order, self.0.settings.clone())?);
        stages.insert(key, Arc::clone(&stage));
        Ok(stage)
    }

    /// What an execution of the machine that `reference` names has in common with the run.
    fn order(&self, reference: &str) -> Order {
        let own = &self.0.order;
        let names = Names { execution: None, machine: None, ..own.names.clone() };
        Order {
            substitutions: own.substitutions.clone(),
            parameters: own.parameters.clone(),
            clock: own.clock,
            names,
            writes_buckets: own.writes_buckets,
            limits: own.limits,
            workers: own.workers.clone(),
            ..Order::new(Text::File(reference.to_owned()))
        }
    }

    /// The execution that `call` starts; a fault if the API would refuse to.
    fn begin(
        &self,
        call: &Call,
        machine: &StateMachine,
        mocks: &Mocks,
        stage: &Stage<'static>,
        how: NewExecution,
    ) -> Result<Result<Started, Error>, Fault> {
        let input = input(call)?;
        let arn = call.args.get("StateMachineArn").and_then(Value::as_str).unwrap_or_default();
        if how == NewExecution::Synchronous && stage.workflow() == Workflow::Standard {
            return Err(Fault::WrongType(arn.into()));
        }
        let execution = call.context.get("Execution").and_then(|execution| execution.get("Id"));
        let parent = execution.and_then(Value::as_str).unwrap_or_default();
        let seed = seed(parent, call.ticket.0);
        let name = call.args.get("Name").and_then(Value::as_str).map(str::to_owned);
        let mut order = self.order("");
        order.definition = stage.definition().clone();
        order.names.execution = Some(name.unwrap_or_else(|| Chance::new(!seed).uuid()));
        // The ARN that is called says where it is.
        let mut parts = arn.split(':').skip(3);
        let mut part =
            |given: Option<String>| parts.next().filter(|part| !part.is_empty()).map(str::to_owned).or(given);
        order.names.region = part(order.names.region.take());
        order.names.account = part(order.names.account.take());
        (order.start, order.seed, order.input) = (Some(call.at), Some(seed), Some(input.clone()));
        let prepared = match stage.prepare(&order, None) {
            Ok(prepared) => prepared,
            Err(error) => return Ok(Err(error)),
        };
        let facts = Facts {
            arn: prepared.setup.called.arn(),
            name: prepared.setup.called.name(),
            machine: Arc::clone(&prepared.setup.machine_arn),
            workflow: stage.workflow(),
            input,
            start: call.at,
        };
        let title = prepared.setup.machine_name.to_string();
        let by = match stage.definition() {
            Text::File(reference) => load::shown_reference(reference),
            Text::Given(source) => source.shown.to_string(),
        };
        let fleet = prepared.start();
        let mut router = prepared.world.router;
        let project = mocking::reach(&self.0.order, &self.0.settings).alone();
        let is_outside = |file: &str| matches!(project.resolve(Path::new(file)), Err(Unread::Outside { .. }));
        let own = router.mocks.recording_where(&|file| !is_outside(file));
        router.mocks = own.beneath(mocks, machine, &prepared.machine);
        let (document, backend) = (prepared.document, Box::new(router));
        Ok(Ok(Started { fleet, backend, document, facts, title, by }))
    }
}

/// The input that `call` gives: a text is taken as JSON, as the API does.
fn input(call: &Call) -> Result<Payload, Fault> {
    match call.args.get("Input") {
        None | Some(Value::Null) => Ok(Value::empty_object().into()),
        Some(Value::String(text)) => match Value::parse(text) {
            Ok(value) => Ok(Payload::verbatim(value, Arc::clone(text))),
            Err(error) => Err(Fault::Input(error.to_string().into())),
        },
        Some(other) => Ok(other.clone().into()),
    }
}

/// A seed that no other execution of the run has, and that is the same in every run.
fn seed(parent: &str, ticket: u64) -> u64 {
    let mixed = parent.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    mixed ^ ticket.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The machine that a call starts cannot be read.
fn unread(error: Error, otherwise: &Refusal) -> Box<Refusal> {
    let plain = |message: String, help: Option<String>| Refusal {
        code: codes::FILE,
        reason: Reason::Faulty,
        message,
        args: None,
        facts: vec![format!("started by {}", otherwise.call)],
        help: help.into_iter().collect(),
        others: Vec::new(),
        at: None,
        call: otherwise.call.clone(),
    };
    Box::new(match error {
        Error::Found(found) => {
            let first = found.into_iter().min_by_key(|(_, found)| found.severity);
            let message = first.as_ref().map_or_else(String::new, |(_, found)| found.message.clone());
            let at = first.map(|(document, found)| {
                Box::new((document, found.note(format!("started by {}", otherwise.call))))
            });
            Refusal { at, ..plain(message, None) }
        }
        Error::Load { message, help } | Error::Usage { message, help } => plain(message, help),
        Error::Late { message, help } => plain(message, Some(help)),
    })
}
