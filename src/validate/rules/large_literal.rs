//! SFN210: large literal.

use crate::asl::machine::Workflow;
use crate::base::diag::{Code, Diagnostic, Place, Severity};
use crate::base::value::Value;
use crate::expr::PAYLOAD_BYTES;

use super::within;
use super::{Finder, Rule};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN210"),
    name: "large-literal",
    severity: Severity::Warning,
    about: "The definition holds a large literal. Data between states is limited to 262,144 bytes, the \
        definition to 1 MB; keep large data in S3 and read it from there.",
    examples: None,
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Definition(find),
};

fn find(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) {
    for part in definition.states() {
        for name in ["Result", "Parameters", "Arguments", "Output", "Assign", "Items"] {
            let size = part.members.get(name).map_or(0, Value::json_size);
            if size > LARGE {
                let message = format!(
                    "`{name}` holds {size} bytes of the {PAYLOAD_BYTES} a state can pass on{}",
                    within(part)
                );
                found.push(RULE.at(Place::Key(part.place(name)), message));
            }
        }
    }
}

const LARGE: usize = 65_536;
