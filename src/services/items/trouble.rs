//! `Trouble`: why items cannot be read or results written. What the state machine would see on AWS is
//! told to it; what only the mock files can mend stops the run.

use std::path::Path;
use std::sync::Arc;

use crate::base::diag::Diagnostic;
use crate::base::value::Value;
use crate::engine::call::TaskError;
use crate::engine::dataset::{DataCall, DataReply, DataRequest};
use crate::engine::failure::names;
use crate::services::mock::codes;
use crate::services::refusal::{Asked, Origin, Refusal, Unanswered};

/// Why something cannot be read or written.
#[derive(Debug)]
pub enum Trouble {
    /// The data is not there or is wrong: `States.ItemReaderFailed` with this cause.
    Unreadable(String),
    /// As `Unreadable`, in words that do not say yet which file it is.
    Faulty(String),
    /// It cannot be written: `States.ResultWriterFailed` with this cause.
    Unwritable(String),
    /// Nobody says which folder stands for the bucket.
    NoFolder(Arc<str>),
    /// This version cannot read that.
    NotAvailable(String),
    /// A file of the mock file cannot be read.
    NoFile(Origin, String),
}

impl Trouble {
    /// The same trouble, found in this file.
    pub(super) fn within(self, path: &Path) -> Self {
        match self {
            Self::Faulty(text) => Self::Unreadable(format!("{}: {text}", path.display())),
            Self::Unreadable(_)
            | Self::Unwritable(_)
            | Self::NoFolder(_)
            | Self::NotAvailable(_)
            | Self::NoFile(..) => self,
        }
    }

    /// What the state machine is told, if it is to see it.
    pub(super) fn told(self) -> Result<DataReply, Self> {
        let failed = |name: &str, cause: String| {
            Ok(DataReply::Failed(TaskError { error: Some(name.into()), cause: Some(cause.into()) }))
        };
        match self {
            Self::Unreadable(cause) | Self::Faulty(cause) => failed(names::ITEM_READER_FAILED, cause),
            Self::Unwritable(cause) => failed(names::RESULT_WRITER_FAILED, cause),
            Self::NoFolder(_) | Self::NotAvailable(_) | Self::NoFile(..) => Err(self),
        }
    }

    /// Why the run stops. `file` is the mock file to which something could be added.
    #[must_use]
    pub fn refusal(self, call: Asked, request: &DataCall, file: Option<Arc<str>>) -> Refusal {
        let args = match &request.request {
            DataRequest::Read { dataset, .. } => dataset.args.clone(),
            DataRequest::Write(chunk) => Value::from(Arc::clone(&chunk.key)),
        };
        match self {
            Self::NoFolder(bucket) => {
                let mut paste = Vec::new();
                if file.is_none() {
                    paste.push("version: 1".to_owned());
                }
                let key = crate::services::mock::yaml_key(&bucket);
                paste.extend(["mocks:".to_owned(), "  s3:".to_owned()]);
                paste.push(format!("    {key}: FOLDER        # holds what the bucket holds"));
                let state = crate::services::mock::yaml_key(&call.state);
                let notes = vec![
                    format!("no folder stands for the bucket {bucket}"),
                    format!("or give the items themselves: mocks: {{items: {{{state}: [...]}}}}"),
                ];
                let tried = Vec::new();
                Refusal::Unanswered(Box::new(Unanswered { call, args, tried, notes, file, paste }))
            }
            Self::NoFile(origin, message) => {
                let diagnostic = Box::new(Diagnostic::error(codes::FILE, origin.place(), message));
                Refusal::Broken { call, origin, diagnostic }
            }
            Self::NotAvailable(what) => Refusal::Unsupported { call, what },
            // These are told to the state machine.
            Self::Unreadable(what) | Self::Faulty(what) | Self::Unwritable(what) => {
                Refusal::Unsupported { call, what }
            }
        }
    }
}

/// What a request calls, in a few words: `s3:getObject`.
#[must_use]
pub fn service(request: &DataCall) -> String {
    match &request.request {
        DataRequest::Read { dataset, .. } => {
            dataset.resource.rsplit(":::").next().unwrap_or(&dataset.resource).to_owned()
        }
        DataRequest::Write(_) => "s3:putObject".to_owned(),
    }
}
