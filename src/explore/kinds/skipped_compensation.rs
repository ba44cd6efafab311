//! `skipped-compensation`: something was done, a later step failed, and what undoes it did not run.

use crate::asl::machine::{Kind as StateKind, State, StateId};
use crate::base::diag::Severity;
use crate::explore::ending::Ending;
use crate::explore::path::Happened;
use crate::explore::survey::{Survey, numbered};
use crate::suite::suggest::Material;

use super::{Finder, Kind, no_way};

pub(super) const KIND: Kind = Kind {
    name: "skipped-compensation",
    about: "The definition has a state that undoes what another one does, such as Refund Card for Charge Card. On the \
        way that is shown the first succeeded, something failed behind it, and what undoes it was not run. It is an \
        error if nothing but that one failure is on the way; a warning if undoing itself fails. Lead the Catch to the state that undoes the last step that \
        was done.",
    look: no_way,
    survey,
};

/// What undoes what, by the first words of names.
#[rustfmt::skip]
const PAIRS: &[(&str, &[&str])] = &[
    ("charge", &["refund", "void", "uncharge"]), ("pay", &["refund", "cancel"]), ("capture", &["refund", "void"]),
    ("debit", &["credit", "refund"]), ("reserve", &["release", "cancel", "unreserve"]), ("book", &["cancel", "unbook"]),
    ("create", &["delete", "cancel", "remove"]), ("allocate", &["release", "free", "deallocate"]),
    ("lock", &["unlock", "release"]), ("acquire", &["release"]), ("hold", &["release"]), ("open", &["close"]),
    ("start", &["stop", "cancel"]), ("add", &["remove"]), ("attach", &["detach"]), ("register", &["deregister"]),
    ("grant", &["revoke"]), ("put", &["delete", "remove"]), ("order", &["cancel"]), ("claim", &["release"]),
    ("provision", &["deprovision", "terminate"]), ("launch", &["terminate"]), ("withdraw", &["deposit"]),
    ("insert", &["delete", "remove"]), ("ship", &["recall", "cancel"]), ("submit", &["cancel", "withdraw"]),
];

fn survey(material: &Material, survey: &Survey, finder: &mut Finder<'_>) {
    for (undo, done) in pairs(survey) {
        for ((succeeded, ran, failed), kept) in &survey.failing {
            if !succeeded.contains(&done) || ran.contains(&undo) || failed.is_empty() {
                continue;
            }
            let ending = Ending::again(material, survey, kept);
            let Some(blamed) = failed_behind(&ending, done) else { continue };
            if goes_on(&ending, blamed, survey) {
                continue;
            }
            let is_undoing = survey.recovery.contains(&blamed)
                || ran.iter().any(|id| failed.contains(id) && is_task(survey, *id));
            let severity = if is_undoing { Severity::Warning } else { Severity::Error };
            finder.found(blamed, &undo.0.to_string(), severity, Some(&ending), || {
                let [done, undo, blamed] = [done, undo, blamed].map(|id| &survey.state(id).name);
                format!("`{blamed}` fails after `{done}`, and `{undo}` does not run")
            });
        }
    }
}

fn is_task(survey: &Survey, id: StateId) -> bool {
    matches!(survey.state(id).kind, StateKind::Task(_))
}

/// Whether the failure of `blamed` was taken, and the execution went on as if all were well.
fn goes_on(ending: &Ending<'_>, blamed: StateId, survey: &Survey) -> bool {
    let is_failure = |one: &&&Happened| matches!(one, Happened::Failed(state, _) if *state == blamed);
    let behind = ending.happened.iter().skip_while(|one| !is_failure(one));
    behind.into_iter().any(|one| matches!(one, Happened::Entered(state) if !survey.recovery.contains(state)))
}

/// The first state that failed for good after `done` succeeded.
fn failed_behind(ending: &Ending<'_>, done: StateId) -> Option<StateId> {
    let mut is_done = false;
    for one in &ending.happened {
        match one {
            Happened::Called(answered) if answered.state == done && !answered.what.is_failure() => {
                is_done = true
            }
            Happened::Failed(state, _) if is_done && *state != done => return Some(*state),
            Happened::Called(_)
            | Happened::Failed(..)
            | Happened::Entered(_)
            | Happened::Items(..)
            | Happened::Retrying(..)
            | Happened::Left(..) => {}
        }
    }
    None
}

/// What undoes, and what it undoes, as their names say.
fn pairs(survey: &Survey) -> Vec<(StateId, StateId)> {
    let tasks = || numbered(&survey.machine).filter(|(_, state)| matches!(state.kind, StateKind::Task(_)));
    let undoing = tasks().filter(|(id, _)| survey.recovery.contains(id));
    let pair = |(undo, state): (StateId, &State)| {
        let mut others = tasks().filter(|(id, _)| !survey.recovery.contains(id));
        others.find(|(_, other)| undoes(&state.name, &other.name)).map(|(done, _)| (undo, done))
    };
    undoing.filter_map(pair).collect()
}

/// Whether the name `undo` says that it undoes what `done` does, to the same thing.
fn undoes(undo: &str, done: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        let mut was_lower = false;
        for c in name.chars() {
            let begins = c.is_uppercase() && was_lower;
            if words.is_empty() || begins || !c.is_alphanumeric() {
                words.push(String::new());
            }
            if let (true, Some(word)) = (c.is_alphanumeric(), words.last_mut()) {
                word.extend(c.to_lowercase());
            }
            was_lower = c.is_lowercase();
        }
        words.retain(|word| !word.is_empty());
        words
    };
    let (undo, done) = (words(undo), words(done));
    let (Some((first, what)), Some((verb, thing))) = (undo.split_first(), done.split_first()) else {
        return false;
    };
    let is_pair = PAIRS.iter().any(|(known, undoing)| known == verb && undoing.contains(&&**first));
    is_pair && (what.is_empty() || thing.is_empty() || what.iter().any(|word| thing.contains(word)))
}
