//! The machines of the project, and one of them with its text.

use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::base::members::{array, object, text as quoted};
use crate::base::threads;
use crate::base::value::Value;
use crate::load::{self, Machine, MachineType, shown_reference};
use crate::project::definitions::{self, CheckedMachine};
use crate::project::discovery::Parts;
use crate::project::files;
use crate::project::mock_files::MockFiles;
use crate::project::targets::Targets;

use super::{Page, Result, refused, shape, text};

/// A machine of the list, or a file that cannot be read.
struct Row {
    reference: String,
    file: String,
    name: String,
    kind: &'static str,
    states: usize,
    problem: Option<String>,
    parts: Vec<String>,
}

impl Page {
    /// Every machine, and the runs.
    pub(super) fn project(&self) -> Result<Vec<u8>> {
        let rows = self.rows()?;
        let mut out = Vec::new();
        object(&mut out, |m| {
            let root = std::fs::canonicalize(self.settings.root()).ok();
            let name =
                root.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
            m.text("project", name.as_deref().unwrap_or("project"))
                .text("version", env!("CARGO_PKG_VERSION"));
            m.put("machines", |out| {
                array(out, &rows, |out, row| {
                    object(out, |m| {
                        m.text("ref", &row.reference).text("name", &row.name).text("type", row.kind);
                        m.plain("states", row.states).maybe("problem", row.problem.as_deref());
                    });
                });
            });
            m.put("runs", |out| self.list(out));
        });
        Ok(out)
    }

    fn rows(&self) -> Result<Vec<Row>> {
        let targets = Targets::of(&self.named, &self.settings)?;
        let read = threads::each(&targets.all, |target| target.machines(&self.options));
        let mut rows = Vec::new();
        for (target, read) in targets.all.iter().zip(read) {
            match read {
                Ok(machines) => {
                    rows.extend(machines.iter().map(|machine| Row::of(target.reference(), machine)))
                }
                Err(rejected) if rejected.is_unchecked() => {}
                Err(rejected) => {
                    let problem = rejected.diagnostics.first().map(|found| found.message.clone());
                    rows.push(Row::broken(target.reference(), problem));
                }
            }
        }
        let mut parts = Parts::default();
        for row in &rows {
            parts.note(&row.file, row.parts.iter().map(String::as_str));
        }
        rows.retain(|row| !parts.contains(&row.file));
        Ok(rows)
    }

    /// The machine whose definition is in the file that is shown as `shown`, if that still has this text.
    pub(super) fn reference_to(&self, shown: &str, text: &str) -> Option<String> {
        let is_there = |file: &String| {
            load::shown(file) == shown && files::read(file).is_ok_and(|now| *now.text == *text)
        };
        let rows = self.rows().ok()?;
        let found = rows.into_iter().find(|row| row.parts.iter().chain([&row.file]).any(is_there));
        found.map(|row| row.reference)
    }

    /// One machine: its text, its pictures, what is wrong with it.
    pub(super) fn machine(&self, reference: &str) -> Result<Vec<u8>> {
        let machine = self.checked(reference)?;
        let file = file_of(&machine);
        let written = files::read(&file)?;
        let mut out = Vec::new();
        object(&mut out, |m| {
            m.text("ref", reference).text("name", &machine.name).text("file", &file);
            m.text("shown", &load::shown(&file))
                .text("text", &written.text)
                .text("hash", &hash(&written.text));
            m.put("mocks", |out| array(out, self.mocks(reference), |out, name| quoted(out, &name)));
            shape::describe(m, &machine);
        });
        Ok(out)
    }

    /// The machine in the file, checked.
    pub(super) fn checked(&self, reference: &str) -> Result<CheckedMachine> {
        let named = self.settings.reference(reference)?;
        let found = definitions::read_all(&named, None, &self.options, None)?;
        found.into_iter().next().ok_or_else(|| refused(404, &format!("{reference} has no state machine")))
    }

    /// The mock files that answer for the machine.
    pub(super) fn mocks(&self, reference: &str) -> Vec<String> {
        let named = self.settings.machine(reference).map(|machine| machine.mocks);
        let beside = || {
            let chosen = definitions::choose(reference, &self.options).ok();
            chosen.map(|chosen| MockFiles::of(&chosen).found()).unwrap_or_default()
        };
        named.filter(|mocks| !mocks.is_empty()).unwrap_or_else(beside)
    }

    /// What shows whether the file was changed, without reading all of the machine.
    pub(super) fn stamp(&self, file: &str) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        let now = files::read(file).ok().map(|source| hash(&source.text));
        object(&mut out, |m| {
            m.maybe("hash", now.as_deref());
        });
        Ok(out)
    }

    /// A text that is being written, checked: `{ref, file, text}`.
    pub(super) fn check(&self, body: &Value) -> Result<Vec<u8>> {
        let machine = self.of_text(text(body, "ref")?, text(body, "file")?, text(body, "text")?);
        Ok(shape::described(&machine))
    }

    /// The machine `reference`, as if its `file` had this text.
    pub(super) fn of_text(&self, reference: &str, file: &str, written: &str) -> CheckedMachine {
        let source = load::file_source(file, written);
        let (path, selector) = definitions::split(reference);
        let selector = selector.filter(|_| path == file);
        let unread = |rejected: load::Rejected| {
            let found = rejected.diagnostics.into_iter().map(|found| (rejected.document.clone(), found));
            CheckedMachine::unread(file, found.collect())
        };
        let machines = match definitions::machines_of(&source, &self.options) {
            Ok(machines) => machines,
            Err(rejected) => return unread(rejected),
        };
        let mut machines = machines.into_iter();
        let found = match selector {
            Some(id) => machines.find(|machine| machine.id == id || machine.name == id),
            None => machines.next(),
        };
        found.map_or_else(
            || CheckedMachine::unread(file, Vec::new()),
            |machine| CheckedMachine::new(file, machine, None),
        )
    }
}

/// The file that the text of the definition is in.
pub(super) fn file_of(machine: &CheckedMachine) -> String {
    machine.definition.as_ref().map_or_else(
        |_| machine.file.clone(),
        |definition| definition.loaded.document.source().name.to_string(),
    )
}

/// What a text is told from others by.
pub(super) fn hash(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Row {
    fn of(file: &str, machine: &Machine) -> Self {
        let file = file.split_once('#').map_or(file, |(file, _)| file);
        let reference = if machine.is_alone { file.to_owned() } else { format!("{file}#{}", machine.id) };
        let definition = machine.definition.as_ref();
        let source = definition.ok().map(|definition| definition.document.source().name.to_string());
        let states = definition
            .ok()
            .and_then(|definition| Some(definition.document.value().get("States")?.as_object()?.len()));
        let problem = definition
            .err()
            .and_then(|rejected| rejected.diagnostics.first())
            .map(|found| found.message.clone());
        let kind = match machine.workflow {
            Some(MachineType::Express) => "EXPRESS",
            Some(MachineType::Standard) | None => "STANDARD",
        };
        let parts = machine.parts.iter().map(ToString::to_string).chain(source).collect();
        let (name, states) = (machine.name.clone(), states.unwrap_or_default());
        Self { reference, file: file.to_owned(), name, kind, states, problem, parts }
    }

    fn broken(file: &str, problem: Option<String>) -> Self {
        let name = shown_reference(file);
        Self {
            reference: file.to_owned(),
            file: file.to_owned(),
            name,
            kind: "STANDARD",
            states: 0,
            problem,
            parts: Vec::new(),
        }
    }
}
