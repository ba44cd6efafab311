//! A Task.

use std::sync::OnceLock;

use crate::asl::call_model::CallModel;
use crate::asl::resource::Resource;
use crate::expr::template::Template;

use super::data::Dynamic;
use super::expressions::{AppliedTo, Fields};

/// A Task.
#[derive(Clone, Debug)]
pub struct Task {
    /// Who is called.
    pub resource: Resource,
    /// `TimeoutSeconds`, `TimeoutSecondsPath`.
    pub timeout: Option<Dynamic<u32>>,
    /// `HeartbeatSeconds`, `HeartbeatSecondsPath`.
    pub heartbeat: Option<Dynamic<u32>>,
    /// `Credentials`: an object with `RoleArn`.
    pub credentials: Option<Template>,
    /// What the call can be given, once that was asked.
    pub(in crate::asl) model: OnceLock<Option<CallModel>>,
}

impl Task {
    /// What the call can be given, if it is known. Looked up in the catalogue when it is first asked for, so
    /// that neither checking a definition nor the start of a run pays for it.
    #[must_use]
    pub fn model(&self) -> Option<&CallModel> {
        self.model.get_or_init(|| CallModel::of(&self.resource)).as_ref()
    }

    pub(super) fn expressions<'m>(&'m self, fields: &mut Fields<'_, 'm>) {
        let Self { resource: _, model: _, timeout, heartbeat, credentials } = self;
        fields.dynamic("TimeoutSeconds", timeout.as_ref());
        fields.dynamic("HeartbeatSeconds", heartbeat.as_ref());
        fields.template("Credentials", AppliedTo::Filtered, credentials.as_ref());
    }
}
