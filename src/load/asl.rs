//! A definition that stands alone: Amazon States Language as JSON or YAML.
//!
//! A text that begins with a bracket, or whose name ends in `.json`, is JSON and must be strict JSON,
//! unless its name says that it is YAML; every other is YAML.

use std::ops::Range;

use super::substitute::{self, Names, Values};
use super::traced::Traced;
use super::{Definition, Options, Rejected, codes, json, json5, kind, yaml};
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::document::{Document, Read};
use crate::base::pointer::Pointer;
use crate::base::source::{Format, Source};
use crate::base::value::Value;
use crate::base::yaml as yaml_text;

/// Reads the definition that `source` is, `names` being what a template says of its `${Name}`.
pub(super) fn read(source: &Source, options: &Options, names: Names<'_>) -> Result<Definition, Rejected> {
    if source.text.trim().is_empty() {
        let diagnostic = Diagnostic::error(codes::SHAPE, Place::Text(0..0), "this file is empty")
            .help("start with {\"StartAt\": \"Hello\", \"States\": {\"Hello\": {\"Type\": \"Succeed\"}}}")
            .aws(SCHEMA, NOT_AN_OBJECT, "");
        return Err(Rejected::new(source.clone(), diagnostic));
    }
    if [".jsonc", ".json5"].iter().any(|ending| source.name.ends_with(ending)) {
        return lenient(source, options, names);
    }
    let mut values = Values::new(options, names);
    let is_json = source.text.trim_start().starts_with(['{', '[']) || source.name.ends_with(".json");
    let (document, mut diagnostics) = if is_json {
        match from_json(source, &mut values) {
            Ok(document) => (document, Vec::new()),
            Err(rejected) => {
                values = Values::new(options, names);
                let is_yaml = [".yaml", ".yml"].iter().any(|ending| source.name.ends_with(ending));
                let read = if is_yaml { from_yaml(source, &mut values).ok() } else { None };
                read.ok_or(rejected)?
            }
        }
    } else {
        from_yaml(source, &mut values)?
    };
    check_kind(&document)?;
    diagnostics.extend(values.diagnostics());
    Ok(Definition { document, diagnostics })
}

/// Reads the definition that `source` is, JSON of which nothing is replaced.
pub(super) fn sent(source: &Source) -> Result<Document, Rejected> {
    if source.text.trim().is_empty() {
        let diagnostic = Diagnostic::error(codes::SHAPE, Place::Text(0..0), "this definition is empty");
        return Err(Rejected::new(source.clone(), diagnostic.aws(SCHEMA, NOT_AN_OBJECT, "")));
    }
    let value = Value::parse(&source.text).map_err(|error| {
        Rejected::new(source.clone(), json::explain(source, &Read::plain(source), &error))
    })?;
    Ok(Document::new(source.clone(), Format::Json, value, None, None))
}

/// Reads the definition that `text` is, a part of `source`.
pub(super) fn read_text(
    source: &Source,
    text: Traced,
    options: &Options,
    names: Names<'_>,
) -> Result<Definition, Rejected> {
    let (text, spans) = text.into_parts();
    let mut values = Values::new(options, names);
    let read = substitute::text(&text.into(), &spans, &mut values);
    if read.text.trim().is_empty() {
        let at = spans.source(0..1);
        let diagnostic = Diagnostic::error(codes::SHAPE, Place::Text(at), "this definition is empty");
        return Err(Rejected::new(source.clone(), diagnostic));
    }
    let document = match Value::parse(&read.text) {
        Ok(value) => Document::new(source.clone(), Format::Json, value, Some(read), None),
        Err(error) => return Err(Rejected::new(source.clone(), json::explain(source, &read, &error))),
    };
    check_kind(&document)?;
    Ok(Definition { document, diagnostics: values.diagnostics() })
}

