//! Why something differs from what is expected: the states that made it so, and what they made it from.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::asl::machine::{StateId, StateMachine};
use crate::base::pointer::{push_key, tokens};
use crate::base::value::Value;
use crate::engine::history::Branch;
use crate::report::tests::Mark;

use super::trail::{Place, Read, Trail};
use crate::services::mock::matching::member;

/// The most lines about one value.
pub(super) const MOST: usize = 6;
/// The most visits that one value is traced back through.
const MOST_SOURCES: usize = 32;
/// The most values that are explained.
const VALUES: usize = 3;

/// Lines that say why.
pub type Lines = Vec<(Mark, String)>;

/// What a run was, to be asked why.
#[derive(Clone, Debug)]
pub struct Why {
    pub(super) trail: Trail,
    pub(super) machine: Arc<StateMachine>,
}

/// What is traced back from: a part of what a visit made.
struct Part {
    place: Place,
    pointer: String,
}

impl Why {
    pub(super) fn name(&self, place: Place) -> &str {
        self.name_of(self.trail.step(place).state)
    }

    pub(super) fn name_of(&self, state: StateId) -> &str {
        &self.machine.state(state).name
    }

    /// Who made these parts of `output` what they are. Of those that are not there: who took them away, and who could
    /// have put them there last.
    pub fn output(&self, pointers: &[String], output: &Value) -> Lines {
        let end = self.trail.end();
        let mut given = Vec::new();
        let mut lines = self.each(pointers, |pointer| {
            let Some(place) = self.trail.writer(Branch(0), end, pointer) else {
                add(&mut given, vec![why(&format!("{} comes from the input", shown(pointer)))]);
                return None;
            };
            let verb = if output.pointer(pointer).is_some() { "comes from" } else { "is not there since" };
            Some((format!("{} {verb} {}", shown(pointer), self.name(place)), place, pointer.to_owned()))
        });
        lines.extend(given);
        let is_missing = |pointer: &String| output.pointer(pointer).is_none();
        if let Some(pointer) = pointers.iter().find(|pointer| is_missing(pointer)) {
            let around = pointer.rsplit_once('/').map_or("", |(around, _)| around);
            if let Some(place) = self.trail.writer(Branch(0), end, around) {
                add(&mut lines, vec![why(&format!("{} comes from {}", shown(around), self.name(place)))]);
            }
        }
        if let Some((place, _)) = self.trail.steps().rfind(|(_, step)| step.branch == Branch(0)) {
            add(&mut lines, vec![why(&format!("the last state was {}", self.name(place)))]);
        }
        add(&mut lines, self.turns());
        lines
    }

    /// Who assigned these variables, or parts of them, last.
    pub fn variables(&self, pointers: &[String]) -> Lines {
        let mut unassigned = Vec::new();
        let mut lines = self.each(pointers, |pointer| {
            let name = tokens(pointer).next()?.into_owned();
            let Some(place) = self.trail.assigner(self.trail.end(), &name) else {
                unassigned.extend(self.unassigned(&name, self.trail.end()));
                return None;
            };
            Some((format!("${name} is assigned by {}", self.name(place)), place, pointer.to_owned()))
        });
        add(&mut lines, unassigned);
        lines
    }

    /// What the call with this number, from 0, of `state` made these parts of its arguments from.
    pub fn arguments(&self, state: &str, call: usize, pointers: &[String]) -> Lines {
        let Some(id) = self.machine.find(state) else { return Vec::new() };
        let mut before = 0;
        let made = self.trail.steps().filter(|(_, step)| step.state == id).find(|(_, step)| {
            before += step.calls;
            call < before
        });
        let Some((place, _)) = made else { return Vec::new() };
        self.each(pointers, |pointer| Some((String::new(), place, pointer.to_owned())))
    }

    /// The same of all its calls: each pointer begins with the number of one.
    pub fn all_arguments(&self, state: &str, pointers: &[String]) -> Lines {
        let mut lines = Vec::new();
        for pointer in pointers {
            let rest = pointer.strip_prefix('/').unwrap_or(pointer);
            let (number, rest) = rest.split_once('/').unwrap_or((rest, ""));
            if let Ok(call) = number.parse() {
                add(&mut lines, self.arguments(state, call, &[format!("/{rest}")]));
            }
        }
        add(&mut lines, self.turns());
        lines
    }

    /// What `state`, which failed the run, made its error from.
    pub fn error(&self, state: Option<&str>) -> Lines {
        let Some((state, place)) =
            state.and_then(|state| Some((state, self.trail.last_of(self.machine.find(state)?)?)))
        else {
            return Vec::new();
        };
        let mut lines =
            self.trace(Some(format!("{state} raised it")), Part { place, pointer: String::new() });
        for read in self.trail.reads(&self.machine, place, "") {
            if let Read::Variable(name) = &read
                && self.trail.assigner(place, name).is_none()
            {
                add(&mut lines, self.unassigned(name, place));
            }
        }
        add(&mut lines, self.turns());
        lines
    }

