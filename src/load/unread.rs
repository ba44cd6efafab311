//! Why a file that another file names was not read, and what is said of it.

use std::fmt;

use super::{codes, shown};
use crate::base::amount::count;
use crate::base::diag::{Diagnostic, Place};

/// Why a file was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// There is none of this name.
    Missing {
        /// A file of almost the same name, as seen from the working folder.
        near: Option<String>,
    },
    /// It lies outside of what may be read.
    Outside {
        /// The folder that would have to be opened, as seen from the working folder.
        folder: String,
        /// The folder of the project, as seen from the working folder.
        project: String,
        /// Whether only a link leads there.
        by_link: bool,
    },
    /// It is something else than a file; in words, for instance `a folder`.
    NoFile(&'static str),
    /// It is longer than any text may be.
    Large,
    /// It has more values than any text may have.
    Many,
    /// It is not UTF-8.
    NoText,
    /// The system refused; in its words.
    Failed(String),
}

impl Unread {
    /// The error that says so at `place`, where `path` was named.
    #[must_use]
    pub fn diagnostic(&self, path: &str, place: Place) -> Diagnostic {
        match self {
            Self::Outside { folder, project, by_link } => Diagnostic::error(
                codes::OUTSIDE,
                place,
                if *by_link {
                    format!("{path} is a link that leads out of the project, so it is not read")
                } else {
                    format!("{path} is outside the project, so it is not read")
                },
            )
            .note(format!("the project is the folder {project}"))
            .help(format!(
                "copy the file into the project, or allow its folder: --allow-read {folder}, or \
                 [permissions] read = [\"{folder}\"] in sfn.toml"
            )),
            Self::Missing { near: Some(near) } => {
                self.failed(path, place).help(format!("did you mean {}?", shown(near)))
            }
            Self::Missing { near: None }
            | Self::NoFile(_)
            | Self::Large
            | Self::Many
            | Self::NoText
            | Self::Failed(_) => self.failed(path, place),
        }
    }

    fn failed(&self, path: &str, place: Place) -> Diagnostic {
        Diagnostic::error(codes::FILE, place, format!("cannot read {path}: {self}"))
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { .. } => f.write_str("there is no such file"),
            Self::Outside { folder, .. } => {
                write!(f, "it is outside the project; allow its folder with --allow-read {folder}")
            }
            Self::NoFile(what) => write!(f, "it is {what}, not a file"),
            Self::Large => write!(f, "it is larger than {} MB", super::MAX_TEXT_BYTES / 1_000_000),
            Self::Many => write!(f, "it has more than {} values", count(super::MAX_VALUES)),
            Self::NoText => f.write_str("it is not UTF-8 text"),
            Self::Failed(words) => f.write_str(words),
        }
    }
}
