//! `Layer`: what a mock file, or a test case in it, says, and how one is applied on top of another.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use indexmap::IndexMap;

use crate::asl::call_model::Strictness;
use crate::asl::machine::StateMachine;
use crate::base::diag::Diagnostic;
use crate::base::document::Document;
use crate::base::time::Time;
use crate::base::value::{Object, Value};
use crate::expr::property::Property;
use crate::load::{Reach, Unread, shown_path};
use crate::services::location::MockLocation;
use crate::services::s3::source::{Folder, ItemSource, Items};

use super::checking;
use super::codes;
use super::connection::{self, Connection};
use super::destination::{Destination, MachineFile};
use super::entry::{self, AnswerKind, Responder};
use super::fields::{DEFAULTS, ITEMS, MOCKS, PROPERTIES};
use super::reader::{Fetch, MockReader, Node};
use super::shape::{Shape, words};

/// What a file, or a test in it, says.
#[derive(Clone, Debug, Default)]
pub struct Layer {
    /// `defaults`
    pub defaults: Defaults,
    /// `context`: overrides of the context object.
    pub context: Object,
    /// `variables`
    pub variables: Object,
    /// `substitutions`
    pub substitutions: Object,
    /// `machine`
    pub machine: Option<PathInFile>,
    /// `properties`: what must hold of every run, of a whole file.
    pub properties: IndexMap<Arc<str>, Arc<Property>>,
    /// `mocks.states`
    pub states: IndexMap<Arc<str>, Arc<Responder>>,
    /// `mocks.services`
    pub services: IndexMap<Arc<str>, Arc<Responder>>,
    /// `mocks.items`
    pub items: IndexMap<Arc<str>, Arc<Items>>,
    /// `mocks.connections`
    pub connections: IndexMap<Arc<str>, Arc<Connection>>,
    /// `mocks.s3`
    pub buckets: IndexMap<Arc<str>, Arc<Folder>>,
    /// What it has for states that are neither of the machine it answers nor of one around it: those of machines that
    /// start only further down may be meant.
    further: Further,
}

/// Answers and items of states by their names.
#[derive(Clone, Debug, Default)]
struct Further {
    states: IndexMap<Arc<str>, Arc<Responder>>,
    items: IndexMap<Arc<str>, Arc<Items>>,
}

/// A path that a file names; it is relative to the folder of that file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathInFile {
    /// The path as written.
    pub path: Arc<str>,
    /// The name of the file that names it.
    pub by: Arc<str>,
}

/// `defaults`
#[derive(Clone, Debug, Default)]
pub struct Defaults {
    /// What a call gets that nothing is there for.
    pub unmatched: Option<Unmatched>,
    /// What a call gets for which a list has no answer left.
    pub exhausted: Option<Exhausted>,
    /// What is said about answers that were not asked for.
    pub unused: Option<Unused>,
    /// The delay of answers that name none, in milliseconds.
    pub delay: Option<i64>,
    /// How strictly results are checked against the models of APIs, where answers do not say.
    pub validate: Option<Strictness>,
    /// `seed`
    pub seed: Option<i64>,
    /// `start_time`
    pub start_time: Option<Time>,
}

/// `defaults.unmatched`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unmatched {
    /// The run stops.
    Error,
    /// `{}`
    Empty,
    /// The smallest answer the service's model allows.
    Model,
    /// The service itself.
    Passthrough,
}

/// `defaults.exhausted`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exhausted {
    /// The run stops.
    Error,
    /// The last answer again.
    Last,
    /// From the beginning again.
    Cycle,
}

/// `defaults.unused`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unused {
    /// Nothing.
    Allow,
    /// A warning.
    Warn,
    /// An error.
    Error,
}

const UNMATCHED: [(&str, Unmatched); 4] = [
    ("error", Unmatched::Error),
    ("empty", Unmatched::Empty),
    ("model", Unmatched::Model),
    ("passthrough", Unmatched::Passthrough),
];
const EXHAUSTED: [(&str, Exhausted); 3] =
    [("error", Exhausted::Error), ("last", Exhausted::Last), ("cycle", Exhausted::Cycle)];
