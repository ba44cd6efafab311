//! `Browser`: shows where a run stands to a page, and takes what that says.

use std::sync::Arc;
use std::sync::mpsc::Receiver;

use crate::base::members::{Members, array, object, text as quoted};
use crate::base::secret::Secrets;
use crate::base::value::Value;
use crate::debug::{Changes, Command, Front, Log, Place, Said, Shown, Stop, test};
use crate::engine::call::Ticket;
use crate::engine::history::Record;
use crate::page::{About, Items, Page, Tape, veiled};
use crate::record::{Closing, Opening, secrets};
use crate::report::ink::marks::Marks;
use crate::report::ink::style::Style;
use crate::suite::suggest::{Kept, keep};

use super::board::Board;
use super::place::{self, Around};

/// How lines look that the page shows.
const STYLE: Style = Style { colour: false, unicode: true, width: 400 };

/// What the page said.
pub struct Words {
    /// A command of the debugger.
    pub text: String,
    /// Whether secrets are to be seen.
    pub reveals: bool,
}

/// What is stepped through.
pub enum Kind {
    /// A run that is made now.
    Made {
        /// Where it is held to be looked at.
        page: Arc<Page>,
        /// What the user calls it.
        name: String,
        /// The machine, as the page names it.
        reference: String,
        /// The definition, as it was ordered.
        definition: String,
        /// The mock files in use.
        mocks: Vec<String>,
    },
    /// The run with this id, which is over.
    Saved(String),
}

/// Shows where a run stands.
pub struct Browser<'o> {
    opening: &'o Opening,
    kind: Kind,
    words: Receiver<Words>,
    board: Arc<Board>,
    secrets: Secrets,
    /// The id of the run as the page holds it.
    run: Option<String>,
    /// Whether something happened that the page has not seen.
    has_news: bool,
    /// Whether the run that the page holds had ended.
    had_ended: bool,
    /// Why the last command was not done.
    refused: Option<String>,
}

impl<'o> Browser<'o> {
    /// One for the run of `opening`.
    pub fn new(opening: &'o Opening, kind: Kind, words: Receiver<Words>, board: Arc<Board>) -> Self {
        let mut secrets = Secrets::default();
        secrets.see(opening.definition.value());
        let run = match &kind {
            Kind::Saved(id) => Some(id.clone()),
            Kind::Made { .. } => None,
        };
        Self { opening, kind, words, board, secrets, run, has_news: true, had_ended: false, refused: None }
    }

    /// The run is over: it is held as it is.
    pub fn over(&mut self, log: &Log, closing: Closing, has_quit: bool) {
        // One that had ended stays as it was; where nothing happened there is nothing to hold.
        let is_held = self.had_ended || has_quit && self.run.is_none();
        if !is_held {
            self.hold(log, closing);
        }
        self.gone();
    }

    /// Nothing more comes.
    pub fn gone(&self) {
        self.board.stand(place::over(self.board.session(), self.run.as_deref()));
    }

    /// Lets the page look at the run as far as it has come.
    fn hold(&mut self, log: &Log, closing: Closing) {
        let Kind::Made { page, name, reference, .. } = &self.kind else { return };
        let mut tape = Tape::default();
        // Memory takes all that is written to it.
        let _ = log.tell(&mut tape);
        let about = About {
            name: name.clone(),
            reference: Some(reference.clone()),
            opening: self.opening.clone(),
            closing,
            items: Items::default(),
        };
        match page.show(self.run.as_deref(), about, tape.entries) {
            Ok(id) => self.run = Some(id),
            Err(error) => self.refused = Some(error.to_string()),
        }
    }

    fn stand(&mut self, place: &Place<'_>, changes: &Changes) {
        if let Stop::Entry(_) = place.stop {
            self.secrets.see(&place.input());
        }
        if std::mem::take(&mut self.has_news) {
            self.hold(place.log, Closing::default());
            self.had_ended = matches!(place.stop, Stop::End(_));
        }
        let tests = self.test_file();
        let around = Around {
            session: self.board.session(),
            run: self.run.as_deref(),
            secrets: &self.secrets,
            refused: self.refused.take(),
            tests: tests.as_deref(),
            definition: &self.opening.definition,
            marks: Marks::of(STYLE),
        };
        self.board.stand(place::document(place, changes, &around));
    }

