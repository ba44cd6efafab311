//! `listObjects` and `listObjectsV2`: the keys of a bucket, a page at a time.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::base::value::{Object, Value};
use crate::load::shown_path;

use super::Request;
use super::fault::{self, Fault};
use crate::services::s3::bucket;
use crate::services::s3::listing::measure;
use crate::services::s3::overlay::Stored;
use crate::services::s3::room::Room;

/// S3's own limit for a page.
const MAX_KEYS: usize = 1000;
/// Who owns all objects: the canonical id of a made-up account. S3 gives no other member since November 2025.
const OWNER: &str = "1234567890120000000000000000000000000000000000000000000000000000";

/// `listObjects`
pub(super) fn list(request: &mut Request<'_>) -> Result<Value, Fault> {
    let marker = request.text("Marker").unwrap_or_default();
    let page = page(request, marker, Owners::Shown)?;
    let mut members = page.members;
    members.insert("Marker", marker.into());
    // Without a delimiter the last key is where the next page begins.
    if let Some(last) = page.last.filter(|_| members.contains_key("Delimiter")) {
        members.insert("NextMarker", last.into());
    }
    Ok(members.into_iter().collect::<Object>().into())
}

/// `listObjectsV2`
pub(super) fn list_v2(request: &mut Request<'_>) -> Result<Value, Fault> {
    let (token, start) = (request.text("ContinuationToken"), request.text("StartAfter"));
    let after = match token {
        Some(token) => read_token(token).ok_or(Fault::S3(fault::TOKEN))?,
        None => start.unwrap_or_default().to_owned(),
    };
    let owners = if is_true(request.member("FetchOwner")) { Owners::Shown } else { Owners::Left };
    let page = page(request, &after, owners)?;
    let mut members = page.members;
    members.insert("KeyCount", Value::from(page.count));
    members.extend(page.last.map(|last| ("NextContinuationToken", URL_SAFE_NO_PAD.encode(last).into())));
    members.extend(token.map(|token| ("ContinuationToken", token.into())));
    members.extend(start.map(|start| ("StartAfter", start.into())));
    Ok(members.into_iter().collect::<Object>().into())
}

fn read_token(token: &str) -> Option<String> {
    String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()
}

/// Whether a listing says who owns an object.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owners {
    Shown,
    Left,
}

/// Whether a member that is a boolean for the API is true; AWS takes texts and whole numbers for it, too.
fn is_true(member: Option<&Value>) -> bool {
    match member {
        Some(Value::String(text)) => text.trim().eq_ignore_ascii_case("true"),
        Some(Value::Number(number)) => number.as_i64() != Some(0),
        Some(Value::Bool(flag)) => *flag,
        Some(Value::Null | Value::Array(_) | Value::Object(_)) | None => false,
    }
}

/// A part of a listing.
struct Page {
    /// What both operations give.
    members: BTreeMap<&'static str, Value>,
    /// How many keys and common prefixes it has.
    count: usize,
    /// Where the next one begins, if there is one: behind this key or common prefix.
    last: Option<String>,
}

/// What is listed behind the key `after`.
fn page(request: &Request<'_>, after: &str, owners: Owners) -> Result<Page, Fault> {
    let (prefix, delimiter) = (request.text("Prefix").unwrap_or_default(), request.text("Delimiter"));
    let most = request.member("MaxKeys").and_then(Value::as_i64).unwrap_or(MAX_KEYS as i64);
    let most = usize::try_from(most).map_err(|_| Fault::S3(fault::MAX_KEYS))?.min(MAX_KEYS);
    let folder = bucket::folder(request.sources, request.overlay, &request.bucket)?;
    let (mut share, interrupt) =
        (Room::of(request.sources.bounds.memory).share(), &request.sources.bounds.interrupt);
    let keys = bucket::keys(&folder, request.overlay, prefix, (&mut share, interrupt))?;
    let (mut contents, mut prefixes, mut last, mut is_cut) = (Vec::new(), Vec::new(), String::new(), false);
    for (key, stored) in keys {
        let common = delimiter.filter(|delimiter| !delimiter.is_empty()).and_then(|delimiter| {
            let end = prefix.len() + key.get(prefix.len()..)?.find(delimiter)? + delimiter.len();
            key.get(..end).map(str::to_owned)
        });
        let name = common.as_ref().unwrap_or(&key);
        // What a common prefix stands for was listed with it.
        if name.as_str() <= after || *name == last {
            continue;
        }
        if contents.len() + prefixes.len() == most {
            is_cut = most > 0;
            break;
        }
        last.clone_from(name);
        match common {
            Some(common) => prefixes.push(Value::from(Object::from_iter([("Prefix", common.into())]))),
            None => contents.push(entry(request, key, &stored, owners)?),
        }
    }
    let count = contents.len() + prefixes.len();
    let mut members = BTreeMap::from([
        ("IsTruncated", Value::Bool(is_cut)),
        ("MaxKeys", Value::from(most)),
        ("Name", Value::from(request.bucket.clone())),
        ("Prefix", Value::from(prefix)),
    ]);
    let lists = [("CommonPrefixes", prefixes), ("Contents", contents)];
    members
        .extend(lists.into_iter().filter(|(_, all)| !all.is_empty()).map(|(name, all)| (name, all.into())));
    members.extend(delimiter.map(|delimiter| ("Delimiter", delimiter.into())));
    Ok(Page { members, count, last: is_cut.then_some(last) })
}

/// An object as a listing gives it.
fn entry(request: &Request<'_>, key: String, stored: &Stored, owners: Owners) -> Result<Value, Fault> {
    let path = stored.path();
    let unreadable =
        |error| Fault::Unfit(format!("cannot read {}: {error}", shown_path(path)), super::READABLE);
    let measure = measure(stored, &request.sources.bounds.interrupt).map_err(unreadable)?;
    let headers = request.written.get(path);
    let modified = headers.map_or(request.begun, |headers| headers.at);
    let class = headers.and_then(|headers| headers.members.get("StorageClass")).cloned();
    let size = measure.size;
    let mut members = BTreeMap::from([
        ("ETag", Value::from(measure.tag())),
        ("Key", Value::from(key)),
        ("LastModified", Value::from(modified.iso())),
        ("Size", Value::from(size)),
        ("StorageClass", class.unwrap_or_else(|| Value::from("STANDARD"))),
    ]);
    if owners == Owners::Shown {
        members.insert("Owner", Object::from_iter([("ID", OWNER.into())]).into());
    }
    if headers.is_some() {
        members.insert("ChecksumAlgorithm", vec![Value::from("CRC32")].into());
        members.insert("ChecksumType", Value::from("FULL_OBJECT"));
    }
    Ok(members.into_iter().collect::<Object>().into())
}
