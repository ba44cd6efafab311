//! What the tests of a watch cover: each test's marks are kept with its result, so that a change collects again only
//! what it touches while the table stays whole.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::base::percent::Percent;
use crate::load::reads::Reads;
use crate::project::files;
use crate::project::settings::Settings;
use crate::project::units::Units;
use crate::report::coverage::{Coverage, Format};
use crate::report::watch::Covered as Page;
use crate::suite::coverage::{Collector, Marks, ProjectMachine, add_untested, project_machines, report};
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
    /// The machines of the project, read again when one of their files changes.
    machines: Units<(), Vec<ProjectMachine>>,
    /// What was written last.
    written: Vec<u8>,
}

impl Watched {
    pub(super) fn new(wanted: Covering) -> Self {
        Self { wanted, machines: Units::default(), written: Vec::new() }
    }

    /// What is known of these files is to be read again.
    pub(super) fn spoil(&mut self, changed: &BTreeSet<PathBuf>) {
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
            self.machines.renew(Some(1), &[()], |()| Some(project_machines(settings).unwrap_or_default()));
            self.machines.get(&()).into_iter().for_each(|machines| add_untested(&mut all, machines));
        }
        let coverage = report(&all, self.wanted.minimum);
        let unwritten = self.write(&coverage);
        Page { coverage, unwritten }
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
        self.machines.add_reads(reads);
    }
}
