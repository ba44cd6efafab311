//! What a terminal says, and how it is told once more what happened when the run was taken back.

use std::io::{self, Write as _};

use crate::debug::{Changes, Front, Place, Shown, test};
use crate::engine::call::Ticket;
use crate::engine::history::Record;
use crate::report::ink::paint::Ink;
use crate::session::Observer;
use crate::suite::suggest::{Kept, keep};

use super::terminal::Terminal;

impl Terminal<'_> {
    /// Says lines. A terminal that is gone is noticed where the next line is read.
    pub(super) fn say(&mut self, ink: Ink, lines: &[String]) {
        for line in lines {
            let _ = writeln!(self.voice, "{}", ink.paint(line, self.look.0));
        }
        let _ = self.voice.flush();
    }

    /// Shows what is asked for, or keeps it.
    pub(super) fn look(&mut self, what: &Shown, place: &Place<'_>, changes: &Changes) {
        let found = if let Shown::Save(file) = what {
            self.keep(file, place, changes).map(|line| vec![line])
        } else {
            place.show(what, &self.opening.definition, self.marks)
        };
        match found {
            Ok(lines) => self.say(Ink::Plain, &lines),
            Err(why) => self.refuse(&why),
        }
    }
}

impl Terminal<'_> {
    fn keep(&self, file: &str, place: &Place<'_>, changes: &Changes) -> Result<String, String> {
        let (order, mocks) =
            self.order.ok_or("this run is over: only one that is made now is kept as a test")?;
        let (name, test) = test(place, changes)?;
        let (machine, definition) = (&*self.opening.name, order.definition.name());
        keep(Kept { machine, definition, mocks, name, test }, file)
    }
}

/// Takes the whole log once more.
impl Observer for Terminal<'_> {
    fn records(&mut self, records: &[Record]) -> io::Result<()> {
        self.happened(records);
        Ok(())
    }

    fn answered(&mut self, ticket: Ticket, by: &str) -> io::Result<()> {
        Front::answered(self, ticket, by);
        Ok(())
    }
}
