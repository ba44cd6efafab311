//! The tests of a watch: of all that are meant, those are run that a change touches.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::load::reads::Reads;
use crate::load::shown;
use crate::project::clock::ClockSpeed;
use crate::project::settings::Settings;
use crate::project::store::Store;
use crate::project::units::Units;
use crate::report::tests::{CaseResult, Verdict};
use crate::report::watch::{Tests as Page, Unread};
use crate::suite::collect;
use crate::suite::coverage::{Collector, Marks};
use crate::suite::{Cancel, Case, Filter, How, LastResults, keep, run};

use super::covered::{Covering, Watched};
use super::pace::{Job, Scope};
use super::{Choice, Part, PartPage};

/// What tells a test from others: its file, its machine and its name.
type Key = (String, String, String);

/// What came of a test.
struct Outcome {
    result: CaseResult,
    /// What it covered, if that is collected.
    marks: Option<Marks>,
}

/// The tests of one project, as its settings are now.
pub struct Tests<'s> {
    settings: &'s Settings,
    /// Files and folders; those of the project if there are none.
    paths: Vec<String>,
    filters: Vec<Filter>,
    how: How<'static>,
    /// Where results are kept, and recordings of the tests that fail.
    store: Option<Store>,
    found: Units<(), Vec<String>>,
    files: Units<String, Vec<Case<'s>>>,
    results: Units<Key, Outcome>,
    /// What the tests cover, if that is shown.
    covered: Option<Watched>,
    /// The tests that were run last.
    last: BTreeSet<Key>,
    in_real_time: bool,
}

impl<'s> Tests<'s> {
    /// Nothing is run yet.
    #[must_use]
    pub fn new(
        settings: &'s Settings,
        (paths, filters): (Vec<String>, Vec<Filter>),
        how: How<'static>,
        store: Option<Store>,
    ) -> Self {
        Self {
            settings,
            paths,
            filters,
            how,
            store,
            found: Units::default(),
            files: Units::default(),
            results: Units::default(),
            covered: None,
            last: BTreeSet::new(),
            in_real_time: false,
        }
    }

    /// Shows what they cover, too.
    #[must_use]
    pub fn covering(mut self, wanted: Option<Covering>) -> Self {
        self.covered = wanted.map(Watched::new);
        self
    }

    /// Reads the test files again that changed, and spoils the results of their tests.
    fn read(&mut self, changed: &BTreeSet<PathBuf>) -> Vec<Case<'s>> {
        let Self { settings, paths, found, files, results, .. } = self;
        found.spoil(changed);
        found.renew(Some(1), &[()], |()| Some(collect::files(paths, settings)));
        let names = found.get(&()).cloned().unwrap_or_default();
        files.keep(&names);
        files.spoil(changed);
        let renewed = files.renew(None, &names, |file| Some(collect::of_file(file, settings)));
        results.spoil(changed);
        results.spoil_if(|key, _| renewed.contains(&key.0));
        names.iter().filter_map(|name| files.get(name)).flatten().cloned().collect()
    }

    /// Runs those of `cases` again that must be.
    fn run(&mut self, cases: &[Case<'s>], job: &Job, cancel: &Cancel) {
        let keys: Vec<Key> = cases.iter().filter(|case| case.is_to_run()).map(key).collect();
        let by_key: BTreeMap<Key, &Case<'s>> = cases.iter().map(|case| (key(case), case)).collect();
        let last = &self.last;
        self.results.spoil_if(|key, outcome| match job.scope {
            Scope::Touched => false,
            Scope::Last => last.contains(key),
            Scope::Failed => matches!(outcome.result.verdict, Verdict::Failed(_) | Verdict::Broken(_)),
            Scope::All => true,
        });
        let how = How { jobs: Some(1), cancel: Some(cancel), store: self.store.as_ref(), ..self.how };
        let (in_real_time, covers) = (self.in_real_time, self.covered.is_some());
        let renewed = self.results.renew(self.how.jobs, &keys, |key| {
            let case = by_key.get(key).filter(|_| !cancel.is_cancelled())?;
            let mut case = Case::clone(case);
            if in_real_time {
                case.order.clock = Some(ClockSpeed::Scaled(1.0));
            }
            // Each has a collector of its own: what it covers goes when the test runs again.
            let collector = covers.then(Collector::default);
            let how = How { coverage: collector.as_ref(), ..how };
            let result = run(std::slice::from_ref(&case), how).pop().filter(|_| !cancel.is_cancelled())?;
            Some(Outcome { result, marks: collector.map(|collector| collector.marks(&case)) })
        });
        if let Some(store) = self.store.as_ref().filter(|_| !renewed.is_empty()) {
            let outcomes = renewed.iter().filter_map(|key| self.results.get(key));
            let mut results: Vec<CaseResult> = outcomes.map(|outcome| outcome.result.clone()).collect();
            keep(store, &mut results, false);
        }
        if !(renewed.is_empty() && job.scope == Scope::Touched) {
            self.last = renewed.into_iter().collect();
        }
    }
}

impl Part for Tests<'_> {
    fn renew(&mut self, job: &Job, choice: &Choice, cancel: &Cancel) -> PartPage {
        let cases = self.read(&job.changed);
        if choice.in_real_time != self.in_real_time {
            self.in_real_time = choice.in_real_time;
            self.results.spoil_if(|_, _| true);
        }
        let filters: Vec<Filter> = self.filters.iter().cloned().chain(choice.filters()).collect();
        let cases = collect::chosen(cases, &filters, &LastResults::default());
        self.last.clear();
        self.run(&cases, job, cancel);
        let mut page = Page {
            rerun: self.last.len(),
            changed: job.changed.iter().filter(|path| !path.is_dir()).map(|path| name(path)).collect(),
            ..Page::default()
        };
        for case in &cases {
            let file = shown(&case.file);
            if !page.files.contains(&file) {
                page.files.push(file.clone());
            }
            match case.unread() {
                Some(message) => {
                    let unread = Unread { file, message: message.to_owned() };
                    if !page.unread.contains(&unread) {
                        page.unread.push(unread);
                    }
                }
                None if case.is_to_run() => {
                    page.results.extend(self.results.get(&key(case)).map(|outcome| outcome.result.clone()));
                }
                None => page.results.extend(run(std::slice::from_ref(case), self.how)),
            }
        }
        if let Some(covered) = &mut self.covered {
            let marks = |case: &Case<'_>| self.results.get(&key(case))?.marks.as_ref();
            let is_chosen = choice.filters().next().is_some();
            covered.spoil(&job.changed);
            page.covered = Some(covered.page(&cases, marks, (is_chosen, self.settings)));
        }
        PartPage::Tests(page)
    }

    fn add_reads(&self, reads: &mut Reads) {
        self.found.add_reads(reads);
        self.files.add_reads(reads);
        self.results.add_reads(reads);
        self.covered.iter().for_each(|covered| covered.add_reads(reads));
    }
}

fn key(case: &Case<'_>) -> Key {
    (case.file.clone(), case.machine.clone(), case.name.clone())
}

/// The last name of a path.
fn name(path: &std::path::Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}
