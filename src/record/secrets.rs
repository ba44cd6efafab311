//! The secrets of a run: those of everything that comes into it; all else is made of that.

use crate::base::secret::Secrets;
use crate::base::value::Value;
use crate::engine::history::{Detail, Record};

/// Adds the secrets that `record` brings into the execution.
pub fn see(record: &Record, secrets: &mut Secrets) {
    let Record::Event(event) = record else { return };
    if let Detail::ExecutionStarted { input: given }
    | Detail::TaskSubmitted { output: given, .. }
    | Detail::TaskSucceeded { output: given, .. } = &event.detail
    {
        secrets.see(given.value());
    } else if let Detail::StateExited { assigned: Some(assigned), .. } = &event.detail {
        secrets.see(&Value::from(assigned.clone()));
    }
}
