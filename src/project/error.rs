//! `Error`: why something that the user named cannot be read or does not exist. It is data: what prints it,
//! and with which exit code, is for the front end to decide.

use crate::base::diag::Diagnostic;
use crate::base::document::Document;
use crate::load::Rejected;

/// Why something that the user named cannot be used.
#[derive(Debug)]
pub enum Error {
    /// The request itself is wrong: it names something that does not exist, or contradicts itself.
    Usage {
        /// What is wrong, in one line without a final stop.
        message: String,
        /// How to fix it.
        help: String,
    },
    /// A file or a value cannot be read.
    Load {
        /// What is wrong, in one line without a final stop.
        message: String,
        /// How to fix it.
        help: Option<String>,
    },
    /// Files are wrong: each finding with the document it is about.
    Found(Vec<(Document, Diagnostic)>),
}

impl Error {
    /// A wrong request, with how to fix it.
    pub fn usage(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), help: help.into() }
    }

    /// Something that cannot be read, perhaps with how to fix it.
    pub fn load(message: impl Into<String>, help: Option<String>) -> Self {
        Self::Load { message: message.into(), help }
    }
}

impl From<Rejected> for Error {
    fn from(rejected: Rejected) -> Self {
        let Rejected { document, diagnostics, .. } = rejected;
        Self::Found(diagnostics.into_iter().map(|found| (document.clone(), found)).collect())
    }
}
