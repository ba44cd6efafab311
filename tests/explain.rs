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
        } else if path.extension().is_some_and(|ending| ending == "rs") {
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

/// Whether a file may spell codes out: the lists of codes, and the rules, each its own.
fn declares(path: &Path) -> bool {
    path.ends_with("codes.rs") || path.starts_with("validate/rules")
}

#[test]
fn codes_are_spelt_out_where_they_are_declared() {
    let mut declared = BTreeSet::new();
    for (path, text) in sources() {
        let codes = codes(&text);
        if declares(&path) {
            assert!(!path.starts_with("validate/rules") || codes.len() <= 1, "{}: {codes:?}", path.display());
            let constants = text.split("Code::new(\"").skip(1).filter_map(|rest| rest.split('"').next());
            for code in constants {
                assert!(declared.insert(code.to_owned()), "{code} is declared twice");
            }
        } else {
            assert!(codes.is_empty(), "{} spells out {codes:?}: use the constant", path.display());
        }
    }
    let (paged, _) = listed();
    assert_eq!(declared, paged, "every code has a page, and every page is about one");
}

/// A rule that is found by others, in loading, compiling or along another rule, names their constant.
#[test]
fn every_code_is_raised() {
    let sources = sources();
    for (path, text) in sources.iter().filter(|(path, _)| declares(path)) {
        let module = path.file_stem().unwrap().to_str().unwrap();
        let looks = text.split_whitespace().collect::<String>().contains("RULE.at(");
        let by_others = format!("{module}::RULE");
        if path.starts_with("validate/rules") && text.contains("Code::new(") {
            let is_raised = looks || sources.iter().any(|(_, text)| text.contains(&by_others));
            assert!(is_raised, "nothing reports {}", path.display());
        }
        for constant in text.split("pub const ").skip(1).filter(|rest| rest.contains(": Code = Code::new")) {
            let name = constant.split(':').next().unwrap();
            let uses = |(other, text): &&(PathBuf, String)| {
                !declares(other)
                    && text.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|word| word == name)
            };
            assert!(
                sources.iter().any(|source| uses(&source)),
                "nothing reports {name} of {}",
                path.display()
            );
        }
    }
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
