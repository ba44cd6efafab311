//! Functions that turn a value of one type into one of another.

use crate::load::node::Body;
use crate::load::terraform::operation::boolean;

use super::call::{Call, Refusal, Returned};

/// What changes nothing that could be seen in a definition.
pub(super) fn same(call: &Call<'_>) -> Returned {
    Ok(call.arguments[0].clone())
}

pub(super) fn tostring(call: &Call<'_>) -> Returned {
    if call.arguments[0].is_null() {
        return same(call);
    }
    match call.arguments[0].to_text() {
        Some(text) => Ok(call.with(Body::Text(text))),
        None => Err(call.wrong(0, "text, a number or a boolean")),
    }
}

pub(super) fn tonumber(call: &Call<'_>) -> Returned {
    if call.arguments[0].is_null() { same(call) } else { call.counted(call.number(0)?) }
}

pub(super) fn tobool(call: &Call<'_>) -> Returned {
    let node = &call.arguments[0];
    match boolean(&node.to_value()) {
        Some(value) => Ok(call.value(value)),
        None if node.is_null() => same(call),
        None if node.as_str().is_some_and(|text| text.contains("${")) => Err(Refusal::Unknown),
        None => Err(call.wrong(0, "a boolean")),
    }
}

pub(super) fn tolist(call: &Call<'_>) -> Returned {
    if call.arguments[0].is_null() { same(call) } else { Ok(call.listed(call.list(0)?.into_owned())) }
}
