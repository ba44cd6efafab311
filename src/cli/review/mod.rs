//! `sfn review`: accepts or rejects the snapshots that tests left for review, one by one with single keys, or all of
//! them without a terminal.

pub mod keys;

use std::io::{self, Write as _};

use crate::project::settings::Settings;
use crate::report::ink::control::escape_control;
use crate::report::ink::style::Style;
use crate::report::tests::snapshot_page;
use crate::suite::snapshot::{Waiting, pending};

use super::command::{Command, Context};
use super::error::Error;
use super::exit::Exit;
use super::terminal::{Stderr, Stream};

use keys::{Answer, Keys};

/// Accept or reject changed snapshots, one by one.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "Keys:
  a accept  r reject  s skip  d full diff  v trace of the test
  A accept this and all that follow  R reject them  q quit")]
pub struct Args {
    /// Test files, folders and snapshot files [default: the project]
    #[arg(value_name = "PATH")]
    paths: Vec<String>,
    /// List what waits for review
    #[arg(long, conflicts_with_all = ["accept", "reject"])]
    list: bool,
    /// Accept all of it
    #[arg(long, conflicts_with = "reject")]
    accept: bool,
    /// Reject all of it
    #[arg(long)]
    reject: bool,
}

impl Command for Args {
    const NAME: &'static str = "review";
    const ABOUT: &'static str = "Accept or reject changed snapshots";
    const HIDES: bool = true;

    fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
        let (settings, style) = ((context.settings)()?, context.look.style(Stream::Out));
        let all = match (self.list, self.accept, self.reject) {
            (true, ..) => return list(&self.paths, &settings),
            (_, true, _) => Some(Decision::Accept),
            (_, _, true) => Some(Decision::Reject),
            (false, false, false) => None,
        };
        Ok(review(&self.paths, all, &settings, style)?.0)
    }
}

/// What is done with a snapshot that waits for review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It becomes the snapshot.
    Accept,
    /// It is removed.
    Reject,
    /// It waits on.
    Skip,
}

fn list(paths: &[String], settings: &Settings) -> Result<Exit, Error> {
    let mut out = io::stdout().lock();
    for place in pending(paths, settings) {
        let Some(waiting) = Waiting::at(&place)? else { continue };
        writeln!(out, "{}", escape_control(&waiting.line()))?;
    }
    Ok(Exit::Ok)
}

/// Decides on everything that waits in `paths`: as `all` says, or as the keys do. How the program ends, and whether
/// everything was accepted.
pub fn review(
    paths: &[String],
    all: Option<Decision>,
    settings: &Settings,
    style: Style,
) -> Result<(Exit, bool), Error> {
    let places = pending(paths, settings);
    if places.is_empty() {
        writeln!(io::stdout(), "no snapshot waits for review")?;
        return Ok((Exit::Ok, true));
    }
    let keys = if all.is_none() { Some(Keys::open()?) } else { None };
    let (mut all, mut exit, mut decided) = (all, Exit::Ok, [0; 2]);
    for (at, place) in places.iter().enumerate() {
        let waiting = match Waiting::at(place).map_err(Error::from) {
            Ok(Some(waiting)) => waiting,
            Ok(None) => continue,
            Err(error) => {
                exit = error.print(&mut Stderr::default(), &style);
                continue;
            }
        };
        let answer = match (all, &keys) {
            (None, Some(keys)) => {
                writeln!(
                    io::stdout(),
                    "\n{} of {}  {}",
                    at + 1,
                    places.len(),
                    escape_control(waiting.test())
                )?;
                snapshot_page(&waiting.result(), &mut io::stdout(), style)?;
                keys.ask(&waiting, settings, style)?
            }
            (decision, _) => Answer::This(decision.unwrap_or(Decision::Skip)),
        };
        let decision = match answer {
            Answer::This(decision) => decision,
            Answer::AllThatFollow(decision) => *all.insert(decision),
            Answer::End(end) => {
                exit = if exit == Exit::Ok { end } else { exit };
                break;
            }
        };
        let (done, count) = match decision {
            Decision::Accept => (waiting.accept(), &mut decided[0]),
            Decision::Reject => (waiting.reject(), &mut decided[1]),
            Decision::Skip => continue,
        };
        match done.map_err(Error::from) {
            Ok(()) => *count += 1,
            Err(error) => exit = error.print(&mut Stderr::default(), &style),
        }
    }
    let [accepted, rejected] = decided;
    let left = places.len() - accepted - rejected;
    writeln!(io::stdout(), "{accepted} accepted, {rejected} rejected, {left} left")?;
    Ok((exit, accepted == places.len()))
}