    /// The file that a test is kept in if no other is named; none if the run cannot be kept.
    fn test_file(&self) -> Option<String> {
        let Kind::Made { definition, mocks, .. } = &self.kind else { return None };
        let beside = || {
            let file = definition.split('#').next().unwrap_or(definition);
            let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
            format!("{}.sfn.yaml", stem.strip_suffix(".asl").unwrap_or(stem))
        };
        Some(mocks.last().cloned().unwrap_or_else(beside))
    }

    /// What is asked for: a value, or lines.
    fn look(&self, what: &Shown, reveals: bool, place: &Place<'_>, changes: &Changes) -> Vec<u8> {
        let mut out = Vec::new();
        object(&mut out, |m| {
            let found = if let Shown::Save(file) = what {
                self.keep(file, place, changes).map(|line| vec![line])
            } else if what.is_value() {
                place.value(what).map(|found| {
                    self.value(m, found, reveals);
                    Vec::new()
                })
            } else {
                place.show(what, &self.opening.definition, Marks::of(STYLE))
            };
            match found {
                Ok(lines) => _ = m.put("lines", |out| array(out, &lines, |out, line| quoted(out, line))),
                Err(why) => _ = m.text("refused", &why),
            }
        });
        out
    }

    fn value(&self, m: &mut Members<'_>, value: Option<Value>, reveals: bool) {
        match value {
            Some(value) if reveals => _ = m.value("value", &value),
            Some(value) => _ = m.value("value", &veiled(&value, &self.secrets)),
            None => _ = m.plain("undefined", true),
        }
    }

    fn keep(&self, file: &str, place: &Place<'_>, changes: &Changes) -> Result<String, String> {
        let Kind::Made { definition, mocks, .. } = &self.kind else {
            return Err("this run is over: only one that is made now is kept as a test".to_owned());
        };
        if !is_test_file(file) && !mocks.iter().any(|known| known == file) {
            return Err(format!(
                "a test is kept in a file of this folder whose name ends with .sfn.yaml, not in `{file}`"
            ));
        }
        let (name, test) = test(place, changes)?;
        let mocks = mocks.last().map(String::as_str);
        keep(Kept { machine: &self.opening.name, definition, mocks, name, test }, file)
    }
}

/// Whether the page may write tests there: below the folder it shows, and named as such files are.
fn is_test_file(file: &str) -> bool {
    let path = std::path::Path::new(file);
    let is_below = path.components().all(|part| matches!(part, std::path::Component::Normal(_)));
    is_below && (file.ends_with(".sfn.yaml") || file.ends_with(".sfn.yml"))
}

impl Front for Browser<'_> {
    fn ask(&mut self, place: &Place<'_>, changes: &Changes) -> Command {
        self.stand(place, changes);
        loop {
            // Nobody says anything any more: the page is gone.
            let Ok(words) = self.words.recv() else { return Command::Quit };
            match Said::parse(&words.text, place.machine()) {
                Ok(Said::Go(command)) => return command,
                Ok(Said::Look(what)) => {
                    let said = self.look(&what, words.reveals, place, changes);
                    self.board.tell(said);
                }
                Err(why) => {
                    let mut out = Vec::new();
                    object(&mut out, |m| _ = m.text("refused", &why));
                    self.board.tell(out);
                }
            }
        }
    }

    fn refuse(&mut self, why: &str) {
        self.refused = Some(why.to_owned());
    }

    fn noted(&mut self) {}

    fn happened(&mut self, records: &[Record]) {
        records.iter().for_each(|record| secrets::see(record, &mut self.secrets));
        self.has_news |= !records.is_empty();
    }

    fn answered(&mut self, _ticket: Ticket, _by: &str) {
        self.has_news = true;
    }

    /// Another way from here is another run: the one that had ended stays to be compared with.
    fn rewound(&mut self, _log: &Log) {
        self.has_news = true;
        if std::mem::take(&mut self.had_ended) && matches!(self.kind, Kind::Made { .. }) {
            self.run = None;
        }
    }
}
