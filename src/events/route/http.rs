//! HTTP APIs: every member of the request is one parameter; the client gets Step Functions' own answer, of which only
//! headers and status can be changed.

use super::{Given, View};
use crate::base::value::{Object, Value};
use crate::expr::jsonpath::Path;

/// So many bytes of a body are looked at for `$request.body` (API Gateway guide).
const MOST_BODY: usize = 100 << 10;

/// The parameters of a route.
#[derive(Clone, Debug)]
pub struct Mapping {
    request: Vec<(String, String)>,
    /// By the status of the answer: what changes, `overwrite:statuscode`, and what to.
    response: Vec<(u16, String, String)>,
}

impl Mapping {
    /// Those of a trigger's properties.
    pub fn read(properties: &Value) -> Self {
        let request = properties.get("RequestParameters").map(pairs).unwrap_or_default();
        let mut response = Vec::new();
        let by_status = properties.get("ResponseParameters").and_then(Value::as_object);
        for (status, changes) in by_status.into_iter().flat_map(Object::iter) {
            let Ok(status) = status.parse() else { continue };
            // CloudFormation has a list of sources and destinations, OpenAPI a map.
            let listed = changes.get("ResponseParameters").and_then(Value::as_array);
            let listed = listed.into_iter().flat_map(|all| all.iter()).filter_map(|one| {
                let text = |name: &str| one.get(name).and_then(Value::as_str).map(str::to_owned);
                Some((text("Destination")?, text("Source")?))
            });
            let plain = pairs(changes).into_iter().filter(|(name, _)| name.contains(':'));
            response.extend(listed.chain(plain).map(|(name, source)| (status, name, source)));
        }
        Self { request, response }
    }

    /// The request: what a parameter does not find is left out.
    pub fn request(&self, view: &View<'_>) -> Value {
        let member = |(name, source): &(String, String)| {
            let mut letters = name.chars();
            let first = letters.next()?.to_lowercase();
            // Every call is made in the server's own region.
            if name == "Region" {
                return None;
            }
            Some((first.chain(letters).collect::<String>(), Value::from(value(source, view)?)))
        };
        self.request.iter().filter_map(member).collect::<Object>().into()
    }

    /// The answer of Step Functions, less what parameters change.
    pub fn response(&self, view: &View<'_>, status: u16, body: &str) -> Given {
        let headers = vec![("content-type".to_owned(), "application/x-amz-json-1.0".to_owned())];
        let mut given = Given { status, headers, body: body.to_owned() };
        for (_, name, source) in self.response.iter().filter(|(of, _, _)| *of == status) {
            let (how, what) = name.split_once(':').unwrap_or((name, ""));
            let value = answered(source, body).or_else(|| value(source, view)).unwrap_or_default();
            if let Some(header) = what.strip_prefix("header.") {
                if how != "append" {
                    given.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(header));
                }
                if how != "remove" {
                    given.headers.push((header.to_lowercase(), value));
                }
            } else if what == "statuscode" {
                given.status = value.parse().unwrap_or(given.status);
            }
        }
        given
    }
}

fn pairs(value: &Value) -> Vec<(String, String)> {
    let members = value.as_object().into_iter().flat_map(Object::iter);
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_json(), str::to_owned);
    members.map(|(name, value)| (name.to_string(), text(value))).collect()
}

/// What `$response.body.x` finds.
fn answered(source: &str, body: &str) -> Option<String> {
    within(body, source.strip_prefix("$response.body")?)
}

/// What a source gives: a constant, a reference, or a text with `${…}` in it. None if it finds nothing.
fn value(source: &str, view: &View<'_>) -> Option<String> {
    if let Some(reference) = source.strip_prefix('$').filter(|rest| !rest.starts_with('{')) {
        return found(reference, view);
    }
    let (mut out, mut rest) = (String::new(), source);
    while let Some((before, after)) = rest.split_once("${") {
        let Some((name, after)) = after.split_once('}') else { break };
        out.push_str(before);
        out.push_str(&found(name, view).unwrap_or_default());
        rest = after;
    }
    Some(out + rest)
}

fn found(reference: &str, view: &View<'_>) -> Option<String> {
    let (kind, name) = reference.split_once('.')?;
    if kind == "context" {
        let context = view.context();
        let value = name.split('.').try_fold(&context, |value, part| value.get(part))?;
        return Some(value.as_str().map_or_else(|| value.to_json(), str::to_owned));
    }
    if kind != "request" {
        return None;
    }
    match name.split_once('.') {
        Some(("header", name)) => view.header(name),
        Some(("querystring", name)) => view.query(name),
        Some(("path", name)) => view.path.get(name).cloned(),
        None if name == "path" => Some(view.received.path.clone()),
        Some(("body", _)) | None => {
            let body = view.received.body.as_str();
            let end = (0..=MOST_BODY.min(body.len())).rev().find(|at| body.is_char_boundary(*at))?;
            within(&body[..end], name.strip_prefix("body")?).filter(|body| !body.is_empty())
        }
        Some((_, _)) => None,
    }
}

/// What a path finds in a body, the whole body for none.
fn within(body: &str, path: &str) -> Option<String> {
    if path.is_empty() {
        return Some(body.to_owned());
    }
    let value = Path::parse(&format!("${path}")).ok()?.select(&Value::parse(body).ok()?).ok()?;
    Some(value.as_str().map_or_else(|| value.to_json(), str::to_owned))
}
