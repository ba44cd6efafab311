//! `Shape`: what a value can be, as far as the definition and the models of AWS's APIs say.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::asl::call_model::Answer;
use crate::asl::machine::StateId;
use crate::base::near::near;
use crate::base::value::Value;
use crate::catalog;
use crate::expr::jsonpath::{Path, Root, Step};
use crate::expr::template::Template;

/// How many levels of a shape are followed; deeper down anything is possible.
const MAX_SHAPE_DEPTH: usize = 6;
/// How many branches of a Parallel are kept apart.
const MAX_ITEMS: usize = 20;

/// What a value can be.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::validate) enum Shape {
    /// Anything is possible.
    Any,
    /// Text, a number, true, false or null.
    Scalar,
    /// An object with these members.
    Object(BTreeMap<Arc<str>, Shape>, Others),
    /// What an API answered, or a part of it.
    Answer(Answer, Loss),
    /// A list, and the Map or Parallel that made it.
    List(Items, Option<StateId>),
}

/// What else an object can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::validate) enum Others {
    /// Anything.
    Any,
    /// Nothing.
    None(Loss),
}

/// What a list has in it.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::validate) enum Items {
    /// Any number of items of one shape.
    Each(Box<Shape>),
    /// One for each branch of a Parallel.
    Branches(Vec<Shape>),
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

/// Why a path cannot find anything.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::validate) enum Gap {
    /// The object has no such member.
    Absent {
        /// The member.
        name: String,
        /// Where it may have been lost.
        loss: Loss,
        /// The member that may be meant.
        near: Option<String>,
        /// Whether the models of AWS's APIs say so, which age.
        by_catalog: bool,
    },
    /// A member was asked of a list, which this Map or Parallel made.
    List(String, Option<StateId>),
    /// A member was asked of text, a number or the like.
    Scalar(String),
    /// An item was asked of an object.
    Object(i64),
}

impl Shape {
    pub(super) fn empty() -> Self {
        Self::Object(BTreeMap::new(), Others::None(Loss::None))
    }

    /// An object with these members, of which nothing more is known.
    pub(super) fn of_names(names: &[&str]) -> Self {
        Self::Object(names.iter().map(|name| ((*name).into(), Self::Any)).collect(), Others::None(Loss::None))
    }

    /// A list of any length.
    pub(super) fn list(item: Self, by: Option<StateId>) -> Self {
        Self::List(Items::Each(Box::new(item)), by)
    }

    /// A list that is written out; of a long one nothing is known.
    fn of_items(mut items: impl ExactSizeIterator<Item = Self>) -> Self {
        let first = items.next().filter(|_| items.len() < MAX_ITEMS);
        Self::list(first.map_or(Self::Any, |first| items.fold(first, Self::or)), None)
    }

    pub(super) fn of_value(value: &Value) -> Self {
        Self::value(value, MAX_SHAPE_DEPTH)
    }

