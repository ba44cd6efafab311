//! An activity: a queue of tasks that workers take.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::time::Time;

use super::Encryption;

/// An activity.
#[derive(Clone, Debug)]
pub struct Activity {
    /// Its ARN.
    pub arn: Arc<str>,
    /// When it was made.
    pub created: Time,
    /// How its data is encrypted.
    pub encryption: Encryption,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}
