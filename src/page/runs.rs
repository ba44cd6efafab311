//! The runs that the page shows: those that it starts, and those that were saved and are opened.

use std::collections::VecDeque;
use std::io::{self, Cursor};
use std::sync::Arc;
use std::time::Duration;

use crate::base::members::{Members, array, object};
use crate::base::source::Source;
use crate::base::value::Value;
use crate::engine::payload::Payload;
use crate::load;
use crate::project::Error;
use crate::project::clock::ClockSpeed;
use crate::project::definitions::{self, Definition};
use crate::record::recording::MARK;
use crate::record::{Closing, Opening, Recording, RecordingEntry, aws};
use crate::report::runs::pair::{self, Entry, Side};
use crate::services::clock::real_now;
use crate::session::order::Text;
use crate::session::{self, Limits, Order};
use crate::validate::Depth;

use super::held::{About, Held, Tape};
use super::items::Items;
use super::{Page, Query, Refusal, Result, refused, text};

/// So many runs are held; the oldest ones are let go.
const MOST: usize = 40;
/// How long a run may take that the page starts.
const WALL: Duration = Duration::from_secs(60);

/// The runs, the newest first.
#[derive(Default)]
pub struct Runs {
    all: VecDeque<Arc<Held>>,
    count: usize,
}

impl Runs {
    /// The run with this id.
    pub fn get(&self, id: &str) -> Option<Arc<Held>> {
        self.all.iter().find(|held| held.id == id).cloned()
    }

    /// Every run.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Held>> {
        self.all.iter()
    }

    fn next_id(&mut self) -> String {
        self.count += 1;
        format!("r{}", self.count)
    }

    fn put(&mut self, held: Arc<Held>) {
        if let Some(before) = self.all.iter_mut().find(|before| before.id == held.id) {
            *before = held;
            return;
        }
        self.all.push_front(held);
        self.all.truncate(MOST);
    }
}

impl Page {
    /// Runs a machine: `{ref, input, answers, from, name, text}`.
    pub(super) fn run(&self, body: &Value) -> Result<Vec<u8>> {
        let order = self.order(body)?;
        let mut prepared = session::prepare(&order, &self.settings)?;
        let opening = session::opening(&prepared);
        prepared.setup.keep_children = true;
        let mut execution = prepared.start();
        let mut tape = Tape::default();
        let began = real_now();
        let driven = prepared.world.drive(&mut execution, prepared.limits, &mut tape);
        let stop = driven.err().map(|halt| session::stop(halt, &opening.run())).transpose();
        let stop = stop.map_err(|error| refused(500, &error.to_string()))?;
        let unused = if stop.is_none() { session::unused(&prepared, &execution) } else { Vec::new() };
        let wall_ms =
            u64::try_from(real_now().saturating_duration_since(began).as_millis()).unwrap_or(u64::MAX);
        let closing = Closing { wall_ms, stop, ended_with: execution.ended_with(), unused };
        let name = body.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        let reference = Some(text(body, "ref")?.to_owned());
        self.hold(None, About { name, reference, opening, closing, items: tape.items }, tape.entries)
    }

    pub(super) fn order(&self, body: &Value) -> Result<Order> {
        let reference = text(body, "ref")?;
        let optional = |key: &str| body.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
        let mut order = Order::new(Text::File(reference.to_owned()));
        if let Some(input) = optional("input") {
            let value = Value::parse(input)
                .map_err(|error| refused(400, &format!("the input is not JSON: {error}")))?;
            order.input = Some(Payload::verbatim(value, input));
        }
        for (state, answer) in body.get("answers").and_then(Value::as_object).into_iter().flatten() {
            let answer = answer.as_str().map_or_else(|| answer.to_json(), str::to_owned);
            order.quick.push((state.to_string(), answer));
        }
        order.from = optional("from").map(str::to_owned);
        order.clock = Some(ClockSpeed::Virtual);
        order.writes_buckets = false;
        order.limits = Limits { wall: Some(WALL), ..Limits::default() };
        Ok(order)
    }

