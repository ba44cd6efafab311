//! The request of an HTTP Task, or of a Task that invokes an API of API Gateway (Developer Guide, "Call HTTPS APIs" and
//! "Invoke API Gateway"; what is sent was recorded in September 2026).

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::asl::errors::names;
use crate::base::value::{Object, Value};
use crate::engine::call::{Call, TaskError};
use crate::services::aws::sign::{Helping, Signatory};
use crate::services::aws::{Site, escaped};
use crate::services::refusal::{Reason, Refusal};
use crate::services::remote::{HttpRequest, Method, Url, url};

use super::codes;
use super::connection::{Authorization, Connection, OAuth};
use super::destination::Passthrough;
use super::form_body;
use super::forward::Asked;
use super::response::HttpService;

/// The longest that an HTTP Task waits.
const LIMIT: Duration = Duration::from_secs(60);
/// The most bytes of a response: more than a state can hold.
const MAX_BODY: usize = 1 << 20;
/// The type of a body that says no other.
const JSON: &str = "application/json; charset=UTF-8";

/// A request of a Task.
#[derive(Clone, Debug)]
pub struct WebCall {
    /// It.
    pub request: HttpRequest,
    /// The one whose answer holds the token that it needs.
    pub token: Option<HttpRequest>,
    /// How it is signed, if it is.
    pub(super) site: Option<Site>,
    /// The integration that makes it.
    pub(super) service: HttpService,
}

impl WebCall {
    /// Whether credentials of the user sign it.
    #[must_use]
    pub fn is_signed_by_user(&self) -> bool {
        self.site.as_ref().is_some_and(|site| site.signatory != Signatory::Nobody)
    }
}

impl Asked {
    /// The request that `call` asks for; an error of the Task if its arguments make none.
    pub fn web_call(
        &self,
        call: &Call,
        to: &Passthrough,
        helping: Option<Helping>,
    ) -> Result<Result<WebCall, TaskError>, Box<Refusal>> {
        let none = Connection::default();
        let connection = to.connection.as_deref().unwrap_or(&none);
        let service =
            if call.resource.is("http", "invoke") { HttpService::Http } else { HttpService::ApiGateway };
        let text = |key: &str| call.args.get(key).and_then(Value::as_str).unwrap_or_default();
        let site = match text("AuthType") {
            "IAM_ROLE" => {
                let mut site = self.site(call, to, helping)?;
                if let Some(region) = to.region.is_none().then(|| region_of(text("ApiEndpoint"))).flatten() {
                    region.clone_into(&mut site.region);
                }
                Some(site)
            }
            _ => None,
        };
        let address = match service {
            HttpService::Http => text("ApiEndpoint").to_owned(),
            HttpService::ApiGateway => address(text("ApiEndpoint"), text("Stage"), text("Path")),
        };
        let mut target = match self.target(&address, to)? {
            Ok(target) => target,
            Err(error) => return Ok(Err(error)),
        };
        let query = query(call.args.get("QueryParameters"), connection, target.query());
        target.set_query(Some(&query).filter(|query| !query.is_empty()).map(String::as_str));
        let mut headers = headers(call.args.get("Headers"), connection);
        let form = form_body::format(call.args.get("Transform")).filter(|_| {
            let kind = header(&headers, "content-type").unwrap_or_default();
            kind.starts_with("application/x-www-form-urlencoded")
        });
        let body = match body(call.args.get("RequestBody"), &connection.body) {
            Ok(body) => body,
            Err(cause) => return Ok(Err(runtime(cause))),
        };
        let body = match (body, form) {
            (None, _) => String::new(),
            (Some(Value::String(text)), _) => text.to_string(),
            (Some(value), Some(format)) => form_body::encoded(&value, format),
            (Some(value), None) => value.to_json(),
        };
        let region =
            call.context.get("Execution").and_then(|execution| execution.get("Id")).and_then(Value::as_str);
        let region = region.and_then(|arn| arn.split(':').nth(3)).unwrap_or("us-east-1");
        own_headers(&mut headers, service, region, connection);
        let method = Method::from_bytes(text("Method").as_bytes()).unwrap_or(Method::GET);
        let limit = Some(LIMIT);
        let request =
            HttpRequest { method, url: target, headers, body: body.into_bytes(), limit, most: MAX_BODY };
        let token = match &connection.authorization {
            Authorization::OAuth(oauth) => Some(self.token_request(oauth)?),
            Authorization::None | Authorization::ApiKey(..) | Authorization::Basic(..) => None,
        };
        Ok(Ok(WebCall { request, token, site, service }))
    }

    /// Where the request goes: to the endpoint of the Task, or to the one that stands for it.
    fn target(&self, address: &str, to: &Passthrough) -> Result<Result<Url, TaskError>, Box<Refusal>> {
        let Ok(mut target) = url(address) else {
            return Ok(Err(runtime(format!(
                "The value of the field 'ApiEndpoint' has an invalid format: {address}"
            ))));
        };
        let Some(endpoint) = &to.endpoint else { return Ok(Ok(target)) };
        let other = url(endpoint).map_err(|why| {
            let message = format!("{endpoint} is no endpoint that can be asked: {why}");
            self.refuse((codes::WRONG_VALUE, Reason::Faulty), message, "write it like http://localhost:8000")
        })?;
        let path = format!("{}{}", other.path().trim_end_matches('/'), target.path());
        let query = target.query().map(str::to_owned);
        target = other;
        target.set_path(&path);
        target.set_query(query.as_deref());
        Ok(Ok(target))
    }

