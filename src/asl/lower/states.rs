//! What an expression may read of `$states`, by its place: AWS refuses a field where there is none.

use crate::asl::codes;
use crate::asl::fields::ObjectKind;
use crate::base::diag::{Diagnostic, Place};
use crate::base::pointer::{self, Pointer};
use crate::base::value::Value;
use crate::expr::jsonata::{Expression, Read};
use crate::expr::template::Template;

/// What is wrong with the members of `$states` that the template in the field `name` reads; `written` is the
/// field's value, `at` its place, and `context` ends a message.
pub(super) fn refusals(
    kind: ObjectKind,
    name: &str,
    template: &Template,
    written: &Value,
    at: &Pointer,
    context: &str,
) -> Vec<Diagnostic> {
    let sees = Sees::at(kind, name);
    let mut refusals = Vec::new();
    each(template, &Pointer::root(), &mut |below, expression| {
        for read in expression.analysis().states.iter().filter(|read| !sees.has(&read.name)) {
            let text = written.pointer(below).and_then(Value::as_str).unwrap_or_default();
            let message = format!("`$states.{}` is not available in `{name}`{context}", read.name);
            refusals.push(refuse(at.join(below), text, read, sees, message));
        }
    });
    refusals
}

/// The fields of `$states` that are not always there.
#[derive(Clone, Copy)]
struct Sees {
    result: bool,
    error_output: bool,
}

impl Sees {
    fn at(kind: ObjectKind, name: &str) -> Self {
        let late = matches!(name, "Output" | "Assign");
        Self {
            // What a state without a type has is not known; that it has none is said elsewhere.
            result: late
                && matches!(
                    kind,
                    ObjectKind::Task | ObjectKind::Parallel | ObjectKind::Map | ObjectKind::Untyped
                ),
            error_output: late && kind == ObjectKind::Catcher,
        }
    }

    fn has(self, field: &str) -> bool {
        match field {
            "input" | "context" => true,
            "result" => self.result,
            "errorOutput" => self.error_output,
            _ => false,
        }
    }
}

/// `text` is what is written at `pointer`.
fn refuse(pointer: Pointer, text: &str, read: &Read, sees: Sees, message: String) -> Diagnostic {
    let inner = text.strip_prefix("{%").unwrap_or_default();
    let offset = 2 + (inner.len() - inner.trim_start().len());
    let place = Place::Within(pointer, offset + read.span.start..offset + read.span.end);
    let label = match &*read.name {
        "result" => "only in `Output` and `Assign` of a Task, Parallel or Map",
        "errorOutput" => "only in `Output` and `Assign` of a catcher",
        _ => "no such field",
    };
    let also = match (sees.result, sees.error_output) {
        (true, _) => ", `$states.result`",
        (_, true) => ", `$states.errorOutput`",
        (false, false) => "",
    };
    let location = pointer::aws(place.pointer());
    let words = format!("Field '$states.{}' does not exist.", read.name);
    Diagnostic::error(codes::STATES_FIELD, place, message)
        .aws("UNSUPPORTED_JSONATA_EXPRESSION", words, location)
        .label(label)
        .help(format!("here there are `$states.input`, `$states.context`{also}"))
}

fn each(template: &Template, pointer: &Pointer, visit: &mut dyn FnMut(&str, &Expression)) {
    match template {
        Template::Jsonata(expression) => visit(pointer, expression),
        Template::Object(members) => {
            for member in members {
                each(&member.value, &pointer.key(&member.written), visit);
            }
        }
        Template::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                each(item, &pointer.index(at), visit);
            }
        }
        Template::Fixed(_) | Template::Path(_) | Template::Call(_) => {}
    }
}
