//! `Format`: what the text of an object is, by `InputType`, and who reads it. A format is a variant and an arm
//! here, and a file of its own.

use std::io::BufRead;
use std::sync::Arc;

use super::csv::Csv;
use super::error::ItemError;
use super::json::{Lines, whole};
use super::reader::{ItemReader, Parsing};

/// What the text of an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Rows of text.
    Csv,
    /// One document.
    Json,
    /// One document a line.
    JsonLines,
    /// Rows that are no text.
    #[cfg(feature = "parquet")]
    Parquet,
}

impl Format {
    /// The format that `InputType` names; one JSON document if it names none.
    pub fn of(input_type: Option<&str>) -> Result<Self, ItemError> {
        match input_type {
            #[cfg(feature = "parquet")]
            Some("PARQUET") => Ok(Self::Parquet),
            #[cfg(not(feature = "parquet"))]
            Some("PARQUET") => Err(ItemError::NotAvailable(
                "`InputType: PARQUET`, which needs the feature `parquet` (cargo install --path . --features parquet),"
                    .to_owned(),
            )),
            Some("CSV" | "MANIFEST") => Ok(Self::Csv),
            Some("JSONL") => Ok(Self::JsonLines),
            Some(_) | None => Ok(Self::Json),
        }
    }

    /// A reader of the items in `input`, as `parsing` says. `source` is what the items say they come from.
    pub fn reader(
        self,
        input: Box<dyn BufRead + Send>,
        parsing: &Parsing,
        source: Arc<str>,
    ) -> Result<Box<dyn ItemReader>, ItemError> {
        match self {
            Self::Csv => Ok(Box::new(Csv::new(input, parsing, source)?)),
            Self::Json => whole(input, parsing.pointer.as_deref(), source, parsing.room.share()),
            Self::JsonLines => Ok(Box::new(Lines::new(input, source))),
            #[cfg(feature = "parquet")]
            Self::Parquet => Err(ItemError::Faulty("Parquet is no text".to_owned())),
        }
    }
}
