//! Lowering: a definition's JSON to a [`StateMachine`], or diagnostics that say why not.
//!
//! Refused here is whatever the engine could not run; taste and likely mistakes are the business of
//! rules. Only `validate` calls this.

mod choice;
mod collect;
mod fields;
mod handlers;
mod state;

use std::cell::RefCell;

use crate::base::diag::{Diagnostic, Place};
use crate::base::value::{Object, Value};

use super::machine::{FlowId, QueryLanguage, StateMachine, Workflow};
use collect::Outline;
use fields::Fields;

/// Compiles `definition`, or says everything that is wrong with it.
pub(crate) fn lower(definition: &Value, workflow: Workflow) -> Result<StateMachine, Vec<Diagnostic>> {
    let Value::Object(members) = definition else {
        let found = definition.type_name();
        return Err(vec![
            Diagnostic::error(
                "SFN100",
                Place::Value(String::new()),
                format!("a definition is a JSON object, this is {found}"),
            )
            .aws("SCHEMA_VALIDATION_FAILED", "Definition must be a valid JSON object", ""),
        ]);
    };
    let sink = RefCell::new(Vec::new());
    let machine = compile(members, workflow, &sink);
    let diagnostics = sink.into_inner();
    match machine {
        Some(machine) if diagnostics.is_empty() => Ok(machine),
        Some(_) | None => Err(diagnostics),
    }
}

fn compile(members: &Object, workflow: Workflow, sink: &RefCell<Vec<Diagnostic>>) -> Option<StateMachine> {
    let top = Fields::new(members, "", None, sink);
    let language = top.language().unwrap_or(QueryLanguage::JsonPath);
    let version = top.text("Version");
    if let Some(version) = version.filter(|version| *version != "1.0") {
        top.report("SFN107", "Version", &format!("`Version` can only be \"1.0\", not \"{version}\""), "");
    }
    let timeout_seconds = top.whole("TimeoutSeconds", 1, 99_999_999);
    let outline = Outline::collect(members, sink);
    let states = outline
        .found
        .iter()
        .map(|found| state::lower(found, &outline, language, workflow, sink))
        .collect::<Option<Vec<_>>>();
    let flows = outline.flows().collect::<Option<Vec<_>>>();
    debug_assert!(FlowId(0).0 == 0, "the machine's own scope is collected first");
    Some(StateMachine {
        workflow,
        comment: top.text("Comment").map(Into::into),
        language,
        timeout_seconds,
        states: states?,
        flows: flows?,
    })
}

/// A JSON Pointer as AWS prints it: `/States/A/Choices[0]/Next`.
pub(super) fn aws_location(pointer: &str) -> String {
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
