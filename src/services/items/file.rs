//! A file as text, taken out of its compression as its ending says.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;

use super::config::{Config, Format};
use super::csv::Csv;
use super::json::{Lines, whole};
use super::rows::Rows;
use super::trouble::Trouble;

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
        "zst" | "zstd" => {
            let decoder = StreamingDecoder::new(BufReader::new(file));
            Box::new(decoder.map_err(|error| unreadable(&error))?)
        }
        _ => Box::new(file),
    };
    Ok(Box::new(BufReader::with_capacity(BUFFER, input)))
}

/// The items of a file.
pub fn rows(path: &Path, config: &Config, source: Arc<str>) -> Result<Box<dyn Rows>, Trouble> {
    let input = text(path)?;
    match config.format {
        Format::Csv => Ok(Box::new(Csv::new(input, config.delimiter, config.headers.as_deref(), source)?)),
        Format::Json => whole(input, config.pointer.as_deref(), source),
        Format::JsonLines => Ok(Box::new(Lines::new(input, source))),
    }
}
