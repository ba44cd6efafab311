//! Which answers the calls of one state get, and why (`sfn mock show`): the state runs alone, or the machine as a test
//! case says, with mocks that write down what they look at.

use std::sync::Arc;

use crate::asl::machine::{Kind, State, StateMachine};
use crate::base::diag::Place;
use crate::base::time::Time;
use crate::engine::alone::Alone;
use crate::engine::call::TaskError;
use crate::project::Error;
use crate::project::settings::Settings;
use crate::report::searches::Searches;
use crate::services::mock::SearchLog;
use crate::session::{self, AloneRun, AloneStatus, Order, Prepared, Stage, Unseen};

use super::{START, collect};

/// How many names a message lists.
const MOST: usize = 12;

/// What the calls of `state` in a run of `order` are answered: of its test case if it names one, else of the state
/// alone.
pub fn searched(order: &Order, state: &str, settings: &Settings) -> Result<Searches, Error> {
    let stage = Stage::read(order, settings)?;
    let machine = Arc::clone(stage.machine());
    let id = session::state("STATE", state, &machine)?;
    let task = machine.state(id);
    let service = service(task, &machine)?;
    let mut order = order.clone();
    let case = stage.case(&order)?;
    if case.is_none() {
        (order.from, order.until) = (Some(state.to_owned()), Some(state.to_owned()));
    }
    order.start = order.start.or_else(|| Time::parse(START));
    order.writes_buckets = false;
    let log = SearchLog::of(state);
    let mut stopped = run(stage.prepare(&order, case)?, &log)?;
    if log.searches().is_empty() && case.is_none() {
        // A catcher may have taken the error that came before the call.
        order.alone = Some(Alone::default());
        stopped = run(stage.prepare(&order, case)?, &log)?;
    }
    let document = stage.document();
    Ok(Searches {
        state: Arc::clone(&task.name),
        service,
        file: document.source().shown.to_string(),
        line: document.locate(&Place::Key(task.pointer.clone())).line,
        calls: log.searches(),
        machine: Arc::clone(&machine),
        stopped,
    })
}

/// What `state` calls; an error that names the states that call if it calls nothing.
fn service(state: &State, machine: &StateMachine) -> Result<String, Error> {
    if let Kind::Task(task) = &state.kind {
        return Ok(task.resource.short_name());
    }
    let tasks = machine.states.iter().filter(|state| matches!(state.kind, Kind::Task(_)));
    let names: Vec<&str> = tasks.map(|state| &*state.name).collect();
    let message = format!("`{}` is a {} state: it makes no call", state.name, state.kind.name());
    Err(Error::usage(message).help(match names.len() {
        0 => "no state of this machine makes one".to_owned(),
        all if all > MOST => format!("those that do: {}, and {} more", names[..MOST].join(", "), all - MOST),
        _ => format!("those that do: {}", names.join(", ")),
    }))
}

/// Runs it to its end. Why it did not come that far, or what it failed with.
fn run(mut prepared: Prepared, log: &SearchLog) -> Result<Option<String>, Error> {
    let router = &mut prepared.world.router;
    router.mocks = router.mocks.clone().logging(log.clone());
    let opening = session::opening(&prepared);
    let mut execution = prepared.start();
    if let Err(halt) = prepared.world.drive(&mut execution, prepared.limits, &mut Unseen) {
        let stop = session::stop(halt, &opening.run()).map_err(|error| Error::load(error.to_string()))?;
        return Ok(Some(collect::stopped(&stop)));
    }
    Ok(AloneRun::of(&execution).and_then(|run| match run.status {
        AloneStatus::Succeeded => None,
        AloneStatus::Failed | AloneStatus::Retriable | AloneStatus::CaughtError => Some(words(&run.error)),
    }))
}

/// `it failed with States.Timeout: no answer in time`
fn words(error: &TaskError) -> String {
    let name = error.error.as_deref().unwrap_or("an error without a name");
    let cause = error.cause.as_deref().map(|cause| format!(": {cause}"));
    format!("it failed with {name}{}", cause.unwrap_or_default())
}
