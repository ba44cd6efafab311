//! CSV in the dialect of the Developer Guide ("ItemReader"): quotes are optional, a quoted field may hold
//! delimiters and newlines, `""` is a quote. A backslash escapes itself, a quote or the delimiter; before
//! anything else it is dropped.

use std::io::BufRead;
use std::sync::Arc;

use crate::base::value::{Object, Value};
use crate::engine::dataset::SourceItem;
use crate::expr::java::{hash_order, text_hash};

use super::error::ItemError;
use super::reader::{ItemReader, MAX_RECORD_BYTES, Parsing};

/// Where a reader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Within {
    /// At the start of a field.
    Start,
    Plain,
    Quoted,
    /// Behind a quote in a quoted field: its end, or half of `""`.
    Quote,
    /// Behind a backslash, in a quoted field or not.
    Escaped(bool),
}

/// Takes text apart into records: the fields of one, put one behind the other.
struct CsvReader<R> {
    input: R,
    delimiter: u8,
    within: Within,
    bytes: Vec<u8>,
    /// Where each field ends.
    ends: Vec<usize>,
    line: usize,
}

impl<R: BufRead> CsvReader<R> {
    const fn new(input: R, delimiter: u8) -> Self {
        let within = Within::Start;
        Self { input, delimiter, within, bytes: Vec::new(), ends: Vec::new(), line: 1 }
    }

    /// Reads the next record; false at the end. Empty lines are none.
    fn read(&mut self) -> Result<bool, ItemError> {
        self.bytes.clear();
        self.ends.clear();
        self.within = Within::Start;
        let began = self.line;
        loop {
            let buffer = self.input.fill_buf().map_err(|error| ItemError::broken(&error))?;
            if buffer.is_empty() {
                return self.end(began);
            }
            let line = Line {
                delimiter: self.delimiter,
                within: &mut self.within,
                bytes: &mut self.bytes,
                ends: &mut self.ends,
            };
            let (used, is_whole) = line.take(buffer, &mut self.line);
            self.input.consume(used);
            if is_whole {
                return Ok(true);
            }
            if self.bytes.len() + self.ends.len() > MAX_RECORD_BYTES {
                let text = format!("The record in line {began} has more than {MAX_RECORD_BYTES} bytes.");
                return Err(ItemError::Faulty(text));
            }
        }
    }

    /// There is no more text.
    fn end(&mut self, began: usize) -> Result<bool, ItemError> {
        match self.within {
            Within::Quoted | Within::Escaped(true) => {
                let text = format!("The quoted field in the record of line {began} has no end.");
                Err(ItemError::Faulty(text))
            }
            Within::Start if self.ends.is_empty() => Ok(false),
            Within::Start | Within::Plain | Within::Quote | Within::Escaped(false) => {
                self.ends.push(self.bytes.len());
                Ok(true)
            }
        }
    }

    fn field(&self, at: usize) -> Result<&str, ItemError> {
        let start = if at == 0 { Some(0) } else { self.ends.get(at - 1).copied() };
        let bytes = start.zip(self.ends.get(at)).map_or(&[][..], |(start, end)| &self.bytes[start..*end]);
        std::str::from_utf8(bytes)
            .map_err(|_| ItemError::Faulty(format!("The record before line {} is not UTF-8.", self.line)))
    }
}

/// A record that is being read.
struct Line<'r> {
    delimiter: u8,
    within: &'r mut Within,
    bytes: &'r mut Vec<u8>,
    ends: &'r mut Vec<usize>,
}

