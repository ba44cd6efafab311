//! One test case: its run, with one seed or with many, and the verdict.

use std::io;
use std::sync::Arc;

use crate::asl::machine::StateMachine;
use crate::base::time::Time;
use crate::engine::ChildRecords;
use crate::engine::call::Ticket;
use crate::engine::history::Record;
use crate::expr::property::Property;
use crate::load::shown;
use crate::record::{Closing, Opening};
use crate::report::findings::error_lines;
use crate::report::ink::shell;
use crate::report::tests::{CaseResult, Mismatch, RunFacts, SnapshotResult, Stress, Verdict};
use crate::services::Backend as _;
use crate::services::mock::TestCase;
use crate::session::order::Text;
use crate::session::{self, AloneRun, Observer, Order, Prepared, Stage};

use super::alarms::Measured;
use super::facts::{self, Facts};
use super::parity::Target;
use super::properties::InForce;
use super::snapshot::{self, Update};
use super::tape::Tape;
use super::{Case, How, START, collect, expectations};

/// The most states that are named of a run that was given up.
const MOST: usize = 8;

/// What a run of a case was, and what was recorded of it.
struct Ran {
    facts: Result<Facts, String>,
    /// What has to hold of it, whatever the case expects.
    properties: Vec<Arc<Property>>,
    opening: Opening,
    closing: Closing,
    tape: Tape,
}

impl Case<'_> {
    /// The result with this verdict, of a case that did not run.
    pub(super) fn result(&self, verdict: Verdict) -> CaseResult {
        CaseResult {
            name: self.name.clone(),
            file: shown(&self.file),
            line: self.line,
            machine: if self.machine.is_empty() { String::new() } else { shown(&self.machine) },
            verdict,
            snapshot: None,
            duration_ms: 0,
            wall_ms: 0,
            replay: self.replay(),
            stress: None,
            recording: None,
            ran: None,
        }
    }

    /// The command that runs it alone.
    fn replay(&self) -> Option<String> {
        self.stage.as_ref().ok()?;
        let [machine, file, name] = [&self.machine, &self.file, &self.name].map(|text| shell::word(text));
        Some(format!("sfn run {machine} -m {file} -t {name} -v"))
    }

    /// Runs it, once or with many seeds.
    pub(super) fn run(&self, how: &How<'_>) -> CaseResult {
        let (stage, test) = match (&self.stage, &self.test) {
            (Ok(stage), Some(test)) => (stage, test),
            (Err(message), _) => return self.without_result(message, how.update),
            (Ok(_), None) => return self.result(Verdict::Skipped(None)),
        };
        if let Some(skip) = &test.skip {
            return self.result(Verdict::Skipped(skip.reason.as_ref().map(ToString::to_string)));
        }
        // What a test expects that names a seed is about that one.
        let stress = how.stress.filter(|_| test.layer.defaults.seed.is_none());
        let Some(seeds) = stress else { return self.attempt(stage, test, how, None) };
        let mut shown: Option<(u64, CaseResult)> = None;
        let mut failed = 0;
        for seed in 1..=seeds {
            if shown.is_some() && how.is_cancelled() {
                break;
            }
            let result = self.attempt(stage, test, how, Some(seed));
            let is_good = result.verdict == Verdict::Passed;
            failed += u64::from(!is_good);
            let is_news = shown.as_ref().is_none_or(|(_, before)| before.verdict == Verdict::Passed);
            if is_news && (shown.is_none() || !is_good) {
                shown = Some((seed, result));
            }
        }
        let Some((first, mut result)) = shown else { return self.result(Verdict::Skipped(None)) };
        if failed > 0 {
            result.stress = Some(Stress { seeds, failed, first });
            result.replay = result.replay.map(|replay| format!("{replay} --seed {first}"));
        }
        result
    }

    /// Runs it with one seed; keeps the recording if it does not pass.
    fn attempt(&self, stage: &Stage<'_>, test: &TestCase, how: &How<'_>, seed: Option<u64>) -> CaseResult {
        let workers = how.workers.cloned().unwrap_or_default();
        let cassette = how.cassette.filter(|_| how.stress.is_none()).cloned();
        let mut order = Order { limits: how.limits, workers, cassette, ..self.order.clone() };
        order.seed = seed.or(order.seed);
        // With other seeds than its own it is compared only.
        let update = if seed.is_some() { Update::No } else { how.update };
        let interrupt = how.interrupt();
        let mut ran = match ran(stage, &order, test, (how, None)) {
            Ok(ran) => ran,
            Err(message) => return self.without_result(&message, update),
        };
        let marks = ran.facts.as_mut().ok().and_then(|facts| facts.marks.take());
        if let (Some(collector), Some(marks)) = (how.coverage, marks) {
            collector.take(self, &marks);
        }
        let mut result = match &ran.facts {
            Err(message) => self.without_result(message, update),
            Ok(facts) => {
                let mismatches = expectations::mismatches(test, facts, &ran.properties, &interrupt);
                match interrupt.was_triggered() {
                    true => self.without_result(&how.stopped_late(), update),
                    false => self.judged(stage, test, &ran, (facts, mismatches), update),
                }
            }
        };
        if let Some(target) = how.target.filter(|_| !matches!(result.verdict, Verdict::Broken(_))) {
            self.compare_at(target, (stage, &order, test), &ran, (how, &mut result));
        }
        let store = how.store.filter(|_| result.verdict != Verdict::Passed && !how.is_cancelled());
        if let Some(store) = store {
            let path = store.test(&result.file, &result.name);
            // A project that cannot be written to is tested all the same.
            let is_kept = store.make().and_then(|()| ran.tape.save(&path, &ran.opening, &ran.closing));
            result.recording = is_kept.is_ok_and(|is_kept| is_kept).then(|| path.display().to_string());
        }
        result
    }
}

