//! A definition as the page shows it: two pictures, what is wrong with it, where each state is in the text.

use crate::base::diag::{Diagnostic, Place};
use crate::base::document::Document;
use crate::base::members::{Members, array, object};
use crate::base::source::Format;
use crate::base::value::Value;
use crate::project::definitions::{CheckedMachine, Definition};
use crate::report::findings::diagnostic;
use crate::report::graph::model::{Graph, Node, Region};
use crate::report::graph::page_layouts;

/// The most findings that are shown.
const MOST: usize = 500;

/// Writes what is known of the machine.
pub fn describe(m: &mut Members<'_>, machine: &CheckedMachine) {
    match &machine.definition {
        Ok(definition) => whole(m, definition),
        Err(found) => {
            m.plain("parses", false);
            problems(m, found);
        }
    }
}

fn whole(m: &mut Members<'_>, definition: &Definition) {
    let document = &definition.loaded.document;
    let graph = Graph::of(document.value(), &definition.loaded.name, None);
    m.plain("parses", true).plain("states", graph.states).plain("own", document.is_own());
    m.text(
        "format",
        match document.format() {
            Format::Json => "json",
            Format::Yaml => "yaml",
        },
    );
    m.text("language", document.value().get("QueryLanguage").and_then(Value::as_str).unwrap_or("JSONPath"));
    // What cannot be laid out in bounded memory is shown as text only.
    if let Some([wide, narrow]) = page_layouts(&graph) {
        m.put("graph", |out| out.extend(wide)).put("narrow", |out| out.extend(narrow));
    }
    m.object("places", |m| places(document, &graph.root, m));
    m.value("definition", document.value());
    problems(m, &definition.findings());
}

/// The first and last line of each state.
fn places(document: &Document, region: &Region, m: &mut Members<'_>) {
    for node in &region.nodes {
        let at = document.locate(&Place::Value(node.pointer.clone()));
        let key = document.locate(&Place::Key(node.pointer.clone()));
        m.put(node.pointer.as_str(), |out| out.extend(format!("[{},{}]", key.line, at.end_line).bytes()));
        inner(node).for_each(|region| places(document, region, m));
    }
}

fn inner(node: &Node) -> impl Iterator<Item = &Region> {
    node.inner.iter()
}

fn problems(m: &mut Members<'_>, found: &[(Document, Diagnostic)]) {
    m.plain("problem_count", found.len());
    m.put("problems", |out| {
        array(out, found.iter().take(MOST), |out, (document, found)| {
            let mut one = diagnostic(document, found);
            one.insert("fixable", Value::from(found.fix.is_some()));
            out.extend(Value::from(one).to_json().bytes());
        });
    });
}

/// The document that [`describe`] writes.
pub fn described(machine: &CheckedMachine) -> Vec<u8> {
    let mut out = Vec::new();
    object(&mut out, |m| describe(m, machine));
    out
}
