//! `putObject`, `copyObject`, `deleteObject` and `deleteObjects`: what changes the objects of a bucket. All of them
//! go through the guard that results of distributed Maps go through.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Crc;

use crate::base::value::{Object, Value};
use crate::load::shown_path;

use super::Request;
use super::fault::{self, Fault};
use super::written::Headers;
use crate::services::s3::bucket;
use crate::services::s3::listing::measure;
use crate::services::s3::overlay::Stored;

/// What is sent for a body that is a JSON value, unless the task names another type (recorded).
const JSON_TEXT: &str = "text/plain; charset=UTF-8";

/// `putObject`: the body is stored as JSON text, a string with its quotes.
pub(super) fn put(request: &mut Request<'_>) -> Result<Value, Fault> {
    let body = request.call.args.get("Body").map(Value::to_json).unwrap_or_default();
    let key = request.key().to_owned();
    let path = bucket::destination(request.sources, &request.bucket, &key)?;
    check(request, &path)?;
    store(request, &path, &mut body.as_bytes())?;
    let mut headers = Headers::of(&request.call.args, request.call.at);
    headers.members.entry("ContentType").or_insert_with(|| JSON_TEXT.into());
    let mut crc = Crc::new();
    crc.update(body.as_bytes());
    let result = [
        ("ChecksumCRC32", Value::from(STANDARD.encode(crc.sum().to_be_bytes()))),
        ("ChecksumType", Value::from("FULL_OBJECT")),
        ("ETag", Value::from(tag(request, &path)?)),
    ];
    let result = with_encryption(Object::from_iter(result), &headers);
    request.written.note(path, headers);
    Ok(result.into())
}

/// Writes a whole object to `path`, a destination.
fn store(request: &mut Request<'_>, path: &Path, bytes: &mut dyn Read) -> Result<(), Fault> {
    Ok(request.overlay.write(path, bytes, true, request.sources.bounds.memory)?)
}

/// Whether what a write asks of the object that is there holds.
fn check(request: &Request<'_>, path: &Path) -> Result<(), Fault> {
    let exists = request.overlay.find(path.to_path_buf()).is_some();
    let wanted = request.text("IfMatch");
    let differs = match wanted {
        Some(_) if !exists => return Err(Fault::S3(fault::NO_SUCH_KEY)),
        Some(wanted) => wanted != tag(request, path)?,
        None => false,
    };
    if differs || exists && request.text("IfNoneMatch").is_some() {
        return Err(Fault::S3(fault::PRECONDITION));
    }
    Ok(())
}

/// `copyObject`
pub(super) fn copy(request: &mut Request<'_>) -> Result<Value, Fault> {
    let source = decoded(request.text("CopySource").unwrap_or_default());
    let source = source.trim_start_matches('/');
    let (from, key) = source.split_once('/').unwrap_or((source, ""));
    if !request.sources.buckets.contains_key(from) {
        let message = format!("no folder is given for the bucket {from}, which is copied from");
        return Err(Fault::Unfit(
            message,
            "give it a folder in `mocks.s3`, or write an answer for this state",
        ));
    }
    let from: Arc<str> = from.into();
    let folder = bucket::folder(request.sources, request.overlay, &from)?;
    let found = bucket::find(&folder, request.overlay, key)?;
    let original = found.ok_or(Fault::S3(fault::NO_SUCH_KEY))?;
    let path = bucket::destination(request.sources, &request.bucket, request.key())?;
    check(request, &path)?;
    let replaces = request.text("MetadataDirective") == Some("REPLACE");
    if from == request.bucket && key == request.key() {
        if !replaces {
            return Err(Fault::S3(fault::SAME_OBJECT));
        }
    } else {
        let unreadable = |error| {
            Fault::Unfit(format!("cannot read {}: {error}", shown_path(original.path())), super::READABLE)
        };
        let file = original.open(&request.sources.bounds.interrupt);
        store(request, &path, &mut file.map_err(unreadable)?)?;
    }
    let mut headers = Headers::of(&request.call.args, request.call.at);
    if !replaces {
        headers.describe_as(request.written.get(original.path()));
    }
    let copied = [("ETag", tag(request, &path)?.into()), ("LastModified", request.call.at.iso().into())];
    let result = Object::from_iter([("CopyObjectResult", Object::from_iter(copied).into())]);
    let result = with_encryption(result, &headers);
    request.written.note(path, headers);
    Ok(result.into())
}

/// The text that `%41` and its like stand for.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let hex = (first == b'%').then(|| tail.get(..2)).flatten();
        let byte = hex.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// `deleteObject`: an object that does not exist is as good as deleted.
pub(super) fn delete(request: &mut Request<'_>) -> Result<Value, Fault> {
    let key = request.key().to_owned();
    remove(request, &key)?;
    Ok(Value::empty_object())
}

/// `deleteObjects`
pub(super) fn delete_all(request: &mut Request<'_>) -> Result<Value, Fault> {
    let asked = request.member("Delete").cloned().unwrap_or(Value::Null);
    let mut deleted = Vec::new();
    for object in asked.get("Objects").and_then(Value::as_array).into_iter().flat_map(|all| all.iter()) {
        let Some(key) = object.get("Key").and_then(Value::as_str) else { continue };
        remove(request, key)?;
        deleted.push(Value::from(Object::from_iter([("Key", key.into())])));
    }
    let is_quiet = matches!(asked.get("Quiet"), Some(Value::Bool(true)));
    let shown = (!is_quiet && !deleted.is_empty()).then_some(("Deleted", Value::from(deleted)));
    Ok(shown.into_iter().collect::<Object>().into())
}

fn remove(request: &mut Request<'_>, key: &str) -> Result<(), Fault> {
    let path = bucket::destination(request.sources, &request.bucket, key)?;
    if request.overlay.find(path.clone()).is_some() {
        if !request.overlay.is_apart() && request.written.get(&path).is_none() {
            let message = format!("a run deletes no file that it did not write: {}", shown_path(&path));
            return Err(Fault::Unfit(message, "write an answer for this state"));
        }
        let failed =
            |error| Fault::Unfit(format!("cannot delete {}: {error}", shown_path(&path)), super::READABLE);
        request.overlay.delete(&path).map_err(failed)?;
        request.written.forget(&path);
    }
    Ok(())
}

/// The `ETag` of what was just written.
fn tag(request: &Request<'_>, path: &Path) -> Result<String, Fault> {
    let stored = request.overlay.find(path.to_path_buf());
    let stored = stored.unwrap_or_else(|| Stored::file(path.to_path_buf()));
    let measured = measure(&stored, &request.sources.bounds.interrupt);
    let unreadable =
        |error| Fault::Unfit(format!("cannot read {}: {error}", shown_path(path)), super::READABLE);
    measured.map(|measure| measure.tag()).map_err(unreadable)
}

/// The result of a write, with how it was encrypted.
fn with_encryption(mut result: Object, headers: &Headers) -> Object {
    let given = |name: &str| headers.members.get(name).cloned();
    let more = [
        ("BucketKeyEnabled", given("BucketKeyEnabled")),
        ("SSEKMSKeyId", given("SSEKMSKeyId")),
        ("ServerSideEncryption", Some(given("ServerSideEncryption").unwrap_or_else(|| "AES256".into()))),
    ];
    more.into_iter().for_each(|(name, value)| {
        if let Some(value) = value {
            result.insert(name, value);
        }
    });
    result
}
