//! The answers of the server: JSON with a status.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Response, StatusCode};

use crate::base::value::{Object, Value};

/// What answers are made of.
pub type Answer = Response<Full<Bytes>>;

/// `{"message": …}` with a status that says that something is wrong.
pub fn problem(status: StatusCode, words: &str) -> Answer {
    json(status, &Object::from_iter([("message", Value::from(words))]).into())
}

/// `body` as plain JSON.
pub fn json(status: StatusCode, body: &Value) -> Answer {
    typed(status, body, "application/json")
}

/// `body` as text of this type.
pub fn text(kind: &'static str, body: Vec<u8>) -> Answer {
    let mut answer = Response::new(Full::new(Bytes::from(body)));
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    answer
}

/// `body` as JSON of this type.
pub fn typed(status: StatusCode, body: &Value, kind: &'static str) -> Answer {
    let mut answer = Response::new(Full::new(Bytes::from(body.to_json())));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    answer
}
