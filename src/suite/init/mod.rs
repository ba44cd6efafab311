//! `sfn init`: a mock file with an answer for each task of a machine, and a first test that is written from a run with
//! those answers: it passes as it is.

mod answers;
mod paths;
mod reads;
mod shape;

use std::path::Path;
use std::time::Duration;

use crate::asl::resource::Resource;
use crate::base::pointer::Pointer;
use crate::base::source::Source;
use crate::base::time::Time;
use crate::base::value::{Object, Value};
use crate::engine::payload::Payload;
use crate::load::{self, Machine};
use crate::project::Error;
use crate::project::definitions::{self, Chosen, Definition};
use crate::project::mock_files::MockFiles;
use crate::project::settings::Settings;
use crate::project::targets::Targets;
use crate::report::ink::yaml;
use crate::session::order::Text;
use crate::session::{self, Limits, Order};
use crate::validate::Depth;

use super::START;
use super::facts::{Facts, Recorder};
use shape::Shape;

/// How long a first run may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// The most events of a first run: one that polls for ever is no test.
const MOST_EVENTS: u64 = 5_000;
/// The most states of the path that a first test expects.
const MOST_PATH: usize = 30;

/// What there is to write for a machine, or why nothing is.
#[derive(Debug)]
pub struct Beginning {
    /// The machine, as commands name it.
    pub machine: String,
    /// The file, and its text; nothing if there is one already or the machine cannot be read.
    pub file: Result<(String, String), String>,
    /// How many answers are in it.
    pub answers: usize,
    /// How the run of the first test ends; why there is no test.
    pub test: Result<&'static str, String>,
}

/// What there is to write for each machine of the project.
pub fn beginnings(settings: &Settings) -> Result<Vec<Beginning>, Error> {
    let options = settings.options(Vec::new(), &[]);
    let targets = Targets::of(&[], settings)?;
    let mut all: Vec<Beginning> = Vec::new();
    for target in &targets.all {
        let file = definitions::split(target.reference()).0;
        let Ok(machines) = target.machines(&options) else { continue };
        for machine in &machines {
            let planned: Vec<String> =
                all.iter().filter_map(|begun| Some(begun.file.as_ref().ok()?.0.clone())).collect();
            all.push(beginning(file, machine, &machines, settings, &options, &planned));
        }
    }
    Ok(all)
}

fn beginning(
    file: &str,
    machine: &Machine,
    all: &[Machine],
    settings: &Settings,
    options: &load::Options,
    planned: &[String],
) -> Beginning {
    let reference = if machine.is_alone { file.to_owned() } else { format!("{file}#{}", machine.id) };
    let none = |why: &str| Beginning {
        machine: reference.clone(),
        file: Err(why.to_owned()),
        answers: 0,
        test: Err(String::new()),
    };
    let others = all.iter().filter(|other| other.id != machine.id).cloned().collect();
    let files = MockFiles::of(&Chosen { file: file.to_owned(), machine: machine.clone(), others });
    if let Some(found) = files.found().first() {
        return none(&format!("{} is there already", load::shown(found)));
    }
    // A definition that a template names is found by itself, too.
    if let Some(shared) = planned.iter().find(|path| files.may_be(path)) {
        return none(&format!("{} is for it, too", load::shown(shared)));
    }
    let Ok(definition) = definitions::read(&reference, options, None, Depth::All) else {
        return none("it cannot be read");
    };
    if definition.is_refused() {
        return none("it has errors: sfn validate");
    }
    let Some(path) = files.to_write() else { return none("no file would be found for it") };
    written(reference, path, &definition, settings)
}

/// What there is to write for the machine that `reference` names, whatever is there already, as the file `place` or
/// else the one that is found for it.
pub fn for_one(reference: &str, place: Option<&Path>, settings: &Settings) -> Result<Beginning, Error> {
    let options = settings.options(Vec::new(), &[]);
    let reference = &settings.reference(reference)?;
    let definition = definitions::read(reference, &options, None, Depth::All)?;
    if definition.is_refused() {
        return Err(Error::Found(definition.findings()));
    }
    let found = || MockFiles::of(&definitions::choose(reference, &options).ok()?).to_write();
    let place = place.map(|place| place.display().to_string()).or_else(found);
    Ok(written(reference.clone(), place.unwrap_or_default(), &definition, settings))
}

fn written(reference: String, path: String, definition: &Definition, settings: &Settings) -> Beginning {
    let first = First::of(definition.loaded.document.value());
    let (count, mocks, input) = (first.answers.len(), first.mocks(), first.input);
    let mut whole = Object::new();
    whole.insert("version", Value::from(1_i64));
    whole.insert("machine", Value::from(from_folder(&reference, &path)));
    if !mocks.is_empty() {
        whole.insert("mocks", mocks.into());
    }
    let facts = run(&reference, &path, &whole, &input, settings);
    let test = facts.as_ref().map(|facts| facts.status).map_err(Clone::clone);
    if let Ok(facts) = &facts {
        let first = answers::object([("input", input), ("expect", expected(facts))]);
        whole.insert("tests", answers::object([("first run", first)]));
    }
    let name = &definition.loaded.name;
    let head = format!(
        "# Answers for the tasks of {name}, and a first test. The answers have the right shape, not the right values: say\n\
         # what your tasks answer, and what you expect. `sfn help mocks` has all that can be written here.\n"
    );
    let text = head + &yaml::text(&whole.into());
    Beginning { machine: reference, file: Ok((path, text)), answers: count, test }
}

