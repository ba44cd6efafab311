//! `sfn list`: every machine below a folder. A broken file is reported, and the walk goes on.

use std::io::Write as _;
use std::path::Path;

use crate::base::document::Document;
use crate::base::value::{Object, Value};
use crate::load::{Machine, MachineType, Rejected};
use crate::project;
use crate::project::discovery::{self, Parts, Project};
use crate::project::settings::Settings;

use super::error::Error;
use super::exit::Exit;
use super::terminal::{Look, Stream};
use super::threads;

/// List the machines found in a folder.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  sfn list
  sfn list infra --format json | jq -r '.machines[].reference'")]
pub struct Args {
    /// The folder, or a file
    #[arg(value_name = "PATH", default_value = ".")]
    path: String,
    /// How to print what was found
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A line a machine
    Human,
    /// One document
    Json,
}

/// A machine and the file it was found in.
struct Found {
    file: String,
    machine: Machine,
}

/// Lists what is below the folder in `args`.
pub fn run(args: &Args, settings: &Settings, look: &Look) -> Result<Exit, Error> {
    let root = Path::new(&args.path);
    if !root.exists() {
        return Err(Error::load(format!("cannot read {}: there is no such folder", args.path), None));
    }
    let files = Project::new(settings).below(root);
    let options = settings.options(Vec::new(), &[]);
    let read = threads::each(&files, |file| discovery::machines(file, false, &options));
    let (found, broken) = without_parts(files, read);
    let exit = if broken.is_empty() { Exit::Ok } else { Exit::Load };
    for rejected in broken {
        Error::from(project::Error::from(rejected))
            .tell(&mut std::io::stderr().lock(), &look.style(Stream::Err));
    }
    print(&found, args.format)?;
    Ok(exit)
}

/// The machines of `files` and what could not be read, without files that are only parts of a template
/// which is listed itself: definitions and nested templates.
fn without_parts(
    files: Vec<String>,
    read: Vec<Result<Vec<Machine>, Rejected>>,
) -> (Vec<Found>, Vec<Rejected>) {
    let (mut found, mut broken) = (Vec::new(), Vec::new());
    for (file, read) in files.into_iter().zip(read) {
        match read {
            Ok(machines) => {
                found.extend(machines.into_iter().map(|machine| Found { file: file.clone(), machine }));
            }
            Err(rejected) => broken.push(rejected),
        }
    }
    let mut parts = Parts::default();
    for found in &found {
        let definition = &*found.document().source().name;
        let declared = found.machine.parts.iter().map(|part| &**part);
        parts.note(&found.file, std::iter::once(definition).chain(declared));
    }
    found.retain(|found| !parts.contains(&found.file));
    broken.retain(|rejected| !parts.contains(&rejected.document.source().name));
    broken.extend(found.iter().filter_map(|found| found.machine.definition.as_ref().err().cloned()));
    (found, broken)
}

impl Found {
    /// Where its definition stands, or what is wrong with it.
    fn document(&self) -> &Document {
        match &self.machine.definition {
            Ok(definition) => &definition.document,
            Err(rejected) => &rejected.document,
        }
    }

    fn reference(&self) -> String {
        if self.machine.is_alone { self.file.clone() } else { format!("{}#{}", self.file, self.machine.id) }
    }

    fn kind(&self) -> &'static str {
        match self.machine.workflow {
            Some(MachineType::Express) => "express",
            Some(MachineType::Standard) | None => "standard",
        }
    }

    /// How many states it has at the top; none if it cannot be read.
    fn states(&self) -> Option<usize> {
        let definition = self.machine.definition.as_ref().ok()?;
        Some(definition.document.value().get("States")?.as_object()?.len())
    }
}

fn print(found: &[Found], format: Format) -> Result<(), Error> {
    let out = &mut std::io::stdout().lock();
    if format == Format::Json {
        let machines: Vec<Value> = found.iter().map(json).collect();
        let document = Object::from_iter([("machines", Value::from(machines))]);
        writeln!(out, "{}", Value::from(document))?;
        return Ok(());
    }
    let width = found.iter().map(|found| found.reference().chars().count()).max().unwrap_or(0).min(80);
    for found in found {
        let states = match found.states() {
            Some(1) => "1 state".to_owned(),
            Some(states) => format!("{states} states"),
            None => "broken".to_owned(),
        };
        let name = found.machine.path.as_deref().unwrap_or(&found.machine.name);
        writeln!(out, "{:width$}  {:8}  {states:9}  {name}", found.reference(), found.kind())?;
    }
    Ok(())
}

fn json(found: &Found) -> Value {
    let machine = &found.machine;
    let text = |text: Option<&str>| text.map_or(Value::Null, Value::from);
    let source = machine.definition.as_ref().ok().map(|found| found.document.source().name.clone());
    Value::from(Object::from_iter([
        ("reference", Value::from(found.reference())),
        ("name", Value::from(machine.name.as_str())),
        ("id", Value::from(machine.id.as_str())),
        ("path", text(machine.path.as_deref())),
        ("type", Value::from(found.kind())),
        ("file", Value::from(found.file.as_str())),
        ("definition", source.map_or(Value::Null, Value::from)),
        ("states", found.states().map_or(Value::Null, Value::from)),
    ]))
}
