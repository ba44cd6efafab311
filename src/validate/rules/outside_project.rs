//! SFN020: outside project.

use crate::asl::machine::Workflow;
use crate::base::diag::Severity;
use crate::load::codes;

use super::{Finder, Rule};

pub(crate) const RULE: Rule = Rule {
    code: codes::OUTSIDE,
    name: "outside-project",
    severity: Severity::Error,
    about: "A definition, a template or a mock file names a file or a folder outside the project, so it is \
        not read. The project is the nearest folder at or above the definition that holds `sfn.toml` or \
        `.git`; without one, the working folder if it holds the definition, else the folder of the \
        definition. Links are followed before this is decided. `--allow-read DIR` and `[permissions] read` \
        in sfn.toml open more folders.",
    examples: None,
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Loading,
};
