//! JSON files, whole or line by line.

use std::io::{BufRead, Read as _};
use std::sync::Arc;

use crate::base::value::Value;
use crate::engine::dataset::SourceItem;

use super::error::ItemError;
use super::reader::{ItemReader, List, MAX_RECORD_BYTES, Members, holding};
use super::room::Share;

/// About what a value takes in memory while a list of them grows, beside its text.
const VALUE: usize = 40;
/// AWS's words for JSON that is not a list of items.
const NOT_ITERABLE: &str = "Attempting to map over non-iterable node.";

/// The items of a JSON file: those of its array, or of what `pointer` points to.
pub fn whole(
    input: impl BufRead,
    pointer: Option<&str>,
    source: Arc<str>,
    mut share: Share,
) -> Result<Box<dyn ItemReader>, ItemError> {
    let text = text(input, &mut share)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let value =
        Value::parse(text).map_err(|error| ItemError::Faulty(format!("This is not valid JSON: {error}")))?;
    let reader = items(value, pointer, source)?;
    Ok(holding(reader, share))
}

/// The items of a document, or of what `pointer` points to in it.
fn items(value: Value, pointer: Option<&str>, source: Arc<str>) -> Result<Box<dyn ItemReader>, ItemError> {
    let Some(pointer) = pointer else {
        // An object is only gone through where a pointer says so, as recorded.
        return match value {
            Value::Array(items) => Ok(Box::new(List::new(items, source))),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
                Err(ItemError::Unreadable(NOT_ITERABLE.to_owned()))
            }
        };
    };
    let found = value
        .pointer(pointer)
        .cloned()
        .ok_or_else(|| ItemError::Faulty(format!("The ItemsPointer {pointer} points to nothing.")))?;
    match found {
        Value::Array(items) => Ok(Box::new(List::new(items, source))),
        Value::Object(members) => Ok(Box::new(Members::new(members, source))),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            Err(ItemError::Unreadable(NOT_ITERABLE.to_owned()))
        }
    }
}

/// All of a text, unless there is too little room for its document, which is part of `share` from then on.
pub(super) fn text(mut input: impl BufRead, share: &mut Share) -> Result<String, ItemError> {
    let mut text = Vec::new();
    loop {
        let buffer = input.fill_buf().map_err(|error| ItemError::broken(&error))?;
        let read = buffer.len();
        if read == 0 {
            break;
        }
        // Those in texts are counted, too: they are few.
        let values = buffer.iter().filter(|byte| matches!(byte, b',' | b'[' | b'{')).count();
        share.grow(read + VALUE * values)?;
        text.extend_from_slice(buffer);
        input.consume(read);
    }
    String::from_utf8(text).map_err(|_| ItemError::Faulty("stream did not contain valid UTF-8".to_owned()))
}

/// One item a line.
pub struct Lines<R> {
    input: R,
    line: usize,
    text: Vec<u8>,
    source: Arc<str>,
}

impl<R: BufRead> Lines<R> {
    pub const fn new(input: R, source: Arc<str>) -> Self {
        Self { input, line: 0, text: Vec::new(), source }
    }
}

impl<R: BufRead + Send> ItemReader for Lines<R> {
    fn next(&mut self) -> Result<Option<SourceItem>, ItemError> {
        loop {
            self.text.clear();
            let read =
                self.input.by_ref().take(MAX_RECORD_BYTES as u64 + 1).read_until(b'\n', &mut self.text);
            let read = read.map_err(|error| ItemError::broken(&error))?;
            if read == 0 {
                return Ok(None);
            }
            self.line += 1;
            if read > MAX_RECORD_BYTES {
                return Err(ItemError::Faulty(format!(
                    "Line {} has more than {MAX_RECORD_BYTES} bytes.",
                    self.line
                )));
            }
            let text = std::str::from_utf8(&self.text)
                .map_err(|_| ItemError::Faulty(format!("Line {} is not UTF-8.", self.line)))?;
            let text = text.trim_start_matches('\u{feff}').trim();
            if text.is_empty() {
                continue;
            }
            let value = Value::parse(text).map_err(|error| {
                let error = error.to_string().replace(" at line 1 column ", " at column ");
                ItemError::Faulty(format!("Line {} is not valid JSON: {error}", self.line))
            })?;
            return Ok(Some(SourceItem { key: None, value, source: Arc::clone(&self.source) }));
        }
    }
}
