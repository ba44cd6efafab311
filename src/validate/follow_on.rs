//! Follow-on errors: one slip of a user's gives one error, and what follows from it stands in its notes.
//!
//! A misspelt `Resource` is a field that does not exist and a field that is missing; a wrong `Type` makes every field
//! of the state wrong; a `Next` to nowhere makes what comes next unreachable.

use std::collections::BTreeMap;

use crate::asl::codes;
use crate::asl::fields::ObjectKind;
use crate::asl::machine::QueryLanguage;
use crate::asl::parts::{self, DefinitionPart};
use crate::base::diag::{Diagnostic, Severity};
use crate::base::pointer;
use crate::base::value::Value;

use super::definition::Definition;
use super::rules::{
    distributed, downgrade, language_mix, misplaced_field, missing_field, no_transition, operator,
    out_of_range, state_type, states_field, unknown_field, unreachable, variable_name, wrong_type,
};

/// How many follow-on errors are named.
const NAMED: usize = 5;

/// The fields that say where a state leads, or that take them with them.
const WAYS: [&str; 7] = ["Next", "End", "Default", "Catch", "Choices", "Type", "States"];

/// Folds errors that follow from others among `found` into their notes.
pub(super) fn fold(found: Vec<Diagnostic>, definition: &Definition<'_>) -> Vec<Diagnostic> {
    let is_error = |found: &&Diagnostic| found.severity == Severity::Error;
    if found.iter().filter(is_error).nth(1).is_none() {
        return found;
    }
    let places = Places::of(definition);
    let errors: Vec<Seen<'_>> = found
        .iter()
        .enumerate()
        .filter(|(_, found)| found.severity == Severity::Error)
        .map(|(at, diagnostic)| places.seen(at, diagnostic))
        .collect();
    let mut causes = BTreeMap::new();
    languages(&errors, definition, &mut causes);
    types(&errors, &mut causes);
    misspelt(&errors, &mut causes);
    empty_rules(&errors, &mut causes);
    unreached(&errors, &mut causes);
    one_target(&errors, &mut causes);
    folded(found, &causes)
}

/// An error and where it stands.
struct Seen<'d> {
    /// Its index among all findings.
    at: usize,
    found: &'d Diagnostic,
    /// The nearest part around it.
    part: &'d DefinitionPart<'d>,
    /// The pointer of the nearest state around it.
    state: Option<&'d str>,
}

impl Seen<'_> {
    fn is(&self, code: &str) -> bool {
        *self.found.code == *code
    }

    /// Whether its message names the field `name`.
    fn names(&self, name: &str) -> bool {
        self.found.message.contains(&format!("`{name}`"))
    }

    /// The field that was meant, if it is misspelt.
    fn meant(&self) -> Option<&str> {
        self.found.fix.as_ref().filter(|_| self.is(&unknown_field::RULE.code)).map(|fix| fix.new.as_str())
    }

    /// Whether a way out of a state may be lost by it.
    fn hides_ways(&self) -> bool {
        if [&*codes::UNKNOWN_TARGET, &*no_transition::RULE.code, &*state_type::RULE.code]
            .contains(&&*self.found.code)
        {
            return true;
        }
        if self.is(&unreachable::RULE.code) {
            return false;
        }
        let below = self.state.and_then(|state| pointer::strip(self.found.place.pointer(), state));
        let is_state = below.is_none()
            && self.is(&wrong_type::RULE.code)
            && pointer::tokens(self.found.place.pointer()).rev().take(2).any(|token| token == "States");
        let mut tokens = pointer::tokens(below.unwrap_or_default());
        is_state
            || tokens.next().is_some_and(|first| WAYS.contains(&&*first))
            || self.meant().is_some_and(|meant| WAYS.contains(&meant))
            || self.is(&missing_field::RULE.code) && WAYS.iter().any(|way| self.names(way))
    }
}

/// The parts of a definition by their pointers.
struct Places<'d> {
    definition: &'d Definition<'d>,
    parts: BTreeMap<&'d str, usize>,
}

impl<'d> Places<'d> {
    fn of(definition: &'d Definition<'d>) -> Self {
        let parts = definition.parts.iter().enumerate().map(|(at, part)| (part.pointer.as_str(), at));
        Self { definition, parts: parts.collect() }
    }

