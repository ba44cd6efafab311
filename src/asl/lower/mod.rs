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
use crate::base::pointer::Pointer;
use crate::base::value::Object;

use super::fields::{ObjectKind, field};
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
    let root = Pointer::root();
    let top = Fields::new(ObjectKind::Machine, members, &root, None, sink);
    let language = parts::machine_language(members);
    let outline = Outline::collect(members, sink);
    let states: Vec<_> =
        outline.found.iter().map(|found| state::lower(found, &outline, language, sink)).collect();
    let flows = outline.flows().collect::<Option<Vec<_>>>();
    Some(StateMachine {
        workflow,
        comment: top.text(field!("Comment")).map(Into::into),
        language,
        timeout_seconds: top.whole(field!("TimeoutSeconds")),
        states: states.into_iter().collect::<Option<_>>()?,
        flows: flows?,
    })
}
