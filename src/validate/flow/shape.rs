//! `Shape`: which members a value can have, as far as the definition tells.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::asl::machine::StateId;
use crate::base::value::Value;
use crate::expr::jsonpath::{Path, Root};
use crate::expr::template::Template;

/// How deep shapes are followed; deeper down anything is possible.
const DEPTH: usize = 6;

/// Which members a value can have.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::validate) enum Shape {
    /// Anything is possible.
    Any,
    /// An object with these members at most.
    Object(BTreeMap<Arc<str>, Shape>, Loss),
}

/// Where an earlier, larger value was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::validate) enum Loss {
    /// Nowhere.
    None,
    /// The state's result took its place.
    Result(StateId),
    /// The state's error took its place.
    Error(StateId),
}

impl Shape {
    pub(super) fn empty() -> Self {
        Self::Object(BTreeMap::new(), Loss::None)
    }

    /// An object with these members, of which nothing more is known.
    pub(super) fn of_names(names: &[&str]) -> Self {
        Self::Object(names.iter().map(|name| ((*name).into(), Self::Any)).collect(), Loss::None)
    }

    pub(super) fn of_value(value: &Value) -> Self {
        Self::value(value, DEPTH)
    }

    fn value(value: &Value, depth: usize) -> Self {
        match value {
            Value::Object(members) if depth > 0 => {
                let members = members.iter();
                Self::Object(
                    members.map(|(key, value)| (Arc::clone(key), Self::value(value, depth - 1))).collect(),
                    Loss::None,
                )
            }
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_) => Self::Any,
        }
    }

    /// What a template makes of a value of the shape `input`.
    pub(super) fn of_template(template: &Template, input: &Self) -> Self {
        match template {
            Template::Fixed(value) => Self::of_value(value),
            Template::Path(path) => input.at(path),
            Template::Call(_) | Template::Jsonata(_) | Template::Array(_) => Self::Any,
            Template::Object(members) => {
                let members = members.iter();
                Self::Object(
                    members
                        .map(|member| (Arc::clone(&member.key), Self::of_template(&member.value, input)))
                        .collect(),
                    Loss::None,
                )
            }
        }
    }

    /// The shape of what `path` finds.
    pub(super) fn at(&self, path: &Path) -> Self {
        let (names, whole) = path.names();
        if !whole || *path.root() != Root::Input {
            return Self::Any;
        }
        let mut at = self;
        for name in names {
            match at {
                Self::Any => return Self::Any,
                Self::Object(members, _) => match members.get(name) {
                    Some(member) => at = member,
                    None => return Self::Any,
                },
            }
        }
        at.clone()
    }

    /// With something of the shape `new` at the place that `names` lead to.
    pub(super) fn put(self, names: &[&str], new: Self) -> Self {
        let Some((name, rest)) = names.split_first() else { return new };
        match self {
            Self::Any => Self::Any,
            Self::Object(mut members, loss) => {
                let member = members.remove(*name).unwrap_or_else(Self::empty);
                members.insert((*name).into(), member.put(rest, new));
                Self::Object(members, loss)
            }
        }
    }

    /// With the word of where the value before it was lost.
    pub(super) fn losing(self, loss: Loss) -> Self {
        match self {
            Self::Any => Self::Any,
            Self::Object(members, _) => Self::Object(members, loss),
        }
    }

    /// What can be there if it is the one or the other.
    pub(super) fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Any, _) | (_, Self::Any) => Self::Any,
            (Self::Object(mut ours, loss), Self::Object(theirs, their_loss)) => {
                for (name, theirs) in theirs {
                    let both = match ours.remove(&name) {
                        Some(ours) => ours.or(theirs),
                        None => theirs,
                    };
                    ours.insert(name, both);
                }
                Self::Object(ours, if loss == Loss::None { their_loss } else { loss })
            }
        }
    }

    /// With everything possible below so many levels.
    pub(super) fn shallow(self) -> Self {
        self.cut(DEPTH)
    }

    fn cut(self, depth: usize) -> Self {
        match self {
            Self::Object(members, loss) if depth > 0 => Self::Object(
                members.into_iter().map(|(name, shape)| (name, shape.cut(depth - 1))).collect(),
                loss,
            ),
            Self::Any | Self::Object(..) => Self::Any,
        }
    }

    /// The name at which `path` must fail, and where what it looks for was lost.
    pub(super) fn missing<'p>(&self, path: &'p Path) -> Option<(&'p str, Loss)> {
        if !path.is_definite() || *path.root() != Root::Input {
            return None;
        }
        let mut at = self;
        for name in path.names().0 {
            match at {
                Self::Any => return None,
                Self::Object(members, loss) => match members.get(name) {
                    Some(member) => at = member,
                    None => return Some((name, *loss)),
                },
            }
        }
        None
    }
}
