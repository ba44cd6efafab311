//! How a run is shown: the flags for it, and one way for runs that happen now and for those that were saved.

use std::cell::RefCell;
use std::io::{self, BufWriter, Write};
use std::rc::Rc;
use std::sync::Arc;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser as _};

use crate::asl::machine::{StateId, StateMachine};
use crate::base::diag::Severity;
use crate::base::secret::Secrets;
use crate::engine::call::Ticket;
use crate::engine::history::{Detail, Record};
use crate::engine::payload::Payload;
use crate::expr::jsonpath::{Path, Root};
use crate::record::{Closing, Opening, Run, Stop, StopCause, StopMessage, secrets};
use crate::report::findings::human;
use crate::report::ink::control::{escape_control, escape_json};
use crate::report::ink::marks::Marks;
use crate::report::ink::secret::Hiding;
use crate::report::ink::style::Style;
use crate::report::runs::trace::{Trace, View as TraceView};
use crate::report::runs::{AloneEnd, FORMATS, OfVisits, Report, unanswered};
use crate::session::{self, Observer};

use super::error::Error;
use super::exit::Exit;
use super::terminal::{self, DisplayArgs, Stream};
use super::watch::streams::Streams;

/// Flags about how a run is shown.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct Display {
    /// What to print [default: human]
    #[arg(long, value_name = "FORMAT", value_parser = format(), help_heading = "Output")]
    pub format: Option<Format>,
    /// The same as --format json
    #[arg(long, conflicts_with = "format", help_heading = "Output")]
    pub json: bool,
    /// One line per state
    #[arg(short, long, conflicts_with = "verbose", help_heading = "Output")]
    pub quiet: bool,
    /// Show more of each state; twice: everything
    #[arg(short, long, action = clap::ArgAction::Count, help_heading = "Output")]
    pub verbose: u8,
    /// The same as -q, none or -v
    #[arg(long, value_enum, conflicts_with_all = ["quiet", "verbose"], help_heading = "Output")]
    pub view: Option<View>,
    /// Show only these states, with their parents and children
    #[arg(long, value_name = "STATE,...", value_delimiter = ',', help_heading = "Output")]
    pub only: Vec<String>,
    /// Show the whole value at this path wherever a state changes it (repeatable)
    #[arg(long, value_name = "PATH", value_parser = path, help_heading = "Output")]
    pub full: Vec<Path>,
    /// Show the steps of branches and items in the order they happened
    #[arg(long, help_heading = "Output")]
    pub by_time: bool,
}

/// Where the run is printed to, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people: the trace on standard error, the output on standard output.
    Human,
    /// For machines: the row of `report::runs::FORMATS`.
    Machine(usize),
}

/// How much the trace shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum View {
    /// One line per state
    Compact,
    /// What each state changed
    Default,
    /// Every field the data went through
    #[value(name = "full")]
    Verbose,
}

impl Display {
    /// The format, whichever flag says it.
    pub fn format(&self) -> Format {
        if self.json { named("json") } else { self.format.unwrap_or(Format::Human) }
    }

    /// The same with what the environment says where no flag does.
    pub fn settled(&self) -> Result<Self, Error> {
        let mut display = self.clone();
        if display.format.is_none() {
            let known = |name: &str| name == "human" || FORMATS.iter().any(|format| format.name == name);
            display.format = terminal::format(&known)?.map(|name| named(&name));
        }
        Ok(display)
    }

    /// Whether the context object of every state is shown.
    pub fn shows_context(&self) -> bool {
        self.verbose > 1 && self.format() == Format::Human
    }
}

fn format() -> impl clap::builder::TypedValueParser<Value = Format> {
    let human = PossibleValue::new("human").help("a trace on standard error, the output on standard output");
    let machine = FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about));
    PossibleValuesParser::new(std::iter::once(human).chain(machine)).map(|name| named(&name))
}

/// The format of that name; the one for people is not in the table.
fn named(name: &str) -> Format {
    FORMATS.iter().position(|format| format.name == name).map_or(Format::Human, Format::Machine)
}

