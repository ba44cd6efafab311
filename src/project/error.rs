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
        help: Option<String>,
    },
    /// A file or a value cannot be read.
    Load {
        /// What is wrong, in one line without a final stop.
        message: String,
        /// How to fix it.
        help: Option<String>,
    },
    /// It did not come in the time that the user gave the command.
    Late {
        /// What did not come, in one line without a final stop.
        message: String,
        /// How to get further.
        help: String,
    },
    /// Files are wrong: each finding with the document it is about.
    Found(Vec<(Document, Diagnostic)>),
}

impl Error {
    /// A wrong request; see [`Self::help`].
    pub fn usage(message: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), help: None }
    }

    /// Something that cannot be read; see [`Self::help`].
    pub fn load(message: impl Into<String>) -> Self {
        Self::Load { message: message.into(), help: None }
    }

    /// The same with how to fix it; findings have help of their own.
    #[must_use]
    pub fn help(self, text: impl Into<String>) -> Self {
        self.maybe_help(Some(text.into()))
    }

    /// The same with how to fix it, if that is known.
    #[must_use]
    pub fn maybe_help(mut self, text: Option<String>) -> Self {
        match &mut self {
            Self::Usage { help, .. } | Self::Load { help, .. } => *help = text,
            Self::Late { .. } | Self::Found(_) => {}
        }
        self
    }
}

impl From<Rejected> for Error {
    fn from(rejected: Rejected) -> Self {
        let Rejected { document, diagnostics, .. } = rejected;
        Self::Found(diagnostics.into_iter().map(|found| (document.clone(), found)).collect())
    }
}
