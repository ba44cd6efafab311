//! `Config`: how the items of a dataset are to be read, as `Resource` and `ReaderConfig` say.

use std::sync::Arc;

use crate::base::value::Value;
use crate::engine::dataset::Dataset;

use super::error::ItemError;
use super::format::Format;
use super::reader::Parsing;
use super::room::Room;

/// What is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The items in one object.
    Object,
    /// The metadata of the objects of a bucket.
    Listing,
    /// The items in all objects of a bucket.
    Flattened,
    /// The files that an inventory of S3 lists.
    Inventory,
    /// The files that an `UNLOAD` of Athena lists.
    Athena,
}

/// How to read.
#[derive(Clone, Debug)]
pub struct Config {
    pub kind: Kind,
    pub format: Format,
    pub parsing: Parsing,
    /// `Bucket`, `Key` and `Prefix` of the arguments.
    pub bucket: Arc<str>,
    pub key: Arc<str>,
    pub prefix: Arc<str>,
}

impl Config {
    pub fn read(dataset: &Dataset, room: Room) -> Result<Self, ItemError> {
        let config = &dataset.config;
        let word = |name: &str| config.get(name).and_then(Value::as_str);
        let argument = |name: &str| -> Arc<str> {
            dataset.args.get(name).and_then(Value::as_str).unwrap_or_default().into()
        };
        let lists = dataset.resource.ends_with(":listObjectsV2");
        let flattens = word("Transformation") == Some("LOAD_AND_FLATTEN");
        let kind = match (lists, word("ManifestType"), word("InputType")) {
            (true, ..) if flattens => Kind::Flattened,
            (true, ..) => Kind::Listing,
            (false, Some("ATHENA_DATA"), _) => Kind::Athena,
            (false, Some("S3_INVENTORY"), _) | (false, _, Some("MANIFEST")) => Kind::Inventory,
            (false, ..) => Kind::Object,
        };
        let format = Format::of(word("InputType"))?;
        let delimiter = match word("CSVDelimiter") {
            Some("PIPE") => b'|',
            Some("SEMICOLON") => b';',
            Some("SPACE") => b' ',
            Some("TAB") => b'\t',
            Some(_) | None => b',',
        };
        let given = config.get("CSVHeaders").and_then(Value::as_array);
        let given = given.filter(|_| word("CSVHeaderLocation") != Some("FIRST_ROW"));
        let headers = given
            .map(|headers| headers.iter().map(|header| header.as_str().unwrap_or_default().into()).collect());
        Ok(Self {
            kind,
            format,
            parsing: Parsing { delimiter, headers, pointer: word("ItemsPointer").map(Arc::from), room },
            bucket: argument("Bucket"),
            key: argument("Key"),
            prefix: argument("Prefix"),
        })
    }
}
