//! Requests of the query protocol and of EC2: a form, nested names joined by dots.

use crate::base::value::{Object, Value};
use crate::catalog::wire::{TimeFormat, WireKind, WireMember, WireShape, WireStructure};

use super::encode::{given, text, token};

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Most services.
    Query,
    /// EC2.
    Ec2,
}

/// The names and values of a form, in order.
pub type Fields = Vec<(String, String)>;

impl Dialect {
    /// Adds the members of `structure` to `fields`; `prefix` stands before their names.
    pub fn structure(
        self,
        structure: WireStructure<'_>,
        members: &Object,
        prefix: &str,
        fields: &mut Fields,
    ) {
        for member in structure.members() {
            let name = joined(prefix, &self.name(&member));
            match given(members, &member) {
                Some(value) => self.value(member.shape, value, &name, fields),
                None if member.is_token() => fields.push((name, token())),
                None => {}
            }
        }
    }

    fn name(self, member: &WireMember<'_>) -> String {
        if self == Self::Query {
            return member.wire_name().to_owned();
        }
        let capital = |name: &str| name[..1].to_ascii_uppercase() + &name[1..];
        member.query_name().map_or_else(|| capital(member.wire_name()), str::to_owned)
    }

    fn value(self, shape: WireShape<'_>, value: &Value, name: &str, fields: &mut Fields) {
        match (shape.kind(), value) {
            (WireKind::Structure(structure), Value::Object(members)) => {
                self.structure(structure, members, name, fields);
            }
            (WireKind::List(list), Value::Array(items)) => {
                if items.is_empty() && self == Self::Query {
                    fields.push((name.to_owned(), String::new()));
                }
                let name = match (self, list.is_flat, list.name) {
                    (Self::Ec2, ..) | (Self::Query, true, None) => name.to_owned(),
                    (Self::Query, true, Some(item)) => name
                        .rsplit_once('.')
                        .map_or_else(|| item.to_owned(), |(outer, _)| joined(outer, item)),
                    (Self::Query, false, item) => joined(name, item.unwrap_or("member")),
                };
                for (at, item) in items.iter().enumerate() {
                    self.value(list.item, item, &format!("{name}.{}", at + 1), fields);
                }
            }
            (WireKind::Map(map), Value::Object(entries)) => {
                let name = if map.is_flat { name.to_owned() } else { joined(name, "entry") };
                for (at, (key, value)) in entries.iter().enumerate() {
                    fields.push((format!("{name}.{}.{}", at + 1, map.key_name), key.to_string()));
                    self.value(map.value, value, &format!("{name}.{}.{}", at + 1, map.value_name), fields);
                }
            }
            _ => fields.push((name.to_owned(), text(shape, value, TimeFormat::Iso))),
        }
    }
}

fn joined(prefix: &str, name: &str) -> String {
    if prefix.is_empty() { name.to_owned() } else { format!("{prefix}.{name}") }
}
