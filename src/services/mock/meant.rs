//! What was probably meant by a key or a value that a mock file cannot have.

use crate::base::near::near;
use crate::base::value::Value;

/// Words of other tools, and what they are called here.
const OTHERS: [(&str, &str); 12] = [
    ("delayMs", "delay"),
    ("error", "throw"),
    ("exception", "throw"),
    ("fail", "throw"),
    ("output", "return"),
    ("raise", "throw"),
    ("reject", "throw"),
    ("resolve", "return"),
    ("response_file", "return_file"),
    ("result", "return"),
    ("sleep", "delay"),
    ("value", "return"),
];

/// Keys of `mocks`.
const TABLES: [&str; 5] = ["states", "services", "items", "connections", "s3"];

/// Help about `key`, which is none of `known` and has this value.
pub fn by_key(key: &str, value: &Value, known: &[&str]) -> String {
    let has = |key: &str| known.contains(&key);
    if has("mocks") && TABLES.contains(&key) {
        return format!("it stands below `mocks`: mocks: {{{key}: …}}");
    }
    let other = OTHERS.iter().find(|(other, own)| *other == key && has(own));
    if let Some((_, own)) = other {
        return format!("write `{own}`");
    }
    if let Some(meant) = near(key, known.iter().copied()) {
        return format!("did you mean `{meant}`?");
    }
    let is_answer = value.as_object().is_some() || value.as_array().is_some();
    if known.iter().eq(TABLES.iter()) && is_answer {
        return format!("a state stands below `states`: mocks: {{states: {{{key}: …}}}}");
    }
    format!("known keys: {}", known.join(", "))
}

/// Help about `value`, which is no object, where one of the keys `known` was to follow, or where each member has a name.
pub fn by_value(value: &Value, what: &str, known: &[&str]) -> Option<String> {
    if value.as_array().is_some() && what == "`tests`" {
        return Some("each test stands below its name: tests: {NAME: {input: …}}".to_owned());
    }
    let (key, rest) = value.as_str()?.split_once(' ')?;
    let key = key.trim_end_matches(':');
    known.contains(&key).then(|| format!("write `{key}: {}`, with a colon and a blank", rest.trim()))
}

#[cfg(test)]
mod tests {
    use super::{TABLES, Value, by_key, by_value};

    #[test]
    fn slips_are_understood() {
        let answer = ["return", "return_file", "throw", "delay"];
        let value = Value::parse(r#"{"return": 1}"#).unwrap();
        for (key, known, help) in [
            ("states", &["version", "mocks", "tests"][..], "below `mocks`: mocks: {states: …}"),
            ("error", &answer, "write `throw`"),
            ("trow", &answer, "did you mean `throw`?"),
            ("Get Order", &TABLES, "mocks: {states: {Get Order: …}}"),
            ("zzz", &answer, "known keys: return, return_file, throw, delay"),
        ] {
            let said = by_key(key, &value, known);
            assert!(said.contains(help), "{said}");
        }
        let text = Value::from(std::sync::Arc::<str>::from("throw Lambda.Unknown"));
        let said = by_value(&text, "an answer", &answer);
        assert_eq!(said.as_deref(), Some("write `throw: Lambda.Unknown`, with a colon and a blank"));
        assert_eq!(by_value(&value, "an answer", &answer), None);
    }
}
