//! The definition that is converted, and as it is written.

use std::borrow::Cow;

use crate::base::document::Document;
use crate::base::source::Format;
use crate::cli::error::Error;
use crate::cli::terminal::Stream;
use crate::load;
use crate::project::definitions::{self, Definition};
use crate::report::ink::control::{escape_json, escape_lines};
use crate::validate::Depth;

/// The definition, checked, and as it is written: with `${Name}` in its texts.
pub fn read(reference: &str, options: &load::Options) -> Result<(Definition, Document), Error> {
    let chosen = definitions::choose(reference, options)?;
    let is_alone = chosen.machine.is_alone;
    let definition = definitions::check(chosen.machine, None, Depth::Errors)?;
    if definition.is_refused() {
        return Err(crate::project::Error::Found(definition.findings()).into());
    }
    let document = definition.loaded.document.clone();
    if is_alone && !document.is_own() {
        let message = format!("{} is not JSON as AWS takes it", load::shown(reference));
        return Err(Error::usage(message).help("print it as JSON with sfn render, and convert that"));
    }
    if !is_alone {
        let message = format!(
            "{} is a template: only a file that is a definition is converted",
            load::shown(reference)
        );
        return Err(Error::usage(message).help("print the definition with sfn render, and convert that"));
    }
    if document.substitutions().is_empty() {
        return Ok((definition, document));
    }
    let names = document.substitutions().iter().map(|one| (one.name.clone(), format!("${{{}}}", one.name)));
    let as_written = load::Options { substitutions: names.collect(), ..options.clone() };
    let written = definitions::load(reference, &as_written)?.document;
    Ok((definition, written))
}

/// The text as it is printed: a terminal is not to be steered, nor the log of who reads this from a pipe. In JSON an
/// escape means the same.
pub fn printed<'t>(document: &Document, text: &'t str) -> Cow<'t, str> {
    match document.format() {
        _ if Stream::Out.is_terminal() => escape_lines(text),
        Format::Json => escape_json(text),
        Format::Yaml => text.into(),
    }
}
