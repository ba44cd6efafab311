//! What to write, and into which file, so that calls are answered: the lines of a mock file.

use std::sync::Arc;

use crate::base::value::Value;
use crate::load::shown;

use super::keys::yaml_key;
use super::missing::{Missing, MockEntry};
use super::{Mocks, QUICK};

/// How many entries are written out.
const MAX_ENTRIES: usize = 20;

impl Mocks {
    /// What to add so that all of `missing` is answered, line by line.
    pub(super) fn addition(&self, missing: &[Missing]) -> Vec<String> {
        let mut names = self.file.files().iter().map(|document| &document.source().shown);
        let file = names.rfind(|name| &***name != QUICK).map(|name| &**name);
        if self.file.is_local() {
            return local(file, missing);
        }
        let mut lines = Vec::new();
        if file.is_none() {
            lines.push("version: 1".to_owned());
        }
        lines.push("mocks:".to_owned());
        let listed = missing.iter().take(MAX_ENTRIES);
        for table in ["states", "items", "s3"] {
            let entries = listed.clone().map(entry).filter(|(of, _)| *of == table).map(|(_, line)| line);
            let mut entries: Vec<String> = entries.collect();
            entries.dedup();
            if !entries.is_empty() {
                lines.push(format!("  {table}:"));
                lines.extend(entries);
            }
        }
        if let Some(more @ 1..) = missing.len().checked_sub(MAX_ENTRIES) {
            lines.push(format!("    # and {more} more"));
        }
        let to_write = self.context.to_write.as_deref().map(shown);
        let heading = heading(file, to_write.as_deref());
        std::iter::once(heading).chain(lines.into_iter().map(|line| format!("    {line}"))).collect()
    }
}

/// The table of `mocks` that an entry belongs to, and its line.
fn entry(missing: &Missing) -> (&'static str, String) {
    let state = yaml_key(&missing.state);
    match &missing.entry {
        MockEntry::State(sample) => ("states", format!("    {state}: {sample}")),
        MockEntry::Items => ("items", format!("    {state}: [{{}}]        # or {{file: items.json}}")),
        MockEntry::Bucket(bucket) => {
            ("s3", format!("    {}: FOLDER        # holds what the bucket holds", yaml_key(bucket)))
        }
    }
}

fn heading(file: Option<&str>, to_write: Option<&str>) -> String {
    match (file, to_write) {
        (Some(file), _) => format!("add to {file}"),
        (None, Some(file)) => format!("write {file}, which is found by its name"),
        (None, None) => "write a file mocks.sfn.yaml and pass it with -m".to_owned(),
    }
}

/// The same in the words of Step Functions Local, whose files know neither items nor buckets.
fn local(file: Option<&str>, missing: &[Missing]) -> Vec<String> {
    let tasks = missing.iter().filter(|missing| matches!(missing.entry, MockEntry::State(_)));
    let states = tasks
        .take(MAX_ENTRIES)
        .map(|missing| format!("{}: \"NAME\"", Value::from(Arc::clone(&missing.state))));
    let lines = [
        format!("    {} in the test case, and", states.collect::<Vec<_>>().join(", ")),
        "    \"NAME\": {\"0\": {\"Return\": {}}} in MockedResponses".to_owned(),
    ];
    std::iter::once(heading(file, None)).chain(lines).collect()
}
