//! From an order to a run that is ready to start: mock files, test case, definition, input, names, clock.

mod beside;
mod declared;
mod machines;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::asl::machine::{StateMachine, Workflow};
use crate::base::amount::count;
use crate::base::chance::Chance;
use crate::base::diag::{Diagnostic, Severity};
use crate::base::document::Document;
use crate::base::time::Time;
use crate::base::value::{Object, Value};
use crate::engine::alone::Alone;
use crate::engine::payload::Payload;
use crate::engine::quota::PAYLOAD;
use crate::engine::{Called, Fleet, Setup, Span};
use crate::load::{self, Reach};
use crate::project::Error;
use crate::project::clock::ClockSpeed;
use crate::project::definitions::{self, Chosen, Definition};
use crate::project::settings::Settings;
use crate::services::clock::{Clock, Passing, Virtual, today};
use crate::services::mock::{Layer, MockContext, MockFile, Mocks, TestCase};

use crate::validate::Depth;

use super::functions;
use super::host::Limits;
use super::mocking::{self, Mocking};
use super::order::{Order, Text};
use super::outside::Outside;
use super::part::{self, part};
use super::route::{Router, Starts};
use super::world::World;
use machines::Machines;

/// When a run starts that is to be repeated: with a seed and without a start.
pub const REPEATABLE_START: &str = "2026-01-01T00:00:00Z";

/// A run that is ready to start.
pub struct Prepared {
    /// The compiled machine.
    pub machine: Arc<StateMachine>,
    /// The definition it came from.
    pub document: Document,
    /// Everything around the execution: clock, services, inbox.
    pub world: World,
    /// The mock files in use.
    pub mock_files: Vec<String>,
    /// Names, start, seed.
    pub setup: Setup,
    /// The region it runs in.
    pub region: String,
    /// How fast its clock is.
    pub speed: ClockSpeed,
    /// How long it may go on.
    pub limits: Limits,
    /// The input.
    pub input: Payload,
    /// What is worth saying first; no errors.
    pub warnings: Vec<(Document, Diagnostic)>,
}

impl Prepared {
    /// An execution that has not begun.
    #[must_use]
    pub fn start(&self) -> Fleet {
        Fleet::start(Arc::clone(&self.machine), self.input.clone(), self.setup.clone())
    }
}

/// What a run is set up from beside its order.
struct Base<'n> {
    machine: &'n str,
    workflow: Workflow,
    options: &'n load::Options,
    speed: ClockSpeed,
    start: Time,
    seed: u64,
}

/// Reads and checks what `order` names.
pub fn prepare(order: &Order, settings: &Settings) -> Result<Prepared, Error> {
    let order = &settled(order, settings)?;
    let stage = Stage::of(order, Cow::Borrowed(settings), None)?;
    stage.run(order, stage.mocking.case(order)?)
}

/// What many runs of one machine share: the machine, checked and compiled, and its mock files.
pub struct Stage<'s> {
    settings: Cow<'s, Settings>,
    /// The definition, as the settings have it.
    definition: Text,
    /// The files that the definition and the mock files may name.
    reach: Reach,
    options: load::Options,
    mocking: Mocking,
    machine: Arc<StateMachine>,
    document: Document,
    workflow: Workflow,
    /// The machine's name, if an order gives it no other.
    name: String,
    /// What names it in its file.
    resource: String,
    /// What is worth saying about all of it.
    warnings: Vec<(Document, Diagnostic)>,
}

impl Stage<'static> {
    /// The same as [`Stage::read`], which keeps the settings.
    pub(super) fn owned(order: &Order, settings: Settings) -> Result<Self, Error> {
        let order = settled(order, &settings)?;
        Self::of(&order, Cow::Owned(settings), None)
    }

    /// A machine that was read and checked already, with `mocks`, which were read from the files `names`.
    #[must_use]
    pub fn of_checked(
        order: &Order,
        (document, machine): (Document, StateMachine),
        (mocks, names): (Arc<MockFile>, Vec<String>),
        settings: &Settings,
    ) -> Self {
        let (to_write, elsewhere) = Default::default();
        let name = order.names.machine.clone().unwrap_or_default();
        Self {
            settings: Cow::Owned(settings.clone()),
            definition: order.definition.clone(),
            reach: mocking::reach(order, settings),
            options: options(order, settings),
            mocking: Mocking { file: mocks, names, to_write, elsewhere },
            workflow: machine.workflow,
            machine: Arc::new(machine),
            document,
            resource: name.clone(),
            name,
            warnings: Vec::new(),
        }
    }
}

