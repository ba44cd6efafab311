//! What kind of file a text is, told from its contents and hardly from its name.

use crate::base::value::Value;

/// A kind of file that holds definitions among other things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    CloudFormation,
    Serverless,
    TerraformPlan,
    TerraformJson,
}

impl Kind {
    /// What the file is, for the headline.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::CloudFormation => "this CloudFormation or SAM template",
            Self::Serverless => "this Serverless Framework configuration",
            Self::TerraformPlan => "this Terraform plan",
            Self::TerraformJson => "this Terraform file",
        }
    }
}

/// Which keys at the top tell a kind; the first that is there decides.
const KEYS: [(&str, Kind); 9] = [
    ("Resources", Kind::CloudFormation),
    ("AWSTemplateFormatVersion", Kind::CloudFormation),
    ("Transform", Kind::CloudFormation),
    ("stepFunctions", Kind::Serverless),
    ("provider", Kind::Serverless),
    ("planned_values", Kind::TerraformPlan),
    ("terraform_version", Kind::TerraformPlan),
    ("resource", Kind::TerraformJson),
    ("variable", Kind::TerraformJson),
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

/// The kind of a text that could not be read, from the beginnings of its lines: keys of YAML at the top,
/// keys of JSON anywhere.
pub(super) fn of_text(text: &str) -> Option<Kind> {
    let is_key = |rest: &str| rest.trim_start().starts_with(':');
    let yaml = |key: &str| text.lines().any(|line| line.strip_prefix(key).is_some_and(is_key));
    let json = |key: &str| {
        text.lines().any(|line| {
            let line = line.trim_start_matches([' ', '\t', '{']);
            let key = line.strip_prefix('"').and_then(|line| line.strip_prefix(key)?.strip_prefix('"'));
            key.is_some_and(is_key)
        })
    };
    of_keys(yaml).or_else(|| of_keys(json))
}

/// Whether a text has a word that all templates have; most definitions have none.
pub(super) fn may_be_template(text: &str) -> bool {
    KEYS.iter().any(|(key, _)| text.contains(key))
}

/// Whether a file is Terraform's own language.
pub(super) fn is_hcl(name: &str, text: &str) -> bool {
    has_ending(name, &["tf", "tofu"]) || text.lines().any(|line| line.starts_with("resource \"aws_"))
}

/// Whether a file is a program, which would have to be run.
pub(super) fn is_program(name: &str) -> bool {
    has_ending(name, &["ts", "js", "mjs", "cjs", "py"])
}

fn has_ending(name: &str, endings: &[&str]) -> bool {
    let ending = std::path::Path::new(name).extension();
    ending.is_some_and(|found| endings.iter().any(|ending| found == *ending))
}
