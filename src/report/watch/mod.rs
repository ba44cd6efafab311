//! What a watch shows: one page that is drawn anew after every change. Data in, bytes out; what it means that a key
//! was pressed is not known here.

mod failures;
mod page;

use crate::base::diag::Severity;
use crate::report::coverage::Coverage;
use crate::report::findings::Findings;
use crate::report::tests::CaseResult;

pub use failures::failed;
pub use page::{help, write};

/// Everything that is shown.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The command: `sfn watch`.
    pub title: String,
    /// Files that are watched, the most important first.
    pub files: Vec<String>,
    /// How many more there are.
    pub more: usize,
    /// The time of the day.
    pub time: String,
    /// What is worth knowing about the watch itself.
    pub notes: Vec<String>,
    /// Why nothing new can be shown: lines that stand above the last results. Empty if all is well.
    pub broken: Vec<String>,
    /// What checking found, if definitions are checked.
    pub checks: Option<Checks>,
    /// What came of tests, if they are run.
    pub tests: Option<Tests>,
    /// What a run printed, if there is one: its trace and its output.
    pub run: Option<String>,
    /// How long the last job took, in milliseconds; none before the first.
    pub took_ms: Option<u64>,
    /// The failure that keys are about, counted from 0 among those that are shown.
    pub selected: usize,
    /// What else holds of the next job: `name: declined`, `real clock`.
    pub choice: Vec<String>,
    /// The last line: the keys that there are, each with a word. Empty without a terminal.
    pub keys: Vec<(String, String)>,
}

/// What checking definitions found.
#[derive(Clone, Debug, Default)]
pub struct Checks {
    /// How many machines were checked.
    pub machines: usize,
    /// How many errors there are.
    pub errors: usize,
    /// How many warnings.
    pub warnings: usize,
    /// The codes of both, each once.
    pub codes: Vec<String>,
    /// What is said of the findings that are worth a look, as it was printed for this terminal.
    pub details: String,
    /// The files of the machines, as they are shown.
    pub files: Vec<String>,
    /// Whether a definition cannot be read at all.
    pub is_unread: bool,
}

impl Checks {
    /// What was `found`, with what is shown of it. Some definitions are missing there if they `cannot_be_read`.
    #[must_use]
    pub fn of(findings: Findings<'_>, cannot_be_read: bool, details: String) -> Self {
        let mut codes: Vec<String> = Vec::new();
        for (_, found) in findings.found {
            let code = found.code.as_str();
            let is_worth = [Severity::Error, Severity::Warning].contains(&found.severity);
            if is_worth && !codes.iter().any(|known| known == code) {
                codes.push(code.to_owned());
            }
        }
        let mut files: Vec<String> = findings.machines.iter().map(|machine| machine.file.clone()).collect();
        files.dedup();
        let is_unread = findings.machines.iter().any(|machine| !machine.is_read && !machine.is_unchecked);
        Self {
            machines: findings.machines.len(),
            errors: findings.count(Severity::Error) + usize::from(cannot_be_read),
            warnings: findings.count(Severity::Warning),
            codes,
            details,
            files,
            is_unread: is_unread || cannot_be_read,
        }
    }
}

/// What a run printed.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// Its trace and its output.
    pub text: String,
    /// Why it could not begin, in lines; empty if it did.
    pub unread: Vec<String>,
}

/// What came of the tests that are meant.
#[derive(Clone, Debug, Default)]
pub struct Tests {
    /// One a test, in order.
    pub results: Vec<CaseResult>,
    /// How many of these are older than a file that cannot be read now.
    pub stale: usize,
    /// What cannot be read: the file of the tests, and why.
    pub unread: Vec<Unread>,
    /// How many were run this time.
    pub rerun: usize,
    /// The names of the files that changed.
    pub changed: Vec<String>,
    /// The files of the tests, as they are shown.
    pub files: Vec<String>,
    /// What all of them cover, if that is shown.
    pub covered: Option<Covered>,
}

/// What tests cover.
#[derive(Clone, Debug)]
pub struct Covered {
    /// The machines.
    pub coverage: Coverage,
    /// Why it could not be written to the file that is asked for, if so.
    pub unwritten: Option<String>,
}

/// Tests that cannot be run as a file is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The file of the tests, as it is shown.
    pub file: String,
    /// Why, perhaps in several lines.
    pub message: String,
}
