//! SFN113: express unsupported.

use crate::asl::fields::ObjectKind;
use crate::asl::machine::Workflow;
use crate::asl::resource::{Pattern, Resource, Target};
use crate::base::diag::{Code, Diagnostic, Place, Severity};

use super::{Finder, Rule};
use super::{schema, within};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN113"),
    name: "express-unsupported",
    severity: Severity::Error,
    about: "An Express workflow cannot wait: it takes neither `.sync` nor `.waitForTaskToken` nor \
        activities, and no distributed Map. Use a Standard workflow, or call without waiting.",
    examples: Some(examples!("SFN113", "json")),
    workflow: Workflow::Express,
    aws: Some((super::SCHEMA, "Express state machine does not support '.sync' service integration")),
    finder: Finder::Definition(find),
};

fn find(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) {
    if definition.workflow == Workflow::Standard {
        return;
    }
    for part in definition.of(ObjectKind::Task) {
        let resource = part.text("Resource").and_then(Resource::parse);
        if let Some((what, words)) = resource.and_then(|resource| refused(&resource)) {
            let message = format!("an Express workflow cannot use {what}{}", within(part));
            let diagnostic = RULE.at(Place::Value(part.place("Resource")), message);
            found.push(schema(diagnostic, words, &part.place("Resource")));
        }
    }
    for part in
        definition.of(ObjectKind::ProcessorConfig).filter(|part| part.text("Mode") == Some("DISTRIBUTED"))
    {
        let message = format!("an Express workflow cannot have a distributed Map{}", within(part));
        found.push(RULE.at(Place::Value(part.place("Mode")), message));
    }
}

fn refused(resource: &Resource) -> Option<(&'static str, &'static str)> {
    match (&resource.target, resource.pattern) {
        (Target::Activity(_), _) => {
            Some(("an activity", "Express state machine does not support Activity ARN"))
        }
        (_, Pattern::Sync | Pattern::SyncJson) => {
            Some(("`.sync`", "Express state machine does not support '.sync' service integration"))
        }
        (_, Pattern::Callback) => Some((
            "`.waitForTaskToken`",
            "Express state machine does not support '.waitForTaskToken' service integration ",
        )),
        (Target::Function(_) | Target::Service { .. }, Pattern::RequestResponse) => None,
    }
}
