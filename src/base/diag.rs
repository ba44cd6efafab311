//! `Diagnostic`: something is wrong with a file the user wrote. All are collected, none is thrown.
//!
//! A diagnostic says where by JSON Pointer; the document it is about turns that into file, line and
//! column (see `base::source`). What a running state machine does wrong is no diagnostic but a failure
//! of the execution.

use std::borrow::Cow;
use std::fmt;
use std::ops::{Deref, Range};

use super::pointer::Pointer;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// AWS would refuse it, or it cannot run.
    Error,
    /// AWS accepts it, yet it is probably not meant.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// The word printed for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// The stable code of a finding, such as `SFN103`. Each is one constant, in the room that raises it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(&'static str);

impl Code {
    /// The code with that text: `SFN` and three digits.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        Self(text)
    }

    /// Its text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl Deref for Code {
    type Target = str;

    fn deref(&self) -> &str {
        self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

/// What a code means that is not a rule's: a page of `sfn explain`, beside the code.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// The code.
    pub code: Code,
    /// A short name in words joined by `-`.
    pub name: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What it means and how to mend it, in one paragraph.
    pub about: &'static str,
    /// Text that is reported.
    pub bad: Option<&'static str>,
    /// The same text, corrected.
    pub good: Option<&'static str>,
}

impl Page {
    /// A page without examples.
    #[must_use]
    pub const fn new(code: Code, name: &'static str, severity: Severity, about: &'static str) -> Self {
        Self { code, name, severity, about, bad: None, good: None }
    }

    /// The same with text that is reported.
    #[must_use]
    pub const fn bad(mut self, bad: &'static str) -> Self {
        self.bad = Some(bad);
        self
    }

    /// The same with text that is not.
    #[must_use]
    pub const fn good(mut self, good: &'static str) -> Self {
        self.good = Some(good);
        self
    }

    /// Whether `asked` is its code, in any case of letters, or its name.
    #[must_use]
    pub fn is(&self, asked: &str) -> bool {
        self.code.eq_ignore_ascii_case(asked) || self.name == asked
    }
}

/// Where in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The value a JSON Pointer names.
    Value(Pointer),
    /// The key a JSON Pointer ends in.
    Key(Pointer),
    /// A part of the string a JSON Pointer names: bytes of the decoded text.
    Within(Pointer, Range<usize>),
    /// Bytes of the source text itself, for text that is no document yet.
    Text(Range<usize>),
    /// The same, inside of what a JSON Pointer would name if the text were a document.
    Inside(Pointer, Range<usize>),
}

impl Place {
    /// The JSON Pointer, `""` for the whole document and for text that has none.
    #[must_use]
    pub fn pointer(&self) -> &str {
        match self {
            Self::Value(pointer)
            | Self::Key(pointer)
            | Self::Within(pointer, _)
            | Self::Inside(pointer, _) => pointer,
            Self::Text(_) => "",
        }
    }
}

/// What AWS itself reports for the same mistake.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AwsDiagnostic {
    /// For instance `SCHEMA_VALIDATION_FAILED`.
    pub code: String,
    /// AWS's text, without code and location.
    pub message: String,
    /// AWS's location, a pointer like `/States/Hello/Next`.
    pub location: String,
}

/// A change that certainly corrects it: within `place`, `old` becomes `new`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The place in the document.
    pub place: Place,
    /// What the text reads now, perhaps in quotes; the fix is dropped if it reads otherwise.
    pub old: String,
    /// What it is to read.
    pub new: String,
}

/// One finding about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its code.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// One line, at most 100 characters, lower case, no final stop: what is wrong.
    pub message: String,
    /// The place in the document.
    pub place: Place,
    /// Words at the caret; may be empty.
    pub label: String,
    /// Another place that belongs to it, with words: where a bracket was opened that is not closed.
    pub aside: Option<(Place, String)>,
    /// Facts that help to understand.
    pub notes: Vec<String>,
    /// One concrete action that corrects it.
    pub help: Option<String>,
    /// AWS's own words.
    pub aws: Option<AwsDiagnostic>,
    /// How to mend it without asking.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// An error at `place`.
    #[must_use]
    pub fn error(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            place,
            label: String::new(),
            aside: None,
            notes: Vec::new(),
            help: None,
            aws: None,
            fix: None,
        }
    }

    /// The message with the reason, for formats that show no caret: the words at the caret belong to it, unless
    /// the message has them already.
    #[must_use]
    pub fn sentence(&self) -> Cow<'_, str> {
        // That something is not there is what such a message says, too.
        let is_echo = self.label.starts_with("no such ") || self.message.contains(&self.label);
        if is_echo {
            return Cow::Borrowed(&self.message);
        }
        // A second colon would leave open what belongs to what.
        let joint = if self.message.contains(": ") { "," } else { ":" };
        Cow::Owned(format!("{}{joint} {}", self.message, self.label))
    }

    /// The same with `severity`.
    #[must_use]
    pub const fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// The same with words at the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// The same with another place that belongs to it.
    #[must_use]
    pub fn aside(mut self, place: Place, label: impl Into<String>) -> Self {
        self.aside = Some((place, label.into()));
        self
    }

    /// The same with one more fact.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// The same with advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same with AWS's words.
    #[must_use]
    pub fn aws(
        mut self,
        code: impl Into<String>,
        message: impl Into<String>,
        location: impl Into<String>,
    ) -> Self {
        self.aws =
            Some(AwsDiagnostic { code: code.into(), message: message.into(), location: location.into() });
        self
    }

    /// The same with a change that certainly corrects it.
    #[must_use]
    pub fn fix(mut self, place: Place, old: impl Into<String>, new: impl Into<String>) -> Self {
        self.fix = Some(Fix { place, old: old.into(), new: new.into() });
        self
    }
}
