//! From a reference such as `template.yaml#Order` to a checked machine: what every command does first.

use std::path::Path;
use std::sync::Arc;

use crate::asl::machine::Workflow;
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::document::{Document, Substitution};
use crate::base::source::Source;
use crate::load::codes;
use crate::load::{self, Loaded, Machine, MachineType, NotSelected, Reach, Rejected};
use crate::validate::{Checked, Depth, MOST, allow, check_document, is_left_out, left_out};

use super::Error;
use super::files;

/// A definition that was read and checked.
pub struct Definition {
    /// What was read.
    pub loaded: Loaded,
    /// The type it was checked as.
    pub workflow: Workflow,
    /// What was found about it.
    pub checked: Checked,
}

/// A machine of a file, not checked yet.
pub struct Chosen {
    /// The file.
    pub file: String,
    /// The machine.
    pub machine: Machine,
    /// The other machines of the file.
    pub others: Vec<Machine>,
}

/// Reads the machines of the file that `reference` names, and chooses the one that it names.
pub fn choose(reference: &str, options: &load::Options) -> Result<Chosen, Error> {
    let (path, selector) = split(reference);
    let mut others = machines(path, options)?;
    let machine =
        load::select(others.clone(), selector).map_err(|choice| ambiguous(path, selector, &choice))?;
    others.retain(|other| other.id != machine.id);
    Ok(Chosen { file: path.to_owned(), machine, others })
}

/// Checks a machine that was read. It may still have errors.
pub fn check(machine: Machine, workflow: Option<Workflow>, depth: Depth) -> Result<Definition, Error> {
    Ok(check_loaded(machine.loaded().map_err(Rejected::as_error)?, workflow, depth))
}

/// Reads and checks the one machine that `reference` names. It may still have errors.
pub fn read(
    reference: &str,
    options: &load::Options,
    workflow: Option<Workflow>,
    depth: Depth,
) -> Result<Definition, Error> {
    Ok(check_loaded(load(reference, options)?, workflow, depth))
}

/// Reads and checks the one machine in `source`. It may still have errors.
pub fn of_source(
    source: &Source,
    options: &load::Options,
    workflow: Option<Workflow>,
    depth: Depth,
) -> Result<Definition, Error> {
    let machines = machines_of(source, options).map_err(Rejected::as_error)?;
    let machine = load::select(machines, None).map_err(|choice| ambiguous(&source.name, None, &choice))?;
    check(machine, workflow, depth)
}

/// A machine of a file, or why it has none.
pub struct CheckedMachine {
    /// What names it: the file, with the machine's id if it is not alone there.
    pub reference: String,
    /// Its name; the file's if it could not be read.
    pub name: String,
    /// The file, as the user named it.
    pub file: String,
    /// The other files that declare it: a nested template, the files of a module.
    parts: Vec<Arc<str>>,
    /// What was read and checked, or why it could not be read.
    pub definition: Result<Definition, Vec<(Document, Diagnostic)>>,
}

/// Reads and checks every machine that `reference` names: without a selector, all of the file. Standard
/// input is `stdin`.
pub fn read_all(
    reference: &str,
    stdin: Option<&str>,
    options: &load::Options,
    workflow: Option<Workflow>,
) -> Result<Vec<CheckedMachine>, Error> {
    let (path, selector) = split(reference);
    let source = match (path, stdin) {
        ("-", Some(name)) => files::standard_input(name),
        (_, _) => files::read(path),
    };
    let read = source.and_then(|source| machines_of(&source, options).map_err(Error::from));
    let machines = match read {
        Ok(machines) => machines,
        Err(Error::Found(found)) => return Ok(vec![CheckedMachine::unread(path, found)]),
        Err(other) => return Err(other),
    };
    let machines = match selector {
        None => machines,
        Some(_) => {
            vec![load::select(machines, selector).map_err(|choice| ambiguous(path, selector, &choice))?]
        }
    };
    let mut machines: Vec<_> =
        machines.into_iter().map(|machine| CheckedMachine::new(path, machine, workflow)).collect();
    allow_around(&mut machines);
    Ok(machines)
}

/// What is wrong with the comments of a template that are about none of its machines is said with the first.
fn allow_around(machines: &mut [CheckedMachine]) {
    let documents =
        machines.iter().filter_map(|machine| Some(&machine.definition.as_ref().ok()?.loaded.document));
    let Some(source) = documents.clone().next().map(|document| document.source().clone()) else { return };
    let own = documents.filter(|document| Arc::ptr_eq(&document.source().text, &source.text));
    let lines: Vec<_> = own.map(allow::lines).collect();
    if let Some(Ok(first)) =
        machines.iter_mut().map(|machine| machine.definition.as_mut()).find(Result::is_ok)
    {
        first.checked.diagnostics.extend(allow::around(&source, &lines));
    }
}

