//! What most of a server works with.

use std::sync::Arc;

use crate::api::World;

use super::bus::Bus;
use super::gateway::Routes;
use super::journal::Journal;
use super::seen::{Ledger, Meter};

/// The parts of a server; clones share them.
#[derive(Clone)]
pub struct Parts {
    /// What operations act on.
    pub world: Arc<World>,
    /// What events are put on.
    pub bus: Arc<Bus>,
    /// The routes of API Gateway.
    pub routes: Arc<Routes>,
    /// What executions are measured with.
    pub meter: Arc<Meter>,
    /// What ran.
    pub ledger: Arc<Ledger>,
    /// Where is said what happens.
    pub journal: Arc<Journal>,
}

impl std::fmt::Debug for Parts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parts").field("world", &self.world).finish_non_exhaustive()
    }
}
