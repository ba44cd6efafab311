//! `Written`: what a run sent along with the objects that it wrote, and when. A file has no room for it, so it lasts
//! as long as the run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::base::time::Time;
use crate::base::value::{Object, Value};

/// Members of `putObject` and `copyObject` that are kept with the object and given back.
pub(super) const KEPT: &[&str] = &[
    "BucketKeyEnabled",
    "CacheControl",
    "ContentDisposition",
    "ContentEncoding",
    "ContentLanguage",
    "ContentType",
    "Expires",
    "Metadata",
    "SSEKMSKeyId",
    "ServerSideEncryption",
    "StorageClass",
    "WebsiteRedirectLocation",
];

/// Those of them that say how it is stored, not what it is.
const STORAGE: &[&str] = &["BucketKeyEnabled", "SSEKMSKeyId", "ServerSideEncryption", "StorageClass"];

/// The objects that were written, by their files.
#[derive(Clone, Debug, Default)]
pub struct Written(BTreeMap<PathBuf, Headers>);

/// What is known of an object beside its bytes.
#[derive(Clone, Debug)]
pub(super) struct Headers {
    /// When it was written.
    pub(super) at: Time,
    /// What was sent along.
    pub(super) members: BTreeMap<&'static str, Value>,
}

impl Headers {
    /// What the arguments of a write say, at `at`.
    pub(super) fn of(args: &Value, at: Time) -> Self {
        let given = KEPT.iter().filter_map(|name| Some((*name, args.get(name)?.clone())));
        let mut members: BTreeMap<_, _> = given.filter(|(_, value)| !matches!(value, Value::Null)).collect();
        if let Some(Value::Object(metadata)) = members.get("Metadata") {
            // They travel as headers of HTTP, whose names have no case.
            let lower = metadata.iter().map(|(key, value)| (key.to_lowercase(), value.clone()));
            let lower: Object = lower.collect();
            members.insert("Metadata", lower.into());
        }
        if let Some(expires) = members.get("Expires").and_then(Value::as_str).and_then(Time::parse) {
            members.insert("Expires", expires.iso().into());
            members.insert("ExpiresString", expires.http().into());
        }
        Self { at, members }
    }

    /// Describes the object as the one it was copied from; how it is stored is said by each write anew.
    pub(super) fn describe_as(&mut self, original: Option<&Self>) {
        self.members.retain(|name, _| STORAGE.contains(name));
        let described = original.into_iter().flat_map(|original| &original.members);
        let described = described.filter(|(name, _)| !STORAGE.contains(name));
        self.members.extend(described.map(|(name, value)| (*name, value.clone())));
    }
}

impl Written {
    /// What was sent along with the object in this file, if this run wrote it.
    pub(super) fn get(&self, path: &Path) -> Option<&Headers> {
        self.0.get(path)
    }

    /// The object in this file was written.
    pub(super) fn note(&mut self, path: PathBuf, headers: Headers) {
        self.0.insert(path, headers);
    }

    /// The object in this file is gone.
    pub(super) fn forget(&mut self, path: &Path) {
        self.0.remove(path);
    }
}
