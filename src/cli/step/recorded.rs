//! `sfn trace --step`: a run that was saved, gone through step by step.

use crate::debug::Playback;
use crate::engine::history::Record;
use crate::record::{Opening, RecordingEntry};
use crate::services::inbox::Inbox;
use crate::session::signals::Signals;

use super::lines::Lines;
use super::terminal::Terminal;
use super::{StepFlags, view};
use crate::cli::error::Error;
use crate::cli::exit::Exit;
use crate::cli::saved::Saved;
use crate::cli::show::Display;
use crate::cli::terminal::{DisplayArgs, Stream};

/// A run with more records is not held in memory.
const MOST_RECORDS: usize = 2_000_000;

/// Goes through the records of a run that was saved. A signal ends it.
pub fn look_through(
    flags: &StepFlags,
    saved: Saved,
    (display, look): (&Display, &DisplayArgs),
) -> Result<Exit, Error> {
    let (opening, records) = whole(saved)?;
    let opening = &opening;
    let breakpoints = flags.parse(&opening.machine)?;
    let inbox = Inbox::default();
    let (sender, is_stopped) = (inbox.sender(), inbox.sender());
    let signals = Signals::stop(move || sender.stop());
    let lines = Lines::of_standard_input(move || is_stopped.is_stopped());
    let mut terminal = Terminal::new(opening, (look.style(Stream::Err), view(display)), lines, None);
    Playback::new(&mut terminal, &opening.machine, opening.seed, records, (breakpoints, flags.step)).run();
    Ok(signals.over().map_or(Exit::Ok, Exit::from))
}

/// All of a run that was saved.
fn whole(saved: Saved) -> Result<(Opening, Vec<Record>), Error> {
    let mut recording = match saved {
        Saved::Recording(recording) => recording,
        Saved::History(opening, records, _) => return Ok((*opening, records)),
    };
    let (opening, mut records) = (recording.opening().clone(), Vec::new());
    loop {
        match recording.entry() {
            Ok(Some(RecordingEntry::Record(record))) => records.push(record),
            Ok(Some(RecordingEntry::Answered { .. } | RecordingEntry::Logged { .. })) => {}
            Ok(Some(RecordingEntry::Closed(_)) | None) => return Ok((opening, records)),
            Err(broken) => {
                let message = format!("{}: {}", broken.place, broken.message);
                return Err(Error::load(message).maybe_help(broken.help));
            }
        }
        if records.len() > MOST_RECORDS {
            let help = "show it without --step";
            return Err(Error::load(format!("it has more than {MOST_RECORDS} records")).help(help));
        }
    }
}
