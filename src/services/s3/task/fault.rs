//! `Fault`: why S3, or the folder in its place, does not do what a task asks for.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest as _, Md5};

use crate::engine::call::{Call, TaskError};

use crate::services::s3::error::ItemError;

/// Why an operation fails.
pub(super) enum Fault {
    /// As on AWS: the task sees it.
    S3(S3Error),
    /// A folder cannot do it: what it is, and how to mend it.
    Unfit(String, &'static str),
    /// The folder cannot be used.
    Folder(ItemError),
}

impl From<ItemError> for Fault {
    fn from(error: ItemError) -> Self {
        Self::Folder(error)
    }
}

/// An error of S3.
pub(super) struct S3Error {
    name: &'static str,
    status: u16,
    message: &'static str,
}

/// The key names no object.
pub(super) const NO_SUCH_KEY: S3Error =
    S3Error { name: "S3.NoSuchKeyException", status: 404, message: "The specified key does not exist." };

/// The same for `headObject`, whose response has no body that could say more.
pub(super) const NOT_FOUND: S3Error = S3Error { name: "S3.NoSuchKeyException", status: 404, message: "null" };

/// The object is shorter than where the range begins.
pub(super) const INVALID_RANGE: S3Error =
    S3Error { name: "S3.S3Exception", status: 416, message: "The requested range is not satisfiable" };

/// `IfMatch` does not hold, or `IfNoneMatch` of a write.
pub(super) const PRECONDITION: S3Error = S3Error {
    name: "S3.S3Exception",
    status: 412,
    message: "At least one of the pre-conditions you specified did not hold",
};

/// `IfNoneMatch` of a read does not hold.
pub(super) const NOT_MODIFIED: S3Error = S3Error { name: "S3.S3Exception", status: 304, message: "null" };

/// An object is copied to itself.
pub(super) const SAME_OBJECT: S3Error = S3Error {
    name: "S3.InvalidRequestException",
    status: 400,
    message: "This copy request is illegal because it is trying to copy an object to itself without changing the \
        object's metadata, storage class, website redirect location or encryption attributes.",
};

/// `MaxKeys` is negative.
pub(super) const MAX_KEYS: S3Error = S3Error {
    name: "S3.S3Exception",
    status: 400,
    message: "Argument maxKeys must be an integer between 0 and 2147483647",
};

/// A token that no listing has given.
pub(super) const TOKEN: S3Error =
    S3Error { name: "S3.S3Exception", status: 400, message: "The continuation token provided is incorrect" };

impl S3Error {
    /// The error as the task of `call` sees it. The ids of the request come from the call, so that the same run
    /// prints the same bytes.
    pub(super) fn seen_by(&self, call: &Call) -> TaskError {
        let Self { name, status, message } = self;
        let of = format!("{} {} {} {name}", call.args.to_json(), call.at.millis(), call.retry_count);
        let digest = |salt: &str| Md5::digest(format!("{salt}{of}"));
        let mut id = String::new();
        for byte in digest("id").iter().take(8) {
            let _ = write!(id, "{byte:02X}");
        }
        let extended: Vec<u8> = ["1", "2", "3", "4"].iter().flat_map(|salt| digest(salt)).take(56).collect();
        let extended = STANDARD.encode(extended);
        let cause = format!(
            "{message} (Service: S3, Status Code: {status}, Request ID: {id}, Extended Request ID: {extended}) \
            (SDK Attempt Count: 1)"
        );
        TaskError { error: Some((*name).into()), cause: Some(cause.into()) }
    }
}