impl Line<'_> {
    /// Takes as much of `text` as belongs to the record: how many bytes, and whether it is whole.
    fn take(mut self, text: &[u8], lines: &mut usize) -> (usize, bool) {
        let mut at = 0;
        while at < text.len() {
            if *self.within == Within::Plain {
                at += self.add_plain(&text[at..]);
            }
            let Some(&byte) = text.get(at) else { break };
            at += 1;
            *lines += usize::from(byte == b'\n');
            if self.add(byte) {
                return (at, true);
            }
        }
        (text.len(), false)
    }

    /// Takes what begins `text` and means nothing but itself, at once: how many bytes.
    fn add_plain(&mut self, text: &[u8]) -> usize {
        let is_special = |byte: &u8| *byte == self.delimiter || matches!(*byte, b'\n' | b'\\');
        let plain = text.iter().position(is_special).unwrap_or(text.len());
        self.bytes.extend_from_slice(&text[..plain]);
        plain
    }

    /// Takes a byte; true if the record ends with it.
    fn add(&mut self, byte: u8) -> bool {
        match *self.within {
            Within::Escaped(quoted) => {
                *self.within = if quoted { Within::Quoted } else { Within::Plain };
                if !matches!(byte, b'\\' | b'"') && byte != self.delimiter {
                    return self.add(byte);
                }
                self.bytes.push(byte);
            }
            Within::Quoted if byte == b'"' => *self.within = Within::Quote,
            Within::Quote if byte == b'"' => {
                *self.within = Within::Quoted;
                self.bytes.push(byte);
            }
            Within::Start if byte == b'"' => *self.within = Within::Quoted,
            Within::Quoted if byte == b'\\' => *self.within = Within::Escaped(true),
            Within::Quoted => self.bytes.push(byte),
            Within::Start | Within::Plain | Within::Quote => return self.add_unquoted(byte),
        }
        false
    }

    fn add_unquoted(&mut self, byte: u8) -> bool {
        if byte == self.delimiter {
            self.ends.push(self.bytes.len());
            *self.within = Within::Start;
        } else if byte == b'\n' {
            return self.end_of_line();
        } else if byte == b'\\' {
            *self.within = Within::Escaped(false);
        } else {
            *self.within = Within::Plain;
            self.bytes.push(byte);
        }
        false
    }

    /// A record ends here, unless the line is empty.
    fn end_of_line(&mut self) -> bool {
        let start = self.ends.last().copied().unwrap_or(0);
        if *self.within == Within::Plain && self.bytes.len() > start && self.bytes.ends_with(b"\r") {
            self.bytes.pop();
        }
        if self.bytes.is_empty() && self.ends.is_empty() && *self.within != Within::Quote {
            *self.within = Within::Start;
            return false;
        }
        self.ends.push(self.bytes.len());
        true
    }
}

/// The rows of a CSV file as objects.
pub struct Csv<R> {
    reader: CsvReader<R>,
    /// Headers and their positions, in the order in which a Java `HashMap` lists them.
    columns: Vec<(Arc<str>, usize)>,
    source: Arc<str>,
}

impl<R: BufRead> Csv<R> {
    /// ItemReader with these `headers`, or with those of the first row.
    pub fn new(input: R, parsing: &Parsing, source: Arc<str>) -> Result<Self, ItemError> {
        let mut reader = CsvReader::new(input, parsing.delimiter);
        let headers: Vec<Arc<str>> = match &parsing.headers {
            Some(headers) => headers.clone(),
            None => {
                reader.read()?;
                let field = |at| {
                    let text = reader.field(at)?;
                    // Only the very first can begin with a byte order mark.
                    Ok(text.strip_prefix('\u{feff}').filter(|_| at == 0).unwrap_or(text).into())
                };
                (0..reader.ends.len()).map(field).collect::<Result<_, ItemError>>()?
            }
        };
        let mut sorted: Vec<&Arc<str>> = headers.iter().collect();
        sorted.sort_unstable();
        if sorted.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(ItemError::Unreadable("CSV headers cannot contain duplicates.".to_owned()));
        }
        let hashes: Vec<i32> = headers.iter().map(|header| text_hash(header)).collect();
        let columns = hash_order(&hashes).into_iter().map(|at| (Arc::clone(&headers[at]), at)).collect();
        Ok(Self { reader, columns, source })
    }
}

impl<R: BufRead + Send> ItemReader for Csv<R> {
    /// Missing fields are empty, surplus ones are dropped.
    fn next(&mut self) -> Result<Option<SourceItem>, ItemError> {
        if !self.reader.read()? {
            return Ok(None);
        }
        let member =
            |(header, at): &(Arc<str>, usize)| Ok((Arc::clone(header), Value::from(self.reader.field(*at)?)));
        let members = self.columns.iter().map(member).collect::<Result<Vec<_>, ItemError>>()?;
        let value = Value::from(Object::from_unique(members));
        Ok(Some(SourceItem { key: None, value, source: Arc::clone(&self.source) }))
    }

    fn skip(&mut self) -> Result<bool, ItemError> {
        let found = self.reader.read()?;
        if found && std::str::from_utf8(&self.reader.bytes).is_err() {
            self.columns.iter().try_for_each(|(_, at)| self.reader.field(*at).map(|_| ()))?;
        }
        Ok(found)
    }
}
