//! A policy document as IAM takes it.

use std::io::{self, Write};

use crate::base::value::{Object, Value};
use crate::policy::Statement;

use super::Policy;

/// Writes it; if nothing is needed a null, for a document without statements is none.
pub(super) fn write(out: &mut dyn Write, policy: Policy<'_>) -> io::Result<()> {
    let value = if policy.statements.is_empty() {
        Value::Null
    } else {
        let statements: Vec<Value> = policy.statements.iter().map(Statement::value).collect();
        Object::from_iter([("Version", Value::from("2012-10-17")), ("Statement", statements.into())]).into()
    };
    writeln!(out, "{}", value.to_json_pretty())
}
