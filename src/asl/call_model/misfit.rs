//! What is wrong with a result that a Task is given, by the model of what it calls.

use crate::base::near::near;
use crate::base::pointer::Pointer;
use crate::base::value::{Object, Value};
use crate::catalog::{ApiKind, Shape};

use super::{Answer, Spelling};

/// How strictly a result is checked (TestState's `fieldValidationMode`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// What the model requires has to be there, and all that is there has to be as the model says.
    Strict,
    /// What is there has to be as the model says.
    Present,
    /// Nothing is checked.
    None,
}

/// One thing in a result that the model does not have so.
#[derive(Clone, Debug)]
pub struct Misfit {
    /// The way to it from the result, by the keys as written.
    pub at: Pointer,
    /// The innermost member that it is about; none for the result itself.
    pub member: Option<&'static str>,
    /// What it is.
    pub wrong: WrongAnswer,
}

/// What is wrong.
#[derive(Clone, Debug)]
pub enum WrongAnswer {
    /// A member that the model requires is not there.
    Missing,
    /// It is not of this type: `a string`.
    Type(&'static str),
    /// It is none of these values.
    Value(Vec<&'static str>),
    /// It is shorter than this; of a list, it has fewer items.
    Short(f64),
    /// It is longer than this.
    Long(f64),
    /// It is a number less than this.
    Less(f64),
    /// It is a number greater than this.
    Greater(f64),
    /// The model has no such member, but one of this name, which is almost the same. AWS lets it pass.
    Unknown(&'static str),
}

impl Answer {
    /// Everything in `result` that the model does not have so, in order.
    #[must_use]
    pub fn misfits(&self, result: &Value, strictness: Strictness) -> Vec<Misfit> {
        let mut check = ShapeCheck { answer: *self, strictness, found: Vec::new() };
        match (strictness, result) {
            (Strictness::None, _) => {}
            (Strictness::Strict | Strictness::Present, Value::Object(members)) => {
                check.members(*self, &Pointer::root(), members);
            }
            // What has no members has none that is wrong: shorthand in mock files, which some states never look at.
            (
                Strictness::Present,
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_),
            ) => {}
            (
                Strictness::Strict,
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_),
            ) => check.fault(Pointer::root(), None, WrongAnswer::Type("an object")),
        }
        check.found
    }
}

/// The check of one result.
struct ShapeCheck {
    /// What is looked at.
    answer: Answer,
    strictness: Strictness,
    found: Vec<Misfit>,
}

impl ShapeCheck {
    fn fault(&mut self, at: Pointer, member: Option<&'static str>, wrong: WrongAnswer) {
        self.found.push(Misfit { at, member, wrong });
    }

    /// Looks at the members of a structure, `part` of the answer.
    fn members(&mut self, part: Answer, at: &Pointer, given: &Object) {
        if self.strictness == Strictness::Strict {
            let named = |name: &str| given.keys().any(|key| part.member(key).is_some_and(|m| m.name == name));
            for member in part.members().take_while(|member| member.is_required) {
                if !named(member.name) {
                    self.fault(at.clone(), Some(member.name), WrongAnswer::Missing);
                }
            }
        }
        for (key, value) in given {
            let place = at.key(key);
            match part.member(key) {
                Some(_) if self.answer.json.contains(&&**key) => {}
                Some(member) => self.value(&place, member.name, member.shape, value),
                None => {
                    let missing = part.members().filter(|member| !given.contains(member.name));
                    if let Some(meant) = near(key, missing.map(|member| member.name)) {
                        self.fault(place, None, WrongAnswer::Unknown(meant));
                    }
                }
            }
        }
    }

    fn value(&mut self, at: &Pointer, name: &'static str, shape: Shape, value: &Value) {
        let wanted = match (shape.kind(), value) {
            // What is null is not there.
            (_, Value::Null) => return,
            (ApiKind::List(inner), Value::Array(items)) => {
                self.length(at, name, shape, items.len());
                for (index, item) in items.iter().enumerate() {
                    self.value(&at.index(index), name, inner, item);
                }
                return;
            }
            (ApiKind::Map(inner), Value::Object(entries)) => {
                for (key, value) in entries {
                    self.value(&at.key(key), name, inner, value);
                }
                return;
            }
            (ApiKind::Structure(structure), Value::Object(members)) => {
                return self.members(self.answer.part(structure), at, members);
            }
            (ApiKind::String, Value::String(text)) => return self.text(at, name, shape, text),
            (ApiKind::Integer | ApiKind::Long | ApiKind::Float | ApiKind::Double, Value::Number(number)) => {
                return self.number(at, name, shape, number.as_f64());
            }
            (ApiKind::Boolean, Value::Bool(_)) | (ApiKind::Timestamp, Value::String(_)) => return,
            // Optimized integrations give points in time as milliseconds, and data as JSON.
            (ApiKind::Timestamp, Value::Number(_)) if self.answer.spelling == Spelling::Optimized => return,
            (ApiKind::Any, _) if !shape.is_binary() || self.answer.spelling == Spelling::Optimized => return,
            (ApiKind::Any, Value::String(text)) => return self.length(at, name, shape, text.len()),
            (ApiKind::String | ApiKind::Timestamp | ApiKind::Any, _) => "a string",
            (ApiKind::Integer | ApiKind::Long | ApiKind::Float | ApiKind::Double, _) => "a number",
            (ApiKind::Boolean, _) => "a boolean",
            (ApiKind::List(_), _) => "an array",
            (ApiKind::Map(_) | ApiKind::Structure(_), _) => "an object",
        };
        self.fault(at.clone(), Some(name), WrongAnswer::Type(wanted));
    }

