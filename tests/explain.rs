//! `sfn explain`: every code that the program can print has a page, and every page is about a code that it
//! can print.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

fn explain(arguments: &[&str]) -> (Option<i32>, String) {
    let done =
        Command::new(env!("CARGO_BIN_EXE_sfn")).arg("explain").args(arguments).env_clear().output().unwrap();
    (done.status.code(), String::from_utf8(done.stdout).unwrap())
}

/// All source files with their text.
fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut open, mut found) = (vec![root.clone()], Vec::new());
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push((path.strip_prefix(&root).unwrap().to_owned(), text));
        }
    }
    found
}

/// The codes that stand in quotes in `text`.
fn codes(text: &str) -> BTreeSet<String> {
    let quoted = text.split("\"SFN").skip(1).filter_map(|rest| rest.split('"').next());
    let numbers = quoted.filter(|number| number.len() == 3 && number.bytes().all(|b| b.is_ascii_digit()));
    numbers.map(|number| format!("SFN{number}")).collect()
}

/// The codes and the names that have a page.
fn listed() -> (BTreeSet<String>, Vec<String>) {
    let (code, list) = explain(&[]);
    assert_eq!(code, Some(0));
    let (codes, names) = list.split_once("\n\n").unwrap();
    let codes = codes.lines().map(|line| line.split(' ').next().unwrap().to_owned()).collect();
    (codes, names.lines().map(str::to_owned).collect())
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let (paged, _) = listed();
    let sources = sources();
    let is_page = |path: &Path| path.starts_with("cli/explain");
    let mut used = BTreeSet::new();
    for (path, text) in sources.iter().filter(|(path, _)| !is_page(path)) {
        if !path.starts_with("validate/rules") {
            used.extend(codes(text));
            continue;
        }
        // What a rule declares is used if it looks itself, or if others do for it.
        let module = path.file_stem().unwrap().to_str().unwrap();
        let by_others = format!("{module}::RULE");
        let looks = text.split_whitespace().collect::<String>().contains("RULE.at(");
        if looks || sources.iter().any(|(_, text)| text.contains(&by_others)) {
            used.extend(codes(text));
        }
    }
    assert!(used.len() > 100, "{used:?}");
    let missing: Vec<_> = used.difference(&paged).collect();
    assert!(missing.is_empty(), "without a page: {missing:?}");
    let idle: Vec<_> = paged.difference(&used).collect();
    assert!(idle.is_empty(), "nothing reports these: {idle:?}");
}

#[test]
fn every_page_can_be_read() {
    let (codes, names) = listed();
    let sorted: Vec<&String> = codes.iter().collect();
    assert!(sorted.is_sorted());
    for asked in codes.iter().chain(&names) {
        let (code, page) = explain(&[asked]);
        assert_eq!(code, Some(0), "{asked}");
        assert!(page.contains(asked.as_str()) && page.lines().count() >= 3, "{page}");
    }
}

/// The names that executions fail with.
#[test]
fn every_error_name_has_a_page() {
    let sources = sources();
    let (_, text) = sources.iter().find(|(path, _)| path.ends_with("asl/errors.rs")).unwrap();
    let constants = text.lines().filter(|line| line.trim_start().starts_with("pub const "));
    let names: Vec<&str> = constants.filter_map(|line| line.split('"').nth(1)).collect();
    assert!(names.len() >= 5, "{names:?}");
    for name in names {
        assert_eq!(explain(&[name]).0, Some(0), "{name}");
    }
}
