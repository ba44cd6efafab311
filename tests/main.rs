//! The one test binary: public behaviour, driven over data files.
#![expect(clippy::unwrap_used, reason = "helpers outside #[test] may unwrap in tests")]

mod calls;
mod catalog;
mod checker_fuzz;
mod cli;
mod command;
mod completions;
mod coverage;
mod determinism;
mod distributed;
mod eval;
mod explain;
mod findings;
mod floors;
mod house;
mod intrinsics;
mod jsonata;
mod jsonata_fuzz;
mod jsonpath;
mod lab;
mod limits;
mod load;
mod mock;
mod quotas;
mod readme;
mod report;
mod run;
mod templates;
mod validate;
mod value;

/// The text of a file below `fixtures/`.
fn fixture(path: &str) -> String {
    std::fs::read_to_string(format!("{}/fixtures/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// Compares `found` with the file `path`, or writes it there if `SFN_ACCEPT` is set; gives what differs.
#[expect(clippy::disallowed_methods, reason = "the one switch by which a person accepts new goldens")]
fn golden(path: &std::path::Path, found: &str) -> Option<String> {
    if std::env::var_os("SFN_ACCEPT").is_some() {
        std::fs::write(path, found).unwrap();
        return None;
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    (expected != found).then(|| format!("{}\n--- expected\n{expected}--- found\n{found}", path.display()))
}

#[test]
fn fixtures_can_be_read() {
    assert!(fixture("README.md").contains("fixtures"));
}
