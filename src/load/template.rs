//! A template: a JSON or YAML file with functions in it. Here it is only read.
//!
//! YAML's short tags become what they stand for: `!Ref A` is `{"Ref": "A"}`.

use std::ops::Range;

use super::node::{Body, Member, Node};
use super::traced::Traced;
use super::{Rejected, codes, json, yaml};
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::document::Read;
use crate::base::locate::{Piece, SpanMap, Tree, json as located};
use crate::base::source::Source;
use crate::base::value::Value;
use crate::base::yaml::{self as yaml_text, Dialect, Fault, Schema, YamlFault};

/// A file that was read.
#[derive(Debug)]
pub(super) struct Template {
    pub(super) source: Source,
    pub(super) value: Value,
    tree: Tree,
    /// What is worth saying about it, no errors.
    pub(super) findings: Vec<Diagnostic>,
    /// What plain scalars mean in it.
    pub(super) schema: Schema,
    /// Plain scalars that mean something else than they look like.
    ambiguous: Vec<Range<usize>>,
}

/// How many lines a note names.
const MAX_LINES: usize = 10;

/// How deep templates may be nested: what computes with them calls itself.
const MAX_DEPTH: usize = 100;

/// Reads the template in `source`.
pub(super) fn read(source: &Source, schema: Schema) -> Result<Template, Rejected> {
    let refused =
        |diagnostic: Diagnostic| Rejected::new(source.clone(), Diagnostic { aws: None, ..diagnostic });
    let is_json = source.text.trim_start().starts_with(['{', '[']);
    let template = if is_json && let Ok(value) = Value::parse(&source.text) {
        let tree = located::scan(&source.text).unwrap_or_default();
        Template { source: source.clone(), value, tree, findings: Vec::new(), schema, ambiguous: Vec::new() }
    } else {
        let is_named_json = source.name.ends_with(".json");
        match read_yaml(source, schema) {
            Ok(template) => template,
            Err(_) if is_json && is_named_json => return Err(refused(bad_json(source))),
            Err(fault) => return Err(refused(yaml::explain(source, fault))),
        }
    };
    match template.root().depth() {
        ..=MAX_DEPTH => Ok(template),
        _ => Err(refused(
            Diagnostic::error(codes::LARGE, Place::Text(0..0), "this template is nested too deep")
                .label(format!("more than {MAX_DEPTH} levels")),
        )),
    }
}

/// How often a line is indented for the parser.
const MAX_INDENTED: usize = 200;

/// Reads YAML as templates are written: a key may occur twice, and what is in brackets or quotes need not be
/// indented, since the readers of CloudFormation and SAM mind neither.
fn read_yaml(source: &Source, schema: Schema) -> Result<Template, Fault> {
    let mut text = source.text.to_string();
    let mut pieces: Vec<Piece> = Vec::new();
    let dialect = Dialect { tags: function, repeats: true, schema };
    let read = loop {
        let fault = match yaml_text::read_as(dialect, &text, &mut |_| None) {
            Ok(read) => break read,
            Err(fault) => fault,
        };
        match indented(&fault, &mut text) {
            Some(piece) if pieces.len() < MAX_INDENTED => insert(&mut pieces, piece),
            Some(_) | None => {
                let at = SpanMap::new(pieces).source(fault.at);
                return Err(Fault { what: fault.what, at });
            }
        }
    };
    let spans = SpanMap::new(pieces);
    let repeated = read.repeated.into_iter().map(|at| {
        Diagnostic::error(codes::DUPLICATE, Place::Text(spans.source(at)), "duplicate key")
            .severity(Severity::Warning)
            .label("the second one, which wins")
    });
    let findings = repeated.collect();
    let tree = read.tree.moved(|at| spans.source(at));
    let ambiguous = read.ambiguous.into_iter().map(|at| spans.source(at)).collect();
    Ok(Template { source: source.clone(), value: read.value, tree, findings, schema, ambiguous })
}

/// Indents the line that the parser minds by one more blank than the line above.
fn indented(fault: &Fault, text: &mut String) -> Option<Range<usize>> {
    let YamlFault::Syntax(words) = &fault.what else { return None };
    if !words.contains("invalid indentation") {
        return None;
    }
    let blanks = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let begins = |at: usize| text[..at].rfind('\n').map_or(0, |found| found + 1);
    let stopped = begins(fault.at.start);
    let (start, above) = if words.contains("quoted") {
        // The parser names the opening quote; the line it minds is one of those that follow.
        let least = blanks(&text[stopped..]) + 1;
        let mut start = stopped;
        loop {
            start += text[start..].find('\n')? + 1;
            let line = text[start..].lines().next()?;
            if !line.trim().is_empty() && blanks(line) < least {
                break (start, stopped);
            }
        }
    } else {
        let above = text[..stopped].trim_end().len();
        (stopped, begins(above))
    };
    let missing =
        (blanks(&text[above..]) + 1).checked_sub(blanks(&text[start..])).filter(|missing| *missing > 0)?;
    text.insert_str(start, &" ".repeat(missing));
    Some(start..start + missing)
}

/// Adds `inserted`, the bytes of the text that were put into it.
fn insert(pieces: &mut Vec<Piece>, inserted: Range<usize>) {
    let at = pieces.partition_point(|piece| piece.text.end <= inserted.start);
    for piece in &mut pieces[at..] {
        piece.text = piece.text.start + inserted.len()..piece.text.end + inserted.len();
    }
    let source = SpanMap::new(pieces[..at].to_vec()).source(inserted.start..inserted.start).start;
    pieces.insert(at, Piece { text: inserted, source: source..source });
}

