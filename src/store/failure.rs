//! Why a store cannot be opened, and how to mend it.

use std::path::Path;

/// Why it cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// Which it is.
    pub kind: FailureKind,
}

/// What kind of failure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// Another server has it open.
    InUse,
    /// The file is no store, is damaged, or was made by a newer program.
    Unreadable,
    /// The key is missing or another one.
    Key,
    /// The disk or the permissions.
    World,
}

impl Failure {
    fn new(kind: FailureKind, message: String, help: &str) -> Self {
        Self { message, help: help.to_owned(), kind }
    }

    pub(super) fn of(path: &Path, error: &redb::Error) -> Self {
        let shown = path.display();
        if matches!(error, redb::Error::DatabaseAlreadyOpen) {
            let words = format!("another server has the store {shown} open");
            return Self::new(FailureKind::InUse, words, "stop it, or give this one a store of its own");
        }
        if let redb::Error::Io(error) = error
            && error.kind() != std::io::ErrorKind::InvalidData
        {
            return Self::other(path, &error.to_string());
        }
        if matches!(error, redb::Error::UpgradeRequired(_)) {
            return Self::format(path, &error.to_string());
        }
        let words = format!("{shown} is no store of sfn, or is damaged: {error}");
        Self::new(
            FailureKind::Unreadable,
            words,
            "nothing was changed in it; name another file, or restore a copy",
        )
    }

    pub(super) fn other(path: &Path, error: &str) -> Self {
        let words = format!("the store {} cannot be opened: {error}", path.display());
        Self::new(FailureKind::World, words, "the folder has to be there, with space and the right to write")
    }

    pub(super) fn foreign(path: &Path) -> Self {
        let words = format!("{} is a database of another program", path.display());
        Self::new(FailureKind::Unreadable, words, "nothing was changed in it; name another file")
    }

    pub(super) fn format(path: &Path, format: &str) -> Self {
        let words =
            format!("the store {} has the format `{format}`, which this sfn does not read", path.display());
        Self::new(FailureKind::Unreadable, words, "a newer sfn made it: use that one, or name another file")
    }

    pub(super) fn damaged(path: &Path) -> Self {
        let words =
            format!("a record of the store {} does not open: it was changed or damaged", path.display());
        Self::new(FailureKind::Unreadable, words, "nothing was changed in it; restore a copy")
    }

    pub(super) fn key(path: &Path) -> Self {
        let words = format!("the key does not fit the store {}", path.display());
        let help = "the key is in the file of the same name with `.key` behind it, or in SFN_STORE_KEY";
        Self::new(FailureKind::Key, words, help)
    }

    pub(super) fn no_key(path: &Path, from: &str) -> Self {
        let words = format!("{from} holds no key for the store {}", path.display());
        Self::new(FailureKind::Key, words, "a key is 64 hexadecimal digits: `openssl rand -hex 32` makes one")
    }

    pub(super) fn key_file(file: &Path, error: &std::io::Error) -> Self {
        let words = format!("the key file {} cannot be used: {error}", file.display());
        Self::new(FailureKind::Key, words, "without the key that the store was made with it cannot be read")
    }
}