    // Scalars can be made up for a name without a value, and the right one may be an object.
    fn value(value: &Value, depth: usize) -> Self {
        match value {
            Value::Object(members) if depth > 0 => {
                let members = members.iter();
                Self::Object(
                    members.map(|(key, value)| (Arc::clone(key), Self::value(value, depth - 1))).collect(),
                    Others::None(Loss::None),
                )
            }
            Value::Array(items) if depth > 0 => {
                Self::of_items(items.iter().map(|item| Self::value(item, depth - 1)))
            }
            Value::Array(_) => Self::list(Self::Any, None),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
                Self::Any
            }
        }
    }

    /// What a template makes of a value of the shape `input`.
    pub(super) fn of_template(template: &Template, input: &Self) -> Self {
        match template {
            Template::Fixed(value) => Self::of_value(value),
            Template::Path(path) => input.at(path),
            Template::Array(items) => Self::of_items(items.iter().map(|item| Self::of_template(item, input))),
            Template::Call(_) | Template::Jsonata(_) => Self::Any,
            Template::Object(members) => {
                let members = members.iter();
                Self::Object(
                    members
                        .map(|member| (Arc::clone(&member.key), Self::of_template(&member.value, input)))
                        .collect(),
                    Others::None(Loss::None),
                )
            }
        }
    }

    /// What a value of the API type `shape` can be, as a part of `answer`.
    fn of_type(answer: &Answer, shape: catalog::Shape) -> Self {
        match shape.kind() {
            catalog::ApiKind::String
            | catalog::ApiKind::Integer
            | catalog::ApiKind::Long
            | catalog::ApiKind::Float
            | catalog::ApiKind::Double
            | catalog::ApiKind::Boolean
            | catalog::ApiKind::Timestamp => Self::Scalar,
            catalog::ApiKind::List(item) => Self::list(Self::of_type(answer, item), None),
            catalog::ApiKind::Structure(structure) => Self::Answer(answer.part(structure), Loss::None),
            catalog::ApiKind::Map(_) | catalog::ApiKind::Any => Self::Any,
        }
    }

    /// The shape of what `path` finds.
    pub(super) fn at(&self, path: &Path) -> Self {
        if *path.root() == Root::Input { self.walk(path).unwrap_or(Self::Any) } else { Self::Any }
    }

    /// Why `path` cannot find anything.
    pub(super) fn gap(&self, path: &Path) -> Option<Gap> {
        let reads = *path.root() == Root::Input && !path.is_root() && path.is_definite();
        if reads { self.walk(path).err() } else { None }
    }

    fn walk(&self, path: &Path) -> Result<Self, Gap> {
        let mut steps = path.steps();
        let Some(first) = steps.next() else { return Ok(self.clone()) };
        let mut at = self.step(first)?;
        for step in steps {
            at = at.step(step)?;
        }
        Ok(at)
    }

    fn step(&self, step: Step<'_>) -> Result<Self, Gap> {
        let absent = |name: &str, loss, near: Option<String>, by_catalog| {
            Err(Gap::Absent { name: name.to_owned(), loss, near, by_catalog })
        };
        match (self, step) {
            (Self::Object(members, others), Step::Name(name)) => match (members.get(name), others) {
                (Some(member), _) => Ok(member.clone()),
                (None, Others::Any) => Ok(Self::Any),
                (None, Others::None(loss)) => {
                    let near = near(name, members.keys().map(|key| &**key));
                    absent(name, *loss, near.map(str::to_owned), false)
                }
            },
            (Self::Answer(answer, loss), Step::Name(name)) => match answer.member(name) {
                Some(member) => Ok(Self::of_type(answer, member.shape)),
                None => absent(name, *loss, meant(answer, name), true),
            },
            (Self::List(_, by), Step::Name(name)) => Err(Gap::List(name.to_owned(), *by)),
            (Self::Scalar, Step::Name(name)) => Err(Gap::Scalar(name.to_owned())),
            (Self::List(Items::Each(item), _), Step::Index(_)) => Ok((**item).clone()),
            (Self::List(Items::Branches(items), _), Step::Index(index)) => {
                // An item behind the end is `null` in a template.
                Ok(usize::try_from(index).ok().and_then(|at| items.get(at)).cloned().unwrap_or(Self::Any))
            }
            (Self::Object(..) | Self::Answer(..), Step::Index(index)) => Err(Gap::Object(index)),
            (Self::Any | Self::Scalar, Step::Index(_)) | (Self::Any, Step::Name(_)) | (_, Step::Other) => {
                Ok(Self::Any)
            }
        }
    }

    /// With something of the shape `new` at the place that `names` lead to.
    pub(super) fn put(self, names: &[&str], new: Self) -> Self {
        let Some((name, rest)) = names.split_first() else { return new };
        let (mut members, others) = match self.opened() {
            Self::Object(members, others) => (members, others),
            // Where it is no object, nothing can be put.
            Self::Any | Self::Scalar | Self::Answer(..) | Self::List(..) => (BTreeMap::new(), Others::Any),
        };
        let before = match (members.remove(*name), others) {
            (Some(member), _) => member,
            (None, Others::Any) => Self::Any,
            (None, Others::None(_)) => Self::empty(),
        };
        members.insert((*name).into(), before.put(rest, new));
        Self::Object(members, others)
    }

    /// An answer as an object; everything else as it is.
    fn opened(self) -> Self {
        let Self::Answer(answer, loss) = self else { return self };
        let members =
            answer.members().map(|member| (member.name.into(), Self::of_type(&answer, member.shape)));
        let others = if answer.has_other_spellings() { Others::Any } else { Others::None(loss) };
        Self::Object(members.collect(), others)
    }

    /// With the word of where the value before it was lost.
    pub(super) fn losing(self, loss: Loss) -> Self {
        match self {
            Self::Object(members, Others::None(_)) => Self::Object(members, Others::None(loss)),
            Self::Answer(answer, _) => Self::Answer(answer, loss),
            Self::Any | Self::Scalar | Self::List(..) | Self::Object(_, Others::Any) => self,
        }
    }

    /// What can be there if it is the one or the other.
    pub(super) fn or(self, other: Self) -> Self {
        match (self, other) {
            (one, other) if one == other => one,
            (Self::List(one, by), Self::List(other, by_other)) => {
                Self::List(one.or(other), by.filter(|_| by == by_other))
            }
            (one @ (Self::Object(..) | Self::Answer(..)), other @ (Self::Object(..) | Self::Answer(..))) => {
                one.opened().united(other.opened())
            }
            (Self::Any | Self::Scalar | Self::Object(..) | Self::Answer(..) | Self::List(..), _) => Self::Any,
        }
    }

    fn united(self, other: Self) -> Self {
        let (Self::Object(mut ours, our_others), Self::Object(mut theirs, their_others)) = (self, other)
        else {
            return Self::Any;
        };
        let (is_open, theirs_are_open) = (our_others == Others::Any, their_others == Others::Any);
        let mut both = BTreeMap::new();
        while let Some((name, member)) = ours.pop_first() {
            match theirs.remove(&name) {
                Some(theirs) => drop(both.insert(name, member.or(theirs))),
                None if theirs_are_open => {}
                None => drop(both.insert(name, member)),
            }
        }
        both.extend(theirs.into_iter().filter(|_| !is_open));
        let others = match (our_others, their_others) {
            (Others::Any, _) | (_, Others::Any) => Others::Any,
            (Others::None(Loss::None), others) => others,
            (others, Others::None(_)) => others,
        };
        Self::Object(both, others)
    }

    /// With everything possible below so many levels.
    pub(super) fn shallow(self) -> Self {
        self.cut(MAX_SHAPE_DEPTH)
    }

    fn cut(self, depth: usize) -> Self {
        match self {
            Self::Object(members, others) if depth > 0 => {
                let members = members.into_iter().map(|(name, shape)| (name, shape.cut(depth - 1)));
                Self::Object(members.collect(), others)
            }
            Self::List(Items::Each(item), by) if depth > 0 => Self::list(item.cut(depth - 1), by),
            Self::List(Items::Branches(items), by) if depth > 0 && items.len() <= MAX_ITEMS => {
                let items = items.into_iter().map(|item| item.cut(depth - 1));
                Self::List(Items::Branches(items.collect()), by)
            }
            Self::List(_, by) => Self::list(Self::Any, by),
            Self::Answer(..) | Self::Scalar => self,
            Self::Any | Self::Object(..) => Self::Any,
        }
    }
}

