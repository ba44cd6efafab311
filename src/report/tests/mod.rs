//! What came of test cases: results in, bytes out, one file a format.

pub mod human;
mod json;
mod junit;
mod snapshot;
pub mod summary;
mod tap;

use std::io::{self, Write};
use std::sync::Arc;

pub use human::{human, marked, snapshot as snapshot_page};
pub use snapshot::{CAUGHT, Diff, PartDiff, SnapshotOutcome, SnapshotResult, part_of};

use crate::base::diag::Code;
use crate::report::findings::PLAIN;
use crate::report::ink::marks::Marks;
use crate::report::ink::style::Style;

/// What came of one test case.
#[derive(Clone, Debug)]
pub struct CaseResult {
    /// Its name.
    pub name: String,
    /// The test file, as it is shown.
    pub file: String,
    /// The line of the case in it, from 1.
    pub line: usize,
    /// The machine, as it is referred to.
    pub machine: String,
    /// How it ended.
    pub verdict: Verdict,
    /// How its run compares with its snapshot, if it has one.
    pub snapshot: Option<SnapshotResult>,
    /// How long the run took on its own clock, in milliseconds; 0 if there was none.
    pub duration_ms: i64,
    /// How long it took in real time, in milliseconds.
    pub wall_ms: u64,
    /// The command that runs the case alone, with its trace; none if it cannot run.
    pub replay: Option<String>,
    /// With how many seeds it does not pass, if it was run with many.
    pub stress: Option<Stress>,
    /// The file that holds the recording of its run, if that was kept.
    pub recording: Option<String>,
    /// What its run was, if it came to an end.
    pub ran: Option<RunFacts>,
}

/// What the run of a case was, for reports that say so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunFacts {
    /// The seed of everything random.
    pub seed: u64,
    /// The states of the machine itself, as they were entered.
    pub path: Vec<Arc<str>>,
}

/// With which of many seeds a case does not pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stress {
    /// How many seeds it was run with, from 1.
    pub seeds: u64,
    /// With how many of them it does not pass.
    pub failed: u64,
    /// The first of these.
    pub first: u64,
}

/// How a test case ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Everything that was expected holds.
    Passed,
    /// Some of it does not; nothing of it if only the snapshot differs.
    Failed(Vec<Mismatch>),
    /// There is no answer: a file is wrong, a call has no mock, a limit was met. One line, advice in others.
    Broken(String),
    /// It was not run, perhaps for a reason.
    Skipped(Option<String>),
}

/// Something that was expected and does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The key of `expect`: `path`, `calls.Charge Card`.
    pub key: String,
    /// What holds instead, in one line.
    pub message: String,
    /// The differences, or why it is so; each a line.
    pub lines: Vec<(Mark, String)>,
}

/// What a line of a mismatch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The same in both.
    Same,
    /// Expected, and not there.
    Missing,
    /// There, and not expected.
    Extra,
    /// Another value.
    Changed,
}

/// The results of a call of `sfn test`.
#[derive(Clone, Copy, Debug)]
pub struct Results<'r> {
    /// One a case, in order.
    pub cases: &'r [CaseResult],
    /// How many test files there are.
    pub files: usize,
    /// How many machines.
    pub machines: usize,
    /// How long it took in milliseconds of real time.
    pub wall_ms: u64,
    /// The seed of the order in which they were begun, if that is not the order of the files.
    pub shuffle: Option<u64>,
}

/// How many cases passed, failed, are broken, were skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Those that passed.
    pub passed: usize,
    /// Those that failed.
    pub failed: usize,
    /// Those without an answer.
    pub broken: usize,
    /// Those that were not run.
    pub skipped: usize,
}

impl Results<'_> {
    /// The totals.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for case in self.cases {
            match case.verdict {
                Verdict::Passed => tally.passed += 1,
                Verdict::Failed(_) => tally.failed += 1,
                Verdict::Broken(_) => tally.broken += 1,
                Verdict::Skipped(_) => tally.skipped += 1,
            }
        }
        tally
    }
}

impl Results<'_> {
    /// What became of snapshots.
    #[must_use]
    pub fn snapshots(&self) -> Snapshots {
        let all = || self.cases.iter().filter_map(|case| case.snapshot.as_ref());
        let is_written = |outcome| matches!(outcome, SnapshotOutcome::Updated | SnapshotOutcome::Added);
        Snapshots {
            pending: all().filter(|snapshot| snapshot.pending).count(),
            written: all().filter(|snapshot| is_written(snapshot.outcome)).count(),
        }
    }
}

/// How many snapshots wait for review, and how many were written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Snapshots {
    /// Those that wait for review.
    pub pending: usize,
    /// Those that were accepted at once.
    pub written: usize,
}

impl Verdict {
    /// The word for it in documents.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed(_) => "failed",
            Self::Broken(_) => "error",
            Self::Skipped(_) => "skipped",
        }
    }
}

impl Mark {
    /// The sign that begins the line.
    #[must_use]
    pub const fn sign(self) -> char {
        match self {
            Self::Same => ' ',
            Self::Missing => '-',
            Self::Extra => '+',
            Self::Changed => '~',
        }
    }
}

/// A format of the results.
pub struct Format {
    /// What `--format` calls it.
    pub name: &'static str,
    /// One line for the help.
    pub about: &'static str,
    /// Writes the results.
    pub write: fn(&mut dyn Write, &Results<'_>, Style) -> io::Result<()>,
}

/// Every format.
pub const FORMATS: &[Format] = &[
    Format { name: "human", about: "a line a test, a page for each that fails", write: human },
    Format { name: "json", about: "one document", write: json::json },
    Format { name: "jsonl", about: "one line per test", write: json::jsonl },
    Format { name: "junit", about: "JUnit XML, for CI servers", write: junit::junit },
    Format { name: "tap", about: "Test Anything Protocol, version 14", write: tap::tap },
    Format { name: "github", about: "annotations of GitHub Actions", write: tap::github },
];

/// What there is to say of a case that did not pass, in plain lines; empty if it did.
fn plain_lines(case: &CaseResult) -> Vec<String> {
    match &case.verdict {
        Verdict::Passed | Verdict::Skipped(_) => Vec::new(),
        Verdict::Broken(message) => message.lines().map(str::to_owned).collect(),
        Verdict::Failed(mismatches) => {
            let mut lines = case.snapshot.as_ref().map_or_else(Vec::new, plain_snapshot);
            for mismatch in mismatches {
                lines.push(format!("{}: {}", mismatch.key, mismatch.message));
                lines.extend(mismatch.lines.iter().map(|(mark, text)| format!("  {} {text}", mark.sign())));
            }
            lines
        }
    }
}

/// What there is to say of a snapshot that differs, in plain lines.
fn plain_snapshot(snapshot: &SnapshotResult) -> Vec<String> {
    if !snapshot.outcome.fails() {
        return Vec::new();
    }
    let code = snapshot.code.map_or("", Code::as_str);
    let mut lines = vec![format!("{code} snapshot {}: {}", snapshot.file, snapshot.summary())];
    for part in snapshot.parts.iter().filter(|part| part.diff != Diff::Same) {
        lines.push(format!("  {}", part.name));
        let differences = part.lines(PLAIN.width, Marks::of(PLAIN));
        lines.extend(differences.iter().map(|(mark, text)| format!("    {} {text}", mark.sign())));
    }
    lines.extend(snapshot.problem.clone());
    lines.push(format!("accept: {}", snapshot.accept()));
    lines
}
