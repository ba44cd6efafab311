//! What to check: the machines that were named, those below a folder, or all of the project.

use std::cell::LazyCell;
use std::path::Path;

use crate::asl::machine::Workflow;
use crate::load;
use crate::project;
use crate::project::definitions::{self, Entry};
use crate::project::discovery::{self, Parts, Project, plain};
use crate::project::settings::Settings;

use super::super::error::Error;
use super::super::exit::Exit;

/// Something to check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Somebody named it.
    Named(String),
    /// It was found by looking, and may be about something else.
    Found {
        /// The file.
        file: String,
        /// Whether the settings say that it holds definitions.
        is_meant: bool,
    },
}

impl Target {
    /// The file to mend.
    pub fn file(&self) -> &str {
        match self {
            Self::Named(reference) => reference,
            Self::Found { file, .. } => file,
        }
    }

    /// Reads and checks all of its machines.
    pub fn read(
        &self,
        stdin: &str,
        options: &load::Options,
        workflow: Option<Workflow>,
    ) -> Result<Vec<Entry>, project::Error> {
        match self {
            Self::Named(reference) => definitions::read_all(reference, Some(stdin), options, workflow),
            Self::Found { file, is_meant } => match discovery::machines(file, *is_meant, options) {
                Ok(machines) => {
                    Ok(machines.into_iter().map(|machine| Entry::new(file, machine, workflow)).collect())
                }
                Err(rejected) => {
                    let found = rejected.diagnostics.into_iter();
                    Ok(vec![Entry::unread(file, found.map(|f| (rejected.document.clone(), f)).collect())])
                }
            },
        }
    }
}

/// What `named` stands for; without anything named, the whole project.
pub fn targets(named: &[String], settings: &Settings) -> Result<Vec<Target>, Error> {
    // Compiling patterns takes longer than checking a file.
    let project = LazyCell::new(|| Project::new(settings));
    let found = |files: Vec<String>, is_meant: bool| {
        files.into_iter().map(move |file| Target::Found { file, is_meant })
    };
    if named.is_empty() {
        let mut targets: Vec<Target> = found(project.definitions(), project.is_told).collect();
        let is_new = |source: &str, targets: &[Target]| {
            let file = plain(Path::new(source.rsplit_once('#').map_or(source, |(file, _)| file)));
            targets.iter().all(|target| plain(Path::new(target.file())) != file)
        };
        for source in settings.sources() {
            if is_new(&source, &targets) {
                targets.push(Target::Named(source));
            }
        }
        return Ok(targets);
    }
    let mut targets = Vec::new();
    for name in named {
        let folder = Path::new(name);
        if folder.is_dir() && settings.machine(name).is_none() {
            targets.extend(found(project.below(folder), false));
        } else {
            targets.push(Target::Named(settings.reference(name)?));
        }
    }
    Ok(targets)
}

/// Leaves out files that were found and are only parts of a template which is checked itself.
pub fn without_parts(read: Vec<(Target, Vec<Entry>)>) -> Vec<Entry> {
    let mut parts = Parts::default();
    for entry in read.iter().flat_map(|(_, entries)| entries) {
        parts.note(&entry.file, entry.files());
    }
    let kept = read.into_iter().flat_map(|(target, mut entries)| {
        let is_found = matches!(target, Target::Found { .. });
        entries.retain(|entry| !(is_found && parts.contains(&entry.file)));
        entries
    });
    kept.collect()
}

/// The error that says that there is nothing to check.
pub fn nothing(named: &[String], settings: &Settings) -> Error {
    let (message, help) = match (named, settings.definitions()) {
        ([], Some(globs)) => (
            format!("no file here matches [project] definitions: {}", globs.join(", ")),
            "patterns begin at the folder of the settings",
        ),
        ([], None) => (
            "there is no state machine in this folder".to_owned(),
            "name a file, or say in sfn.toml where they are: [project] definitions = [\"flows/*.json\"]",
        ),
        (_, _) => (format!("there is no state machine below {}", named.join(", ")), "name a file"),
    };
    Error::Plain { exit: Exit::Nothing, message, help: Some(help.to_owned()) }
}
