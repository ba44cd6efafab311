//! Assigning variables: where they go, and AWS's quotas on the JSON text of their values.
//!
//! The variables of branches that run beside this one are not counted towards the execution's quota.

use std::sync::Arc;

use crate::base::value::{Object, Value};

use super::failure::{Failure, names};
use super::scope::Variables;

/// The most bytes of one variable, and of all that one state assigns.
const STATE_QUOTA: usize = 262_144;
/// The most bytes of all variables of an execution.
const EXECUTION_QUOTA: usize = 10_485_760;

/// Whether `assigned`, by the state called `state`, keeps within the quotas.
pub(super) fn within_quotas(state: &str, assigned: &Object, variables: &Variables) -> Result<(), Failure> {
    let refuse = |cause: String| Err(Failure::new(names::DATA_LIMIT_EXCEEDED, cause));
    let mut total = 0;
    for (name, value) in assigned {
        let size = value.json_size();
        let said = || format!("Variable '{name}' in state '{state}' was assigned {size} bytes");
        if size > STATE_QUOTA {
            return refuse(format!("Variable size limit exceeded. {}.", said()));
        }
        total += size;
        if total > STATE_QUOTA {
            let over = total - STATE_QUOTA;
            return refuse(format!(
                "State total variable size limit exceeded. {}, which caused the size of variables \
                 assigned in the state to exceed its limit by {over} bytes.",
                said()
            ));
        }
    }
    let kept = variables.scopes().flat_map(Object::iter).filter(|(name, _)| !assigned.contains(name));
    let live = total + kept.map(|(_, value)| value.json_size()).sum::<usize>();
    if live > EXECUTION_QUOTA {
        let over = live - EXECUTION_QUOTA;
        return refuse(format!(
            "Execution total variable size limit exceeded. State '{state}' assigned variables that exceed \
             the total execution limit by {over} bytes."
        ));
    }
    Ok(())
}

/// The variables a template assigns, unless there are none: AWS then records no `assignedVariables`.
pub(super) fn names_of(assigned: Option<Value>) -> Option<Object> {
    assigned.and_then(|value| value.as_object().filter(|names| !names.is_empty()).cloned())
}

/// Assigns in the strand's own scope.
pub(super) fn assign(variables: &mut Arc<Variables>, assigned: &Object) {
    let scope = Arc::make_mut(variables);
    for (name, value) in assigned {
        scope.own.insert(Arc::clone(name), value.clone());
    }
}