    /// Whether a text looks like a run that was saved, or like a history of AWS, and not like a definition.
    #[must_use]
    pub fn is_run(text: &str) -> bool {
        let is_history = text.contains("\"previousEventId\"") && !text.contains("\"StartAt\"");
        text.trim_start().starts_with(&format!("{{\"{MARK}\"")) || is_history
    }

    /// Opens a run that was saved; one of AWS is of the machine `reference`.
    pub fn open_file(&self, file: &Source, reference: Option<&str>) -> std::result::Result<(), Error> {
        let name = file.shown.rsplit('/').next().unwrap_or(&file.shown);
        let done = self.take(name, &file.text, reference);
        done.map(|_| ()).map_err(|Refusal(_, said)| {
            Error::load(said.get("message").and_then(Value::as_str).unwrap_or("it cannot be read"))
        })
    }

    /// Opens what was saved: `{name, text, ref}`. An execution of a server comes with its `definition`, and again and
    /// again while it runs: `id` is then what it had before.
    pub(super) fn open(&self, body: &Value) -> Result<Vec<u8>> {
        let optional = |key: &str| body.get(key).and_then(Value::as_str);
        let (name, written) = (text(body, "name")?, text(body, "text")?);
        let Some(definition) = optional("definition") else {
            return self.take(name, written, optional("ref"));
        };
        let source = load::file_source(optional("machine").unwrap_or("definition.asl.json"), definition);
        let definition = definitions::of_source(&source, &self.options, None, Depth::Errors)?;
        let (opening, entries) = history(name, written, definition)?;
        let (name, items) = (name.to_owned(), Items::default());
        let about = About { name, reference: None, opening, closing: Closing::default(), items };
        self.hold(optional("id"), about, entries)
    }

    /// Holds the run in the file `name`: a recording, or a history of AWS of the machine that is `reference`.
    fn take(&self, name: &str, written: &str, reference: Option<&str>) -> Result<Vec<u8>> {
        if written.trim_start().starts_with(&format!("{{\"{MARK}\"")) {
            let (opening, closing, entries) = recorded(name, written)?;
            let reference = self.reference_of(&opening).or(reference.map(str::to_owned));
            let (name, items) = (name.to_owned(), Items::default());
            return self.hold(None, About { name, reference, opening, closing, items }, entries);
        }
        if !written.contains("\"events\"") && !written.contains("\"previousEventId\"") {
            return Err(refused(
                400,
                &format!("{name} is neither a run that sfn saved nor a history of AWS"),
            ));
        }
        let Some(reference) = reference else {
            return Err(refused(
                400,
                &format!(
                    "{name} is a history of AWS, which does not hold the definition: choose the machine first"
                ),
            ));
        };
        let named = self.settings.reference(reference)?;
        let definition = definitions::read(&named, &self.options, None, Depth::All)?;
        let (opening, entries) = history(name, written, definition)?;
        let (name, reference) = (name.to_owned(), Some(reference.to_owned()));
        let about = About { name, reference, opening, closing: Closing::default(), items: Items::default() };
        self.hold(None, about, entries)
    }

    /// The machine of the project that a recording is of, if its definition is there as it was.
    fn reference_of(&self, opening: &Opening) -> Option<String> {
        let source = opening.definition.source();
        self.reference_to(&source.shown, &source.text)
    }

    /// Holds a run, and says what the list has of it.
    fn hold(&self, id: Option<&str>, about: About, entries: Vec<RecordingEntry>) -> Result<Vec<u8>> {
        let held = self.holding(id, about, entries).map_err(|error| refused(500, &error.to_string()))?;
        let mut out = Vec::new();
        object(&mut out, |m| row(m, &held));
        Ok(out)
    }

