//! The flags of `sfn test`, and what the settings say where they are not given.

use std::path::PathBuf;
use std::time::Duration;

use crate::cli::watch::WatchFlags;
use crate::project::settings::Settings;
use crate::report::tests::FORMATS;
use crate::services::clock::today;
use crate::session::Limits;
use crate::suite::How;

use super::coverage::CoverageArgs;
use super::snapshots::SnapshotArgs;
use super::target::TargetArgs;

/// Run the test cases of mock files and compare what happens with what they expect.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "Examples:
  sfn test
  sfn test order.sfn.yaml
  sfn test 'card declined' -k tag:payment
  sfn test -k 'failed()' --format junit > results.xml")]
pub struct Args {
    /// Test files and folders, or parts of the names of tests [default: the project]
    #[arg(value_name = "PATH|FILTER")]
    pub which: Vec<String>,
    /// Only tests with this in their name, with a tag (tag:WORD), of a machine (machine:NAME) or file (file:PART),
    /// or that did not pass in the last call (failed()); repeatable
    #[arg(short = 'k', long = "filter", value_name = "FILTER")]
    pub filters: Vec<String>,
    /// Only tests that did not pass in the last call, and new ones; all if there are none
    #[arg(long)]
    pub last_failed: bool,
    /// List the tests, run none
    #[arg(long)]
    pub list: bool,
    /// How many tests run side by side [default: the number of cores]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
    /// Begin no more tests after one that does not pass
    #[arg(long)]
    pub fail_fast: bool,
    /// Run all tests, whatever the settings say
    #[arg(long, conflicts_with = "fail_fast")]
    pub no_fail_fast: bool,
    /// Begin the tests in an order drawn from a seed
    #[arg(long, value_name = "SEED", num_args = 0..=1, require_equals = true, default_missing_value = "any", value_parser = seed)]
    pub shuffle: Option<u64>,
    /// Run each test with the seeds 1 to N; one that names a seed itself, with that
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=100_000))]
    pub stress: Option<u64>,
    /// Write the runs to this file as spans of OpenTelemetry (OTLP, JSON), a document a line
    #[arg(long, value_name = "FILE")]
    pub trace_out: Option<PathBuf>,
    /// Keep no recordings of tests that fail, and no results, in .sfn/
    #[arg(long)]
    pub no_recordings: bool,
    #[command(flatten)]
    pub snapshots: SnapshotArgs,
    /// What it means if no test is found [default: fail]
    #[arg(long, value_enum, value_name = "WHAT")]
    pub no_tests: Option<NoTests>,
    /// How to print the results [default: human]
    #[arg(long, value_name = "FORMAT", value_parser = names(), help_heading = "Output")]
    pub format: Option<String>,
    /// Write JUnit XML to this file, too
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub report_junit: Option<PathBuf>,
    /// Write one JSON document to this file, too
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub report_json: Option<PathBuf>,
    /// Write TAP to this file, too
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub report_tap: Option<PathBuf>,
    /// Print annotations for GitHub Actions, too
    #[arg(long, help_heading = "Output")]
    pub github: bool,
    /// Show no progress while the tests take long
    #[arg(long, help_heading = "Output")]
    pub no_progress: bool,
    /// The real time that one test may take
    #[arg(long, value_name = "DURATION", default_value = "60s", value_parser = crate::cli::run::wall)]
    pub timeout: Duration,
    #[command(flatten)]
    pub coverage: CoverageArgs,
    #[command(flatten)]
    pub target: TargetArgs,
    #[command(flatten)]
    pub watch: WatchFlags,
}

/// What it means if no test is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum NoTests {
    /// Nothing: exit code 0
    Pass,
    /// An error: exit code 4
    Fail,
}

/// A seed, or `any` for another one in each call.
fn seed(text: &str) -> Result<u64, String> {
    match text {
        "any" => Ok(today().millis().unsigned_abs() % 100_000),
        _ => text.parse().map_err(|_| "it is a whole number from 0".to_owned()),
    }
}

fn names() -> clap::builder::PossibleValuesParser {
    use clap::builder::PossibleValue;
    FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about)).collect::<Vec<_>>().into()
}

impl Args {
    /// How tests are run, as far as flags say it.
    pub fn how(&self) -> How<'static> {
        How {
            jobs: self.jobs.map(usize::from),
            fails_fast: self.fail_fast,
            limits: Limits { wall: Some(self.timeout), ..Limits::default() },
            shuffle: self.shuffle,
            stress: self.stress,
            ..How::default()
        }
    }

    /// The same, completed by what `[test]` of `settings` says. Flags win.
    pub fn settled(&self, settings: &Settings) -> Self {
        let mut args = self.clone();
        args.fail_fast = !args.no_fail_fast && (args.fail_fast || settings.test_flag("fail-fast"));
        args.coverage = args.coverage.settled(settings);
        args.github |= settings.test_flag("github");
        args.no_recordings |= settings.test_flag("no-recordings");
        args.shuffle =
            args.shuffle.or_else(|| settings.test_flag("shuffle").then(|| seed("any").ok()).flatten());
        args.jobs = args.jobs.or_else(|| settings.test_count("jobs"));
        let of_settings =
            || Some(if settings.test_text("no-tests")? == "pass" { NoTests::Pass } else { NoTests::Fail });
        args.no_tests = args.no_tests.or_else(of_settings);
        for (file, key) in [
            (&mut args.report_junit, "report-junit"),
            (&mut args.report_json, "report-json"),
            (&mut args.report_tap, "report-tap"),
        ] {
            *file = file.take().or_else(|| settings.test_path(key));
        }
        args
    }
}