    /// The last states before `place`, none of which assigned `name`.
    fn unassigned(&self, name: &str, place: Place) -> Lines {
        let before = self.trail.steps().filter(|(at, step)| *at < place && step.branch == Branch(0));
        let names: Vec<_> = before.map(|(at, _)| self.name(at)).collect();
        let names = &names[names.len().saturating_sub(MOST)..];
        vec![why(&format!("no state assigned ${name}: {}", names.join(", ")))]
    }

    /// Explains up to [`VALUES`] values, each line once.
    fn each(
        &self,
        pointers: &[String],
        mut begin: impl FnMut(&str) -> Option<(String, Place, String)>,
    ) -> Lines {
        let mut lines: Lines = Vec::new();
        for pointer in pointers.iter().take(VALUES) {
            let Some((first, place, pointer)) = begin(pointer) else { continue };
            let first = Some(first).filter(|first| !first.is_empty());
            add(&mut lines, self.trace(first, Part { place, pointer }));
        }
        lines
    }

    /// The states that a value goes back to, nearest first.
    fn trace(&self, first: Option<String>, part: Part) -> Lines {
        let mut lines: Lines = first.iter().map(|first| why(first)).collect();
        let mut open = VecDeque::from([part]);
        let mut seen = Vec::new();
        while let Some(part) = open.pop_front() {
            for (line, next) in self.sources(&part) {
                // A loop leads back to itself through thousands of visits, with the same words each time.
                if lines.len() == MOST || seen.len() == MOST_SOURCES {
                    return lines;
                }
                if seen.contains(&(next.place, next.pointer.clone())) {
                    continue;
                }
                seen.push((next.place, next.pointer.clone()));
                add(&mut lines, vec![why(&line)]);
                open.push_back(next);
            }
        }
        lines
    }

    /// What a visit made a part of its output from: what it reads, and where that comes from.
    fn sources(&self, part: &Part) -> Vec<(String, Part)> {
        let (place, name) = (part.place, self.name(part.place));
        let step = self.trail.step(place);
        let mut found = Vec::new();
        for (inner, pointer) in self.trail.inside(place, &part.pointer).into_iter().take(MOST) {
            let branch = self.trail.step(inner).branch;
            let inner =
                self.trail.writer(branch, inner + 1, &pointer).filter(|at| *at < place).unwrap_or(inner);
            found.push((
                format!("in {name}, it comes from {}", self.name(inner)),
                Part { place: inner, pointer },
            ));
        }
        for read in self.trail.reads(&self.machine, place, &part.pointer) {
            let (what, from, pointer) = match read {
                Read::Variable(variable) => {
                    let from = self.trail.assigner(place, &variable);
                    let mut pointer = String::new();
                    push_key(&mut pointer, &variable);
                    (format!("${variable}"), from, pointer)
                }
                // Whoever handed the data on could have put there what is not.
                Read::Input(pointer) if self.trail.value(place, &Read::Input(pointer.clone())).is_none() => {
                    let from = self.trail.before(place).or_else(|| self.trail.writer(step.branch, place, ""));
                    (format!("{}, which is not in the data", shown(&pointer)), from, pointer)
                }
                Read::Input(pointer) => {
                    let from = self.trail.writer(step.branch, place, &pointer);
                    (shown(&pointer), from, pointer)
                }
            };
            // What nothing on the branch made was handed over by the Map or Parallel around it.
            let around = || self.trail.last_of(self.machine.flow(self.machine.state(step.state).flow).owner?);
            let Some(from) = from.or_else(around).filter(|from| *from != place) else { continue };
            found
                .push((format!("{name} reads {what} of {}", self.name(from)), Part { place: from, pointer }));
        }
        found
    }
}

pub(super) fn why(words: &str) -> (Mark, String) {
    (Mark::Same, format!("why: {words}"))
}

/// Adds those of `more` that are not there.
pub fn add(lines: &mut Lines, more: Lines) {
    for line in more {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
}

/// A part of a value as differences show it; `its input` for the whole.
pub(super) fn shown(pointer: &str) -> String {
    let step = |token: &str| match token.parse::<usize>() {
        Ok(index) => format!("[{index}]"),
        Err(_) => member(token),
    };
    let shown: String = tokens(pointer).map(|token| step(&token)).collect();
    if shown.is_empty() { "the data".to_owned() } else { shown }
}
