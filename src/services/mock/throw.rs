//! `throw` and a callback's `failure`: an error's name and cause, both optional as on AWS.

use std::sync::Arc;

use crate::asl::resource::{Resource, Target};
use crate::base::value::{Object, Value};
use crate::engine::call::TaskError;

use super::body::Body;
use super::codes;
use super::fields::THROW;
use super::formula::{CallScope, EvalError};
use super::reader::{Fetch, MockReader, Node};
use super::shape::Shape;

/// An error to throw.
#[derive(Clone, Debug, Default)]
pub struct Throw {
    error: Option<Body>,
    cause: Option<Body>,
    message: Option<Body>,
}

/// How the called service names its errors: a Lambda function reports type and message as JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorNaming {
    /// A Lambda function.
    Function,
    /// Every other service: the words as they are.
    Other,
}

impl ErrorNaming {
    /// How the service of `resource` names them.
    #[must_use]
    pub fn of(resource: &Resource) -> Self {
        let is_function = matches!(resource.target, Target::Function(_)) || resource.is("lambda", "invoke");
        if is_function { Self::Function } else { Self::Other }
    }
}

impl Throw {
    /// An error with these words, as they are.
    #[must_use]
    pub fn fixed(error: Option<Value>, cause: Option<Value>) -> Self {
        Self { error: error.map(Body::Fixed), cause: cause.map(Body::Fixed), message: None }
    }

    /// The error's name, if it has one.
    #[must_use]
    pub const fn name(&self) -> Option<&Body> {
        self.error.as_ref()
    }

    /// The error for one call.
    pub fn error(&self, naming: ErrorNaming, scope: CallScope) -> Result<TaskError, EvalError> {
        let compute = |body: &Option<Body>| body.as_ref().map(|body| body.value(scope)).transpose();
        let error = compute(&self.error)?.as_ref().and_then(text);
        let cause = match (compute(&self.cause)?, compute(&self.message)?) {
            (None, Some(message)) if naming == ErrorNaming::Function => {
                let mut payload = Object::new();
                if let Some(name) = &error {
                    payload.insert("errorType", Value::from(Arc::clone(name)));
                }
                payload.insert("errorMessage", message);
                Some(Value::from(payload).to_json().into())
            }
            (None, message) => message.as_ref().and_then(text),
            (Some(cause), _) => text(&cause),
        };
        Ok(TaskError { error, cause })
    }
}

/// Text as it is, other JSON as text, nothing for null.
fn text(value: &Value) -> Option<Arc<str>> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(Arc::clone(text)),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            Some(value.to_json().into())
        }
    }
}

/// Reads an error; `what` is its key in messages.
pub fn read(reader: &mut MockReader, fetch: &mut Fetch, node: &Node, what: &str) -> Option<Throw> {
    if node.value.as_str().is_some() {
        return Some(Throw { error: Some(Body::read(reader, fetch, node)), ..Throw::default() });
    }
    if node.value.as_object().is_none() {
        reader.wrong(node, what, "an error's name or an object with `error` and `cause`");
        return None;
    }
    let members = reader.known(node, what, THROW.fields)?;
    if let Some(error) = node.get("error") {
        reader.check(Shape::MessageOrNull, &error, "`error`");
    }
    if let Some(message) = node.get("message") {
        reader.text(&message, "`message`")?;
        if members.contains("cause") {
            reader.error(codes::KINDS, &message, "an error cannot have both `cause` and `message`");
        }
    }
    let mut body = |key: &str| node.get(key).map(|node| Body::read(reader, fetch, &node));
    Some(Throw { error: body("error"), cause: body("cause"), message: body("message") })
}
