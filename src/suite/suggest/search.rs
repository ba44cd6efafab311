//! The search for the tests that one machine lacks: for each way that is open, the drafts of tests are run until one
//! takes it. What is found is what others are made from.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use crate::asl::machine::{Kind, StateId, StateMachine};
use crate::base::source::Source;
use crate::base::value::{Object, Value};
use crate::load::{Reach, shown};
use crate::project::files;
use crate::project::settings::Settings;
use crate::report::coverage::Share;
use crate::report::findings::PLAIN;
use crate::report::ink::marks::Marks;
use crate::report::ink::yaml;
use crate::report::runs::rule::rule;
use crate::report::tests::{CaseResult, Verdict};
use crate::services::clock::real_now;
use crate::services::mock::{MockFile, TestCase};
use crate::session::Stage;
use crate::session::order::{Order, Text};
use crate::suite::coverage::forecast::{Forecast, Open, words};
use crate::suite::coverage::goals::{self, Goal};
use crate::suite::coverage::{self, Collector, Covered};
use crate::suite::init::First;
use crate::suite::{Case, How};

use super::Suggestions;
use super::base::{self, Base, Draft, Material, one};
use super::trial::{self, Log};

/// The most tests that are tried for one machine, and the most that are suggested.
const TRIES: usize = 2_000;
const MOST: usize = 200;

/// The search for the tests of one machine.
pub struct Search<'a, 's> {
    covered: &'a Covered,
    /// An answer of the right shape for each task.
    shaped: Object,
    machine: Arc<StateMachine>,
    stage: Arc<Stage<'s>>,
    settings: &'s Settings,
    /// The file that tests are read as if they were written in.
    place: String,
    /// The file whose mocks they use.
    file: Option<String>,
    /// What that says for all of its tests.
    head: Object,
    names: BTreeSet<String>,
    bases: Vec<Base>,
    marks: coverage::Marks,
    tests: Object,
    tries: usize,
    /// The ways that were tried for, with the number of bases there were.
    tried: BTreeMap<(StateId, Goal), usize>,
    /// When it is to end.
    until: Option<Instant>,
}

