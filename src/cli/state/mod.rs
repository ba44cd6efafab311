//! `sfn state`: runs one state alone, with the options of AWS's TestState.

mod flags;
mod shown;

use std::io::{self, Write as _};

use crate::api::teststate::{self, Asker, Level, NoResponse};
use crate::base::value::Value;
use crate::engine::payload::Payload;
use crate::project::settings::Settings;
use crate::project::{files, one};
use crate::report::ink::control::escape_json;
use crate::session::{self, AloneRun, AloneStatus, Stage};

use crate::cli::command::{Command, Context};
use crate::cli::error::Error;
use crate::cli::exit::Exit;
use crate::cli::terminal::DisplayArgs;

/// Run one state alone, as AWS's TestState does.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "Examples:
  sfn state order.asl.json 'Charge Card' -i '{\"id\": 7}'          with the mocks beside the definition
  sfn state order.asl.json 'Charge Card' --mock '{\"ok\": true}' --inspect debug
  sfn state order.asl.json 'Charge Card' --error Declined:'no funds' --retry-count 2
  sfn state order.asl.json 'Each Item' -i @order.json --mock '[1, 2]' --iteration-failures 1
  sfn state --request call.json                                  what a client of TestState would send

It ends with 0 if the state succeeded or a catcher took its error, with 1 if it failed or would be tried
again, and with 2 if the request was refused.")]
pub struct Args {
    /// The definition; without it, the only machine of the project
    #[arg(value_name = "DEF")]
    first: Option<String>,
    /// The name of the state
    #[arg(value_name = "NAME")]
    second: Option<String>,
    /// The JSON of a TestState request, instead of all else that says what to run
    #[arg(long, value_name = "FILE|-", conflicts_with_all = ["first", "input", "StateTest"])]
    request: Option<String>,
    /// The input: JSON, @FILE, or `-` for standard input [default: {}]
    #[arg(short, long, value_name = "JSON|@FILE|-")]
    input: Option<String>,
    #[command(flatten)]
    test: flags::StateTest,
    /// How much to show: what changed, every field, everything
    #[arg(long, value_enum, value_name = "LEVEL", default_value = "info", help_heading = "Output")]
    inspect: flags::Inspect,
    /// What to print: a trace and the output, or TestState's response
    #[arg(long, value_name = "human|json", default_value = "human", value_parser = ["human", "json"], help_heading = "Output")]
    format: String,
    #[command(flatten)]
    setup: flags::RunSetup,
}

impl Command for Args {
    const NAME: &'static str = "state";
    const ABOUT: &'static str = "Run one state alone, like TestState";

    fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
        let settings = &context.project(None)?;
        let done = match &self.request {
            Some(file) => by_request(self, file, settings)?,
            None => by_flags(self, settings, context.look)?,
        };
        let is_json = self.request.is_some() || self.format == "json";
        let (document, run) = match done {
            Ok(done) => done,
            Err(NoResponse::Refused(error)) if is_json => {
                print(&error.document())?;
                return Ok(Exit::Usage);
            }
            Err(none) => return Err(shown::no_response(none, context.look)),
        };
        document.iter().try_for_each(print)?;
        Ok(match run.status {
            AloneStatus::Succeeded | AloneStatus::CaughtError => Exit::Ok,
            AloneStatus::Failed | AloneStatus::Retriable => Exit::Negative,
        })
    }
}

/// What there is to print, and what came of the state.
type Done = Result<(Option<Value>, AloneRun), NoResponse>;

/// Does what the request of a client says.
fn by_request(args: &Args, file: &str, settings: &Settings) -> Result<Done, Error> {
    let file = if file == "-" { file.to_owned() } else { format!("@{file}") };
    let (request, _) = files::json("--request", &file)?;
    let done = teststate::test_state(&request, &args.setup.order(String::new()), settings);
    Ok(done.map(|(document, run)| (Some(document), run)))
}

/// Runs the state that the flags name.
fn by_flags(args: &Args, settings: &Settings, look: &DisplayArgs) -> Result<Done, Error> {
    let (definition, name) = match (&args.first, &args.second) {
        (Some(definition), Some(name)) => (Some(definition.as_str()), name),
        (Some(name), None) => (None, name),
        (None, _) => {
            return Err(Error::usage("no state is named").help("sfn state order.asl.json 'Charge Card'"));
        }
    };
    let options = settings.options(args.setup.sub.clone(), &args.setup.param);
    let mut order = args.setup.order(one::reference(definition, settings, &options)?);
    let json =
        |flag: &str, text: &Option<String>| text.as_deref().map(|text| files::json(flag, text)).transpose();
    order.input = json("--input", &args.input)?.map(|(value, text)| Payload::verbatim(value, text));
    let stage = Stage::read(&order, settings)?;
    let id = session::state("NAME", name, stage.machine())?;
    let request = args.test.request()?;
    let mut prepared = match teststate::prepare(&request, id, &stage, order, Asker::Command) {
        Ok(prepared) => prepared,
        Err(none) => return Ok(Err(none)),
    };
    // What does not fit is found out before anything is shown; no service is asked.
    if let Some(none) = request.mock.as_ref().and_then(|_| teststate::run(&mut prepared).err()) {
        return Ok(Err(none));
    }
    if args.format == "human" {
        let execution = shown::alone(&mut prepared, look, args.inspect as u8)?;
        return Ok(teststate::came_of(&execution).map(|run| (None, run)).map_err(NoResponse::from));
    }
    let state = stage.machine().state(id);
    let response = |run| (Some(teststate::response(&run, state, Level::Trace, request.mock.is_some())), run);
    Ok(teststate::run(&mut prepared).map(response))
}

fn print(document: &Value) -> Result<(), Error> {
    Ok(writeln!(io::stdout().lock(), "{}", escape_json(&document.to_json()))?)
}
