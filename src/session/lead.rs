//! Leading a run: a [`Leader`] lets it take one turn after the other, looks at it in between, changes it, and takes it
//! back to a [`Point`] where it was before. Debuggers are made of this.

use std::collections::BTreeMap;

use crate::base::time::Time;
use crate::engine::call::{Call, Ticket};
use crate::engine::{Fleet, Next};
use crate::services::clock::Clock;
use crate::services::mock::Mocks;
use crate::services::{Answer, Backend};

use super::halt::Halt;
use super::kin::Kin;
use super::out::Out;

/// Decides how a run goes on.
pub trait Leader {
    /// Lets the run go on as far as it likes, but at least so far that it has something to wait for, and says what
    /// that is. The records made meanwhile are the leader's: it takes them from the fleet.
    fn lead(&mut self, run: &mut Led<'_>) -> Result<Next, Halt>;

    /// What answers `call` in place of everyone else; `None` if nothing does.
    fn answer(&mut self, call: &Call) -> Option<Answer>;

    /// The call of this ticket is answered, by what is named, if it is worth saying.
    fn answered(&mut self, ticket: Ticket, by: Option<&str>);

    /// The answer to a call that was out has come.
    fn came(&mut self, ticket: Ticket, answer: &Answer);
}

/// A run as its leader has it.
pub struct Led<'l> {
    /// The run.
    pub fleet: &'l mut Fleet,
    pub(super) backend: &'l mut dyn Backend,
    pub(super) clock: &'l mut dyn Clock,
    pub(super) out: &'l mut BTreeMap<Ticket, Out>,
    pub(super) kin: &'l mut Kin,
}

/// A run as it was at one moment. It costs a clone of the execution, which is cheap.
pub struct Point {
    fleet: Fleet,
    mocks: Option<Mocks>,
    now: Time,
    out: BTreeMap<Ticket, Out>,
    kin: Kin,
}

impl Point {
    /// The run at that moment.
    #[must_use]
    pub const fn fleet(&self) -> &Fleet {
        &self.fleet
    }

    /// The answers that were written down, and how many of them were used then.
    #[must_use]
    pub const fn mocks(&self) -> Option<&Mocks> {
        self.mocks.as_ref()
    }

    /// The calls that were out then: real ones, which no clone holds.
    pub fn out(&self) -> impl Iterator<Item = Ticket> {
        self.out.keys().copied()
    }
}

impl Led<'_> {
    /// The moment it is.
    #[must_use]
    pub fn now(&self) -> Time {
        self.clock.now()
    }

    /// Whether somebody asked for it to stop.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.backend.inbox().sender().is_stopped()
    }

    /// Lets it take one turn, if one is due.
    pub fn step(&mut self) -> Next {
        self.fleet.step(self.clock.now())
    }

    /// The run as it is now. None while an execution that it started runs beside it: that cannot be copied.
    #[must_use]
    pub fn point(&self) -> Option<Point> {
        Some(Point {
            kin: self.kin.copy()?,
            fleet: self.fleet.clone(),
            mocks: self.backend.mocks().cloned(),
            now: self.clock.now(),
            out: self.out.clone(),
        })
    }

    /// Makes it what it was at `point`, time included.
    pub fn go_to(&mut self, point: &Point) {
        *self.fleet = point.fleet.clone();
        *self.kin = point.kin.copy().unwrap_or_else(|| Kin::of(self.fleet));
        if let Some(mocks) = &point.mocks {
            self.backend.set_mocks(mocks.clone());
        }
        for ticket in self.out.keys().filter(|ticket| !point.out.contains_key(ticket)) {
            self.backend.cancel(*ticket);
        }
        self.out.clone_from(&point.out);
        self.clock.go_back(point.now);
    }

    /// The clock stands still while somebody looks.
    pub fn hold_clock(&mut self) {
        self.clock.follow_wall(None);
    }

    /// The clock goes on, as fast as the calls that are out let it.
    pub fn release_clock(&mut self) {
        if !self.out.is_empty() || self.kin.is_out() {
            self.clock.follow_wall(Some(crate::services::clock::real_now()));
        }
    }

    /// The call of `ticket`, which was out at the point that the run is back at, was answered before: it gets that
    /// answer now.
    pub fn answer_again(&mut self, ticket: Ticket, answer: &Answer) {
        self.out.remove(&ticket);
        let now = self.clock.now();
        self.fleet.resolve(ticket, now, answer.reply.clone());
    }
}
