//! Routes of API Gateway: which request a route takes, what it asks Step Functions for, and what the client gets.
//!
//! Both kinds of APIs map requests and answers in their own way: HTTP APIs by parameters (`http`), REST APIs by templates
//! (`rest`, `velocity`).

mod http;
mod rest;
pub mod velocity;

use std::collections::BTreeMap;

use super::trigger::Rule;
use crate::base::value::{Object, Value};
use crate::load::TriggerKind;

/// A request of a client.
#[derive(Clone, Debug, Default)]
pub struct Received {
    /// `POST`
    pub method: String,
    /// The path below the API, as it was sent: `/orders/17`.
    pub path: String,
    /// What stands behind `?`.
    pub query: Vec<(String, String)>,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
    /// The id of the request.
    pub id: String,
    /// The account of the server.
    pub account: String,
    /// The time, as `09/Apr/2015:12:34:56 +0000` says it, and in milliseconds since 1970.
    pub time: (String, i64),
}

/// What a client gets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// The HTTP status.
    pub status: u16,
    /// The headers, `content-type` among them.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

/// What a route asks Step Functions for: the operation, and its request as JSON text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// `StartExecution`
    pub operation: String,
    /// The text, which may be anything that a template makes.
    pub body: String,
}

/// A route.
#[derive(Clone, Debug)]
pub struct Route {
    /// The name of its API.
    pub api: String,
    /// Its method in capitals, `ANY` for all.
    pub method: String,
    /// Its path as it is written: `/orders/{id}`.
    pub path: String,
    /// The operation.
    pub operation: String,
    /// The name of its machine.
    pub machine: String,
    mapping: Mapping,
}

#[derive(Clone, Debug)]
enum Mapping {
    Http(http::Mapping),
    Rest(Box<rest::Mapping>),
}

/// The segments of a path that stand for something: what `{id}` stands for.
pub type PathParameters = BTreeMap<String, String>;

impl Route {
    /// The route of a trigger; none if it is another kind of trigger. The error is what of its templates is not
    /// understood.
    pub fn read(rule: &Rule) -> Result<Option<Self>, String> {
        if rule.kind != TriggerKind::Route {
            return Ok(None);
        }
        let properties = rule.properties.value();
        let text = |name: &str| properties.get(name).and_then(Value::as_str).map(str::to_owned);
        let path = text("Path").unwrap_or_default();
        let path = if path.starts_with('/') || path == "$default" { path } else { format!("/{path}") };
        let mapping = if properties.get("RequestParameters").is_some() {
            Mapping::Http(http::Mapping::read(properties))
        } else {
            Mapping::Rest(Box::new(rest::Mapping::read(properties, &rule.target)?))
        };
        Ok(Some(Self {
            api: text("Api").map_or_else(|| "api".to_owned(), |api| plain(&api)),
            method: text("Method").unwrap_or_else(|| "ANY".to_owned()).to_uppercase(),
            path,
            operation: text("Action").unwrap_or_else(|| "StartExecution".to_owned()),
            machine: rule.machine.clone(),
            mapping,
        }))
    }

    /// How well it fits a request, and what its path stands for; none if it does not take it. The one that fits best
    /// gets the request: more segments that are written out, then no `{rest+}`, then a method of its own.
    #[must_use]
    pub fn fits(&self, method: &str, path: &str) -> Option<((usize, bool, bool), PathParameters)> {
        if self.method != method && self.method != "ANY" {
            return None;
        }
        let has_method = self.method != "ANY";
        if self.path == "$default" {
            return Some(((0, false, has_method), PathParameters::new()));
        }
        let (mut plain, mut parameters) = (1, PathParameters::new());
        let (mut wanted, mut found) = (self.path.split('/'), path.split('/'));
        loop {
            let (segment, given) = match (wanted.next(), found.next()) {
                (None, None) => return Some(((plain, true, has_method), parameters)),
                (Some(segment), Some(given)) => (segment, given),
                (_, _) => return None,
            };
            let name = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
            match name {
                None if segment == given => plain += 1,
                None => return None,
                Some(name) => {
                    let Some(name) = name.strip_suffix('+') else {
                        parameters.insert(name.to_owned(), decoded(given));
                        continue;
                    };
                    let rest: Vec<&str> = std::iter::once(given).chain(found).collect();
                    parameters.insert(name.to_owned(), decoded(&rest.join("/")));
                    return Some(((plain, false, has_method), parameters));
                }
            }
        }
    }

