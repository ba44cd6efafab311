//! What is wrong with what a call is given.

use crate::base::pointer::Pointer;
use crate::base::value::{Object, Value};
use crate::catalog::{ApiKind, Shape, Structure};

use super::own::is_guarded;
use super::{CallModel, Spelling};

/// How to read what a call is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// `Parameters` as written: the values of keys that end in `.$` are not known yet.
    JsonPath,
    /// `Arguments` as written: `{% %}` is not known yet.
    Jsonata,
    /// What came of either.
    Evaluated,
}

/// One thing that is wrong.
#[derive(Clone, Debug)]
pub struct Fault<'v> {
    /// The way to it from what is given, by the keys as written.
    pub at: Pointer,
    /// What it is.
    pub wrong: Wrong<'v>,
}

/// What is wrong.
#[derive(Clone, Debug)]
pub enum Wrong<'v> {
    /// Nothing is given at all, so that the state's input would be passed on.
    Absent,
    /// A required member is missing at the top level.
    Missing(&'static str),
    /// None of these is given, and a call needs one.
    NoneOf(&'static [&'static str]),
    /// There is no member of this name; the structure is `None` at the top level.
    Unknown(&'v str, Option<Structure>),
    /// Step Functions gives the member `.0` itself.
    Reserved(&'v str),
    /// The value of member `.0` is not of the type that it must be.
    Type(&'v str, ApiKind, &'v Value),
    /// Member `.0` is no object of lists; a call with it fails, whether it can be created is not known.
    Lists(&'v str),
    /// `Headers` has some that AWS does not let through, in lower case; a call with them fails.
    Headers(Vec<String>),
}

impl Wrong<'_> {
    /// Whether AWS creates the machine all the same, as far as is known, and ends the call.
    #[must_use]
    pub const fn only_fails_calls(&self) -> bool {
        matches!(self, Self::Lists(_) | Self::Headers(_))
    }
}

impl Reading {
    /// The name that `key` gives a value to, and whether the value is still to be found.
    fn name(self, key: &str) -> (&str, bool) {
        match (self, key.strip_suffix(".$")) {
            (Self::JsonPath, Some(name)) => (name, true),
            (Self::JsonPath | Self::Jsonata | Self::Evaluated, _) => (key, false),
        }
    }

    /// Whether a text is a placeholder for something that is not known yet.
    fn is_open(self, text: &str) -> bool {
        match self {
            Self::JsonPath => text.contains("${"),
            Self::Jsonata => text.contains("${") || text.starts_with("{%"),
            Self::Evaluated => false,
        }
    }
}

/// A look at one call.
struct Check<'v, 'f> {
    payload: &'static [&'static str],
    json: &'static [&'static str],
    spelling: Spelling,
    reading: Reading,
    found: &'f mut Vec<Fault<'v>>,
}

/// Where a look is, from the inside to the outside.
struct Place<'p> {
    outer: Option<&'p Place<'p>>,
    step: Step<'p>,
}

enum Step<'p> {
    Key(&'p str),
    Index(usize),
}

impl CallModel {
    /// Everything wrong with `given`, in AWS's stages: what is missing, or else all the rest in order.
    #[must_use]
    pub fn check<'v>(&self, given: &'v Object, reading: Reading) -> Vec<Fault<'v>> {
        let mut found = Vec::new();
        for member in self.required() {
            if !self.has(given, reading, member.name) {
                found.push(Fault { at: Pointer::root(), wrong: Wrong::Missing(member.name) });
            }
        }
        if !found.is_empty() {
            return found;
        }
        // Of a run nobody knows at which point, and with which words, AWS ends it.
        let lacks = !self.one_of.is_empty() && !self.one_of.iter().any(|name| self.has(given, reading, name));
        if lacks && reading != Reading::Evaluated {
            found.push(Fault { at: Pointer::root(), wrong: Wrong::NoneOf(self.one_of) });
        }
        let mut check = Check {
            payload: self.payload,
            json: self.json,
            spelling: self.spelling,
            reading,
            found: &mut found,
        };
        for (key, value) in given {
            let place = Place { outer: None, step: Step::Key(key) };
            let (name, is_open) = reading.name(key);
            match self.member(name) {
                Some(_) if is_open => {}
                Some(member) => {
                    let before = check.found.len();
                    check.value(&place, name, member.shape, value);
                    if check.found.len() > before && self.lists.contains(&name) {
                        check.found.truncate(before);
                        check.fault(&place, Wrong::Lists(name));
                    }
                    if self.guards_headers && name == "Headers" {
                        check.headers(&place, value);
                    }
                }
                None if self.reserved.contains(&name) => check.fault(&place, Wrong::Reserved(name)),
                None => check.fault(&place, Wrong::Unknown(name, None)),
            }
        }
        found
    }

    fn has(&self, given: &Object, reading: Reading, name: &str) -> bool {
        given.contains(name)
            || given.keys().map(|key| reading.name(key).0).any(|key| {
                key == name
                    || (self.spelling == Spelling::Optimized && key.eq_ignore_ascii_case(name) && {
                        !key.starts_with(|c: char| c.is_ascii_lowercase())
                    })
            })
    }
}

