//! JSONata expressions that failed, gave nothing, or gave what the field cannot use.

use std::ops::Range;

use crate::base::diag::{Diagnostic, Place};
use crate::base::near::near;
use crate::base::value::{Object, Value};
use crate::engine::failure::Why;
use crate::expr::advice;
use crate::expr::jsonata::{Error, Expression, Kind};
use crate::report::ink::shorten::{named, shorten};

use super::case::Case;
use super::codes;
use super::route::{Key, Route};

const ROOM: usize = 40;
/// Columns of a value in a note.
const WIDE: usize = 70;

/// An expression that could not be evaluated: the caret is under the operand in question.
pub fn failed(case: &Case<'_>, why: &Why, expression: &Expression, error: &Error) -> Diagnostic {
    let place = within(case, why, expression.text(), error.span.clone());
    let mut found = advice::diagnostic(codes::JSONATA, place, expression.text(), expression.level(), error);
    found.message = case.headline(&found.message);
    if error.kind == Kind::UnsupportedResult {
        found = found.label("a function is no data");
    }
    let operand = expression.text().get(error.span.clone()).unwrap_or_default();
    match advice::operand(error, |value| named(operand, value, ROOM, case.marks)) {
        Some(label) => found.label(label),
        None => found,
    }
}

/// An expression that gave nothing where a value is needed.
pub fn undefined(case: &Case<'_>, why: &Why, expression: &Expression) -> Diagnostic {
    let text = expression.text();
    let headline = case.headline(&format!("an expression in {} gives nothing", case.state.name));
    let found = Diagnostic::error(codes::UNDEFINED, within(case, why, text, 0..text.len()), headline);
    if let Some(found) = absent(case, why, text, &found) {
        return found;
    }
    let assigned = case.trail.assigned(case.branch, case.branches);
    let mut misspelled = advice::misspelled_states(expression);
    if let Some(read) = misspelled.find(|read| !assigned.contains(&*read.name)) {
        let mut found = found.label(format!("the variable `${}` has no value here", read.name));
        found.place = within(case, why, text, read.span.clone());
        return found.help("did you mean `$states`?");
    }
    let unset = expression.analysis().variables.first();
    if let Some(read) = unset.filter(|read| read.span == (0..text.len())) {
        return found.label(format!("the variable `${}` has no value here", read.name));
    }
    let found = match case.trail.input(case.branch) {
        Some(input) => found.note(format!("$states.input is {}", shorten(input, WIDE, case.marks))),
        None => found,
    };
    found.label("nothing (undefined)").help("check the names in it, or give a default: a ? a : 0")
}

/// The same for a plain path into the state's input: which of its names is not there.
fn absent(case: &Case<'_>, why: &Why, text: &str, found: &Diagnostic) -> Option<Diagnostic> {
    let route = Route::parse(text).filter(|_| text.starts_with("$states.input."))?;
    let states = Value::from(Object::from_iter([("input", case.trail.input(case.branch)?.clone())]));
    let depth = (1..=route.len()).find(|depth| route.find(&states, *depth).is_none())?;
    let (above, here) = (route.prefix(depth - 1), route.prefix(depth));
    let holder = route.find(&states, depth - 1)?;
    let key = route.key(depth - 1)?;
    // JSONata looks into every item of an array, and takes a lone value for an array.
    let plain = match key {
        Key::Name(_) => holder.as_object().is_some(),
        Key::Index(_) => holder.as_array().is_some(),
    };
    if !plain {
        return None;
    }
    let mut found = found.clone().label("this is not there");
    found.place = within(case, why, text, above.len()..here.len());
    found = found.note(format!("{above} is {}", named(above, holder, WIDE, case.marks)));
    let Key::Name(name) = key else { return Some(found) };
    Some(
        match near(name, holder.as_object().into_iter().flat_map(|members| members.keys()).map(|key| &**key))
        {
            Some(near) => found.help(format!("did you mean `{above}.{near}`?")),
            None => found,
        },
    )
}

/// An expression whose value the field cannot use.
pub fn unusable(case: &Case<'_>, why: &Why, value: &Value) -> Diagnostic {
    let field = why.pointer.strip(&case.state.pointer).unwrap_or_default();
    let what = match field.last() {
        Some(name) => format!("`{name}`"),
        None => "the input".to_owned(),
    };
    let headline = case.headline(&format!("{what} of {} is not what it can use", case.state.name));
    let written = case.run.definition.value().pointer(&why.pointer).and_then(Value::as_str);
    let place = match written.and_then(|text| text.strip_prefix("{%")?.strip_suffix("%}")) {
        Some(inner) => within(case, why, inner.trim(), 0..inner.trim().len()),
        None if field.is_empty() => Place::Key(why.pointer.clone()),
        None => Place::Value(why.pointer.clone()),
    };
    let found = Diagnostic::error(codes::JSONATA, place, headline);
    found.label(format!(
        "= {} ({})",
        named(written.unwrap_or_default(), value, ROOM, case.marks),
        value.type_name()
    ))
}

/// Bytes of the expression inside the string of the definition that holds it.
fn within(case: &Case<'_>, why: &Why, text: &str, span: Range<usize>) -> Place {
    let written = case.run.definition.value().pointer(&why.pointer);
    let offset = written.and_then(|value| value.as_str()?.find(text)).unwrap_or(0);
    Place::Within(why.pointer.clone(), offset + span.start..offset + span.end)
}