impl<'s> Stage<'s> {
    /// Reads and checks the definition and the mock files that `order` names.
    pub fn read(order: &Order, settings: &'s Settings) -> Result<Self, Error> {
        Self::of(&settled(order, settings)?, Cow::Borrowed(settings), None)
    }

    /// The same where the mock files are read already: `mocks` is what they say.
    pub fn read_with(order: &Order, mocks: Arc<MockFile>, settings: &'s Settings) -> Result<Self, Error> {
        Self::of(&settled(order, settings)?, Cow::Borrowed(settings), Some(mocks))
    }

    fn of(order: &Order, settings: Cow<'s, Settings>, mocks: Option<Arc<MockFile>>) -> Result<Self, Error> {
        let mut options = options(order, &settings);
        let chosen = mocking::choose(order, &options);
        let reach = mocking::reach(order, &settings);
        let mocking = Mocking::read(order, &reach, chosen.as_ref(), mocks)?;
        let layer = mocking.file.layer(None);
        // What was read without the values of mock files is right if they have none.
        let chosen = chosen.filter(|_| layer.substitutions.is_empty());
        options.substitutions = substitutions(&layer, order);
        let definition = definition(order, chosen, &options)?;
        options.region = options.region.or_else(|| definition.loaded.region.clone());
        options.account = options.account.or_else(|| definition.loaded.account.clone());
        let mut warnings = definition.remarks();
        warnings.retain(|(_, found)| found.severity == Severity::Warning);
        warnings.extend(mocking.file.warnings().iter().cloned());
        let Some(machine) = definition.checked.machine.map(Arc::new) else {
            unreachable!("a definition without errors compiles");
        };
        Ok(Self {
            settings,
            definition: order.definition.clone(),
            reach,
            options,
            mocking,
            machine,
            document: definition.loaded.document,
            workflow: definition.workflow,
            name: definition.loaded.name,
            resource: definition.loaded.resource,
            warnings,
        })
    }

    /// The same machine with other mocks: those of `file`, called `name`.
    #[must_use]
    pub fn with_mocks(&self, file: MockFile, name: String) -> Self {
        let Self { settings, options, mocking, machine, document, workflow, .. } = self;
        let elsewhere = mocking.elsewhere.clone();
        let mocking = Mocking { file: Arc::new(file), names: vec![name], to_write: None, elsewhere };
        Self {
            settings: settings.clone(),
            definition: self.definition.clone(),
            reach: self.reach.clone(),
            options: options.clone(),
            mocking,
            machine: Arc::clone(machine),
            document: document.clone(),
            workflow: *workflow,
            name: self.name.clone(),
            resource: self.resource.clone(),
            warnings: self.warnings.clone(),
        }
    }

    /// The settings in force.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The mock files.
    #[must_use]
    pub fn mock_file(&self) -> &MockFile {
        &self.mocking.file
    }

    /// What is wrong or doubtful about the answers of the mock files, with those of the test case over them, for this
    /// machine.
    #[must_use]
    pub fn doubts(&self, case: Option<&TestCase>) -> Vec<(Document, Diagnostic)> {
        let layer = self.mocking.file.layer(case);
        let mut found = layer.check_results(&self.machine);
        found.extend(layer.check_against(&self.machine, &self.elsewhere(&layer)));
        found.extend(layer.check_reach(&self.machine));
        found
    }

    /// What the mock files answer for services that the machine does not call.
    #[must_use]
    pub fn idle_services(&self) -> Vec<(Document, Diagnostic)> {
        self.mocking.file.layer(None).check_services(&self.machine)
    }

    /// When runs of the case start, if its file or the settings say so.
    #[must_use]
    pub fn start_of(&self, case: &TestCase) -> Option<Time> {
        let layer = self.mocking.file.layer(None);
        case.layer.defaults.start_time.or(layer.defaults.start_time).or_else(|| self.settings.start())
    }

    /// The definition, as it is referred to.
    pub(super) const fn definition(&self) -> &Text {
        &self.definition
    }

    /// The type of the machine.
    pub(super) const fn workflow(&self) -> Workflow {
        self.workflow
    }

    /// The test case that `order` names, if it does.
    pub fn case(&self, order: &Order) -> Result<Option<&TestCase>, Error> {
        self.mocking.case(order)
    }

    /// The machine.
    #[must_use]
    pub const fn machine(&self) -> &Arc<StateMachine> {
        &self.machine
    }

    /// The definition.
    #[must_use]
    pub const fn document(&self) -> &Document {
        &self.document
    }

    /// A run of the machine as `order` says, which names the same definition and mock files; of this test case.
    pub fn prepare(&self, order: &Order, case: Option<&TestCase>) -> Result<Prepared, Error> {
        self.run(&settled(order, &self.settings)?, case)
    }

