//! The layout of a text: line breaks, blanks and indentation, and nothing else. What is written in it, values,
//! comments and their order, stays byte for byte.
//!
//! A text is laid out by its own rules and then compared with itself as it was: where one sign would be lost, the
//! text is refused and stays as it is.

mod json;
mod tokens;
mod yaml;

use std::ops::Range;

use super::source::Format;

/// How many columns a line may take before an object or array is broken into lines.
pub const WIDTH: usize = 100;

/// The blanks of one level.
const INDENT: usize = 2;

/// Why a text cannot be laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The bytes it is about.
    pub at: Range<usize>,
    /// What is written there that the layout cannot keep, in words that follow "cannot format this:".
    pub why: String,
}

impl Refused {
    fn new(at: Range<usize>, why: impl Into<String>) -> Self {
        Self { at, why: why.into() }
    }
}

/// `text`, which is valid `format`, laid out anew: two blanks a level, one line break at the end. Line breaks are
/// those of its first line.
///
/// JSON (comments and the other liberties of JSON5 included): an object stays on one line if it was written on one
/// and fits into [`WIDTH`] columns, an array if it fits and is no list of several objects; the whole, its `States`
/// and each state always take lines of their own. One empty line between two members stays.
///
/// YAML: only indentation, blanks around `:` and behind `-`, blanks at the ends of lines and empty lines change.
pub fn lay_out(text: &str, format: Format) -> Result<String, Refused> {
    let has_returns = text.split_once('\n').is_some_and(|(first, _)| first.ends_with('\r'));
    let plain = if text.contains('\r') { text.replace("\r\n", "\n") } else { text.to_owned() };
    let done = match format {
        Format::Json => json::lay_out(&plain)?,
        Format::Yaml => yaml::lay_out(&plain)?,
    };
    Ok(if has_returns { done.replace('\n', "\r\n") } else { done })
}

/// The comments of `text`, which is valid `format`, each as it is written; none if its words cannot be told apart.
#[must_use]
pub fn comments(text: &str, format: Format) -> Option<Vec<Range<usize>>> {
    let found: Vec<&str> = match format {
        Format::Json => {
            let tokens = tokens::tokens(text).ok()?;
            tokens.iter().filter(|token| token.is_comment()).map(|token| token.text).collect()
        }
        Format::Yaml => yaml::all_comments(text)?,
    };
    let start = text.as_ptr().addr();
    let place = |comment: &str| {
        let at = comment.as_ptr().addr() - start;
        at..at + comment.len()
    };
    Some(found.into_iter().map(place).collect())
}
