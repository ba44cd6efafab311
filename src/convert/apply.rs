//! The changes of all states made in one text. Each state is changed in a text of its own, which has nothing but it:
//! every change reads the text that it is made in, so that in the whole one they would cost the square of its length.

use std::ops::Range;

use crate::base::document::Document;
use crate::base::pointer::Pointer;
use crate::base::source::Format;
use crate::base::surgery::Surgery;

use super::edit::{self, Edit};

/// The changes of one state.
pub struct Change<'c> {
    /// Where it is.
    pub state: &'c Pointer,
    /// What changes in it.
    pub edits: &'c [Edit],
}

/// The text of `document` with the changes. An error says why it cannot be edited.
pub fn apply(document: &Document, changes: &[Change<'_>]) -> Result<String, String> {
    let mut text = document.source().text.to_string();
    let mut placed: Vec<(Range<usize>, &Change<'_>)> =
        changes.iter().map(|change| (document.tree().find(change.state.as_str()).value, change)).collect();
    // From the end to the beginning, and what is inside before what is around it: so no start ever moves.
    placed.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    let mut grown: Vec<(usize, isize)> = Vec::new();
    for (span, change) in placed.iter().filter(|(_, change)| !change.edits.is_empty()) {
        let inside = grown.iter().rev().take_while(|(start, _)| *start < span.end);
        let end = span.end.saturating_add_signed(inside.map(|(_, by)| by).sum());
        let before = text.len();
        match alone(&text, span.start..end, document.format(), change) {
            Some(changed) => text.replace_range(span.start..end, &changed),
            None => {
                let mut surgery = Surgery::new(text, document.format());
                edit::apply(&mut surgery, change.edits)?;
                text = surgery.finish();
            }
        }
        grown.push((span.start, text.len().cast_signed() - before.cast_signed()));
    }
    Ok(text)
}

/// What stands at `span` after the change; none if it cannot be read alone, as YAML whose anchors are elsewhere.
fn alone(text: &str, span: Range<usize>, format: Format, change: &Change<'_>) -> Option<String> {
    let is_block = format == Format::Yaml && !text.get(span.clone())?.starts_with('{');
    let rest = if is_block { text[span.end..].find('\n').map_or(0, |end| end + 1) } else { 0 };
    let state = &text[span.start..span.end + rest];
    let line = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let blank = |c: char| c == ' ';
    // What is new is moved in as the line is; a block of YAML goes on in the column where it begins.
    let indent = match is_block {
        true => text[line..span.start].chars().count(),
        false => text[line..].len() - text[line..].trim_start_matches(blank).len(),
    };
    let lead = " ".repeat(indent);
    let edits: Option<Vec<Edit>> =
        change.edits.iter().map(|edit| edit.within(change.state.as_str())).collect();
    let mut surgery = Surgery::new(format!("{lead}{state}"), format);
    edit::apply(&mut surgery, &edits?).ok()?;
    let changed = surgery.finish();
    let end = &text[span.end..span.end + rest];
    changed.strip_prefix(&lead)?.strip_suffix(end).map(str::to_owned)
}
