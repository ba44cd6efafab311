//! `Session`: a run on a thread of its own.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::Duration;

use crate::base::threads::STACK;
use crate::debug::{Debugger, Playback};
use crate::engine::history::Record;
use crate::page::{Answer, Page};
use crate::record::{Closing, Opening};
use crate::services::Backend as _;
use crate::session::{self, Limits, Order};

use super::board::Board;
use super::front::{Browser, Kind, Words};

/// A run is not taken further than this: one that goes round and round would take all of the memory.
const MOST_EVENTS: u64 = 250_000;

/// A run that is stepped through. It ends when it is dropped.
pub struct Session {
    words: Sender<Words>,
    board: Arc<Board>,
}

impl Session {
    /// Begins a run of `order`, which the page calls `name`, of the machine `reference`.
    pub fn of_order(
        id: &str,
        page: &Arc<Page>,
        order: Order,
        (name, reference): (&str, &str),
    ) -> io::Result<Self> {
        let (page, name, reference) = (Arc::clone(page), name.to_owned(), reference.to_owned());
        Self::begin(id, move |words, board| {
            if let Err(why) = step(&page, &order, (name, reference), (words, &board)) {
                board.refuse(why);
            }
        })
    }

    /// Begins to go through `run`, which is over.
    pub fn of_records(id: &str, run: &str, recorded: (Opening, Vec<Record>)) -> io::Result<Self> {
        let run = run.to_owned();
        Self::begin(id, move |words, board| look_through(run, recorded, (words, &board)))
    }

    fn begin(
        id: &str,
        work: impl FnOnce(mpsc::Receiver<Words>, Arc<Board>) + Send + 'static,
    ) -> io::Result<Self> {
        let ((words, heard), board) = (mpsc::channel(), Arc::new(Board::of(id)));
        let shown = Arc::clone(&board);
        thread::Builder::new()
            .name(format!("steps-{id}"))
            .stack_size(STACK)
            .spawn(move || work(heard, shown))?;
        Ok(Self { words, board })
    }

    /// Says something to the run, and waits for what comes of it.
    pub fn say(&self, words: &str, reveals: bool, patience: Duration) -> Answer {
        if !self.board.take() {
            return Answer::refusal(
                409,
                "the run goes on at the moment: wait until it stands still, or end it",
            );
        }
        if self.words.send(Words { text: words.to_owned(), reveals }).is_err() {
            self.board.tell(br#"{"refused":"the run is over"}"#.to_vec());
        }
        self.board.wait(patience)
    }

    /// Where it stands.
    pub fn look(&self, patience: Duration) -> Answer {
        self.board.wait(patience)
    }

    /// Gives it up, and waits until what there is of it can be shown.
    pub fn end(&self, patience: Duration) {
        if self.board.take() && self.words.send(Words { text: "quit".to_owned(), reveals: false }).is_ok() {
            let _ = self.board.wait(patience);
        }
    }
}

impl Drop for Session {
    /// A run that goes on is stopped; one that stands still hears that nobody says anything any more.
    fn drop(&mut self) {
        self.board.stop();
    }
}

/// Runs what is ordered, from stop to stop.
fn step(
    page: &Arc<Page>,
    order: &Order,
    (name, reference): (String, String),
    (words, board): (mpsc::Receiver<Words>, &Arc<Board>),
) -> Result<(), Answer> {
    let order = Order { limits: Limits { events: MOST_EVENTS, wall: None, ..order.limits }, ..order.clone() };
    let mut prepared = session::prepare(&order, page.settings())?;
    prepared.setup.keep_children = true;
    board.stopped_by(prepared.world.router.inbox().sender());
    let opening = session::opening(&prepared);
    let kind = Kind::Made {
        page: Arc::clone(page),
        name,
        reference,
        definition: order.definition.name().to_owned(),
        mocks: prepared.mock_files.clone(),
    };
    let mut browser = Browser::new(&opening, kind, words, Arc::clone(board));
    let mut debugger = Debugger::new(&mut browser, Vec::new(), true);
    let mut execution = prepared.start();
    let driven = prepared.world.lead(&mut execution, prepared.limits, &mut debugger);
    let (log, has_quit) = debugger.over();
    let stop = driven.err().map(|halt| session::stop(halt, &opening.run())).transpose();
    let stop = stop.map_err(|error| Answer::refusal(500, &error.to_string()))?;
    let closing = Closing { stop, ended_with: execution.ended_with(), ..Closing::default() };
    browser.over(&log, closing, has_quit);
    Ok(())
}

/// Goes through the records of a run that is over.
fn look_through(
    id: String,
    (opening, records): (Opening, Vec<Record>),
    (words, board): (mpsc::Receiver<Words>, &Arc<Board>),
) {
    let mut browser = Browser::new(&opening, Kind::Saved(id), words, Arc::clone(board));
    Playback::new(&mut browser, &opening.machine, opening.seed, records, (Vec::new(), true)).run();
    browser.gone();
}