fn bad_json(source: &Source) -> Diagnostic {
    match Value::parse(&source.text) {
        Err(error) => json::explain(source, &Read::plain(source), &error),
        Ok(_) => Diagnostic::error(codes::JSON, Place::Text(0..0), "this is not valid JSON"),
    }
}

/// The function a tag is short for.
fn function(tag: &str) -> Option<String> {
    let name = tag.strip_prefix('!').filter(|name| !name.is_empty() && !name.starts_with('<'))?;
    Some(match name {
        "Ref" | "Condition" => name.to_owned(),
        _ => format!("Fn::{name}"),
    })
}

/// The lines of `source` that hold the bytes `at`, but for the line of `first`: `lines 3, 5`. Of many, those
/// that come first.
pub(super) fn lines(source: &Source, at: impl Iterator<Item = usize>, first: usize) -> Option<String> {
    let line = |at: usize| source.location(at..at).line;
    let mut lines: Vec<usize> = at.map(line).filter(|found| *found != line(first)).collect();
    lines.dedup();
    let more = lines.len().saturating_sub(MAX_LINES);
    let shown: Vec<String> = lines.iter().take(MAX_LINES).map(usize::to_string).collect();
    match (lines.len(), more) {
        (0, _) => None,
        (1, _) => Some(format!("line {}", shown.join(""))),
        (_, 0) => Some(format!("lines {}", shown.join(", "))),
        (_, more) => Some(format!("lines {} and {more} more", shown.join(", "))),
    }
}

impl Template {
    /// A note on the plain scalars of a definition, which is written at `within`, that are deployed as another
    /// value than they look like; none if there are none.
    pub(super) fn other_reading(&self, within: &Range<usize>) -> Option<Diagnostic> {
        let mut found = self.ambiguous.iter().filter(|at| within.start <= at.start && at.end <= within.end);
        let first = found.next()?;
        let written = self.source.text.get(first.clone())?;
        let value = self.schema.plain(written)?;
        let message = format!("`{written}` is deployed as {}", value.to_json());
        let lines = lines(&self.source, found.map(|at| at.start), first.start);
        let note = Diagnostic::error(codes::READING, Place::Text(first.clone()), message)
            .severity(Severity::Note)
            .note(match self.schema {
                Schema::Python => "SAM and CloudFormation read their templates as YAML 1.1",
                Schema::JavaScript => {
                    "the Serverless Framework makes timestamps of dates and doubles of numbers"
                }
                Schema::Core => "it is read as YAML 1.2",
            })
            .help("quote it to make it text");
        Some(match lines {
            Some(lines) => note.note(format!("the same in {lines}")),
            None => note,
        })
    }

    pub(super) const fn root(&self) -> TemplateNode<'_> {
        TemplateNode { template: self, value: &self.value, node: self.tree.root() }
    }
}

/// A value in a template.
#[derive(Clone, Copy, Debug)]
pub(super) struct TemplateNode<'t> {
    template: &'t Template,
    value: &'t Value,
    node: usize,
}

impl<'t> TemplateNode<'t> {
    pub(super) fn get(self, key: &str) -> Option<Self> {
        self.members().find(|(name, ..)| *name == key).map(|(.., part)| part)
    }

    /// The value `path` leads to.
    pub(super) fn find(self, path: &[&str]) -> Option<Self> {
        path.iter().try_fold(self, |part, key| part.get(key))
    }

    /// Keys, where they are, and values.
    pub(super) fn members(self) -> impl Iterator<Item = (&'t str, Range<usize>, Self)> {
        let members = self.value.as_object().into_iter().flat_map(|object| object.iter());
        let spans = self.template.tree.members(self.node);
        members.zip(spans).map(move |((name, value), span)| {
            (&**name, span.key.clone(), TemplateNode { template: self.template, value, node: span.node })
        })
    }

    pub(super) fn items(self) -> impl Iterator<Item = Self> {
        let items = self.value.as_array().map_or(&[][..], |items| items.as_slice());
        let nodes = self.template.tree.elements(self.node);
        items.iter().zip(nodes).map(move |(value, &node)| TemplateNode {
            template: self.template,
            value,
            node,
        })
    }

    pub(super) fn as_str(self) -> Option<&'t str> {
        self.value.as_str()
    }

    pub(super) fn at(self) -> Range<usize> {
        self.template.tree.span(self.node)
    }

    fn depth(self) -> usize {
        fn of(value: &Value) -> usize {
            match value {
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
                Value::Array(items) => 1 + items.iter().map(of).max().unwrap_or(0),
                Value::Object(members) => 1 + members.values().map(of).max().unwrap_or(0),
            }
        }
        of(self.value)
    }

    /// The value with the places of all its parts.
    pub(super) fn node(self) -> Node {
        let (source, at) = (self.template.source.clone(), self.at());
        let body = match self.value {
            Value::Null | Value::Bool(_) | Value::Number(_) => Body::Plain(self.value.clone()),
            Value::String(text) => {
                let raw = source.text.get(at.clone()).unwrap_or_default();
                // The text of an alias is written elsewhere.
                let traced = if raw.starts_with('*') && !text.starts_with('*') {
                    Traced::made(&**text, at.clone())
                } else {
                    Traced::written(text, raw, at.start)
                };
                Body::Text(traced)
            }
            Value::Array(_) => Body::List(self.items().map(Self::node).collect()),
            Value::Object(_) => Body::Members(
                self.members()
                    .map(|(key, key_at, part)| Member { key: key.to_owned(), key_at, value: part.node() })
                    .collect(),
            ),
        };
        Node { source, at, body }
    }
}
