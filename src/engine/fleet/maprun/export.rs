//! `Export`: the files of a `ResultWriter`, in parts, and the manifest that lists them.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::asl::machine::distributed::Writer;
use crate::base::value::{Array, Object, Value};

use crate::engine::dataset::Chunk;
use crate::engine::saving::saved;

/// A part of a file is handed on when it has so many bytes.
const CHUNK: usize = 1 << 20;

/// What stands behind the folder of a Map Run for its redrives, before their number.
const REDRIVE: &str = "/Redrive-";

/// The files of a Map Run, in the order in which the manifest lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum File {
    Failed,
    Pending,
    Succeeded,
}

impl File {
    const ALL: [Self; 3] = [Self::Failed, Self::Pending, Self::Succeeded];

    const fn name(self) -> &'static str {
        match self {
            Self::Failed => "FAILED",
            Self::Pending => "PENDING",
            Self::Succeeded => "SUCCEEDED",
        }
    }
}

/// What was written of a file.
#[derive(Clone, Debug, Default)]
struct Written {
    text: String,
    /// Bytes that were handed on.
    size: usize,
    records: usize,
}

/// The files under way.
#[derive(Clone, Debug)]
pub struct Export {
    bucket: Arc<str>,
    /// `prefix/<uuid of the Map Run>`
    folder: String,
    is_lines: bool,
    files: [Written; 3],
    /// What manifests of earlier attempts list as succeeded.
    earlier: Vec<Value>,
    /// What is to be written, in order.
    ready: VecDeque<Chunk>,
}

impl Export {
    /// The export of the Map Run `run` to the bucket and prefix of the writer's arguments.
    pub fn new(writer: &Writer, args: &Value, run: &str) -> Self {
        let text = |name: &str| args.get(name).and_then(Value::as_str).unwrap_or_default();
        let prefix = text("Prefix").trim_end_matches('/');
        let folder = if prefix.is_empty() { run.to_owned() } else { format!("{prefix}/{run}") };
        let kind = writer.config.as_ref().and_then(|config| config.get("OutputType")?.as_str());
        Self {
            bucket: text("Bucket").into(),
            folder,
            is_lines: kind == Some("JSONL"),
            files: Default::default(),
            earlier: Vec::new(),
            ready: VecDeque::new(),
        }
    }

    /// Adds a record to a file.
    pub fn add(&mut self, file: File, record: &Value) {
        let written = &mut self.files[file as usize];
        if !self.is_lines {
            written.text.push(if written.records == 0 { '[' } else { ',' });
        }
        written.text.push_str(&record.to_json());
        if self.is_lines {
            written.text.push('\n');
        }
        written.records += 1;
        if written.text.len() >= CHUNK {
            self.hand_on(file);
        }
    }

    /// Takes the next part that is ready to be written.
    pub fn ready(&mut self) -> Option<Chunk> {
        self.ready.pop_front()
    }

    /// Ends all files, and lists them in the manifest, of the Map Run with this ARN.
    pub fn finish(&mut self, arn: &Arc<str>) {
        let mut lists = Object::new();
        for file in File::ALL {
            self.end(file);
            let earlier = if file == File::Succeeded { &self.earlier[..] } else { &[] };
            let list: Array = earlier.iter().cloned().chain(self.entry(file)).collect();
            lists.insert(file.name(), Value::Array(list));
        }
        let manifest = Object::from_iter([
            ("DestinationBucket", Value::from(Arc::clone(&self.bucket))),
            ("MapRunArn", Value::from(Arc::clone(arn))),
            ("ResultFiles", Value::from(lists)),
        ]);
        let (bucket, key) = (Arc::clone(&self.bucket), self.manifest().into());
        let text = Value::from(manifest).to_json();
        self.ready.push_back(Chunk { bucket, key, text, begins: true });
    }

    /// Ends a file, if anything is in it.
    fn end(&mut self, file: File) {
        if self.files[file as usize].records > 0 {
            if !self.is_lines {
                self.files[file as usize].text.push(']');
            }
            self.hand_on(file);
        }
    }

    /// A file as the manifest lists it, if anything is in it.
    fn entry(&self, file: File) -> Option<Value> {
        let Written { size, records, .. } = self.files[file as usize];
        let entry = || {
            let key = Value::from(self.key(file));
            Value::from(Object::from_iter([("Key", key), ("Size", Value::from(size))]))
        };
        (records > 0).then(entry)
    }

    /// Begins files of a redrive beside those of the attempts before; those were ended if `is_closed` says so.
    pub fn redrive(&mut self, count: u32, is_closed: bool) {
        if !is_closed {
            self.end(File::Succeeded);
        }
        self.earlier.extend(self.entry(File::Succeeded));
        self.files = Default::default();
        let first = self.folder.split(REDRIVE).next().unwrap_or_default();
        self.folder = format!("{first}{REDRIVE}{count}");
    }

    /// Whether it is one of a redrive.
    pub fn is_redriven(&self) -> bool {
        self.folder.contains(REDRIVE)
    }

    /// The Map's result.
    pub fn result(&self, arn: &Arc<str>) -> Value {
        let details = Object::from_iter([
            ("Bucket", Value::from(Arc::clone(&self.bucket))),
            ("Key", Value::from(self.manifest())),
        ]);
        Value::from(Object::from_iter([
            ("MapRunArn", Value::from(Arc::clone(arn))),
            ("ResultWriterDetails", Value::from(details)),
        ]))
    }

    fn manifest(&self) -> String {
        format!("{}/manifest.json", self.folder)
    }

    fn key(&self, file: File) -> String {
        let ending = if self.is_lines { "jsonl" } else { "json" };
        format!("{}/{}_0.{ending}", self.folder, file.name())
    }

    fn hand_on(&mut self, file: File) {
        let key = self.key(file).into();
        let written = &mut self.files[file as usize];
        let text = std::mem::take(&mut written.text);
        let begins = written.size == 0;
        written.size += text.len();
        self.ready.push_back(Chunk { bucket: Arc::clone(&self.bucket), key, text, begins });
    }
}

saved!(
    enum File {
        Failed,
        Pending,
        Succeeded,
    }
);
saved!(struct Written { text, size, records });
saved!(struct Export { bucket, folder, is_lines, files, earlier, ready });
