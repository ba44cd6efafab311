//! Lowering: a definition's JSON to a [`StateMachine`], or diagnostics that say why not.
//!
//! Reported here is what parsing and resolving find out; the rest is the business of rules. Only
//! `validate` calls this, and drops the machine if a rule reports an error.

mod choice;
mod collect;
mod distributed;
mod fields;
mod handlers;
mod state;
mod states;

use std::cell::RefCell;

use crate::base::diag::Diagnostic;
use crate::base::value::Object;

use super::fields::{LONGEST, Owner};
use super::machine::{StateMachine, Workflow};
use super::parts;
use collect::Outline;
use fields::Fields;

/// Compiles a definition; the diagnostics say what only compiling finds out. Without a machine and
/// without diagnostics a field is missing or has the wrong type, which rules report.
pub(crate) fn lower(members: &Object, workflow: Workflow) -> (Option<StateMachine>, Vec<Diagnostic>) {
    let sink = RefCell::new(Vec::new());
    let machine = compile(members, workflow, &sink);
    let diagnostics = sink.into_inner();
    (machine.filter(|_| diagnostics.is_empty()), diagnostics)
}

fn compile(members: &Object, workflow: Workflow, sink: &RefCell<Vec<Diagnostic>>) -> Option<StateMachine> {
    let top = Fields::new(Owner::Machine, members, "", None, sink);
    let language = parts::machine_language(members);
    let outline = Outline::collect(members, sink);
    let states: Vec<_> =
        outline.found.iter().map(|found| state::lower(found, &outline, language, sink)).collect();
    let flows = outline.flows().collect::<Option<Vec<_>>>();
    Some(StateMachine {
        workflow,
        comment: top.text("Comment").map(Into::into),
        language,
        timeout_seconds: top.whole("TimeoutSeconds", 1, LONGEST),
        states: states.into_iter().collect::<Option<_>>()?,
        flows: flows?,
    })
}

/// A JSON Pointer as AWS prints it: `/States/A/Choices[0]/Next`.
pub(crate) fn aws_location(pointer: &str) -> String {
    let mut location = String::new();
    for token in pointer.split('/').skip(1) {
        let indexed = !token.is_empty() && token.bytes().all(|b| b.is_ascii_digit());
        // States may have numbers for names: only what follows a list of rules is an index.
        if indexed
            && ["Choices", "Retry", "Catch", "And", "Or", "Branches", "ErrorEquals"]
                .iter()
                .any(|list| location.ends_with(list))
        {
            location.push_str(&format!("[{token}]"));
        } else {
            location.push('/');
            location.push_str(&token.replace("~1", "/").replace("~0", "~"));
        }
    }
    if location.is_empty() { "/".to_owned() } else { location }
}
