//! From the flags of `sfn run` to the order that they give.

use crate::base::value::{Object, Value};
use crate::engine::payload::Payload;
use crate::project::settings::Settings;
use crate::project::{files, one};
use crate::session::order::{Names, Text};
use crate::session::{Limits, Order};

use super::args::Args;
use crate::cli::error::Error;
use crate::cli::flags::Type;

/// The order that `args` give. Reads the input and the context object, which may be in files, and looks for the
/// machine if that is left open.
pub fn order(args: &Args, settings: &Settings) -> Result<Order, Error> {
    read_standard_input_once(args)?;
    let options = settings.options(args.sub.clone(), &args.param);
    let definition = one::reference(args.definition.as_deref(), settings, &options)?;
    let limits = Limits::default();
    Ok(Order {
        workflow: args.kind.map(Type::into),
        substitutions: args.sub.clone(),
        parameters: args.param.clone(),
        mocks: args.mocks.iter().filter(|file| !file.is_empty()).cloned().map(Text::File).collect(),
        quick: args.quick.clone(),
        case: args.case.clone(),
        input: input(args)?,
        from: args.from.clone(),
        until: args.until.clone(),
        clock: args.clock,
        start: args.start,
        seed: args.seed,
        context: args.context.as_deref().map_or_else(|| Ok(Object::new()), context)?,
        names: Names {
            execution: args.name.clone(),
            machine: args.machine_name.clone(),
            account: args.account.clone(),
            region: args.region.clone(),
            role: args.role.clone(),
        },
        records_context: args.display.shows_context() || args.save_trace.is_some(),
        limits: Limits {
            events: args.max_steps.unwrap_or(limits.events),
            memory: args.max_memory,
            wall: args.timeout,
        },
        cassette: args.cassette.clone(),
        ..Order::new(Text::File(definition))
    })
}

/// Refuses flags of which the second would find nothing left.
fn read_standard_input_once(args: &Args) -> Result<(), Error> {
    let definition = args.definition.as_deref().and_then(|text| text.split('#').next());
    let definition = definition.filter(|path| *path == "-");
    let values = [args.input.as_deref(), args.positional_input.as_deref(), args.context.as_deref()];
    let values = values.into_iter().flatten().filter(|value| matches!(*value, "-" | "@-"));
    let mocks = args.mocks.iter().filter(|name| *name == "-");
    if definition.into_iter().count() + values.count() + mocks.count() < 2 {
        return Ok(());
    }
    Err(Error::usage("standard input cannot be read twice")
        .help("one of definition, input, mocks and context may be `-`: give the others as files"))
}

fn context(text: &str) -> Result<Object, Error> {
    match files::json("--context", text)?.0 {
        Value::Object(members) => Ok(members),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err(Error::usage("--context must be a JSON object")
                .help("for instance '{\"Execution\": {\"Name\": \"x\"}}'"))
        }
    }
}

/// The input, if a flag gives one.
fn input(args: &Args) -> Result<Option<Payload>, Error> {
    let (value, text) = match (&args.input, &args.positional_input) {
        (Some(input), _) => files::json("--input", input)?,
        (None, Some(input)) => positional(input)?,
        (None, None) => return Ok(None),
    };
    Ok(Some(Payload::verbatim(value, text)))
}

/// INPUT without a flag: JSON if it looks like JSON and there is no such file.
fn positional(input: &str) -> Result<(Value, String), Error> {
    let is_json = Value::parse(input).is_ok() && !std::path::Path::new(input).exists();
    let read = if input == "-" || is_json || input.is_empty() {
        files::json("INPUT", input)
    } else {
        files::json("INPUT", &format!("@{input}"))
    };
    Ok(read?)
}
