//! Damaged test files, with the snapshots beside them, and damaged requests of TestState: they are read and run to an
//! end, or refused; nothing panics, and what is said is the same twice. How it is run is in `fuzz.rs`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sfn::api::teststate::{NoResponse, test_state};
use sfn::base::source::Source;
use sfn::base::time::Time;
use sfn::base::value::Value;
use sfn::project::settings::Settings;
use sfn::report::ink::style::Style;
use sfn::report::tests::{CaseResult, FORMATS, Results};
use sfn::session::order::Text;
use sfn::session::{Limits, Order};
use sfn::suite::{self, How, LastResults};

use crate::fuzz::{below, each, files, shuffled, worded};
use crate::recorded::teststate::sent;
use crate::templates::mutated;

/// Longer texts take too long for too little.
const LONGEST: usize = 12_000;

/// How long one of them may go on: far longer than it needs.
const LIMITS: Limits = Limits { events: 2_000, wall: Some(Duration::from_secs(20)), memory: None };

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// A test file that is to be damaged, or a snapshot of it, in a copy of its folder.
struct Target {
    damaged: PathBuf,
    text: String,
    tests: String,
}

/// The test files of the fixtures that name no bucket, copied with all that is beside them.
fn targets(copies: &Path) -> Vec<Target> {
    let mut targets = Vec::new();
    let folders = ["suite", "snapshots", "suggested", "workflows"];
    for file in
        folders.iter().flat_map(|folder| files(&root().join(folder), &|name| name.ends_with(".sfn.yaml")))
    {
        let text = std::fs::read_to_string(&file).unwrap();
        if !text.contains("tests:") || text.contains("s3:") || text.len() > LONGEST {
            continue;
        }
        let copy = copies.join(targets.len().to_string());
        crate::command::copy(file.parent().unwrap(), &copy);
        std::fs::create_dir_all(copy.join(".git")).unwrap();
        let tests = copy.join(file.file_name().unwrap());
        let stem = file.file_name().unwrap().to_str().unwrap().split('.').next().unwrap().to_owned();
        let snapshots = copy.join("__snapshots__").join(stem);
        let snapshots =
            if snapshots.is_dir() { files(&snapshots, &|name| name.ends_with(".snap")) } else { vec![] };
        for damaged in [tests.clone()].into_iter().chain(snapshots) {
            let text = std::fs::read_to_string(&damaged).unwrap();
            targets.push(Target { damaged, text, tests: tests.display().to_string() });
        }
    }
    targets
}

/// Runs all tests of a file. What came of them, less the time it took, in the format of that number; whether all were
/// passed or skipped.
fn told(tests: &str, way: usize) -> (Vec<u8>, bool) {
    let settings = Settings::default();
    let found = suite::collect(&[tests.to_owned()], &[], &LastResults::default(), &settings).unwrap();
    let how = How { jobs: Some(1), limits: LIMITS, ..How::default() };
    let results = suite::run(&found.cases, how);
    let timeless = |result: CaseResult| CaseResult { wall_ms: 0, ..result };
    let cases: Vec<CaseResult> = results.into_iter().map(timeless).collect();
    let results =
        Results { cases: &cases, files: found.files, machines: found.machines, wall_ms: 0, shuffle: None };
    let style = Style { colour: way.is_multiple_of(2), unicode: true, width: 60 + way };
    let mut out = Vec::new();
    (FORMATS[way % FORMATS.len()].write)(&mut out, &results, style).unwrap();
    let tally = results.tally();
    (out, tally.failed + tally.broken == 0)
}

#[test]
fn fuzz_tests() {
    // A campaign may go on beside the tests.
    let copies = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-tests-{}", std::process::id()));
    let targets = targets(&copies);
    assert!(targets.len() > 20, "{} files to start from", targets.len());
    each("tests", 400, |seed, chance| {
        let target = &targets[seed as usize % targets.len()];
        let text = match below(chance, 4) {
            0 => mutated(&target.text, chance),
            1 => shuffled(&target.text, chance),
            _ => worded(&target.text, chance),
        };
        if text.contains("s3:") {
            return false;
        }
        std::fs::write(&target.damaged, &text).unwrap();
        let way = below(chance, 24);
        let (first, is_good) = told(&target.tests, way);
        assert_eq!(first, told(&target.tests, way).0, "told twice, way {way}:\n{text}");
        std::fs::write(&target.damaged, &target.text).unwrap();
        is_good
    });
    std::fs::remove_dir_all(&copies).unwrap();
}

/// Requests of TestState: those of the fixtures, and those that were recorded.
#[test]
fn fuzz_requests() {
    let is_json = |name: &str| name.ends_with(".json");
    let text = |file: &PathBuf| std::fs::read_to_string(file).unwrap();
    let lists = files(&root().join("teststate"), &is_json);
    let recorded = files(&root().join("recorded/teststate"), &is_json);
    let listed =
        lists.iter().flat_map(|file| serde_json::from_str::<Vec<serde_json::Value>>(&text(file)).unwrap());
    let recorded = recorded.iter().map(|file| serde_json::from_str(&text(file)).unwrap());
    let texts: Vec<String> =
        listed.chain(recorded).map(|case: serde_json::Value| sent(&case["request"]).to_string()).collect();
    assert!(texts.len() > 100, "{} requests to start from", texts.len());
    let base = Order {
        mocks: vec![Text::Given(Source::new("m.sfn.yaml", "version: 1"))],
        start: Time::parse("2026-01-01T00:00:00Z"),
        limits: LIMITS,
        ..Order::new(Text::Given(Source::new("none", "")))
    };
    let settings = Settings::default();
    each("requests", 1000, |seed, chance| {
        let text = &texts[seed as usize % texts.len()];
        let text = if below(chance, 3) == 0 { mutated(text, chance) } else { worded(text, chance) };
        let Ok(request) = Value::parse(&text) else { return false };
        let told = || match test_state(&request, &base, &settings) {
            Ok((response, _)) => (response.to_json(), true),
            Err(NoResponse::Refused(error)) => (error.document().to_json(), false),
            Err(NoResponse::World(error)) => (format!("{error:?}"), false),
            Err(NoResponse::Stopped(_, stop)) => (format!("{stop:?}"), false),
            Err(NoResponse::Output(error)) => panic!("{error}"),
        };
        let first = told();
        assert_eq!(first, told(), "told twice:\n{text}");
        first.1
    });
}
