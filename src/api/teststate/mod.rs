//! TestState: runs one state as it is given, and shows what its data looks like after each field.
//!
//! The response and every refusal are AWS's own, as far as they were recorded; calls that no mock in the request
//! answers are answered by mock files, where AWS asks the service.

pub mod checks;
mod context;
mod definition;
mod http;
mod request;
mod response;

use std::io;

use crate::asl::machine::{StateId, Workflow};
use crate::base::chance::Chance;
use crate::base::source::Source;
use crate::base::value::{Object, Value};
use crate::engine::alone::Unfit;
use crate::engine::payload::Payload;
use crate::engine::{Called, Fleet};
use crate::project;
use crate::project::settings::Settings;
use crate::record::{Opening, Stop};
use crate::session::order::{Names, Text};
use crate::session::{self, AloneRun, Order, Prepared, Stage, Unseen};

use super::{ApiError, diagnostics, machines};
pub use checks::Asker;
pub use request::{Configuration, Level, Mock, Request};
pub use response::response;

/// The real and the virtual time that AWS gives a state, in seconds.
const SECONDS: u32 = 300;

/// Why there is no response.
pub enum NoResponse {
    /// AWS would have refused the request.
    Refused(ApiError),
    /// A file or the settings cannot be used.
    World(project::Error),
    /// The state could not be run to its end, for instance because no mock file answers its call: how its run began,
    /// and why it stopped.
    Stopped(Box<Opening>, Stop),
    /// Nothing can be written any more.
    Output(io::Error),
}

impl From<ApiError> for NoResponse {
    fn from(error: ApiError) -> Self {
        Self::Refused(error)
    }
}

impl From<project::Error> for NoResponse {
    fn from(error: project::Error) -> Self {
        Self::World(error)
    }
}

/// Does what `request` says. `base` has the mock files, names and limits; all else in it is left aside. Returns the
/// response, and what came of the state.
pub fn test_state(
    request: &Value,
    base: &Order,
    settings: &Settings,
) -> Result<(Value, AloneRun), NoResponse> {
    let request = Request::read(request)?;
    checks::request(&request, Asker::Client)?;
    let source = definition::machine(&request.definition, request.state_name.as_deref());
    // Read as files are, it could be a template that names other files.
    if let (None, found) = machines::definition::check(&source.text, Workflow::Standard) {
        return Err(diagnostics::refusal(found.iter(), "").into());
    }
    let mut order = order(&request, source, base);
    let stage = Stage::read(&order, settings).map_err(definition_refused)?;
    let name = request.state_name.as_deref().unwrap_or(definition::ALONE);
    let Some(id) = stage.machine().find(name) else {
        return Err(ApiError::validation("State not found in definition").into());
    };
    order.input = Some(input(request.input.as_deref())?);
    let mut prepared = prepare(&request, id, &stage, order, Asker::Client)?;
    // Recorded: the execution is an Express one, of whatever type the machine is.
    let setup = &mut prepared.setup;
    let express = setup.machine_arn.replace(":stateMachine:", ":express:");
    let name = setup.called.name();
    setup.called = Called::Given(format!("{express}:{name}").into(), name);
    let run = run(&mut prepared)?;
    let state = stage.machine().state(id);
    Ok((response(&run, state, request.level, request.mock.is_some()), run))
}

/// The run of the state `id` alone, as `request` says; `order` has the rest.
pub fn prepare(
    request: &Request,
    id: StateId,
    stage: &Stage<'_>,
    mut order: Order,
    asker: Asker,
) -> Result<Prepared, NoResponse> {
    checks::request(request, asker)?;
    let state = stage.machine().state(id);
    let mut alone = checks::alone(request, state, asker)?;
    if asker == Asker::Client {
        alone.name = Some(definition::ALONE.into());
        alone.seconds = Some(SECONDS);
    }
    order.variables = variables(request.variables.as_deref())?;
    order.from = Some(state.name.to_string());
    order.until = order.from.clone();
    order.alone = Some(alone);
    Ok(stage.prepare(&order, None)?)
}

/// Runs the state that was prepared to its end.
pub fn run(prepared: &mut Prepared) -> Result<AloneRun, NoResponse> {
    let opening = session::opening(prepared);
    let mut execution = prepared.start();
    if let Err(halt) = prepared.world.drive(&mut execution, prepared.limits, &mut Unseen) {
        let stop = session::stop(halt, &opening.run()).map_err(NoResponse::Output)?;
        return Err(NoResponse::Stopped(Box::new(opening), stop));
    }
    Ok(came_of(&execution)?)
}

/// What came of a state that has run alone to its end, unless what it was given does not fit it.
pub fn came_of(execution: &Fleet) -> Result<AloneRun, ApiError> {
    let run = AloneRun::of(execution);
    let Some(run) = run else { unreachable!("a run that was driven to its end has an outcome") };
    match run.inspection.refused {
        None => Ok(run),
        Some(Unfit::TooManyFailed) => Err(ApiError::validation(
            "Map iteration failure count must be less than or equal to the number of Map iterations",
        )),
        Some(Unfit::Length) => {
            Err(ApiError::validation("Input array does not equal the mocked result array's size"))
        }
    }
}

/// The order for the state of `request`.
fn order(request: &Request, source: Source, base: &Order) -> Order {
    let chance = Chance::new(base.seed.unwrap_or(1) ^ 0x7e57_57a7_e000_0000);
    let names = Names {
        machine: Some(base.names.machine.clone().unwrap_or_else(|| chance.uuid())),
        // A role that is not given is null in the context object.
        role: Some(request.role.clone().unwrap_or_default()),
        ..base.names.clone()
    };
    Order {
        workflow: Some(Workflow::Standard),
        mocks: base.mocks.clone(),
        clock: base.clock,
        start: base.start,
        seed: base.seed,
        limits: base.limits,
        names,
        ..Order::new(Text::Given(source))
    }
}

/// What AWS says of a definition that cannot be read; a mock file that cannot be is another matter.
fn definition_refused(error: project::Error) -> NoResponse {
    match error {
        project::Error::Found(found)
            if found.iter().any(|(document, _)| &*document.source().name == definition::NAME) =>
        {
            definition::refusal(&found).into()
        }
        other @ (project::Error::Found(_)
        | project::Error::Usage { .. }
        | project::Error::Load { .. }
        | project::Error::Late { .. }) => NoResponse::World(other),
    }
}

/// The input that `text` is; `{}` if there is none.
fn input(text: Option<&str>) -> Result<Payload, ApiError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Ok(Value::empty_object().into());
    };
    let value = Value::parse(text).map_err(|error| {
        let words = format!("Invalid State Machine Execution Input: '{error}'");
        ApiError::new("InvalidExecutionInput", words)
    })?;
    Ok(Payload::verbatim(value, text.trim()))
}

/// The variables that `text` is.
fn variables(text: Option<&str>) -> Result<Object, ApiError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(Object::new()) };
    match Value::parse(text) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) | Err(_) => Err(ApiError::validation("Variables must be a valid JSON object")),
    }
}
