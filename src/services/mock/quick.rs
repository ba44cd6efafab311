//! `--mock STATE=ANSWER`: one answer, written on the command line, as a mock file of its own.
//!
//! JSON is what the state gets back. Every kind of answer that a mock file knows goes before a colon:
//! `throw:Lambda.Unknown`, `payload:{"id": 7}`, `response:402`.

use crate::base::near::near;
use crate::base::source::Source;
use crate::base::value::{Object, Value};

use super::entry::KINDS;

/// The name under which an answer of the command line is read.
pub const QUICK: &str = "--mock";

/// Why a text is not an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAnAnswer {
    /// What is wrong.
    pub message: String,
    /// How to write it.
    pub help: String,
}

/// The mock file that answers every call of `state` as `text` says.
pub fn quick(state: &str, text: &str) -> Result<Source, NotAnAnswer> {
    let answer = answer(text.trim())
        .map_err(|(message, help)| NotAnAnswer { message: format!("--mock {state}: {message}"), help })?;
    let object = |key: &str, value: Value| Value::from(Object::from_iter([(key, value)]));
    let mocks = object("states", object(state, answer));
    let file = Object::from_iter([("version", Value::from(1_i64)), ("mocks", mocks)]);
    Ok(Source::new(QUICK, Value::from(file).to_json()))
}

/// The answer that `text` stands for, as a mock file has it; else what is wrong, and advice.
fn answer(text: &str) -> Result<Value, (String, String)> {
    let of_kind = |kind: &str, value: Value| Value::from(Object::from_iter([(kind, value)]));
    let error = match Value::parse(text) {
        Ok(value) => return Ok(of_kind("return", value)),
        Err(error) => error,
    };
    let (word, rest) = text.split_once(':').unwrap_or((text, ""));
    let (word, rest) = (word.trim(), rest.trim());
    match KINDS.iter().find(|kind| **kind == word) {
        Some(kind) => value(kind, rest).map(|value| of_kind(kind, value)),
        None => Err(unknown(text, word, &error)),
    }
}

/// The value of the key `kind`, which `text` says in short or in JSON.
fn value(kind: &str, text: &str) -> Result<Value, (String, String)> {
    let member = |key: &'static str, value: Value| (key, value);
    let json = |text: &str| {
        Value::parse(text).map_err(|error| {
            (format!("what follows `{kind}:` is not JSON: {error}"), sample(kind).to_owned())
        })
    };
    match kind {
        "hang" if text.is_empty() => Ok(Value::Bool(true)),
        "return_file" => Ok(Value::from(text)),
        "throw" if text.is_empty() => {
            Err(("`throw` needs the name of an error".to_owned(), sample(kind).to_owned()))
        }
        "throw" if !text.starts_with(['{', '"']) => {
            let Some((error, cause)) = text.split_once(':') else { return Ok(Value::from(text)) };
            let members = [member("error", error.trim().into()), member("cause", cause.trim().into())];
            Ok(Object::from_iter(members).into())
        }
        "response" if !text.starts_with('{') => {
            let (status, body) =
                text.split_once(':').map_or((text, None), |(status, body)| (status, Some(body)));
            let mut members = vec![member("status", json(status.trim())?)];
            members.extend(body.map(|body| json(body.trim())).transpose()?.map(|body| member("body", body)));
            Ok(Object::from_iter(members).into())
        }
        _ => json(text),
    }
}

/// A text that is neither JSON nor begins with a kind of answer.
fn unknown(text: &str, word: &str, error: &impl std::fmt::Display) -> (String, String) {
    let message = match text {
        "" => "the answer is empty".to_owned(),
        _ if text.starts_with(['{', '[', '"']) => format!("the answer is not JSON: {error}"),
        _ => format!("`{text}` is neither JSON nor a kind of answer"),
    };
    let meant = text.contains(':').then(|| near(word, KINDS.iter().copied())).flatten();
    let help = match meant {
        Some(kind) => format!("did you mean `{kind}:`? {}", sample(kind)),
        None => {
            "write JSON, or throw:ERROR, payload:JSON, response:STATUS, hang; a text as '\"text\"'".to_owned()
        }
    };
    (message, help)
}

/// How an answer of this kind is written.
fn sample(kind: &str) -> &'static str {
    match kind {
        "throw" => "write throw:Lambda.Unknown, throw:Lambda.Unknown:CAUSE or throw:{\"error\": …}",
        "payload" => "write payload:{\"id\": 7}",
        "response" => "write response:402, response:200:{\"id\": 7} or response:{\"status\": 200, …}",
        "hang" => "write hang alone",
        "callback" => "write callback:{\"success\": {}}",
        "return_file" => "write return_file:answer.json",
        _ => "write it in JSON, as a mock file has it",
    }
}
