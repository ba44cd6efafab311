//! Checking one target: its machines, and what was found about each.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::asl::machine::Workflow;
use crate::base::diag::Diagnostic;
use crate::base::document::Document;
use crate::base::threads;
use crate::base::value::Value;
use crate::load;
use crate::project::definitions::CheckedMachine;
use crate::project::targets::Target;
use crate::validate::MOST;

use super::{Error, events, placeholders};

/// How to check.
pub struct CheckOptions<'h> {
    /// What the definitions are read with.
    pub load: &'h load::Options,
    /// The type to check as.
    pub workflow: Option<Workflow>,
    /// What standard input is called.
    pub stdin: &'h str,
    /// Whether a name without a value is an error.
    pub is_strict: bool,
}

/// The machines of each of `targets`, checked. Of more findings than [`MOST`] about all of them, the others are left
/// out: each takes memory, and reports take more.
pub fn check_all(targets: &[Target], options: &CheckOptions<'_>) -> Vec<Result<Vec<CheckedMachine>, Error>> {
    let numbered: Vec<(usize, &Target)> = targets.iter().enumerate().collect();
    let (sum, counts) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    let mut all = threads::each(&numbered, |(at, target)| {
        let mut read = check(target, options);
        let count = read.iter().flatten().map(CheckedMachine::count).sum::<usize>();
        let mut counts = counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.insert(*at, count);
        // What comes after so many is left out below, whatever those that are under way still find.
        if sum.fetch_add(count, Ordering::Relaxed) >= MOST
            && counts.range(..at).map(|(_, n)| n).sum::<usize>() >= MOST
        {
            read.iter_mut().flatten().for_each(|machine| machine.keep(0));
        }
        read
    });
    let mut left = MOST;
    for machine in all.iter_mut().flatten().flatten() {
        let count = machine.count();
        if count > left {
            machine.keep(left);
        }
        left = left.saturating_sub(count);
    }
    all
}

/// How many findings about all files together may still be kept where files are checked one after the other. What was cut
/// down for want of room is to be checked again once there is some.
pub struct Room(AtomicUsize);

impl Room {
    /// What the findings of `known` leave of [`MOST`].
    pub fn beside<'m>(known: impl Iterator<Item = &'m CheckedMachine>) -> Self {
        Self(AtomicUsize::new(MOST.saturating_sub(known.map(CheckedMachine::count).sum())))
    }

    /// The machines of `target`, checked, with as many findings as there is room for.
    pub fn check(&self, target: &Target, options: &CheckOptions<'_>) -> Result<Vec<CheckedMachine>, Error> {
        let mut all = check(target, options)?;
        for machine in &mut all {
            let count = machine.count();
            let take = |left: usize| Some(left.saturating_sub(count));
            let left = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).unwrap_or_default();
            if count > left {
                machine.keep(left);
            }
        }
        Ok(all)
    }
}

/// The machines of `target`, checked.
pub fn check(target: &Target, options: &CheckOptions<'_>) -> Result<Vec<CheckedMachine>, Error> {
    let mut entries = target.read(options.stdin, options.load, options.workflow)?;
    if let Some(Ok(first)) = entries.iter_mut().map(|entry| entry.definition.as_mut()).find(Result::is_ok) {
        first.loaded.around.extend(events::findings(target, options.load));
    }
    let mut said = BTreeSet::new();
    for definition in entries.iter_mut().filter_map(|entry| entry.definition.as_mut().ok()) {
        if options.is_strict {
            placeholders::refuse(definition);
        } else {
            placeholders::downgrade_guesses(definition);
        }
        // What a template has to say of itself is said with the first of its machines.
        let around = &mut definition.loaded.around;
        around.retain(|(document, found)| !said.contains(&words(document, found)));
        said.extend(around.iter().map(|(document, found)| words(document, found)));
    }
    Ok(entries)
}

/// What tells a finding from others: its file, and all that it says.
fn words(document: &Document, found: &Diagnostic) -> (Arc<str>, String) {
    (Arc::clone(&document.source().name), format!("{found:?}"))
}

/// How many states a definition has, those of branches and of items among them, whether it compiles or not.
#[must_use]
pub fn states(machine: &Value) -> usize {
    let Some(states) = machine.get("States").and_then(Value::as_object) else { return 0 };
    let inside = |state: &Value| {
        let branches = state.get("Branches").and_then(Value::as_array);
        let branches = branches.map_or(0, |all| all.iter().map(self::states).sum());
        let items = ["ItemProcessor", "Iterator"].iter().filter_map(|field| state.get(field));
        branches + items.map(self::states).sum::<usize>()
    };
    states.len() + states.values().map(inside).sum::<usize>()
}
