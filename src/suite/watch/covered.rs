//! What the tests of a watch cover: each test's marks are kept with its result, so that a change collects again only
//! what it touches while the table stays whole.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::base::percent::Percent;
use crate::load::reads::Reads;
use crate::project::files;
use crate::project::settings::Settings;
use crate::project::targets::{Target, Targets};
use crate::project::units::Units;
use crate::report::coverage::{Coverage, Format};
use crate::report::watch::Covered as Page;
use crate::suite::coverage::{
    Collector, Covered, FileMachine, Marks, add_untested, machines_of, report, whole,
};
use crate::suite::{Case, collect};

/// What is wanted of coverage.
#[derive(Clone, Default)]
pub struct Covering {
    /// What is asked for at least.
    pub minimum: Option<Percent>,
    /// The file that it is written to whenever it changes, and how.
    pub file: Option<(PathBuf, &'static Format)>,
    /// Whether machines that no test runs are missed: all tests of the project are meant.
    pub is_whole: bool,
}

/// Coverage under watch.
pub(super) struct Watched {
    wanted: Covering,
    /// What holds machines in the project.
    targets: Units<(), Vec<Target>>,
    /// The machines, each read again when one of its files changes.
    machines: Units<Target, Vec<FileMachine>>,
    /// What was written last.
    written: Vec<u8>,
}

impl Watched {
    pub(super) fn new(wanted: Covering) -> Self {
        Self { wanted, targets: Units::default(), machines: Units::default(), written: Vec::new() }
    }

    /// What is known of these files is to be read again.
    pub(super) fn spoil(&mut self, changed: &BTreeSet<PathBuf>) {
        self.targets.spoil(changed);
        self.machines.spoil(changed);
    }

    /// What `cases` cover, as their marks say. Nothing of machines whose definition is broken. Where a key chose some of
    /// the tests, machines without a test are not missed.
    pub(super) fn page<'m>(
        &mut self,
        cases: &[Case<'_>],
        marks: impl Fn(&Case<'_>) -> Option<&'m Marks>,
        (is_chosen, settings): (bool, &Settings),
    ) -> Page {
        let collector = Collector::default();
        for case in cases {
            marks(case).into_iter().for_each(|marks| collector.take(case, marks));
        }
        let mut all = collector.gather(cases);
        if self.wanted.is_whole && !is_chosen {
            self.add_untested(&mut all, settings);
        }
        let coverage = report(&all, self.wanted.minimum);
        let unwritten = self.write(&coverage);
        Page { coverage, unwritten }
    }

    /// Adds the machines of the project that no test runs.
    fn add_untested(&mut self, all: &mut Vec<Covered>, settings: &Settings) {
        let targets = |settings| Targets::of(&[], settings).map(|targets| targets.all).unwrap_or_default();
        self.targets.renew(Some(1), &[()], |()| Some(targets(settings)));
        let targets = self.targets.get(&()).cloned().unwrap_or_default();
        self.machines.keep(&targets);
        self.machines.renew(None, &targets, |target| Some(machines_of(target, settings)));
        let found = targets.iter().filter_map(|target| self.machines.get(target)).flatten();
        add_untested(all, &whole(found));
    }

    /// Writes it to the file that is asked for, if it is other than before. Why it cannot, if so.
    fn write(&mut self, coverage: &Coverage) -> Option<String> {
        let (path, format) = self.wanted.file.as_ref()?;
        let mut text = Vec::new();
        // Memory takes it.
        drop((format.write)(&mut text, coverage));
        if text == self.written {
            return None;
        }
        let written = files::replace(path, &text);
        self.written = if written.is_ok() { text } else { Vec::new() };
        written.err().map(collect::words)
    }

    pub(super) fn add_reads(&self, reads: &mut Reads) {
        self.targets.add_reads(reads);
        self.machines.add_reads(reads);
    }
}