impl<'v> Check<'v, '_> {
    fn value(&mut self, place: &Place<'_>, name: &'v str, shape: Shape, value: &'v Value) {
        if self.json.contains(&name) || value.as_str().is_some_and(|text| self.reading.is_open(text)) {
            return;
        }
        let kind = shape.kind();
        match (kind, value) {
            (ApiKind::List(inner), Value::Array(items)) => {
                for (at, item) in items.iter().enumerate() {
                    self.value(&Place { outer: Some(place), step: Step::Index(at) }, name, inner, item);
                }
            }
            (ApiKind::Map(inner), Value::Object(entries)) => {
                for (key, value) in entries {
                    let (name, is_open) = self.reading.name(key);
                    if !is_open {
                        self.value(&Place { outer: Some(place), step: Step::Key(key) }, name, inner, value);
                    }
                }
            }
            (ApiKind::Structure(structure), Value::Object(members)) => {
                self.members(place, structure, members);
            }
            (ApiKind::Any, Value::Number(_)) if self.payload.contains(&name) => {
                self.fault(place, Wrong::Type(name, ApiKind::String, value));
            }
            _ if self.fits(kind, value) => {}
            _ => self.fault(place, Wrong::Type(name, kind, value)),
        }
    }

    fn members(&mut self, place: &Place<'_>, structure: Structure, given: &'v Object) {
        for (key, value) in given {
            let place = Place { outer: Some(place), step: Step::Key(key) };
            let (name, is_open) = self.reading.name(key);
            match self.spelling.member(&structure, name) {
                Some(member) if !is_open => self.value(&place, name, member.shape, value),
                Some(_) => {}
                None => self.fault(&place, Wrong::Unknown(name, Some(structure))),
            }
        }
    }

    fn headers(&mut self, place: &Place<'_>, value: &Value) {
        let Value::Object(headers) = value else { return };
        let names = headers.keys().map(|key| self.reading.name(key).0.to_lowercase());
        let guarded: Vec<String> = names.filter(|name| is_guarded(name)).collect();
        if !guarded.is_empty() {
            self.fault(place, Wrong::Headers(guarded));
        }
    }

    fn fault(&mut self, place: &Place<'_>, wrong: Wrong<'v>) {
        self.found.push(Fault { at: place.pointer(), wrong });
    }

    /// Whether AWS takes `value`, or may take it: what is not known to be refused fits.
    fn fits(&self, kind: ApiKind, value: &Value) -> bool {
        let text = value.as_str();
        match kind {
            ApiKind::Any => true,
            _ if value.is_null() => true,
            ApiKind::String => text.is_some(),
            ApiKind::Integer => matches!(value, Value::Number(number) if number.is_integer()),
            ApiKind::Long | ApiKind::Float | ApiKind::Double => {
                let is_number = |text: &str| text.trim().is_empty() || text.trim().parse::<f64>().is_ok();
                matches!(value, Value::Number(_)) || text.is_some_and(is_number)
            }
            ApiKind::Timestamp => matches!(value, Value::Number(_)) || text.is_some(),
            ApiKind::Boolean => is_boolean(value),
            ApiKind::List(_) => text == Some(""),
            ApiKind::Map(_) => text == Some(""),
            // The optimized integration of DynamoDB takes bare values where the API has `{"S": "…"}`.
            ApiKind::Structure(structure) => {
                text == Some("") || (self.spelling == Spelling::Optimized && is_attribute(structure))
            }
        }
    }
}

/// What can stand for a boolean: whole numbers and some texts do (seen on AWS).
fn is_boolean(value: &Value) -> bool {
    match value {
        Value::Bool(_) => true,
        Value::Number(number) => number.is_integer(),
        Value::String(text) => {
            ["", "null", "true", "True", "TRUE", "false", "False", "FALSE"].contains(&text.trim())
        }
        Value::Null | Value::Array(_) | Value::Object(_) => false,
    }
}

/// Whether a structure is a value of DynamoDB: no other has a member for every type.
fn is_attribute(structure: Structure) -> bool {
    ["S", "N", "BOOL", "NULL"].iter().all(|name| structure.member(name).is_some())
}

impl Place<'_> {
    fn pointer(&self) -> Pointer {
        let outer = self.outer.map_or_else(Pointer::root, Place::pointer);
        match self.step {
            Step::Key(key) => outer.key(key),
            Step::Index(at) => outer.index(at),
        }
    }
}
