//! An activity: a queue of tasks that workers take.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::base::time::Time;

use super::Encryption;
use super::tasks::{Offer, Poller};

/// An activity.
#[derive(Debug)]
pub struct Activity {
    /// Its ARN.
    pub arn: Arc<str>,
    /// When it was made.
    pub created: Time,
    /// How its data is encrypted.
    pub encryption: Encryption,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// Tasks that no worker has taken yet.
    pub offers: VecDeque<Offer>,
    /// Workers that wait for one.
    pub pollers: VecDeque<Poller>,
}
