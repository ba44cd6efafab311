//! What a command is about: the machines that were named, those below a folder, or all of the project. Every
//! command that takes such names finds the same machines.

use std::cell::LazyCell;
use std::path::Path;

use crate::asl::machine::Workflow;
use crate::base::source::Source;
use crate::load::{self, Machine, Reach, Rejected};

use super::Error;
use super::definitions::{self, CheckedMachine};
use super::discovery::{self, Files, Project, plain};
use super::files;
use super::settings::Settings;

/// Something to check.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// The user named it: a file or a machine, `-` for standard input, perhaps with `#ID` behind.
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
    /// What reads it again: a file, perhaps with `#ID` behind, the name of a machine, or `-`.
    pub fn reference(&self) -> &str {
        match self {
            Self::Named(reference) => reference,
            Self::Found { file, .. } => file,
        }
    }

    /// The text of its file; none if it was found by looking and cannot be read, or may not: nobody has asked for it.
    pub fn source(&self, options: &load::Options) -> Result<Option<Source>, Error> {
        match self {
            Self::Named(reference) => files::read(definitions::split(reference).0).map(Some),
            Self::Found { file, .. } => {
                Ok(files::read_found(&Reach::around(file, &options.readable), file).ok())
            }
        }
    }

    /// Reads all of its machines without checking them.
    pub fn machines(&self, options: &load::Options) -> Result<Vec<Machine>, Rejected> {
        match self {
            Self::Named(reference) => definitions::machines_at(reference, options),
            Self::Found { file, is_meant } => discovery::machines(file, *is_meant, options),
        }
    }

    /// Reads and checks all of its machines.
    pub fn read(
        &self,
        stdin: &str,
        options: &load::Options,
        workflow: Option<Workflow>,
    ) -> Result<Vec<CheckedMachine>, Error> {
        match self {
            Self::Named(reference) => definitions::read_all(reference, Some(stdin), options, workflow),
            Self::Found { file, is_meant } => match discovery::machines(file, *is_meant, options) {
                Ok(machines) => Ok(machines
                    .into_iter()
                    .map(|machine| CheckedMachine::new(file, machine, workflow))
                    .collect()),
                Err(rejected) if rejected.has_no_machine() => {
                    Ok(vec![CheckedMachine::parts_of(file, rejected.parts)])
                }
                Err(rejected) => {
                    let found = rejected.diagnostics.into_iter();
                    Ok(vec![CheckedMachine::unread(
                        file,
                        found.map(|f| (rejected.document.clone(), f)).collect(),
                    )])
                }
            },
        }
    }
}

/// What was named, and what was found on the way.
#[derive(Debug, Default)]
pub struct Targets {
    /// In order.
    pub all: Vec<Target>,
    /// Files that may describe machines, which the patterns of the settings leave out.
    pub outside: Vec<String>,
    /// The folders of CDK apps that wrote no templates yet.
    pub apps: Vec<String>,
}

impl Targets {
    /// The files and machines that `named` means; without anything named, the whole project.
    pub fn of(named: &[String], settings: &Settings) -> Result<Self, Error> {
        // Compiling patterns takes longer than checking a file.
        let project = LazyCell::new(|| Project::new(settings));
        let mut targets = Self::default();
        if named.is_empty() {
            targets.add(project.files(settings.root()));
            for source in settings.sources() {
                let file = plain(Path::new(source.rsplit_once('#').map_or(&*source, |(file, _)| file)));
                if targets.all.iter().all(|target| plain(Path::new(target.reference())) != file) {
                    targets.all.push(Target::Named(source));
                }
            }
            return Ok(targets);
        }
        for name in named {
            let meant = load::meant(name);
            let folder = Path::new(&meant);
            if folder.is_dir() && settings.machine(name).is_none() {
                targets.add(project.files(folder));
            } else {
                targets.all.push(Target::Named(settings.reference(name)?));
            }
        }
        Ok(targets)
    }

    fn add(&mut self, files: Files) {
        let is_meant = files.has_patterns;
        self.all.extend(files.inside.into_iter().map(|file| Target::Found { file, is_meant }));
        self.outside.extend(files.outside);
        self.apps.extend(files.apps);
    }

    /// What to do about CDK apps without templates, if there are any.
    #[must_use]
    pub fn cdk_hint(&self) -> Option<String> {
        let app = self.apps.first()?;
        let more = self.apps.len() - 1;
        let others = if more > 0 { format!(" (and {more} more)") } else { String::new() };
        Some(format!(
            "{}{others} is a CDK app without cdk.out: `cdk synth` writes its templates there",
            load::shown(app)
        ))
    }
}

/// How many machines there are in `read`, the files that patterns leave out.
#[must_use]
pub fn count(read: &[Result<Vec<Machine>, Rejected>]) -> usize {
    read.iter().filter_map(|read| read.as_ref().ok()).map(Vec::len).sum()
}