impl Case<'_> {
    /// The result of a run with these facts, of which this was expected otherwise, beside its snapshot.
    fn judged(
        &self,
        stage: &Stage<'_>,
        test: &TestCase,
        ran: &Ran,
        (facts, mismatches): (&Facts, Vec<Mismatch>),
        update: Update,
    ) -> CaseResult {
        let snapshot = match self.compare(stage, test, ran, facts, update) {
            Err(message) => return self.result(Verdict::Broken(message)),
            Ok(snapshot) => snapshot,
        };
        let differs = snapshot.as_ref().is_some_and(|snapshot| snapshot.outcome.fails());
        let is_as_expected = mismatches.is_empty() && !differs;
        let verdict = if is_as_expected { Verdict::Passed } else { Verdict::Failed(mismatches) };
        let ran = RunFacts { seed: ran.opening.seed, path: facts.path.clone() };
        CaseResult { duration_ms: facts.duration_ms, snapshot, ran: Some(ran), ..self.result(verdict) }
    }

    /// Runs it once more at `target` and adds what is different there. The run of one state alone is none that a machine
    /// could do.
    fn compare_at(
        &self,
        target: &Target,
        (stage, order, test): (&Stage<'_>, &Order, &TestCase),
        Ran { opening, tape, .. }: &Ran,
        (how, result): (&How<'_>, &mut CaseResult),
    ) {
        if test.state.is_some() || opening.until.is_some() {
            return;
        }
        let differences = || {
            let theirs = target.theirs(&self.name, (opening, tape), &|| how.is_cancelled())?;
            // Once more, with the clock of the target; nothing of it is kept.
            let how = How { limits: how.limits, workers: how.workers, target: how.target, ..How::default() };
            let order = Order { cassette: None, ..order.clone() };
            let Ran { opening, tape, .. } = ran(stage, &order, test, (&how, theirs.start()))?;
            theirs.differences(&opening, &tape)
        };
        let differences = differences();
        result.verdict = match (std::mem::replace(&mut result.verdict, Verdict::Passed), differences) {
            (_, Err(why)) => Verdict::Broken(why),
            (verdict, Ok(different)) if different.is_empty() => verdict,
            (Verdict::Failed(mut mismatches), Ok(different)) => {
                mismatches.extend(different);
                Verdict::Failed(mismatches)
            }
            (Verdict::Passed | Verdict::Broken(_) | Verdict::Skipped(_), Ok(different)) => {
                Verdict::Failed(different)
            }
        };
    }

    /// The result of a run that came to no end. What waits for review is never older than the last run of its test.
    fn without_result(&self, message: &str, update: Update) -> CaseResult {
        self.snapshot.iter().filter(|_| update != Update::No).for_each(snapshot::Place::forget);
        self.result(Verdict::Broken(message.to_owned()))
    }

    /// How the run compares with the snapshot of the case, if it asks for one.
    fn compare(
        &self,
        stage: &Stage<'_>,
        test: &TestCase,
        ran: &Ran,
        facts: &Facts,
        update: Update,
    ) -> Result<Option<SnapshotResult>, String> {
        let Some(place) = &self.snapshot else { return Ok(None) };
        let taken = snapshot::take(test, facts, &ran.tape, &ran.opening.run(), stage.mock_file().files());
        place.settle(&taken.map_err(|error| error.to_string())?, update).map(Some)
    }
}

/// Takes what happens for the facts and, if it may be kept, for the tape.
struct Both<'b> {
    facts: &'b mut facts::Recorder,
    tape: Option<&'b mut Tape>,
    alarms: Option<Measured<'b>>,
    /// What is to be written as a trace.
    traced: Option<Vec<Record>>,
}

