//! The file that `sfn run --save-trace` writes: one JSON object a line. The first says what runs, the last how
//! it came to an end; between them events as AWS returns them (with a member `sfn`), notes, answers, and the
//! files that findings are about. Written line by line and read line by line, so that its length does not
//! matter.
//!
//! It holds all data of the run, secrets too: they are hidden where it is shown.

use std::io::{self, BufRead, Write};
use std::sync::Arc;

use crate::asl::machine::Workflow;
use crate::base::diag::Diagnostic;
use crate::base::document::Document;
use crate::base::members::{Members, array, object, text as write_text};
use crate::base::time::Time;
use crate::base::value::{Object, Value};
use crate::engine::call::Ticket;
use crate::engine::history::{Branch, Note, Record};
use crate::validate::{Depth, check_document};

use super::event::{self, Known};
use super::fields::{Fault, find, list, maybe_text, member, number, text, texts};
use super::opening::{Closing, Opening, Stop, StopCause};
use super::{document, note, room, stop};

/// The version of the format. It counts up when a reader of the version before would misunderstand.
const VERSION: i64 = 1;
/// The member of the first line that says it is a recording, with the version.
pub const MARK: &str = "sfn_recording";

/// Something that happened to a run after its opening.
#[derive(Clone, Debug)]
pub enum RecordingEntry {
    /// A record of the engine.
    Record(Record),
    /// A call is answered by what `by` names.
    Answered {
        /// The call.
        ticket: Ticket,
        /// For instance `order.sfn.yaml:42 states.Charge Card`.
        by: Arc<str>,
    },
    /// What answers a call wrote a line to its log.
    Logged {
        /// The call.
        ticket: Ticket,
        /// The line.
        line: Arc<str>,
    },
    /// It came to an end; nothing follows.
    Closed(Box<Closing>),
}

/// Writes a recording as the run goes on.
pub struct Recorder<W: Write> {
    out: W,
    opening: Opening,
    documents: Vec<Document>,
    /// The context object that was written last.
    context: Object,
    line: Vec<u8>,
}

impl<W: Write> Recorder<W> {
    /// Begins the recording of what `opening` says.
    pub fn start(out: W, opening: Opening) -> io::Result<Self> {
        let documents = vec![opening.definition.clone()];
        let mut recorder = Self { out, opening, documents, context: Object::new(), line: Vec::new() };
        let opening = recorder.opening.clone();
        recorder.write(|m| write_opening(&opening, m))?;
        for (about, found) in &opening.warnings {
            let about = recorder.document(about)?;
            recorder.write(|m| {
                m.object("warning", |m| document::write_finding(about, found, m));
            })?;
        }
        Ok(recorder)
    }

    /// Writes the next record.
    pub fn record(&mut self, record: &Record) -> io::Result<()> {
        self.line.clear();
        match record {
            Record::Event(event) => event::write_all(&self.opening.run(), event, &mut self.line),
            Record::Note(Note::Context { branch, context }) => {
                let (branch, context) = (*branch, self.context_note(context));
                return self.write(|m| {
                    m.text("note", "Context").plain("branch", branch.0);
                    m.value("context", &context.0)
                        .put("same", |out| array(out, &context.1, |out, key| write_text(out, key)));
                });
            }
            Record::Note(note) => note::write(&self.opening.run(), note, &mut self.line),
        }
        self.end_line()
    }

    /// Writes who answers a call.
    pub fn answered(&mut self, ticket: Ticket, by: &str) -> io::Result<()> {
        self.write(|m| {
            m.plain("answer", ticket.0).text("by", by);
        })
    }

    /// Writes a line of the log of what answers a call.
    pub fn logged(&mut self, ticket: Ticket, line: &str) -> io::Result<()> {
        self.write(|m| {
            m.plain("log", ticket.0).text("line", line);
        })
    }

