//! Sums and random numbers.

use crate::base::chance::Chance;
use crate::base::value::Value;
use crate::expr::java;

use super::{Invalid, whole};

pub(super) fn add(arguments: &[Value], _: &Chance) -> Result<Value, Invalid> {
    let sum = rounded(&arguments[0])?.checked_add(rounded(&arguments[1])?);
    sum.map(Value::from).ok_or_else(Invalid::default)
}

/// The nearest whole number, of two the greater: Java's `Math.round`.
fn rounded(value: &Value) -> Result<i64, Invalid> {
    let number = value.as_number().ok_or_else(Invalid::default)?;
    if let Some(exact) = number.as_i64() {
        return Ok(exact);
    }
    let below = number.as_f64().floor();
    let nearest = if number.as_f64() - below >= 0.5 { below + 1.0 } else { below };
    if nearest.abs() < 9.2e18 { Ok(nearest as i64) } else { Err(Invalid::default()) }
}

/// With a seed, Java's generator makes the number repeatable.
pub(super) fn random(arguments: &[Value], chance: &Chance) -> Result<Value, Invalid> {
    let (start, end) = (whole(&arguments[0])?, whole(&arguments[1])?);
    let width = end.checked_sub(start).filter(|width| *width > 0).ok_or_else(Invalid::default)?;
    let drawn = match (arguments.get(2).map(whole).transpose()?, i32::try_from(width)) {
        (Some(seed), Ok(width)) => i64::from(java::Random::new(seed).below(width)),
        (Some(seed), Err(_)) => (java::Random::new(seed).unit() * width as f64) as i64,
        (None, _) => ((u128::from(chance.bits()) * u128::from(width.unsigned_abs())) >> 64) as i64,
    };
    Ok(Value::from(start + drawn.min(width - 1)))
}
