//! One run that somebody wants to keep as a test.

use std::path::Path;

use crate::base::value::{Object, Value};
use crate::load::shown_path;
use crate::project::Error;
use crate::report::coverage::Share;

use super::written::beside;
use super::{Suggestions, Written, append};

/// A run that is to be kept.
#[derive(Debug)]
pub struct Kept<'k> {
    /// The machine's name.
    pub machine: &'k str,
    /// The definition, as it was named.
    pub definition: &'k str,
    /// The mock file that was in use, if one was.
    pub mocks: Option<&'k str>,
    /// What the test is called.
    pub name: String,
    /// Its input, its answers, and what is expected.
    pub test: Object,
}

/// Adds the test to the file `file`, or makes that, and says so.
///
/// # Errors
/// Why it cannot be kept, in words.
pub fn keep(kept: Kept<'_>, file: &str) -> Result<String, String> {
    let path = Path::new(file);
    let head = [("version", Value::from(1_i64)), ("machine", beside(kept.definition, path).into())];
    let found = Suggestions {
        machine: kept.machine.to_owned(),
        file: kept.mocks.map(str::to_owned),
        own_file: file.to_owned(),
        head: Object::from_iter(head),
        tests: Object::from_iter([(&*kept.name, Value::from(kept.test))]),
        open: Vec::new(),
        before: Share::default(),
        after: Share::default(),
    };
    let written = append(&found, path).map_err(|error| match error {
        Error::Usage { message, .. } | Error::Load { message, .. } => message,
        Error::Found(_) | Error::Late { .. } => format!("{} cannot be read", shown_path(path)),
    })?;
    let done = match written {
        Written::Created => "was made with",
        Written::Extended => "has",
    };
    Ok(format!("{} {done} the test `{}`", shown_path(path), kept.name))
}
