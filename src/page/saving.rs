//! What saving a file takes: its ends of lines, and an answer for whoever comes too late.

use crate::base::value::{Object, Value};

use super::Refusal;
use super::machines::hash;

/// The text with the ends of lines of the file: a browser only knows one kind.
pub fn as_before(before: &str, text: &str) -> String {
    let is_crlf = before.contains("\r\n") && !before.replace("\r\n", "").contains('\n');
    if is_crlf && !text.contains('\r') { text.replace('\n', "\r\n") } else { text.to_owned() }
}

/// Somebody else wrote the file, and this is what it holds now.
pub fn changed(now: &str) -> Refusal {
    let said = [
        ("message", Value::from("the file was changed meanwhile")),
        ("text", now.into()),
        ("hash", hash(now).into()),
    ];
    Refusal(409, Object::from_iter(said).into())
}
