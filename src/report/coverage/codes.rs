//! The code of what is said about coverage: SFN62x.

use crate::base::diag::Severity::Error;
use crate::base::diag::{Code, Page};

/// The tests take fewer branches than they are asked to.
pub const TOO_LITTLE: Code = Code::new("SFN620");

/// What it means.
pub const PAGES: &[Page] = &[Page::new(
    TOO_LITTLE,
    "too-little-coverage",
    Error,
    "The tests take fewer branches of the machines than `--coverage-min`, or `coverage-min` below `[test]` in `sfn.toml`, \
     asks for: exit code 1. All branches of all machines are one sum, and nothing is rounded up: 79.99 is below 80. When \
     the whole project is tested, machines that no test runs count, too. `sfn test --coverage` lists what is not covered, \
     `--suggest` prints tests for it.",
)
.bad("[test]\ncoverage-min = 80                      # and 64% are covered")
.good("sfn test --coverage --suggest=order.sfn.yaml")];
