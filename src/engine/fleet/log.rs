//! What a fleet is told from outside, entry by entry. A fleet that was started the same and is told the same again does
//! the same again: whoever keeps the entries can put a run back to where it was, whatever happened to the program.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::asl::machine::{StateId, StateMachine};
use crate::base::time::Time;
use crate::base::value::{Object, Value};
use crate::engine::call::{Reply, TaskError, Ticket};
use crate::engine::dataset::DataReply;
use crate::engine::saving::{Loader, Saved as _, Saver, Unreadable, saved};

use super::view::MapRunChange;
use super::{Fleet, Next};

/// One thing that a fleet is told.
#[derive(Clone, Debug)]
pub enum Told {
    /// [`Fleet::advance`]
    Advance(Time),
    /// [`Fleet::resolve`]
    Resolve(Ticket, Time, Reply),
    /// [`Fleet::supply`]
    Supply(Ticket, DataReply),
    /// [`Fleet::stop`]
    Stop(Time, TaskError),
    /// [`Fleet::doom`]
    Doom(TaskError),
    /// [`Fleet::without_activities`]
    Missing(BTreeSet<StateId>),
    /// [`Fleet::change_map_run`]
    MapRun(Arc<str>, MapRunChange),
    /// [`Fleet::redrive`]
    Redrive(Time),
    /// [`Fleet::yield_after_events`]
    YieldAfter(u64),
}

saved!(
    enum Told {
        Advance(at),
        Resolve(ticket, at, reply),
        Supply(ticket, reply),
        Stop(at, error),
        Doom(error),
        Missing(states),
        MapRun(arn, change),
        Redrive(at),
        YieldAfter(events),
    }
);
saved!(struct MapRunChange { at_a_time, tolerated_count, tolerated_percentage });

/// What came of telling a fleet something.
#[derive(Debug)]
pub enum Came {
    /// What it needs next.
    Next(Next),
    /// Whether somebody waited for it, or it could be done.
    Taken(bool),
}

impl Fleet {
    /// Tells it something.
    pub fn tell(&mut self, told: Told) -> Came {
        Came::Taken(match told {
            Told::Advance(at) => return Came::Next(self.advance(at)),
            Told::Resolve(ticket, at, reply) => self.resolve(ticket, at, reply),
            Told::Supply(ticket, reply) => self.supply(ticket, reply),
            Told::MapRun(arn, change) => self.change_map_run(&arn, change),
            Told::Redrive(at) => self.redrive(at),
            Told::Stop(at, error) => {
                self.stop(at, error);
                true
            }
            Told::Doom(error) => {
                self.doom(error);
                true
            }
            Told::Missing(states) => {
                self.without_activities(states);
                true
            }
            Told::YieldAfter(events) => {
                self.yield_after_events(events);
                true
            }
        })
    }
}

impl Told {
    /// Writes entries down: `{"values", "shared", "told"}` as JSON text.
    #[must_use]
    pub fn write(entries: &[Self]) -> String {
        let mut saver = Saver::default();
        let told: Vec<Value> = entries.iter().map(|entry| entry.save(&mut saver)).collect();
        let (values, shared) = saver.into_lists();
        let members = [("values", values), ("shared", shared), ("told", Value::from(told))];
        Value::from(Object::from_iter(members)).to_json()
    }

    /// Reads entries that [`Self::write`] wrote down for a run of this machine.
    ///
    /// # Errors
    ///
    /// If the text is something else.
    pub fn read(text: &str, machine: &Arc<StateMachine>) -> Result<Vec<Self>, Unreadable> {
        let value = Value::parse(text).map_err(|error| Unreadable(error.to_string()))?;
        let part = |name: &str| value.get(name).cloned().unwrap_or_default();
        let with = Loader::new(Arc::clone(machine), &part("values"), &part("shared"))?;
        with.field(&value, "told")
    }
}
