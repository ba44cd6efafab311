//! Documents and findings about them, as JSON: everything that is needed to show a line of a file again when
//! the file itself has changed or is gone.
//!
//! The text is stored as the user wrote it, and what was read from it beside it where that differs. This is
//! chosen over storing the files and loading them again: loading may change from version to version, and a
//! template may have been put together from many files.

use crate::base::diag::{AwsDiagnostic, Code, Diagnostic, Place, Severity};
use crate::base::document::{Document, Read, Substitution, ValueSource};
use crate::base::locate::{Member, Piece, Shape, SpanMap, Tree};
use crate::base::members::{Members, array, object, text as write_text};
use crate::base::source::{Format, Source};
use crate::base::value::Value;

use super::fields::{Fault, list, maybe_text, member, number, range, text, texts};

/// Writes a document.
pub fn write(document: &Document, members: &mut Members<'_>) {
    let source = document.source();
    members.text("name", &source.shown).text("text", &source.text);
    members.value("value", document.value());
    if document.format() == Format::Yaml {
        members.put("tree", |out| write_tree(document.tree(), out));
    }
    let read = document.read();
    if *read.text != *source.text {
        members.text("read", &read.text);
        members.put("spans", |out| {
            array(out, read.spans.pieces(), |out, piece| {
                let (text, source) = (&piece.text, &piece.source);
                array(out, [text.start, text.end, source.start, source.end], |out, at| write_number(at, out));
            });
        });
    }
    members.put("substitutions", |out| {
        array(out, &read.substitutions, |out, one| {
            object(out, |m| {
                m.text("name", &one.name).text("value", &one.value).text("origin", origin_name(one.origin));
                m.put("at", |out| array(out, [one.at.start, one.at.end], |out, at| write_number(at, out)));
            });
        });
    });
}

/// Reads what [`write`] wrote.
pub fn read(value: &Value) -> Result<Document, Fault> {
    let source = Source::new(text(value, "name")?, text(value, "text")?);
    let substitutions = list(value, "substitutions")?.iter().map(substitution).collect::<Result<_, _>>()?;
    let spans = list(value, "spans")?.iter().map(piece).collect::<Result<Vec<_>, _>>()?;
    let read = Read {
        text: maybe_text(value, "read").unwrap_or_else(|| source.text.clone()),
        spans: SpanMap::new(spans),
        substitutions,
    };
    let tree = value.get("tree").map(read_tree).transpose()?;
    let format = if tree.is_some() { Format::Yaml } else { Format::Json };
    Ok(Document::new(source, format, member(value, "value")?.clone(), Some(read), tree))
}

fn write_number(number: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(number.to_string().as_bytes());
}

fn substitution(value: &Value) -> Result<Substitution, Fault> {
    let origin = match text(value, "origin")? {
        "given" => ValueSource::Given,
        "pseudo" => ValueSource::Pseudo,
        "placeholder" => ValueSource::Placeholder,
        other => return Err(format!("no substitution has the origin `{other}`")),
    };
    let (name, text) = (text(value, "name")?.to_owned(), text(value, "value")?.to_owned());
    Ok(Substitution { name, value: text, origin, at: range(member(value, "at")?)? })
}

const fn origin_name(origin: ValueSource) -> &'static str {
    match origin {
        ValueSource::Given => "given",
        ValueSource::Pseudo => "pseudo",
        ValueSource::Placeholder => "placeholder",
    }
}

fn piece(value: &Value) -> Result<Piece, Fault> {
    let at = |at: usize| value.at(at).and_then(Value::as_i64).and_then(|at| usize::try_from(at).ok());
    match (at(0), at(1), at(2), at(3)) {
        (Some(from), Some(to), Some(source), Some(end)) => Ok(Piece { text: from..to, source: source..end }),
        (..) => Err("a span is not four offsets".to_owned()),
    }
}

/// `[root, node, …]`; a node is `[from, to]`, then `"array", child…`, `"object", [key, from, to, child]…` or
/// `"alias", child`.
fn write_tree(tree: &Tree, out: &mut Vec<u8>) {
    out.push(b'[');
    write_number(tree.root(), out);
    for (span, shape) in tree.nodes() {
        out.extend_from_slice(b",[");
        write_number(span.start, out);
        out.push(b',');
        write_number(span.end, out);
        match shape {
            Shape::Leaf => {}
            Shape::Array(children) => {
                out.extend_from_slice(b",\"array\"");
                children.iter().for_each(|child| {
                    out.push(b',');
                    write_number(*child, out);
                });
            }
            Shape::Object(members) => {
                out.extend_from_slice(b",\"object\"");
                for member in members {
                    out.extend_from_slice(b",[");
                    write_text(out, &member.name);
                    for at in [member.key.start, member.key.end, member.node] {
                        out.push(b',');
                        write_number(at, out);
                    }
                    out.push(b']');
                }
            }
            Shape::Alias(child) => {
                out.extend_from_slice(b",\"alias\",");
                write_number(*child, out);
            }
        }
        out.push(b']');
    }
    out.push(b']');
}

