//! Everything a run needs before it starts: mock files, test case, definition, input, names, clock.

use std::sync::Arc;

use crate::asl::machine::{StateMachine, Workflow};
use crate::base::chance::Chance;
use crate::base::diag::{Diagnostic, Severity};
use crate::base::document::Document;
use crate::base::source::Source;
use crate::base::time::Time;
use crate::base::value::{Object, Value};
use crate::engine::payload::Payload;
use crate::engine::quota::PAYLOAD;
use crate::engine::{Execution, Part, Setup};
use crate::load;
use crate::report::ink::amount::count;
use crate::services::clock::{Clock, Passing, Virtual, today};
use crate::services::mock::{Mocks, QUICK, TestCase};

use super::super::error::Error;
use super::super::exit::Exit;
use super::super::flags;
use super::args::Args;
use super::part::{self, part};
use crate::project::definitions;
use crate::project::files;
use crate::project::pace::Pace;
use crate::project::settings::Settings;

/// When a run starts that is to be repeated: with `--seed` and without `--start`.
const REPEATABLE_START: &str = "2026-01-01T00:00:00Z";

/// A run that is ready to start.
pub struct Prepared {
    /// The compiled machine.
    pub machine: Arc<StateMachine>,
    /// The definition it came from.
    pub document: Document,
    /// What lies around the execution.
    pub world: World,
    /// The mock files in use.
    pub mock_files: Vec<String>,
    /// Names, start, seed.
    pub setup: Setup,
    /// The region it runs in.
    pub region: String,
    /// The input.
    pub input: Payload,
    /// What is worth saying first; no errors.
    pub warnings: Vec<(Document, Diagnostic)>,
}

/// What an execution needs from outside.
pub struct World {
    /// Who answers.
    pub mocks: Mocks,
    /// How time passes.
    pub clock: Box<dyn Clock>,
}

impl Prepared {
    /// Starts the execution.
    pub fn start(&self) -> Execution {
        Execution::start(Arc::clone(&self.machine), self.input.clone(), self.setup.clone())
    }
}

/// What a run is set up from beside its flags.
struct Base<'n> {
    machine: &'n str,
    workflow: Workflow,
    options: &'n load::Options,
    start: Time,
    seed: u64,
}

/// Reads and checks what `args` name.
pub fn prepare(args: &Args, settings: &Settings) -> Result<Prepared, Error> {
    read_standard_input_once(args)?;
    let (mut mocks, mock_files) = mocks(args)?;
    let machine_name = args.machine_name.as_deref();
    let case =
        args.case.as_ref().map(|name| select(&mut mocks, name, machine_name, &mock_files)).transpose()?;
    let mut options = settings.options(substitutions(&mocks, args), &args.param);
    options.region = args.region.clone().unwrap_or(options.region);
    options.account = args.account.clone().unwrap_or(options.account);
    let definition = definitions::read(&args.definition, &options, args.kind.map(flags::Type::into))?;
    if definition.is_refused() {
        return Err(Error::Found { exit: Exit::Load, diagnostics: definition.findings() });
    }
    let mut warnings = definition.remarks();
    warnings.retain(|(_, found)| found.severity == Severity::Warning);
    let (document, workflow) = (definition.loaded.document, definition.workflow);
    let Some(machine) = definition.checked.machine.map(Arc::new) else {
        unreachable!("a definition without errors compiles");
    };
    for (name, _) in args.quick.iter().filter(|(name, _)| !name.contains('*')) {
        part::state("--mock", name, &machine)?;
    }
    warnings.extend(mocks.warnings().iter().cloned());
    warnings.extend(mocks.check_against(&machine));
    let start = start(args, &mocks, settings);
    let name = machine_name.map_or_else(|| definition.loaded.name.clone(), str::to_owned);
    let seed = args.seed.or_else(|| mocks.seed().map(i64::cast_unsigned)).or_else(|| settings.seed());
    let base = Base { machine: &name, workflow, options: &options, start, seed: seed.unwrap_or(1) };
    let part = part(args, case.as_ref(), &machine)?;
    let setup = Setup { part, ..setup(args, &mocks, &base)? };
    mocks.seed_with(setup.seed);
    let clock: Box<dyn Clock> = match args.pace() {
        Pace::Virtual => Box::new(Virtual::new(start)),
        Pace::Passing(factor) => Box::new(Passing::new(start, factor)),
    };
    let input = input(args, case.as_ref())?;
    let (world, region) = (World { mocks, clock }, options.region);
    Ok(Prepared { machine, document, world, mock_files, setup, region, input, warnings })
}

/// Refuses flags of which the second would find nothing left.
fn read_standard_input_once(args: &Args) -> Result<(), Error> {
    let definition = args.definition.split('#').next().filter(|path| *path == "-");
    let values = [args.input.as_deref(), args.positional_input.as_deref(), args.context.as_deref()];
    let values = values.into_iter().flatten().filter(|value| matches!(*value, "-" | "@-"));
    let mocks = args.mocks.iter().filter(|name| *name == "-");
    if definition.into_iter().count() + values.count() + mocks.count() < 2 {
        return Ok(());
    }
    Err(Error::usage(
        "standard input cannot be read twice",
        "one of definition, input, mocks and context may be `-`: give the others as files",
    ))
}

