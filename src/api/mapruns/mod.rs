//! Operations on Map Runs.

pub(super) mod children;
pub(super) mod describe;
pub(super) mod list;
pub(super) mod update;

use std::sync::Arc;

use super::ApiError;
use super::arn::Arn;
use super::world::{Execution, Region};

/// The execution around the Map Run that `arn` names.
fn around(region: &Region, arn: &str) -> Result<Arc<Execution>, ApiError> {
    match Arn::parse(arn)? {
        Arn::MapRun(_) => {
            let resources = region.lock();
            let execution = resources.map_runs.get(arn).and_then(|root| resources.executions.get(root));
            execution.cloned().ok_or_else(|| ApiError::resource(arn))
        }
        other @ (Arn::Machine(_)
        | Arn::Version(..)
        | Arn::Alias(..)
        | Arn::Labelled(..)
        | Arn::Execution(..)
        | Arn::Express(_)
        | Arn::Activity(_)) => Err(other.refused()),
    }
}

/// The ARN of the processor that a Map Run, or a child of one, runs.
fn processor_arn(region: &Region, labelled: &str) -> String {
    region.arn("stateMachine", labelled).to_string()
}
