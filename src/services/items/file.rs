//! A file as text, taken out of its compression as its ending says.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::read::MultiGzDecoder;

use crate::engine::dataset::Entry;

use super::config::{Config, Format};
use super::csv::Csv;
use super::json::{Lines, whole};
use super::rows::Rows;
use super::trouble::Trouble;
use super::zstd::Frames;

/// So much is read at a time.
const BUFFER: usize = 1 << 16;

/// The text of a file.
pub fn text(path: &Path) -> Result<Box<dyn BufRead>, Trouble> {
    let unreadable = |error: &dyn std::fmt::Display| {
        Trouble::Unreadable(format!("cannot read {}: {error}", path.display()))
    };
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let input: Box<dyn Read> = match ending {
        "gz" | "gzip" => Box::new(MultiGzDecoder::new(BufReader::new(file))),
        "zst" | "zstd" => Box::new(Frames::new(BufReader::new(file)).map_err(|error| unreadable(&error))?),
        _ => Box::new(file),
    };
    Ok(Box::new(BufReader::with_capacity(BUFFER, input)))
}

/// The items of a file.
pub fn rows(path: &Path, config: &Config, source: Arc<str>) -> Result<Box<dyn Rows>, Trouble> {
    let rows = in_format(text(path)?, config, source).map_err(|trouble| trouble.within(path))?;
    Ok(Box::new(Named { rows, path: path.to_path_buf() }))
}

fn in_format(input: Box<dyn BufRead>, config: &Config, source: Arc<str>) -> Result<Box<dyn Rows>, Trouble> {
    match config.format {
        Format::Csv => Ok(Box::new(Csv::new(input, config.delimiter, config.headers.as_deref(), source)?)),
        Format::Json => whole(input, config.pointer.as_deref(), source),
        Format::JsonLines => Ok(Box::new(Lines::new(input, source))),
    }
}

/// The items of a file that is named if one of them is faulty.
struct Named {
    rows: Box<dyn Rows>,
    path: PathBuf,
}

impl Rows for Named {
    fn next(&mut self) -> Result<Option<Entry>, Trouble> {
        self.rows.next().map_err(|trouble| trouble.within(&self.path))
    }

    fn skip(&mut self) -> Result<bool, Trouble> {
        self.rows.skip().map_err(|trouble| trouble.within(&self.path))
    }

    fn left(&self) -> Option<usize> {
        self.rows.left()
    }
}