    /// What it asks for. The error is what the client gets at once.
    pub fn ask(&self, received: &Received, path: &PathParameters) -> Result<Asked, Given> {
        let operation = self.operation.clone();
        let body = match &self.mapping {
            Mapping::Http(mapping) => mapping.request(&self.view(received, path)).to_json(),
            Mapping::Rest(mapping) => mapping.request(&self.view(received, path))?,
        };
        Ok(Asked { operation, body })
    }

    /// What the client gets for the answer of Step Functions, a status and a JSON text.
    #[must_use]
    pub fn give(&self, received: &Received, path: &PathParameters, (status, body): (u16, &str)) -> Given {
        let view = self.view(received, path);
        match &self.mapping {
            Mapping::Http(mapping) => mapping.response(&view, status, body),
            Mapping::Rest(mapping) => mapping.response(&view, status, body),
        }
    }

    /// What the client gets if Step Functions takes longer than API Gateway waits.
    #[must_use]
    pub fn late(&self) -> Given {
        match &self.mapping {
            Mapping::Http(_) => problem(503, "Service Unavailable"),
            Mapping::Rest(_) => problem(504, "Endpoint request timed out"),
        }
    }

    /// What a client gets of the API of this route for a request that no route takes.
    #[must_use]
    pub fn not_found(&self) -> Given {
        match &self.mapping {
            Mapping::Http(_) => problem(404, "Not Found"),
            Mapping::Rest(_) => problem(403, "Missing Authentication Token"),
        }
    }

    fn view<'v>(&'v self, received: &'v Received, path: &'v PathParameters) -> View<'v> {
        View { route: self, received, path }
    }
}

/// A name that may stand in a path as it is.
fn plain(name: &str) -> String {
    name.replace(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.'), "-")
}

/// What mappings see.
struct View<'v> {
    route: &'v Route,
    received: &'v Received,
    path: &'v PathParameters,
}

impl View<'_> {
    /// A header; several of one name have commas between them.
    fn header(&self, name: &str) -> Option<String> {
        joined(self.received.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name)))
    }

    /// What the query has for a name.
    fn query(&self, name: &str) -> Option<String> {
        joined(self.received.query.iter().filter(|(known, _)| known == name))
    }

    /// `$context`
    fn context(&self) -> Value {
        let Received { method, path, id, account, time, .. } = self.received;
        let identity = Object::from_iter([
            ("sourceIp", Value::from("127.0.0.1")),
            ("userAgent", self.header("user-agent").unwrap_or_default().into()),
        ]);
        Object::from_iter([
            ("accountId", Value::from(account.as_str())),
            ("apiId", self.route.api.as_str().into()),
            ("httpMethod", method.as_str().into()),
            ("identity", identity.into()),
            ("path", path.as_str().into()),
            ("protocol", "HTTP/1.1".into()),
            ("requestId", id.as_str().into()),
            ("extendedRequestId", id.as_str().into()),
            ("requestTime", time.0.as_str().into()),
            ("requestTimeEpoch", time.1.into()),
            ("resourcePath", self.route.path.as_str().into()),
            ("routeKey", format!("{} {}", self.route.method, self.route.path).into()),
            ("stage", "$default".into()),
            ("responseOverride", Object::from_iter([("header", Value::empty_object())]).into()),
        ])
        .into()
    }
}

fn joined<'p>(values: impl Iterator<Item = &'p (String, String)>) -> Option<String> {
    let values: Vec<&str> = values.map(|(_, value)| value.as_str()).collect();
    (!values.is_empty()).then(|| values.join(","))
}

/// `{"message": …}`, as API Gateway says what is wrong.
fn problem(status: u16, message: &str) -> Given {
    let body = Object::from_iter([("message", Value::from(message))]);
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    Given { status, headers, body: Value::from(body).to_json() }
}

/// A text with `%20` and the like read.
#[must_use]
pub fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(byte) = bytes.get(at) {
        let digits = text.get(at + 1..at + 3).filter(|_| *byte == b'%');
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(read) => {
                out.push(read);
                at += 3;
            }
            None => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
