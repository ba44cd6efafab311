//! Shapes of values on the wire. Nothing is built of them: a shape is its place in the data, read again by each question.

use std::borrow::Cow;

use crate::base::value::{Object, Value};

use super::{Api, CHECKED};

/// What a value looks like on the wire.
#[derive(Clone, Copy, Debug)]
pub struct WireShape<'a> {
    pub(super) api: &'a Api,
    pub(super) value: &'a Value,
}

/// The kinds of that.
#[derive(Clone, Copy, Debug)]
pub enum WireKind<'a> {
    /// A single value.
    Plain(PlainKind),
    /// Items.
    List(WireList<'a>),
    /// Values by keys.
    Map(WireMap<'a>),
    /// Members.
    Structure(WireStructure<'a>),
}

/// The kinds of single values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlainKind {
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// A number.
    Float,
    /// `true` or `false`.
    Boolean,
    /// Bytes.
    Binary,
    /// A point in time, in this format if not in the protocol's own.
    Timestamp(Option<TimeFormat>),
    /// Any JSON.
    Any,
    /// Any JSON in a text.
    JsonText,
}

/// How a point in time is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeFormat {
    /// `2026-01-31T02:00:00Z`
    Iso,
    /// Seconds since 1970.
    Seconds,
    /// `Sat, 31 Jan 2026 02:00:00 GMT`
    Http,
}

/// A list.
#[derive(Clone, Copy, Debug)]
pub struct WireList<'a> {
    /// What its items look like.
    pub item: WireShape<'a>,
    /// What an item is called, if it is not `member`.
    pub name: Option<&'a str>,
    /// Whether the items stand where the list would.
    pub is_flat: bool,
}

/// A map.
#[derive(Clone, Copy, Debug)]
pub struct WireMap<'a> {
    /// What its values look like.
    pub value: WireShape<'a>,
    /// What a key is called.
    pub key_name: &'a str,
    /// What a value is called.
    pub value_name: &'a str,
    /// Whether the entries stand where the map would.
    pub is_flat: bool,
}

/// A structure.
#[derive(Clone, Copy, Debug)]
pub struct WireStructure<'a> {
    api: &'a Api,
    members: &'a Object,
    traits: Option<&'a Value>,
}

/// A member of a structure.
#[derive(Clone, Copy, Debug)]
pub struct WireMember<'a> {
    /// Its name in the model.
    pub name: &'a str,
    /// What it looks like.
    pub shape: WireShape<'a>,
    traits: Option<&'a Value>,
}

/// Where a member stands in a request or an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// In the body.
    Body,
    /// In the path.
    Uri,
    /// In the query of the URL.
    Query,
    /// A header.
    Header,
    /// All headers that begin with its name.
    Headers,
    /// The status.
    Status,
}

impl<'a> WireShape<'a> {
    /// The structure that it is, if it is one.
    #[must_use]
    pub fn structure(self) -> Option<WireStructure<'a>> {
        if let WireKind::Structure(structure) = self.kind() { Some(structure) } else { None }
    }

    /// What its items look like, if it is a list.
    #[must_use]
    pub fn item(self) -> Option<Self> {
        if let WireKind::List(list) = self.kind() { Some(list.item) } else { None }
    }

    /// Whether it is text or bytes.
    #[must_use]
    pub fn is_raw(self) -> bool {
        matches!(self.kind(), WireKind::Plain(PlainKind::String | PlainKind::Binary))
    }

    /// What it is.
    #[must_use]
    pub fn kind(self) -> WireKind<'a> {
        let Self { api, value } = self;
        let Some(number) = value.as_i64() else {
            return WireKind::Plain(match value.as_str().expect(CHECKED) {
                "s" => PlainKind::String,
                "i" => PlainKind::Integer,
                "f" => PlainKind::Float,
                "b" => PlainKind::Boolean,
                "B" => PlainKind::Binary,
                "t" => PlainKind::Timestamp(None),
                "ti" => PlainKind::Timestamp(Some(TimeFormat::Iso)),
                "tu" => PlainKind::Timestamp(Some(TimeFormat::Seconds)),
                "tr" => PlainKind::Timestamp(Some(TimeFormat::Http)),
                "j" => PlainKind::JsonText,
                "*" => PlainKind::Any,
                _ => unreachable!("{CHECKED}"),
            });
        };
        let shapes = api.0.get("shapes").and_then(Value::as_array).expect(CHECKED);
        let row = shapes[usize::try_from(number).expect(CHECKED)].as_array().expect(CHECKED);
        let shape = |at: usize| Self { api, value: &row[at] };
        let word = |at: usize| row.get(at).and_then(Value::as_str);
        let is_set = |at: usize| row.get(at).is_some_and(|flag| !flag.is_null());
        match word(0) {
            Some("L") => WireKind::List(WireList { item: shape(1), name: word(2), is_flat: is_set(3) }),
            Some("M") => WireKind::Map(WireMap {
                value: shape(2),
                key_name: word(3).unwrap_or("key"),
                value_name: word(4).unwrap_or("value"),
                is_flat: is_set(5),
            }),
            _ => {
                let members = row[1].as_object().expect(CHECKED);
                WireKind::Structure(WireStructure { api, members, traits: row.get(2) })
            }
        }
    }
}

