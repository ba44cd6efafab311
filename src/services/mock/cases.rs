//! `tests` of a mock file: test cases, each a run with what must hold of it.

use std::sync::Arc;

use crate::base::diag::{Diagnostic, Place};
use crate::base::value::Value;
use crate::services::location::MockLocation;

use super::codes;
use super::expect::{self, Expectations, texts};
use super::fields::{ROW, TEST};
use super::layer::{self, Layer};
use super::reader::{Fetch, MockReader, Node};
use super::selector::Selector;
use super::shape::words;

/// A test case.
#[derive(Clone, Debug)]
pub struct TestCase {
    /// Its name.
    pub name: Arc<str>,
    /// The machine it belongs to, in a file of Step Functions Local.
    pub machine_name: Option<Arc<str>>,
    /// `description`
    pub description: Option<Arc<str>>,
    /// `input`, or the contents of `input_file`.
    pub input: Option<Value>,
    /// The answers and settings it applies on top of those of its file.
    pub layer: Layer,
    /// `state`: the state that is run alone, as by TestState.
    pub state: Option<Arc<str>>,
    /// `from`: the state the run begins with.
    pub from: Option<Arc<str>>,
    /// `until`: the state the run ends with.
    pub until: Option<Arc<str>>,
    /// `expect`
    pub expect: Expectations,
    /// `snapshot`
    pub snapshot: Option<Snapshot>,
    /// `redact`: the values of snapshots that are replaced, by the rules of the test and of its file.
    pub redact: Vec<Selector>,
    /// `tags`
    pub tags: Vec<Arc<str>>,
    /// `skip`
    pub skip: Option<Skip>,
    /// `only`: whether it is run alone.
    pub only: bool,
    /// The place in its file.
    pub origin: MockLocation,
}

/// What a snapshot of a run keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Snapshot {
    /// None is taken.
    None,
    /// Everything.
    All,
    /// These parts.
    Parts(Vec<SnapshotPart>),
}

/// A part of a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SnapshotPart {
    /// `output`
    Output,
    /// `path`
    Path,
    /// `calls`
    Calls,
    /// `trace`
    Trace,
    /// `history`
    History,
}

/// A test case that is not run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skip {
    /// Why, if the file says so.
    pub reason: Option<Arc<str>>,
}

impl TestCase {
    /// A test case that asks for nothing.
    #[must_use]
    pub fn new(name: Arc<str>, origin: MockLocation) -> Self {
        Self {
            name,
            machine_name: None,
            description: None,
            input: None,
            layer: Layer::default(),
            state: None,
            from: None,
            until: None,
            expect: Expectations::default(),
            snapshot: None,
            redact: Vec::new(),
            tags: Vec::new(),
            skip: None,
            only: false,
            origin,
        }
    }
}

const PARTS: [(&str, SnapshotPart); 5] = [
    ("output", SnapshotPart::Output),
    ("path", SnapshotPart::Path),
    ("calls", SnapshotPart::Calls),
    ("trace", SnapshotPart::Trace),
    ("history", SnapshotPart::History),
];

/// The words of `snapshot`.
pub(super) const PART_WORDS: [&str; 5] = words(&PARTS);

/// Reads `tests`.
pub(super) fn read(reader: &mut MockReader, fetch: &mut Fetch, node: &Node) -> Vec<TestCase> {
    let Some(tests) = reader.object(node, "`tests`") else { return Vec::new() };
    if tests.is_empty() {
        reader.error(codes::MISSING, node, "`tests` is empty");
    }
    node.members().iter().flat_map(|(name, child)| test(reader, fetch, name, child)).collect()
}

/// The test, or one for each row of its table: `NAME / ROW`.
fn test(reader: &mut MockReader, fetch: &mut Fetch, name: &Arc<str>, node: &Node) -> Vec<TestCase> {
    let what = format!("tests.{name}");
    if reader.known(node, "a test", &TEST).is_none() {
        return Vec::new();
    }
    reader.check_members(node, &what, &TEST);
    let whole = members(reader, fetch, name, node, &what);
    let Some(rows) = node.get("each") else { return vec![whole] };
    let mut spread = Vec::new();
    for (_, row) in rows.members() {
        spread.extend(variant(reader, fetch, &row, &what).map(|row| over(&whole, &row)));
    }
    spread
}

/// A row of `each`, which has its name in it.
fn variant(reader: &mut MockReader, fetch: &mut Fetch, row: &Node, what: &str) -> Option<TestCase> {
    reader.known(row, "a row of `each`", &ROW)?;
    reader.check_members(row, "a row of `each`", &ROW);
    let name = row.get("name")?;
    let name = name.value.as_str().map_or_else(|| name.value.to_json().into(), Arc::from);
    Some(members(reader, fetch, &name, row, &format!("{what} row {name}")))
}