/// The machines that `reference` names, not checked: without a selector, all of the file. What cannot be read
/// or selected at all is an error of the file.
pub fn machines_at(reference: &str, options: &load::Options) -> Result<Vec<Machine>, Rejected> {
    let (path, selector) = split(reference);
    let unreadable = |message: String| {
        let found = Diagnostic::error(codes::FILE, Place::Text(0..0), message);
        let document = Document::unread(load::file_source(path, ""));
        Rejected::of(document, vec![found])
    };
    let source = files::read(path).map_err(|error| match error {
        Error::Found(mut found) if !found.is_empty() => {
            let (document, diagnostic) = found.swap_remove(0);
            Rejected::of(document, vec![diagnostic])
        }
        Error::Found(_) => unreadable(format!("cannot read {}", load::shown(path))),
        Error::Load { message, .. } | Error::Usage { message, .. } | Error::Late { message, .. } => {
            unreadable(message)
        }
    })?;
    let machines = machines_of(&source, options)?;
    match selector {
        None => Ok(machines),
        Some(name) => match load::select(machines, selector) {
            Ok(machine) => Ok(vec![machine]),
            Err(_) => Err(unreadable(format!("there is no state machine `{name}` in {}", load::shown(path)))),
        },
    }
}

/// Reads the one machine that `reference` names.
pub fn load(reference: &str, options: &load::Options) -> Result<Loaded, Error> {
    choose(reference, options)?.machine.loaded().map_err(|rejected| Error::from(rejected.as_error()))
}

/// What loading has to say, no errors.
pub fn notes(loaded: &Loaded) -> Vec<(Document, Diagnostic)> {
    let mut notes = loaded.around.clone();
    notes.extend(with_document(&loaded.document, loaded.diagnostics.clone()));
    notes
}

/// Every machine in a file.
pub fn machines_of(source: &Source, options: &load::Options) -> Result<Vec<Machine>, Rejected> {
    load::machines(source, options, &mut Reach::around(&source.name, &options.readable))
}

/// The machines of `source`, which is not a file of the working folder: `files` has those that it names. With a
/// selector, the one of that name.
pub fn machines_from(
    source: &Source,
    selector: Option<&str>,
    options: &load::Options,
    files: &mut dyn load::Files,
) -> Result<Vec<Loaded>, Error> {
    let mut machines = load::machines(source, options, files).map_err(Rejected::as_error)?;
    if selector.is_some() {
        let chosen = load::select(machines, selector);
        machines = vec![chosen.map_err(|choice| ambiguous(&source.shown, selector, &choice))?];
    }
    machines.into_iter().map(|machine| Ok(machine.loaded().map_err(Rejected::as_error)?)).collect()
}

fn machines(path: &str, options: &load::Options) -> Result<Vec<Machine>, Error> {
    Ok(machines_of(&files::read(path)?, options).map_err(Rejected::as_error)?)
}

impl CheckedMachine {
    /// A machine of the file `path`, checked.
    pub fn new(path: &str, machine: Machine, workflow: Option<Workflow>) -> Self {
        let reference = if machine.is_alone { path.to_owned() } else { format!("{path}#{}", machine.id) };
        let (name, parts) = (machine.name.clone(), machine.parts.clone());
        let definition = machine.loaded().map(|loaded| check_loaded(loaded, workflow, Depth::All));
        let definition =
            definition.map_err(|rejected| with_document(&rejected.document, rejected.diagnostics));
        Self { reference, name, file: path.to_owned(), parts, definition }
    }

    /// A file that could not be read.
    pub fn unread(path: &str, found: Vec<(Document, Diagnostic)>) -> Self {
        let path = path.to_owned();
        Self {
            reference: path.clone(),
            name: path.clone(),
            file: path,
            parts: Vec::new(),
            definition: Err(found),
        }
    }

    /// A file that makes no machine, but has these parts: there is nothing to say of it.
    pub(super) fn parts_of(path: &str, parts: Vec<Arc<str>>) -> Self {
        Self { parts, ..Self::unread(path, Vec::new()) }
    }

    /// Whether there is nothing to say of it: it only tells which files are its parts.
    pub fn has_only_parts(&self) -> bool {
        self.definition.as_ref().is_err_and(Vec::is_empty)
    }

    /// Whether nothing is wrong, but there was nothing to check: its definition is known only where it is
    /// deployed, or the file has no machine.
    pub fn is_unchecked(&self) -> bool {
        let is_note = |(_, found): &(Document, Diagnostic)| found.severity == Severity::Note;
        self.definition.as_ref().is_err_and(|found| found.iter().all(is_note))
    }

    /// What was found, with the file it is about.
    pub fn findings(&self) -> Vec<(Document, Diagnostic)> {
        match &self.definition {
            Ok(definition) => definition.findings(),
            Err(found) => found.clone(),
        }
    }

