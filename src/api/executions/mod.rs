//! Operations on executions.

pub(super) mod describe;
pub(super) mod history;
pub(super) mod list;
pub(super) mod machine_of;
pub(super) mod start;
pub(super) mod start_sync;
pub(super) mod stop;

mod trace;

use std::sync::Arc;

use super::ApiError;
use super::arn::Arn;
use super::world::{Execution, Region};

/// The Standard execution that `arn` names.
fn named(region: &Region, arn: &str) -> Result<Arc<Execution>, ApiError> {
    match Arn::parse(arn)? {
        Arn::Execution(..) => {
            let found = region.lock().executions.get(arn).cloned();
            found.ok_or_else(|| ApiError::missing("ExecutionDoesNotExist", "Execution", arn))
        }
        other @ (Arn::Machine(_)
        | Arn::Version(..)
        | Arn::Alias(..)
        | Arn::Labelled(..)
        | Arn::Express(_)
        | Arn::Activity(_)
        | Arn::MapRun(_)) => Err(other.refused()),
    }
}
