//! A machine whose definition is the same and whose answers are others: not an operation of AWS, but what a server does
//! when a mock file changes.

use std::sync::Arc;

use crate::api::ApiError;
use crate::api::world::{Region, Revision, no_machine};

use super::definition::compile;

/// Compiles the current definition of the machine `name` anew. Its revision and its versions stay what they are; what
/// runs already goes on with the answers it has.
pub fn refresh(region: &Arc<Region>, name: &str) -> Result<(), ApiError> {
    let (current, workflow) = {
        let resources = region.lock();
        let machine = resources.machine(name, name)?;
        (Arc::clone(&machine.current), machine.workflow)
    };
    let compiled = compile(region, (name, &current.definition, &current.role), workflow)?;
    let mut resources = region.lock();
    let machine = resources.machines.get_mut(name).ok_or_else(|| no_machine(name))?;
    if !Arc::ptr_eq(&machine.current, &current) {
        return Ok(());
    }
    let next = Arc::new(Revision { compiled, ..Revision::clone(&current) });
    for version in machine.versions.values_mut() {
        if Arc::ptr_eq(&version.revision, &current) {
            version.revision = Arc::clone(&next);
        }
    }
    machine.current = next;
    Ok(())
}
