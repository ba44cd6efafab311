//! `ApiError`: an operation refused its request, in AWS's words.

use crate::base::value::{Object, Value};

/// The error that a client of the API gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    /// AWS's name for it: `ValidationException`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
}

impl ApiError {
    /// An error with this code.
    #[must_use]
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
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
}