    fn run(&self, order: &Order, case: Option<&TestCase>) -> Result<Prepared, Error> {
        let order = &alone(order, case);
        let Self { settings, options, mocking, machine, workflow, .. } = self;
        let mut layer = mocking.file.layer(case);
        let outside = layer.outside(&self.reach);
        if !outside.is_empty() {
            return Err(Error::Found(outside));
        }
        let (wrong, doubtful): (Vec<_>, Vec<_>) = layer
            .check_results(machine)
            .into_iter()
            .partition(|(_, found)| found.severity == Severity::Error);
        if !wrong.is_empty() {
            return Err(Error::Found(wrong));
        }
        let project = self.reach.alone();
        Arc::make_mut(&mut layer).write_only_in(&project);
        for (name, _) in order.quick.iter().filter(|(name, _)| !name.contains('*')) {
            part::state("--mock", name, machine)?;
        }
        let mut warnings = self.warnings.clone();
        let elsewhere = self.elsewhere(&layer);
        warnings.extend(layer.check_against(machine, &elsewhere));
        warnings.extend(doubtful);
        let speed = order.clock.unwrap_or(ClockSpeed::Virtual);
        let start = start(order, speed, &layer, settings);
        let name = order.names.machine.as_deref().unwrap_or(&self.name);
        let of_mocks = layer.defaults.seed.map(i64::cast_unsigned);
        let seed = order.seed.or(of_mocks).or_else(|| settings.seed()).unwrap_or(1);
        let base = Base { machine: name, workflow: *workflow, options, speed, start, seed };
        let span = part(order, case, machine)?;
        let alone = order.alone.clone().map(Arc::new);
        let setup = Setup { span, alone: alone.clone(), ..setup(order, &layer, &base) };
        let clock: Box<dyn Clock> = match speed {
            ClockSpeed::Virtual => Box::new(Virtual::new(start)),
            ClockSpeed::Scaled(factor) => Box::new(Passing::new(start, factor)),
        };
        let mocks = Mocks::new(Arc::clone(&mocking.file), layer, setup.seed);
        let mocks = if order.writes_buckets { mocks.writing_below(&project) } else { mocks.apart() };
        Ok(Prepared {
            machine: Arc::clone(machine),
            document: self.document.clone(),
            world: World { router: self.router(order, case, mocks, (span, elsewhere)).giving(alone), clock },
            mock_files: mocking.names.clone(),
            region: options.region().to_owned(),
            speed,
            limits: order.limits,
            input: input(order, case)?,
            setup,
            warnings,
        })
    }

    /// What answers the calls of a run of `span`: `mocks` first.
    fn router(
        &self,
        order: &Order,
        case: Option<&TestCase>,
        mocks: Mocks,
        (span, elsewhere): (Span, BTreeSet<String>),
    ) -> Router {
        let permissions = self.settings.permissions();
        let functions = functions::declared(
            (&order.definition, &self.resource),
            &self.options,
            self.reach.clone(),
            permissions.may_run(),
        );
        let starts = Machines::of(order, &self.settings, &self.options, &self.machine);
        let machines = starts.as_ref().map(Machines::declared).unwrap_or_default();
        let (cassette, shelf) = (order.cassette.clone(), self.shelf(case));
        let to_write = self.mocking.to_write.clone();
        let surroundings = MockContext { to_write, elsewhere, span, functions, machines, cassette, shelf };
        let outside = Outside::new(permissions, order.workers.clone());
        let starts = starts.map(|machines| Arc::new(machines) as Arc<dyn Starts>);
        Router::new(mocks.within(surroundings)).reaching(outside).starting(starts)
    }
}

/// The order for the one state that the test case is of, if it is.
fn alone<'o>(order: &'o Order, case: Option<&TestCase>) -> Cow<'o, Order> {
    let state = case.and_then(|case| case.state.as_ref());
    let Some(state) = state.filter(|_| order.from.is_none() && order.until.is_none()) else {
        return Cow::Borrowed(order);
    };
    let (from, until) = (Some(state.to_string()), Some(state.to_string()));
    let alone = order.alone.clone().or_else(|| Some(Alone::default()));
    Cow::Owned(Order { from, until, alone, ..order.clone() })
}

/// The order with what the settings say where it says nothing.
fn settled(order: &Order, settings: &Settings) -> Result<Order, Error> {
    let mut settled = order.clone();
    if let Text::File(name) = &order.definition {
        settled.definition = Text::File(settings.reference(name)?);
        if let Some(machine) = settings.machine(name).filter(|_| order.mocks.is_empty()) {
            settled.mocks = machine.mocks.into_iter().map(Text::File).collect();
        }
    }
    settled.clock = order.clock.or_else(|| settings.clock());
    settled.limits.memory = order.limits.memory.or_else(|| settings.max_memory());
    Ok(settled)
}

