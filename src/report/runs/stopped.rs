//! Why a run was given up, for programs: the kind of reason, and the diagnostics that people are shown.

use crate::base::diag::{Diagnostic, Place};
use crate::base::document::Document;
use crate::base::members::{Members, array, text};
use crate::base::value::{Object, Value};
use crate::record::{Run, Stop, StopCause, StopMessage, Unanswered};
use crate::report::findings::diagnostic;

/// Writes `stopped`, `diagnostics` and, for a call without an answer, its arguments and `unanswered`: every
/// state that has none.
pub fn write(stop: &Stop, run: &Run<'_>, members: &mut Members<'_>) {
    members.text("stopped", stop.cause.name());
    members.put("diagnostics", |out| {
        array(out, diagnostics(stop, run.definition), |out, found| {
            out.extend_from_slice(Value::from(found).to_json().as_bytes());
        });
    });
    let StopMessage::Unanswered(call) = &stop.message else { return };
    if let Some(args) = &call.args {
        members.value("args", args);
    }
    if stop.cause != StopCause::Unmocked {
        return;
    }
    members.put("unanswered", |out| {
        let state = call.pointer.last();
        let all = state.iter().map(|name| &**name).chain(call.others.iter().map(String::as_str));
        array(out, all, text);
    });
}

fn diagnostics(stop: &Stop, definition: &Document) -> Vec<Object> {
    match &stop.message {
        StopMessage::Unanswered(call) => vec![diagnostic(definition, &unanswered(call))],
        StopMessage::Found(found) => {
            found.iter().map(|(document, found)| diagnostic(document, found)).collect()
        }
        StopMessage::Plain(message, help) => {
            let help = help.as_deref().map_or(Value::Null, Value::from);
            vec![Object::from_iter([
                ("severity", Value::from("error")),
                ("message", Value::from(message.as_str())),
                ("help", help),
            ])]
        }
    }
}

/// A call without an answer, with all that is known of it.
fn unanswered(call: &Unanswered) -> Diagnostic {
    let place = Place::Key(call.pointer.clone());
    let mut found = Diagnostic::error(call.code, place, call.message.clone());
    for line in &call.facts {
        // A line that continues the one before is indented.
        match found.notes.last_mut().filter(|_| line.starts_with("    ")) {
            Some(last) => {
                last.push('\n');
                last.push_str(line);
            }
            None => found.notes.push(line.clone()),
        }
    }
    found.help(call.help.join("\n"))
}
