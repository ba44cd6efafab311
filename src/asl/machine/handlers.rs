//! `Retry` and `Catch`.

use std::sync::Arc;

use crate::expr::template::Template;

use super::StateId;
use super::data::ResultPath;
use super::expressions::{AppliedTo, Fields};

/// One of `Retry`.
#[derive(Clone, Debug)]
pub struct Retrier {
    /// `ErrorEquals`.
    pub errors: Vec<Arc<str>>,
    /// `IntervalSeconds`, default 1.
    pub interval_seconds: u32,
    /// `MaxAttempts`, default 3.
    pub max_attempts: u32,
    /// `BackoffRate`, default 2.0.
    pub backoff_rate: f64,
    /// `MaxDelaySeconds`.
    pub max_delay_seconds: Option<u32>,
    /// `JitterStrategy: FULL`.
    pub full_jitter: bool,
}

/// One of `Catch`.
#[derive(Clone, Debug)]
pub struct Catcher {
    /// `ErrorEquals`.
    pub errors: Vec<Arc<str>>,
    /// `Next`.
    pub next: StateId,
    /// `ResultPath` (JSONPath).
    pub result_path: ResultPath,
    /// `Assign`.
    pub assign: Option<Template>,
    /// `Output` (JSONata).
    pub output: Option<Template>,
}

impl Catcher {
    pub(super) fn expressions<'m>(&'m self, fields: &mut Fields<'_, 'm>) {
        let Self { errors: _, next: _, result_path: _, assign, output } = self;
        fields.template("Assign", AppliedTo::Error, assign.as_ref());
        fields.template("Output", AppliedTo::Error, output.as_ref());
    }
}