    /// Holds a run, in place of the one with this id if it is there.
    pub(super) fn holding(
        &self,
        id: Option<&str>,
        about: About,
        entries: Vec<RecordingEntry>,
    ) -> io::Result<Arc<Held>> {
        let before = id.map(str::to_owned).filter(|id| self.runs().get(id).is_some());
        let id = before.unwrap_or_else(|| self.runs().next_id());
        let held = Arc::new(Held::new(id, about, entries)?);
        self.runs().put(Arc::clone(&held));
        Ok(held)
    }

    /// Where two runs part, and what differs from there.
    pub(super) fn compare(&self, query: &Query<'_>) -> Result<Vec<u8>> {
        let run = |name: &str| -> Result<Arc<Held>> {
            let id = query.text(name)?;
            self.runs().get(&id).ok_or_else(|| refused(404, "this run is gone"))
        };
        let (old, new) = (run("old")?, run("new")?);
        let found =
            pair::compare(side(&old), side(&new)).map_err(|error| refused(500, &error.to_string()))?;
        let mut out = Vec::new();
        pair::json(&mut out, [&old.name, &new.name], &found)
            .map_err(|error| refused(500, &error.to_string()))?;
        Ok(out)
    }

    /// The list of runs.
    pub(super) fn list(&self, out: &mut Vec<u8>) {
        let runs = self.runs();
        array(out, runs.all(), |out, held| object(out, |m| row(m, held)));
    }
}

fn side(held: &Held) -> Side<'_> {
    let mut records = held.records();
    let mut stop = held.closing.stop.clone();
    Side::new(
        held.opening.run(),
        Box::new(move || {
            let next = records.next().cloned().map(Entry::Record);
            Ok(next.or_else(|| stop.take().map(|stop| Entry::Stopped(Box::new(stop)))))
        }),
    )
}

/// A run in the list.
pub(super) fn row(m: &mut Members<'_>, held: &Held) {
    let reached = held.fold.now().since(held.opening.start);
    m.text("id", &held.id).text("name", &held.name).text("machine", &held.opening.name);
    m.maybe("ref", held.reference.as_deref()).text("status", held.status());
    m.text("clock", &held.opening.clock).plain("start", held.opening.start.millis()).plain("took", reached);
    m.plain("caught", caught(held));
}

fn caught(held: &Held) -> usize {
    held.visits.iter().filter(|visit| visit.mark() == crate::record::visits::Mark::Caught).count()
}

/// The history of an execution of AWS, or of one of its emulators.
fn history(name: &str, written: &str, definition: Definition) -> Result<(Opening, Vec<RecordingEntry>)> {
    let wrong = |fault: String| refused(400, &format!("{name}: {fault}"));
    let events = aws::events(written).map_err(wrong)?;
    let Some(machine) = definition.checked.machine else {
        return Err(refused(400, "the definition has errors: correct them first"));
    };
    let records = aws::records(&events, &machine).map_err(wrong)?;
    let opening = aws::opening(&events, machine, &definition.loaded).map_err(wrong)?;
    Ok((opening, records.into_iter().map(RecordingEntry::Record).collect()))
}

fn recorded(name: &str, written: &str) -> Result<(Opening, Closing, Vec<RecordingEntry>)> {
    let wrong = |broken: crate::record::RecordingError| {
        refused(400, &format!("{}: {}", broken.place, broken.message))
    };
    let mut recording = Recording::open(&load::shown(name), Cursor::new(written)).map_err(wrong)?;
    let opening = recording.opening().clone();
    let mut entries = Vec::new();
    loop {
        match recording.entry() {
            Ok(Some(RecordingEntry::Closed(closing))) => return Ok((opening, *closing, entries)),
            Ok(Some(entry)) => entries.push(entry),
            Ok(None) => return Ok((opening, Closing::default(), entries)),
            // One that is cut off shows what there is.
            Err(broken) => {
                let closing = Closing { stop: Some(broken.stop()), ..Closing::default() };
                return Ok((opening, closing, entries));
            }
        }
    }
}
