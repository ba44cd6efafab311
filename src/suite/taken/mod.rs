//! Real answers written back into mock files, once the run that they belong to is over (`record`).
//!
//! A test's answers stand in the test, those of a run beside the `passthrough` that gave them: in its place if it is the
//! state's own, else below `mocks: states:`, which wins over `services`. Each says of whom it is (`recorded`), so that
//! it can be recorded anew. How long a call took is not kept: it is another time each time.

mod edit;
mod plan;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use crate::base::amount::{plural, size};
use crate::base::diag::Place;
use crate::base::pointer::Pointer;
use crate::base::secret::{self, Secrets};
use crate::base::value::{Object, Value};
use crate::load::{self, file_source, shown};
use crate::project::files;
use crate::report::ink::yaml;
use crate::services::mock::{Cassette, Holder, Shelf, Taken};
use crate::suite::collect;
use crate::suite::recorded::Hider;

use edit::{Edit, edited};
use plan::Change;

/// Files are changed one after another: tests of one file run side by side.
static WRITING: Mutex<()> = Mutex::new(());

/// Writes what `cassette` holds into mock files; a line for each place that changed, or that could not be.
#[must_use]
pub fn write_back(cassette: &Cassette) -> Vec<String> {
    let taken = cassette.take();
    if secret::are_shown() && !taken.is_empty() {
        return vec!["nothing was recorded: with --show-secrets, secrets would be written down".to_owned()];
    }
    let mut by_shelf: BTreeMap<Arc<str>, (Shelf, Vec<Taken>)> = BTreeMap::new();
    let mut lines = BTreeSet::new();
    for taken in taken {
        if let Some(why) = unclear(cassette, &taken) {
            lines.insert(why);
            continue;
        }
        let file = Arc::clone(&taken.shelf.file);
        by_shelf.entry(file).or_insert_with(|| (taken.shelf.clone(), Vec::new())).1.push(taken);
    }
    let _alone = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    let mut lines: Vec<String> = lines.into_iter().collect();
    lines.extend(by_shelf.into_values().flat_map(|(shelf, taken)| in_file(&shelf, &taken)));
    let full = cassette.is_full();
    lines.extend(
        full.map(|most| format!("of more than {} of answers, the others are not recorded", size(most))),
    );
    lines
}

/// Why `taken` cannot be written into a test: its key would not say whose state is meant.
fn unclear(cassette: &Cassette, taken: &Taken) -> Option<String> {
    let Shelf { file, machine, holder, .. } = &taken.shelf;
    let other = cassette.other_with(&taken.state, machine).filter(|_| *holder == Holder::CaseOfStarted)?;
    Some(format!(
        "the answers of {} of {} are not recorded in the test in {}: {} has a state of this name, too; record them in \
         the mock file of the machine, with sfn mock record",
        taken.state,
        load::shown_reference(machine),
        shown(file),
        load::shown_reference(&other)
    ))
}

/// What is replaced by what nobody may see.
fn hider(taken: &[Taken]) -> Hider {
    let mut secrets = Secrets::default();
    for taken in taken {
        let answers = taken.end.as_ref().ok().into_iter().chain(&taken.submitted);
        answers.chain([&taken.input, &taken.arguments]).for_each(|value| secrets.see(value));
    }
    Hider::knowing(secrets)
}

/// Writes answers into one file.
fn in_file(shelf: &Shelf, taken: &[Taken]) -> Vec<String> {
    let file = &*shelf.file;
    let old = match Path::new(file).exists() {
        true => files::read(file).map(|source| source.text.to_string()),
        false => Ok(new_file(shelf)),
    };
    let mut text = match old {
        Ok(text) => text,
        Err(error) => return vec![collect::words(error)],
    };
    let before = text.clone();
    let (mut changed, mut lines, mut is_hidden) = (Vec::new(), Vec::new(), false);
    let hider = hider(taken);
    for change in plan::changes(file, &text, taken) {
        let Change { state, calls, edits, pointer } = match change {
            Ok(change) => change,
            Err(why) => {
                lines.push(why);
                continue;
            }
        };
        let clean: Vec<Edit> = edits.iter().map(|edit| edit.map(&|value| hider.hide(value))).collect();
        is_hidden |= edits.iter().zip(&clean).any(|(edit, clean)| edit.values() != clean.values());
        match edited(file, &text, &clean) {
            Some(new) => {
                text = new;
                changed.push((state, calls, pointer));
            }
            None => lines.push(unwritten(file, &state, &clean)),
        }
    }
    if text != before {
        // A link within the repository stays one: what it leads to changes.
        let path = Path::new(file);
        let real = if load::leads_out(path) { path.to_owned() } else { load::real(path) };
        if let Err(error) = files::replace(&real, text.as_bytes()) {
            return vec![collect::words(error)];
        }
        lines.extend(told(file, &text, &changed));
        if is_hidden {
            lines.push(format!("secrets were replaced by (secret) in {}", shown(file)));
        }
    }
    lines
}

/// The places of what was written.
fn told(file: &str, text: &str, changed: &[(Arc<str>, usize, Pointer)]) -> Vec<String> {
    let document = load::data(&file_source(file, text)).ok();
    let line = |pointer: &Pointer| {
        let place = Place::Key(pointer.clone());
        document.as_ref().map_or(1, |document| document.locate(&place).line)
    };
    let one = |(state, calls, pointer): &(Arc<str>, usize, _)| {
        let answers = plural(*calls, "answer");
        format!("recorded {answers} at {}:{} states.{state}", shown(file), line(pointer))
    };
    changed.iter().map(one).collect()
}

/// What to say of answers that do not fit into the file as it is written.
fn unwritten(file: &str, state: &str, edits: &[Edit]) -> String {
    let answers: String = edits.iter().flat_map(|edit| edit.values()).map(yaml::text).collect();
    format!(
        "the answers of {state} cannot be written into {} as it is laid out; write them below `mocks: states:` \
         yourself:\n{answers}",
        shown(file)
    )
}

/// A mock file without mocks.
fn new_file(shelf: &Shelf) -> String {
    let machine = files::seen_from(Some(Path::new(&*shelf.file)), &shelf.machine);
    let members = [("version", Value::from(1_i64)), ("machine", Value::from(machine))];
    yaml::text(&Object::from_iter(members).into())
}