    /// The request for a token (the form as recorded).
    fn token_request(&self, oauth: &OAuth) -> Result<HttpRequest, Box<Refusal>> {
        let target = url(&oauth.url).map_err(|why| {
            let message = format!("{} is no URL that hands out tokens: {why}", oauth.url);
            self.refuse(
                (codes::WRONG_VALUE, Reason::Faulty),
                message,
                "write it like https://auth.example.com/token",
            )
        })?;
        let mut form = vec![("grant_type".to_owned(), "client_credentials".to_owned())];
        form.extend(oauth.body.iter().map(|(key, value)| (key.to_string(), plain(value))));
        form.push(("client_secret".to_owned(), oauth.secret.to_string()));
        form.push(("client_id".to_owned(), oauth.id.to_string()));
        let headers = vec![("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned())];
        let body = pairs(&form).into_bytes();
        Ok(HttpRequest {
            method: Method::POST,
            url: target,
            headers,
            body,
            limit: Some(LIMIT),
            most: MAX_BODY,
        })
    }
}

/// The region in the host of an API: `a1.execute-api.eu-west-1.amazonaws.com`.
fn region_of(host: &str) -> Option<&str> {
    host.split_once(".execute-api.")?.1.split('.').next()
}

/// The URL of an API of API Gateway.
fn address(host: &str, stage: &str, path: &str) -> String {
    let part = |part: &str| part.trim_matches('/').to_owned();
    let parts: Vec<String> = [part(stage), part(path)].into_iter().filter(|part| !part.is_empty()).collect();
    let scheme = if host.contains("://") { "" } else { "https://" };
    format!("{scheme}{}/{}", host.trim_end_matches('/'), parts.join("/"))
}

fn runtime(cause: impl Into<std::sync::Arc<str>>) -> TaskError {
    TaskError { error: Some(names::RUNTIME.into()), cause: Some(cause.into()) }
}

/// Text as it is, other JSON as text.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_json(), str::to_owned)
}

/// The query: what the URL has, what the Task gives and the connection does not, then what that adds.
fn query(given: Option<&Value>, connection: &Connection, written: Option<&str>) -> String {
    let mut all = Vec::new();
    let mut add = |key: &str, value: &Value| match value.as_array() {
        Some(values) => all.extend(values.iter().map(|value| (key.to_owned(), plain(value)))),
        None => all.push((key.to_owned(), plain(value))),
    };
    for (key, value) in given.and_then(Value::as_object).into_iter().flatten() {
        if !connection.query.contains(key) {
            add(key, value);
        }
    }
    connection.query.iter().for_each(|(key, value)| add(key, value));
    let text = given.and_then(Value::as_str).map(str::to_owned);
    let parts = [written.map(str::to_owned), text, Some(pairs(&all))];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    parts.join("&")
}

fn pairs(all: &[(String, String)]) -> String {
    let pair = |(key, value): &(String, String)| format!("{}={}", escaped(key, false), escaped(value, false));
    all.iter().map(pair).collect::<Vec<_>>().join("&")
}

/// The headers of the Task that the connection has not under exactly the same name, and those of the connection.
fn headers(given: Option<&Value>, connection: &Connection) -> Vec<(String, String)> {
    let own = given.and_then(Value::as_object).into_iter().flatten();
    let own = own.filter(|(key, _)| !connection.headers.contains(key));
    let value = |value: &Value| match value.as_array() {
        Some(values) => values.iter().map(plain).collect::<Vec<_>>().join(", "),
        None => plain(value),
    };
    own.chain(connection.headers.iter()).map(|(key, given)| (key.to_string(), value(given))).collect()
}

fn header<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h str> {
    headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// The body of the Task with what the connection adds; an error is the cause of a failure.
fn body(given: Option<&Value>, added: &Object) -> Result<Option<Value>, &'static str> {
    let given = given.filter(|body| !body.is_null());
    if added.is_empty() {
        return Ok(given.cloned());
    }
    let mut merged = match given {
        None => Object::new(),
        Some(Value::Object(members)) => members.clone(),
        Some(_) => return Err("Cannot merge connection body authorization parameters with request body."),
    };
    added.iter().for_each(|(key, value)| merged.insert(std::sync::Arc::clone(key), value.clone()));
    Ok(Some(merged.into()))
}

/// Adds what is sent with each request.
fn own_headers(
    headers: &mut Vec<(String, String)>,
    service: HttpService,
    region: &str,
    connection: &Connection,
) {
    let mut add = |name: &str, value: String| {
        if header(headers, name).is_none() {
            headers.push((name.to_owned(), value));
        }
    };
    add("content-type", JSON.to_owned());
    match &connection.authorization {
        Authorization::ApiKey(name, value) => add(name, value.to_string()),
        Authorization::Basic(user, password) => {
            add("authorization", format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))));
        }
        Authorization::None | Authorization::OAuth(_) => {}
    }
    match service {
        HttpService::Http => {
            add("user-agent", format!("Amazon|StepFunctions|HttpInvoke|{region}"));
            add("range", "bytes=0-262144".to_owned());
        }
        HttpService::ApiGateway => add("user-agent", "AmazonStepFunctions".to_owned()),
    }
}
