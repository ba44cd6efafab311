//! Files that hold plain data: JSON or YAML, nothing replaced in it, no definition expected.

use super::{Rejected, codes, json, yaml};
use crate::base::diag::{Diagnostic, Place};
use crate::base::document::{Document, Read};
use crate::base::source::{Format, Source};
use crate::base::value::Value;
use crate::base::yaml::{self as yaml_text, Fault, YamlFault};

/// Reads the data in `source`: strict JSON if it begins with a bracket and is that, else YAML.
pub(super) fn load(source: &Source) -> Result<Document, Rejected> {
    let begins_as_json = source.text.trim_start().starts_with(['{', '[']);
    let json = if begins_as_json { Value::parse(&source.text).map_err(Some) } else { Err(None) };
    let fault = match json {
        Ok(value) => return Ok(Document::new(source.clone(), Format::Json, value, None, None)),
        Err(fault) => fault,
    };
    let is_json = [".json", ".jsonc"].iter().any(|ending| source.name.ends_with(ending));
    let mut diagnostic = match (fault, yaml_text::read(&source.text, &mut |_| None)) {
        (Some(error), _) if is_json => json::explain(source, &Read::plain(source), &error),
        (_, Ok(read)) => {
            return Ok(Document::new(source.clone(), Format::Yaml, read.value, None, Some(read.tree)));
        }
        (_, Err(fault)) if fault.what == YamlFault::Empty => empty(),
        (_, Err(Fault { what: YamlFault::Tag(tag), at })) => {
            Diagnostic::error(codes::YAML, Place::Text(at), "this is not valid YAML")
                .label(format!("the tag `{tag}` means nothing here"))
        }
        (_, Err(fault)) => yaml::explain(source, fault),
    };
    diagnostic.aws = None;
    Err(Rejected::new(source.clone(), diagnostic))
}

/// Reads `source` as strict JSON.
pub(super) fn strict(source: &Source) -> Result<Value, Rejected> {
    Value::parse(&source.text).map_err(|error| {
        let read = Read { text: source.text.clone(), spans: Default::default(), substitutions: Vec::new() };
        let mut diagnostic = json::explain(source, &read, &error);
        diagnostic.aws = None;
        Rejected::new(source.clone(), diagnostic)
    })
}

/// What is said of a file without contents.
pub(super) fn empty() -> Diagnostic {
    Diagnostic::error(codes::SHAPE, Place::Text(0..0), "this file is empty")
}
