//! `getObject` and `headObject`: an object's bytes and what is known of it.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::ops::Range;

use crate::base::value::{Object, Value};
use crate::expr::PAYLOAD_BYTES;

use super::Request;
use super::fault::{self, Fault};
use crate::load::{reads, shown_path};
use crate::services::s3::listing::Measure;
use crate::services::s3::overlay::Stored;

/// The most bytes of a body that are kept: a result of this size is beyond every quota, and the task fails.
const MAX_BODY: u64 = PAYLOAD_BYTES as u64 * 2;

/// `getObject`
pub(super) fn get(request: &mut Request<'_>) -> Result<Value, Fault> {
    let (mut members, bytes) = read(request, fault::NO_SUCH_KEY)?;
    // As in the recordings, it comes behind all other members.
    members.insert("Body", String::from_utf8_lossy(&bytes).into_owned().into());
    Ok(members.into())
}

/// `headObject`
pub(super) fn head(request: &mut Request<'_>) -> Result<Value, Fault> {
    read(request, fault::NOT_FOUND).map(|(members, _)| members.into())
}

/// What is known of the object, and its bytes or as many of them as may count.
fn read(request: &Request<'_>, missing: fault::S3Error) -> Result<(Object, Vec<u8>), Fault> {
    let stored = request.find(request.key())?.ok_or(Fault::S3(missing))?;
    let path = stored.path();
    let unreadable =
        |error| Fault::Unfit(format!("cannot read {}: {error}", shown_path(path)), super::READABLE);
    let length = stored.size().map_err(unreadable)?;
    let range = request.text("Range").and_then(|range| asked(range, length));
    if range.as_ref().is_some_and(|range| range.is_empty()) {
        return Err(Fault::S3(fault::INVALID_RANGE));
    }
    let (measure, bytes) = look(request, &stored, range.clone().unwrap_or(0..length)).map_err(unreadable)?;
    let tag = measure.tag();
    let matches = |member: &str| request.text(member).map(|wanted| wanted == "*" || wanted == tag);
    if matches("IfMatch") == Some(false) {
        return Err(Fault::S3(fault::PRECONDITION));
    }
    if matches("IfNoneMatch") == Some(true) {
        return Err(Fault::S3(fault::NOT_MODIFIED));
    }
    let headers = request.written.get(path);
    let modified = headers.map_or(request.begun, |headers| headers.at);
    let mut members = BTreeMap::from([
        ("AcceptRanges", Value::from("bytes")),
        ("ContentLength", Value::from(range.as_ref().map_or(length, |range| range.end - range.start) as i64)),
        ("ContentType", Value::from("binary/octet-stream")),
        ("ETag", Value::from(tag)),
        ("LastModified", Value::from(modified.iso())),
        ("Metadata", Value::empty_object()),
        ("ServerSideEncryption", Value::from("AES256")),
    ]);
    if let Some(Range { start, end }) = range {
        members.insert("ContentRange", format!("bytes {start}-{}/{length}", end - 1).into());
    }
    let kept = headers.into_iter().flat_map(|headers| &headers.members);
    members.extend(kept.map(|(name, value)| (*name, value.clone())));
    // The storage class of every object that has none of its own.
    if members.get("StorageClass").and_then(Value::as_str) == Some("STANDARD") {
        members.remove("StorageClass");
    }
    Ok((members.into_iter().collect(), bytes))
}

/// Reads the whole object; the bytes of `range` are kept, as far as they may count.
fn look(request: &Request<'_>, stored: &Stored, range: Range<u64>) -> std::io::Result<(Measure, Vec<u8>)> {
    reads::note(stored.path());
    let mut file = stored.open(&request.sources.bounds.interrupt)?;
    let (mut measure, mut kept, mut buffer) = (Measure::default(), Vec::new(), vec![0; 1 << 16]);
    let most = request.sources.bounds.memory as u64;
    let range = range.start..range.end.min(range.start.saturating_add(MAX_BODY.min(most)));
    let mut at = 0;
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            return Ok((measure, kept));
        }
        measure.add(&buffer[..count]);
        let end = at + count as u64;
        let part = range.start.clamp(at, end)..range.end.clamp(at, end);
        let within = |place: u64| usize::try_from(place - at).unwrap_or(count);
        kept.extend_from_slice(&buffer[within(part.start)..within(part.end).max(within(part.start))]);
        at = end;
    }
}

/// The bytes that a header `Range` asks for in an object of `length` bytes, empty if there are none of them; none
/// if it is no range of one part, which S3 passes over.
fn asked(header: &str, length: u64) -> Option<Range<u64>> {
    let (first, last) = header.strip_prefix("bytes=")?.split_once('-')?;
    if first.is_empty() {
        let count: u64 = last.parse().ok()?;
        return Some(length.saturating_sub(count)..length);
    }
    let first: u64 = first.parse().ok()?;
    let last = if last.is_empty() { u64::MAX } else { last.parse().ok()? };
    if last < first {
        return None;
    }
    Some(first.min(length)..last.saturating_add(1).min(length))
}
