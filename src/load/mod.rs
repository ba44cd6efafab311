//! Where definitions live: from a text to a `Document`, whatever kind of file it is.
//!
//! No files are read here: the caller brings the bytes. One file a kind; so far there is [`asl`], a
//! definition that stands alone.

mod asl;
mod codes;
mod data;
mod json;
mod kind;
mod substitute;
mod yaml;

use crate::base::diag::{Diagnostic, Place};
use crate::base::document::Document;
use crate::base::source::Source;
use crate::base::value::Value;

/// What the caller knows and the text does not.
#[derive(Clone, Debug)]
pub struct Options {
    /// Values for `${Name}`; the last one of a name wins.
    pub substitutions: Vec<(String, String)>,
    /// The region, for ARNs that are made up.
    pub region: String,
    /// The account, for ARNs that are made up.
    pub account: String,
}

impl Default for Options {
    fn default() -> Self {
        Self { substitutions: Vec::new(), region: "us-east-1".to_owned(), account: "123456789012".to_owned() }
    }
}

/// A definition that was found.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The machine's name: the file's without its endings.
    pub name: String,
    /// The definition.
    pub document: Document,
    /// What is worth saying about it, no errors.
    pub diagnostics: Vec<Diagnostic>,
}

/// A text in which no definition could be read.
#[derive(Clone, Debug)]
pub struct Rejected {
    /// The text, for locating the diagnostics.
    pub document: Document,
    /// Why; at least one is an error.
    pub diagnostics: Vec<Diagnostic>,
}

impl Rejected {
    fn new(source: Source, diagnostic: Diagnostic) -> Self {
        Self { document: Document::unread(source), diagnostics: vec![diagnostic] }
    }
}

/// How long a text may be.
pub const MAX_TEXT: usize = 32_000_000;

/// The text of a file, less its byte order mark.
pub fn decode(name: &str, bytes: Vec<u8>) -> Result<Source, Rejected> {
    if bytes.len() > MAX_TEXT {
        return Err(too_large(name, bytes.len()));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Source::new(name, text.strip_prefix('\u{feff}').unwrap_or(&text))),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes());
            let diagnostic =
                Diagnostic::error(codes::ENCODING, Place::Text(at..at + 3), "this file is not UTF-8 text")
                    .label(format!("byte {at} fits no character"))
                    .help("save the file as UTF-8");
            Err(Rejected::new(Source::new(name, text), diagnostic))
        }
    }
}

/// Reads the definition in `source`.
pub fn load(source: &Source, options: &Options) -> Result<Loaded, Rejected> {
    let source = match source.text.strip_prefix('\u{feff}') {
        Some(text) => Source::new(source.name.clone(), text),
        None => source.clone(),
    };
    if source.text.len() > MAX_TEXT {
        return Err(too_large(&source.name, source.text.len()));
    }
    asl::load(source, options)
}

/// Reads one JSON value, for instance an execution's input.
pub fn json(source: &Source) -> Result<Value, Rejected> {
    data::strict(source)
}

/// Reads plain data, for instance a mock file: nothing is replaced, any value will do.
pub fn data(source: &Source) -> Result<Document, Rejected> {
    if source.text.trim().is_empty() {
        return Err(Rejected::new(source.clone(), data::empty()));
    }
    data::load(source)
}

fn too_large(name: &str, bytes: usize) -> Rejected {
    let message = format!("this file is too large for a definition: {} MB", bytes / 1_000_000);
    let diagnostic = Diagnostic::error(codes::LARGE, Place::Text(0..0), message)
        .note("AWS accepts definitions of up to 1 MB; sfn reads up to 32 MB");
    Rejected::new(Source::new(name, ""), diagnostic)
}

/// The name a machine has from its file: `flows/order.asl.json` is `order`.
fn machine_name(path: &str) -> String {
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let stem = stem.strip_suffix(".asl").unwrap_or(stem);
    let name = stem.trim_matches(['<', '>']);
    if name.is_empty() { "machine".to_owned() } else { name.to_owned() }
}
