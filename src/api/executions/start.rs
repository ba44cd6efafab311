//! StartExecution, and what StartSyncExecution and the tasks that start executions have in common with it.

use std::sync::Arc;

use crate::api::ApiError;
use crate::api::arn::{Arn, check_name, labelled};
use crate::api::members::Members;
use crate::api::shape::{object, seconds};
use crate::api::world::{Execution, NewEntry, Parent, Region, Resources, Revision, no_machine};
use crate::asl::machine::Workflow;
use crate::base::source::Source;
use crate::base::time::Time;
use crate::base::value::Value;
use crate::engine::payload::Payload;
use crate::load;
use crate::project::clock::ClockSpeed;
use crate::services::clock::{Clock, Passing, Virtual};
use crate::services::executions::Facts;
use crate::session::Birth;
use crate::session::pool::{Open, Start};

use super::trace;

/// The most bytes of an input.
const MAX_INPUT: usize = 262_144;

/// What is to be started.
#[derive(Debug)]
pub struct Wanted<'v> {
    /// The machine, a version or an alias, without the name of a test case.
    pub arn: &'v str,
    /// The test case that answers its calls: `arn#CASE`.
    pub case: Option<&'v str>,
    /// Its name, if one is given.
    pub name: Option<&'v str>,
    /// Its input.
    pub input: Payload,
    /// `traceHeader`
    pub trace: Option<&'v str>,
    /// When it starts, if not now.
    pub start: Option<Time>,
    /// The task that starts it, if one does.
    pub parent: Option<Parent>,
}

/// What a machine, a version or an alias stands for at the moment.
pub struct Target {
    name: Arc<str>,
    machine: Arc<str>,
    workflow: Workflow,
    revision: Arc<Revision>,
    version: Option<Arc<str>>,
    alias: Option<Arc<str>>,
}

/// StartExecution.
pub fn start(region: &Arc<Region>, request: &Value) -> Result<Value, ApiError> {
    let mut members = Members::of(request, "")?;
    let wanted = Wanted::read(&mut members)?;
    members.finish()?;
    let execution = begin(region, wanted?, None)?;
    Ok(object([
        ("executionArn", Some(Arc::clone(&execution.facts.arn).into())),
        ("startDate", seconds(execution.facts.start)),
    ]))
}

impl<'v> Wanted<'v> {
    /// What a request asks for; an error in the second place breaks no constraint and is said after those that do.
    pub fn read(members: &mut Members<'v>) -> Result<Result<Self, ApiError>, ApiError> {
        let arn = members.arn("stateMachineArn")?;
        let (arn, case) = arn.split_once('#').map_or((arn, None), |(arn, case)| (arn, Some(case)));
        let name = members.shown("name", 1, 80)?;
        let input = members.text("input", MAX_INPUT)?;
        let trace = members.text("traceHeader", 256)?;
        let wanted = |input| Self { arn, case, name, input, trace, start: None, parent: None };
        Ok(name.map_or(Ok(()), check_name).and_then(|()| payload(input)).map(wanted))
    }
}

/// The input that `text` is; `{}` if there is none. What is wrong with it is said in the words of AWS's parser.
pub fn payload(text: Option<&str>) -> Result<Payload, ApiError> {
    let refused = |why: &str| {
        let words = format!("Invalid State Machine Execution Input: '{why}'");
        Err(ApiError::new("InvalidExecutionInput", words))
    };
    let text = text.unwrap_or("{}");
    if text.trim().is_empty() {
        return refused("Invalid execution input.");
    }
    match Value::parse(text) {
        Ok(value) => Ok(Payload::verbatim(value, text)),
        Err(error) => {
            let rejected = load::sent(&Source::new("input.json", text)).err();
            let words = rejected.and_then(|rejected| rejected.diagnostics.into_iter().next()?.aws);
            let words = words.map_or_else(|| error.to_string(), |words| words.message);
            refused(words.split("\n at ").next().unwrap_or_default())
        }
    }
}

