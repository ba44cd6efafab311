//! Watching: what a change on disk touches is done again, and a page shows what came of it.
//!
//! One thread waits for events, keys and results and draws the page; another one works. `pace.rs` decides when to do
//! what, `known.rs` which events count, `disk.rs` asks the system for them, `view.rs` is what is on the page.

mod covered;
pub mod disk;
pub mod keys;
pub mod known;
pub mod pace;
pub mod quiet;
mod tests;
pub mod view;
mod worker;

use std::io::{self, Write};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use crate::base::threads::STACK;
use crate::load::reads::Reads;
use crate::project::settings::Settings;
use crate::report::ink::style::Style;
use crate::report::watch::{Checks, Run, Tests as TestsPage};
use crate::services::clock::real_now;

use super::{Cancel, Filter};
use disk::{DiskEvent, Folders, Unwatched};
use keys::Key;
use known::Known;
use pace::{Job, Pace, Step};
use view::{View, Wish};
use worker::Ordered;

pub use covered::Covering;
pub use tests::Tests;

/// Something that is done again and again.
pub trait Part {
    /// Brings its results up to date: does again what rests on paths that changed, and what the job asks for beside.
    /// What was cut short by `cancel` is done by the next job.
    fn renew(&mut self, job: &Job, choice: &Choice, cancel: &Cancel) -> PartPage;

    /// Adds everything that its results rest on.
    fn add_reads(&self, reads: &mut Reads);
}

/// What a part has for the page.
#[derive(Clone, Debug)]
pub enum PartPage {
    /// What checking found.
    Checks(Checks),
    /// What came of tests.
    Tests(TestsPage),
    /// What a run printed.
    Run(Run),
}

/// Which tests are meant beside those of the command line, and how they are run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// A part of their names.
    pub name: Option<String>,
    /// A part of the paths of their files.
    pub file: Option<String>,
    /// A part of the names of their machines.
    pub machine: Option<String>,
    /// Whether waiting takes real time.
    pub in_real_time: bool,
}

impl Choice {
    fn filters(&self) -> impl Iterator<Item = Filter> {
        self.filter_words().map(|word| Filter::parse(&word))
    }

    /// The same as words behind `-k`.
    fn filter_words(&self) -> impl Iterator<Item = String> {
        let chosen = [("", &self.name), ("machine:", &self.machine), ("file:", &self.file)];
        chosen.into_iter().filter_map(|(kind, part)| part.as_ref().map(|part| format!("{kind}{part}")))
    }
}

/// What a job brought.
#[derive(Clone, Debug)]
pub struct Update {
    /// What each part has to show.
    pub parts: Vec<PartPage>,
    /// Why there is nothing new, in lines.
    pub broken: Vec<String>,
    /// Everything that it rests on.
    pub reads: Reads,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
}

impl Update {
    /// Whether a file cannot be read.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        let is_unread = |part: &PartPage| match part {
            PartPage::Checks(checks) => checks.is_unread,
            PartPage::Tests(tests) => !tests.unread.is_empty(),
            PartPage::Run(run) => !run.unread.is_empty(),
        };
        !self.broken.is_empty() || self.parts.iter().any(is_unread)
    }
}

/// What the watch waits for.
#[derive(Debug)]
pub enum Input {
    /// Something happened on disk.
    Disk(DiskEvent),
    /// A key was pressed.
    Key(Key),
    /// The terminal has another size, or is back in our hands.
    Redraw,
    /// The watch is to end.
    End(Ending),
    /// A job has ended.
    Done(Box<Update>),
    /// The thread that works is gone.
    Gone,
}

/// Why a watch ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The user pressed `q`.
    Quit,
    /// SIGINT: Ctrl-C.
    Interrupted,
    /// SIGTERM.
    Terminated,
}

/// The terminal, or what stands in for it.
pub trait Terminal {
    /// Shows what `write` writes in place of what was shown before, if it can.
    fn show(&mut self, write: &Writing<'_>) -> io::Result<()>;

    /// Rings, if that is asked for.
    fn bell(&mut self) -> io::Result<()>;

    /// The time of the day.
    fn time(&self) -> String;

    /// Whether keys are read.
    fn has_keys(&self) -> bool;

    /// Shows what `sfn` prints with these arguments.
    fn lend(&mut self, arguments: &[String]) -> io::Result<()>;

    /// Opens a file at a line, counted from 1, in an editor, and waits until that is closed.
    fn open(&mut self, file: &str, line: usize) -> io::Result<()>;
}

/// Writes a page in a style, for so many rows if there is a bound.
pub type Writing<'w> = dyn Fn(&mut dyn Write, Style, Option<usize>) -> io::Result<()> + 'w;

/// Makes the parts of a watch for settings; lines say why it cannot.
pub type MakeParts<'p> = dyn for<'s> Fn(&'s Settings) -> Result<Parts<'s>, Vec<String>> + Sync + 'p;

/// Begins to watch folders; what is given is called for every event.
pub type AskSystem<'a> = dyn Fn(Box<dyn Fn(DiskEvent) + Send>) -> Result<Folders, Unwatched> + Sync + 'a;

/// The parts of a watch, in the order in which they work.
pub type Parts<'s> = Vec<Box<dyn Part + 's>>;

/// What is watched.
pub struct Subject<'w> {
    /// The command, for the page.
    pub title: &'w str,
    /// Reads the settings, and builds what they say, until that is cancelled; lines say why it cannot.
    pub settings: &'w (dyn Fn(&Cancel) -> Result<Settings, Vec<String>> + Sync),
    /// The parts of a project of these settings.
    pub parts: &'w MakeParts<'w>,
    /// What the command line says of tests, as arguments of `sfn test`, if they are among them.
    pub tests: Option<&'w [String]>,
    /// Asks the system to say what happens on disk. If there is nothing to ask, or the system cannot, the watch looks
    /// again and again.
    pub folders: Option<&'w AskSystem<'w>>,
}

/// Watches until a key, or a message in `inputs`, ends it. Keys and signals are sent by the caller.
pub fn watch(
    subject: &Subject<'_>,
    terminal: &mut dyn Terminal,
    (sender, inputs): (Sender<Input>, Receiver<Input>),
) -> io::Result<Ending> {
    let (orders, ordered) = mpsc::channel();
    thread::scope(|scope| {
        let done = sender.clone();
        let work = move || worker::work(subject, &ordered, &done);
        let worker = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work)?;
        let view = View::new(subject.title, terminal.has_keys(), subject.tests);
        let mut watching = Watching {
            terminal,
            view,
            pace: Pace::default(),
            known: Known::default(),
            folders: None,
            orders,
            cancel: Cancel::default(),
        };
        if let Some(ask) = subject.folders {
            watching.folders =
                watching.report(ask(Box::new(move |event| drop(sender.send(Input::Disk(event))))));
        }
        if watching.folders.is_none() {
            watching.pace.poll(real_now());
        }
        let ended = watching.run(&inputs);
        watching.cancel.cancel();
        drop(watching);
        worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        ended
    })
}

