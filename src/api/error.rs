//! `ApiError`: an operation refused its request, in AWS's words.

use crate::base::value::{Object, Value};

/// The error that a client of the API gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    /// AWS's name for it: `ValidationException`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// Which part of AWS says so.
    pub origin: Origin,
    /// `reason`, a word for programs, where AWS gives one.
    pub reason: Option<&'static str>,
}

/// Which part of AWS refuses: it shows in `__type` (recorded 2026-09).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The service itself.
    Service,
    /// The check of a request against the constraints of the API's model.
    Constraint,
    /// What stands before every service: protocols, signatures, permissions.
    Common,
}

impl Origin {
    /// What stands before the code in `__type`.
    #[must_use]
    pub const fn namespace(self) -> &'static str {
        match self {
            Self::Service => "com.amazonaws.swf.service.v2.model",
            Self::Constraint => "com.amazon.coral.validate",
            Self::Common => "com.amazon.coral.service",
        }
    }
}

impl ApiError {
    /// An error with this code.
    #[must_use]
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), origin: Origin::Service, reason: None }
    }

    /// The same from another part of AWS.
    #[must_use]
    pub fn from(self, origin: Origin) -> Self {
        Self { origin, ..self }
    }

    /// The same with a `reason`.
    #[must_use]
    pub fn because(self, reason: &'static str) -> Self {
        Self { reason: Some(reason), ..self }
    }

    /// Something of this kind (`State Machine`) is not there.
    #[must_use]
    pub fn missing(code: &'static str, kind: &str, arn: &str) -> Self {
        Self::new(code, format!("{kind} Does Not Exist: '{arn}'"))
    }

    /// No tagged resource, Map Run or alias has this ARN.
    #[must_use]
    pub fn resource(arn: &str) -> Self {
        Self::new("ResourceNotFound", format!("Resource not found: '{arn}'"))
    }

    /// The text is no ARN that the operation takes.
    #[must_use]
    pub fn arn(why: impl std::fmt::Display) -> Self {
        Self::new("InvalidArn", format!("Invalid Arn: '{why}'"))
    }

    /// A token of a page or a task that was never given.
    #[must_use]
    pub fn token() -> Self {
        Self::new("InvalidToken", "Invalid Token: 'Invalid token'")
    }

    /// The request breaks a rule of the operation.
    #[must_use]
    pub fn validation(message: impl Into<String>) -> Self {
        Self::new("ValidationException", message)
    }

    /// The definition in it cannot be used.
    #[must_use]
    pub fn definition(message: impl Into<String>) -> Self {
        Self::new("InvalidDefinition", message)
    }

    /// `{"Error": {"Code", "Message"}}`
    #[must_use]
    pub fn document(&self) -> Value {
        let error = Object::from_iter([
            ("Code", Value::from(self.code)),
            ("Message", Value::from(self.message.as_str())),
        ]);
        Object::from_iter([("Error", Value::from(error))]).into()
    }

    /// The body of the answer over HTTP. What stands before the service says `Message`, all others `message`.
    #[must_use]
    pub fn body(&self) -> Value {
        let kind = format!("{}#{}", self.origin.namespace(), self.code);
        let key = if self.origin == Origin::Common { "Message" } else { "message" };
        let mut body =
            Object::from_iter([("__type", Value::from(kind)), (key, self.message.as_str().into())]);
        if let Some(reason) = self.reason {
            body.insert("reason", Value::from(reason));
        }
        body.into()
    }
}
