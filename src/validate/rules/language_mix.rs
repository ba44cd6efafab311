//! SFN117: query language mix.

use crate::asl::fields;
use crate::asl::machine::Workflow;
use crate::base::diag::{Code, Diagnostic, Place, Severity};

use super::{Finder, Rule};
use super::{schema, within};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN117"),
    name: "query-language-mix",
    severity: Severity::Error,
    about: "The field belongs to the other query language. JSONPath states have `InputPath`, `Parameters`, \
        `ResultSelector`, `ResultPath`, `OutputPath` and the fields that end in `Path`; JSONata states \
        have `Arguments` and `Output`. `QueryLanguage` says which one a state speaks; without it the \
        machine's counts, and that is JSONPath unless it says otherwise.",
    examples: Some(examples!("SFN117", "json")),
    workflow: Workflow::Standard,
    aws: Some((
        super::SCHEMA,
        "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage",
    )),
    finder: Finder::Definition(find),
};

fn find(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) {
    for part in &definition.parts {
        for (name, _) in part.members {
            let field = fields::find(part.kind, name);
            let Some(theirs) =
                field.and_then(|field| field.language).filter(|theirs| *theirs != part.language)
            else {
                continue;
            };
            let (theirs, ours) = (theirs.name(), part.language.name());
            let message = format!("`{name}` is a field of {theirs}, and this is {ours}{}", within(part));
            let mut diagnostic = RULE.at(Place::Key(part.place(name)), message);
            diagnostic.help = instead(name).map(|other| format!("in {ours} it is `{other}`"));
            let words = format!(
                "The QueryLanguage is set to '{ours}', but field '{name}' is only supported for the '{theirs}' QueryLanguage"
            );
            found.push(schema(diagnostic, words, &part.pointer));
        }
    }
}

/// What the other language has in the place of the field `name`.
fn instead(name: &str) -> Option<&str> {
    match name {
        "Parameters" => Some("Arguments"),
        "Arguments" => Some("Parameters"),
        "OutputPath" | "ResultPath" | "ResultSelector" | "Result" => Some("Output"),
        "Output" => Some("ResultSelector` or `OutputPath"),
        "ItemsPath" => Some("Items"),
        "Items" => Some("ItemsPath"),
        "Condition" => Some("Variable"),
        "Variable" | "And" | "Or" | "Not" => Some("Condition"),
        _ => name.strip_suffix("Path").filter(|stem| *stem != "Input"),
    }
}
