//! What came of the tests of the last call, for `--last-failed` and `failed()`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::base::members::{array, object};
use crate::base::value::Value;
use crate::project::store::{MAX_TEST_BYTES, Store};
use crate::report::tests::{CaseResult, Verdict};

/// The version of the file.
const VERSION: i64 = 1;

/// Which tests passed when they ran last, by file and name.
#[derive(Clone, Debug, Default)]
pub struct LastResults(BTreeMap<(String, String), bool>);

impl LastResults {
    /// What `store` has; none if no test was run there yet.
    #[must_use]
    pub fn read(store: &Store) -> Option<Self> {
        let value = Value::parse(&store.read_results()?).ok()?;
        if value.get("version").and_then(Value::as_i64) != Some(VERSION) {
            return None;
        }
        let one = |test: &Value| {
            let text = |key: &str| test.get(key).and_then(Value::as_str).map(str::to_owned);
            Some(((text("file")?, text("name")?), test.get("passed")?.as_bool()?))
        };
        Some(Self(value.get("tests")?.as_array()?.iter().filter_map(one).collect()))
    }

    /// Whether the test passed; none if it is new.
    #[must_use]
    pub fn passed(&self, file: &str, name: &str) -> Option<bool> {
        self.0.get(&(file.to_owned(), name.to_owned())).copied()
    }

    fn to_json(&self) -> String {
        let mut out = Vec::new();
        object(&mut out, |m| {
            m.plain("version", VERSION).put("tests", |out| {
                array(out, &self.0, |out, ((file, name), passed)| {
                    object(out, |m| {
                        m.text("file", file).text("name", name).plain("passed", passed);
                    });
                });
            });
        });
        String::from_utf8(out).unwrap_or_default()
    }
}

/// Keeps what came of `results` in `store`, if that is there: all that was known before of other tests stays, unless the
/// `whole` project was tested. Recordings of tests that pass now go, and the last of those that are too many.
pub fn keep(store: &Store, results: &mut [CaseResult], whole: bool) {
    if !store.is_there() {
        return;
    }
    let mut last = if whole { LastResults::default() } else { LastResults::read(store).unwrap_or_default() };
    for result in &*results {
        let key = (result.file.clone(), result.name.clone());
        match result.verdict {
            Verdict::Passed => drop(last.0.insert(key, true)),
            Verdict::Failed(_) | Verdict::Broken(_) => drop(last.0.insert(key, false)),
            Verdict::Skipped(_) => {}
        }
    }
    store.write_results(&last.to_json());
    let failed = last.0.iter().filter(|(_, passed)| !**passed);
    let wanted: Vec<_> = failed.map(|((file, name), _)| store.test(file, name)).collect();
    let sizes: BTreeMap<_, _> = store.recordings().into_iter().collect();
    let mut left = MAX_TEST_BYTES;
    let mut kept = BTreeSet::new();
    for path in wanted {
        if let Some(rest) = sizes.get(&path).and_then(|size| left.checked_sub(*size)) {
            left = rest;
            kept.insert(path);
        }
    }
    for path in sizes.keys().filter(|path| !kept.contains(*path)) {
        let _ = fs::remove_file(path);
    }
    for result in results {
        let is_there = |path: &String| std::path::Path::new(path).exists();
        result.recording = result.recording.take().filter(is_there);
    }
}