/// A path with or without its `$`: `$.items`, `.items`, `items`.
fn path(text: &str) -> Result<Path, String> {
    let full = match text.chars().next() {
        Some('$') => text.to_owned(),
        Some('.' | '[') => format!("${text}"),
        Some(_) | None => format!("$.{text}"),
    };
    let path = Path::parse(&full).map_err(|error| error.message)?;
    match path.root() {
        Root::Input => Ok(path),
        Root::Context | Root::Variable(_) => Err("write a path into the data, such as .items".to_owned()),
    }
}

/// A run that was shown.
pub struct Shown {
    /// The exit code of `sfn run`.
    pub exit: Exit,
    /// Why the run was given up, if it was: still to be said.
    pub error: Option<Error>,
}

/// What takes a run while it is shown.
pub struct Screen<'a> {
    report: Box<dyn Report + 'a>,
    /// Its output, once it has succeeded.
    output: Option<Payload>,
    /// The secrets seen so far, none for machines.
    secrets: Option<Rc<RefCell<Secrets>>>,
}

impl Screen<'_> {
    /// Takes the next records.
    pub fn records(&mut self, records: &[Record]) -> io::Result<()> {
        // The end of an execution is its last event.
        let mut events = records.iter().rev().filter_map(|record| match record {
            Record::Event(event) => Some(event),
            Record::Note(_) => None,
        });
        if let Some(event) = events.next()
            && let Detail::ExecutionSucceeded { output } = &event.detail
        {
            self.output = Some(output.clone());
        }
        let Some(secrets) = &self.secrets else { return self.report.records(records) };
        for record in records {
            secrets::see(record, &mut secrets.borrow_mut());
            self.report.record(record)?;
        }
        Ok(())
    }

    /// Shows what was held back.
    pub fn flush(&mut self) -> io::Result<()> {
        self.report.flush()
    }

    /// About how many bytes it holds of what it was given.
    pub fn held(&self) -> usize {
        self.report.held()
    }

    /// The run was that of a state alone, which ended like this.
    pub fn ends_as(&mut self, end: AloneEnd) {
        self.report.ends_as(end);
    }

    /// Takes note of who answers a call.
    pub fn answered(&mut self, ticket: Ticket, by: &str) {
        self.report.answered(ticket, by);
    }

    /// Takes a line of the log of what answers a call.
    pub fn logged(&mut self, ticket: Ticket, line: &Arc<str>) {
        self.report.logged(ticket, line);
    }
}

impl Observer for Screen<'_> {
    fn records(&mut self, records: &[Record]) -> io::Result<()> {
        Screen::records(self, records)
    }

    fn held(&self) -> usize {
        self.report.held()
    }

    fn waits(&mut self) -> io::Result<()> {
        self.flush()
    }

    fn answered(&mut self, ticket: Ticket, by: &str) -> io::Result<()> {
        self.report.answered(ticket, by);
        Ok(())
    }

    fn logged(&mut self, ticket: Ticket, line: &Arc<str>) -> io::Result<()> {
        Screen::logged(self, ticket, line);
        Ok(())
    }
}

/// Shows the run of `opening`, which `feed` brings to the screen, on `streams`.
pub fn show(
    display: &Display,
    look: &DisplayArgs,
    opening: &Opening,
    streams: &Streams,
    feed: impl FnOnce(&mut Screen<'_>) -> Result<Closing, Error>,
) -> Result<Shown, Error> {
    let style = look.style(Stream::Err);
    if !display.quiet {
        human::render(&mut *streams.err(), &opening.warnings, &style)?;
    }
    let run = opening.run();
    let only = only(display, &opening.machine)?;
    let mut out = BufWriter::new(streams.out());
    let secrets = Rc::new(RefCell::new(Secrets::default()));
    let is_human = display.format() == Format::Human;
    if is_human {
        secrets.borrow_mut().see(opening.definition.value());
    }
    let hiding = || Hiding {
        inner: BufWriter::new(streams.err()),
        secrets: Rc::clone(&secrets),
        marks: Marks::of(style),
    };
    let mut err = hiding();
    let report: Box<dyn Report + '_> = match display.format() {
        Format::Human => {
            let trace = Trace::new(run, style, view(display), &mut err).only(&only).whole(&display.full);
            Box::new(OfVisits::new(run.start, if display.by_time { trace.by_time() } else { trace }))
        }
        Format::Machine(row) => (FORMATS[row].start)(run, &mut out),
    };
    let mut screen = Screen { report, output: None, secrets: is_human.then(|| Rc::clone(&secrets)) };
    let closing = feed(&mut screen)?;
    match &closing.stop {
        None => screen.report.finish(closing.wall_ms)?,
        Some(stop) => screen.report.abandon(stop, closing.wall_ms)?,
    }
    let output = screen.output.take();
    drop(screen);
    out.flush()?;
    err.flush()?;
    drop((out, err));
    let Some(stop) = closing.stop else { return ended(display, &style, opening, streams, output, &closing) };
    // A document for programs shows no text of the definition until it has to say why it stops.
    if !is_human {
        secrets.borrow_mut().see(opening.definition.value());
    }
    Ok(Shown {
        exit: Exit::Ok,
        error: Some(stopped(stop, &run, &style).hiding(&secrets.borrow(), Marks::of(style))),
    })
}

