//! The definition of a machine in a request: read as it stands, checked and compiled.

use std::sync::Arc;

use crate::api::ApiError;
use crate::api::diagnostics;
use crate::api::world::{Compiled, Origin, Region};
use crate::asl::machine::{StateMachine, Workflow};
use crate::base::diag::Diagnostic;
use crate::base::document::Document;
use crate::base::source::Source;
use crate::load;
use crate::session::order::{Names, Text};
use crate::session::{Order, Stage};
use crate::validate::{Depth, check_document};

/// What findings call a definition that a client sent.
const NAME: &str = "definition.json";

/// The most bytes of a definition.
pub const MAX: usize = 1_048_576;

/// What the definition `text` says, and what was found about it.
pub fn check(text: &str, workflow: Workflow) -> (Option<(Document, StateMachine)>, Vec<Diagnostic>) {
    match load::sent(&Source::new(NAME, text)) {
        Ok(document) => {
            let checked = check_document(&document, workflow, Depth::All);
            (checked.machine.map(|machine| (document, machine)), checked.diagnostics)
        }
        Err(rejected) => (None, rejected.diagnostics),
    }
}

/// The machine that the definition `text` makes under this name.
pub fn compile(
    region: &Arc<Region>,
    (name, text, role): (&str, &str, &str),
    workflow: Workflow,
) -> Result<Arc<Compiled>, ApiError> {
    let (checked, found) = check(text, workflow);
    let Some(checked) = checked else { return Err(diagnostics::refusal(found.iter(), " at null")) };
    let config = &region.config;
    let names = Names {
        execution: None,
        machine: Some(name.to_owned()),
        account: Some(region.account.clone()),
        region: Some(region.name.clone()),
        role: Some(role.to_owned()),
    };
    let origin = config.hooks.origins.of(&region.arn("stateMachine", name));
    let (mocks, files, definition) = match origin {
        Some(Origin { reference, mocks, mock_files }) => (mocks, mock_files, Text::File(reference)),
        None => {
            let given = Text::Given(Source::new(NAME, text));
            (Arc::clone(&config.mocks), config.mock_files.clone(), given)
        }
    };
    let order = Order {
        names,
        workflow: Some(workflow),
        clock: Some(config.clock),
        workers: config.workers.clone(),
        ..Order::new(definition)
    };
    let stage = Stage::of_checked(&order, checked, (Arc::clone(&mocks), files), &config.settings);
    Ok(Arc::new(Compiled::new(stage, order, mocks, region.declared())))
}
