//! `sfn validate`: finds what AWS would refuse, and what is probably not meant.

mod summary;

use std::io::Write as _;
use std::time::Instant;

use clap::builder::PossibleValuesParser;

use crate::base::diag::{Diagnostic, Severity};
use crate::base::document::Document;
use crate::load;
use crate::report::findings::{FORMATS, Findings, Machine};
use crate::report::text;
use crate::validate::fix;
use crate::validate::levels::Levels;

use super::definition::{self, Type};
use super::error::Error;
use super::exit::Exit;
use super::terminal::{Look, Stream};

/// Find what AWS would refuse in definitions.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  sfn validate order.asl.json
  sfn validate flows/*.asl.yaml --deny warnings --format github
  sfn validate order.asl.json --fix
  sfn explain SFN203")]
pub struct Args {
    /// Definitions, or templates that hold them; `-` is standard input
    #[arg(value_name = "PATH[#MACHINE]", required = true)]
    definitions: Vec<String>,
    /// A value for ${NAME}
    #[arg(short, long = "sub", value_name = "NAME=VALUE", value_parser = definition::pair)]
    sub: Vec<(String, String)>,
    /// A value for a parameter of the template
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = definition::pair)]
    param: Vec<(String, String)>,
    /// Check as a workflow of this type [default: what the template says, else standard]
    #[arg(long = "type", value_enum)]
    kind: Option<Type>,
    /// Do not report warnings and notes with this code, or whose code begins so
    #[arg(short = 'A', long, value_name = "CODE", value_delimiter = ',')]
    allow: Vec<String>,
    /// Report warnings and notes with this code as errors; `warnings` stands for all warnings
    #[arg(short = 'D', long, value_name = "CODE", value_delimiter = ',')]
    deny: Vec<String>,
    /// Mend in the files what can certainly be mended
    #[arg(long)]
    fix: bool,
    /// Print how often each code was found instead of the findings
    #[arg(long)]
    statistics: bool,
    /// Exit with 0 whatever is found
    #[arg(long)]
    exit_zero: bool,
    /// How to print what was found
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = formats())]
    format: String,
}

fn formats() -> PossibleValuesParser {
    let human = clap::builder::PossibleValue::new("human").help("with the lines in question");
    let others =
        FORMATS.iter().map(|format| clap::builder::PossibleValue::new(format.name).help(format.about));
    PossibleValuesParser::new(std::iter::once(human).chain(others))
}

/// What checking the definitions of one file gave.
#[derive(Default)]
struct Outcome {
    found: Vec<(Document, Diagnostic)>,
    machines: Vec<Machine>,
    /// Names of `${Name}` without a value.
    placeholders: Vec<String>,
    fixed: usize,
}

#[expect(clippy::disallowed_methods, reason = "how long it took is told to the person who waited")]
pub fn run(args: &Args, look: &Look) -> Result<Exit, Error> {
    let started = Instant::now();
    let mut found = Vec::new();
    let mut machines = Vec::new();
    let mut totals = summary::Totals::default();
    for path in &args.definitions {
        let outcome = check(path, args)?;
        found.extend(outcome.found);
        machines.extend(outcome.machines);
        totals.placeholders.extend(outcome.placeholders);
        totals.fixed += outcome.fixed;
    }
    let findings = Findings { found: &found, machines: &machines };
    let out = &mut std::io::stdout().lock();
    let style = look.style(Stream::Out);
    match FORMATS.iter().find(|format| format.name == args.format) {
        _ if args.statistics => summary::statistics(out, findings)?,
        Some(format) => (format.write)(out, findings)?,
        None => {
            text::render(out, &found, &style)?;
            // Reports that are kept should not differ from run to run.
            totals.took = Stream::Out.is_terminal().then(|| started.elapsed());
            summary::write(out, findings, &totals, &style)?;
        }
    }
    out.flush()?;
    let failed = findings.count(Severity::Error) > 0 && !args.exit_zero;
    Ok(if failed { Exit::Negative } else { Exit::Ok })
}

fn check(path: &str, args: &Args) -> Result<Outcome, Error> {
    let mut outcome = look_at(path, args)?;
    if args.fix && path != "-" {
        outcome.fixed = mend(path, &outcome.found)?;
        if outcome.fixed > 0 {
            outcome = Outcome { fixed: outcome.fixed, ..look_at(path, args)? };
        }
    }
    let levels = Levels { allow: args.allow.clone(), deny: args.deny.clone() };
    outcome.found.retain_mut(|(_, found)| levels.keep(found));
    Ok(outcome)
}

fn look_at(path: &str, args: &Args) -> Result<Outcome, Error> {
    let options = load::Options {
        substitutions: args.sub.clone(),
        parameters: args.param.clone(),
        ..load::Options::default()
    };
    let mut outcome = Outcome::default();
    let read = definition::read_all(path, &options, args.kind).unwrap_or_else(|error| vec![Err(error)]);
    for read in read {
        match read {
            Ok(definition) => {
                let states = definition.checked.machine.as_ref().map_or(0, |machine| machine.states.len());
                let name = definition.loaded.name.clone();
                outcome.machines.push(Machine { name, file: path.to_owned(), states });
                outcome.placeholders.extend(summary::placeholders(&definition.loaded.document));
                outcome.found.extend(definition.findings());
            }
            Err(Error::Found { diagnostics, .. }) => outcome.found.extend(diagnostics),
            Err(other) => return Err(other),
        }
    }
    Ok(outcome)
}

/// Writes the mended text of `path`, if anything can be mended; how much it was.
fn mend(path: &str, found: &[(Document, Diagnostic)]) -> Result<usize, Error> {
    // A definition taken out of a template is another text than the file it stands in.
    let own = |document: &Document| document.is_own() && *document.source().name == *path;
    let Some((document, _)) = found.iter().find(|(document, _)| own(document)) else {
        return Ok(0);
    };
    let own = found.iter().filter(|(document, _)| own(document));
    let (text, count) = fix::apply(document, own.map(|(_, found)| found));
    if count > 0 {
        let failed = |error| Error::load(format!("cannot mend {path}: {error}"), None);
        // A byte order mark is no part of the text, but of the file.
        let mark = std::fs::read(path).map_err(failed)?.starts_with("\u{feff}".as_bytes());
        let text = if mark { format!("\u{feff}{text}") } else { text };
        std::fs::write(path, text).map_err(failed)?;
    }
    Ok(count)
}
