//! The flags of `sfn run`.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser as _};

use crate::base::time::Time;
use crate::expr::jsonpath::{Path, Root};
use crate::report::runs::FORMATS;
use crate::services::mock::duration;

use super::super::error::Error;
use super::super::flags::{self, Type};
use super::super::terminal;
use crate::project::clock::{ClockSpeed, clock_speed, start_time};

const EXAMPLES: &str = "\
Examples:
  sfn run order.asl.json                          mocks are found beside it: order.sfn.yaml
  sfn run price.asl.yaml input.json -m mocks.yaml   in JSONPath or JSONata, as JSON or YAML
  sfn run order.asl.json -t 'card declined'       input and mocks of a test case
  sfn run order.asl.json -i '{\"id\": 7}' --mock 'Charge Card={\"ok\": true}'
  sfn run order.asl.json --format history | jq '.events[].type'
  sfn run order.asl.json | jq .status             only the output goes to standard output

A mock file says what each task answers:
  version: 1
  mocks:
    states:
      Charge Card: {return: {ok: true}}
      Get Order: [{throw: Lambda.TooManyRequestsException}, {payload: {id: 7}}]
      Price: {payload: {total: \"{% $args.Payload.qty * 9.5 %}\"}}    computed in JSONata
    s3: {orders-bucket: fixtures/s3}                a folder takes the place of a bucket
    items: {Import Rows: {file: rows.csv}}          what a Map reads instead";

/// Run a workflow once and show every step.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The definition, or a template that holds it; `-` is standard input
    #[arg(value_name = "PATH[#MACHINE]")]
    pub definition: String,
    /// The input: JSON, a file, or `-` for standard input [default: {}]
    #[arg(value_name = "INPUT", conflicts_with = "input")]
    pub positional_input: Option<String>,
    /// The input: JSON, @FILE, or `-` for standard input
    #[arg(short, long, value_name = "JSON|@FILE|-")]
    pub input: Option<String>,
    /// A mock file (repeatable; later ones win). Without any, those beside the definition are used
    #[arg(short, long = "mocks", value_name = "FILE", env = "SFN_MOCKS", hide_env_values = true)]
    pub mocks: Vec<String>,
    /// Take input and mocks from this test case
    #[arg(short = 't', long = "case", value_name = "NAME")]
    pub case: Option<String>,
    /// One quick answer for a state (repeatable)
    #[arg(long = "mock", value_name = "STATE=JSON", value_parser = flags::quick_mock)]
    pub quick: Vec<(String, String)>,
    /// Begin with this state: the input is its input [default: the test case's, else StartAt]
    #[arg(long, value_name = "STATE")]
    pub from: Option<String>,
    /// End with this state: its output is the output [default: the test case's, else the end]
    #[arg(long, value_name = "STATE")]
    pub until: Option<String>,
    /// A value for ${NAME} in the definition (repeatable)
    #[arg(short, long = "sub", value_name = "NAME=VALUE", value_parser = flags::pair)]
    pub sub: Vec<(String, String)>,
    /// A value for a parameter of the template (repeatable)
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = flags::pair)]
    pub param: Vec<(String, String)>,
    /// Run as a workflow of this type [default: what the template says, else standard]
    #[arg(long = "type", value_enum)]
    pub kind: Option<Type>,
    /// How time passes: waits take no time, real time, or time N times as fast [default: virtual]
    #[arg(long, value_name = "virtual|real|xN", env = "SFN_CLOCK", hide_env_values = true, value_parser = clock_speed, help_heading = "Time and chance")]
    pub clock: Option<ClockSpeed>,
    /// When the run starts [default: now, or 2026-01-01T00:00:00Z with --seed]
    #[arg(long, value_name = "TIME", value_parser = start_time, help_heading = "Time and chance")]
    pub start: Option<Time>,
    /// Seed for UUIDs, random numbers and jitter: the same seed gives the same bytes [default: 1]
    #[arg(
        long,
        value_name = "N",
        env = "SFN_SEED",
        hide_env_values = true,
        help_heading = "Time and chance"
    )]
    pub seed: Option<u64>,
    /// Stop after this much real time, with exit code 124
    #[arg(long, value_name = "DURATION", value_parser = wall, help_heading = "Time and chance")]
    pub timeout: Option<Duration>,
    /// Stop after this many events, with exit code 124
    #[arg(long, value_name = "N", help_heading = "Time and chance")]
    pub max_steps: Option<u64>,
    /// Merged into the context object `$$`
    #[arg(long, value_name = "JSON|@FILE", help_heading = "Names in ARNs and the context object")]
    pub context: Option<String>,
    /// The execution's name
    #[arg(long, value_name = "NAME", help_heading = "Names in ARNs and the context object")]
    pub name: Option<String>,
    /// The machine's name [default: from the file]
    #[arg(long, value_name = "NAME", help_heading = "Names in ARNs and the context object")]
    pub machine_name: Option<String>,
    /// The account [default: 123456789012]
    #[arg(long, value_name = "ID", help_heading = "Names in ARNs and the context object")]
    pub account: Option<String>,
    /// The region [default: us-east-1]
    #[arg(long, value_name = "REGION", help_heading = "Names in ARNs and the context object")]
    pub region: Option<String>,
    /// The execution role's ARN [default: made from the account]
    #[arg(long, value_name = "ARN", help_heading = "Names in ARNs and the context object")]
    pub role: Option<String>,
    /// What to print [default: human]
    #[arg(long, value_name = "FORMAT", value_parser = format(), help_heading = "Output")]
    pub format: Option<Format>,
    /// The same as --format json
    #[arg(long, conflicts_with = "format", help_heading = "Output")]
    pub json: bool,
    /// One line per state
    #[arg(short, long, conflicts_with = "verbose", help_heading = "Output")]
    pub quiet: bool,
    /// Show more of each state; twice: everything
    #[arg(short, long, action = clap::ArgAction::Count, help_heading = "Output")]
    pub verbose: u8,
    /// The same as -q, none or -v
    #[arg(long, value_enum, conflicts_with_all = ["quiet", "verbose"], help_heading = "Output")]
    pub view: Option<View>,
    /// Show only these states, with their parents and children
    #[arg(long, value_name = "STATE,...", value_delimiter = ',', help_heading = "Output")]
    pub only: Vec<String>,
    /// Show the whole value at this path wherever a state changes it (repeatable)
    #[arg(long, value_name = "PATH", value_parser = path, help_heading = "Output")]
    pub full: Vec<Path>,
    /// Show the steps of branches and items in the order they happened
    #[arg(long, help_heading = "Output")]
    pub by_time: bool,
    /// Write the run to this file as well, as with --format jsonl
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub save_trace: Option<PathBuf>,
    /// Show no progress while the run takes long
    #[arg(long, help_heading = "Output")]
    pub no_progress: bool,
}