const UNUSED: [(&str, Unused); 3] =
    [("allow", Unused::Allow), ("warn", Unused::Warn), ("error", Unused::Error)];

/// The words of `unmatched`.
pub(super) const UNMATCHED_WORDS: [&str; 4] = words(&UNMATCHED);
/// The words of `exhausted`.
pub(super) const EXHAUSTED_WORDS: [&str; 3] = words(&EXHAUSTED);
/// The words of `unused`.
pub(super) const UNUSED_WORDS: [&str; 3] = words(&UNUSED);

impl Defaults {
    /// Applies `over` on top of this: what it says wins.
    pub fn apply(&mut self, over: &Self) {
        self.unmatched = over.unmatched.or(self.unmatched);
        self.exhausted = over.exhausted.or(self.exhausted);
        self.unused = over.unused.or(self.unused);
        self.delay = over.delay.or(self.delay);
        self.validate = over.validate.or(self.validate);
        self.seed = over.seed.or(self.seed);
        self.start_time = over.start_time.or(self.start_time);
    }
}

impl Layer {
    /// The folders and the files of items that `reach` does not let this read: an error at each place that names
    /// one. The folder of the mock file itself may be read as well.
    #[must_use]
    pub fn outside(&self, reach: &Reach) -> Vec<(Document, Diagnostic)> {
        let folders = self.buckets.values().map(|folder| (&folder.path, &folder.origin));
        let files = self.items.values().filter_map(|items| match &items.source {
            ItemSource::List(_) => None,
            ItemSource::File { path, .. } => Some((path, &items.origin)),
        });
        let refused = folders.chain(files).filter_map(|(path, origin)| {
            let own = Path::new(&*origin.document().source().name).parent().unwrap_or(Path::new(""));
            let error = reach.clone().and(own).resolve(path).err()?;
            let is_outside = matches!(error, Unread::Outside { .. });
            let found = error.diagnostic(&shown_path(path), origin.place());
            is_outside.then(|| (origin.document().clone(), found))
        });
        refused.collect()
    }

    /// Lets results be written to those folders alone that lie in `project`: that a folder outside may be read does
    /// not say that it may be written.
    pub fn write_only_in(&mut self, project: &Reach) {
        for folder in self.buckets.values_mut() {
            let is_outside = matches!(project.resolve(&folder.path), Err(Unread::Outside { .. }));
            if is_outside {
                Arc::make_mut(folder).may_write = false;
            }
        }
    }

    /// What answers an execution with these answers of its own that was started by one with those of `around`: what
    /// that has for services and buckets lies beneath. What it has for states that are not `around_machine`'s lies above
    /// if they are of `own`, and else is there for what that starts.
    #[must_use]
    pub fn beneath(&self, around: &Self, around_machine: &StateMachine, own: &StateMachine) -> Self {
        let (services, buckets) = (around.services.clone(), around.buckets.clone());
        let connections = around.connections.clone();
        let mut layer =
            Self { defaults: around.defaults.clone(), services, buckets, connections, ..Self::default() };
        layer.apply(self);
        for (state, responder) in around.states.iter().chain(&around.further.states) {
            if around_machine.find(state).is_none() {
                let is_own = own.find(state).is_some();
                let place = if is_own { &mut layer.states } else { &mut layer.further.states };
                place.insert(Arc::clone(state), Arc::clone(responder));
            }
        }
        for (state, items) in around.items.iter().chain(&around.further.items) {
            if around_machine.find(state).is_none() {
                let is_own = own.find(state).is_some();
                let place = if is_own { &mut layer.items } else { &mut layer.further.items };
                place.insert(Arc::clone(state), Arc::clone(items));
            }
        }
        layer
    }