/// Shows what comes after the trace of an execution that ended.
pub fn ended(
    display: &Display,
    style: &Style,
    opening: &Opening,
    streams: &Streams,
    output: Option<Payload>,
    closing: &Closing,
) -> Result<Shown, Error> {
    let Some(output) = output else { return Ok(Shown { exit: Exit::Negative, error: None }) };
    if display.format() == Format::Human {
        print_output(&output, &mut *streams.out())?;
        if let Some(until) = opening.until.filter(|until| Some(*until) != closing.ended_with) {
            let name = escape_control(&opening.machine.state(until).name);
            let mut err = streams.err();
            writeln!(err, "warning: the workflow ended before it came to `{name}`, where it was to stop")?;
        }
    }
    if display.quiet {
        return Ok(Shown { exit: Exit::Ok, error: None });
    }
    human::render(&mut *streams.err(), &closing.unused, style)?;
    let is_error = closing.unused.iter().any(|(_, found)| found.severity == Severity::Error);
    Ok(Shown { exit: if is_error { Exit::Negative } else { Exit::Ok }, error: None })
}

/// The error that says why a run was given up.
pub fn stopped(stop: Stop, run: &Run<'_>, style: &Style) -> Error {
    let exit = match stop.cause {
        StopCause::Unmocked => Exit::Unmocked,
        StopCause::Unsupported => Exit::Unsupported,
        StopCause::Load => Exit::Load,
        StopCause::Limit => Exit::Limit,
        StopCause::Signal => Exit::Interrupted,
    };
    match stop.message {
        StopMessage::Unanswered(call) => {
            let found = unanswered::diagnostic(&call, run.start, style);
            Error::Found { exit, diagnostics: vec![(run.definition.clone(), found)] }
        }
        StopMessage::Found(diagnostics) => Error::Found { exit, diagnostics },
        StopMessage::Plain(message, help) => Error::Plain { exit, message, help },
    }
}

/// The states `--only` names, with those they are inside of and those inside of them.
fn only(display: &Display, machine: &StateMachine) -> Result<Vec<StateId>, Error> {
    let named = display.only.iter().map(|name| session::state("--only", name, machine));
    let named = named.collect::<Result<Vec<_>, _>>()?;
    let around = |state: StateId| {
        std::iter::successors(Some(state), |&state| machine.flow(machine.state(state).flow).owner)
    };
    let is_shown = |state: StateId| {
        around(state).any(|outer| named.contains(&outer))
            || named.iter().any(|&inner| around(inner).any(|outer| outer == state))
    };
    Ok((0..machine.states.len() as u32).map(StateId).filter(|&state| is_shown(state)).collect())
}

pub fn view(display: &Display) -> TraceView {
    match (display.view, display.quiet, display.verbose) {
        (Some(View::Compact), ..) | (None, true, _) => TraceView::Compact,
        (Some(View::Default), ..) | (None, false, 0) => TraceView::Default,
        (Some(View::Verbose), ..) | (None, false, 1) => TraceView::Verbose,
        (None, false, 2..) => TraceView::Full,
    }
}

/// The output is all that goes to standard output: indented for people, one line for programs.
fn print_output(output: &Payload, out: &mut dyn Write) -> io::Result<()> {
    let text = if Stream::Out.is_terminal() { output.value().to_json_pretty() } else { output.text() };
    writeln!(out, "{}", escape_json(&text))
}
