//! `Graph`: what a picture of a definition shows, before it has places: states, those inside of them, and the ways
//! between them. It is made of the definition as it is written, so that one with errors has a picture, too.

use std::collections::BTreeMap;

use crate::base::pointer::Pointer;
use crate::base::value::{Object, Value};

use super::words;

pub use super::kind::NodeKind;

/// States deeper inside than so many others are only counted.
const MAX_DEPTH: usize = 64;

/// A definition as states and ways.
#[derive(Clone, Debug)]
pub struct Graph {
    /// What it is called.
    pub title: String,
    /// The states of the machine itself.
    pub root: Region,
    /// How many states there are, those that are not drawn too.
    pub states: usize,
}

/// One `States` object: the machine, a branch of a Parallel, what a Map does with each item.
#[derive(Clone, Debug, Default)]
pub struct Region {
    /// The state it begins with, as an index of `nodes`; none if `StartAt` names no state of it.
    pub start: Option<usize>,
    /// Its states in the order of the text; then the names that ways lead to and no state has.
    pub nodes: Vec<Node>,
    /// The ways between them: those of a state behind those of the state before it, in the order in which the state
    /// looks at them.
    pub ways: Vec<Way>,
}

/// A state.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its name.
    pub name: String,
    /// Where it is in the definition.
    pub pointer: Pointer,
    /// Its type.
    pub kind: NodeKind,
    /// Its type, and what it calls or waits for, in a few words: `lambda:invoke`, `Wait 1h`.
    pub detail: String,
    /// How many retriers it has.
    pub retriers: usize,
    /// Whether the region ends with it.
    pub is_end: bool,
    /// The branches of a Parallel, what a Map does with an item.
    pub inner: Vec<Region>,
    /// How many states inside of it are not drawn.
    pub hidden: usize,
}

/// A way from one state to another of the same region.
#[derive(Clone, Debug)]
pub struct Way {
    /// The state it leaves, as an index of the region's nodes.
    pub from: usize,
    /// The state it leads to.
    pub to: usize,
    /// Why it is taken.
    pub kind: WayKind,
    /// When it is taken, in a few words; empty for `Next`.
    pub label: String,
    /// Whether only the old one of two definitions has it.
    pub is_gone: bool,
}

/// Why a way is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WayKind {
    /// `Next`
    Next,
    /// The rule of a Choice with this number, from 0.
    Rule(usize),
    /// `Default`
    Default,
    /// The catcher with this number, from 0.
    Catch(usize),
}

impl WayKind {
    /// Whether it is a catcher's.
    #[must_use]
    pub const fn is_catch(self) -> bool {
        matches!(self, Self::Catch(_))
    }

    /// What documents call it: `next`, `rule/0`, `default`, `catch/1`.
    #[must_use]
    pub fn id(self) -> String {
        match self {
            Self::Next => "next".to_owned(),
            Self::Rule(at) => format!("rule/{at}"),
            Self::Default => "default".to_owned(),
            Self::Catch(at) => format!("catch/{at}"),
        }
    }
}

impl Graph {
    /// The picture of `definition`, which is called `title`. States inside of so many others as `depth` says are only
    /// counted: with 1 the picture has the states of the machine itself.
    #[must_use]
    pub fn of(definition: &Value, title: &str, depth: Option<usize>) -> Self {
        let most = depth.unwrap_or(MAX_DEPTH).min(MAX_DEPTH);
        let root = region(definition, &Pointer::root(), most.saturating_sub(1));
        Self { title: title.to_owned(), root, states: count(definition, 0) }
    }

    /// Its nodes, those inside of a state behind it.
    #[must_use]
    pub fn nodes(&self) -> Vec<&Node> {
        let mut all = Vec::new();
        self.root.collect(&mut all);
        all
    }
}

impl Region {
    fn collect<'g>(&'g self, all: &mut Vec<&'g Node>) {
        for node in &self.nodes {
            all.push(node);
            node.inner.iter().for_each(|inner| inner.collect(all));
        }
    }
}

/// The machines inside of a state, with their places.
fn machines<'v>(state: &'v Value, at: &Pointer) -> Vec<(&'v Value, Pointer)> {
    let branches = match state.get("Branches") {
        Some(Value::Array(branches)) => branches.as_slice(),
        Some(_) | None => &[],
    };
    let field = at.key("Branches");
    let branches = branches.iter().enumerate().map(|(index, branch)| (branch, field.index(index)));
    let processor = ["ItemProcessor", "Iterator"].iter().find_map(|key| Some((state.get(key)?, at.key(key))));
    branches.chain(processor).filter(|(machine, _)| machine.get("States").is_some()).collect()
}

