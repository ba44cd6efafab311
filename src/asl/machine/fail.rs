//! A Fail.

use std::sync::Arc;

use crate::expr::template::Template;

use super::QueryLanguage;
use super::expressions::{AppliedTo, Fields};

/// A Fail.
#[derive(Clone, Debug, Default)]
pub struct Fail {
    /// `Error`, `ErrorPath`.
    pub error: Option<TextField>,
    /// `Cause`, `CausePath`.
    pub cause: Option<TextField>,
}

impl Fail {
    pub(super) fn expressions<'m>(&'m self, language: QueryLanguage, fields: &mut Fields<'_, 'm>) {
        let Self { error, cause } = self;
        let by_path = if language == QueryLanguage::JsonPath { "Path" } else { "" };
        for (text, name) in [(error, "Error"), (cause, "Cause")] {
            if let Some(TextField::Found(found)) = text {
                fields.template(&format!("{name}{by_path}"), AppliedTo::Filtered, Some(found));
            }
        }
    }
}

/// Text of a Fail state: written, a path, an intrinsic function, or an expression.
#[derive(Clone, Debug)]
pub enum TextField {
    /// Written in the definition.
    Fixed(Arc<str>),
    /// `ErrorPath`, `CausePath`, or a JSONata expression.
    Found(Template),
}