    /// Writes what is held back.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Writes how the run came to an end.
    pub fn close(&mut self, closing: &Closing) -> io::Result<()> {
        let stop = closing.stop.as_ref().map(|stop| stop::findings(stop).len());
        let about = closing.stop.iter().flat_map(stop::findings).chain(&closing.unused);
        let numbers = about.map(|(about, _)| self.document(about)).collect::<io::Result<Vec<_>>>()?;
        let (stopped, unused) = numbers.split_at(stop.unwrap_or(0));
        let ended_with = closing.ended_with.map(|state| Arc::clone(&self.opening.machine.state(state).name));
        self.write(|m| {
            m.object("end", |m| {
                m.plain("wall_ms", closing.wall_ms).maybe("ended_with", ended_with.as_deref());
                if let Some(stop) = &closing.stop {
                    m.object("stop", |m| stop::write(stop, stopped, m));
                }
                m.put("unused", |out| {
                    array(out, closing.unused.iter().zip(unused), |out, ((_, found), about)| {
                        object(out, |m| document::write_finding(*about, found, m));
                    });
                });
            });
        })?;
        self.out.flush()
    }

    /// The context object with null for the members that have not changed, and their names. Most of it, the
    /// input of the execution among it, is the same from state to state.
    fn context_note(&mut self, context: &Value) -> (Value, Vec<Arc<str>>) {
        let Value::Object(members) = context else { return (context.clone(), Vec::new()) };
        let same = members.iter().filter(|(key, value)| self.context.get(key) == Some(value));
        let same: Vec<Arc<str>> = same.map(|(key, _)| Arc::clone(key)).collect();
        let mut changed = members.clone();
        same.iter().for_each(|key| changed.insert(Arc::clone(key), Value::Null));
        self.context = members.clone();
        (Value::from(changed), same)
    }

    /// The number of a document, which is written first if it is new.
    fn document(&mut self, document: &Document) -> io::Result<usize> {
        if let Some(known) = self.documents.iter().position(|known| known.same(document)) {
            return Ok(known);
        }
        self.documents.push(document.clone());
        self.write(|m| {
            m.object("document", |m| document::write(document, m));
        })?;
        Ok(self.documents.len() - 1)
    }

    fn write(&mut self, write: impl FnOnce(&mut Members<'_>)) -> io::Result<()> {
        self.line.clear();
        object(&mut self.line, write);
        self.end_line()
    }

    fn end_line(&mut self) -> io::Result<()> {
        if self.line.is_empty() {
            return Ok(());
        }
        self.line.push(b'\n');
        self.out.write_all(&self.line)
    }
}

fn write_opening(opening: &Opening, members: &mut Members<'_>) {
    members.plain(MARK, VERSION).text("sfn", env!("CARGO_PKG_VERSION"));
    members.text("name", &opening.name).text("type", opening.machine.workflow.name());
    members.put("mocks", |out| array(out, &opening.mocks, |out, file| write_text(out, file)));
    members.text("region", &opening.region).text("role", &opening.role);
    members.plain("start", opening.start.millis()).text("clock", &opening.clock);
    members.plain("seed", opening.seed);
    members.maybe("until", opening.until.map(|state| &*opening.machine.state(state).name));
    members.object("definition", |m| document::write(&opening.definition, m));
}

/// Why a recording cannot be read.
#[derive(Clone, Debug)]
pub struct RecordingError {
    /// The file, and the line if one is to blame: `run.jsonl:12`.
    pub place: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl RecordingError {
    /// The same as the reason to stop showing a run.
    #[must_use]
    pub fn stop(self) -> Stop {
        Stop::plain(StopCause::Load, format!("{}: {}", self.place, self.message), self.help)
    }
}

/// Reads a recording line by line.
pub struct Recording<R: BufRead> {
    lines: Lines<R>,
    opening: Opening,
    documents: Vec<Document>,
    context: Object,
    /// The line after the opening.
    next: Option<Value>,
    closed: bool,
}

struct Lines<R: BufRead> {
    input: R,
    name: String,
    number: usize,
    /// About how much memory all lines so far take.
    weight: usize,
}

impl<R: BufRead> Recording<R> {
    /// Reads the opening of the recording called `name`.
    pub fn open(name: &str, input: R) -> Result<Self, RecordingError> {
        let mut lines = Lines { input, name: name.to_owned(), number: 0, weight: 0 };
        let first = lines.next()?.ok_or_else(|| lines.broken("the file is empty".to_owned()))?;
        let opening = read_opening(&first).map_err(|fault| lines.broken(fault))?;
        let documents = vec![opening.definition.clone()];
        let mut recording =
            Self { lines, opening, documents, context: Object::new(), next: None, closed: false };
        while let Some(value) = recording.lines.next()? {
            if !recording.learn(&value).map_err(|fault| recording.lines.broken(fault))? {
                recording.next = Some(value);
                break;
            }
        }
        Ok(recording)
    }