fn states(machine: &Value) -> Option<&Object> {
    match machine.get("States") {
        Some(Value::Object(states)) => Some(states),
        Some(_) | None => None,
    }
}

/// How many states `machine` has, those inside of others too.
fn count(machine: &Value, depth: usize) -> usize {
    let Some(states) = states(machine).filter(|_| depth <= MAX_DEPTH) else { return 0 };
    let inside = states.values().flat_map(|state| machines(state, &Pointer::root()));
    states.len() + inside.map(|(machine, _)| count(machine, depth + 1)).sum::<usize>()
}

/// The region of `machine`; the states inside of its states are drawn so many levels deep.
fn region(machine: &Value, at: &Pointer, depth: usize) -> Region {
    let Some(states) = states(machine) else { return Region::default() };
    let at = at.key("States");
    let mut region = Region::default();
    let mut known = BTreeMap::new();
    for (name, state) in states {
        known.insert(name.to_string(), region.nodes.len());
        region.nodes.push(node(name, state, at.key(name), depth));
    }
    for (from, state) in states.values().enumerate() {
        for Exit { target, kind, label } in exits(state) {
            let to = *known.entry(target.to_owned()).or_insert_with(|| {
                region.nodes.push(missing(target, at.key(target)));
                region.nodes.len() - 1
            });
            region.ways.push(Way { from, to, kind, label, is_gone: false });
        }
    }
    region.start = machine.get("StartAt").and_then(Value::as_str).and_then(|name| known.get(name).copied());
    region
}

fn node(name: &str, state: &Value, pointer: Pointer, depth: usize) -> Node {
    let written = state.get("Type").and_then(Value::as_str).unwrap_or_default();
    let kind = NodeKind::of(written);
    let inside = machines(state, &pointer);
    let (inner, hidden) = if depth == 0 {
        (Vec::new(), inside.iter().map(|(machine, _)| count(machine, 0)).sum())
    } else {
        (inside.iter().map(|(machine, at)| region(machine, at, depth - 1)).collect(), 0)
    };
    let retriers = match state.get("Retry") {
        Some(Value::Array(retriers)) => retriers.len(),
        Some(_) | None => 0,
    };
    let is_end = matches!(state.get("End"), Some(Value::Bool(true)))
        || matches!(kind, NodeKind::Succeed | NodeKind::Fail);
    let detail = words::detail(state, kind, inside.len(), hidden);
    Node { name: name.to_owned(), pointer, kind, detail, retriers, is_end, inner, hidden }
}

fn missing(name: &str, pointer: Pointer) -> Node {
    Node {
        name: name.to_owned(),
        pointer,
        kind: NodeKind::Missing,
        detail: "no such state".to_owned(),
        retriers: 0,
        is_end: false,
        inner: Vec::new(),
        hidden: 0,
    }
}

/// A way out of a state.
struct Exit<'v> {
    target: &'v str,
    kind: WayKind,
    label: String,
}

/// The ways out of `state`, in the order in which it looks at them.
fn exits(state: &Value) -> Vec<Exit<'_>> {
    let list = |key: &str| match state.get(key) {
        Some(Value::Array(items)) => items.as_slice(),
        Some(_) | None => &[],
    };
    let mut all = Vec::new();
    for (at, rule) in list("Choices").iter().enumerate() {
        if let Some(target) = rule.get("Next").and_then(Value::as_str) {
            all.push(Exit { target, kind: WayKind::Rule(at), label: words::rule(rule) });
        }
    }
    for (key, kind, label) in [("Default", WayKind::Default, "default"), ("Next", WayKind::Next, "")] {
        if let Some(target) = state.get(key).and_then(Value::as_str) {
            all.push(Exit { target, kind, label: label.to_owned() });
        }
    }
    for (at, catcher) in list("Catch").iter().enumerate() {
        if let Some(target) = catcher.get("Next").and_then(Value::as_str) {
            all.push(Exit { target, kind: WayKind::Catch(at), label: words::errors(catcher) });
        }
    }
    all
}