    /// The machines that answers name (`execute`).
    pub fn executed(&self) -> impl Iterator<Item = &MachineFile> {
        let responders = self.states.values().chain(self.services.values());
        let answers =
            responders.flat_map(|responder| &responder.rules).flat_map(|rule| rule.answers.entries());
        answers.filter_map(|answer| {
            let AnswerKind::Elsewhere(Destination::Machine(file), _) = &answer.act else { return None };
            Some(file)
        })
    }

    /// What stands for the connection of EventBridge with this ARN: by the ARN, or by its name.
    #[must_use]
    pub fn connection(&self, arn: &str) -> Option<Arc<Connection>> {
        // arn:aws:events:REGION:ACCOUNT:connection/NAME/ID
        let name = arn.split('/').nth(1).unwrap_or(arn);
        self.connections.get(arn).or_else(|| self.connections.get(name)).cloned()
    }

    /// Applies `over` on top of this, key by key.
    pub fn apply(&mut self, over: &Self) {
        self.defaults.apply(&over.defaults);
        self.machine = over.machine.clone().or_else(|| self.machine.take());
        for (below, over) in [
            (&mut self.context, &over.context),
            (&mut self.variables, &over.variables),
            (&mut self.substitutions, &over.substitutions),
        ] {
            over.iter().for_each(|(key, value)| below.insert(Arc::clone(key), value.clone()));
        }
        for (below, over) in [(&mut self.states, &over.states), (&mut self.services, &over.services)] {
            below.extend(over.iter().map(|(key, responder)| (Arc::clone(key), Arc::clone(responder))));
        }
        let properties = over.properties.iter();
        self.properties.extend(properties.map(|(name, property)| (Arc::clone(name), Arc::clone(property))));
        self.items.extend(over.items.iter().map(|(key, items)| (Arc::clone(key), Arc::clone(items))));
        let connections = over.connections.iter();
        self.connections
            .extend(connections.map(|(key, connection)| (Arc::clone(key), Arc::clone(connection))));
        self.buckets.extend(over.buckets.iter().map(|(key, folder)| (Arc::clone(key), Arc::clone(folder))));
    }
}

/// Reads the parts that files and tests share from the object at `node`.
pub fn layer(reader: &mut MockReader, fetch: &mut Fetch, node: &Node) -> Layer {
    let mut layer = Layer::default();
    if let Some(node) = node.get("defaults") {
        layer.defaults = defaults(reader, &node);
    }
    for (key, into) in [("context", &mut layer.context), ("variables", &mut layer.variables)] {
        if let Some(object) = node.get(key).and_then(|node| reader.object(&node, &format!("`{key}`"))) {
            *into = object.clone();
        }
    }
    layer.machine = node.get("machine").and_then(|node| {
        reader.check(Shape::Name, &node, "`machine`");
        let path = node.value.as_str()?.into();
        Some(PathInFile { path, by: Arc::clone(&reader.document().source().name) })
    });
    if let Some(node) = node.get("mocks") {
        mocks(reader, fetch, &node, &mut layer);
    }
    layer
}

/// Reads `properties` of a file.
pub fn properties(reader: &mut MockReader, node: &Node) -> IndexMap<Arc<str>, Arc<Property>> {
    reader.check(PROPERTIES, node, "`properties`");
    let mut properties = IndexMap::new();
    for (name, child) in node.members().into_iter().filter(|(_, child)| child.value.as_str().is_some()) {
        let document = reader.document().clone();
        let (property, found) = Property::read((&name, &child.pointer), &document, codes::EXPRESSION);
        found.into_iter().for_each(|found| reader.say(found));
        properties.extend(property.map(|property| (name, Arc::new(property))));
    }
    properties
}

