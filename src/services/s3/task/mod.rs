//! `aws-sdk:s3:*` tasks over the folders that take the place of buckets: what S3 gives, in the spelling of the
//! AWS SDK integration, and its errors.
//!
//! Shapes are those of recorded executions: members in alphabetical order, `Body` last, lists that are empty are
//! left out. A stand-in has no versions, no encryption of its own and no tags: a member that would ask for them is
//! refused, never passed over in silence.

mod change;
mod fault;
mod object;
mod pages;
mod written;

use std::sync::Arc;

use crate::asl::resource::{Pattern, Resource};
use crate::base::time::Time;
use crate::base::value::{Object, Value};
use crate::engine::call::{Call, TaskError};
use crate::services::location::MockLocation;

use super::bucket;
use super::error::ItemError;
use super::overlay::{Overlay, Stored};
use super::source::Sources;
use fault::Fault;
pub use written::Written;

/// An operation that a folder can answer.
struct Operation {
    /// Its name as resources write it.
    name: &'static str,
    /// The members of its arguments that are followed.
    follows: &'static [&'static str],
    /// What it does.
    work: fn(&mut Request<'_>) -> Result<Value, Fault>,
}

/// All of them, by name.
const OPERATIONS: &[Operation] = &[
    Operation {
        name: "copyObject",
        follows: &["Key", "CopySource", "MetadataDirective", "IfNoneMatch"],
        work: change::copy,
    },
    Operation { name: "deleteObject", follows: &["Key"], work: change::delete },
    Operation { name: "deleteObjects", follows: &["Delete"], work: change::delete_all },
    Operation { name: "getObject", follows: &["Key", "Range", "IfMatch", "IfNoneMatch"], work: object::get },
    Operation {
        name: "headObject",
        follows: &["Key", "Range", "IfMatch", "IfNoneMatch"],
        work: object::head,
    },
    Operation {
        name: "listObjects",
        follows: &["Prefix", "Delimiter", "MaxKeys", "Marker"],
        work: pages::list,
    },
    Operation {
        name: "listObjectsV2",
        follows: &["Prefix", "Delimiter", "MaxKeys", "StartAfter", "ContinuationToken", "FetchOwner"],
        work: pages::list_v2,
    },
    Operation { name: "putObject", follows: &["Key", "Body", "IfMatch", "IfNoneMatch"], work: change::put },
];

/// Members of any operation that change nothing of what it gives.
const WITHOUT_EFFECT: &[&str] = &[
    "ACL",
    "Bucket",
    "BypassGovernanceRetention",
    "ChecksumMode",
    "ContentLength",
    "ContentMD5",
    "ExpectedBucketOwner",
    "ExpectedSourceBucketOwner",
    "GrantFullControl",
    "GrantRead",
    "GrantReadACP",
    "GrantWriteACP",
    "OptionalObjectAttributes",
    "RequestPayer",
    "Tagging",
    "TaggingDirective",
];

/// How to mend an object that cannot be used.
const READABLE: &str =
    "see to it that the file can be read and written, or answer the state in `mocks.states`";

/// What a task gets: its result or the error that it sees.
pub type Outcome = Result<Value, TaskError>;

/// The names of the operations that the folder of a bucket answers.
pub fn names() -> impl Iterator<Item = &'static str> {
    OPERATIONS.iter().map(|operation| operation.name)
}

/// Whether the folder of a bucket answers calls of `resource`.
#[must_use]
pub fn answers(resource: &Resource) -> bool {
    operation(resource).is_some()
}

fn operation(resource: &Resource) -> Option<&'static Operation> {
    let is_plain = resource.pattern == Pattern::RequestResponse;
    OPERATIONS.iter().filter(|_| is_plain).find(|operation| resource.is("aws-sdk:s3", operation.name))
}

/// What the folder of the bucket that `call` names gives, and where that folder is written; none if there is no
/// such folder, or if it does not answer calls of that kind.
pub fn answer(
    call: &Call,
    sources: &Sources<'_>,
    (written, overlay): (&mut Written, &mut Overlay),
) -> Option<Result<(Outcome, MockLocation), ItemError>> {
    let operation = operation(&call.resource)?;
    let name: Arc<str> = call.args.get("Bucket")?.as_str()?.into();
    let folder = sources.buckets.get(&name)?;
    let begun = call.context.pointer("/Execution/StartTime").and_then(Value::as_str).and_then(Time::parse);
    let mut request =
        Request { call, bucket: name, sources, written, overlay, begun: begun.unwrap_or(call.at) };
    let outcome = request.refused(operation).map_or_else(|| (operation.work)(&mut request), Err);
    Some(match outcome {
        Ok(value) => Ok((Ok(value), folder.origin.clone())),
        Err(Fault::S3(error)) => Ok((Err(error.seen_by(call)), folder.origin.clone())),
        Err(Fault::Unfit(message, help)) => Err(ItemError::Unfit(folder.origin.clone(), message, help)),
        Err(Fault::Folder(error)) => Err(error.of_task(&folder.origin)),
    })
}

/// One call, and what it is about.
struct Request<'a> {
    call: &'a Call,
    bucket: Arc<str>,
    sources: &'a Sources<'a>,
    written: &'a mut Written,
    overlay: &'a mut Overlay,
    /// When the run began: how old objects are that it did not write.
    begun: Time,
}

impl Request<'_> {
    /// A member of the arguments; none if it is null, as on AWS.
    fn member(&self, name: &str) -> Option<&Value> {
        self.call.args.get(name).filter(|value| !matches!(value, Value::Null))
    }

    /// A member that is a text.
    fn text(&self, name: &str) -> Option<&str> {
        self.member(name).and_then(Value::as_str)
    }

    /// The key of the object.
    fn key(&self) -> &str {
        self.text("Key").unwrap_or_default()
    }

    /// An object of the bucket, if it exists.
    fn find(&self, key: &str) -> Result<Option<Stored>, Fault> {
        let folder = bucket::folder(self.sources, self.overlay, &self.bucket)?;
        Ok(bucket::find(&folder, self.overlay, key)?)
    }

    /// Why the operation is not followed: the first member that asks for what a folder does not have.
    fn refused(&self, operation: &Operation) -> Option<Fault> {
        let members = self.call.args.as_object().into_iter().flat_map(Object::iter);
        let writes = matches!(operation.name, "putObject" | "copyObject");
        let mut asked = members.filter(|(_, value)| !matches!(value, Value::Null | Value::Bool(false)));
        let (name, _) = asked.find(|(name, _)| {
            let is_known = operation.follows.contains(&&**name) || WITHOUT_EFFECT.contains(&&**name);
            !(is_known || writes && written::KEPT.contains(&&**name))
        })?;
        let message = format!(
            "the folder of the bucket {} cannot follow `{name}` of {}",
            self.bucket,
            self.call.resource.short_name()
        );
        Some(Fault::Unfit(
            message,
            "write an answer for this state in `mocks.states`: it wins over the folder",
        ))
    }
}
