//! What tests cover of the machines they run: coverage in, bytes out, one file a format.

pub mod codes;
mod html;
mod human;
mod json;
mod lcov;

use std::io::{self, Write};
use std::sync::Arc;

use crate::base::percent::Percent;
use crate::base::source::Source;

pub use human::human;

/// What tests cover.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// The machines, those that were tested first.
    pub machines: Vec<MachineCoverage>,
    /// What `--coverage-min` asks for.
    pub minimum: Option<Percent>,
}

/// What tests cover of one machine.
#[derive(Clone, Debug)]
pub struct MachineCoverage {
    /// The machine, as it is referred to.
    pub machine: String,
    /// The text in which its definition is written: a file of its own, or a template.
    pub source: Source,
    /// The first and the last line of the definition in it, from 1.
    pub lines: (usize, usize),
    /// Whether a test ran it.
    pub is_tested: bool,
    /// Its states, those of branches and items behind the state that they belong to.
    pub states: Vec<StateCoverage>,
    /// The test that would cover most of what is not covered.
    pub next: Option<NextTest>,
}

/// What tests cover of a state.
#[derive(Clone, Debug)]
pub struct StateCoverage {
    /// Its name.
    pub name: Arc<str>,
    /// AWS's word for its type.
    pub kind: &'static str,
    /// How many Parallels and Maps it is inside of.
    pub depth: usize,
    /// The line of its name, from 1.
    pub line: usize,
    /// How often it was entered.
    pub visits: u64,
    /// The ways through it.
    pub branches: Vec<BranchCoverage>,
}

/// How often tests took one way through a state.
#[derive(Clone, Debug)]
pub struct BranchCoverage {
    /// What documents call it: `catch/1`.
    pub id: String,
    /// What people call it: `Catch 2 [States.ALL]`.
    pub label: String,
    /// The state it leads to.
    pub target: Option<Arc<str>>,
    /// The line of its key, from 1.
    pub line: usize,
    /// How often it was taken.
    pub hits: u64,
    /// Whether it counts; what does not is only listed.
    pub is_counted: bool,
}

/// A test that is missing.
#[derive(Clone, Debug)]
pub struct NextTest {
    /// What happens in it: `Charge Card throws States.Timeout`.
    pub words: String,
    /// How many branches it covers that no test covers now.
    pub covers: usize,
    /// The way it takes, as `sfn mock init --for` names it; none if there is no single one.
    pub way: Option<String>,
}

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Those that tests reach.
    pub covered: usize,
    /// All of them.
    pub total: usize,
}

impl Share {
    /// Counts what is covered and what is not.
    fn of(all: impl Iterator<Item = bool>) -> Self {
        all.fold(Self::default(), |share, is_covered| {
            share.and(Self { covered: usize::from(is_covered), total: 1 })
        })
    }

    /// Both added up.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self { covered: self.covered + other.covered, total: self.total + other.total }
    }

    /// The percentage, never rounded up: 79.99 % is 79.99, and only all of it is 100. Of nothing, all is covered.
    #[must_use]
    pub fn percent(self) -> Percent {
        let hundredths = (self.covered * 10_000).checked_div(self.total).unwrap_or(10_000);
        Percent::of_hundredths(u32::try_from(hundredths).unwrap_or(10_000))
    }

    /// Whole percent, never rounded up.
    #[must_use]
    pub fn whole(self) -> u32 {
        self.percent().hundredths() / 100
    }

    /// Whether this is less than `minimum`, without rounding.
    #[must_use]
    pub const fn is_below(self, minimum: Percent) -> bool {
        self.total > 0
            && (self.covered as u128) * 10_000 < (minimum.hundredths() as u128) * (self.total as u128)
    }
}

impl MachineCoverage {
    /// How many states are entered.
    #[must_use]
    pub fn state_share(&self) -> Share {
        Share::of(self.states.iter().map(|state| state.visits > 0))
    }

    /// How many branches are taken, of those that count.
    #[must_use]
    pub fn branch_share(&self) -> Share {
        let branches = self.states.iter().flat_map(|state| &state.branches);
        Share::of(branches.filter(|branch| branch.is_counted).map(|branch| branch.hits > 0))
    }
}

impl Coverage {
    /// How many states of all machines are entered.
    #[must_use]
    pub fn state_share(&self) -> Share {
        self.machines.iter().fold(Share::default(), |share, machine| share.and(machine.state_share()))
    }

    /// How many branches of all machines are taken.
    #[must_use]
    pub fn branch_share(&self) -> Share {
        self.machines.iter().fold(Share::default(), |share, machine| share.and(machine.branch_share()))
    }

    /// What is wrong if less is covered than is asked for: `64.28% is below --coverage-min 80 (SFN620)`.
    #[must_use]
    pub fn shortfall(&self) -> Option<String> {
        let (minimum, share) = (self.minimum?, self.branch_share());
        let words = || {
            let (percent, minimum) = (share.percent().text(), minimum.text());
            format!("{percent}% is below --coverage-min {minimum} ({})", codes::TOO_LITTLE)
        };
        share.is_below(minimum).then(words)
    }
}

/// A format for a file.
pub struct Format {
    /// What `--coverage-format` calls it.
    pub name: &'static str,
    /// One line for the help.
    pub about: &'static str,
    /// What names of such files end in.
    pub endings: &'static [&'static str],
    /// Writes the coverage.
    pub write: fn(&mut dyn Write, &Coverage) -> io::Result<()>,
}

/// Every format.
pub const FORMATS: &[Format] = &[
    Format {
        name: "lcov",
        about: "LCOV, for genhtml, Codecov and editors",
        endings: &["info", "lcov"],
        write: lcov::write,
    },
    Format { name: "json", about: "one document", endings: &["json"], write: json::write },
    Format { name: "html", about: "one page", endings: &["html", "htm"], write: html::write },
];