/// The members of a test, or of a row of `each`, whose shape was checked.
fn members(reader: &mut MockReader, fetch: &mut Fetch, name: &Arc<str>, node: &Node, what: &str) -> TestCase {
    let text = |key: &str| node.get(key).and_then(|node| node.value.as_str().map(Arc::from));
    let list = |key: &str| node.get(key).map_or_else(Vec::new, |node| texts(&node));
    let origin = MockLocation::new(reader.document(), &node.pointer, what);
    TestCase {
        input: input(reader, fetch, node),
        description: node.get("description").and_then(|node| reader.text(&node, "`description`")),
        layer: layer::layer(reader, fetch, node),
        state: text("state"),
        from: text("from"),
        until: text("until"),
        expect: node.get("expect").map_or_else(Expectations::default, |node| expect::read(reader, &node)),
        snapshot: node.get("snapshot").map(|node| snapshot(&node)),
        redact: node.get("redact").map_or_else(Vec::new, |node| redactions(reader, &node)),
        tags: list("tags"),
        skip: node.get("skip").and_then(|node| skip(&node)),
        only: node.get("only").is_some_and(|node| node.value.as_bool() == Some(true)),
        ..TestCase::new(Arc::clone(name), origin)
    }
}

/// `input`, or what `input_file` holds.
fn input(reader: &mut MockReader, fetch: &mut Fetch, node: &Node) -> Option<Value> {
    match (node.get("input"), node.get("input_file")) {
        (Some(input), None) => Some(input.value.clone()),
        (None, Some(file)) => reader.file(fetch, &file, "`input_file`"),
        (Some(_), Some(file)) => {
            reader.error(codes::KINDS, &file, "a test cannot have both `input` and `input_file`");
            None
        }
        (None, None) => None,
    }
}

/// The rules of `redact`; one that is no path is reported.
pub(super) fn redactions(reader: &mut MockReader, node: &Node) -> Vec<Selector> {
    let mut rules = Vec::new();
    for (_, item) in node.members() {
        let Some(text) = item.value.as_str() else { continue };
        match Selector::parse(text) {
            Ok(rule) => rules.push(rule),
            Err(why) => {
                let place = Place::Value(item.pointer.clone());
                let found =
                    Diagnostic::error(codes::WRONG_VALUE, place, format!("`redact` has no such path: {why}"));
                reader.say(found.help(
                    "name it as in the snapshot: `output.order.id`, `..createdAt`, `calls.Charge[*].id`",
                ));
            }
        }
    }
    rules
}

fn snapshot(node: &Node) -> Snapshot {
    match node.value.as_bool() {
        Some(false) => Snapshot::None,
        Some(true) => Snapshot::All,
        None => {
            let part = |word: &Arc<str>| PARTS.iter().find(|(name, _)| *name == &**word);
            Snapshot::Parts(texts(node).iter().filter_map(part).map(|(_, part)| *part).collect())
        }
    }
}

fn skip(node: &Node) -> Option<Skip> {
    let reason = node.value.as_str().map(Arc::from);
    (reason.is_some() || node.value.as_bool() == Some(true)).then_some(Skip { reason })
}

/// A row of a table over the case that has the table.
fn over(parent: &TestCase, row: &TestCase) -> TestCase {
    let mut layer = parent.layer.clone();
    layer.apply(&row.layer);
    let either = |own: &Option<Arc<str>>, other: &Option<Arc<str>>| own.clone().or_else(|| other.clone());
    TestCase {
        name: format!("{} / {}", parent.name, row.name).into(),
        machine_name: either(&row.machine_name, &parent.machine_name),
        description: either(&row.description, &parent.description),
        input: row.input.clone().or_else(|| parent.input.clone()),
        layer,
        state: either(&row.state, &parent.state),
        from: either(&row.from, &parent.from),
        until: either(&row.until, &parent.until),
        expect: expected(&parent.expect, &row.expect),
        snapshot: row.snapshot.clone().or_else(|| parent.snapshot.clone()),
        redact: parent.redact.iter().chain(&row.redact).cloned().collect(),
        tags: parent.tags.iter().chain(&row.tags).cloned().collect(),
        skip: row.skip.clone().or_else(|| parent.skip.clone()),
        only: row.only || parent.only,
        origin: row.origin.clone(),
    }
}

/// What a row expects, and what its case expects where the row says nothing.
fn expected(parent: &Expectations, row: &Expectations) -> Expectations {
    let (row, parent) = (row.clone(), parent.clone());
    let list = |own: Vec<Arc<str>>, other| if own.is_empty() { other } else { own };
    Expectations {
        status: row.status.or(parent.status),
        output: row.output.or(parent.output),
        output_exact: row.output_exact.or(parent.output_exact),
        error: row.error.or(parent.error),
        path: row.path.or(parent.path),
        path_exact: row.path_exact.or(parent.path_exact),
        visited: list(row.visited, parent.visited),
        not_visited: list(row.not_visited, parent.not_visited),
        next: row.next.or(parent.next),
        calls: if row.calls.is_empty() { parent.calls } else { row.calls },
        duration: row.duration.or(parent.duration),
        events: row.events.or(parent.events),
        variables: row.variables.or(parent.variables),
        alarms: row.alarms.or(parent.alarms),
        assert: list(row.assert, parent.assert),
    }
}
