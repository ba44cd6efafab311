//! `sfn list`: every machine of the project, a line each. A broken file is a line that says why, no failure.

use std::io::Write as _;
use std::path::Path;

use crate::base::document::Document;
use crate::base::threads;
use crate::base::value::{Object, Value};
use crate::load::{Definition, Machine, MachineType, Rejected, shown, shown_reference};
use crate::project::discovery::{self, Parts};
use crate::project::settings::Settings;
use crate::project::targets::{Target, Targets, count};
use crate::report::findings::diagnostics;
use crate::report::ink::control::{Escaping, escape_control};
use crate::report::ink::width::columns;

use super::command::{Command, Context};
use super::error::Error;
use super::exit::Exit;
use super::terminal::Stderr;
use super::validate::plural_more;

/// List the machines of the project, or those below a folder.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  sfn list
  sfn list infra --format json | jq -r '.machines[].reference'")]
pub struct Args {
    /// The folder, or a file [default: the project]
    #[arg(value_name = "PATH")]
    path: Option<String>,
    /// How to print what was found
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

impl Command for Args {
    const NAME: &'static str = "list";
    const ABOUT: &'static str = "List the machines found in a folder";

    fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
        run(self, &context.project(None)?)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A line a machine
    Human,
    /// One document
    Json,
}

/// A machine and the file it was found in, or a file that cannot be read.
struct Found {
    file: String,
    machine: Result<Machine, Rejected>,
}

/// Lists the machines that `args` name.
fn run(args: &Args, settings: &Settings) -> Result<Exit, Error> {
    if let Some(path) = args.path.as_ref().filter(|path| !Path::new(path).exists()) {
        return Err(Error::load(format!("cannot read {}: there is no such folder", shown(path))));
    }
    let named: Vec<String> = args.path.iter().cloned().collect();
    let targets = Targets::of(&named, settings)?;
    let options = settings.options(Vec::new(), &[]);
    let read = threads::each(&targets.all, |target| target.machines(&options));
    let found = without_parts(&targets.all, read);
    let outside = threads::each(&targets.outside, |file| discovery::machines(file, false, &options));
    print(&found, args.format)?;
    let err = &mut Stderr::default();
    if let outside @ 1.. = count(&outside) {
        writeln!(err, "note: {} outside the patterns of [project] definitions", plural_more(outside))?;
    }
    if let Some(hint) = targets.cdk_hint() {
        writeln!(err, "note: {}", escape_control(&hint))?;
    }
    Ok(Exit::Ok)
}

/// What was read of `targets`, without files that are only parts of a template which is listed itself:
/// definitions, nested templates and modules.
fn without_parts(targets: &[Target], read: Vec<Result<Vec<Machine>, Rejected>>) -> Vec<Found> {
    let (mut found, mut parts) = (Vec::new(), Parts::default());
    for (target, read) in targets.iter().zip(read) {
        let one = |machine| Found { file: target.reference().to_owned(), machine };
        match read {
            Ok(machines) => found.extend(machines.into_iter().map(Ok).map(one)),
            Err(rejected) => {
                parts.note(target.reference(), rejected.parts.iter().map(|part| &**part));
                let is_caller = matches!(target, Target::Found { .. }) && rejected.has_no_machine();
                found.extend((!is_caller).then(|| one(Err(rejected))));
            }
        }
    }
    for found in &found {
        let Ok(machine) = &found.machine else { continue };
        let definition = std::iter::once(&*found.document().source().name);
        parts.note(&found.file, definition.chain(machine.parts.iter().map(|part| &**part)));
    }
    found.retain(|found| !parts.contains(&found.file));
    found
}

impl Found {
    /// The document of its definition, or of what is wrong with it.
    fn document(&self) -> &Document {
        match self.definition() {
            Ok(definition) => &definition.document,
            Err(rejected) => &rejected.document,
        }
    }

    fn definition(&self) -> Result<&Definition, &Rejected> {
        self.machine.as_ref().and_then(|machine| machine.definition.as_ref())
    }

