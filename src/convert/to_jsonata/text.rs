//! `Text`: a piece of JSONata, and what has to be known to put it into a larger one.
//!
//! A JSONPath that finds nothing ends the execution. In JSONata it gives nothing, which fails as the value of a whole
//! field, and is silently left out in an object, a list or a text: there `$need` stands around it.

use crate::base::value::Value;
use crate::expr::jsonata::{Expression, Level};

/// What a piece is called in front of which a value is asked for.
const NEED: &str = "$need(";
/// Its definition.
const NEED_IS: &str = r#"$need := function($v) { $exists($v) ? $v : $error("a path finds nothing") }"#;

/// Words that are no names.
const WORDS: [&str; 6] = ["and", "or", "in", "true", "false", "null"];

/// A piece of JSONata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// It.
    pub text: String,
    /// Whether it holds together without brackets.
    pub is_tight: bool,
    /// Whether it always gives a value, or fails.
    pub is_sure: bool,
    /// Whether that is neither a list nor an object.
    pub is_scalar: bool,
    /// Whether it is a list.
    pub is_list: bool,
}

impl Text {
    /// A path: it may find nothing.
    pub fn path(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_tight: true, is_sure: false, is_scalar: false, is_list: false }
    }

    /// What holds together and always gives a value.
    pub fn sure(text: impl Into<String>) -> Self {
        Self { is_sure: true, ..Self::path(text) }
    }

    /// The same without brackets around it.
    pub const fn loose(mut self) -> Self {
        self.is_tight = false;
        self
    }

    /// The same, known to be neither list nor object.
    pub const fn scalar(mut self) -> Self {
        self.is_scalar = true;
        self
    }

    /// The same, known to be a list.
    pub const fn list(mut self) -> Self {
        self.is_list = true;
        self
    }

    /// `body`, which works on this list: it gives nothing, which fails, for what is no list.
    pub fn of_list(&self, body: String) -> Self {
        if self.is_list {
            return Self::sure(body);
        }
        Self::path(format!("$type({}) = \"array\" ? {body}", self.text)).loose()
    }

    /// A value that is written in the definition. None if JSONata cannot say it.
    pub fn literal(value: &Value) -> Option<Self> {
        if !is_exact(value) {
            return None;
        }
        let text = Self::sure(value.to_json());
        let is_scalar = !matches!(value, Value::Array(_) | Value::Object(_));
        Some(if is_scalar { text.scalar() } else { text })
    }

    /// It as a part of something larger.
    pub fn tight(&self) -> String {
        if self.is_tight { self.text.clone() } else { format!("({})", self.text) }
    }

    /// It where nothing would be passed over in silence.
    pub fn needed(&self) -> String {
        if self.is_sure { self.tight() } else { format!("{NEED}{})", self.text) }
    }

    /// It as the value of a field.
    pub fn field(&self) -> Value {
        Value::from(field(&self.text))
    }
}

/// `text` as the value of a field, with what it calls.
pub fn field(text: &str) -> String {
    if text.contains(NEED) { format!("{{% ( {NEED_IS}; {text} ) %}}") } else { format!("{{% {text} %}}") }
}

/// Why AWS would not take the expressions in `value`, or would read them in another way: a variable has the name of a
/// function that is called.
pub fn fault<'v>(value: &Value, mut variables: impl Iterator<Item = &'v String>) -> Option<String> {
    let text = value.as_str()?.strip_prefix("{%")?.strip_suffix("%}")?.trim();
    if let Some(hidden) = variables.find(|name| text.contains(&format!("${name}("))) {
        return Some(format!(
            "the variable `${hidden}` hides the function of that name in JSONata: rename it"
        ));
    }
    let error = Expression::parse(text, Level::Aws).err()?;
    Some(format!("it would be `{text}`, which is no JSONata: {error}"))
}

/// A name as the step of a path; none if it cannot be quoted.
pub fn name(name: &str) -> Option<String> {
    let mut letters = name.chars();
    let begins = letters.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    if begins && letters.all(|c| c.is_ascii_alphanumeric() || c == '_') && !WORDS.contains(&name) {
        return Some(name.to_owned());
    }
    (!name.contains('`') && !name.is_empty()).then(|| format!("`{name}`"))
}

/// Whether JSONata's numbers hold every number of `value`.
fn is_exact(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::String(_) => true,
        Value::Number(number) => number.as_i64().is_none_or(|whole| whole.unsigned_abs() < 1 << 53),
        Value::Array(items) => items.as_slice().iter().all(is_exact),
        Value::Object(members) => members.values().all(is_exact),
    }
}
