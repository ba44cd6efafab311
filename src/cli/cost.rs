//! `sfn cost`: what executions of a machine cost, and what could be saved.

use std::io::{BufWriter, Write as _};

use crate::engine::payload::Payload;
use crate::project::settings::Settings;
use crate::project::{files, one};
use crate::report::costs;
use crate::report::ink::control::Escaping;
use crate::suite::costs::{Request, costs as measure};

use super::command::{Command, Context};
use super::error::Error;
use super::exit::Exit;
use super::terminal::{self, DisplayArgs, Stream};

/// Say what executions cost, and what could be saved.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  sfn cost order.asl.json                          a line for each test
  sfn cost order.asl.json -i '{\"id\": 7}'           this input, with the mocks of the project
  sfn cost order.asl.json --region eu-west-3 --runs 50000
  sfn explore order.asl.json --write-tests found.sfn.yaml; sfn cost order.asl.json -m found.sfn.yaml

Amounts are US dollars a month, the free 4,000 transitions left out. A run takes as long as its mocks say. A
state that is entered is a transition, and so is a retry; of Maps and Parallels all that is inside of them.

Exit codes:
  0 printed   2 wrong flags   3 a file cannot be read or is wrong, or no run can be measured")]
pub struct Args {
    /// The definition, or a machine's name [default: the only machine of the project]
    #[arg(value_name = "PATH[#MACHINE]")]
    definition: Option<String>,
    /// The only input: JSON, @FILE, or `-` for standard input [default: those of tests]
    #[arg(short, long, value_name = "JSON|@FILE|-")]
    input: Option<String>,
    /// A mock or test file (repeatable) [default: those of the project]
    #[arg(short, long = "mocks", value_name = "FILE")]
    mocks: Vec<String>,
    /// How many executions a month has
    #[arg(long, value_name = "N", default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1..))]
    runs: u64,
    /// The region whose prices count [default: that of the machine]
    #[arg(long, value_name = "REGION")]
    region: Option<String>,
    /// The memory of an Express execution in MB [default: estimated as AWS's price page does]
    #[arg(long, value_name = "MB", value_parser = clap::value_parser!(u32).range(1..))]
    express_memory: Option<u32>,
    /// Count the start and the end of an execution as transitions, too
    #[arg(long)]
    count_start_end: bool,
    /// How to print it [default: human]
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Format>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A line a run
    Human,
    /// One document
    Json,
}

impl Command for Args {
    const NAME: &'static str = "cost";
    const ABOUT: &'static str = "Say what executions cost, and what could be saved";

    fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
        run(self, &context.project(None)?, context.look)
    }
}

fn run(args: &Args, settings: &Settings, look: &DisplayArgs) -> Result<Exit, Error> {
    let is_json = terminal::wants_json(args.format.map(|format| format == Format::Json))?;
    let reference = one::reference(args.definition.as_deref(), settings, &settings.options(Vec::new(), &[]))?;
    let input = args.input.as_deref().map(|given| files::json("--input", given)).transpose()?;
    let input = input.map(|(value, text)| Payload::verbatim(value, text));
    let request = Request {
        input: input.as_ref(),
        mocks: &args.mocks,
        region: args.region.as_deref(),
        runs: args.runs,
        memory: args.express_memory,
        counts_ends: args.count_start_end,
    };
    let found = measure(&reference, request, settings)?;
    let out = &mut BufWriter::new(Escaping::new(std::io::stdout().lock()));
    if is_json {
        costs::json(out, &found)?;
    } else {
        costs::human(out, &found, look.style(Stream::Out))?;
    }
    out.flush()?;
    Ok(Exit::Ok)
}
