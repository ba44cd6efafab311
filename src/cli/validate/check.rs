//! Checking one target: its machines, what was found about each, and fixing it.

use std::collections::BTreeSet;

use crate::asl::machine::Workflow;
use crate::base::diag::Diagnostic;
use crate::base::document::Document;
use crate::load;
use crate::project::definitions::Entry;
use crate::project::targets::Target;
use crate::validate::fix;

use super::super::error::Error;
use super::placeholders;

/// How to check.
pub struct How<'h> {
    /// What the definitions are read with.
    pub options: &'h load::Options,
    /// The type to check as.
    pub workflow: Option<Workflow>,
    /// What standard input is called.
    pub stdin: &'h str,
    /// Whether a name without a value is an error.
    pub is_strict: bool,
}

/// The machines of `target`, checked.
pub fn check(target: &Target, how: &How<'_>) -> Result<Vec<Entry>, Error> {
    let mut entries = target.read(how.stdin, how.options, how.workflow)?;
    let mut said: Vec<(Document, Diagnostic)> = Vec::new();
    for definition in entries.iter_mut().filter_map(|entry| entry.definition.as_mut().ok()) {
        if how.is_strict {
            placeholders::refuse(definition);
        } else {
            placeholders::pardon(definition);
        }
        // What a template has to say of itself is said with the first of its machines.
        let around = &mut definition.loaded.around;
        around.retain(|(document, found)| {
            !said.iter().any(|(file, said)| is_same(file, document) && said == found)
        });
        said.extend(around.iter().cloned());
    }
    Ok(entries)
}

fn is_same(one: &Document, other: &Document) -> bool {
    one.source().name == other.source().name
}

/// Fixes the definitions of `target` in their files; returns the number of problems fixed.
pub fn fix(target: &Target, how: &How<'_>) -> Result<usize, Error> {
    if target.file() == "-" {
        return Ok(0);
    }
    // What cannot be read is reported when it is checked.
    let entries = target.read(how.stdin, how.options, how.workflow).unwrap_or_default();
    let (mut fixed, mut done) = (0, BTreeSet::new());
    for definition in entries.iter().filter_map(|entry| entry.definition.as_ref().ok()) {
        let document = &definition.loaded.document;
        // A definition taken out of a template is another text than the file it is in.
        if document.is_own() && done.insert(document.source().name.clone()) {
            fixed += fix_file(document, &definition.checked.diagnostics)?;
        }
    }
    Ok(fixed)
}

/// Writes the fixed text of `document` to its file; returns the number of problems fixed.
fn fix_file(document: &Document, found: &[Diagnostic]) -> Result<usize, Error> {
    let path = &*document.source().name;
    let (text, count) = fix::apply(document, found.iter());
    if count > 0 {
        let failed = |error| Error::load(format!("cannot fix {path}: {error}"), None);
        // A byte order mark is not a part of the text, but of the file.
        let mark = std::fs::read(path).map_err(failed)?.starts_with("\u{feff}".as_bytes());
        let text = if mark { format!("\u{feff}{text}") } else { text };
        std::fs::write(path, text).map_err(failed)?;
    }
    Ok(count)
}
