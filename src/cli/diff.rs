//! `sfn diff`: what differs between two definitions, by state.

use std::io::{BufWriter, Write as _};

use crate::project::settings::Settings;
use crate::project::versions::{Request, pairs};
use crate::report::definitions::{self, MachineDiff};
use crate::report::ink::control::Escaping;

use super::command::{Command, Context};
use super::error::Error;
use super::exit::Exit;
use super::flags;
use super::terminal::{self, DisplayArgs, Stream};

/// Compare two definitions by state.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  sfn diff old.asl.json new.asl.json
  sfn diff HEAD:flows/order.asl.json flows/order.asl.json
  sfn diff HEAD -- flows/order.asl.json     the same
  sfn diff main                             all definitions of the project
  sfn diff v1.0 v1.1 -- template.yaml#Order

REV:PATH is a file of a revision of git, from the root of the repository. Only where a revision is
named, git is started, to read objects; no hook, filter or network is used. The order of keys,
layout and comments are no difference.

Exit codes:
  0 the same   1 different   2 wrong flags   3 a definition cannot be read")]
pub struct Args {
    /// The old definition, or a revision of git
    #[arg(value_name = "OLD", required_unless_present = "of")]
    old: Option<String>,
    /// The new definition, or a revision [default, for a revision: what is in the working folder]
    #[arg(value_name = "NEW")]
    new: Option<String>,
    /// The definitions to compare in the revisions [default: the project]
    #[arg(value_name = "PATH[#MACHINE]", last = true)]
    of: Vec<String>,
    /// A value for ${NAME}
    #[arg(short, long = "sub", value_name = "NAME=VALUE", value_parser = flags::pair)]
    sub: Vec<(String, String)>,
    /// A value for a parameter of the template
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = flags::pair)]
    param: Vec<(String, String)>,
    /// How to print the differences [default: human]
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Format>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A block a state
    Human,
    /// One document
    Json,
}

impl Command for Args {
    const NAME: &'static str = "diff";
    const ABOUT: &'static str = "Compare two definitions by state";

    fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
        run(self, &(context.settings)()?, context.look)
    }
}

fn run(args: &Args, settings: &Settings, look: &DisplayArgs) -> Result<Exit, Error> {
    let is_json = terminal::wants_json(args.format.map(|format| format == Format::Json))?;
    let options = settings.options(args.sub.clone(), &args.param);
    // Alone behind `--` they are the two to compare, whatever sign their names begin with.
    let request = match (&args.old, args.of.as_slice()) {
        (Some(old), of) => Request { old, new: args.new.as_deref(), of },
        (None, [old]) => Request { old, new: None, of: &[] },
        (None, [old, new]) => Request { old, new: Some(new), of: &[] },
        (None, _) => return Err(Error::usage("more than two definitions cannot be compared")),
    };
    let pairs = pairs(&request, settings, &options)?;
    if pairs.is_empty() {
        let help = "name definitions behind `--`".to_owned();
        let message = "there is no definition to compare".to_owned();
        return Err(Error::Plain { exit: Exit::Nothing, message, help: Some(help) });
    }
    let machines: Vec<MachineDiff> =
        pairs.iter().map(|(old, new)| definitions::compare(old.as_ref(), new.as_ref())).collect();
    let out = &mut BufWriter::new(Escaping::new(std::io::stdout().lock()));
    if is_json {
        definitions::json(out, &machines)?;
    } else {
        definitions::human(out, &machines, look.style(Stream::Out))?;
    }
    out.flush()?;
    let is_same = machines.iter().all(MachineDiff::is_same);
    Ok(if is_same { Exit::Ok } else { Exit::Negative })
}
