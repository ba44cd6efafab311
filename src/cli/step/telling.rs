//! What a terminal says, and how it is told once more what happened when the run was taken back.

use std::io::{self, Write as _};

use crate::debug::Front;
use crate::engine::call::Ticket;
use crate::engine::history::Record;
use crate::report::ink::paint::Ink;
use crate::session::Observer;

use super::terminal::Terminal;

impl Terminal<'_> {
    /// Says lines. A terminal that is gone is noticed where the next line is read.
    pub(super) fn say(&mut self, ink: Ink, lines: &[String]) {
        for line in lines {
            let _ = writeln!(self.voice, "{}", ink.paint(line, self.look.0));
        }
        let _ = self.voice.flush();
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
