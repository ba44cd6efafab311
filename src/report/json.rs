//! Diagnostics for programs: `sfn validate --format json`.

use crate::base::diag::Diagnostic;
use crate::base::document::Document;
use crate::base::value::{Object, Value};

/// The list under `diagnostics`: lines and columns count from 1 in the file the user wrote.
#[must_use]
pub fn diagnostics(found: &[(Document, Diagnostic)]) -> Value {
    found.iter().map(|(document, diagnostic)| one(document, diagnostic)).collect::<Vec<_>>().into()
}

fn one(document: &Document, diagnostic: &Diagnostic) -> Value {
    let location = document.locate(&diagnostic.place);
    let aws = diagnostic.aws.as_ref().map_or(Value::Null, |aws| {
        object([
            ("code", aws.code.as_str().into()),
            ("message", aws.message.as_str().into()),
            ("location", aws.location.as_str().into()),
        ])
    });
    object([
        ("code", diagnostic.code.into()),
        ("severity", diagnostic.severity.name().into()),
        ("message", diagnostic.message.as_str().into()),
        ("file", document.source().name.clone().into()),
        ("line", location.line.into()),
        ("column", location.column.into()),
        ("end_line", location.end_line.into()),
        ("end_column", location.end_column.into()),
        ("pointer", diagnostic.place.pointer().into()),
        ("help", diagnostic.help.as_deref().map_or(Value::Null, Value::from)),
        ("aws", aws),
    ])
}

fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::from(members.into_iter().collect::<Object>())
}
