//! SFN123: distributed map.

use crate::asl::fields::ObjectKind;
use crate::asl::machine::Workflow;
use crate::asl::parts::DefinitionPart;
use crate::base::diag::{Code, Diagnostic, Place, Severity};

use super::{Finder, Rule};
use super::{schema, within};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN123"),
    name: "distributed-map",
    severity: Severity::Error,
    about: "The fields of a distributed Map do not fit each other: `Mode` DISTRIBUTED asks for \
        `ExecutionType`; an `ItemReader` that reads a file asks for its `InputType`; an `ItemBatcher` \
        asks for a limit; a `ResultWriter` cannot be empty.",
    examples: Some(examples!("SFN123", "json")),
    workflow: Workflow::Standard,
    aws: Some((super::SCHEMA, "These fields are required: [ExecutionType]")),
    finder: Finder::Definition(find),
};

fn find(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) {
    for part in &definition.parts {
        if let Some(message) = wrong(part) {
            let message = format!("{message}{}", within(part));
            let diagnostic = RULE.at(Place::Value(part.pointer.clone()), message);
            let is_known = part.kind == ObjectKind::ProcessorConfig;
            let words = if is_known { "These fields are required: [ExecutionType]" } else { "" };
            found.push(schema(diagnostic, words, &part.pointer));
        }
    }
}

fn wrong(part: &DefinitionPart<'_>) -> Option<&'static str> {
    let (has, text) = (|name: &str| part.members.contains(name), |name: &str| part.text(name));
    let is = |kind: ObjectKind| part.kind == kind;
    if is(ObjectKind::ProcessorConfig) && text("Mode") == Some("DISTRIBUTED") && !has("ExecutionType") {
        Some("a distributed Map needs `ExecutionType`: STANDARD or EXPRESS")
    } else if is(ObjectKind::ItemReader) && reads_a_file(part) && !has("ReaderConfig") {
        Some("`ItemReader` must say what it reads: add a `ReaderConfig` with `InputType`")
    } else if is(ObjectKind::ReaderConfig)
        && text("Transformation") == Some("LOAD_AND_FLATTEN")
        && !has("InputType")
    {
        Some("LOAD_AND_FLATTEN needs `InputType`")
    } else if is(ObjectKind::ItemBatcher) && !BATCH_LIMITS.iter().any(|name| has(name)) {
        Some("`ItemBatcher` needs `MaxItemsPerBatch` or `MaxInputBytesPerBatch`")
    } else if (is(ObjectKind::ResultWriter) || is(ObjectKind::WriterConfig)) && part.members.is_empty() {
        Some("it is empty: say where to or how results are written")
    } else {
        None
    }
}

fn reads_a_file(part: &DefinitionPart<'_>) -> bool {
    part.text("Resource").is_some_and(|resource| resource.ends_with(":s3:getObject"))
}

const BATCH_LIMITS: [&str; 4] =
    ["MaxItemsPerBatch", "MaxItemsPerBatchPath", "MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"];
