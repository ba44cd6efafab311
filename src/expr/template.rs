//! Templates: JSON with expressions in it, parsed once, evaluated to a value.
//!
//! A JSONPath payload template marks an expression by a key that ends in `.$`. AWS does not keep the
//! order of its keys: first those without `.$` as written, then the others in the order of a Java
//! HashMap (recorded in 197 events without exception). In JSONata states a string that is wholly `{% … %}`
//! is an expression, at any depth, and keys keep their order.

use std::sync::Arc;

use crate::base::pointer::Pointer;
use crate::base::value::{Object, Value};

use super::intrinsics::{self, Call};
use super::java;
use super::jsonata::{self, Expression, Level};
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
    /// A JSONata expression.
    Jsonata(Expression),
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
#[derive(Clone, Debug, PartialEq)]
pub struct TemplateError {
    /// JSON Pointer from the template to the culprit.
    pub pointer: Pointer,
    /// What is wrong with it.
    pub fault: TemplateFault,
}

/// What is wrong with a member of a template.
#[derive(Clone, Debug, PartialEq)]
pub enum TemplateFault {
    /// The value of a `.$` key is not a string.
    NotText,
    /// The value of a `.$` key is neither a path nor an intrinsic function.
    Syntax(SyntaxError),
    /// `a` and `a.$` in one object.
    Twice,
    /// Templates must be objects.
    NotAnObject,
    /// A string begins with `{%` or ends with `%}`, but not both.
    Delimiters,
    /// The text between `{%` and `%}` is not JSONata.
    Jsonata {
        /// At which byte of the string the text begins.
        offset: usize,
        /// The text.
        text: Box<str>,
        /// Why it is none.
        error: Box<jsonata::Error>,
    },
}

/// Why a template gave no value.
#[derive(Clone, Debug)]
pub struct Fault {
    /// JSON Pointer from the template to the expression, empty if it is the whole template.
    pub pointer: Pointer,
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
    /// A JSONata expression failed.
    Jsonata(Expression, Box<jsonata::Error>),
    /// A JSONata expression gave nothing.
    Undefined(Expression),
}

impl Template {
    /// Reads a payload template as Parameters, ResultSelector, ItemSelector and Assign take it.
    pub fn payload(value: &Value) -> Result<Self, Vec<TemplateError>> {
        if !matches!(value, Value::Object(_)) {
            return Err(vec![TemplateError { pointer: Pointer::root(), fault: TemplateFault::NotAnObject }]);
        }
        let mut errors = Vec::new();
        let template = read(value, &Pointer::root(), &mut errors);
        if errors.is_empty() { Ok(template) } else { Err(errors) }
    }

    /// Reads JSON with `{% %}` expressions, as JSONata states take it.
    pub fn jsonata(value: &Value) -> Result<Self, Vec<TemplateError>> {
        let mut errors = Vec::new();
        let template = read_jsonata(value, &Pointer::root(), &mut errors);
        if errors.is_empty() { Ok(template) } else { Err(errors) }
    }