/// Reads the mock files, those beside the definition if none is named.
fn mocks(args: &Args) -> Result<(Mocks, Vec<String>), Error> {
    let names = if args.mocks.is_empty() { files::beside(&args.definition) } else { args.mocks.clone() };
    let mut sources = names.iter().map(|name| files::read(name)).collect::<Result<Vec<_>, _>>()?;
    for (state, answer) in &args.quick {
        sources.push(quick(state, answer)?);
    }
    Mocks::read(&sources, &mut |path, from| files::read_from(path, from))
        .map(|mocks| (mocks, names))
        .map_err(|findings| Error::Found { exit: Exit::Load, diagnostics: findings })
}

/// `--mock STATE=JSON` as a mock file of its own.
fn quick(state: &str, answer: &str) -> Result<Source, Error> {
    let value = Value::parse(answer)
        .map_err(|error| Error::load(format!("--mock {state}: the answer is not JSON: {error}"), None))?;
    let object = |key: &str, value: Value| Value::from(Object::from_iter([(key, value)]));
    let states = object("states", object(state, object("return", value)));
    let file = Object::from_iter([("version", Value::from(1_i64)), ("mocks", states)]);
    Ok(Source::new(QUICK, Value::from(file).to_json()))
}

fn select(mocks: &mut Mocks, name: &str, machine: Option<&str>, files: &[String]) -> Result<TestCase, Error> {
    mocks.select_case(name, machine).map_err(|error| {
        let place = if files.is_empty() { "no mock file was given".to_owned() } else { files.join(", ") };
        if !error.machines.is_empty() {
            let machines = error.machines.join(", ");
            return Error::usage(
                format!("the test case `{name}` stands under several machines: {machines}"),
                "say which one with --machine-name",
            );
        }
        let help = match (&error.near, error.known.is_empty()) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, true) => format!("there are no test cases ({place})"),
            (None, false) => format!("there are: {}", error.known.join(", ")),
        };
        Error::usage(format!("there is no test case `{name}`"), help)
    })
}

/// Values for `${Name}`: those of mock files, then `--sub`, which win.
fn substitutions(mocks: &Mocks, args: &Args) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_json(), str::to_owned);
    let of_mocks = mocks.substitutions().iter().map(|(key, value)| (key.to_string(), text(value)));
    of_mocks.chain(args.sub.iter().cloned()).collect()
}

fn start(args: &Args, mocks: &Mocks, settings: &Settings) -> Time {
    let repeatable = || {
        let seeded = args.seed.or(settings.seed()).is_some() && args.pace() == Pace::Virtual;
        seeded.then(|| Time::parse(REPEATABLE_START)).flatten()
    };
    let asked = args.start.or_else(|| mocks.start_time()).or_else(|| settings.start());
    asked.or_else(repeatable).unwrap_or_else(today)
}

fn setup(
    args: &Args,
    mocks: &Mocks,
    &Base { machine, workflow, options, start, seed }: &Base<'_>,
) -> Result<Setup, Error> {
    // Names are drawn from a sequence of their own, so that giving a name does not change the run.
    let names = Chance::new(!seed);
    let name = args.name.clone().unwrap_or_else(|| names.uuid());
    let (region, account) = (&options.region, &options.account);
    let execution_arn = match workflow {
        Workflow::Standard => format!("arn:aws:states:{region}:{account}:execution:{machine}:{name}"),
        Workflow::Express => {
            format!("arn:aws:states:{region}:{account}:express:{machine}:{name}:{}", names.uuid())
        }
    };
    let mut context = mocks.context().clone();
    if let Some(text) = &args.context {
        let (value, _) = files::json("--context", text)?;
        let Value::Object(members) = value else {
            return Err(Error::usage(
                "--context must be a JSON object",
                "for instance '{\"Execution\": {\"Name\": \"x\"}}'",
            ));
        };
        for (key, value) in &members {
            context.insert(Arc::clone(key), value.clone());
        }
    }
    let some = |members: Object| (!members.is_empty()).then(|| Value::from(members));
    Ok(Setup {
        execution_arn: execution_arn.into(),
        execution_name: name.into(),
        machine_arn: format!("arn:aws:states:{region}:{account}:stateMachine:{machine}").into(),
        machine_name: machine.into(),
        role_arn: args
            .role
            .clone()
            .unwrap_or_else(|| format!("arn:aws:iam::{account}:role/StepFunctionsRole"))
            .into(),
        start,
        seed,
        context: some(context),
        variables: some(mocks.variables().clone()),
        waits_count: args.pace() != Pace::Virtual,
        tells_context: args.tells_context(),
        part: Part::default(),
    })
}

/// The input: from the command line, else from the test case, else `{}`.
fn input(args: &Args, case: Option<&TestCase>) -> Result<Payload, Error> {
    let input = given(args, case)?;
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
    Err(Error::load(message, Some("keep large data in S3 and pass its key".to_owned())))
}

fn given(args: &Args, case: Option<&TestCase>) -> Result<Payload, Error> {
    let (value, text) = match (&args.input, &args.positional_input) {
        (Some(input), _) => files::json("--input", input)?,
        (None, Some(input)) => positional(input)?,
        (None, None) => {
            return Ok(case.and_then(|case| case.input.clone()).unwrap_or_else(Value::empty_object).into());
        }
    };
    Ok(Payload::verbatim(value, text))
}

/// INPUT without a flag: JSON if it looks like JSON and is no file.
fn positional(input: &str) -> Result<(Value, String), Error> {
    let is_json = Value::parse(input).is_ok() && !std::path::Path::new(input).exists();
    let at_file = || format!("@{input}");
    let read = if input == "-" || is_json || input.is_empty() {
        files::json("INPUT", input)
    } else {
        files::json("INPUT", &at_file())
    };
    Ok(read?)
}
