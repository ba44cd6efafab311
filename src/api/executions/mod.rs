//! Operations on executions.

pub(super) mod describe;
pub(super) mod history;
pub(super) mod list;
pub(super) mod machine_of;
pub(super) mod redrive;
pub(super) mod start;
pub(super) mod start_sync;
pub(super) mod stop;

mod trace;

use std::sync::Arc;

use super::ApiError;
use super::arn::Arn;
use super::world::{Execution, Region};

/// The execution that an ARN names.
#[derive(Debug)]
pub(super) struct Named {
    /// It, or the one around it.
    pub execution: Arc<Execution>,
    /// Whether it is a child execution of a Map Run.
    pub is_child: bool,
}

/// The Standard execution, or the child of a Map Run of either type, that `arn` names.
pub(super) fn named(region: &Region, arn: &str) -> Result<Named, ApiError> {
    let parsed = Arn::parse(arn)?;
    match parsed {
        Arn::Execution(..) | Arn::Express(_) => {
            let resources = region.lock();
            if let Some(execution) = resources.executions.get(arn).cloned() {
                return Ok(Named { execution, is_child: false });
            }
            let around = resources.children.get(arn).and_then(|root| resources.executions.get(root));
            match (around.cloned(), parsed) {
                (Some(execution), _) => Ok(Named { execution, is_child: true }),
                (None, Arn::Express(_)) => Err(parsed.refused()),
                (None, _) => Err(ApiError::missing("ExecutionDoesNotExist", "Execution", arn)),
            }
        }
        other @ (Arn::Machine(_)
        | Arn::Version(..)
        | Arn::Alias(..)
        | Arn::Labelled(..)
        | Arn::Activity(_)
        | Arn::MapRun(_)) => Err(other.refused()),
    }
}