impl Observer for Both<'_> {
    fn records(&mut self, records: &[Record]) -> io::Result<()> {
        self.tape.iter_mut().try_for_each(|tape| tape.records(records))?;
        self.alarms.iter_mut().for_each(|measured| measured.records(records));
        self.traced.iter_mut().for_each(|traced| traced.extend_from_slice(records));
        self.facts.records(records)
    }

    fn children(&mut self, children: &[ChildRecords]) -> io::Result<()> {
        self.facts.children(children)
    }

    fn answered(&mut self, ticket: Ticket, by: &str) -> io::Result<()> {
        self.tape.iter_mut().try_for_each(|tape| tape.answered(ticket, by))?;
        self.facts.answered(ticket, by)
    }

    fn logged(&mut self, ticket: Ticket, line: &Arc<str>) -> io::Result<()> {
        self.tape.iter_mut().try_for_each(|tape| tape.logged(ticket, line))
    }
}

/// Whether the case expects something of states that only child executions of a distributed Map enter.
fn asks_for_children(case: &TestCase, properties: &[Arc<Property>], machine: &StateMachine) -> bool {
    let expect = &case.expect;
    let states =
        expect.visited.iter().chain(&expect.not_visited).chain(expect.calls.iter().map(|(state, _)| state));
    let is_in_child = |name: &str| {
        let mut state = machine.find(name).map(|id| machine.state(id));
        while let Some(inner) = state {
            let owner = machine.flow(inner.flow).owner.map(|owner| machine.state(owner));
            if owner.is_some_and(|owner| owner.kind.distributed().is_some()) {
                return true;
            }
            state = owner;
        }
        false
    };
    let has_distributed = || machine.states.iter().any(|state| state.kind.distributed().is_some());
    let names = ["$calls", "$errors", "$visited", "$succeeded"];
    let asks = |text: &Arc<str>| names.iter().any(|name| text.contains(name));
    let reads = |property: &Arc<Property>| property.reads_way();
    let asserts_calls = expect.assert.iter().any(asks) || properties.iter().any(reads);
    states.into_iter().any(|state| is_in_child(state)) || asserts_calls && has_distributed()
}

/// The case, ready to run; a text if it cannot begin.
pub(super) fn prepared(stage: &Stage<'_>, order: &Order, case: &TestCase) -> Result<Prepared, String> {
    prepared_at(stage, order, case, None)
}