impl<'a, 's> Search<'a, 's> {
    /// The search; none if the machine cannot be run.
    pub fn of(
        covered: &'a Covered,
        cases: &'a [Case<'s>],
        results: &[CaseResult],
        settings: &'s Settings,
    ) -> Option<Self> {
        let passed = covered.cases.iter().copied().filter(|at| results[*at].verdict == Verdict::Passed);
        let passed: Vec<&Case<'_>> = passed.filter_map(|at| cases.get(at)).collect();
        let mut search = match passed.iter().find_map(|case| Self::in_file(covered, case, settings)) {
            Some(search) => search,
            None => Self::from_nothing(covered, settings)?,
        };
        let file = search.file.clone();
        for case in passed.iter().filter(|case| Some(&case.file) == file.as_ref()) {
            search.add_base(case);
        }
        Some(search)
    }

    /// A search whose tests use the mocks of the file of `case`.
    fn in_file(covered: &'a Covered, case: &Case<'s>, settings: &'s Settings) -> Option<Self> {
        let stage = Arc::clone(case.stage.as_ref().ok()?);
        let file = stage.mock_file();
        let document = file.files().last().filter(|_| !file.is_local())?;
        base::written(document.value(), &case.name)?;
        let mut head = document.value().as_object()?.clone();
        head.remove("tests");
        if !head.contains("machine") {
            // Found by the name of the file, which a file of another name has not.
            head.insert("machine", Value::from(beside(&case.machine)));
        }
        let names = file.case_names().iter().map(ToString::to_string).collect();
        let place = case.file.clone();
        Some(Self { file: Some(place.clone()), names, ..Self::new(covered, stage, settings, place, head) })
    }

    /// A search for a machine without a test: every Task has an answer of the right shape, as `sfn init` writes it.
    fn from_nothing(covered: &'a Covered, settings: &'s Settings) -> Option<Self> {
        Self::from_shapes(covered, settings, None)
    }

    /// The same that begins with this input.
    pub fn given(covered: &'a Covered, settings: &'s Settings, input: &Value) -> Option<Self> {
        Self::from_shapes(covered, settings, Some(input))
    }

    fn from_shapes(covered: &'a Covered, settings: &'s Settings, input: Option<&Value>) -> Option<Self> {
        let mut order = Order::new(Text::File(covered.named.clone()));
        let place = own_file(&covered.named);
        let first = First::of(covered.definition());
        let mut head = Object::from_iter([("version", Value::from(1_i64))]);
        head.insert("machine", Value::from(beside(&covered.named)));
        head.insert("mocks", Value::from(first.mocks()));
        order.mocks = vec![Text::Given(Source::new(place.as_str(), yaml::text(&Value::from(head.clone()))))];
        let stage = Arc::new(Stage::read(&order, settings).ok()?);
        let mut search = Self::new(covered, stage, settings, place, head);
        let input = input.cloned().unwrap_or(first.input);
        let draft = Draft { test: Object::from_iter([("input", input)]), alone: None };
        let start = covered.machine.root().start;
        let name = format!("a first run from {}", covered.machine.state(start).name);
        search.attempt(&draft, &name, None);
        Some(search)
    }

    fn new(
        covered: &'a Covered,
        stage: Arc<Stage<'s>>,
        settings: &'s Settings,
        place: String,
        head: Object,
    ) -> Self {
        Self {
            covered,
            shaped: First::of(covered.definition()).answers,
            machine: Arc::clone(&covered.machine),
            stage,
            settings,
            place,
            file: None,
            head,
            names: BTreeSet::new(),
            bases: Vec::new(),
            marks: covered.marks.clone(),
            tests: Object::new(),
            tries: 0,
            tried: BTreeMap::new(),
            until: None,
        }
    }

    /// The same search, which gives up at `until`.
    pub fn until(self, until: Option<Instant>) -> Self {
        Self { until, ..self }
    }

    fn is_late(&self) -> bool {
        self.until.is_some_and(|until| real_now() >= until)
    }

    /// Takes a test that passed as one that others are made from, if it runs the whole machine.
    fn add_base(&mut self, case: &Case<'_>) {
        let Some(test) = case.test.as_ref().filter(|test| test.state.is_none() && test.until.is_none())
        else {
            return;
        };
        let document = self.stage.mock_file().files().last().map(|document| document.value().clone());
        let Some(written) = document.and_then(|document| base::written(&document, &case.name)) else {
            return;
        };
        let Ok(stage) = &case.stage else { return };
        if let Some(log) = trial::run(stage, &case.order, test) {
            let input = test.input.clone().unwrap_or_else(Value::empty_object);
            self.bases.push(Base { test: written, input, log });
        }
    }

    /// All that is found.
    pub fn suggestions(mut self) -> Suggestions {
        while self.tests.len() < MOST && self.next() {}
        let open = self.left();
        let share = |marks: &coverage::Marks| share(&self.machine, marks);
        Suggestions {
            machine: shown(&self.covered.named),
            own_file: self.file.as_ref().map_or_else(|| self.place.clone(), |file| own_file(file)),
            open,
            before: share(&self.covered.marks),
            after: share(&self.marks),
            file: self.file,
            head: self.head,
            tests: self.tests,
        }
    }

    /// The tests that are found, and those in which no rule of a Choice without a Default matches: each with its name,
    /// as it is run.
    pub fn reaching(mut self) -> Vec<(String, Stage<'s>, Order, TestCase)> {
        while self.tests.len() < MOST && self.next() {}
        let own =
            self.tests.iter().filter_map(|(name, test)| Some((name.to_string(), test.as_object()?.clone())));
        let mut written: Vec<(String, Object)> = own.collect();
        let machine = Arc::clone(&self.machine);
        for (at, state) in machine.states.iter().enumerate() {
            let Ok(id) = u32::try_from(at).map(StateId) else { continue };
            let enter = |base: &&Base| base.log.seen.contains_key(&id);
            if matches!(&state.kind, Kind::Choice(choice) if choice.default.is_none())
                && let Some(base) = self.bases.iter().find(enter)
            {
                let material = Material { machine: &machine, head: &self.head, shaped: &self.shaped, base };
                let drafts = material.unmatched(id).into_iter().filter(|draft| draft.alone.is_none());
                written
                    .extend(drafts.map(|draft| (format!("no rule of {} matches", state.name), draft.test)));
            }
        }
        let read = |(name, test): (String, Object)| {
            let (stage, order, case) = self.read(&name, &test)?;
            let is_whole = case.state.is_none() && case.from.is_none() && case.until.is_none();
            is_whole.then_some((name, stage, order, case))
        };
        written.into_iter().filter_map(read).collect()
    }

    /// The test that takes the way `open`; those that lead to its state are tried for first, and not kept.
    pub fn aim(mut self, open: Open) -> Suggestions {
        let is_found = loop {
            if self.reach(open) {
                break true;
            }
            if self.tests.len() == MOST || !self.next() {
                break false;
            }
        };
        let last = self.tests.iter().last().filter(|_| is_found).cloned();
        let share = |marks: &coverage::Marks| share(&self.machine, marks);
        Suggestions {
            machine: shown(&self.covered.named),
            own_file: self.file.as_ref().map_or_else(|| self.place.clone(), |file| own_file(file)),
            open: Vec::new(),
            before: share(&self.covered.marks),
            after: share(&self.marks),
            file: self.file,
            head: self.head,
            tests: last.into_iter().collect(),
        }
    }

    /// What no test was found for, in words.
    fn left(&self) -> Vec<String> {
        let open = Forecast::of(&self.machine, &self.marks).open();
        let ways = open.into_iter().map(|Open { state: id, goal, .. }| {
            let state = self.machine.state(id);
            let words = words(state, goal);
            match (goal, &state.kind) {
                (Goal::Rule(at), Kind::Choice(choice)) => match choice.rules.get(at) {
                    Some(asked) => {
                        format!("{words}: {}", rule(self.stage.document(), asked, Marks::of(PLAIN)))
                    }
                    None => words,
                },
                (_, _) => words,
            }
        });
        let states = self.machine.states.iter().enumerate();
        let never =
            states.filter(|(at, _)| u32::try_from(*at).is_ok_and(|at| self.marks.visits(StateId(at)) == 0));
        ways.chain(never.map(|(_, state)| format!("{} is entered", state.name))).collect()
    }

    /// Looks for one more test; whether there is one.
    fn next(&mut self) -> bool {
        if self.is_late() {
            return false;
        }
        let open = Forecast::of(&self.machine, &self.marks).open();
        for open in open {
            let bases = self.bases.len();
            if self.tried.insert((open.state, open.goal), bases) == Some(bases) {
                continue;
            }
            if self.reach(open) {
                return true;
            }
        }
        false
    }

    /// Tries tests for one way, and keeps the first that takes it.
    fn reach(&mut self, open: Open) -> bool {
        const BASES: usize = 3;
        if self.is_late() {
            return false;
        }
        let machine = Arc::clone(&self.machine);
        let enter = |base: &&Base| base.log.seen.contains_key(&open.state);
        let bases: Vec<Base> = self.bases.iter().filter(enter).take(BASES).cloned().collect();
        let name = words(machine.state(open.state), open.goal);
        for base in &bases {
            let head = self.head.clone();
            let drafts = Material { machine: &machine, head: &head, shaped: &self.shaped, base }.drafts(open);
            // A part alone shows least: it is the last thing to try.
            let (alone, whole): (Vec<Draft>, Vec<Draft>) =
                drafts.into_iter().partition(|draft| draft.alone.is_some());
            if whole.iter().chain(&alone).any(|draft| self.attempt(draft, &name, Some(open))) {
                return true;
            }
        }
        false
    }

    /// Runs a draft, and keeps it if it takes the way that is `open`, or is the first.
    fn attempt(&mut self, draft: &Draft, name: &str, open: Option<Open>) -> bool {
        if self.tries == TRIES || self.is_late() {
            return false;
        }
        self.tries += 1;
        let name = self.free_name(name);
        let Some((stage, order, case)) = self.read(&name, &draft.test) else { return false };
        let Some(log) = trial::run(&stage, &order, &case) else { return false };
        let is_reached = open.is_none_or(|open| log.marks.hits(open.state, open.goal) > 0);
        let mut test = draft.test.clone();
        test.insert("expect", self.expected(draft, &log, open));
        if !is_reached || !self.passes(&name, &test) {
            return false;
        }
        self.marks.add(&log.marks);
        if draft.alone.is_none() {
            let input = case.input.clone().unwrap_or_else(Value::empty_object);
            self.bases.push(Base { test: draft.test.clone(), input, log });
        }
        self.names.insert(name.clone());
        self.tests.insert(name, Value::from(test));
        true
    }

    fn free_name(&self, name: &str) -> String {
        let mut free = name.to_owned();
        let mut number = 2;
        while self.names.contains(&free) {
            free = format!("{name} {number}");
            number += 1;
        }
        free
    }

    /// What the test is to expect: what it did.
    fn expected(&self, draft: &Draft, log: &Log, open: Option<Open>) -> Value {
        let target = open.and_then(|open| open.goal.target(self.machine.state(open.state)));
        let target = target.map(|id| Value::from(Arc::clone(&self.machine.state(id).name)));
        let mut expect = Object::from_iter([("status", Value::from(log.status))]);
        if let Some(error) = &log.error {
            expect.insert("error", one("name", Arc::clone(error)));
        }
        match target {
            Some(target) if draft.alone.is_some() => expect.insert("next", target),
            Some(target) => expect.insert("visited", Value::from(vec![target])),
            None => {}
        }
        Value::from(expect)
    }

    /// The test as it is read from its file.
    fn read(&self, name: &str, test: &Object) -> Option<(Stage<'s>, Order, TestCase)> {
        let mut whole = self.head.clone();
        whole.insert("tests", one(name, test.clone()));
        let source = Source::new(self.place.as_str(), yaml::text(&Value::from(whole)));
        let reach = Reach::around(&self.place, &self.settings.readable());
        let file = MockFile::read(std::slice::from_ref(&source), &mut |path, from| {
            files::read_from(&reach, path, from)
        })
        .ok()?;
        let case = file.case(name, None).ok()?.clone();
        let mut order = Order::new(Text::File(self.covered.named.clone()));
        order.mocks = vec![Text::Given(source)];
        Some((self.stage.with_mocks(file, self.place.clone()), order, case))
    }

    /// Whether the test passes, as `sfn test` runs it.
    fn passes(&self, name: &str, test: &Object) -> bool {
        let Some((stage, order, case)) = self.read(name, test) else { return false };
        let case = Case {
            name: name.to_owned(),
            file: self.place.clone(),
            line: 1,
            machine: self.covered.named.clone(),
            stage: Ok(Arc::new(stage)),
            test: Some(case),
            order,
            // What is not written yet has no snapshot.
            snapshot: None,
        };
        let collector = Collector::default();
        let how = How { coverage: Some(&collector), ..How::default() };
        case.run(&how).verdict == Verdict::Passed
    }
}

/// How many branches are covered.
fn share(machine: &StateMachine, marks: &coverage::Marks) -> Share {
    let mut share = Share::default();
    for (at, state) in machine.states.iter().enumerate() {
        let id = StateId(u32::try_from(at).unwrap_or(u32::MAX));
        for goal in goals::of_state(state).into_iter().filter(|goal| goal.is_counted()) {
            share = share.and(Share { covered: usize::from(marks.hits(id, goal) > 0), total: 1 });
        }
    }
    share
}

/// A file of its own beside a definition or a test file: `order.suggested.sfn.yaml`.
fn own_file(file: &str) -> String {
    let path = match file.rsplit_once('#') {
        Some((path, _)) if !Path::new(file).exists() => path,
        Some(_) | None => file,
    };
    let name =
        Path::new(path).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let stem = name.split('.').next().unwrap_or_default();
    Path::new(path).with_file_name(format!("{stem}.suggested.sfn.yaml")).display().to_string()
}

/// A reference as a file in the folder of the definition writes it.
fn beside(reference: &str) -> String {
    let at = reference.rfind('/').map_or(0, |at| at + 1);
    reference[at..].to_owned()
}
