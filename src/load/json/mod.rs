//! What to say of a text that is no JSON: where, in which words, and what AWS would say.

mod words;

use std::ops::Range;

use super::codes;
use crate::base::diag::{Diagnostic, Place};
use crate::base::document::{Read, Substitution};
use crate::base::locate::json::{Fault, JsonFault, scan};
use crate::base::pointer::Pointer;
use crate::base::source::Source;
use crate::base::value::{MAX_DEPTH, ReadError};

pub(super) use words::A_VALUE;

/// AWS's code for a text that is no JSON.
const CODE: &str = "INVALID_JSON_DESCRIPTION";

/// The diagnostic for the text that `Value::parse` refused with `error`.
pub(super) fn explain(source: &Source, read: &Read, error: &ReadError) -> Diagnostic {
    let Err(fault) = scan(&read.text) else {
        let place = Place::Text(at_error(source, read, error));
        return Diagnostic::error(codes::JSON, place, "this is not valid JSON").label(error.message.clone());
    };
    let at = read.spans.source(fault.at.clone());
    // What ends too early is the text as a whole.
    let is_cut = matches!(fault.what, JsonFault::End | JsonFault::OpenString);
    let inside = if is_cut { Pointer::root() } else { fault.pointer.clone() };
    let place = Place::Inside(inside, at.clone());
    let diagnostic = if let JsonFault::Duplicate(first) = &fault.what {
        duplicate(source, &read.text[fault.at.clone()], place, read.spans.source(first.clone()))
    } else if fault.what == JsonFault::Deep {
        Diagnostic::error(codes::LARGE, Place::Text(at.clone()), "this is nested too deep")
            .label(format!("level {}", MAX_DEPTH + 1))
    } else {
        syntax(source, read, &fault, place, &at)
    };
    let replaced = read.substitutions.iter().find(|by| by.at.start <= at.start && at.start < by.at.end);
    match replaced {
        Some(by) => blame(diagnostic, by),
        None => diagnostic,
    }
}

/// The same mistake, known to come from what `${Name}` was replaced by.
fn blame(diagnostic: Diagnostic, by: &Substitution) -> Diagnostic {
    let name = &by.name;
    let help = format!("give it a value that fits here: --sub {name}=VALUE");
    Diagnostic {
        aws: None,
        ..diagnostic.note(format!("`${{{name}}}` was replaced by `{}`", by.value)).help(help)
    }
}

/// The place serde names, in the text the user wrote: serde stops in the middle of a number.
fn at_error(source: &Source, read: &Read, error: &ReadError) -> Range<usize> {
    let start: usize = read.text.split_inclusive('\n').take(error.line - 1).map(str::len).sum();
    let line = &read.text[start..];
    let at = start + line.char_indices().nth(error.column - 1).map_or(line.len(), |(at, _)| at);
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let begin = read.text[..at].trim_end_matches(is_part).len();
    let rest = &read.text[at..];
    let end = at + rest.find(|c| !is_part(c)).unwrap_or(rest.len());
    source.location(read.spans.source(begin..end)).bytes
}

/// The diagnostic for the key at `place`, which occurs at `first` already.
pub(super) fn duplicate(source: &Source, key: &str, place: Place, first: Range<usize>) -> Diagnostic {
    let first = source.location(first);
    let key = key.trim_matches('"');
    Diagnostic::error(codes::DUPLICATE, place, format!("duplicate key `{key}`"))
        .label("the second one")
        .note(format!("the first one stands in line {}, column {}", first.line, first.column))
        .help("remove or rename one of the two")
}

fn syntax(source: &Source, read: &Read, fault: &Fault, place: Place, at: &Range<usize>) -> Diagnostic {
    let words = words::words(source, read, fault);
    let mut diagnostic = Diagnostic::error(codes::JSON, place, "this is not valid JSON").label(words.label);
    diagnostic.help = words.help;
    if let (JsonFault::End, Some(open)) = (&fault.what, fault.open) {
        let start = read.spans.source(open..open + 1).start;
        let found = source.location(start..start);
        let bracket = &read.text[open..=open];
        diagnostic = diagnostic
            .note(format!("the `{bracket}` in line {}, column {} is not closed", found.line, found.column));
    }
    let Some(mut message) = words.aws else { return diagnostic };
    if let (JsonFault::End, Some(open)) = (&fault.what, fault.open) {
        let start = read.spans.source(open..open + 1).start;
        message = format!("{message} (start marker at {})", location(source, start));
    }
    let behind = if matches!(fault.what, JsonFault::End | JsonFault::OpenString) {
        source.text.len()
    } else if fault.what == JsonFault::Word {
        at.end
    } else {
        at.start + source.text[at.start..].chars().next().map_or(0, char::len_utf8)
    };
    in_jackson_words(diagnostic, &message, source, behind)
}

/// The diagnostic with what AWS says of a text that is no JSON; `at` is the byte Jackson stopped at.
pub(super) fn in_jackson_words(
    diagnostic: Diagnostic,
    message: &str,
    source: &Source,
    at: usize,
) -> Diagnostic {
    let location = location(source, at);
    diagnostic.aws(CODE, format!("{message}\n at {location}"), location)
}

/// How much of a text Jackson quotes.
const QUOTED: usize = 500;

/// Jackson's way to name a place, which AWS passes on: it quotes how the text begins.
fn location(source: &Source, at: usize) -> String {
    let found = source.location(at..at);
    let (quoted, left) = match source.text.char_indices().nth(QUOTED) {
        Some((end, _)) => (&source.text[..end], source.text[end..].chars().count()),
        None => (&*source.text, 0),
    };
    let truncated = if left > 0 { format!("[truncated {left} chars]") } else { String::new() };
    format!("[Source: (String)\"{quoted}\"{truncated}; line: {}, column: {}]", found.line, found.column)
}

/// The word a text starts with, if Jackson would not know it.
pub(super) fn unknown_word(text: &str) -> Option<&str> {
    let len = text.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$').unwrap_or(text.len());
    let word = &text[..len];
    let known = matches!(word, "" | "true" | "false" | "null") || word.starts_with(char::is_numeric);
    (!known).then_some(word)
}
