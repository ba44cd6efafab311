//! The one test binary: public behaviour, driven over data files.
#![expect(clippy::unwrap_used, reason = "helpers outside #[test] may unwrap in tests")]

mod intrinsics;
mod jsonpath;
mod load;
mod templates;
mod value;

/// The text of a file below `fixtures/`.
fn fixture(path: &str) -> String {
    std::fs::read_to_string(format!("{}/fixtures/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[test]
fn fixtures_can_be_read() {
    assert!(fixture("README.md").contains("fixtures"));
}
