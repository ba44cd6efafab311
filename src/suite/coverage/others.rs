//! The machines of a project, for those among them that no test runs.

use std::sync::Arc;

use crate::asl::machine::StateMachine;
use crate::base::document::Document;
use crate::load::reads;
use crate::project::Error;
use crate::project::definitions::CheckedMachine;
use crate::project::discovery::Parts;
use crate::project::settings::Settings;
use crate::project::targets::{Target, Targets};

/// A machine of the project.
#[derive(Clone)]
pub struct ProjectMachine {
    /// What names it.
    pub reference: String,
    /// Its definition.
    pub document: Document,
    /// The same, checked.
    pub machine: Arc<StateMachine>,
}

/// What a file of the project holds.
#[derive(Clone)]
pub struct FileMachine {
    file: String,
    /// All files that it was read from.
    files: Vec<String>,
    /// None if it is wrong: `sfn validate` says what is.
    machine: Option<ProjectMachine>,
}

impl FileMachine {
    fn new(machine: CheckedMachine) -> Self {
        let (file, files) = (machine.file.clone(), machine.files().map(str::to_owned).collect());
        let machine = machine.definition.ok().and_then(|definition| {
            let compiled = Arc::new(definition.checked.machine?);
            let document = definition.loaded.document;
            Some(ProjectMachine { reference: machine.reference, document, machine: compiled })
        });
        Self { file, files, machine }
    }
}

/// The machines of one target.
#[must_use]
pub fn machines_of(target: &Target, settings: &Settings) -> Vec<FileMachine> {
    let read = target.read("", &settings.options(Vec::new(), &[]), None);
    read.unwrap_or_default().into_iter().map(FileMachine::new).collect()
}

/// Those of `found` that can be read; parts of a template which is there itself are left out.
pub fn whole<'f>(found: impl Iterator<Item = &'f FileMachine> + Clone) -> Vec<ProjectMachine> {
    let mut parts = Parts::default();
    for machine in found.clone() {
        parts.note(&machine.file, machine.files.iter().map(String::as_str));
    }
    found
        .filter(|machine| !parts.contains(&machine.file))
        .filter_map(|machine| machine.machine.clone())
        .collect()
}

/// Every machine of the project that can be read.
pub fn project_machines(settings: &Settings) -> Result<Vec<ProjectMachine>, Error> {
    let targets = Targets::of(&[], settings)?;
    let found = reads::each(&targets.all, |target| machines_of(target, settings));
    Ok(whole(found.iter().flatten()))
}