/// The member of `answer` that may be meant by `name`: one of nearly that name, or one of that name further
/// inside.
fn meant(answer: &Answer, name: &str) -> Option<String> {
    if let Some(near) = near(name, answer.members().map(|member| member.name)) {
        return Some(near.to_owned());
    }
    answer.members().find_map(|member| match member.shape.kind() {
        catalog::ApiKind::Structure(structure) => {
            answer.part(structure).member(name).map(|inner| format!("{}.{}", member.name, inner.name))
        }
        catalog::ApiKind::String
        | catalog::ApiKind::Integer
        | catalog::ApiKind::Long
        | catalog::ApiKind::Float
        | catalog::ApiKind::Double
        | catalog::ApiKind::Boolean
        | catalog::ApiKind::Timestamp
        | catalog::ApiKind::List(_)
        | catalog::ApiKind::Map(_)
        | catalog::ApiKind::Any => None,
    })
}

impl Items {
    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Branches(ours), Self::Branches(theirs)) if ours.len() == theirs.len() => {
                Self::Branches(ours.into_iter().zip(theirs).map(|(one, other)| one.or(other)).collect())
            }
            (one, other) => Self::Each(Box::new(one.item().or(other.item()))),
        }
    }

    /// The shape of any item.
    pub(super) fn item(self) -> Shape {
        match self {
            Self::Each(item) => *item,
            Self::Branches(items) => items.into_iter().reduce(Shape::or).unwrap_or(Shape::Any),
        }
    }
}
