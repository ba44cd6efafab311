//! An execution put back to where it was when the program ended: it is told again what it was told then.

use std::collections::BTreeMap;

use crate::engine::call::{Call, Ticket};
use crate::engine::dataset::DataCall;
use crate::engine::{Came, Fleet, Next, Told};

use super::{Start, Watcher};

/// What an execution had asked for and not got when the program ended.
#[derive(Debug, Default)]
pub struct Open {
    /// Its calls, and whether something was answered that did not end their tasks.
    pub calls: Vec<(Call, bool)>,
    /// Its requests for data.
    pub data: Vec<DataCall>,
    /// So many events it may record before it counts as endless, as it was told last.
    pub most_events: Option<u64>,
}

/// Tells `start` what it was told, in order; `watcher` takes what it records. What is still open then is asked for again
/// when it goes on.
pub fn replay(start: &mut Start, told: Vec<Told>, watcher: &dyn Watcher) {
    let mut calls: BTreeMap<Ticket, (Call, bool)> = BTreeMap::new();
    let mut data: BTreeMap<Ticket, DataCall> = BTreeMap::new();
    for entry in told {
        if let Told::Resolve(ticket, _, reply) = &entry
            && let Some((_, is_answered)) = calls.get_mut(ticket)
        {
            *is_answered |= !reply.is_empty();
        }
        if let Told::Supply(ticket, _) = &entry {
            data.remove(ticket);
        }
        if let Told::YieldAfter(events) = &entry {
            start.open.most_events = Some(*events);
        }
        let came = start.fleet.tell(entry);
        hand_over(&mut start.fleet, watcher);
        if let Came::Next(Next::Invoke(made)) = came {
            for call in made {
                if let Some(token) = &call.token {
                    watcher.token(token, &call);
                }
                calls.insert(call.ticket, (call, false));
            }
        } else if let Came::Next(Next::Data(asked)) = came {
            data.extend(asked.into_iter().map(|request| (request.ticket, request)));
        }
    }
    for (call, is_answered) in calls.into_values() {
        let is_awaited = start.fleet.awaits(call.ticket);
        if is_answered || !is_awaited {
            start.router.mocks.count(&call);
        }
        if is_awaited {
            start.open.calls.push((call, is_answered));
        }
    }
    start.open.data = data.into_values().collect();
}

/// Gives what a fleet has recorded to `watcher`.
pub fn hand_over(fleet: &mut Fleet, watcher: &dyn Watcher) {
    let records = fleet.records();
    if !records.is_empty() {
        watcher.records(records);
    }
    let children = fleet.child_records();
    if !children.is_empty() {
        watcher.children(children);
    }
    let runs = fleet.map_runs();
    if !runs.is_empty() {
        watcher.map_runs(runs);
    }
}
