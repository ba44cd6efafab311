//! `sfn trace FILE --diff FILE2`: where two runs part, and what differs from there on.

use std::cell::RefCell;
use std::io::{self, BufWriter, Write as _};
use std::rc::Rc;

use crate::base::secret::Secrets;
use crate::engine::history::Record;
use crate::load::shown;
use crate::record::{Opening, RecordingEntry, secrets};
use crate::report::ink::control::Escaping;
use crate::report::ink::marks::Marks;
use crate::report::ink::secret::Hiding;
use crate::report::runs::FORMATS;
use crate::report::runs::pair::{self, Entry, Records, Side};

use super::error::Error;
use super::exit::Exit;
use super::saved::Saved;
use super::show::{Display, Format};
use super::terminal::{DisplayArgs, Stream};

/// Compares the two `runs`, which the user named so.
pub fn run(names: [&str; 2], runs: [Saved; 2], display: &Display, look: &DisplayArgs) -> Result<Exit, Error> {
    let is_json = match display.format() {
        Format::Human => false,
        Format::Machine(row) if FORMATS[row].name == "json" => true,
        Format::Machine(row) => {
            let message = format!("two runs cannot be compared as {}", FORMATS[row].name);
            return Err(Error::usage(message).help("for programs there is --format json"));
        }
    };
    let kept = Rc::new(RefCell::new(Secrets::default()));
    let mut openings = Vec::new();
    for file in &runs {
        let opening = match file {
            Saved::Recording(recording) => recording.opening().clone(),
            Saved::History(opening, ..) => (**opening).clone(),
        };
        kept.borrow_mut().see(opening.definition.value());
        openings.push(opening);
    }
    let mut sides = openings.iter().zip(runs).map(|(opening, file)| side(opening, file, &kept));
    let (Some(old), Some(new)) = (sides.next(), sides.next()) else {
        unreachable!("two files were opened");
    };
    let found = pair::compare(old, new).map_err(unreadable)?;
    let names = names.map(shown);
    let names = [&*names[0], &*names[1]];
    let mut out = BufWriter::new(Escaping::new(io::stdout().lock()));
    if is_json {
        pair::json(&mut out, names, &found)?;
        out.flush()?;
    } else {
        let style = look.style(Stream::Out);
        let mut out = Hiding { inner: out, secrets: kept, marks: Marks::of(style) };
        pair::human(&mut out, names, &found, style)?;
        out.flush()?;
    }
    Ok(if found.is_same() { Exit::Ok } else { Exit::Negative })
}

/// What was wrong with a recording is an error of its own already.
fn unreadable(error: io::Error) -> Error {
    Error::load(error.to_string())
}

/// One of the two runs, whose secrets are kept.
fn side<'o>(opening: &'o Opening, file: Saved, secrets: &Rc<RefCell<Secrets>>) -> Side<'o> {
    let kept = Rc::clone(secrets);
    let note = move |record: Record| {
        secrets::see(&record, &mut kept.borrow_mut());
        Entry::Record(record)
    };
    let source: Box<Records<'o>> = match file {
        Saved::History(_, records, _) => {
            let mut records = records.into_iter();
            Box::new(move || Ok(records.next().map(&note)))
        }
        Saved::Recording(mut recording) => Box::new(move || {
            loop {
                match recording.entry() {
                    Ok(Some(RecordingEntry::Record(record))) => return Ok(Some(note(record))),
                    Ok(Some(RecordingEntry::Answered { .. } | RecordingEntry::Logged { .. })) => {}
                    Ok(Some(RecordingEntry::Closed(closing))) => {
                        let Some(stop) = closing.stop else { return Ok(None) };
                        return Ok(Some(Entry::Stopped(Box::new(stop))));
                    }
                    Ok(None) => return Ok(None),
                    Err(broken) => {
                        return Err(io::Error::other(format!("{}: {}", broken.place, broken.message)));
                    }
                }
            }
        }),
    };
    Side::new(opening.run(), source)
}
