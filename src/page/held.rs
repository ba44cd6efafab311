//! A run that is held to be looked at: its entries, and the visits that they come to.

use std::io;
use std::sync::Arc;

use crate::base::diag::Diagnostic;
use crate::base::secret::Secrets;
use crate::engine::ChildRecords;
use crate::engine::call::Ticket;
use crate::engine::history::{Branch, Record};
use crate::record::visits::{BranchStart, Ended, Happening, Scene, Visit, VisitReader, Visits};
use crate::record::{Closing, Opening, RecordingEntry, secrets};
use crate::report::ink::style::Style;
use crate::report::runs::failure::{self, Trail};
use crate::session::Observer;

use super::items::Items;

/// A page without an end of lines: the browser breaks them.
pub const STYLE: Style = Style { colour: false, unicode: true, width: 400 };

/// How many visits are kept to explain a failure.
const FOLLOWED: usize = 2000;

/// A run.
pub struct Held {
    /// What the link to it says.
    pub id: String,
    /// What it is called in the list.
    pub name: String,
    /// What names its machine in the project; none for a saved run whose definition is not there.
    pub reference: Option<String>,
    /// What it began with.
    pub opening: Opening,
    /// How it came to an end.
    pub closing: Closing,
    /// Everything that happened.
    pub entries: Vec<RecordingEntry>,
    /// The items of distributed Maps, as far as they are known: a saved run does not have them.
    pub items: Items,
    /// Every visit, as they began.
    pub visits: Vec<Arc<Visit>>,
    /// Its totals, its end, its branches.
    pub fold: Visits,
    /// Why it failed, if it did.
    pub why: Option<Diagnostic>,
    /// The texts that are hidden.
    pub secrets: Secrets,
}

/// What is known of a run beside what happened in it.
#[derive(Debug)]
pub struct About {
    /// What it is called in the list.
    pub name: String,
    /// What names its machine in the project, if that is known.
    pub reference: Option<String>,
    /// What it began with.
    pub opening: Opening,
    /// How it came to an end.
    pub closing: Closing,
    /// The items of its distributed Maps, as far as they are known.
    pub items: Items,
}

impl Held {
    /// Puts the visits of a run together.
    pub fn new(id: String, about: About, entries: Vec<RecordingEntry>) -> io::Result<Self> {
        let About { name, reference, opening, closing, items } = about;
        let mut fold = Visits::new(opening.start);
        let mut reader = Reader { visits: Vec::new(), trail: Trail::of_first(FOLLOWED) };
        let mut hidden = Secrets::default();
        hidden.see(opening.definition.value());
        for entry in &entries {
            match entry {
                RecordingEntry::Record(record) => {
                    secrets::see(record, &mut hidden);
                    fold.record(record, &mut reader)?;
                }
                RecordingEntry::Answered { ticket, by } => fold.note_answerer(*ticket, by),
                RecordingEntry::Logged { ticket, line } => fold.note_log(*ticket, line),
                RecordingEntry::Closed(_) => {}
            }
        }
        fold.finish(&mut reader)?;
        let Reader { mut visits, trail } = reader;
        visits.sort_by_key(|visit| visit.events.0);
        let why = failure::of_run(&opening.run(), STYLE, &fold, &trail);
        Ok(Self { id, name, reference, opening, closing, entries, items, visits, fold, why, secrets: hidden })
    }

    /// Its records.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.entries.iter().filter_map(|entry| match entry {
            RecordingEntry::Record(record) => Some(record),
            RecordingEntry::Answered { .. } | RecordingEntry::Logged { .. } | RecordingEntry::Closed(_) => {
                None
            }
        })
    }

    /// AWS's word for how it ended; `STOPPED` or `RUNNING` if it did not.
    pub fn status(&self) -> &'static str {
        let unended = if self.closing.stop.is_some() { "STOPPED" } else { "RUNNING" };
        self.fold.end().map_or(unended, |end| end.status)
    }
}

/// Keeps every visit.
struct Reader {
    visits: Vec<Arc<Visit>>,
    trail: Trail,
}

impl VisitReader for Reader {
    fn step(&mut self, _scene: Scene<'_>, step: &Happening<'_>) -> io::Result<()> {
        self.trail.step(step);
        Ok(())
    }

    fn over(&mut self, _scene: Scene<'_>, visit: Arc<Visit>) -> io::Result<Option<Arc<Visit>>> {
        self.visits.push(Arc::clone(&visit));
        Ok(self.trail.keep(visit))
    }

    fn child_over(&mut self, child: Branch, origin: BranchStart, ended: Ended) {
        self.trail.child_over(child, origin.parent, ended);
    }
}

/// Keeps everything that happens in a run, and what came of the items of distributed Maps.
#[derive(Debug, Default)]
pub struct Tape {
    /// Everything that happened in the execution itself.
    pub entries: Vec<RecordingEntry>,
    /// The child executions.
    pub items: Items,
}

impl Observer for Tape {
    fn records(&mut self, records: &[Record]) -> io::Result<()> {
        self.entries.extend(records.iter().map(|record| RecordingEntry::Record(record.clone())));
        Ok(())
    }

    fn children(&mut self, children: &[ChildRecords]) -> io::Result<()> {
        children.iter().for_each(|child| self.items.see(child));
        Ok(())
    }

    /// The data is counted where the execution holds it; what is kept of it beside that is shared.
    fn held(&self) -> usize {
        self.entries.len() * size_of::<RecordingEntry>() * 2 + self.items.held()
    }

    fn answered(&mut self, ticket: Ticket, by: &str) -> io::Result<()> {
        self.entries.push(RecordingEntry::Answered { ticket, by: by.into() });
        Ok(())
    }

    fn logged(&mut self, ticket: Ticket, line: &Arc<str>) -> io::Result<()> {
        self.entries.push(RecordingEntry::Logged { ticket, line: Arc::clone(line) });
        Ok(())
    }
}