/// The same, to begin at `start` if the case does not say when it begins.
fn prepared_at(
    stage: &Stage<'_>,
    order: &Order,
    case: &TestCase,
    start: Option<Time>,
) -> Result<Prepared, String> {
    let mut order = order.clone();
    if stage.start_of(case).is_none() {
        order.start = start.or_else(|| Time::parse(START));
    }
    stage.prepare(&order, Some(case)).map_err(collect::words)
}

/// Runs the case, at `start` if it does not say when it begins; a text if it cannot even begin.
fn ran(
    stage: &Stage<'_>,
    order: &Order,
    case: &TestCase,
    (how, start): (&How<'_>, Option<Time>),
) -> Result<Ran, String> {
    let mut prepared = prepared_at(stage, order, case, start)?;
    let properties = properties(stage, order, case)?;
    let covers = how.coverage.is_some();
    prepared.setup.keep_children = covers || asks_for_children(case, &properties, &prepared.machine);
    if let Some(cancel) = how.cancel {
        cancel.join(prepared.world.router.inbox().sender());
    }
    let mut execution = prepared.start();
    let opening = session::opening(&prepared);
    let mut recorder = facts::Recorder::new(prepared.setup.start);
    if covers {
        recorder = recorder.covering(&prepared.machine);
    }
    let parts = snapshot::wanted(case);
    if !parts.is_empty() {
        recorder = recorder.knowing_secrets();
    }
    let mut tape = Tape::default();
    let is_taped = how.store.is_some() || how.target.is_some() || snapshot::needs_records(&parts);
    let alarms = case.expect.alarms.as_ref().map(|_| Measured::of(stage, &opening, &prepared.setup));
    let traced = how.traces.map(|_| Vec::new());
    let tape_used = is_taped.then_some(&mut tape);
    let mut both = Both { facts: &mut recorder, tape: tape_used, alarms, traced };
    let driven = prepared.world.drive(&mut execution, prepared.limits, &mut both);
    let alarms = both.alarms.take().map(Measured::finish).unwrap_or_default();
    if let (Some(file), Some(records)) = (how.traces, both.traced.take()) {
        file.add(&opening, &prepared.setup, &records)
            .map_err(|error| format!("cannot write its trace: {error}"))?;
    }
    let mut closing = Closing { ended_with: execution.ended_with(), ..Closing::default() };
    if let Err(halt) = driven {
        let stop = session::stop(halt, &opening.run()).map_err(|error| error.to_string())?;
        let way = recorder.finish(&prepared.machine, None).map_err(|error| error.to_string())?.path;
        let way = way[way.len().saturating_sub(MOST)..].join(", ");
        let way = if way.is_empty() { way } else { format!("\nthe run came by {way}") };
        let facts = Err(collect::stopped(&stop) + &way);
        closing.stop = Some(stop);
        return Ok(Ran { facts, properties, opening, closing, tape });
    }
    let alone = case.state.as_ref().and_then(|_| AloneRun::of(&execution));
    let facts = recorder.finish(&prepared.machine, alone.as_ref()).map_err(|error| error.to_string())?;
    closing.unused = session::unused(&prepared, &execution);
    let facts = Ok(Facts { unused: error_lines(&closing.unused), alarms, ..facts });
    Ok(Ran { facts, properties, opening, closing, tape })
}

/// What has to hold of runs of the case, if they are runs of a whole machine.
fn properties(stage: &Stage<'_>, order: &Order, case: &TestCase) -> Result<Vec<Arc<Property>>, String> {
    let Text::File(reference) = &order.definition else { return Ok(Vec::new()) };
    if case.state.is_some() || case.from.is_some() || case.until.is_some() {
        return Ok(Vec::new());
    }
    let found = InForce::of(stage, reference, stage.settings()).map_err(collect::words)?;
    Ok(found.properties)
}
