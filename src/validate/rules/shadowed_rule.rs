//! SFN213: shadowed rule.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::asl::errors;
use crate::asl::machine::{Kind, StateMachine, Workflow};
use crate::base::diag::{Code, Diagnostic, Place, Severity};

use super::{Finder, Rule, listed};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN213"),
    name: "shadowed-rule",
    severity: Severity::Warning,
    about: "An earlier rule of the same Retry or Catch matches the error already, so this name has no \
        effect: the first rule that matches decides, even when its attempts are used up.",
    examples: Some(examples!("SFN213", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Machine(find),
};

fn find(_: &Definition<'_>, machine: &StateMachine, found: &mut Vec<Diagnostic>) {
    for state in &machine.states {
        let retry: Vec<_> = state.retry.iter().map(|rule| rule.errors.as_slice()).collect();
        let catch: Vec<_> = state.catch.iter().map(|rule| rule.errors.as_slice()).collect();
        let is_task = matches!(state.kind, Kind::Task(_));
        for (name, rules) in [("Retry", retry), ("Catch", catch)] {
            let mut earlier = Earlier::default();
            for (at, errors) in rules.into_iter().enumerate() {
                let by = |error: &Arc<str>| earlier.taking(error, is_task);
                let shadowed: Vec<_> = errors
                    .iter()
                    .enumerate()
                    .filter_map(|(at, error)| Some((at, error, by(error)?)))
                    .collect();
                // One earlier rule is one slip, however many names it takes.
                for same in shadowed.chunk_by(|one, next| one.2 == next.2) {
                    let (index, _, by) = same[0];
                    let place = state.pointer.key(name).index(at).key("ErrorEquals").index(index);
                    let names: Vec<&str> = same.iter().map(|(_, error, _)| &***error).collect();
                    let who = match &names[..] {
                        [one] => format!("`{one}` never reaches"),
                        [first, rest @ ..] => format!("`{first}` and {} more never reach", rest.len()),
                        [] => continue,
                    };
                    let message =
                        format!("{who} this rule: an earlier one has `{by}` (state `{}`)", state.name);
                    let diagnostic =
                        RULE.at(Place::Value(place), message).help("put the narrower rule first");
                    found.push(match &names[1..] {
                        [] => diagnostic,
                        rest => diagnostic.note(format!("the others are {}", listed(rest))),
                    });
                }
                errors.iter().for_each(|error| earlier.add(error));
            }
        }
    }
}

/// The names of earlier rules, each with its place among them: rules may have thousands.
#[derive(Default)]
struct Earlier<'m> {
    first: BTreeMap<&'m str, (usize, &'m Arc<str>)>,
    /// Those that take errors of other names, too.
    wildcards: Vec<(usize, &'m Arc<str>)>,
}

impl<'m> Earlier<'m> {
    fn add(&mut self, error: &'m Arc<str>) {
        let at = self.first.len();
        if self.first.contains_key(&**error) {
            return;
        }
        self.first.insert(error, (at, error));
        if errors::covers(error, "") {
            self.wildcards.push((at, error));
        }
    }

    /// The first that takes `error`.
    fn taking(&self, error: &str, is_task: bool) -> Option<&'m Arc<str>> {
        let same = self.first.get(error).copied();
        let wider = self.wildcards.iter().find(|(_, known)| is_task && errors::covers(known, error)).copied();
        same.into_iter().chain(wider).min_by_key(|(at, _)| *at).map(|(_, known)| known)
    }
}
