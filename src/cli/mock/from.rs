//! `sfn mock from`: the mocks and a test of an execution that really happened.

use std::io::Write as _;
use std::path::PathBuf;

use crate::cli::command::Context;
use crate::cli::error::Error;
use crate::cli::exit::Exit;
use crate::cli::flags;
use crate::cli::saved::DefinitionOf;
use crate::cli::terminal::{Stderr, Stream};
use crate::load::{self, shown_path};
use crate::project::settings::Settings;
use crate::project::{files, one};
use crate::report::ink::control::{escape_control, escape_lines};
use crate::suite::recorded::{Names, Nested, Recorded, make};

use super::history::{by_arn, described, execution, files_in};

/// Make mocks and a test of an execution that really happened.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  aws stepfunctions get-execution-history --include-execution-data --execution-arn ARN > history.json
  sfn mock from history.json --machine order.asl.json -o order.sfn.yaml
  sfn mock from history.json --describe execution.json    with its names, of describe-execution
  sfn mock from parent.json --child items/                 with the executions of its Map Run
  sfn mock from parent.json --nested ship.asl.json=ship.json   with an execution that it started
  sfn mock from run.jsonl                                  a run that `sfn run --save-trace` saved

Answers stand in the order of the calls, with the time that each took. Passwords, tokens and other secrets
are replaced by (secret) wherever they stand.

Exit codes:
  0 the file was made   2 wrong flags   3 a file cannot be read   5 an ARN, which only AWS could answer")]
pub struct Args {
    /// The history, as GetExecutionHistory returns it, or a saved run; `-` is standard input
    #[arg(value_name = "HISTORY|ARN")]
    history: String,
    /// The definition, or a template that holds it [default: the only machine of the project]
    #[arg(long, value_name = "PATH[#MACHINE]")]
    machine: Option<String>,
    /// The answer of DescribeExecution, which has the names of the execution
    #[arg(long, value_name = "FILE")]
    describe: Option<String>,
    /// The history of an execution of its Map Run, or a folder of such (repeatable)
    #[arg(long, value_name = "FILE|DIR")]
    child: Vec<PathBuf>,
    /// The history of an execution that it started, or a folder of such, behind the machine of these (repeatable)
    #[arg(long, value_name = "PATH[#MACHINE]=FILE|DIR", value_parser = flags::pair)]
    nested: Vec<(String, String)>,
    /// What to call the test
    #[arg(short = 't', long = "case", value_name = "NAME")]
    case: Option<String>,
    /// Write the file instead of printing it
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long, requires = "output")]
    force: bool,
    /// A value for ${NAME} in the definition (repeatable)
    #[arg(short, long = "sub", value_name = "NAME=VALUE", value_parser = flags::pair)]
    sub: Vec<(String, String)>,
    /// A value for a parameter of the template (repeatable)
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = flags::pair)]
    param: Vec<(String, String)>,
}

impl Args {
    /// Does what the arguments say.
    pub fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
        if self.history.starts_with("arn:") {
            return Err(by_arn(&self.history));
        }
        let settings = &(context.settings)()?;
        let options = settings.options(self.sub.clone(), &self.param);
        let named = match &self.machine {
            None => one::reference(None, settings, &options).ok(),
            Some(machine) => Some(one::reference(Some(machine), settings, &options)?),
        };
        let definition = DefinitionOf { reference: named.as_deref(), options: &options, flag: "--machine" };
        let (opening, records, remarks) = execution(&self.history, &definition, settings)?;
        let mut children = Vec::new();
        for file in files_in(&self.child)? {
            children.push(execution(&file, &definition, settings)?.1);
        }
        let nested = self.nested(&options, settings)?;
        let machine = match named {
            Some(named) => settings.reference(&named)?,
            None => opening.definition.source().name.to_string(),
        };
        let names = Names {
            machine: files::seen_from(self.output.as_deref(), &machine),
            test: self.case.clone(),
            source: crate::load::shown(&self.history),
        };
        let description = self.describe.as_deref().map(described).transpose()?;
        let recorded = Recorded { opening, records, description, children, nested, remarks };
        let made = make(&recorded, &names)?;
        let err = &mut Stderr::default();
        for note in &made.notes {
            writeln!(err, "note: {}", escape_control(note))?;
        }
        self.give(&made.text)
    }

    /// The executions that `--nested` names.
    fn nested(&self, options: &load::Options, settings: &Settings) -> Result<Vec<Nested>, Error> {
        let mut nested = Vec::new();
        for (machine, histories) in &self.nested {
            let reference = one::reference(Some(machine), settings, options)?;
            let definition = DefinitionOf { reference: Some(&reference), options, flag: "--nested" };
            let machine = files::seen_from(self.output.as_deref(), &settings.reference(&reference)?);
            for file in files_in(&[PathBuf::from(histories)])? {
                let (opening, records, _) = execution(&file, &definition, settings)?;
                nested.push(Nested { opening, records, machine: machine.clone() });
            }
        }
        Ok(nested)
    }

    /// Prints or writes the file.
    fn give(&self, text: &str) -> Result<Exit, Error> {
        let Some(path) = &self.output else {
            let text = if Stream::Out.is_terminal() { escape_lines(text) } else { text.into() };
            std::io::stdout().lock().write_all(text.as_bytes())?;
            return Ok(Exit::Ok);
        };
        if path.exists() && !self.force {
            let message = format!("{} is there already", shown_path(path));
            return Err(Error::load(message).help("name another file, or replace it with --force"));
        }
        files::replace(path, text.as_bytes())?;
        writeln!(std::io::stdout().lock(), "wrote {}", escape_control(&shown_path(path)))?;
        Ok(Exit::Ok)
    }
}