    fn text(&mut self, at: &Pointer, name: &'static str, shape: Shape, text: &str) {
        let values: Vec<&str> = shape.values().collect();
        if values.is_empty() {
            self.length(at, name, shape, text.chars().count());
        } else if !values.contains(&text) {
            self.fault(at.clone(), Some(name), WrongAnswer::Value(values));
        }
    }

    fn length(&mut self, at: &Pointer, name: &'static str, shape: Shape, length: usize) {
        let (limits, length) = (shape.limits(), length as f64);
        if let Some(least) = limits.least.filter(|least| length < *least) {
            self.fault(at.clone(), Some(name), WrongAnswer::Short(least));
        } else if let Some(most) = limits.most.filter(|most| length > *most) {
            self.fault(at.clone(), Some(name), WrongAnswer::Long(most));
        }
    }

    fn number(&mut self, at: &Pointer, name: &'static str, shape: Shape, number: f64) {
        let limits = shape.limits();
        if let Some(least) = limits.least.filter(|least| number < *least) {
            self.fault(at.clone(), Some(name), WrongAnswer::Less(least));
        } else if let Some(most) = limits.most.filter(|most| number > *most) {
            self.fault(at.clone(), Some(name), WrongAnswer::Greater(most));
        }
    }
}

impl Misfit {
    /// What TestState says of it after `Mock result schema validation error: `, or nothing if it says nothing.
    ///
    /// Recorded: what is missing, strings, numbers and arrays, values, the least length, both limits of numbers.
    /// The rest is worded after these.
    #[must_use]
    pub fn aws(&self) -> Option<String> {
        let field = format!("Field '{}'", self.member.unwrap_or_default());
        Some(match &self.wrong {
            WrongAnswer::Missing => {
                format!("Required field '{}' is missing", self.member.unwrap_or_default())
            }
            WrongAnswer::Type(wanted) => format!("{field} must be {wanted}"),
            WrongAnswer::Value(_) => format!("{field} is not an expected value"),
            WrongAnswer::Short(_) => format!("{field} is smaller than the minimum length"),
            WrongAnswer::Long(_) => format!("{field} exceeds the maximum length"),
            WrongAnswer::Less(_) => format!("{field} is less than the minimum value"),
            WrongAnswer::Greater(_) => format!("{field} exceeds the maximum value"),
            WrongAnswer::Unknown(_) => return None,
        })
    }

    /// Our own words for it, and what to do about it; `value` is what is there.
    #[must_use]
    pub fn words(&self, value: &str) -> (String, Option<String>) {
        let name = match self.member {
            Some(member) => format!("`{member}`"),
            None => "the result".to_owned(),
        };
        match &self.wrong {
            WrongAnswer::Missing => {
                (format!("the result lacks {name}"), Some("add it, or write `validate: present`".to_owned()))
            }
            WrongAnswer::Type(wanted) => (format!("{name} must be {wanted}, not {value}"), None),
            WrongAnswer::Value(values) => {
                let text = value.trim_matches('"');
                let meant =
                    near(text, values.iter().copied()).map(|meant| format!("did you mean `{meant}`?"));
                let all = || (values.len() <= 12).then(|| format!("one of {}", values.join(", ")));
                (format!("{name} cannot be {value}"), meant.or_else(all))
            }
            WrongAnswer::Short(least) => (format!("{name} is too short: at least {least}"), None),
            WrongAnswer::Long(most) => (format!("{name} is too long: at most {most}"), None),
            WrongAnswer::Less(least) => (format!("{name} is {value}, but must be at least {least}"), None),
            WrongAnswer::Greater(most) => (format!("{name} is {value}, but must be at most {most}"), None),
            WrongAnswer::Unknown(meant) => {
                let key = self.at.last().unwrap_or_default();
                (format!("the result has no member `{key}`"), Some(format!("did you mean `{meant}`?")))
            }
        }
    }
}