fn read_tree(value: &Value) -> Result<Tree, Fault> {
    let wrong = || "a tree is not made of nodes".to_owned();
    let index = |value: &Value| value.as_i64().and_then(|at| usize::try_from(at).ok());
    let nodes = value.as_array().ok_or_else(wrong)?.as_slice();
    let (root, nodes) = nodes.split_first().ok_or_else(wrong)?;
    let mut tree = Tree::default();
    for (at, node) in nodes.iter().enumerate() {
        let parts = node.as_array().ok_or_else(wrong)?.as_slice();
        // A child comes before its parent, so that no tree goes round in circles.
        let child = |value: &Value| index(value).filter(|child| *child < at).ok_or_else(wrong);
        let rest = parts.get(3..).unwrap_or_default();
        let shape = match parts.get(2).and_then(Value::as_str) {
            None => Shape::Leaf,
            Some("array") => Shape::Array(rest.iter().map(child).collect::<Result<_, _>>()?),
            Some("alias") => Shape::Alias(child(rest.first().ok_or_else(wrong)?)?),
            Some(_) => {
                let member = |member: &Value| {
                    let name = member.at(0).and_then(Value::as_str).ok_or_else(wrong)?;
                    let number = |at: usize| member.at(at).and_then(index).ok_or_else(wrong);
                    let node = child(member.at(3).ok_or_else(wrong)?)?;
                    Ok::<_, Fault>(Member { name: name.into(), key: number(1)?..number(2)?, node })
                };
                Shape::Object(rest.iter().map(member).collect::<Result<_, _>>()?)
            }
        };
        tree.add(range(node)?, shape);
    }
    tree.set_root(index(root).ok_or_else(wrong)?);
    Ok(tree)
}

/// Writes a finding about the document with the number `document`.
pub fn write_finding(document: usize, found: &Diagnostic, members: &mut Members<'_>) {
    members
        .plain("document", document)
        .text("code", found.code.as_str())
        .text("severity", found.severity.name());
    members.text("message", &found.message).object("place", |m| write_place(&found.place, m));
    members.text("label", &found.label);
    if let Some((place, words)) = &found.aside {
        members.object("aside", |m| write_place(place, m.text("label", words)));
    }
    members.put("notes", |out| array(out, &found.notes, |out, note| write_text(out, note)));
    members.maybe("help", found.help.as_deref());
    if let Some(aws) = &found.aws {
        members.object("aws", |m| {
            m.text("code", &aws.code).text("message", &aws.message).text("location", &aws.location);
        });
    }
}

/// Reads what [`write_finding`] wrote.
pub fn read_finding(value: &Value, documents: &[Document]) -> Result<(Document, Diagnostic), Fault> {
    let document: usize = number(value, "document")?;
    let document = documents.get(document).ok_or_else(|| format!("there is no document {document}"))?;
    let severity = match text(value, "severity")? {
        "error" => Severity::Error,
        "warning" => Severity::Warning,
        "note" => Severity::Note,
        other => return Err(format!("`{other}` is not a severity")),
    };
    let code = Code::new(super::code(text(value, "code")?)?);
    let place = read_place(member(value, "place")?)?;
    let mut found = Diagnostic::error(code, place, text(value, "message")?).severity(severity);
    found.label = text(value, "label")?.to_owned();
    if let Some(aside) = value.get("aside") {
        found = found.aside(read_place(aside)?, text(aside, "label")?);
    }
    found.notes = texts(value, "notes")?;
    found.help = maybe_text(value, "help").map(|help| help.to_string());
    found.aws = value.get("aws").map(aws).transpose()?;
    Ok((document.clone(), found))
}

fn aws(value: &Value) -> Result<AwsDiagnostic, Fault> {
    let (code, message) = (text(value, "code")?.to_owned(), text(value, "message")?.to_owned());
    Ok(AwsDiagnostic { code, message, location: text(value, "location")?.to_owned() })
}

fn write_place(place: &Place, members: &mut Members<'_>) {
    let (kind, bytes) = match place {
        Place::Value(_) => ("value", None),
        Place::Key(_) => ("key", None),
        Place::Within(_, bytes) => ("within", Some(bytes)),
        Place::Text(bytes) => ("text", Some(bytes)),
        Place::Inside(_, bytes) => ("inside", Some(bytes)),
    };
    members.text("kind", kind).text("pointer", place.pointer());
    if let Some(bytes) = bytes {
        members.put("bytes", |out| array(out, [bytes.start, bytes.end], |out, at| write_number(at, out)));
    }
}

fn read_place(value: &Value) -> Result<Place, Fault> {
    let pointer = || text(value, "pointer").map(Into::into);
    let bytes = || range(member(value, "bytes")?);
    match text(value, "kind")? {
        "value" => Ok(Place::Value(pointer()?)),
        "key" => Ok(Place::Key(pointer()?)),
        "within" => Ok(Place::Within(pointer()?, bytes()?)),
        "text" => Ok(Place::Text(bytes()?)),
        "inside" => Ok(Place::Inside(pointer()?, bytes()?)),
        other => Err(format!("`{other}` is not a kind of place")),
    }
}