/// What the first test of a machine needs, as far as its definition and the models of APIs tell.
pub(super) struct First {
    /// An answer of the right shape for each task, by the names of states.
    pub(super) answers: Object,
    /// The items of the Maps that read them from elsewhere, by the names of states.
    items: Object,
    /// An input with what is read of it.
    pub(super) input: Value,
}

impl First {
    /// That of the machine that `definition` defines.
    pub(super) fn of(definition: &Value) -> Self {
        let reads = reads::reads(definition);
        let items = reads
            .items
            .iter()
            .map(|(name, shape)| (std::sync::Arc::from(name.as_str()), shape.example("item")));
        let (answers, items) = (answers(definition, &reads), items.collect());
        Self { answers, items, input: reads.input.object() }
    }

    /// The `mocks` of its file.
    pub(super) fn mocks(&self) -> Object {
        let tables = [("states", &self.answers), ("items", &self.items)];
        let tables = tables.into_iter().filter(|(_, table)| !table.is_empty());
        tables.map(|(key, table)| (std::sync::Arc::from(key), Value::from(table.clone()))).collect()
    }
}

/// What the state at `pointer` and those behind it read of its input, as far as the definition tells; none if there is
/// no such state.
#[must_use]
pub fn made_up_input(definition: &Value, pointer: &Pointer) -> Option<Value> {
    let name = pointer.last()?;
    let mut machine = definition.pointer(pointer.parent()?.parent()?.as_str())?.as_object()?.clone();
    machine.insert("StartAt", Value::from(&*name));
    if let Some(language) = definition.get("QueryLanguage") {
        machine.insert("QueryLanguage", language.clone());
    }
    Some(reads::reads(&Value::from(machine)).input.object())
}

/// An answer for each task of the definition.
fn answers(definition: &Value, reads: &reads::Reads) -> Object {
    let mut found = Object::new();
    collect(definition, reads, &mut found);
    found
}

fn collect(machine: &Value, reads: &reads::Reads, found: &mut Object) {
    for (name, state) in machine.get("States").and_then(Value::as_object).into_iter().flatten() {
        let resource = state.get("Resource").and_then(Value::as_str).and_then(Resource::parse);
        if let (Some("Task"), Some(resource)) = (state.get("Type").and_then(Value::as_str), resource) {
            let nothing = Shape::default();
            let read = reads.results.get(&**name).unwrap_or(&nothing);
            found.insert(std::sync::Arc::clone(name), answers::answer(&resource, read));
        }
        for key in ["ItemProcessor", "Iterator"] {
            state.get(key).into_iter().for_each(|machine| collect(machine, reads, found));
        }
        let branches = state.get("Branches").and_then(Value::as_array);
        branches.into_iter().flat_map(|all| all.as_slice()).for_each(|branch| collect(branch, reads, found));
    }
}

/// `reference` as a file in the folder of `file` names it.
fn from_folder(reference: &str, file: &str) -> String {
    let folder = Path::new(file).parent().unwrap_or(Path::new(""));
    let common = folder
        .components()
        .zip(Path::new(reference).components())
        .take_while(|(one, other)| one == other)
        .count();
    let up = folder.components().skip(common).map(|_| std::path::Component::ParentDir);
    let path: std::path::PathBuf = up.chain(Path::new(reference).components().skip(common)).collect();
    path.display().to_string()
}

/// What comes of a run with these mocks and this input.
fn run(
    reference: &str,
    path: &str,
    mocks: &Object,
    input: &Value,
    settings: &Settings,
) -> Result<Facts, String> {
    let mut order = Order::new(Text::File(reference.to_owned()));
    order.mocks = vec![Text::Given(Source::new(path, yaml::text(&Value::from(mocks.clone()))))];
    order.input = Some(Payload::from(input.clone()));
    order.start = Time::parse(START);
    order.limits = Limits { events: MOST_EVENTS, wall: Some(PATIENCE), ..Limits::default() };
    let mut prepared = session::prepare(&order, settings).map_err(super::collect::words)?;
    let mut execution = prepared.start();
    let mut recorder = Recorder::new(prepared.setup.start);
    let driven = prepared.world.drive(&mut execution, prepared.limits, &mut recorder);
    if driven.is_err() {
        return Err("its first run does not end with these answers".to_owned());
    }
    recorder.finish(&prepared.machine, None).map_err(|error| error.to_string())
}

/// What a test expects that saw `facts`.
fn expected(facts: &Facts) -> Value {
    let mut expect = Object::new();
    expect.insert("status", Value::from(facts.status));
    if let Some(name) = &facts.error.error {
        expect.insert("error", answers::object([("name", Value::from(&**name))]));
    }
    if !facts.path.is_empty() && facts.path.len() <= MOST_PATH {
        let path: Vec<Value> = facts.path.iter().map(|name| Value::from(&**name)).collect();
        expect.insert("path", path.into());
    }
    expect.into()
}
