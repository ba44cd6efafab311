//! Every way out of every kind of state occurs in some fixture: read off the recorded histories.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use sfn::base::value::Value;

/// The ways out that a state of each kind has.
const WAYS: [(&str, &[&str]); 8] = [
    ("Pass", &["next", "end", "runtime error"]),
    ("Choice", &["next", "runtime error"]),
    ("Wait", &["next", "end", "runtime error", "aborted", "timed out"]),
    ("Succeed", &["end"]),
    ("Fail", &["failed", "runtime error"]),
    ("Task", WITH_HANDLERS),
    ("Map", WITH_HANDLERS),
    ("Parallel", WITH_HANDLERS),
];

const WITH_HANDLERS: &[&str] = &[
    "next",
    "end",
    "end after retry",
    "caught",
    "caught after retry",
    "failed",
    "failed after retry",
    "runtime error",
    "timed out",
];

/// One time a state was entered.
struct Visit {
    kind: String,
    name: String,
    around: Option<usize>,
    begun: bool,
    retried: bool,
    failed: bool,
    left: bool,
}

/// The visits of one history, as far as it was read.
#[derive(Default)]
struct Reading {
    visits: Vec<Visit>,
    /// Which visit an event belongs to.
    owner: BTreeMap<i64, usize>,
    ways: BTreeSet<(String, String)>,
}

impl Reading {
    fn take(&mut self, way: &str, visit: usize) {
        let Visit { kind, retried, .. } = &self.visits[visit];
        let after = if *retried && way != "next" { " after retry" } else { "" };
        self.ways.insert((kind.clone(), format!("{way}{after}")));
    }

    /// The innermost visit around `visit`, or itself, that `fits`.
    fn up(&self, visit: usize, fits: impl Fn(&Visit) -> bool) -> Option<usize> {
        std::iter::successors(Some(visit), |at| self.visits[*at].around).find(|at| fits(&self.visits[*at]))
    }

    fn enter(&mut self, kind: &str, name: &str, follows: Option<usize>) -> usize {
        // A left state's successor stands beside it, a first state inside the state that began the scope.
        let around =
            follows.and_then(|at| if self.visits[at].left { self.visits[at].around } else { Some(at) });
        let (kind, name) = (kind.to_owned(), name.to_owned());
        self.visits.push(Visit {
            kind,
            name,
            around,
            begun: false,
            retried: false,
            failed: false,
            left: false,
        });
        self.visits.len() - 1
    }

    fn execution_failed(&mut self, event: &Value, visit: usize) {
        let visit = self.up(visit, |visit| !visit.left).unwrap_or(visit);
        let failed = self.visits[visit].failed || self.visits[visit].kind == "Fail";
        let cause = event.get("executionFailedEventDetails").and_then(|details| details.get("error"));
        let runtime = cause.and_then(Value::as_str) == Some("States.Runtime");
        self.take(if failed && !runtime { "failed" } else { "runtime error" }, visit);
    }

    fn execution_timed_out(&mut self) {
        for visit in &self.visits {
            if !visit.left {
                self.ways.insert((visit.kind.clone(), "timed out".to_owned()));
            }
        }
    }

    fn event(&mut self, event: &Value, followed: bool) {
        let number = |key: &str| event.get(key).unwrap().as_i64().unwrap();
        let text = |object: &Value, key: &str| object.get(key).unwrap().as_str().unwrap().to_owned();
        let kind = text(event, "type");
        let follows = self.owner.get(&number("previousEventId")).copied();
        let is_scope =
            |visit: &Visit| matches!(&*visit.kind, "Map" | "Parallel") && !visit.left && !visit.failed;
        let owner = if let Some(state) = kind.strip_suffix("StateEntered") {
            let name = text(event.get("stateEnteredEventDetails").unwrap(), "name");
            Some(self.enter(state, &name, follows))
        } else if let Some(state) = kind.strip_suffix("StateExited") {
            let name = text(event.get("stateExitedEventDetails").unwrap(), "name");
            let own = |visit: &Visit| visit.kind == state && visit.name == name && !visit.left;
            let visit = self.up(follows.unwrap(), own).unwrap();
            let way = if self.visits[visit].failed {
                "caught"
            } else if followed {
                "next"
            } else {
                "end"
            };
            self.take(way, visit);
            self.visits[visit].left = true;
            Some(visit)
        } else if let Some(state) = kind.strip_suffix("StateAborted") {
            self.ways.insert((state.to_owned(), "aborted".to_owned()));
            follows
        } else if kind == "ExecutionFailed" {
            self.execution_failed(event, follows.unwrap());
            None
        } else if kind == "ExecutionTimedOut" {
            self.execution_timed_out();
            None
        } else if matches!(&*kind, "MapStateStarted" | "ParallelStateStarted") {
            let visit = self.up(follows.unwrap(), is_scope).unwrap();
            self.visits[visit].retried |= std::mem::replace(&mut self.visits[visit].begun, true);
            Some(visit)
        } else if kind.starts_with("MapIteration")
            || kind.starts_with("MapState")
            || kind.starts_with("ParallelState")
        {
            let inner = follows.unwrap();
            if kind.ends_with("Failed") && !is_scope(&self.visits[inner]) {
                self.take("failed", inner);
            }
            // A state whose catcher fails has failed already.
            let visit = self.up(inner, is_scope).unwrap_or(inner);
            self.visits[visit].failed |= kind.ends_with("StateFailed");
            Some(visit)
        } else {
            if let Some(visit) = follows.map(|visit| &mut self.visits[visit]) {
                if kind.ends_with("Scheduled") {
                    visit.retried |= std::mem::replace(&mut visit.begun, true);
                    visit.failed = false;
                }
                visit.failed |= fails(&kind);
            }
            follows
        };
        if let Some(owner) = owner {
            self.owner.insert(number("id"), owner);
        }
    }
}

/// Whether a state fails with an event of this type; a Map may start another run instead.
fn fails(kind: &str) -> bool {
    (kind.ends_with("Failed") || kind.ends_with("TimedOut")) && !kind.starts_with("MapRun")
}

fn ways(history: &Path) -> BTreeSet<(String, String)> {
    let document = Value::parse(&std::fs::read_to_string(history).unwrap()).unwrap();
    let events = document.get("events").unwrap().as_array().unwrap();
    let previous: BTreeSet<i64> = events
        .iter()
        .filter(|event| event.get("type").unwrap().as_str().unwrap().ends_with("StateEntered"))
        .map(|event| event.get("previousEventId").unwrap().as_i64().unwrap())
        .collect();
    let mut reading = Reading::default();
    for event in events.iter() {
        reading.event(event, previous.contains(&event.get("id").unwrap().as_i64().unwrap()));
    }
    reading.ways
}

#[test]
fn every_way_out_of_every_state_occurs() {
    let mut found = BTreeSet::new();
    for case in crate::run::cases() {
        let history = case.join("history.json");
        if history.exists() {
            found.append(&mut ways(&history));
        }
    }
    let wanted =
        WAYS.iter().flat_map(|(kind, ways)| ways.iter().map(|way| ((*kind).to_owned(), (*way).to_owned())));
    let missing: Vec<_> = wanted.filter(|pair| !found.contains(pair)).collect();
    assert!(missing.is_empty(), "no fixture shows {missing:?}; found {found:#?}");
}
