//! `ItemError`: why items cannot be read or results written. What the state machine sees on AWS becomes an
//! error of the state ([`ItemError::reply`]); what only the user can remove stops the run.

use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::asl::errors::names;
use crate::engine::call::TaskError;
use crate::engine::dataset::DataReply;
use crate::load::shown_path;
use crate::services::location::MockLocation;

use super::room::NoRoom;
use super::unpacked::TooMuch;

/// Why something cannot be read or written.
#[derive(Debug)]
pub enum ItemError {
    /// The data is not there or is wrong: `States.ItemReaderFailed` with this cause.
    Unreadable(String),
    /// As `Unreadable`, in words that do not say yet which file it is.
    Faulty(String),
    /// It cannot be written: `States.ResultWriterFailed` with this cause.
    Unwritable(String),
    /// No folder is given for the bucket of this name.
    NoFolder(Arc<str>),
    /// The data is in a form that this version cannot read, for instance `` `InputType: PARQUET` ``.
    NotAvailable(String),
    /// The items that are being read would take more than so many bytes of memory.
    TooLarge(usize),
    /// A file or folder that is named at this place does not exist or must not be used: the message, and how to mend
    /// it.
    NoFile(MockLocation, String, Option<&'static str>),
    /// The folder whose place is given cannot do what a task asks for: the message, and how to mend it.
    Unfit(MockLocation, String, &'static str),
    /// A packed file holds much more than it should: so many bytes became more than so many.
    Packed(u64, u64),
}

impl From<NoRoom> for ItemError {
    fn from(NoRoom(most): NoRoom) -> Self {
        Self::TooLarge(most)
    }
}

impl ItemError {
    /// Text could not be read on.
    pub(super) fn broken(error: &io::Error) -> Self {
        let inner = error.get_ref();
        if let Some(TooMuch { packed, unpacked }) = inner.and_then(|inner| inner.downcast_ref()) {
            return Self::Packed(*packed, *unpacked);
        }
        match inner.and_then(|inner| inner.downcast_ref()) {
            Some(NoRoom(most)) => Self::TooLarge(*most),
            None => Self::Faulty(error.to_string()),
        }
    }

    /// The same error, found in this file.
    pub(super) fn within(self, path: &Path) -> Self {
        match self {
            Self::Faulty(text) => Self::Unreadable(format!("{}: {text}", shown_path(path))),
            Self::Unreadable(_)
            | Self::Unwritable(_)
            | Self::NoFolder(_)
            | Self::NotAvailable(_)
            | Self::TooLarge(_)
            | Self::Packed(..)
            | Self::Unfit(..)
            | Self::NoFile(..) => self,
        }
    }

    /// What the state machine sees of it; the error itself if the run has to stop instead.
    pub(super) fn reply(self) -> Result<DataReply, Self> {
        let failed = |name: &str, cause: String| {
            Ok(DataReply::Failed(TaskError { error: Some(name.into()), cause: Some(cause.into()) }))
        };
        match self {
            Self::Unreadable(cause) | Self::Faulty(cause) => failed(names::ITEM_READER_FAILED, cause),
            Self::Unwritable(cause) => failed(names::RESULT_WRITER_FAILED, cause),
            Self::NoFolder(_)
            | Self::NotAvailable(_)
            | Self::TooLarge(_)
            | Self::Packed(..)
            | Self::Unfit(..)
            | Self::NoFile(..) => Err(self),
        }
    }

    /// The same where no Map but a task asked, of a bucket whose folder is written at `origin`: the errors of Maps
    /// are none of its errors.
    pub(super) fn of_task(self, origin: &MockLocation) -> Self {
        match self {
            Self::Unreadable(text) | Self::Faulty(text) | Self::Unwritable(text) => {
                let help = "answer the state in `mocks.states`: it wins over the folder";
                Self::Unfit(origin.clone(), text, help)
            }
            Self::NoFolder(bucket) => {
                let message = format!("no folder is given for the bucket {bucket}");
                Self::Unfit(origin.clone(), message, "give it a folder in `mocks.s3`")
            }
            Self::NotAvailable(_)
            | Self::TooLarge(_)
            | Self::Packed(..)
            | Self::Unfit(..)
            | Self::NoFile(..) => self,
        }
    }
}