/// A watch under way.
struct Watching<'t> {
    terminal: &'t mut dyn Terminal,
    view: View,
    pace: Pace<Box<Update>>,
    known: Known,
    /// None if the disk is polled.
    folders: Option<Folders>,
    orders: Sender<Ordered>,
    /// Ends the job under way.
    cancel: Cancel,
}

impl Watching<'_> {
    fn run(&mut self, inputs: &Receiver<Input>) -> io::Result<Ending> {
        let first = self.pace.ask(Job::default());
        self.all(first)?;
        loop {
            let input = match self.pace.wakes() {
                Some(at) => inputs.recv_timeout(at.saturating_duration_since(real_now())).ok(),
                None => inputs.recv().ok(),
            };
            match input {
                None => {}
                Some(Input::Disk(event)) => self.disk(&event),
                Some(Input::Key(key)) => {
                    if let Some(ending) = self.press(key)? {
                        return Ok(ending);
                    }
                }
                Some(Input::Redraw) => self.draw()?,
                Some(Input::End(ending)) => return Ok(ending),
                Some(Input::Done(update)) => self.done(update)?,
                Some(Input::Gone) => return Ok(Ending::Quit),
            }
            let steps = self.pace.tick(real_now());
            self.all(steps)?;
        }
    }

    fn disk(&mut self, event: &DiskEvent) {
        if let Some(folders) = &mut self.folders {
            folders.forget(event);
        }
        if self.known.concerns(event) {
            self.pace.disk(real_now());
        }
    }

    fn done(&mut self, update: Box<Update>) -> io::Result<()> {
        self.known.replace(update.reads.clone());
        let is_broken = update.is_broken();
        let steps = self.pace.done(update, is_broken, real_now());
        self.all(steps)?;
        // What happened in a folder before it was watched was not told.
        if self.arm() { self.look() } else { Ok(()) }
    }

    /// Watches the folders that count now. Says whether some are new.
    fn arm(&mut self) -> bool {
        let Some(folders) = &mut self.folders else { return false };
        let armed = folders.watch(self.known.folders());
        match self.report(armed) {
            Some(is_new) => is_new,
            None => {
                self.folders = None;
                self.pace.poll(real_now());
                true
            }
        }
    }

    /// Says on the page why the system does not tell what happens.
    fn report<T>(&mut self, result: Result<T, Unwatched>) -> Option<T> {
        result.map_err(|unwatched| self.view.note(unwatched.to_string())).ok()
    }

    fn look(&mut self) -> io::Result<()> {
        self.arm();
        let changed = self.known.changed();
        let steps = self.pace.changed(changed);
        self.all(steps)
    }

    fn all(&mut self, steps: Vec<Step<Box<Update>>>) -> io::Result<()> {
        for step in steps {
            match step {
                Step::Look => self.look()?,
                Step::Cancel => self.cancel.cancel(),
                Step::Start(job) => {
                    self.cancel = Cancel::default();
                    let (choice, cancel) = (self.view.choice.clone(), self.cancel.clone());
                    // If the worker is gone, it has said so.
                    drop(self.orders.send(Ordered { job, choice, cancel }));
                }
                Step::Show(update) => {
                    if self.view.take(*update, self.terminal.time()) {
                        self.draw()?;
                        self.terminal.bell()?;
                    }
                }
            }
        }
        Ok(())
    }

    fn draw(&mut self) -> io::Result<()> {
        let view = &self.view;
        if view.is_away() {
            return Ok(());
        }
        self.terminal.show(&|out, style, rows| view.write(out, style, rows))
    }

    fn press(&mut self, key: Key) -> io::Result<Option<Ending>> {
        match self.view.press(key) {
            Wish::Nothing => {}
            Wish::Draw => self.draw()?,
            Wish::Run(job) => {
                let steps = self.pace.ask(job);
                self.all(steps)?;
            }
            Wish::Show(arguments) => self.terminal.lend(&arguments)?,
            Wish::Open(file, line) => {
                self.terminal.open(&file, line)?;
                self.draw()?;
            }
            Wish::Quit => return Ok(Some(Ending::Quit)),
        }
        Ok(None)
    }
}