    fn seen(&self, at: usize, found: &'d Diagnostic) -> Seen<'d> {
        let around =
            std::iter::successors(Some(found.place.pointer()), |inner| Some(&inner[..inner.rfind('/')?]));
        let mut parts = around.filter_map(|holder| Some(&self.definition.parts[*self.parts.get(holder)?]));
        let part = parts.next().unwrap_or(&self.definition.parts[0]);
        let mut outwards = std::iter::once(part).chain(parts);
        // A branch or a processor is inside of its state, but speaks for those in it.
        let state = outwards
            .find(|part| {
                part.kind.is_state() || matches!(part.kind, ObjectKind::Branch | ObjectKind::Processor)
            })
            .filter(|part| part.kind.is_state());
        Seen { at, found, part, state: state.map(|part| part.pointer.as_str()) }
    }
}

/// Which error each one follows from, by their indexes.
type Causes = BTreeMap<usize, usize>;

/// Fields of the other query language: once for a state, or for a machine that does not say its language.
fn languages(errors: &[Seen<'_>], definition: &Definition<'_>, causes: &mut Causes) {
    let machine = definition.value.as_object();
    let is_said = machine.is_some_and(|machine| parts::language(machine).is_some());
    let mut groups: BTreeMap<&str, Vec<&Seen<'_>>> = BTreeMap::new();
    for error in errors.iter().filter(|error| is_of_language(error)) {
        let says =
            error.found.place.pointer().ends_with("/QueryLanguage") || error.meant() == Some("QueryLanguage");
        let state = error.state.filter(|_| is_said || error.is(&downgrade::RULE.code));
        let group = if says && error.state.is_none() { "" } else { state.unwrap_or_default() };
        groups.entry(group).or_default().push(error);
    }
    for group in groups.values() {
        let mixes = |error: &&&Seen<'_>| error.is(&language_mix::RULE.code);
        let says = |error: &&&Seen<'_>| {
            !mixes(error)
                && (error.names("QueryLanguage")
                    || error.meant() == Some("QueryLanguage")
                    || error.is(&downgrade::RULE.code))
        };
        let main = group.iter().find(says).or_else(|| group.iter().find(mixes));
        if let Some(main) = main {
            causes.extend(group.iter().filter(|error| error.at != main.at).map(|error| (error.at, main.at)));
        }
    }
}

/// Whether it may follow from a wrong query language.
fn is_of_language(error: &Seen<'_>) -> bool {
    let of_rule = matches!(error.part.kind, ObjectKind::Rule | ObjectKind::InnerRule);
    let is_expression = || {
        let name = pointer::tokens(error.found.place.pointer()).next_back();
        let value = name.and_then(|name| error.part.members.get(&name).and_then(Value::as_str));
        error.part.language == QueryLanguage::JsonPath && value.is_some_and(|text| text.starts_with("{%"))
    };
    error.is(&language_mix::RULE.code)
        || error.is(&downgrade::RULE.code)
        || of_rule && error.is(&operator::RULE.code)
        || of_rule && error.is(&missing_field::RULE.code) && error.names("Condition")
        || error.is(&variable_name::RULE.code) && error.found.place.pointer().ends_with(".$")
        || error.is(&wrong_type::RULE.code) && is_expression()
        || [&*wrong_type::RULE.code, &*out_of_range::RULE.code].contains(&&*error.found.code)
            && error.names("QueryLanguage")
        || error.meant() == Some("QueryLanguage")
}

/// Fields that states of the type cannot have, and what is missing for the type: the type itself is wrong.
fn types(errors: &[Seen<'_>], causes: &mut Causes) {
    for group in by_state(errors).values() {
        let own = |error: &&&Seen<'_>| error.part.kind.is_state();
        let Some(main) = group.iter().filter(own).find(|error| error.is(&misplaced_field::RULE.code)) else {
            continue;
        };
        let follows = |error: &&&Seen<'_>| {
            let codes = [&misplaced_field::RULE, &missing_field::RULE, &no_transition::RULE];
            own(error) && codes.iter().any(|rule| error.is(&rule.code)) || error.is(&states_field::RULE.code)
        };
        for error in group.iter().filter(follows).filter(|error| error.at != main.at) {
            causes.entry(error.at).or_insert(main.at);
        }
    }
}

/// A misspelt field is not missing.
fn misspelt(errors: &[Seen<'_>], causes: &mut Causes) {
    let mut known: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for error in errors {
        if let Some(meant) = error.meant() {
            known.entry((error.part.pointer.as_str(), meant)).or_insert(error.at);
        }
    }
    if known.is_empty() {
        return;
    }
    for error in errors {
        let place = error.part.pointer.as_str();
        let mut meant = known.range((place, "")..).take_while(|((part, _), _)| *part == place);
        let misses = |name: &str| {
            error.is(&missing_field::RULE.code) && (error.names(name) || !error.found.message.contains('`'))
                || error.is(&missing_field::RULE.code)
                    && error.part.kind == ObjectKind::Wait
                    && !error.names("Type")
                || error.is(&no_transition::RULE.code) && ["Next", "End"].contains(&name)
                || error.is(&distributed::RULE.code) && error.names(name)
        };
        if let Some((_, cause)) = meant.find(|((_, name), _)| misses(name)) {
            causes.entry(error.at).or_insert(*cause);
        }
    }
}

/// An empty rule has neither a target nor an operator.
fn empty_rules(errors: &[Seen<'_>], causes: &mut Causes) {
    let is_empty = |error: &&Seen<'_>| error.part.kind == ObjectKind::Rule && error.part.members.is_empty();
    for pair in errors.windows(2).filter(|pair| pair.iter().all(|error| is_empty(&error))) {
        if pair[0].part.pointer.as_str() == pair[1].part.pointer.as_str() {
            causes.entry(pair[1].at).or_insert(pair[0].at);
        }
    }
}

/// States that nothing leads to, where another error hides a way.
fn unreached(errors: &[Seen<'_>], causes: &mut Causes) {
    let mut hiding: BTreeMap<usize, usize> = BTreeMap::new();
    for error in errors.iter().filter(|error| error.hides_ways()) {
        hiding.entry(error.part.scope).or_insert(error.at);
    }
    for error in errors.iter().filter(|error| error.is(&unreachable::RULE.code)) {
        if let Some(cause) = hiding.get(&error.part.scope) {
            causes.entry(error.at).or_insert(*cause);
        }
    }
}

/// Several ways to one state that does not exist.
fn one_target(errors: &[Seen<'_>], causes: &mut Causes) {
    let mut known: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    for error in errors.iter().filter(|error| error.is(&codes::UNKNOWN_TARGET)) {
        let Some((_, target)) = error.found.message.split_once(": ") else { continue };
        if error.found.fix.is_some() {
            continue;
        }
        let first = *known.entry((error.part.scope, target)).or_insert(error.at);
        if first != error.at {
            causes.entry(error.at).or_insert(first);
        }
    }
}

fn by_state<'e, 'd>(errors: &'e [Seen<'d>]) -> BTreeMap<&'d str, Vec<&'e Seen<'d>>> {
    let mut groups: BTreeMap<&str, Vec<&Seen<'_>>> = BTreeMap::new();
    for error in errors {
        if let Some(state) = error.state {
            groups.entry(state).or_default().push(error);
        }
    }
    groups
}

/// `found` without what has a cause, which stands in the notes of that.
fn folded(found: Vec<Diagnostic>, causes: &Causes) -> Vec<Diagnostic> {
    let first = |at: usize| {
        let mut cause = at;
        // No longer than there are errors: a circle would be a fault of ours.
        for _ in 0..causes.len() {
            match causes.get(&cause) {
                Some(next) => cause = *next,
                None => break,
            }
        }
        cause
    };
    let mut notes: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for at in causes.keys() {
        notes.entry(first(*at)).or_default().push(found[*at].message.clone());
    }
    let mut kept = Vec::new();
    for (at, mut diagnostic) in found.into_iter().enumerate() {
        if causes.contains_key(&at) {
            continue;
        }
        let follow_on = notes.remove(&at).unwrap_or_default();
        let more = follow_on.len().saturating_sub(NAMED);
        diagnostic.notes.extend(follow_on.into_iter().take(NAMED).map(|words| format!("with that: {words}")));
        if more > 0 {
            diagnostic.notes.push(format!("{more} more errors go with that"));
        }
        kept.push(diagnostic);
    }
    kept
}
