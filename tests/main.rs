//! The one test binary: public behaviour, driven over data files.
#![expect(clippy::unwrap_used, reason = "helpers outside #[test] may unwrap in tests")]

mod value;