    /// What runs.
    #[must_use]
    pub const fn opening(&self) -> &Opening {
        &self.opening
    }

    /// About how many bytes of memory all entries so far take, if they are kept.
    #[must_use]
    pub const fn weight(&self) -> usize {
        self.lines.weight
    }

    /// The next entry; none after the one that says how the run came to an end. For a file that is cut off
    /// without that, an error.
    pub fn entry(&mut self) -> Result<Option<RecordingEntry>, RecordingError> {
        while !self.closed {
            let value = match self.next.take() {
                Some(value) => Some(value),
                None => self.lines.next()?,
            };
            let Some(value) = value else {
                self.closed = true;
                let mut broken = self.lines.broken("the recording ends here, the run did not".to_owned());
                broken.help = Some("perhaps `sfn run` still runs, or was ended from outside".to_owned());
                return Err(broken);
            };
            if let Some(entry) = self.meaning(&value).map_err(|fault| self.lines.broken(fault))? {
                self.closed = matches!(entry, RecordingEntry::Closed(_));
                return Ok(Some(entry));
            }
        }
        Ok(None)
    }

    /// Takes documents and warnings; says whether it was one.
    fn learn(&mut self, value: &Value) -> Result<bool, Fault> {
        if let Some(document) = value.get("document") {
            self.documents.push(document::read(document)?);
        } else if let Some(warning) = value.get("warning") {
            self.opening.warnings.push(document::read_finding(warning, &self.documents)?);
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    fn meaning(&mut self, value: &Value) -> Result<Option<RecordingEntry>, Fault> {
        let machine = &self.opening.machine;
        if value.get("type").is_some() {
            let known = Known::of_recording(value, machine)?;
            self.is_possible(known.branch)?;
            self.is_possible(known.iteration)?;
            let event = event::read(value, &known)?;
            let event =
                event.ok_or_else(|| format!("there is no event `{}`", text(value, "type").unwrap_or("")))?;
            return Ok(Some(RecordingEntry::Record(Record::Event(event))));
        }
        if value.get("note").is_some() {
            let mut note = note::read(value, machine)?;
            if let Note::Context { context, .. } = &mut note {
                self.whole_context(value, context)?;
            }
            if let Note::BranchStarted { parent, branch, .. } = &note {
                self.is_possible(*parent)?;
                self.is_possible(*branch)?;
            }
            return Ok(Some(RecordingEntry::Record(Record::Note(note))));
        }
        if value.get("answer").is_some() {
            let (ticket, by) = (Ticket(number(value, "answer")?), text(value, "by")?.into());
            return Ok(Some(RecordingEntry::Answered { ticket, by }));
        }
        if value.get("log").is_some() {
            let (ticket, line) = (Ticket(number(value, "log")?), text(value, "line")?.into());
            return Ok(Some(RecordingEntry::Logged { ticket, line }));
        }
        if let Some(end) = value.get("end") {
            return Ok(Some(RecordingEntry::Closed(Box::new(self.closing(end)?))));
        }
        if self.learn(value)? { Ok(None) } else { Err("this is no line of a recording".to_owned()) }
    }

    /// Refuses a branch with a number that cannot be: each one begins with an entry of its own.
    fn is_possible(&self, branch: Branch) -> Result<(), Fault> {
        let is_possible = branch.0 as usize <= self.lines.number;
        is_possible.then_some(()).ok_or_else(|| format!("there is no branch {} yet", branch.0))
    }

    /// Fills in the members of the context object that are the same as before.
    fn whole_context(&mut self, note: &Value, context: &mut Value) -> Result<(), Fault> {
        let Value::Object(members) = context else { return Ok(()) };
        for key in texts(note, "same")? {
            let known = self.context.get(&key).ok_or_else(|| format!("`{key}` was not there before"))?;
            members.insert(key.as_str(), known.clone());
        }
        self.context = members.clone();
        Ok(())
    }

    fn closing(&self, end: &Value) -> Result<Closing, Fault> {
        let machine = &self.opening.machine;
        let finding = |found: &Value| document::read_finding(found, &self.documents);
        let unused: Vec<(Document, Diagnostic)> =
            list(end, "unused")?.iter().map(finding).collect::<Result<_, _>>()?;
        Ok(Closing {
            wall_ms: number(end, "wall_ms")?,
            stop: end.get("stop").map(|stop| stop::read(stop, &self.documents)).transpose()?,
            ended_with: maybe_text(end, "ended_with").map(|name| find(&name, machine)).transpose()?,
            unused,
        })
    }
}

fn read_opening(value: &Value) -> Result<Opening, Fault> {
    let version =
        value.get(MARK).and_then(Value::as_i64).ok_or("this is no recording of `sfn run --save-trace`")?;
    if version > VERSION {
        let by = text(value, "sfn").unwrap_or("a newer version");
        return Err(format!(
            "sfn {by} wrote this in version {version} of the format, this sfn reads {VERSION}"
        ));
    }
    let definition = document::read(member(value, "definition")?)?;
    let workflow = match text(value, "type")? {
        "STANDARD" => Workflow::Standard,
        "EXPRESS" => Workflow::Express,
        other => return Err(format!("there is no workflow type `{other}`")),
    };
    let machine = check_document(&definition, workflow, Depth::Errors).machine;
    let machine = machine.ok_or("this version of sfn finds errors in the definition that was run")?;
    Ok(Opening {
        name: text(value, "name")?.to_owned(),
        mocks: texts(value, "mocks")?,
        region: text(value, "region")?.to_owned(),
        role: text(value, "role")?.to_owned(),
        start: Time::from_millis(number(value, "start")?),
        clock: text(value, "clock")?.to_owned(),
        seed: value
            .get("seed")
            .and_then(Value::as_number)
            .and_then(|seed| seed.as_u64())
            .ok_or("`seed` is missing")?,
        until: maybe_text(value, "until").map(|name| find(&name, &machine)).transpose()?,
        warnings: Vec::new(),
        machine: Arc::new(machine),
        definition,
    })
}

impl<R: BufRead> Lines<R> {
    /// The value on the next line that is not blank.
    fn next(&mut self) -> Result<Option<Value>, RecordingError> {
        let (line, lines) = room::line(&mut self.input).map_err(|fault| {
            self.number += 1;
            self.broken(fault)
        })?;
        self.number += lines;
        if line.is_empty() {
            return Ok(None);
        }
        self.weight = self.weight.saturating_add(room::weight(&line));
        let text = std::str::from_utf8(&line).map_err(|_| self.broken("this is no UTF-8".to_owned()))?;
        let is_whole = text.ends_with('\n');
        match Value::parse(text.trim_end()) {
            Ok(value) => Ok(Some(value)),
            Err(_) if !is_whole => Err(self.broken("the recording is cut off in this line".to_owned())),
            Err(error) => Err(self.broken(format!("this line is no JSON: {error}"))),
        }
    }

    fn broken(&self, message: String) -> RecordingError {
        RecordingError { place: format!("{}:{}", self.name, self.number.max(1)), message, help: None }
    }
}
