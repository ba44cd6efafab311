//! The machines of a project, for those among them that no test runs.

use std::sync::Arc;

use crate::asl::machine::StateMachine;
use crate::base::document::Document;
use crate::load::reads;
use crate::project::Error;
use crate::project::discovery::Parts;
use crate::project::settings::Settings;
use crate::project::targets::Targets;

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

/// Every machine of the project that can be read; parts of a template which is there itself are left out. What is wrong
/// with the others is for `sfn validate` to say.
pub fn project_machines(settings: &Settings) -> Result<Vec<ProjectMachine>, Error> {
    let targets = Targets::of(&[], settings)?;
    let options = settings.options(Vec::new(), &[]);
    let read = reads::each(&targets.all, |target| target.read("", &options, None).unwrap_or_default());
    let found: Vec<_> = read.into_iter().flatten().collect();
    let mut parts = Parts::default();
    for machine in &found {
        parts.note(&machine.file, machine.files());
    }
    let mut machines = Vec::new();
    for machine in found.into_iter().filter(|machine| !parts.contains(&machine.file)) {
        let Ok(definition) = machine.definition else { continue };
        let Some(compiled) = definition.checked.machine else { continue };
        let (reference, document) = (machine.reference, definition.loaded.document);
        machines.push(ProjectMachine { reference, document, machine: Arc::new(compiled) });
    }
    Ok(machines)
}