fn defaults(reader: &mut MockReader, node: &Node) -> Defaults {
    if reader.known(node, "`defaults`", DEFAULTS.fields).is_none() {
        return Defaults::default();
    }
    Defaults {
        unmatched: node.get("unmatched").and_then(|n| reader.word(&n, "`unmatched`", &UNMATCHED)),
        exhausted: node.get("exhausted").and_then(|n| reader.word(&n, "`exhausted`", &EXHAUSTED)),
        unused: node.get("unused").and_then(|n| reader.word(&n, "`unused`", &UNUSED)),
        delay: node.get("delay").and_then(|n| reader.duration(&n, "`delay`")),
        validate: node.get("validate").and_then(|n| reader.word(&n, "`validate`", &entry::VALIDATE)),
        seed: node.get("seed").and_then(|n| {
            reader.check(Shape::Integer, &n, "`seed`");
            checking::integer(&n)
        }),
        start_time: node.get("start_time").and_then(|n| {
            reader.check(Shape::Time, &n, "`start_time`");
            n.value.as_str().and_then(Time::parse)
        }),
    }
}

fn mocks(reader: &mut MockReader, fetch: &mut Fetch, node: &Node, layer: &mut Layer) {
    if reader.known(node, "`mocks`", MOCKS.fields).is_none() {
        return;
    }
    for (key, into) in [("states", &mut layer.states), ("services", &mut layer.services)] {
        let Some(table) = node.get(key) else { continue };
        if reader.object(&table, &format!("`{key}`")).is_none() {
            continue;
        }
        for (name, child) in table.members() {
            let what = format!("{key}.{name}");
            if let Some(responder) = entry::responder(reader, fetch, &child, &what) {
                into.insert(name, Arc::new(responder));
            }
        }
    }
    if let Some(items) = node.get("items") {
        reader.check(Shape::Object, &items, "`items`");
        for (name, child) in items.members() {
            reader.check(ITEMS, &child, &format!("items.{name}"));
            layer.items.extend(item_source(reader, &name, &child).map(|items| (name, Arc::new(items))));
        }
    }
    if let Some(connections) = node.get("connections") {
        reader.check(Shape::Object, &connections, "`connections`");
        for (name, child) in connections.members() {
            let read = connection::read(reader, &name, &child);
            layer.connections.extend(read.map(|connection| (name, Arc::new(connection))));
        }
    }
    if let Some(buckets) = node.get("s3") {
        reader.check(Shape::MapOf(&Shape::Text), &buckets, "`s3`");
        for (bucket, child) in buckets.members() {
            let folder = folder(reader, &bucket, &child);
            layer.buckets.extend(folder.map(|folder| (bucket, Arc::new(folder))));
        }
    }
}

/// Reads `substitutions`: text, numbers and booleans.
pub fn substitutions(reader: &mut MockReader, node: &Node) -> Object {
    let Some(object) = reader.object(node, "`substitutions`") else { return Object::new() };
    for (name, child) in node.members() {
        reader.check(Shape::Scalar, &child, &format!("`{name}`"));
    }
    object.clone()
}

/// The items at `node`, whose shape was checked.
fn item_source(reader: &MockReader, name: &str, node: &Node) -> Option<Items> {
    let source = match node.value {
        Value::Array(items) => ItemSource::List(items.clone()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            let limit = node.value.get("limit").and_then(Value::as_i64);
            ItemSource::File {
                path: beside(reader, node.value.get("file")?.as_str()?),
                limit: limit.map(|limit| limit.unsigned_abs() as usize),
            }
        }
    };
    let origin = MockLocation::new(reader.document(), &node.pointer, &format!("items.{name}"));
    Some(Items { source, origin })
}

/// The folder at `node`.
fn folder(reader: &MockReader, bucket: &str, node: &Node) -> Option<Folder> {
    let path = beside(reader, node.value.as_str()?);
    let origin = MockLocation::new(reader.document(), &node.pointer, &format!("s3.{bucket}"));
    Some(Folder { path, origin, may_write: true })
}

/// `path`, relative to the file that names it.
fn beside(reader: &MockReader, path: &str) -> PathBuf {
    let file = Path::new(&*reader.document().source().name);
    file.parent().unwrap_or(Path::new("")).join(path)
}
