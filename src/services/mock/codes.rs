//! The codes of what is said about mock and test files.

/// Nothing answers a call.
pub const UNANSWERED: &str = "SFN401";
/// A list of answers has none left.
pub const EXHAUSTED: &str = "SFN402";
/// An answer does not fit the call it is given to.
pub const UNFIT: &str = "SFN403";
/// A key names a state that the machine does not have.
pub const NO_SUCH_STATE: &str = "SFN404";
/// An expression of an answer or a rule has no value of use for a call.
pub const VALUE: &str = "SFN405";
/// A task waits for an answer that will never come, and nothing limits its time.
pub const STUCK: &str = "SFN407";
/// This version cannot give the answer.
pub const NOT_AVAILABLE: &str = "SFN408";
/// The text is not YAML, or not a mock file at all.
pub const NO_MOCK_FILE: &str = "SFN410";
/// A key the file format does not know.
pub const UNKNOWN_KEY: &str = "SFN411";
/// A value of the wrong type, or a word that is not one of those allowed.
pub const WRONG_VALUE: &str = "SFN412";
/// Something is missing.
pub const MISSING: &str = "SFN413";
/// No duration.
pub const DURATION: &str = "SFN414";
/// An answer of no kind, or of two.
pub const KINDS: &str = "SFN415";
/// `at` out of order or overlapping.
pub const POSITIONS: &str = "SFN416";
/// A file that is named cannot be read.
pub const FILE: &str = "SFN417";
/// A string between `{%` and `%}` is not an expression that can work.
pub const EXPRESSION: &str = "SFN418";
