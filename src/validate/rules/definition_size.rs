//! SFN128: definition size.

use crate::asl::machine::Workflow;
use crate::base::diag::{Code, Diagnostic, Place, Severity};
use crate::base::pointer::Pointer;

use super::{Finder, Rule};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN128"),
    name: "definition-size",
    severity: Severity::Error,
    about: "AWS takes definitions of up to 1,048,576 characters.",
    examples: None,
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Definition(find),
};

fn find(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) {
    let size = definition.value.json_size();
    if size > LIMIT {
        let message = format!("the definition has {size} characters even without blanks; AWS takes {LIMIT}");
        let help = "move parts of it into state machines of their own, or literals to S3";
        found.push(RULE.at(Place::Key(Pointer::root()), message).help(help));
    }
}

const LIMIT: usize = 1_048_576;
