//! Languages: text in, value out; no states in sight.
//!
//! An expression is parsed once and evaluated many times against [`Bindings`], which is all it may see.

mod budget;
pub mod intrinsics;
pub mod java;
pub mod jsonata;
pub mod jsonpath;
pub mod parts;
mod regex;
pub mod template;

pub mod advice;
pub mod property;

use crate::base::chance::Chance;
use crate::base::time::Time;
use crate::base::value::Value;

/// The most bytes of data that AWS passes from state to state (Developer Guide, "Quotas": 256 KiB of JSON
/// text). Everything that measures data asks here.
pub const PAYLOAD_BYTES: usize = 262_144;

/// All that an expression may see while it is evaluated.
#[derive(Clone, Copy)]
pub struct Bindings<'a> {
    /// JSONPath's `$`; JSONata's `$states.input`.
    pub input: &'a Value,
    /// JSONata's `$states.result`, where a state has one.
    pub result: Option<&'a Value>,
    /// JSONata's `$states.errorOutput`, inside a catcher.
    pub error_output: Option<&'a Value>,
    /// The context object and the variables in scope.
    pub scope: &'a dyn Scope,
    /// Where random numbers and UUIDs come from.
    pub chance: &'a Chance,
    /// The moment the expression is evaluated.
    pub now: Time,
}

/// The context object and the variables, made only when an expression reads them.
pub trait Scope {
    /// The whole context object: JSONPath's `$$`, JSONata's `$states.context`.
    fn context(&self) -> Value;
    /// The value assigned to `name` (without `$`), inner scopes first.
    fn variable(&self, name: &str) -> Option<Value>;
    /// Whether the evaluation is to end at once, because the run has used up its time or was asked to stop.
    /// Asked every few milliseconds while one expression or path is evaluated; once true, it stays true.
    fn is_interrupted(&self) -> bool {
        false
    }
}

/// The most steps of a pattern that templates of API Gateway have.
const PATTERN_STEPS: u64 = 1_000_000;

/// Whether `pattern` matches all of `text`, as Java's `matches()` says; one that is no pattern matches nothing.
#[must_use]
pub fn matches_whole(pattern: &str, text: &str) -> bool {
    let steps = budget::Steps::new(PATTERN_STEPS, &NoScope);
    let pattern = regex::Pattern::compile_whole(pattern, "");
    pattern.is_ok_and(|pattern| pattern.begins(text, &steps).unwrap_or(false))
}

/// `text` with all that `pattern` matches replaced by `with`, as Java's `replaceAll` does but for groups in `with`; none
/// if it is no pattern or takes too many steps.
#[must_use]
pub fn java_replace(pattern: &str, text: &str, with: &str) -> Option<String> {
    let steps = budget::Steps::new(PATTERN_STEPS, &NoScope);
    let pattern = regex::Pattern::compile(pattern, "").ok()?;
    let (mut out, mut at) = (String::new(), 0);
    while let Some(found) = pattern.find(text, at, &steps).ok()? {
        out.push_str(text.get(at..found.range.start)?);
        out.push_str(with);
        at = found.range.end;
        if found.range.is_empty() {
            let next = text.get(at..)?.chars().next()?;
            out.push(next);
            at += next.len_utf8();
        }
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

/// A scope without context and variables.
pub struct NoScope;

impl Scope for NoScope {
    fn context(&self) -> Value {
        Value::empty_object()
    }

    fn variable(&self, _name: &str) -> Option<Value> {
        None
    }
}

/// Why a text is not an expression: a message and the bytes of the text it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Lower case, no final stop.
    pub message: String,
    /// Bytes of the expression's text.
    pub span: std::ops::Range<usize>,
    /// How to mend it, if that is clear.
    pub help: Option<String>,
}
