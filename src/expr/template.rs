//! Templates: JSON with expressions in it, parsed once, evaluated to a value.
//!
//! A JSONPath payload template marks an expression by a key that ends in `.$`. AWS does not keep the
//! order of its keys: first those without `.$` as written, then the others in the order of a Java
//! HashMap (recorded in 197 events without exception).

use std::sync::Arc;

use crate::base::value::{Object, Value};

use super::intrinsics::{self, Call};
use super::jsonpath::{Missing, Path};
use super::{Bindings, SyntaxError};

/// JSON with expressions in it.
#[derive(Clone, Debug)]
pub enum Template {
    /// No expression inside.
    Fixed(Value),
    /// A JSONPath.
    Path(Path),
    /// An intrinsic function.
    Call(Call),
    /// Members in the order in which AWS emits them.
    Object(Vec<Member>),
    /// Elements.
    Array(Vec<Template>),
}

/// A member of an object in a template.
#[derive(Clone, Debug)]
pub struct Member {
    /// The key in the result.
    pub key: Arc<str>,
    /// The key as written, with its `.$`.
    pub written: Arc<str>,
    /// The value.
    pub value: Template,
}

/// Why a value is no payload template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// JSON Pointer from the template to the culprit.
    pub pointer: String,
    /// What is wrong with it.
    pub fault: TemplateFault,
}

/// What is wrong with a member of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplateFault {
    /// The value of a `.$` key is not a string.
    NotText,
    /// The value of a `.$` key is neither a path nor an intrinsic function.
    Syntax(SyntaxError),
    /// `a` stands beside `a.$`.
    Twice,
    /// Templates must be objects.
    NotAnObject,
}

/// Why a template gave no value.
#[derive(Clone, Debug)]
pub struct Fault {
    /// JSON Pointer from the template to the expression, empty if it is the whole template.
    pub pointer: String,
    /// What happened there.
    pub error: EvalError,
}

/// Why an expression gave no value.
#[derive(Clone, Debug)]
pub enum EvalError {
    /// A path found nothing.
    Missing(Missing),
    /// An intrinsic function failed.
    Intrinsic(intrinsics::Failure),
}

impl Template {
    /// Reads a payload template as Parameters, ResultSelector, ItemSelector and Assign take it.
    pub fn payload(value: &Value) -> Result<Self, Vec<TemplateError>> {
        if !matches!(value, Value::Object(_)) {
            return Err(vec![TemplateError { pointer: String::new(), fault: TemplateFault::NotAnObject }]);
        }
        let mut errors = Vec::new();
        let template = read(value, "", &mut errors);
        if errors.is_empty() { Ok(template) } else { Err(errors) }
    }

    /// Reads JSON with `{% %}` expressions, as JSONata states take it.
    pub fn jsonata(value: &Value) -> Result<Self, Vec<TemplateError>> {
        Ok(Self::Fixed(value.clone()))
    }

    /// The text of the expression as AWS quotes it, empty for JSON without one.
    #[must_use]
    pub fn source(&self) -> &str {
        match self {
            Self::Path(path) => path.text(),
            Self::Call(call) => call.text(),
            Self::Fixed(_) | Self::Object(_) | Self::Array(_) => "",
        }
    }

    /// Reads one expression: a path or an intrinsic function.
    pub fn expression(text: &str) -> Result<Self, SyntaxError> {
        if text.trim_start().starts_with("States.") {
            Call::parse(text).map(Self::Call)
        } else {
            Path::parse(text).map(Self::Path)
        }
    }

    /// Evaluates it.
    pub fn eval(&self, bindings: &Bindings<'_>) -> Result<Value, Fault> {
        match self {
            Self::Fixed(value) => Ok(value.clone()),
            Self::Path(path) => match path.eval(bindings) {
                Ok(value) => Ok(value),
                Err(missing) if missing.past_end() => Ok(Value::Null),
                Err(missing) => Err(EvalError::Missing(missing).into()),
            },
            Self::Call(call) => call.eval(bindings).map_err(|failure| EvalError::Intrinsic(failure).into()),
            Self::Object(members) => members
                .iter()
                .map(|member| match member.value.eval(bindings) {
                    Ok(value) => Ok((Arc::clone(&member.key), value)),
                    Err(fault) => Err(fault.below(&member.written)),
                })
                .collect::<Result<Object, Fault>>()
                .map(Value::Object),
            Self::Array(items) => items
                .iter()
                .enumerate()
                .map(|(at, item)| item.eval(bindings).map_err(|fault| fault.below(&at.to_string())))
                .collect::<Result<Vec<Value>, Fault>>()
                .map(Value::from),
        }
    }
}

impl Fault {
    fn below(mut self, token: &str) -> Self {
        self.pointer = format!("/{}{}", escape(token), self.pointer);
        self
    }
}

impl From<EvalError> for Fault {
    fn from(error: EvalError) -> Self {
        Self { pointer: String::new(), error }
    }
}

/// A key as a token of a JSON Pointer.
#[must_use]
pub fn escape(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

fn read(value: &Value, pointer: &str, errors: &mut Vec<TemplateError>) -> Template {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Template::Fixed(value.clone()),
        Value::Array(items) => {
            let items: Vec<Template> = items
                .iter()
                .enumerate()
                .map(|(at, item)| read(item, &format!("{pointer}/{at}"), errors))
                .collect();
            if items.iter().all(|item| matches!(item, Template::Fixed(_))) {
                Template::Fixed(value.clone())
            } else {
                Template::Array(items)
            }
        }
        Value::Object(members) => read_object(value, members, pointer, errors),
    }
}

fn read_object(value: &Value, members: &Object, pointer: &str, errors: &mut Vec<TemplateError>) -> Template {
    let mut plain = Vec::new();
    let mut dynamic = Vec::new();
    for (written, inner) in members {
        let below = format!("{pointer}/{}", escape(written));
        let member = |key: &str, value| Member { key: key.into(), written: Arc::clone(written), value };
        let Some(key) = written.strip_suffix(".$") else {
            plain.push(member(written, read(inner, &below, errors)));
            continue;
        };
        if members.contains(key) {
            errors.push(TemplateError { pointer: below.clone(), fault: TemplateFault::Twice });
        }
        match inner.as_str().map(Template::expression) {
            Some(Ok(expression)) => dynamic.push(member(key, expression)),
            Some(Err(error)) => {
                errors.push(TemplateError { pointer: below, fault: TemplateFault::Syntax(error) });
            }
            None => errors.push(TemplateError { pointer: below, fault: TemplateFault::NotText }),
        }
    }
    if dynamic.is_empty() && plain.iter().all(|member| matches!(member.value, Template::Fixed(_))) {
        return Template::Fixed(value.clone());
    }
    java_order(&mut dynamic);
    plain.append(&mut dynamic);
    Template::Object(plain)
}

/// Sorts members as a Java HashMap of that size lists them; ties keep their order.
fn java_order(members: &mut [Member]) {
    let mut buckets: u32 = 16;
    while members.len() as f64 > 0.75 * f64::from(buckets) {
        buckets *= 2;
    }
    members.sort_by_key(|member| {
        let hash = member
            .key
            .encode_utf16()
            .fold(0_u32, |hash, unit| hash.wrapping_mul(31).wrapping_add(u32::from(unit)));
        (hash ^ (hash >> 16)) & (buckets - 1)
    });
}
