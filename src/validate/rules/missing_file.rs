//! SFN015: missing file.

use crate::asl::machine::Workflow;
use crate::base::diag::Severity;
use crate::load::codes;

use super::{Finder, Rule};

pub(crate) const RULE: Rule = Rule {
    code: codes::FILE,
    name: "missing-file",
    severity: Severity::Error,
    about: "A template names a file that cannot be read: a `DefinitionUri`, an asset, or the file of \
        `templatefile`. Paths are relative to the file that names them; a build step may have to run \
        first.",
    examples: None,
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Loading,
};
