//! A file as text, taken out of its compression as its ending says.

use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::sync::Arc;

use flate2::read::MultiGzDecoder;

use crate::base::interrupt::Interrupt;
use crate::engine::dataset::SourceItem;
use crate::load::{reads, shown_path};

use super::config::Config;
use super::error::ItemError;
use super::format::Format;
use super::interruptible::Interruptible;
use super::overlay::Stored;
use super::reader::ItemReader;
use super::room::Room;
use super::unpacked::{Bounded, Counted};
use super::zstd::Frames;

/// The number of bytes read at a time.
const BUFFER: usize = 1 << 16;

/// The text of an object, whose decoder takes its memory from `room`.
pub fn text(
    stored: &Stored,
    interrupt: &Interrupt,
    room: &Room,
) -> Result<Box<dyn BufRead + Send>, ItemError> {
    let path = stored.path();
    reads::note(path);
    let unreadable = |error: &dyn std::fmt::Display| {
        ItemError::Unreadable(format!("cannot read {}: {error}", shown_path(path)))
    };
    let file = stored.open(interrupt).map_err(|error| unreadable(&error))?;
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let (file, packed) = Counted::new(file);
    let input: Box<dyn Read + Send> = match ending {
        "gz" | "gzip" => {
            Box::new(Bounded::new(MultiGzDecoder::new(BufReader::new(file)), packed, room.most()))
        }
        "zst" | "zstd" => {
            let frames = Frames::new(BufReader::new(file), room.share());
            let frames = frames.map_err(|error| ItemError::broken(&error).within(path))?;
            Box::new(Bounded::new(frames, packed, room.most()))
        }
        _ => Box::new(file),
    };
    // A small file may hold much text, and a large one little.
    let input = Interruptible::new(input, interrupt);
    Ok(Box::new(BufReader::with_capacity(BUFFER, input)))
}

/// A reader of the items of an object.
pub fn reader(
    stored: &Stored,
    config: &Config,
    source: Arc<str>,
    interrupt: &Interrupt,
) -> Result<Box<dyn ItemReader>, ItemError> {
    let path = stored.path();
    let reader = match config.format {
        #[cfg(feature = "parquet")]
        Format::Parquet => {
            reads::note(path);
            super::parquet::reader(stored, source, interrupt, &config.parsing.room)
        }
        Format::Csv | Format::Json | Format::JsonLines => {
            let text = text(stored, interrupt, &config.parsing.room)?;
            config.format.reader(text, &config.parsing, source)
        }
    };
    let reader = reader.map_err(|error| error.within(path))?;
    Ok(Box::new(NamedReader { reader, path: path.to_path_buf() }))
}

/// The items of a file that is named if one of them is faulty.
struct NamedReader {
    reader: Box<dyn ItemReader>,
    path: PathBuf,
}

impl ItemReader for NamedReader {
    fn next(&mut self) -> Result<Option<SourceItem>, ItemError> {
        self.reader.next().map_err(|error| error.within(&self.path))
    }

    fn skip(&mut self) -> Result<bool, ItemError> {
        self.reader.skip().map_err(|error| error.within(&self.path))
    }

    fn left(&self) -> Option<usize> {
        self.reader.left()
    }
}
