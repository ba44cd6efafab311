//! The kinds of findings, one a file: what each looks for at the end of a way, or in all that was learned.

pub(super) mod broken_property;
mod endless_loop;
mod express_too_long;
mod late_retry;
mod missing_path;
mod no_choice_matched;
mod payload_too_large;
mod repeated_effect;
mod short_timeout;
mod skipped_compensation;
mod swallowed_failure;
mod too_many_events;
mod uncaught_error;
mod unreachable;

use std::collections::BTreeMap;

use crate::asl::machine::StateId;
use crate::base::diag::Severity;
use crate::suite::suggest::Material;

use super::ending::Ending;
use super::kept::Kept;
use super::survey::Survey;

/// A kind of finding.
pub struct Kind {
    /// What it is called.
    pub name: &'static str,
    /// What it means and what to do, for `sfn explain`.
    pub about: &'static str,
    /// Looks at a way to its end.
    look: fn(&Ending<'_>, &mut Finder<'_>),
    /// Looks at all that was learned.
    survey: fn(&Material, &Survey, &mut Finder<'_>),
}

/// All kinds, the worst first.
pub const KINDS: [&Kind; 14] = [
    &broken_property::KIND,
    &uncaught_error::KIND,
    &missing_path::KIND,
    &no_choice_matched::KIND,
    &skipped_compensation::KIND,
    &endless_loop::KIND,
    &short_timeout::KIND,
    &late_retry::KIND,
    &payload_too_large::KIND,
    &too_many_events::KIND,
    &express_too_long::KIND,
    &repeated_effect::KIND,
    &swallowed_failure::KIND,
    &unreachable::KIND,
];

/// The kind of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Kind> {
    KINDS.into_iter().find(|kind| kind.name == name)
}

/// One finding.
#[derive(Clone, Debug)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// Why, in one line.
    pub message: String,
    /// The way there, if one leads there.
    pub way: Option<Kept>,
    /// How long that is: faults, then states.
    length: (u8, usize),
}

/// What is found: by kind, state, and what else tells findings of one state apart.
#[derive(Debug, Default)]
pub struct Findings(BTreeMap<(usize, StateId, String), Finding>);

/// Takes findings of one kind.
pub struct Finder<'f> {
    findings: &'f mut Findings,
    kind: usize,
}

impl Findings {
    /// Looks at a way to its end.
    pub fn look(&mut self, ending: &Ending<'_>) {
        for (kind, row) in KINDS.iter().enumerate() {
            (row.look)(ending, &mut Finder { findings: self, kind });
        }
    }

    /// Looks at all that was learned.
    pub fn survey(&mut self, material: &Material, survey: &Survey) {
        for (kind, row) in KINDS.iter().enumerate() {
            (row.survey)(material, survey, &mut Finder { findings: self, kind });
        }
    }

    /// All of them with their kinds, their states, and what tells them from others of these; the worst first.
    pub fn all(&self) -> Vec<(&'static Kind, StateId, &str, &Finding)> {
        let keys = self.0.iter();
        let mut all: Vec<_> =
            keys.map(|((kind, state, what), finding)| (KINDS[*kind], *state, &**what, finding)).collect();
        all.sort_by_key(|(.., finding)| finding.severity != Severity::Error);
        all
    }
}

impl Finder<'_> {
    /// Makes errors of this kind warnings unless their state and start are `certain`, and keeps one finding of those
    /// that differ in their start alone.
    fn settle(&mut self, certain: impl Fn(StateId, usize) -> bool) {
        let own = |(key, _): &(&(usize, StateId, String), &Finding)| key.0 == self.kind;
        let all: Vec<_> =
            self.findings.0.iter().filter(own).map(|(key, one)| (key.clone(), one.clone())).collect();
        let mut best: BTreeMap<(StateId, String), Finding> = BTreeMap::new();
        for (key, mut finding) in all {
            self.findings.0.remove(&key);
            let start = finding.way.as_ref().map(|kept| kept.start);
            if start.is_some_and(|start| !certain(key.1, start)) {
                finding.severity = Severity::Warning;
            }
            let field = key.2.rsplit_once(' ').map_or(&*key.2, |(field, _)| field).to_owned();
            let rank = |one: &Finding| (one.severity != Severity::Error, one.length);
            match best.get(&(key.1, field.clone())) {
                Some(known) if rank(known) <= rank(&finding) => {}
                Some(_) | None => _ = best.insert((key.1, field), finding),
            }
        }
        let kind = self.kind;
        self.findings.0.extend(best.into_iter().map(|((state, field), one)| ((kind, state, field), one)));
    }

    /// Keeps the shortest of those findings of this kind that differ in their state alone.
    fn keep_shortest(&mut self) {
        let own = |key: &(usize, StateId, String)| key.0 == self.kind;
        let mut best: BTreeMap<&str, (&(usize, StateId, String), &Finding)> = BTreeMap::new();
        for (key, finding) in self.findings.0.iter().filter(|(key, _)| own(key)) {
            let known = best.get(&*key.2);
            if known.is_none_or(|(_, known)| finding.length < known.length) {
                best.insert(&key.2, (key, finding));
            }
        }
        let kept: Vec<_> = best.values().map(|(key, _)| (*key).clone()).collect();
        let kind = self.kind;
        self.findings.0.retain(|key, _| key.0 != kind || kept.contains(key));
    }

    /// Notes a finding about `state`; of those with the same `what`, the shortest way is kept, and the worst severity.
    pub fn found(
        &mut self,
        state: StateId,
        what: &str,
        severity: Severity,
        ending: Option<&Ending<'_>>,
        message: impl FnOnce() -> String,
    ) {
        let length = ending.map_or((0, 0), |ending| (ending.faults, ending.happened.len()));
        let key = (self.kind, state, what.to_owned());
        let known = self.findings.0.get(&key);
        let is_worse = severity == Severity::Error;
        let is_better = known.is_none_or(|known| {
            let knew = known.severity == Severity::Error;
            (!is_worse, length) < (!knew, known.length)
        });
        if is_better {
            let way = ending.map(Ending::kept);
            self.findings.0.insert(key, Finding { severity, message: message(), way, length });
        }
    }
}

/// A kind that looks at ways only.
fn nothing_learned(_: &Material, _: &Survey, _: &mut Finder<'_>) {}

/// A kind that looks at what was learned only.
fn no_way(_: &Ending<'_>, _: &mut Finder<'_>) {}

/// `A, B and 3 more`.
fn listed(names: &[&str]) -> String {
    const FEW: usize = 3;
    let shown: Vec<String> = names.iter().take(FEW).map(|name| format!("`{name}`")).collect();
    match names.len().checked_sub(FEW).filter(|more| *more > 0) {
        Some(more) => format!("{} and {more} more", shown.join(", ")),
        None => match shown.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
            Some(_) | None => shown.join(""),
        },
    }
}
