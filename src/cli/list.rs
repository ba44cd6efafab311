//! `sfn list`: every machine below a folder. A broken file is reported, and the walk goes on.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Component, Path, PathBuf};

use crate::base::source::Source;
use crate::base::value::{Object, Value};
use crate::load::{self, Machine, MachineType};
use crate::report::text;

use super::definition;
use super::error::Error;
use super::exit::Exit;
use super::terminal::{Look, Stream};

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

/// Folders that hold other people's files, or copies.
const SKIPPED: [&str; 10] = [
    "node_modules",
    "target",
    ".git",
    ".aws-sam",
    ".aws-composer",
    ".terraform",
    ".serverless",
    ".venv",
    "venv",
    "__pycache__",
];

/// Endings of files that may describe machines.
const ENDINGS: [&str; 9] = ["json", "jsonc", "json5", "yaml", "yml", "asl", "template", "tf", "tofu"];

/// A machine and the file it was found in.
struct Found {
    file: String,
    machine: Machine,
}

/// Lists what is below the folder in `args`.
pub fn run(args: &Args, look: &Look) -> Result<Exit, Error> {
    let root = Path::new(&args.path);
    if !root.exists() {
        return Err(Error::load(format!("cannot read {}: there is no such folder", args.path), None));
    }
    let mut files = Vec::new();
    walk(root, &mut files);
    let mut found = Vec::new();
    let mut is_broken = false;
    for file in files {
        match machines(&file) {
            Ok(machines) => found.extend(machines),
            Err(error) => {
                is_broken = true;
                error.tell(&mut std::io::stderr().lock(), &look.style(Stream::Err));
            }
        }
    }
    let found = without_parts(found);
    for machine in found.iter().filter_map(|found| found.machine.definition.as_ref().err()) {
        is_broken = true;
        let findings = machine.diagnostics.iter().map(|found| (machine.document.clone(), found.clone()));
        let findings: Vec<_> = findings.collect();
        text::render(&mut std::io::stderr().lock(), &findings, &look.style(Stream::Err))?;
    }
    print(&found, args.format)?;
    Ok(if is_broken { Exit::Load } else { Exit::Ok })
}

/// All files below `path` that may describe machines, sorted; links to folders are not followed.
fn walk(path: &Path, files: &mut Vec<String>) {
    let mut open = vec![path.to_owned()];
    while let Some(path) = open.pop() {
        if !path.is_dir() {
            files.push(path.display().to_string());
            continue;
        }
        let Ok(entries) = std::fs::read_dir(&path) else { continue };
        let mut entries: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        entries.sort_by(|one, other| other.cmp(one));
        open.extend(entries.into_iter().filter(|entry| is_wanted(entry)));
    }
}

fn is_wanted(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    if path.is_dir() {
        return !path.is_symlink() && !SKIPPED.contains(&&*name);
    }
    path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known))
}

/// The machines of a file; none if it is about something else.
fn machines(file: &str) -> Result<Vec<Found>, Error> {
    let Ok(bytes) = std::fs::read(file) else { return Ok(Vec::new()) };
    let name = file.strip_prefix("./").unwrap_or(file);
    let source = match String::from_utf8(bytes) {
        Ok(text) if text.len() <= load::MAX_TEXT => Source::new(name, text),
        Ok(_) | Err(_) => return Ok(Vec::new()),
    };
    if !load::looks_promising(&source) {
        return Ok(Vec::new());
    }
    match definition::machines_of(&source, &load::Options::default()) {
        Err(rejected) if rejected.has_no_machine() => Ok(Vec::new()),
        Err(rejected) => Err(definition::rejected(rejected)),
        Ok(machines) => {
            let wanted = machines.into_iter().filter(|machine| !machine.is_alone || is_definition(machine));
            Ok(wanted.map(|machine| Found { file: name.to_owned(), machine }).collect())
        }
    }
}

fn is_definition(machine: &Machine) -> bool {
    let value = machine.definition.as_ref().map(|definition| definition.document.value());
    value.is_ok_and(|value| value.get("StartAt").is_some() && value.get("States").is_some())
}

/// Leaves out files that are only parts of a template which is listed itself: definitions and nested
/// templates.
fn without_parts(found: Vec<Found>) -> Vec<Found> {
    let mut named: BTreeMap<PathBuf, BTreeSet<PathBuf>> = BTreeMap::new();
    for found in &found {
        named.entry(plain(&found.file)).or_default().extend(parts(found));
    }
    // Two templates that name each other are parts of neither.
    let names = |one: &PathBuf, other: &PathBuf| named.get(one).is_some_and(|parts| parts.contains(other));
    let is_part = |file: &PathBuf| named.keys().any(|other| names(other, file) && !names(file, other));
    found.into_iter().filter(|found| !is_part(&plain(&found.file))).collect()
}

/// The files beside its own that a machine was read from.
fn parts(found: &Found) -> impl Iterator<Item = PathBuf> {
    let definition = found.machine.definition.as_ref().ok();
    let definition = definition.map(|definition| &definition.document.source().name);
    let own = plain(&found.file);
    let all = definition.into_iter().chain(&found.machine.template).map(|name| plain(name));
    all.filter(move |part| *part != own)
}

/// A path without `.` and, where a name stands before it, `..`.
fn plain(path: &str) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in Path::new(path).components() {
        let can_leave = matches!(plain.components().next_back(), Some(Component::Normal(_)));
        match part {
            Component::CurDir => {}
            Component::ParentDir if can_leave => drop(plain.pop()),
            Component::ParentDir | Component::Normal(_) | Component::RootDir | Component::Prefix(_) => {
                plain.push(part);
            }
        }
    }
    plain
}

impl Found {
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