/// What `arn` stands for.
pub fn target(resources: &Resources, arn: &str) -> Result<Target, ApiError> {
    let (name, number, alias) = match Arn::parse(arn)? {
        Arn::Machine(name) => (name, None, None),
        Arn::Version(name, number) => (name, Some(number), None),
        Arn::Alias(name, alias) => {
            let machine = resources.machine(name, arn)?;
            let known = machine.aliases.get(alias).ok_or_else(|| ApiError::resource(arn))?;
            (name, Some(known.draw(&resources.chance)), Some(Arc::clone(&known.arn)))
        }
        Arn::Labelled(..) => return Err(labelled("State Machine")),
        other @ (Arn::Execution(..) | Arn::Express(_) | Arn::Activity(_) | Arn::MapRun(_)) => {
            return Err(other.refused());
        }
    };
    let (known, machine) = resources.machines.get_key_value(name).ok_or_else(|| match number {
        None => no_machine(arn),
        Some(_) => ApiError::missing("StateMachineDoesNotExist", "State Machine Version", arn),
    })?;
    machine.alive()?;
    let (revision, version) = match number {
        None => (Arc::clone(&machine.current), None),
        Some(number) => {
            let (_, version) = resources.version(name, number, arn)?;
            (Arc::clone(&version.revision), Some(Arc::clone(&version.arn)))
        }
    };
    let (name, machine_arn) = (Arc::clone(known), Arc::clone(&machine.arn));
    Ok(Target { name, machine: machine_arn, workflow: machine.workflow, revision, version, alias })
}

/// Starts an execution. A second request for one that runs is the first one again, if it says the same. Only those of
/// type `only` are started, if one is given.
pub fn begin(
    region: &Arc<Region>,
    wanted: Wanted<'_>,
    only: Option<Workflow>,
) -> Result<Arc<Execution>, ApiError> {
    let target = target(&region.lock(), wanted.arn)?;
    if only.is_some_and(|only| only != target.workflow) {
        let words = "This operation is not supported by this type of state machine";
        return Err(ApiError::new("StateMachineTypeNotSupported", words));
    }
    let template = target.revision.compiled.template(wanted.case)?;
    region.memory.admit()?;
    let start = wanted.start.unwrap_or_else(|| region.now());
    let mut resources = region.lock();
    let name: Arc<str> = wanted.name.map_or_else(|| resources.chance.uuid().into(), Arc::from);
    let arn = match target.workflow {
        Workflow::Standard => region.arn("execution", &format!("{}:{name}", target.name)),
        Workflow::Express => {
            region.arn("express", &format!("{}:{name}:{}", target.name, resources.chance.uuid()))
        }
    };
    if let Some(known) = resources.executions.get(&arn) {
        let is_same = known.progress().end.is_none() && known.facts.input.text() == wanted.input.text();
        if is_same {
            return Ok(Arc::clone(known));
        }
        let words = format!("Execution Already Exists: '{arn}'");
        return Err(ApiError::new("ExecutionAlreadyExists", words));
    }
    let Target { machine, workflow, revision, version, alias, .. } = target;
    let facts = Facts { arn, name, machine, workflow, input: wanted.input, start };
    let trace = trace::header(wanted.trace, revision.traces, &resources.chance, start);
    let seed = region.seed(&facts.arn, start);
    let number = resources.next_number(region.keeper.as_deref());
    let parent = wanted.parent;
    let entry = NewEntry { facts, number, revision, version, alias, trace, parent };
    let execution = Arc::new(Execution::new(entry, region));
    resources.note_execution(&execution);
    if let Some(keeper) = &region.keeper {
        keeper.head(region, &execution, (wanted.case, seed));
    }
    drop(resources);
    let Facts { arn, name, input, .. } = execution.facts.clone();
    let starts = region.starts(&execution);
    let (fleet, router) = template.start(Birth { arn, name, input, start, seed }, Some(starts));
    let start = Start { fleet, router, clock: region.clock(start, start), open: Open::default() };
    let process = region.pool.process(start, Arc::clone(&execution) as _);
    execution.progress().process = Some(Arc::clone(&process));
    if execution.revision.compiled.is_light() {
        process.begin()
    } else {
        process.wake()
    }
    Ok(execution)
}

impl Region {
    /// A clock for an execution that started at `start` and has come to `at`. Real time has passed meanwhile.
    pub(in crate::api) fn clock(&self, start: Time, at: Time) -> Box<dyn Clock + Send> {
        match self.config.clock {
            ClockSpeed::Virtual => Box::new(Virtual::new(at)),
            ClockSpeed::Scaled(factor) if at > start && (factor - 1.0).abs() < f64::EPSILON => {
                Box::new(Passing::new(at.max(self.now()), factor))
            }
            ClockSpeed::Scaled(factor) => Box::new(Passing::new(at, factor)),
        }
    }
}
