//! SFN021: other reading.

use crate::asl::machine::Workflow;
use crate::base::diag::Severity;
use crate::load::codes;

use super::{Finder, Rule};

pub(crate) const RULE: Rule = Rule {
    code: codes::READING,
    name: "other-reading",
    severity: Severity::Note,
    about: "A value in a template is deployed as something else than it looks like. SAM and CloudFormation read \
        YAML 1.1: `yes` and `off` are booleans, `0644` is 420, `12:30` is 750, `1_000` is 1000, `1e3` is text. \
        SAM makes text of every intrinsic function in an inline `Definition`. The Serverless Framework makes \
        timestamps of dates, and leaves `${AWS::Region}` as it is in a definition without intrinsic functions. \
        sfn runs what is deployed. It is a note; a warning where it is hardly meant: a key that becomes another \
        text, and a name that stays one.",
    examples: None,
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Loading,
};
