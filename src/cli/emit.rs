//! `sfn emit`: which machines an event would start, with what input, and why the others would not.

use std::io::{BufWriter, Write as _};

use crate::base::document::Document;
use crate::events::emission::{Emitted, Envelope, react};
use crate::events::trigger::Rule;
use crate::project::clock::start_time;
use crate::project::events::{events, triggers};
use crate::project::files;
use crate::project::settings::Settings;
use crate::project::targets::Targets;
use crate::report::emission::{self, EmittedEvent};
use crate::report::findings::human;
use crate::report::ink::control::Escaping;
use crate::session::REPEATABLE_START;

use super::command::{Command, Context};
use super::error::Error;
use super::exit::Exit;
use super::flags;
use super::terminal::{self, DisplayArgs, Stderr, Stream};

/// Say which machines an event would start.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  sfn emit order-placed.json template.yaml
  aws events put-events --generate-cli-skeleton | sfn emit - template.yaml
  sfn emit events.json --format json | jq '.events[].starts'

An event is one as rules see it (source, detail-type, detail) or an entry of PutEvents (Source,
DetailType, Detail). A file has one, a list, `Entries`, or one a line. What AWS adds is added.

Exit codes:
  0 each event starts a machine   1 one starts none   2 wrong flags   3 a file cannot be read, or
  AWS would refuse a trigger of it   4 there are no triggers")]
pub struct Args {
    /// The file with the event, `-` for standard input
    #[arg(value_name = "EVENT")]
    event: String,
    /// The templates [default: the project]
    #[arg(value_name = "TEMPLATE")]
    templates: Vec<String>,
    /// The bus that the event is put on [default: any]
    #[arg(long, value_name = "NAME")]
    bus: Option<String>,
    /// A value for a parameter of the template
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = flags::pair)]
    param: Vec<(String, String)>,
    /// How to print what starts [default: human]
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Format>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A block an event
    Human,
    /// One document
    Json,
}

impl Command for Args {
    const NAME: &'static str = "emit";
    const ABOUT: &'static str = "Say which machines an event would start";

    fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
        run(self, &context.project(None)?, context.look)
    }
}

fn run(args: &Args, settings: &Settings, look: &DisplayArgs) -> Result<Exit, Error> {
    let is_json = terminal::wants_json(args.format.map(|format| format == Format::Json))?;
    let options = settings.options(Vec::new(), &args.param);
    let time = start_time(REPEATABLE_START).map_err(Error::load)?;
    let source = if args.event == "-" { files::standard_input("<stdin>") } else { files::read(&args.event) }?;
    let (mut rules, mut refused) = (Vec::new(), Vec::new());
    for target in &Targets::of(&args.templates, settings)?.all {
        let (found, findings) = triggers(target, &options, time)?;
        rules.extend(found);
        refused.extend(findings);
    }
    if rules.is_empty() && refused.is_empty() {
        let help =
            Some("sfn reads rules and schedules of CloudFormation, SAM, Serverless and Terraform".to_owned());
        let message = "there are no triggers".to_owned();
        return Err(Error::Plain { exit: Exit::Nothing, message, help });
    }
    let envelope = Envelope { account: options.account(), region: options.region(), time };
    let put = events(&source)?;
    let emitted = put.iter().map(|value| {
        let mut emitted = Emitted::read(value, &envelope)
            .map_err(|message| Error::load(format!("{}: {message}", source.shown)))?;
        emitted.bus = args.bus.clone().or(emitted.bus);
        let reactions = rules.iter().map(|rule: &Rule| (rule, react(rule, &emitted, &envelope))).collect();
        Ok(EmittedEvent { event: emitted.event, reactions })
    });
    let emitted = emitted.collect::<Result<Vec<_>, Error>>()?;
    let out = &mut BufWriter::new(Escaping::new(std::io::stdout().lock()));
    if is_json {
        emission::json(out, &emitted)?;
    } else {
        emission::human(out, &emitted, look.style(Stream::Out))?;
    }
    out.flush()?;
    if !refused.is_empty() {
        human::render(&mut Stderr::default(), &refused as &[(Document, _)], &look.style(Stream::Err))?;
        return Ok(Exit::Load);
    }
    Ok(if emitted.iter().all(EmittedEvent::starts) { Exit::Ok } else { Exit::Negative })
}
