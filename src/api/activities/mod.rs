//! Operations on activities.

pub(super) mod create;
pub(super) mod delete;
pub(super) mod describe;
pub(super) mod list;

use super::ApiError;
use super::arn::Arn;

/// The name of the activity that `arn` names.
pub(super) fn named(arn: &str) -> Result<&str, ApiError> {
    match Arn::parse(arn)? {
        Arn::Activity(name) => Ok(name),
        other @ (Arn::Machine(_)
        | Arn::Version(..)
        | Arn::Alias(..)
        | Arn::Labelled(..)
        | Arn::Execution(..)
        | Arn::Express(_)
        | Arn::MapRun(_)) => Err(other.refused()),
    }
}

/// No activity has this ARN.
pub(super) fn no_activity(arn: &str) -> ApiError {
    ApiError::missing("ActivityDoesNotExist", "Activity", arn)
}
