//! The request and the response of an HTTP Task as TestState shows them at level TRACE (API reference,
//! "InspectionDataRequest", "InspectionDataResponse"; the Developer Guide has an example). What the connection adds is
//! not known here.

use crate::base::value::{Object, Value};
use crate::engine::alone::{Inspection, Stage};

/// `request` and, if there was one, `response`.
pub fn exchange(seen: &Inspection) -> Vec<(&'static str, Value)> {
    let arguments = seen.stage(Stage::AfterArguments).or_else(|| seen.stage(Stage::AfterParameters));
    let request = arguments.map(|arguments| ("request", request(arguments.value())));
    let response = seen.stage(Stage::Result).map(|result| ("response", response(result.value())));
    request.into_iter().chain(response).collect()
}

fn request(arguments: &Value) -> Value {
    let text = |name: &str| arguments.get(name).and_then(Value::as_str);
    let endpoint = text("ApiEndpoint").unwrap_or_default();
    let protocol = endpoint.split_once("://").map_or("https", |(protocol, _)| protocol);
    let query = arguments.get("QueryParameters").map(query).filter(|query| !query.is_empty());
    let url = match query {
        Some(query) => format!("{endpoint}{}{query}", if endpoint.contains('?') { '&' } else { '?' }),
        None => endpoint.to_owned(),
    };
    let mut shown = Object::from_iter([
        ("protocol", Value::from(protocol)),
        ("method", Value::from(text("Method").unwrap_or_default())),
        ("url", Value::from(url)),
    ]);
    if let Some(given) = arguments.get("Headers") {
        shown.insert("headers", Value::from(headers(given)));
    }
    if let Some(body) = arguments.get("RequestBody") {
        shown.insert("body", Value::from(written(body)));
    }
    shown.into()
}

fn response(result: &Value) -> Value {
    let mut shown = Object::from_iter([("protocol", Value::from("https"))]);
    if let Some(status) = result.get("StatusCode") {
        shown.insert("statusCode", Value::from(written(status)));
    }
    if let Some(text) = result.get("StatusText") {
        shown.insert("statusMessage", text.clone());
    }
    if let Some(given) = result.get("Headers") {
        shown.insert("headers", Value::from(headers(given)));
    }
    if let Some(body) = result.get("ResponseBody") {
        shown.insert("body", Value::from(written(body)));
    }
    shown.into()
}

/// `[name: value, name: value]`
fn headers(given: &Value) -> String {
    let one = |(name, value): &(std::sync::Arc<str>, Value)| match value.as_array() {
        Some(values) => {
            let values: Vec<String> = values.iter().map(written).collect();
            format!("{name}: {}", values.join(", "))
        }
        None => format!("{name}: {}", written(value)),
    };
    let all: Vec<String> =
        given.as_object().into_iter().flat_map(|members| members.iter().map(one)).collect();
    format!("[{}]", all.join(", "))
}

/// `name=value&name=value`, with all but plain letters and digits as `%XX`.
fn query(given: &Value) -> String {
    let mut parts = Vec::new();
    for (name, value) in given.as_object().into_iter().flat_map(|members| members.iter()) {
        match value.as_array() {
            Some(values) => {
                parts.extend(values.iter().map(|value| format!("{name}={}", encoded(&written(value)))))
            }
            None => parts.push(format!("{name}={}", encoded(&written(value)))),
        }
    }
    match given.as_str() {
        Some(text) => text.to_owned(),
        None => parts.join("&"),
    }
}

fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// A text as it is, all else as JSON.
fn written(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_json(), str::to_owned)
}