impl<'a> WireStructure<'a> {
    /// Its members.
    pub fn members(self) -> impl Iterator<Item = WireMember<'a>> {
        let api = self.api;
        self.members.iter().map(move |(name, row)| {
            let shape = WireShape { api, value: row.at(0).expect(CHECKED) };
            WireMember { name, shape, traits: row.at(1) }
        })
    }

    /// The member that is the whole body.
    #[must_use]
    pub fn payload(self) -> Option<WireMember<'a>> {
        let name = self.traits?.get("payload")?.as_str()?;
        self.members().find(|member| member.name == name)
    }

    /// The element that it is called by itself, with its namespace.
    #[must_use]
    pub fn element(self) -> (Option<&'a str>, Option<&'a Value>) {
        let traits = self.traits;
        (
            traits.and_then(|all| all.get("name")).and_then(Value::as_str),
            traits.and_then(|all| all.get("xmlns")),
        )
    }

    /// Whether it is a value of DynamoDB, which no other is like: it has a member for every type.
    #[must_use]
    pub fn is_attribute(self) -> bool {
        self.members.contains("NULL") && self.members.contains("BOOL") && self.members.contains("SS")
    }
}

impl<'a> WireMember<'a> {
    fn trait_of(&self, key: &str) -> Option<&'a Value> {
        self.traits?.get(key)
    }

    fn text(&self, key: &str) -> Option<&'a str> {
        self.trait_of(key).and_then(Value::as_str)
    }

    /// Its name on the wire.
    #[must_use]
    pub fn wire_name(&self) -> &'a str {
        self.text("name").unwrap_or(self.name)
    }

    /// Its name in a form of EC2, if that is not its name on the wire with a capital.
    #[must_use]
    pub fn query_name(&self) -> Option<&'a str> {
        self.text("query")
    }

    /// Its name on the wire, if the model has one beside its own.
    #[must_use]
    pub fn given_name(&self) -> Option<&'a str> {
        self.text("name")
    }

    /// Where it stands.
    #[must_use]
    pub fn location(&self) -> Location {
        match self.text("in") {
            None => Location::Body,
            Some("uri") => Location::Uri,
            Some("query") => Location::Query,
            Some("header") => Location::Header,
            Some("headers") => Location::Headers,
            Some("status") => Location::Status,
            Some(_) => unreachable!("{CHECKED}"),
        }
    }

    /// What the items or entries in it are called, if they stand where it would.
    #[must_use]
    pub fn item_name(&self) -> Option<&'a str> {
        let own = self.trait_of("flat").is_some();
        let (is_flat, name) = match self.shape.kind() {
            WireKind::List(list) => (list.is_flat || own, list.name),
            WireKind::Map(map) => (map.is_flat || own, None),
            WireKind::Plain(_) | WireKind::Structure(_) => (false, None),
        };
        is_flat.then(|| name.unwrap_or(self.wire_name()))
    }

    /// Whether it is an attribute of its element.
    #[must_use]
    pub fn is_attribute(&self) -> bool {
        self.trait_of("attribute").is_some()
    }

    /// Whether a token is made for it if none is given.
    #[must_use]
    pub fn is_token(&self) -> bool {
        self.trait_of("token").is_some()
    }

    /// Whether it is a part of the host.
    #[must_use]
    pub fn is_host_label(&self) -> bool {
        self.trait_of("host").is_some()
    }

    /// Whether it is a body of any length.
    #[must_use]
    pub fn is_stream(&self) -> bool {
        self.trait_of("stream").is_some()
    }

    /// The namespace of its element.
    #[must_use]
    pub fn namespace(&self) -> Option<&'a Value> {
        self.trait_of("xmlns")
    }

    /// How SDK integrations spell it: `DbInstanceIdentifier`.
    #[must_use]
    pub fn sdk_name(&self) -> Cow<'a, str> {
        self.text("as").map_or_else(|| capitalized(self.name), Cow::Borrowed)
    }

    /// How optimized integrations spell it: `DBInstanceIdentifier`.
    #[must_use]
    pub fn own_name(&self) -> Cow<'a, str> {
        capitalized(self.name)
    }
}

fn capitalized(name: &str) -> Cow<'_, str> {
    match name.as_bytes().first() {
        Some(first) if first.is_ascii_lowercase() => {
            Cow::Owned(format!("{}{}", char::from(first.to_ascii_uppercase()), &name[1..]))
        }
        Some(_) | None => Cow::Borrowed(name),
    }
}
