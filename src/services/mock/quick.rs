//! `--mock STATE=ANSWER`: one answer, written on the command line, as a mock file of its own.
//!
//! JSON is what the state gets back. Every kind of answer that a mock file knows goes before a colon:
//! `throw:Lambda.Unknown`, `payload:{"id": 7}`, `response:402`.

use crate::base::near::near;
use crate::base::source::Source;
use crate::base::value::{Object, Value};

use super::entry::AnswerKey;

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

/// The answer that `text` means, as a mock file has it; else what is wrong, and advice.
fn answer(text: &str) -> Result<Value, (String, String)> {
    let of_kind = |kind: &str, value: Value| Value::from(Object::from_iter([(kind, value)]));
    let error = match Value::parse(text) {
        Ok(value) => return Ok(of_kind("return", value)),
        Err(error) => error,
    };
    let (word, rest) = text.split_once(':').unwrap_or((text, ""));
    let (word, rest) = (word.trim(), rest.trim());
    match AnswerKey::find(word) {
        Some(key) => value(key, rest).map(|value| of_kind(key.name(), value)),
        None => Err(unknown(text, word, &error)),
    }
}

/// The value of `key`, which `text` says in short or in JSON.
fn value(key: AnswerKey, text: &str) -> Result<Value, (String, String)> {
    let member = |key: &'static str, value: Value| (key, value);
    let json = |text: &str| {
        Value::parse(text).map_err(|error| {
            (format!("what follows `{}:` is not JSON: {error}", key.name()), sample(key).to_owned())
        })
    };
    match key {
        AnswerKey::Hang if text.is_empty() => Ok(Value::Bool(true)),
        AnswerKey::ReturnFile => Ok(Value::from(text)),
        AnswerKey::Throw if text.is_empty() => {
            Err(("`throw` needs the name of an error".to_owned(), sample(key).to_owned()))
        }
        AnswerKey::Throw if !text.starts_with(['{', '"']) => {
            let Some((error, cause)) = text.split_once(':') else { return Ok(Value::from(text)) };
            let members = [member("error", error.trim().into()), member("cause", cause.trim().into())];
            Ok(Object::from_iter(members).into())
        }
        AnswerKey::Response if !text.starts_with('{') => {
            let (status, body) =
                text.split_once(':').map_or((text, None), |(status, body)| (status, Some(body)));
            let mut members = vec![member("status", json(status.trim())?)];
            members.extend(body.map(|body| json(body.trim())).transpose()?.map(|body| member("body", body)));
            Ok(Object::from_iter(members).into())
        }
        AnswerKey::Return
        | AnswerKey::Payload
        | AnswerKey::Response
        | AnswerKey::Throw
        | AnswerKey::Hang
        | AnswerKey::Callback
        | AnswerKey::Run
        | AnswerKey::Lambda
        | AnswerKey::Http
        | AnswerKey::Execute
        | AnswerKey::Passthrough => json(text),
    }
}

/// A text that is neither JSON nor begins with a kind of answer.
fn unknown(text: &str, word: &str, error: &impl std::fmt::Display) -> (String, String) {
    let message = match text {
        "" => "the answer is empty".to_owned(),
        _ if text.starts_with(['{', '[', '"']) => format!("the answer is not JSON: {error}"),
        _ => format!("`{text}` is neither JSON nor a kind of answer"),
    };
    let meant = text
        .contains(':')
        .then(|| near(word, AnswerKey::NAMES.iter().copied()))
        .flatten()
        .and_then(AnswerKey::find);
    let help = match meant {
        Some(key) => format!("did you mean `{}:`? {}", key.name(), sample(key)),
        None => {
            "write JSON, or throw:ERROR, payload:JSON, response:STATUS, hang; a text as '\"text\"'".to_owned()
        }
    };
    (message, help)
}

/// How an answer with this key is written on the command line.
const fn sample(key: AnswerKey) -> &'static str {
    match key {
        AnswerKey::Throw => "write throw:Lambda.Unknown, throw:Lambda.Unknown:CAUSE or throw:{\"error\": …}",
        AnswerKey::Payload => "write payload:{\"id\": 7}",
        AnswerKey::Response => {
            "write response:402, response:200:{\"id\": 7} or response:{\"status\": 200, …}"
        }
        AnswerKey::Hang => "write hang alone",
        AnswerKey::Callback => "write callback:{\"success\": {}}",
        AnswerKey::ReturnFile => "write return_file:answer.json",
        AnswerKey::Return
        | AnswerKey::Run
        | AnswerKey::Lambda
        | AnswerKey::Http
        | AnswerKey::Execute
        | AnswerKey::Passthrough => "write it in JSON, as a mock file has it",
    }
}