    /// How many findings there are.
    pub fn count(&self) -> usize {
        match &self.definition {
            Ok(definition) => definition.loaded.around.len() + definition.checked.diagnostics.len(),
            Err(found) => found.len(),
        }
    }

    /// Whether findings were left out because there are so many about other machines.
    pub fn is_cut(&self) -> bool {
        let last = match &self.definition {
            Ok(definition) => definition.checked.diagnostics.last(),
            Err(found) => found.last().map(|(_, found)| found),
        };
        self.count() < MOST && last.is_some_and(is_left_out)
    }

    /// Leaves out all findings but the first `most`, and says how many. One more is as short as to say so.
    pub fn keep(&mut self, most: usize) {
        let count = self.count();
        if count <= most.saturating_add(1) {
            return;
        }
        let left_out =
            left_out(count - most).help("mend those that are shown first, or check fewer files at a time");
        match &mut self.definition {
            Ok(definition) => {
                definition.loaded.around.truncate(most);
                let around = definition.loaded.around.len();
                definition.checked.diagnostics.truncate(most - around);
                definition.checked.diagnostics.push(left_out);
            }
            Err(found) => {
                found.truncate(most.max(1));
                if let Some((document, _)) = found.first() {
                    let document = document.clone();
                    found.truncate(most);
                    found.push((document, left_out));
                }
            }
        }
    }

    /// The files it was read from, its own perhaps among them.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        let (found, refused) = match &self.definition {
            Ok(definition) => (Some(&definition.loaded.document), &[][..]),
            Err(refused) => (None, refused.as_slice()),
        };
        let documents = found.into_iter().chain(refused.iter().map(|(document, _)| document));
        documents.map(|document| &*document.source().name).chain(self.parts.iter().map(|part| &**part))
    }
}

fn check_loaded(loaded: Loaded, workflow: Option<Workflow>, depth: Depth) -> Definition {
    let workflow = match (workflow, loaded.workflow) {
        (Some(workflow), _) => workflow,
        (None, Some(MachineType::Express)) => Workflow::Express,
        (None, Some(MachineType::Standard) | None) => Workflow::Standard,
    };
    let mut checked = check_document(&loaded.document, workflow, depth);
    for found in checked.diagnostics.iter_mut().filter(|found| found.severity == Severity::Error) {
        if let Some(Substitution { name, .. }) = loaded.document.guessed(found) {
            let note =
                format!("`${{{name}}}` has no value, and the right one may change that: --sub {name}=VALUE");
            found.notes.push(note);
        }
    }
    checked.diagnostics.splice(0..0, loaded.diagnostics.iter().cloned());
    allow::by_comments(&loaded.document, &mut checked.diagnostics);
    Definition { loaded, workflow, checked }
}

/// `PATH#SELECTOR`; a file whose name has a `#` is meant first.
pub fn split(reference: &str) -> (&str, Option<&str>) {
    match reference.rsplit_once('#') {
        Some((path, selector)) if !selector.is_empty() && !Path::new(reference).is_file() => {
            (path, Some(selector))
        }
        Some(_) | None => (reference, None),
    }
}

fn ambiguous(path: &str, selector: Option<&str>, choice: &NotSelected) -> Error {
    let all = choice.known.join(", ");
    let help = match &choice.near {
        Some(near) => format!("did you mean {path}#{near}? There are: {all}"),
        None => format!("name one of them, for instance {path}#{}", choice.known.first().map_or("", |id| id)),
    };
    match selector {
        Some(selector) => {
            Error::usage(format!("there is no state machine `{selector}` in {}", load::shown(path))).help(
                match &choice.near {
                    Some(_) => help,
                    None => format!("there are: {all}"),
                },
            )
        }
        None => Error::usage(format!("there are several state machines in {}: {all}", load::shown(path)))
            .help(help),
    }
}

impl Definition {
    /// The findings with the file they are about.
    pub fn findings(&self) -> Vec<(Document, Diagnostic)> {
        let mut findings = self.loaded.around.clone();
        findings.extend(with_document(&self.loaded.document, self.checked.diagnostics.clone()));
        findings
    }

    /// What reading it found. What may be wrong with the workflow itself is for `sfn validate` to say.
    pub fn remarks(&self) -> Vec<(Document, Diagnostic)> {
        with_document(&self.loaded.document, self.loaded.diagnostics.clone())
    }

    /// Whether it cannot be run.
    pub fn is_refused(&self) -> bool {
        self.checked.diagnostics.iter().any(|found| found.severity == Severity::Error)
    }
}

fn with_document(document: &Document, diagnostics: Vec<Diagnostic>) -> Vec<(Document, Diagnostic)> {
    diagnostics.into_iter().map(|found| (document.clone(), found)).collect()
}