/// JSON with comments and other liberties.
fn lenient(source: &Source, options: &Options, names: Names<'_>) -> Result<Definition, Rejected> {
    let Some((text, liberty)) = json5::strict(&source.text) else {
        let mut values = Values::new(options, names);
        let document = from_json(source, &mut values)?;
        check_kind(&document)?;
        return Ok(Definition { document, diagnostics: values.diagnostics() });
    };
    let mut definition = read_text(source, text, options, names)?;
    let note =
        Diagnostic::error(codes::LENIENT, Place::Text(liberty), "AWS will refuse this: it is no strict JSON")
            .severity(Severity::Note)
            .help("`sfn render` writes the definition as strict JSON");
    definition.diagnostics.insert(0, note);
    Ok(definition)
}

const SCHEMA: &str = "SCHEMA_VALIDATION_FAILED";
const NOT_AN_OBJECT: &str = "Definition must be a valid JSON object";

fn from_json(source: &Source, values: &mut Values<'_>) -> Result<Document, Rejected> {
    let read = substitute::json(source, values);
    match Value::parse(&read.text) {
        Ok(value) => Ok(Document::new(source.clone(), Format::Json, value, Some(read), None)),
        Err(error) => Err(Rejected::new(source.clone(), json::explain(source, &read, &error))),
    }
}

fn from_yaml(source: &Source, values: &mut Values<'_>) -> Result<(Document, Vec<Diagnostic>), Rejected> {
    let marked = substitute::mark(&source.text);
    let found = yaml_text::only_text(&source.text, &[])
        .and_then(|()| yaml_text::read(&marked, &mut |scalar| substitute::yaml(source, scalar, values)))
        .map_err(|fault| Rejected::new(source.clone(), yaml::explain(source, fault)))?;
    let read = Read { substitutions: values.substitutions().to_vec(), ..Read::plain(source) };
    let document = Document::new(source.clone(), Format::Yaml, found.value, Some(read), Some(found.tree));
    Ok((document, found.ambiguous.into_iter().map(|at| old_boolean(source, at)).collect()))
}

fn old_boolean(source: &Source, at: Range<usize>) -> Diagnostic {
    let word = &source.text[at.clone()];
    Diagnostic::error(
        codes::OLD_BOOLEAN,
        Place::Text(at),
        format!("`{word}` is text here but a boolean to SAM"),
    )
    .severity(Severity::Warning)
    .note("sfn reads YAML 1.2; readers of YAML 1.1, SAM's among them, take the word for true or false")
    .help(format!("write \"{word}\""))
}

/// Refuses what is no object, and a template where a definition is due.
fn check_kind(document: &Document) -> Result<(), Rejected> {
    let value = document.value();
    let kind = kind::of_value(value);
    if kind.is_none() && value.as_object().is_some() {
        return Ok(());
    }
    let all = document.locate(&Place::Value(Pointer::root())).bytes;
    let first = all.start..document.source().line_around(all.start).end.clamp(all.start, all.end);
    let diagnostic = match kind {
        Some(kind) => other_kind(kind, first),
        None => not_an_object(document, first),
    };
    Err(Rejected::of(document.clone(), vec![diagnostic]))
}

fn not_an_object(document: &Document, at: Range<usize>) -> Diagnostic {
    let found = match document.value() {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    };
    let diagnostic = Diagnostic::error(
        codes::SHAPE,
        Place::Text(at.clone()),
        format!("a definition is an object, not {found}"),
    )
    .help("write an object with the fields StartAt and States");
    let text = &document.source().text[at.start..];
    match json::unknown_word(text) {
        Some(word) => {
            let message = format!("Unrecognized token '{word}': was expecting {}", json::A_VALUE);
            json::in_jackson_words(diagnostic, &message, document.source(), at.start + word.len())
        }
        None => diagnostic.aws(SCHEMA, NOT_AN_OBJECT, ""),
    }
}

fn other_kind(kind: &kind::TemplateKind, at: Range<usize>) -> Diagnostic {
    Diagnostic::error(codes::KIND, Place::Text(at), format!("{} stands where a definition is due", kind.name))
        .note("a definition has the fields StartAt and States")
        .help("name the file that holds the definition itself")
}