/// Where the run is printed to, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people: the trace on standard error, the output on standard output.
    Human,
    /// For machines: the row of `report::runs::FORMATS`.
    Machine(usize),
}

/// How much the trace shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum View {
    /// One line per state
    Compact,
    /// What each state changed
    Default,
    /// Every field the data went through
    Full,
}

impl Args {
    /// The format, whichever flag says it.
    pub fn format(&self) -> Format {
        if self.json { named("json") } else { self.format.unwrap_or(Format::Human) }
    }

    /// The same with what the environment says where no flag does.
    pub fn settled(&self) -> Result<Self, Error> {
        let mut args = self.clone();
        if args.format.is_none() {
            let known = |name: &str| name == "human" || FORMATS.iter().any(|format| format.name == name);
            args.format = terminal::format(&known)?.map(|name| named(&name));
        }
        Ok(args)
    }

    /// Whether the trace is to show the context object of every state.
    pub fn tells_context(&self) -> bool {
        self.verbose > 1 && self.format() == Format::Human
    }
}

fn format() -> impl clap::builder::TypedValueParser<Value = Format> {
    let human = PossibleValue::new("human").help("a trace on standard error, the output on standard output");
    let machine = FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about));
    PossibleValuesParser::new(std::iter::once(human).chain(machine)).map(|name| named(&name))
}

/// The format of that name; the one for people is in no table.
fn named(name: &str) -> Format {
    FORMATS.iter().position(|format| format.name == name).map_or(Format::Human, Format::Machine)
}

/// A path with or without its `$`: `$.items`, `.items`, `items`.
fn path(text: &str) -> Result<Path, String> {
    let full = match text.chars().next() {
        Some('$') => text.to_owned(),
        Some('.' | '[') => format!("${text}"),
        Some(_) | None => format!("$.{text}"),
    };
    let path = Path::parse(&full).map_err(|error| error.message)?;
    match path.root() {
        Root::Input => Ok(path),
        Root::Context | Root::Variable(_) => Err("write a path into the data, such as .items".to_owned()),
    }
}

fn wall(text: &str) -> Result<Duration, String> {
    duration::parse(text)
        .map(|ms| Duration::from_millis(ms.unsigned_abs()))
        .ok_or_else(|| "write it like 500ms, 30s or 2m".to_owned())
}