    fn reference(&self) -> String {
        match &self.machine {
            Ok(machine) if !machine.is_alone => format!("{}#{}", self.shown(), machine.id),
            Ok(_) | Err(_) => self.shown(),
        }
    }

    /// The file, which is what a target of one machine names too, as it is shown.
    fn shown(&self) -> String {
        shown_reference(&self.file)
    }

    fn name(&self) -> String {
        match &self.machine {
            Ok(machine) => machine.path.clone().unwrap_or_else(|| machine.name.clone()),
            Err(_) => self.shown(),
        }
    }

    fn kind(&self) -> &'static str {
        match self.machine.as_ref().ok().and_then(|machine| machine.workflow) {
            Some(MachineType::Express) => "express",
            Some(MachineType::Standard) | None => "standard",
        }
    }

    /// How many states it has at the top; none if it cannot be read.
    fn states(&self) -> Option<usize> {
        Some(self.definition().ok()?.document.value().get("States")?.as_object()?.len())
    }

    /// Why there is no definition: `2:5 this is not valid JSON (SFN001)`, after the file if it is another.
    fn reason(&self) -> Option<String> {
        let rejected = self.definition().err()?;
        let found = rejected.diagnostics.first()?;
        let at = rejected.document.locate(&found.place);
        let name = &rejected.document.source().shown;
        let file = if **name == *self.shown() { String::new() } else { format!("{name}:") };
        let label = if found.label.is_empty() { String::new() } else { format!(": {}", found.label) };
        Some(format!("{file}{}:{} {}{label} ({})", at.line, at.column, found.message, found.code))
    }
}

fn print(found: &[Found], format: Format) -> Result<(), Error> {
    let out = &mut Escaping::new(std::io::stdout().lock());
    if format == Format::Json {
        let machines: Vec<Value> = found.iter().map(json).collect();
        let document = Object::from_iter([("machines", Value::from(machines))]);
        writeln!(out, "{}", Value::from(document))?;
        return Ok(());
    }
    let width =
        found.iter().map(|found| columns(&escape_control(&found.reference()))).max().unwrap_or(0).min(80);
    for found in found {
        let reference = escape_control(&found.reference()).into_owned();
        let blank = " ".repeat(width.saturating_sub(columns(&reference)));
        let (states, name) = match (found.definition(), found.reason()) {
            (Ok(_), _) | (Err(_), None) => {
                let states = found.states().unwrap_or(0);
                (format!("{states} state{}", if states == 1 { "" } else { "s" }), found.name())
            }
            (Err(rejected), Some(reason)) if rejected.is_unchecked() => ("elsewhere".to_owned(), reason),
            (Err(_), Some(reason)) => ("broken".to_owned(), reason),
        };
        writeln!(out, "{reference}{blank}  {:8}  {states:9}  {}", found.kind(), escape_control(&name))?;
    }
    Ok(())
}

fn json(found: &Found) -> Value {
    let machine = found.machine.as_ref().ok();
    let text = |text: Option<&str>| text.map_or(Value::Null, Value::from);
    let source = found.definition().ok().map(|definition| definition.document.source().shown.clone());
    let mut members = Object::from_iter([
        ("reference", Value::from(found.reference())),
        ("name", Value::from(machine.map_or_else(|| found.shown(), |machine| machine.name.clone()))),
        ("id", text(machine.map(|machine| &*machine.id))),
        ("path", text(machine.and_then(|machine| machine.path.as_deref()))),
        ("type", Value::from(found.kind())),
        ("file", Value::from(found.shown())),
        ("definition", source.map_or(Value::Null, Value::from)),
        ("states", found.states().map_or(Value::Null, Value::from)),
    ]);
    if let Err(rejected) = found.definition() {
        let all = rejected.diagnostics.iter().map(|found| (rejected.document.clone(), found.clone()));
        members.insert("diagnostics", diagnostics(&all.collect::<Vec<_>>()));
    }
    Value::from(members)
}
