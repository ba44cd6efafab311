//! `Terminal`: shows the trace up to where a run stands, and reads what is to be done.

use std::cell::RefCell;
use std::io::{self, Write as _};
use std::rc::Rc;

use crate::base::secret::Secrets;
use crate::debug::{Changes, Command, Front, Log, Place, Said, Stop};
use crate::engine::call::Ticket;
use crate::engine::history::Record;
use crate::record::{Closing, Opening, secrets};
use crate::report::ink::marks::Marks;
use crate::report::ink::paint::Ink;
use crate::report::ink::style::Style;
use crate::report::runs::trace::{Trace, View};
use crate::report::runs::{OfVisits, Report};
use crate::session::Order;

use super::lines::Lines;
use super::voice::Voice;

/// A terminal, or lines of a file in place of one.
pub struct Terminal<'o> {
    pub(super) opening: &'o Opening,
    /// What was ordered, and the last mock file in use; none of a run that is over.
    pub(super) order: Option<(&'o Order, Option<&'o str>)>,
    pub(super) look: (Style, View),
    pub(super) marks: &'static Marks,
    pub(super) voice: Voice,
    secrets: Rc<RefCell<Secrets>>,
    trace: OfVisits<Trace<'o>>,
    lines: Lines,
    /// What was said last: an empty line says it again.
    last: String,
    /// Whether the place was shown already: the last command moved nothing.
    is_shown: bool,
}

impl<'o> Terminal<'o> {
    /// One that shows the run of `opening`, made from `order`.
    pub fn new(
        opening: &'o Opening,
        look: (Style, View),
        lines: Lines,
        order: Option<(&'o Order, Option<&'o str>)>,
    ) -> Self {
        let (secrets, marks) = (Rc::new(RefCell::new(Secrets::default())), Marks::of(look.0));
        secrets.borrow_mut().see(opening.definition.value());
        let voice = Voice::new(&secrets, marks);
        let trace = trace(opening, look, &voice);
        Self {
            opening,
            order,
            look,
            marks,
            voice,
            secrets,
            trace,
            lines,
            last: "next".to_owned(),
            is_shown: false,
        }
    }

    /// The run is over, or was given up: says what is left to say about it.
    pub fn close(&mut self, closing: &Closing) -> io::Result<()> {
        match &closing.stop {
            None => self.trace.finish(closing.wall_ms),
            Some(stop) => self.trace.abandon(stop, closing.wall_ms),
        }
    }

    /// The next line that says something.
    fn line(&mut self) -> Option<String> {
        if self.lines.is_terminal {
            let _ = write!(self.voice, "(sfn) ");
            let _ = self.voice.flush();
        }
        let line = self.lines.next()?;
        if !line.trim().is_empty() {
            line.trim().clone_into(&mut self.last);
        }
        Some(self.last.clone())
    }

    /// What is done when nothing more is said: at a terminal the run is given up, else it goes on to its end.
    fn silence(&self) -> Command {
        if self.lines.is_terminal { Command::Quit } else { Command::Continue(None) }
    }
}

fn trace<'o>(opening: &'o Opening, (style, view): (Style, View), voice: &Voice) -> OfVisits<Trace<'o>> {
    OfVisits::new(opening.start, Trace::new(opening.run(), style, view, voice.clone()))
}

impl Front for Terminal<'_> {
    fn ask(&mut self, place: &Place<'_>, changes: &Changes) -> Command {
        let _ = self.trace.flush();
        if let Stop::Entry(_) = place.stop {
            self.secrets.borrow_mut().see(&place.input());
        }
        if !std::mem::take(&mut self.is_shown) {
            let lines = place.headlines(&self.opening.definition, self.marks);
            self.say(Ink::Name, &lines[..1]);
            self.say(Ink::Plain, &lines[1..]);
        }
        loop {
            let Some(line) = self.line() else { return self.silence() };
            match Said::parse(&line, place.machine()) {
                Ok(Said::Go(command)) => return command,
                Ok(Said::Look(what)) => self.look(&what, place, changes),
                Err(why) => self.refuse(&why),
            }
            self.is_shown = false;
        }
    }

    fn refuse(&mut self, why: &str) {
        self.is_shown = true;
        self.say(Ink::Warn, &[crate::report::ink::control::escape_control(why).into_owned()]);
    }

    fn noted(&mut self) {
        self.is_shown = true;
        self.say(Ink::Dim, &["noted".to_owned()]);
    }

    fn happened(&mut self, records: &[Record]) {
        for record in records {
            secrets::see(record, &mut self.secrets.borrow_mut());
            let _ = self.trace.record(record);
        }
    }

    fn answered(&mut self, ticket: Ticket, by: &str) {
        self.trace.answered(ticket, by);
    }

    fn rewound(&mut self, log: &Log) {
        self.trace = trace(self.opening, self.look, &self.voice);
        self.voice.is_muted.set(true);
        let _ = log.tell(self);
        self.voice.is_muted.set(false);
    }
}
