//! `World`: what an execution needs from outside, and letting it run there.

use crate::engine::Fleet;
use crate::services::clock::Clock;

use super::halt::Halt;
use super::host::{Host, Limits, Observer, Unseen};
use super::lead::Leader;
use super::route::Router;

/// What an execution needs from outside.
pub struct World {
    /// Answers the calls.
    pub router: Router,
    /// How time passes.
    pub clock: Box<dyn Clock>,
}

impl World {
    /// Runs `execution` to its end while `observer` takes its records.
    pub fn drive(
        &mut self,
        execution: &mut Fleet,
        limits: Limits,
        observer: &mut dyn Observer,
    ) -> Result<(), Halt> {
        let Self { router, clock } = self;
        Host { backend: router, clock: clock.as_mut(), limits, observer, leader: None }.drive(execution)
    }

    /// The same, where `leader` lets it go on and takes the records.
    pub fn lead<'l>(
        &'l mut self,
        execution: &mut Fleet,
        limits: Limits,
        leader: &'l mut (dyn Leader + 'l),
    ) -> Result<(), Halt> {
        let Self { router, clock } = self;
        let observer = &mut Unseen;
        Host { backend: router, clock: clock.as_mut(), limits, observer, leader: Some(leader) }
            .drive(execution)
    }
}
