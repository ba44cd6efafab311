//! The codes of what can keep a file of the project from being written.

use crate::base::diag::Severity::Error;
use crate::base::diag::{Code, Page};

/// A definition that cannot be laid out without changing it.
pub const LAYOUT: Code = Code::new("SFN022");

/// What they mean.
pub const PAGES: &[Page] = &[Page::new(
    LAYOUT,
    "layout",
    Error,
    "`sfn fmt` changes line breaks, blanks and indentation only, and compares the text with what it was. This \
        file it cannot lay out so that every value and comment stays, so it was not touched. Most often that is a \
        `${Name}` between the brackets of YAML, or a key that is written with `?`.",
)];
