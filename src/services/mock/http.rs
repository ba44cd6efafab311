//! `http`: a server answers the call. It is sent the effective arguments as JSON and answers with the result as JSON;
//! a container with Lambda's runtime interface emulator is sent the event and answers as the function does.

use std::sync::Arc;
use std::time::Duration;

use crate::base::diag::{Diagnostic, Place};
use crate::base::value::Value;
use crate::services::remote::{Method, Url, url};

use super::body::Body;
use super::codes;
use super::destination::{Endpoint, Speaks};
use super::duration;
use super::fields::HTTP;
use super::formula::{CallScope, EvalError};
use super::matching::short;
use super::reader::{Fetch, MockReader, Node};
use super::shape::words;

/// A server that answers, as a mock file has it.
#[derive(Clone, Debug)]
pub struct Http {
    url: Body,
    method: Method,
    headers: Vec<(Arc<str>, Body)>,
    speaks: Speaks,
    limit: Option<Duration>,
    place: Place,
}

/// The words of `method`.
pub(super) const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// The words of `kind`.
const KINDS: [(&str, Speaks); 2] = [("plain", Speaks::Plain), ("lambda-rie", Speaks::Emulator)];
pub(super) const KIND_WORDS: [&str; 2] = words(&KINDS);

impl Http {
    /// The server for one call.
    pub fn endpoint(&self, scope: CallScope) -> Result<Endpoint, EvalError> {
        let header = |(name, body): &(Arc<str>, Body)| Ok((name.to_string(), word(&body.value(scope)?)));
        Ok(Endpoint {
            url: self.to(&self.url.value(scope)?)?,
            method: self.method.clone(),
            headers: self.headers.iter().map(header).collect::<Result<_, EvalError>>()?,
            speaks: self.speaks,
            limit: self.limit,
        })
    }

    fn to(&self, written: &Value) -> Result<Url, EvalError> {
        let parsed = match written.as_str() {
            Some(text) => url(text),
            None => Err("it is no text".to_owned()),
        };
        parsed.map_err(|why| {
            let message = format!("{} is no URL that can be asked: {why}", short(written));
            let help = "write it like http://localhost:9000/path";
            Box::new(Diagnostic::error(codes::WRONG_VALUE, self.place.clone(), message).help(help))
        })
    }
}

/// Text as it is, other JSON as text.
fn word(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_json(), str::to_owned)
}

/// Reads `http`.
pub fn read(reader: &mut MockReader, fetch: &mut Fetch, node: &Node) -> Option<Http> {
    reader.check(HTTP, node, "`http`");
    let written = node.get("url").filter(|node| node.value.as_str().is_some())?;
    let method = node.value.get("method").and_then(Value::as_str).unwrap_or("POST");
    let method = Method::from_bytes(method.as_bytes()).ok()?;
    let headers = node.get("headers").filter(|node| node.value.as_object().is_some());
    let headers = headers.map(|node| node.members()).unwrap_or_default();
    let kind = node.value.get("kind").and_then(Value::as_str);
    let speaks =
        KINDS.iter().find(|(word, _)| Some(*word) == kind).map_or(Speaks::Plain, |(_, speaks)| *speaks);
    let limit = node.value.get("timeout").and_then(Value::as_str).and_then(duration::parse);
    let place = Place::Value(written.pointer.clone());
    Some(Http {
        url: Body::read(reader, fetch, &written),
        method,
        headers: headers
            .iter()
            .map(|(name, node)| (Arc::clone(name), Body::read(reader, fetch, node)))
            .collect(),
        speaks,
        limit: limit.map(|ms| Duration::from_millis(ms.unsigned_abs())),
        place,
    })
}
