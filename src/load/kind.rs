//! What kind of file a text is, told from its contents and hardly from its name.

use crate::base::value::Value;

/// A kind of file that is no definition itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    CloudFormation,
    Serverless,
    Terraform,
}

impl Kind {
    /// What the file is, for the headline.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::CloudFormation => "a CloudFormation or SAM template",
            Self::Serverless => "a Serverless Framework configuration",
            Self::Terraform => "a Terraform file",
        }
    }
}

/// Which keys at the top tell a kind; the first that is there decides.
const KEYS: [(&str, Kind); 7] = [
    ("Resources", Kind::CloudFormation),
    ("AWSTemplateFormatVersion", Kind::CloudFormation),
    ("Transform", Kind::CloudFormation),
    ("stepFunctions", Kind::Serverless),
    ("provider", Kind::Serverless),
    ("planned_values", Kind::Terraform),
    ("terraform_version", Kind::Terraform),
];

fn of_keys(has: impl Fn(&str) -> bool) -> Option<Kind> {
    if has("StartAt") || has("States") {
        return None;
    }
    KEYS.iter().find(|(key, _)| has(key)).map(|&(_, kind)| kind)
}

/// The kind of a text that was read.
pub(super) fn of_value(value: &Value) -> Option<Kind> {
    of_keys(|key| value.get(key).is_some())
}

/// The kind of a text that could not be read, from the beginnings of its lines.
pub(super) fn of_text(name: &str, text: &str) -> Option<Kind> {
    let has_ending = |ending| std::path::Path::new(name).extension().is_some_and(|found| found == ending);
    if has_ending("tf") || text.lines().any(|line| line.starts_with("resource \"aws_")) {
        return Some(Kind::Terraform);
    }
    of_keys(|key| text.lines().any(|line| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':'))))
}
