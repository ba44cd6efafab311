//! XML: written for requests, read into a tree for answers.

use quick_xml::Reader;
use quick_xml::escape::{escape, resolve_predefined_entity, unescape};
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::base::amount::count;
use crate::base::value::{Object, Value};
use crate::catalog::wire::{Location, TimeFormat, WireKind, WireShape, WireStructure};

use super::encode::{given, text};

/// How deep elements may be nested: deeper than any answer of AWS.
const MAX_DEPTH: usize = 100;
/// How many elements and attributes a document may have, about: each takes many times the memory of its text.
const MAX_PARTS: usize = 1_000_000;

/// An element.
#[derive(Clone, Debug, Default)]
pub struct Element {
    /// Its name, without the prefix of a namespace.
    pub name: String,
    /// Its attributes, as they are written.
    pub attributes: Vec<(String, String)>,
    /// The text in it.
    pub text: String,
    /// The elements in it.
    pub children: Vec<Self>,
}

impl Element {
    /// Reads a document; an error says what is wrong with it.
    pub fn parse(document: &str) -> Result<Self, String> {
        let parts = document.bytes().filter(|byte| matches!(byte, b'<' | b'=')).count();
        if parts > MAX_PARTS {
            return Err(format!("the answer has more than {} elements", count(MAX_PARTS)));
        }
        let mut reader = Reader::from_str(document);
        let mut open: Vec<Self> = vec![Self::default()];
        loop {
            let event = reader.read_event().map_err(|error| error.to_string())?;
            let text: String = match event {
                Event::Start(start) if open.len() <= MAX_DEPTH => {
                    open.push(Self::begun(&start)?);
                    continue;
                }
                Event::Start(_) => return Err(format!("elements are nested more than {MAX_DEPTH} deep")),
                Event::Empty(start) => {
                    let element = Self::begun(&start)?;
                    last(&mut open)?.children.push(element);
                    continue;
                }
                Event::End(_) => {
                    let element = open.pop().unwrap_or_default();
                    last(&mut open)?.children.push(element);
                    continue;
                }
                Event::Eof => break,
                Event::Text(text) => text.into_inner().into_owned(),
                Event::CData(text) => text.into_inner().into_owned(),
                Event::GeneralRef(name) => resolved(&name)?,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => continue,
            };
            last(&mut open)?.text.push_str(&text);
        }
        let [root] = &mut open[..] else { return Err("the document is cut short".to_owned()) };
        root.children.pop().ok_or_else(|| "the document is empty".to_owned())
    }

    fn begun(start: &BytesStart<'_>) -> Result<Self, String> {
        let name = start.local_name().as_ref().to_owned();
        let mut element = Self { name, ..Self::default() };
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| error.to_string())?;
            let value = unescape(&attribute.value).map_err(|error| error.to_string())?;
            element.attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
        }
        Ok(element)
    }

    /// The first element in it that is called `name`.
    #[must_use]
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }
}

fn last(open: &mut [Element]) -> Result<&mut Element, String> {
    open.last_mut().ok_or_else(|| "an element is closed that was not open".to_owned())
}

/// `&lt;` and `&#60;`
fn resolved(name: &BytesRef<'_>) -> Result<String, String> {
    if let Some(character) = name.resolve_char_ref().map_err(|error| error.to_string())? {
        return Ok(character.to_string());
    }
    let name: &str = name;
    resolve_predefined_entity(name).map(str::to_owned).ok_or_else(|| format!("`&{name};` is not known"))
}

/// Writes `value` as the element `name` to `out`.
pub fn write(out: &mut String, name: &str, namespace: Option<&Value>, shape: WireShape<'_>, value: &Value) {
    match (shape.kind(), value) {
        (WireKind::Structure(structure), Value::Object(members)) => {
            write_structure(out, name, namespace, structure, members);
        }
        (WireKind::List(list), Value::Array(items)) => {
            let item_name = if list.is_flat { name } else { list.name.unwrap_or("member") };
            wrapped(out, name, namespace, list.is_flat, |out| {
                items.iter().for_each(|item| write(out, item_name, None, list.item, item));
            });
        }
        (WireKind::Map(map), Value::Object(entries)) => {
            let entry_name = if map.is_flat { name } else { "entry" };
            wrapped(out, name, namespace, map.is_flat, |out| {
                for (key, value) in entries {
                    out.push_str(&format!("<{entry_name}><{k}>{}</{k}>", escape(&**key), k = map.key_name));
                    write(out, map.value_name, None, map.value, value);
                    out.push_str(&format!("</{entry_name}>"));
                }
            });
        }
        _ => wrapped(out, name, namespace, false, |out| {
            out.push_str(&escape(&*text(shape, value, TimeFormat::Iso)));
        }),
    }
}

/// Writes a structure as the element `name` to `out`.
pub fn write_structure(
    out: &mut String,
    name: &str,
    namespace: Option<&Value>,
    structure: WireStructure<'_>,
    members: &Object,
) {
    let given: Vec<_> = structure
        .members()
        .filter(|member| member.location() == Location::Body)
        .filter_map(|member| Some((member, given(members, &member)?)))
        .collect();
    let mut opening = format!("{name}{}", declared(namespace));
    for (member, value) in given.iter().filter(|(member, _)| member.is_attribute()) {
        let value = text(member.shape, value, TimeFormat::Iso);
        opening.push_str(&format!(" {}=\"{}\"", member.wire_name(), escape(&*value)));
    }
    out.push_str(&format!("<{opening}>"));
    for (member, value) in given.iter().filter(|(member, _)| !member.is_attribute()) {
        write(out, member.wire_name(), member.namespace(), member.shape, value);
    }
    out.push_str(&format!("</{name}>"));
}

fn wrapped(
    out: &mut String,
    name: &str,
    namespace: Option<&Value>,
    is_flat: bool,
    write: impl FnOnce(&mut String),
) {
    if is_flat {
        return write(out);
    }
    out.push_str(&format!("<{name}{}>", declared(namespace)));
    write(out);
    out.push_str(&format!("</{name}>"));
}

/// The declaration of a namespace: its URI, or a list of URI and prefix.
fn declared(namespace: Option<&Value>) -> String {
    match namespace {
        Some(Value::String(uri)) => format!(" xmlns=\"{uri}\""),
        Some(Value::Array(both)) => {
            let word = |at: usize| both.get(at).and_then(Value::as_str).unwrap_or_default();
            format!(" xmlns:{}=\"{}\"", word(1), word(0))
        }
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) | None => String::new(),
    }
}
