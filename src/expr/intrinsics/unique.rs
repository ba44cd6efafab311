//! Identifiers; drawn from the run's own chance, so that a run can be repeated.

use crate::base::chance::Chance;
use crate::base::value::Value;

use super::Invalid;

pub(super) fn uuid(_: &[Value], chance: &Chance) -> Result<Value, Invalid> {
    Ok(Value::from(chance.uuid()))
}
