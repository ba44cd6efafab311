//! SFN215: path as text.

use crate::asl::fields::ObjectKind;
use crate::asl::machine::{QueryLanguage, Workflow};
use crate::base::diag::{Code, Diagnostic, Place, Severity};

use super::forgotten_suffix::pathlike;
use super::{Finder, Rule};
use super::{clipped, within};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN215"),
    name: "path-as-text",
    severity: Severity::Warning,
    about: "The value looks like a path, but the field takes text: it is passed on as written. The field \
        whose name ends in `Path` reads the value there.",
    examples: Some(examples!("SFN215", "json")),
    workflow: Workflow::Standard,
    aws: Some(("NO_PATH", "Field value looks like a path, but field name does not end with 'Path'")),
    finder: Finder::Definition(find),
};

fn find(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) {
    for part in definition.of(ObjectKind::Fail).filter(|part| part.language == QueryLanguage::JsonPath) {
        for name in ["Error", "Cause"] {
            let Some(text) = part.text(name).filter(|text| pathlike(text)) else { continue };
            let message = format!(
                "`{name}` is the literal text \"{}\", not the value at that path{}",
                clipped(text),
                within(part)
            );
            let diagnostic = RULE
                .at(Place::Key(part.place(name)), message)
                .help(format!("to read the value there, use `{name}Path`"));
            let words = "Field value looks like a path, but field name does not end with 'Path'";
            found.push(diagnostic.aws("NO_PATH", words, part.place(name).aws()));
        }
    }
}