/// What the definition is read with, less what mock files say.
fn options(order: &Order, settings: &Settings) -> load::Options {
    let mut options = settings.options(order.substitutions.clone(), &order.parameters);
    options.region = order.names.region.clone().or(options.region);
    options.account = order.names.account.clone().or(options.account);
    options
}

/// The definition, which has no errors; `chosen` if it was read already.
fn definition(order: &Order, chosen: Option<Chosen>, options: &load::Options) -> Result<Definition, Error> {
    let definition = match (chosen, &order.definition) {
        (Some(chosen), _) => definitions::check(chosen.machine, order.workflow, Depth::Errors),
        (None, Text::File(reference)) => definitions::read(reference, options, order.workflow, Depth::Errors),
        (None, Text::Given(source)) => definitions::of_source(source, options, order.workflow, Depth::Errors),
    }?;
    if definition.is_refused() {
        return Err(Error::Found(definition.findings()));
    }
    Ok(definition)
}

/// Values for `${Name}`: those of mock files, then those of the order, which win.
fn substitutions(layer: &Layer, order: &Order) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_json(), str::to_owned);
    let of_mocks = layer.substitutions.iter().map(|(key, value)| (key.to_string(), text(value)));
    of_mocks.chain(order.substitutions.iter().cloned()).collect()
}

fn start(order: &Order, speed: ClockSpeed, layer: &Layer, settings: &Settings) -> Time {
    let repeatable = || {
        let seeded = order.seed.or(settings.seed()).is_some() && speed == ClockSpeed::Virtual;
        seeded.then(|| Time::parse(REPEATABLE_START)).flatten()
    };
    let asked = order.start.or(layer.defaults.start_time).or_else(|| settings.start());
    asked.or_else(repeatable).unwrap_or_else(today)
}

fn setup(
    order: &Order,
    layer: &Layer,
    &Base { machine, workflow, options, speed, start, seed }: &Base<'_>,
) -> Setup {
    // Names are drawn from a sequence of their own, so that giving a name does not change the run.
    let names = Chance::new(!seed);
    let name = order.names.execution.clone().unwrap_or_else(|| names.uuid());
    let (region, account) = (options.region(), options.account());
    let execution_arn = match workflow {
        Workflow::Standard => format!("arn:aws:states:{region}:{account}:execution:{machine}:{name}"),
        Workflow::Express => {
            format!("arn:aws:states:{region}:{account}:express:{machine}:{name}:{}", names.uuid())
        }
    };
    let role = order.names.role.clone();
    let mut context = layer.context.clone();
    for (key, value) in &order.context {
        context.insert(Arc::clone(key), value.clone());
    }
    let mut variables = layer.variables.clone();
    order.variables.iter().for_each(|(key, value)| variables.insert(Arc::clone(key), value.clone()));
    let some = |members: Object| (!members.is_empty()).then(|| Value::from(members));
    Setup {
        called: Called::Given(execution_arn.into(), name.into()),
        machine_arn: format!("arn:aws:states:{region}:{account}:stateMachine:{machine}").into(),
        machine_name: machine.into(),
        role_arn: role.unwrap_or_else(|| format!("arn:aws:iam::{account}:role/StepFunctionsRole")).into(),
        start,
        seed,
        context: some(context),
        variables: some(variables),
        count_waits: speed != ClockSpeed::Virtual,
        record_context: order.records_context,
        span: Span::default(),
        keep_children: false,
        keep_failed: false,
        alone: None,
    }
}

/// The input: the order's, else that of the test case, else `{}`.
fn input(order: &Order, case: Option<&TestCase>) -> Result<Payload, Error> {
    let of_case = || case.and_then(|case| case.input.clone()).unwrap_or_else(Value::empty_object).into();
    let input = order.input.clone().unwrap_or_else(of_case);
    if input.size() <= PAYLOAD {
        return Ok(input);
    }
    let bytes = count(input.size());
    // StartExecution's words for data beyond a limit of its model.
    let aws = format!(
        "ValidationException 1 validation error detected: Value at 'input' failed to satisfy \
         constraint: Member must have length less than or equal to {PAYLOAD}"
    );
    let message = format!("the input has {bytes} bytes, AWS takes at most {}\n  aws:  {aws}", count(PAYLOAD));
    Err(Error::load(message).help("keep large data in S3 and pass its key"))
}
