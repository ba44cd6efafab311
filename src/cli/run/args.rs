//! The flags of `sfn run`.

use std::path::PathBuf;
use std::time::Duration;

use crate::base::time::Time;
use crate::services::mock::{Cassette, duration};

use crate::cli::flags::{self, Type};
use crate::cli::show::Display;
use crate::cli::step::StepFlags;
use crate::cli::watch::WatchFlags;
use crate::project::clock::{ClockSpeed, clock_speed, start_time};

const EXAMPLES: &str = "\
Examples:
  sfn run                                         the only machine of the project
  sfn run order.asl.json                          mocks are found beside it: order.sfn.yaml
  sfn run price.asl.yaml input.json -m mocks.yaml   in JSONPath or JSONata, as JSON or YAML
  sfn run order.asl.json -t 'card declined'       input and mocks of a test case
  sfn run order.asl.json -i '{\"id\": 7}' --mock 'Charge Card={\"ok\": true}'
  sfn run order.asl.json --mock 'Charge Card=throw:Declined' --mock 'Pay=response:402'
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
    /// The definition, a template that holds it, a folder or a machine's name; `-` is standard input [default: the
    /// only machine of the project]
    #[arg(value_name = "PATH[#MACHINE]")]
    pub definition: Option<String>,
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
    /// One quick answer for a state: JSON, throw:ERROR, payload:JSON or response:STATUS (repeatable)
    #[arg(long = "mock", value_name = "STATE=ANSWER", value_parser = flags::quick_mock)]
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
    /// Stop once the run takes more memory, with exit code 6 [default: 512MB]
    #[arg(long, value_name = "SIZE", value_parser = flags::memory, help_heading = "Time and chance")]
    pub max_memory: Option<usize>,
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
    #[command(flatten)]
    pub display: Display,
    /// Save the run in this file: `sfn trace FILE` shows it again. It holds all data, secrets too
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub save_trace: Option<PathBuf>,
    /// Write the run to this file as spans of OpenTelemetry (OTLP, JSON)
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub trace_out: Option<PathBuf>,
    /// Show no progress while the run takes long
    #[arg(long, help_heading = "Output")]
    pub no_progress: bool,
    #[command(flatten)]
    pub step: StepFlags,
    #[command(flatten)]
    pub watch: WatchFlags,
    /// What real answers are recorded on.
    #[arg(skip)]
    pub cassette: Option<Cassette>,
}

pub fn wall(text: &str) -> Result<Duration, String> {
    duration::parse(text)
        .map(|ms| Duration::from_millis(ms.unsigned_abs()))
        .ok_or_else(|| "write it like 500ms, 30s or 2m".to_owned())
}
