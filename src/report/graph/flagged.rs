//! Findings, painted: which states of a definition something was found in.

use crate::base::diag::{Diagnostic, Severity};
use crate::base::pointer::Pointer;

use super::model::Graph;
use super::paint::{Mark, Paint, StatePaint};

/// What `found` says of the states of `graph`. A finding is that of the innermost state it is in.
#[must_use]
pub fn flagged<'f>(graph: &Graph, found: impl Iterator<Item = &'f Diagnostic>) -> Paint {
    let nodes = graph.nodes();
    let mut paint = Paint::default();
    for finding in found {
        let pointer = Pointer::from(finding.place.pointer());
        let mark = match finding.severity {
            Severity::Error => Mark::Bad,
            Severity::Warning => Mark::Changed,
            Severity::Note => continue,
        };
        let around = nodes.iter().filter(|node| pointer.strip(node.pointer.as_str()).is_some());
        let Some(node) = around.max_by_key(|node| node.pointer.as_str().len()) else { continue };
        let known = paint.states.entry(node.pointer.to_string()).or_insert_with(|| StatePaint::of(mark));
        known.mark = known.mark.min(mark);
        known.lines.push(format!("{} {}", finding.code, finding.sentence()));
        known.note =
            known.lines.iter().filter_map(|line| line.split(' ').next()).collect::<Vec<_>>().join(" ");
    }
    paint
}