    /// The text of the expression as AWS quotes it; JSON for what is none.
    #[must_use]
    pub fn source(&self) -> String {
        match self {
            Self::Fixed(value) => value.to_json(),
            Self::Path(path) => path.text().to_owned(),
            Self::Call(call) => call.text().to_owned(),
            Self::Jsonata(expression) => expression.text().to_owned(),
            Self::Object(_) | Self::Array(_) => String::new(),
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

    /// Where the expression is that gave what `way` names in the result: `None` if that is literal.
    #[must_use]
    pub fn origin(&self, way: &Pointer) -> Option<Pointer> {
        let (mut at, mut written) = (self, Pointer::root());
        for token in way.tokens() {
            at = match at {
                Self::Object(members) => {
                    let member = members.iter().find(|member| *member.key == *token)?;
                    written = written.key(&member.written);
                    &member.value
                }
                Self::Array(items) => {
                    let index = token.parse().ok()?;
                    written = written.index(index);
                    items.get(index)?
                }
                Self::Fixed(_) => return None,
                Self::Path(_) | Self::Call(_) | Self::Jsonata(_) => break,
            };
        }
        match at {
            Self::Path(_) | Self::Call(_) | Self::Jsonata(_) => Some(written),
            Self::Fixed(_) | Self::Object(_) | Self::Array(_) => None,
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
            Self::Jsonata(expression) => match expression.eval(bindings) {
                Ok(Some(value)) => Ok(value),
                Ok(None) => Err(EvalError::Undefined(expression.clone()).into()),
                Err(error) => Err(EvalError::Jsonata(expression.clone(), Box::new(error)).into()),
            },
            Self::Object(members) => {
                // No two members have the same key: that was refused when the template was read.
                let mut evaluated = Vec::with_capacity(members.len());
                for member in members {
                    let value = member.value.eval(bindings);
                    let value = value.map_err(|fault| fault.below(&Pointer::root().key(&member.written)))?;
                    evaluated.push((Arc::clone(&member.key), value));
                }
                Ok(Value::Object(Object::from_unique(evaluated)))
            }
            Self::Array(items) => items
                .iter()
                .enumerate()
                .map(|(at, item)| {
                    item.eval(bindings).map_err(|fault| fault.below(&Pointer::root().index(at)))
                })
                .collect::<Result<Vec<Value>, Fault>>()
                .map(Value::from),
        }
    }
}

impl Fault {
    fn below(mut self, holder: &Pointer) -> Self {
        self.pointer = holder.join(&self.pointer);
        self
    }
}

impl From<EvalError> for Fault {
    fn from(error: EvalError) -> Self {
        Self { pointer: Pointer::root(), error }
    }
}

fn read(value: &Value, pointer: &Pointer, errors: &mut Vec<TemplateError>) -> Template {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Template::Fixed(value.clone()),
        Value::Array(items) => {
            let items: Vec<Template> =
                items.iter().enumerate().map(|(at, item)| read(item, &pointer.index(at), errors)).collect();
            if items.iter().all(|item| matches!(item, Template::Fixed(_))) {
                Template::Fixed(value.clone())
            } else {
                Template::Array(items)
            }
        }
        Value::Object(members) => read_object(value, members, pointer, errors),
    }
}

fn read_object(
    value: &Value,
    members: &Object,
    pointer: &Pointer,
    errors: &mut Vec<TemplateError>,
) -> Template {
    let mut plain = Vec::new();
    let mut dynamic = Vec::new();
    for (written, inner) in members {
        let below = pointer.key(written);
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

fn read_jsonata(value: &Value, pointer: &Pointer, errors: &mut Vec<TemplateError>) -> Template {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => Template::Fixed(value.clone()),
        Value::String(text) => read_expression(value, text, pointer, errors),
        Value::Array(items) => {
            let items: Vec<Template> = items
                .iter()
                .enumerate()
                .map(|(at, item)| read_jsonata(item, &pointer.index(at), errors))
                .collect();
            let fixed = items.iter().all(|item| matches!(item, Template::Fixed(_)));
            if fixed { Template::Fixed(value.clone()) } else { Template::Array(items) }
        }
        Value::Object(members) => {
            let members: Vec<Member> = members
                .iter()
                .map(|(key, inner)| {
                    let value = read_jsonata(inner, &pointer.key(key), errors);
                    Member { key: Arc::clone(key), written: Arc::clone(key), value }
                })
                .collect();
            let fixed = members.iter().all(|member| matches!(member.value, Template::Fixed(_)));
            if fixed { Template::Fixed(value.clone()) } else { Template::Object(members) }
        }
    }
}

fn read_expression(
    value: &Value,
    text: &str,
    pointer: &Pointer,
    errors: &mut Vec<TemplateError>,
) -> Template {
    let fault = match (text.strip_prefix("{%"), text.ends_with("%}")) {
        (None, false) => return Template::Fixed(value.clone()),
        (Some(inner), true) if inner.len() >= 2 => {
            let inner = &inner[..inner.len() - 2];
            let blanks = inner.len() - inner.trim_start().len();
            let text = inner.trim();
            match Expression::parse(text, Level::Aws) {
                Ok(expression) => return Template::Jsonata(expression),
                Err(error) => {
                    TemplateFault::Jsonata { offset: 2 + blanks, text: text.into(), error: Box::new(error) }
                }
            }
        }
        (Some(_), _) | (None, true) => TemplateFault::Delimiters,
    };
    errors.push(TemplateError { pointer: pointer.to_owned(), fault });
    Template::Fixed(Value::Null)
}

/// Sorts members as a Java HashMap of that size lists them.
fn java_order(members: &mut Vec<Member>) {
    let hashes: Vec<i32> = members.iter().map(|member| java::text_hash(&member.key)).collect();
    let order = java::hash_order(&hashes);
    let mut slots: Vec<Option<Member>> = members.drain(..).map(Some).collect();
    members.extend(order.into_iter().filter_map(|at| slots[at].take()));
}
