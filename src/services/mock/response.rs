//! `response`: an HTTP response, as `http:invoke` and `apigateway:invoke` turn it into a result or an
//! error. See "Call HTTPS APIs" and "Invoke API Gateway" in the Step Functions Developer Guide.

use std::sync::Arc;

use crate::asl::errors::names;
use crate::base::value::{Object, Value};
use crate::engine::call::TaskError;

use super::body::Body;
use super::checking;
use super::codes;
use super::fields::RESPONSE;
use super::formula::{CallScope, EvalError};
use super::reader::{Fetch, MockReader, Node};
use super::shape::Shape;

/// A response to be given.
#[derive(Clone, Debug)]
pub struct Response {
    status: u16,
    headers: Option<Body>,
    body: Option<Body>,
}

/// The integration that makes a result of the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpService {
    /// `http:invoke`
    Http,
    /// `apigateway:invoke`
    ApiGateway,
}

/// The reason phrases that servers send with a status; the status of a teapot (418) has none.
const PHRASES: &[(u16, &str)] = &[
    (200, "OK"),
    (201, "Created"),
    (202, "Accepted"),
    (203, "Non-Authoritative Information"),
    (204, "No Content"),
    (205, "Reset Content"),
    (206, "Partial Content"),
    (207, "Multi-Status"),
    (208, "Already Reported"),
    (226, "IM Used"),
    (300, "Multiple Choices"),
    (301, "Moved Permanently"),
    (302, "Found"),
    (303, "See Other"),
    (304, "Not Modified"),
    (305, "Use Proxy"),
    (307, "Temporary Redirect"),
    (308, "Permanent Redirect"),
    (400, "Bad Request"),
    (401, "Unauthorized"),
    (402, "Payment Required"),
    (403, "Forbidden"),
    (404, "Not Found"),
    (405, "Method Not Allowed"),
    (406, "Not Acceptable"),
    (407, "Proxy Authentication Required"),
    (408, "Request Timeout"),
    (409, "Conflict"),
    (410, "Gone"),
    (411, "Length Required"),
    (412, "Precondition Failed"),
    (413, "Payload Too Large"),
    (414, "URI Too Long"),
    (415, "Unsupported Media Type"),
    (416, "Range Not Satisfiable"),
    (417, "Expectation Failed"),
    (421, "Misdirected Request"),
    (422, "Unprocessable Entity"),
    (423, "Locked"),
    (424, "Failed Dependency"),
    (425, "Too Early"),
    (426, "Upgrade Required"),
    (428, "Precondition Required"),
    (429, "Too Many Requests"),
    (431, "Request Header Fields Too Large"),
    (451, "Unavailable For Legal Reasons"),
    (500, "Internal Server Error"),
    (501, "Not Implemented"),
    (502, "Bad Gateway"),
    (503, "Service Unavailable"),
    (504, "Gateway Timeout"),
    (505, "HTTP Version Not Supported"),
    (506, "Variant Also Negotiates"),
    (507, "Insufficient Storage"),
    (508, "Loop Detected"),
    (510, "Not Extended"),
    (511, "Network Authentication Required"),
];

/// The reason phrase of a status, if it has one.
fn phrase(status: u16) -> Option<&'static str> {
    PHRASES.iter().find(|(known, _)| *known == status).map(|(_, phrase)| *phrase)
}

impl Response {
    /// The task's result, or its error unless the status is 2xx.
    pub fn outcome(
        &self,
        http_service: HttpService,
        scope: CallScope,
    ) -> Result<Result<Value, TaskError>, EvalError> {
        let compute = |body: &Option<Body>| body.as_ref().map(|body| body.value(scope)).transpose();
        let body = compute(&self.body)?;
        if !(200..300).contains(&self.status) {
            return Ok(Err(self.error(http_service, body.as_ref())));
        }
        let mut result = Object::new();
        result.insert("Headers", headers(compute(&self.headers)?));
        if let Some(body) = body {
            result.insert("ResponseBody", body);
        }
        result.insert("StatusCode", Value::from(i64::from(self.status)));
        result.insert("StatusText", Value::from(phrase(self.status).unwrap_or_default()));
        Ok(Ok(result.into()))
    }

    /// API Gateway's cause is the body; that of an HTTP task is the reason phrase, if there is one, and never the
    /// body (recorded).
    fn error(&self, http_service: HttpService, body: Option<&Value>) -> TaskError {
        let (error, cause): (String, Option<Arc<str>>) = match http_service {
            HttpService::Http => {
                (format!("{}.{}", names::HTTP_STATUS, self.status), phrase(self.status).map(Arc::from))
            }
            HttpService::ApiGateway => {
                let text: Arc<str> = match body {
                    None => "".into(),
                    Some(body) => body.as_str().map_or_else(|| body.to_json().into(), Arc::from),
                };
                (format!("ApiGateway.{}", self.status), Some(text))
            }
        };
        TaskError { error: Some(error.into()), cause }
    }
}

/// Every header's value as a list.
fn headers(given: Option<Value>) -> Value {
    let mut headers = Object::new();
    for (name, value) in given.as_ref().and_then(Value::as_object).into_iter().flatten() {
        let value = if value.as_array().is_some() { value.clone() } else { vec![value.clone()].into() };
        headers.insert(Arc::clone(name), value);
    }
    headers.into()
}

/// Reads `response`.
pub fn read(reader: &mut MockReader, fetch: &mut Fetch, node: &Node) -> Option<Response> {
    reader.known(node, "`response`", RESPONSE.fields)?;
    let Some(status) = node.get("status") else {
        reader.error(codes::MISSING, node, "`response` lacks `status`");
        return None;
    };
    reader.check(Shape::Status, &status, "`status`");
    let number = checking::status(&status)?;
    if let Some(headers) = node.get("headers") {
        reader.object(&headers, "`headers`")?;
    }
    let mut body = |key: &str| node.get(key).map(|node| Body::read(reader, fetch, &node));
    Some(Response { status: number, headers: body("headers"), body: body("body") })
}
