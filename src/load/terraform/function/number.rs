//! Functions of numbers.

use super::call::{Call, Refusal, Returned};

/// How many numbers `range` gives at most, as in Terraform.
const MAX_RANGE: usize = 1024;

pub(super) fn abs(call: &Call<'_>) -> Returned {
    call.counted(call.number(0)?.abs())
}

pub(super) fn ceil(call: &Call<'_>) -> Returned {
    call.counted(call.number(0)?.ceil())
}

pub(super) fn floor(call: &Call<'_>) -> Returned {
    call.counted(call.number(0)?.floor())
}

pub(super) fn max(call: &Call<'_>) -> Returned {
    call.counted(numbers(call)?.into_iter().fold(f64::NEG_INFINITY, f64::max))
}

pub(super) fn min(call: &Call<'_>) -> Returned {
    call.counted(numbers(call)?.into_iter().fold(f64::INFINITY, f64::min))
}

fn numbers(call: &Call<'_>) -> Result<Vec<f64>, Refusal> {
    (0..call.arguments.len()).map(|index| call.number(index)).collect()
}

pub(super) fn sum(call: &Call<'_>) -> Returned {
    let items = call.list(0)?;
    let numbers: Result<Vec<f64>, Refusal> = items.iter().map(|item| call.number_of(0, item)).collect();
    call.counted(numbers?.into_iter().sum())
}

pub(super) fn parseint(call: &Call<'_>) -> Returned {
    let (text, base) = (call.text(0)?, call.whole(1)?);
    let base = u32::try_from(base).ok().filter(|base| (2..=36).contains(base));
    let base = base.ok_or_else(|| Refusal::BadArgument(1, "takes a base from 2 to 36".to_owned()))?;
    match i64::from_str_radix(&text, base) {
        Ok(number) => Ok(call.value(number)),
        Err(_) if text.contains("${") => Err(Refusal::Unknown),
        Err(_) => Err(Refusal::BadArgument(0, format!("finds no number of base {base} in \"{text}\""))),
    }
}

/// `range(limit)`, `range(start, limit)`, `range(start, limit, step)`.
pub(super) fn range(call: &Call<'_>) -> Returned {
    let given = numbers(call)?;
    let (start, limit) = if given.len() == 1 { (0.0, given[0]) } else { (given[0], given[1]) };
    let step = given.get(2).copied().unwrap_or(if start <= limit { 1.0 } else { -1.0 });
    if step == 0.0 || (step > 0.0) != (limit >= start) {
        return Err(Refusal::BadArgument(2, "never gets there with this step".to_owned()));
    }
    let mut items = Vec::new();
    let mut at = start;
    while if step > 0.0 { at < limit } else { at > limit } {
        if items.len() == MAX_RANGE {
            return Err(Refusal::BadArgument(0, format!("gives more than {MAX_RANGE} numbers")));
        }
        items.push(call.counted(at)?);
        at += step;
    }
    Ok(call.listed(items))
}
