//! The flags of `sfn test` about snapshots: what is written, and what becomes of those without a test.

use std::io::Write as _;

use clap::ValueEnum;

use crate::cli::error::Error;
use crate::cli::exit::Exit;
use crate::cli::review::{self, keys};
use crate::cli::terminal::{self, Stderr};
use crate::load::shown_path;
use crate::project::settings::Settings;
use crate::report::ink::control::escape_control;
use crate::report::ink::style::Style;
use crate::report::tests::{CaseResult, Verdict};
use crate::suite::snapshot::{self, Update};
use crate::suite::{Collected, codes};

/// Flags about snapshots.
#[derive(clap::Args, Clone, Debug)]
pub struct SnapshotArgs {
    /// What becomes of a run that is not what its snapshot says [default: new; no if the variable CI is set]
    #[arg(short, long, value_name = "WHEN", help_heading = "Snapshots")]
    update: Option<UpdateArg>,
    /// Compare snapshots and write none, as --update no
    #[arg(long, conflicts_with = "update", help_heading = "Snapshots")]
    check: bool,
    /// Go on to review what changed, as sfn review does
    #[arg(long, conflicts_with_all = ["update", "check", "watch"], help_heading = "Snapshots")]
    pub review: bool,
    /// What becomes of snapshots that no test asks for
    #[arg(long, value_enum, value_name = "WHAT", default_value = "warn", help_heading = "Snapshots")]
    unreferenced: Unreferenced,
}

/// What becomes of a run that is not what its snapshot says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum UpdateArg {
    /// It is reported, nothing is written
    No,
    /// It waits for review beside the snapshot: sfn review
    New,
    /// It becomes the snapshot
    Always,
}

/// What becomes of snapshots that no test asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Unreferenced {
    /// Nothing
    Ignore,
    /// They are named
    Warn,
    /// They are named, and the exit code is 1
    Reject,
    /// They are removed
    Delete,
}

impl SnapshotArgs {
    /// What becomes of snapshots that differ: what the flag says, else SFN_UPDATE, else the settings. In CI nobody
    /// would review what is written.
    pub fn update(&self, settings: &Settings) -> Result<Update, Error> {
        let of_environment = match terminal::variable("SFN_UPDATE").filter(|word| !word.is_empty()) {
            Some(word) => Some(UpdateArg::from_str(&word, false).map_err(|_| {
                Error::usage(format!("SFN_UPDATE cannot be `{word}`")).help("it is one of: no, new, always")
            })?),
            None => None,
        };
        if self.review {
            // Said before anything is run.
            return if terminal::has_keys() { Ok(Update::New) } else { Err(keys::no_terminal()) };
        }
        let checks = || settings.test_flag("check").then_some(UpdateArg::No);
        let of_settings = || UpdateArg::from_str(settings.test_text("update")?, false).ok();
        let asked = if self.check { Some(UpdateArg::No) } else { self.update.or(of_environment) };
        Ok(match asked.or_else(checks).or_else(of_settings) {
            Some(UpdateArg::No) => Update::No,
            Some(UpdateArg::New) => Update::New,
            Some(UpdateArg::Always) => Update::Always,
            None if terminal::set("CI") => Update::No,
            None => Update::New,
        })
    }

    /// Reviews what waits of `collected`, whose results are these, if that was asked for. How the program ends then:
    /// well if nothing failed but what was accepted.
    pub fn review(
        &self,
        collected: &Collected<'_>,
        results: &[CaseResult],
        settings: &Settings,
        style: Style,
    ) -> Result<Option<Exit>, Error> {
        let waiting = snapshot::pending_of(collected);
        if !self.review || waiting.is_empty() {
            return Ok(None);
        }
        let differs =
            |case: &CaseResult| case.snapshot.as_ref().is_some_and(|snapshot| snapshot.outcome.fails());
        let passes = |case: &CaseResult| match &case.verdict {
            Verdict::Passed | Verdict::Skipped(_) => true,
            Verdict::Failed(mismatches) => mismatches.is_empty() && differs(case),
            Verdict::Broken(_) => false,
        };
        let (exit, is_accepted) = review::review(&waiting, None, settings, style)?;
        let is_good = is_accepted && results.iter().all(passes);
        Ok(Some(if exit == Exit::Ok && !is_good { Exit::Negative } else { exit }))
    }

    /// Deals with the snapshots in `paths` that no test of `collected` asks for. Whether that is a failure.
    pub fn unreferenced(
        &self,
        paths: &[String],
        collected: &Collected<'_>,
        settings: &Settings,
    ) -> Result<bool, Error> {
        if self.unreferenced == Unreferenced::Ignore {
            return Ok(false);
        }
        let orphans = snapshot::orphans(paths, collected, settings);
        let words = match self.unreferenced {
            Unreferenced::Delete => "removed, no test asks for it",
            Unreferenced::Ignore | Unreferenced::Warn | Unreferenced::Reject => "no test asks for it",
        };
        if self.unreferenced == Unreferenced::Delete {
            snapshot::delete(&orphans)
                .map_err(|error| Error::load(format!("cannot remove a snapshot: {error}")))?;
        }
        let mut err = Stderr::default();
        for file in &orphans {
            let file = shown_path(file);
            writeln!(err, "warning[{}]: {}: {words}", codes::ORPHAN, escape_control(&file))?;
        }
        if !orphans.is_empty() && self.unreferenced != Unreferenced::Delete {
            writeln!(err, "  help: remove such snapshots with --unreferenced delete")?;
        }
        Ok(self.unreferenced == Unreferenced::Reject && !orphans.is_empty())
    }
}
