//! JSONata expressions that failed, or gave nothing.

use crate::base::diag::{Diagnostic, Place};
use crate::engine::failure::Why;
use crate::expr::jsonata::{Error, Expression};
use crate::report::shorten::shorten;

use super::Case;

const ROOM: usize = 40;

/// An expression that could not be evaluated: the caret stands under the operand in question.
pub fn failed(case: &Case<'_>, why: &Why, expression: &Expression, error: &Error) -> Diagnostic {
    let headline = format!("JSONata in {}: {}", case.state.name, error.message);
    let mut found =
        case.error("SFN511", &why.pointer, &headline).note(format!("{}: {}", error.code, error.message));
    found.place = within(case, why, expression, error.span.clone());
    if let Some(value) = &error.value {
        let shown = shorten(value, ROOM, case.marks);
        found = found.label(format!("= {shown} ({})", value.type_name()));
    }
    found
}

/// An expression that gave nothing where a value is needed.
pub fn undefined(case: &Case<'_>, why: &Why, expression: &Expression) -> Diagnostic {
    let headline = format!("an expression in {} gives nothing", case.state.name);
    let mut found = case.error("SFN512", &why.pointer, &headline);
    found.place = within(case, why, expression, 0..expression.text().len());
    found.label("nothing (undefined)").help("check the names in it, or give a default: a ? a : 0")
}

/// The bytes of the expression inside the string of the definition that holds it.
fn within(case: &Case<'_>, why: &Why, expression: &Expression, span: std::ops::Range<usize>) -> Place {
    let written = case.run.definition.value().pointer(&why.pointer);
    let offset = written.and_then(|value| value.as_str()?.find(expression.text())).unwrap_or(0);
    Place::Within(why.pointer.clone(), offset + span.start..offset + span.end)
}
