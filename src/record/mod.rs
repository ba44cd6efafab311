//! What a run was: its records and who answered its calls, written to a file as they come and read back as
//! a stream.
//!
//! [`visits`] is the one place that puts records together: whoever shows a run reads visits. A new kind of event
//! touches `engine/execution/history.rs`, which records it, [`visits`], which understands it, and [`event`], which
//! writes it as AWS does and reads it back; CONTRIBUTING.md lists all places.

pub mod opening;
pub mod secrets;
pub mod visits;

pub mod aws;
pub mod event;
pub mod recording;

mod document;
mod fields;
mod lacking;
mod note;
mod room;
mod stop;

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

pub use lacking::lacking;
pub use opening::{Closing, Opening, Run, Stop, StopCause, StopMessage, Unanswered};
pub use recording::{Recorder, Recording, RecordingEntry, RecordingError};
pub use room::history;

/// The codes that were read so far. There are few: a code is some letters and digits.
static CODES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
/// The most codes that are taken from files, so that no file takes all memory.
const MOST_CODES: usize = 10_000;

/// A stable code such as `SFN401`, which everywhere else is written in the program.
fn code(text: &str) -> Result<&'static str, fields::Fault> {
    let is_code =
        text.len() <= 12 && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let mut codes = CODES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = codes.get(text) {
        return Ok(known);
    }
    if !is_code || codes.len() == MOST_CODES {
        return Err(format!("`{text}` is no code"));
    }
    let code: &'static str = Box::leak(text.to_owned().into_boxed_str());
    codes.insert(code);
    Ok(code)
}
