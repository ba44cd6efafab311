//! Test cases of mock files: which there are, their runs, and whether what they expect holds.

mod collect;
mod facts;

mod compare;
mod expectations;

use crate::base::threads;
use crate::base::time::Time;
use crate::load::shown;
use crate::report::tests::{CaseResult, Verdict};
use crate::services::mock::TestCase;
use crate::session::{self, Limits, Order, Stage};

pub use collect::{Case, Collected, Filter, collect};

use facts::Facts;

/// When a test starts on its own clock, if nothing says so: results are the same on every day.
pub(crate) const START: &str = "2026-01-01T00:00:00Z";

/// How tests are run.
#[derive(Clone, Copy, Debug, Default)]
pub struct How {
    /// How many run side by side; as many as there are cores if none is given.
    pub jobs: Option<usize>,
    /// Whether nothing more is begun once a case did not pass.
    pub fails_fast: bool,
    /// How long each may go on.
    pub limits: Limits,
}

/// Runs `cases`; their results come in the same order, however many run side by side.
#[must_use]
pub fn run(cases: &[Case<'_>], how: How) -> Vec<CaseResult> {
    let stop = std::sync::atomic::AtomicBool::new(false);
    let one = |case: &Case<'_>| {
        use std::sync::atomic::Ordering::Relaxed;
        if how.fails_fast && stop.load(Relaxed) {
            return case.result(Verdict::Skipped(Some("a test before it failed".to_owned())), 0);
        }
        let result = case.run(how.limits);
        if !matches!(result.verdict, Verdict::Passed | Verdict::Skipped(_)) {
            stop.store(true, Relaxed);
        }
        result
    };
    // Which cases run before the first failure is only sure if they run one after the other.
    threads::each_in(if how.fails_fast { Some(1) } else { how.jobs }, cases, one)
}

impl Case<'_> {
    fn result(&self, verdict: Verdict, duration_ms: i64) -> CaseResult {
        CaseResult {
            name: self.name.clone(),
            file: shown(&self.file),
            line: self.line,
            machine: if self.machine.is_empty() { String::new() } else { shown(&self.machine) },
            verdict,
            duration_ms,
            replay: self.replay(),
        }
    }

    /// The command that runs it alone.
    fn replay(&self) -> Option<String> {
        self.stage.as_ref().ok()?;
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-/#".contains(c);
        let quoted = |text: &str| match text.chars().all(is_plain) {
            true => text.to_owned(),
            false => format!("'{}'", text.replace('\'', "'\\''")),
        };
        let (machine, file) = (quoted(&self.machine), quoted(&self.file));
        Some(format!("sfn run {machine} -m {file} -t {} -v", quoted(&self.name)))
    }

    fn run(&self, limits: Limits) -> CaseResult {
        let (stage, test) = match (&self.stage, &self.test) {
            (Ok(stage), Some(test)) => (stage, test),
            (Err(message), _) => return self.result(Verdict::Broken(message.clone()), 0),
            (Ok(_), None) => return self.result(Verdict::Skipped(None), 0),
        };
        if let Some(skip) = &test.skip {
            return self.result(Verdict::Skipped(skip.reason.as_ref().map(ToString::to_string)), 0);
        }
        match facts(stage, &self.order(limits), test) {
            Err(message) => self.result(Verdict::Broken(message), 0),
            Ok(facts) => {
                let mismatches = expectations::mismatches(test, &facts);
                let verdict =
                    if mismatches.is_empty() { Verdict::Passed } else { Verdict::Failed(mismatches) };
                self.result(verdict, facts.duration_ms)
            }
        }
    }

    fn order(&self, limits: Limits) -> Order {
        Order { limits, ..self.order.clone() }
    }
}

/// What a run of the case was; a text if there was none that ended.
fn facts(stage: &Stage<'_>, order: &Order, case: &TestCase) -> Result<Facts, String> {
    let mut order = order.clone();
    if let Some(state) = &case.state {
        order.from = Some(state.to_string());
        order.until = Some(state.to_string());
    }
    if stage.start_of(case).is_none() {
        order.start = Time::parse(START);
    }
    let mut prepared = stage.prepare(&order, Some(case)).map_err(collect::words)?;
    let mut execution = prepared.start();
    let opening = session::opening(&prepared);
    let mut recorder = facts::Recorder::new(prepared.setup.start);
    let driven = prepared.world.drive(&mut execution, prepared.limits, &mut recorder);
    if let Err(halt) = driven {
        let stop = session::stop(halt, &opening.run()).map_err(|error| error.to_string())?;
        return Err(collect::stopped(&stop));
    }
    let facts =
        recorder.finish(&prepared.machine, case.state.is_some()).map_err(|error| error.to_string())?;
    let unused = session::unused(&prepared, &execution);
    Ok(Facts { unused: collect::error_lines(&unused), ..facts })
}
