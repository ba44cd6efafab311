//! `fixtures/workflows`: what people build with Step Functions, as examples that run.

use std::path::Path;
use std::process::Output;

use crate::stdout;

use sfn::base::value::Value;

fn sfn(arguments: &[&str]) -> Output {
    crate::sfn_in(Path::new(env!("CARGO_MANIFEST_DIR")), arguments)
}

fn folders() -> Vec<std::path::PathBuf> {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/workflows");
    let mut found: Vec<_> = std::fs::read_dir(place).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.is_dir());
    found.sort();
    found
}

#[test]
fn all_their_tests_pass_and_give_the_same_bytes_side_by_side() {
    let test = |jobs| sfn(&["test", "fixtures/workflows", "-j", jobs, "--format", "json"]);
    let (alone, together) = (test("1"), test("2"));
    assert_eq!(alone.status.code(), Some(0), "{}", stdout(&alone));
    assert_eq!(stdout(&alone), stdout(&together));
    let found = Value::parse(&stdout(&alone)).unwrap();
    let tested = |folder: &Path| {
        let name = format!("fixtures/workflows/{}/", folder.file_name().unwrap().to_string_lossy());
        let files = found.get("tests").and_then(Value::as_array).unwrap().iter().map(|test| test.get("file"));
        files.filter_map(|file| file?.as_str()).any(|file| file.starts_with(&name))
    };
    for folder in folders() {
        assert!(tested(&folder), "no tests in {}", folder.display());
        let words = std::fs::read_to_string(folder.join("README.md")).unwrap();
        assert!(words.lines().count() >= 8, "{}: what is it for?", folder.display());
    }
}

/// What hangs on chance is expected of a seed that the test names, or holds whatever is drawn.
#[test]
fn they_pass_with_other_seeds() {
    let folders = ["genai-answer", "order-saga", "render-video", "sns-fan-out"]
        .map(|name| format!("fixtures/workflows/{name}"));
    let folders: Vec<&str> = folders.iter().map(String::as_str).collect();
    let output = sfn(&[&["test", "--no-recordings", "--stress", "6"], &folders[..]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
}

#[test]
fn aws_would_take_them_without_a_word() {
    let output = sfn(&["validate", "fixtures/workflows", "--deny", "warnings", "--format", "short"]);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(0), ""));
}

#[test]
fn they_are_formatted() {
    let output = sfn(&["fmt", "--check", "fixtures/workflows"]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
}
