//! `sfn run --watch`: the run is made again whenever a file changes that it read.

use std::cell::RefCell;
use std::rc::Rc;

use crate::load::reads::Reads;
use crate::project::settings::Settings;
use crate::project::units::Units;
use crate::report::watch::Run;
use crate::suite::Cancel;
use crate::suite::watch::pace::{Job, Scope};
use crate::suite::watch::{Choice, Part, PartPage};

use super::streams::Streams;
use super::{Started, start};
use crate::cli::command::Context;
use crate::cli::error::Error;
use crate::cli::exit::Exit;
use crate::cli::run::{Args, once};
use crate::cli::terminal::{DisplayArgs, Stream};

/// Runs again and again, until a key or a signal ends it.
pub fn watch(args: &Args, context: &Context<'_>) -> Result<Exit, Error> {
    let inputs = [&args.definition, &args.positional_input, &args.input, &args.context];
    let is_input = |text: &str| matches!(text, "-" | "@-") || text.starts_with("-#");
    if inputs.into_iter().flatten().chain(&args.mocks).any(|text| is_input(text)) {
        let message = "--watch runs again and again, and standard input can be read only once";
        return Err(Error::usage(message).help("put it in a file"));
    }
    // The page says that it runs.
    let args = Args { no_progress: true, ..args.clone() };
    let started = Started { title: "sfn run", flags: &args.watch.flags, tests: None };
    start(&started, context, &|settings| {
        let (args, look) = (args.clone(), context.look.clone());
        Ok(vec![Box::new(Running { args, settings, look, made: Units::default() })])
    })
}

/// A run that is made again and again.
struct Running<'s> {
    args: Args,
    settings: &'s Settings,
    look: DisplayArgs,
    made: Units<(), Run>,
}

impl Running<'_> {
    /// Makes the run once; none if it was cut short.
    fn make(&self, cancel: &Cancel) -> Option<Run> {
        let text = Rc::new(RefCell::new(Vec::new()));
        let streams = Streams::Text(Rc::clone(&text));
        let made = once(&self.args, self.settings, &self.look, &streams, |sender| cancel.join(sender));
        if cancel.is_cancelled() {
            return None;
        }
        let style = self.look.style(Stream::Err);
        let mut unread = Vec::new();
        match made {
            Ok((shown, ())) => drop(shown.error.map(|error| error.print(&mut *streams.err(), &style))),
            Err(error) => unread = error.lines(),
        }
        let text = String::from_utf8_lossy(&text.borrow()).into_owned();
        Some(Run { text, unread })
    }
}

impl Part for Running<'_> {
    fn renew(&mut self, job: &Job, _choice: &Choice, cancel: &Cancel) -> PartPage {
        self.made.spoil(&job.changed);
        self.made.spoil_if(|(), _| job.scope != Scope::Touched);
        let mut made = std::mem::take(&mut self.made);
        made.renew(Some(1), &[()], |()| self.make(cancel));
        self.made = made;
        PartPage::Run(self.made.get(&()).cloned().unwrap_or_default())
    }

    fn add_reads(&self, reads: &mut Reads) {
        self.made.add_reads(reads);
    }
}
