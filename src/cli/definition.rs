//! From a file name to a checked machine: what every command does first.

use crate::asl::machine::Workflow;
use crate::base::diag::{Diagnostic, Severity};
use crate::base::document::Document;
use crate::load::{self, Loaded};
use crate::validate::{Checked, check};

use super::error::Error;
use super::exit::Exit;
use super::files;

/// A definition that was read and checked.
pub struct Definition {
    /// What was read.
    pub loaded: Loaded,
    /// What was found about it.
    pub checked: Checked,
}

/// Reads and checks the definition at `path`. It may still have errors.
pub fn read(path: &str, options: &load::Options, workflow: Workflow) -> Result<Definition, Error> {
    let source = files::read(path)?;
    let loaded = load::load(&source, options).map_err(|rejected| Error::Found {
        exit: Exit::Load,
        diagnostics: with_document(&rejected.document, rejected.diagnostics),
    })?;
    let mut checked = check(loaded.document.value(), workflow);
    checked.diagnostics.splice(0..0, loaded.diagnostics.iter().cloned());
    Ok(Definition { loaded, checked })
}

impl Definition {
    /// The findings with the file they are about, the errors only if there are any.
    pub fn findings(&self) -> Vec<(Document, Diagnostic)> {
        with_document(&self.loaded.document, self.checked.diagnostics.clone())
    }

    /// What reading it found. What may be wrong with the workflow itself is for `sfn validate` to say.
    pub fn remarks(&self) -> Vec<(Document, Diagnostic)> {
        with_document(&self.loaded.document, self.loaded.diagnostics.clone())
    }

    /// Whether it cannot be run.
    pub fn is_refused(&self) -> bool {
        self.checked.diagnostics.iter().any(|found| found.severity == Severity::Error)
    }
}

fn with_document(document: &Document, diagnostics: Vec<Diagnostic>) -> Vec<(Document, Diagnostic)> {
    diagnostics.into_iter().map(|found| (document.clone(), found)).collect()
}

/// `--sub K=V`
pub fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        Some(_) | None => Err("write it as NAME=VALUE".to_owned()),
    }
}

/// The workflow types as the command line names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Type {
    /// Up to a year, 25,000 events
    Standard,
    /// Up to five minutes, no event quota
    Express,
}

impl From<Type> for Workflow {
    fn from(kind: Type) -> Self {
        match kind {
            Type::Standard => Self::Standard,
            Type::Express => Self::Express,
        }
    }
}
