//! A Wait.

use crate::base::time::Time;

use super::data::Dynamic;
use super::expressions::Fields;

/// A Wait: exactly one of its four forms.
#[derive(Clone, Debug)]
pub enum WaitFor {
    /// `Seconds`, `SecondsPath`.
    Seconds(Dynamic<u32>),
    /// `Timestamp`, `TimestampPath`.
    Timestamp(Dynamic<Time>),
}

impl WaitFor {
    pub(super) fn expressions<'m>(&'m self, fields: &mut Fields<'_, 'm>) {
        match self {
            Self::Seconds(seconds) => fields.dynamic("Seconds", Some(seconds)),
            Self::Timestamp(time) => fields.dynamic("Timestamp", Some(time)),
        }
    }
}
