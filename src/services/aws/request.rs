//! The request of a call: method, URL, headers and body, as the protocol of its service has them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest as _, Md5};

use crate::base::value::{Object, Value};
use crate::catalog::wire::{
    Api, Location, PlainKind, Protocol, TimeFormat, WireKind, WireMember, WireOperation, WireStructure,
};
use crate::services::remote::{HttpRequest, Method, Url};

use super::ApiCall;
use super::encode::{given, object, plain, text, token};
use super::form::{Dialect, Fields};
use super::xml;

/// The most bytes of an answer: far more than a state may hold, as a result may be made smaller on its way.
const MAX_ANSWER: usize = 64 << 20;

/// A request in parts.
#[derive(Debug, Default)]
struct Parts {
    path: String,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// The request of `call`, not signed yet; an error says what is wrong with its arguments.
pub fn request(api: &Api, operation: WireOperation<'_>, call: &ApiCall) -> Result<HttpRequest, String> {
    let empty = Object::new();
    let arguments = call.arguments.as_object().unwrap_or(&empty);
    let mut parts = Parts::default();
    match api.protocol() {
        Protocol::Json => parts.json(api, operation, arguments),
        Protocol::Query | Protocol::Ec2 => parts.form(api, operation, arguments),
        Protocol::RestJson | Protocol::RestXml => parts.rest(api, operation, arguments, call)?,
        Protocol::Cbor => return Err(format!("{} is spoken to in CBOR alone", api.id())),
    }
    if operation.needs_checksum() {
        parts.headers.push(("content-md5".to_owned(), STANDARD.encode(Md5::digest(&parts.body))));
    }
    let method = Method::from_bytes(operation.method().as_bytes()).map_err(|error| error.to_string())?;
    let url = parts.url(&call.base(api, operation, arguments)?)?;
    Ok(HttpRequest { method, url, headers: parts.headers, body: parts.body, limit: None, most: MAX_ANSWER })
}

impl ApiCall {
    /// The URL of the service, without the path of the call.
    fn base(&self, api: &Api, operation: WireOperation<'_>, arguments: &Object) -> Result<Url, String> {
        if let Some(endpoint) = &self.site.endpoint {
            return Ok(endpoint.clone());
        }
        let mut prefix = operation.host_prefix().unwrap_or_default().to_owned();
        for member in operation.input().into_iter().flat_map(WireStructure::members) {
            if let Some(value) = given(arguments, &member).filter(|_| member.is_host_label()) {
                let label = plain(value);
                let is_label = !label.is_empty()
                    && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte));
                if !is_label {
                    return Err(format!("{} cannot be a part of a host: {label}", member.sdk_name()));
                }
                prefix = prefix.replace(&format!("{{{}}}", member.name), &label);
            }
        }
        let url = format!("https://{prefix}{}", api.host(&self.site.region));
        Url::parse(&url).map_err(|error| format!("{url} is no URL: {error}"))
    }
}

impl ApiCall {
    /// A body that is one value: the JSON text of it, of a text too (recorded of S3). Lambda takes a text as it is, and
    /// null for an empty object.
    fn raw(&self, value: &Value) -> String {
        if self.service == "lambda" { plain(value) } else { value.to_json() }
    }
}

impl Parts {
    fn header(&mut self, name: &str, value: impl Into<String>) {
        self.headers.push((name.to_owned(), value.into()));
    }

    fn json(&mut self, api: &Api, operation: WireOperation<'_>, arguments: &Object) {
        self.header("content-type", format!("application/x-amz-json-{}", api.json_version()));
        self.header("x-amz-target", format!("{}.{}", api.target(), operation.name()));
        let members = operation.input().map(|input| object(input, arguments)).unwrap_or_default();
        self.body = Value::from(members).to_json().into_bytes();
    }

    fn form(&mut self, api: &Api, operation: WireOperation<'_>, arguments: &Object) {
        self.header("content-type", "application/x-www-form-urlencoded; charset=utf-8");
        let mut fields: Fields = vec![
            ("Action".to_owned(), operation.name().to_owned()),
            ("Version".to_owned(), api.version().to_owned()),
        ];
        let dialect = if api.protocol() == Protocol::Ec2 { Dialect::Ec2 } else { Dialect::Query };
        if let Some(input) = operation.input() {
            dialect.structure(input, arguments, "", &mut fields);
        }
        self.body = joined(&fields).into_bytes();
    }

    fn rest(
        &mut self,
        api: &Api,
        operation: WireOperation<'_>,
        arguments: &Object,
        call: &ApiCall,
    ) -> Result<(), String> {
        let (path, query) = operation.uri().split_once('?').unwrap_or((operation.uri(), ""));
        path.clone_into(&mut self.path);
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            self.query.push((name.to_owned(), value.to_owned()));
        }
        let Some(input) = operation.input() else { return Ok(()) };
        for member in input.members() {
            let value = given(arguments, &member);
            match (member.location(), value) {
                (Location::Uri, Some(value)) => self.fill(&member, value)?,
                (Location::Uri, None) => {
                    return Err(format!("{} is missing, which its path needs", member.sdk_name()));
                }
                (Location::Query, Some(value)) => self.ask(&member, value),
                (Location::Query, None) if member.is_token() => {
                    self.query.push((member.wire_name().to_owned(), token()));
                }
                (Location::Header, Some(value)) => {
                    self.header(member.wire_name(), text(member.shape, value, TimeFormat::Http));
                }
                (Location::Header, None) if member.is_token() => self.header(member.wire_name(), token()),
                (Location::Headers, Some(value)) => {
                    for (key, value) in value.as_object().into_iter().flatten() {
                        self.header(&format!("{}{key}", member.wire_name()), plain(value));
                    }
                }
                (Location::Body | Location::Status, _)
                | (Location::Query | Location::Header | Location::Headers, None) => {}
            }
        }
        self.rest_body(api, operation, input, arguments, call);
        Ok(())
    }

    /// Puts a value into the path.
    fn fill(&mut self, member: &WireMember<'_>, value: &Value) -> Result<(), String> {
        let written = text(member.shape, value, TimeFormat::Iso);
        if written.is_empty() {
            return Err(format!("{} is empty, which its path needs", member.sdk_name()));
        }
        let name = member.wire_name();
        let (whole, greedy) = (format!("{{{name}}}"), format!("{{{name}+}}"));
        self.path = self.path.replace(&whole, &escaped(&written, false));
        self.path = self.path.replace(&greedy, &escaped(&written, true));
        Ok(())
    }

    /// Puts a value into the query.
    fn ask(&mut self, member: &WireMember<'_>, value: &Value) {
        let name = member.wire_name().to_owned();
        match (member.shape.kind(), value) {
            (WireKind::List(list), Value::Array(items)) => {
                let item = |item| (name.clone(), text(list.item, item, TimeFormat::Iso));
                self.query.extend(items.iter().map(item));
            }
            (WireKind::Map(map), Value::Object(entries)) => {
                for (key, value) in entries {
                    let values =
                        value.as_array().map_or(std::slice::from_ref(value), |values| values.as_slice());
                    let shape = map.value.item().unwrap_or(map.value);
                    let value = |value| (key.to_string(), text(shape, value, TimeFormat::Iso));
                    self.query.extend(values.iter().map(value));
                }
            }
            _ => self.query.push((name, text(member.shape, value, TimeFormat::Iso))),
        }
    }

    fn rest_body(
        &mut self,
        api: &Api,
        operation: WireOperation<'_>,
        input: WireStructure<'_>,
        arguments: &Object,
        call: &ApiCall,
    ) {
        let is_xml = api.protocol() == Protocol::RestXml;
        let kind = if is_xml { "application/xml" } else { "application/json" };
        if let Some(member) = input.payload() {
            let Some(value) = given(arguments, &member) else { return };
            let (body, kind) = match (member.shape.kind(), value) {
                (WireKind::Plain(PlainKind::Binary | PlainKind::String), _) => (call.raw(value), RAW),
                (WireKind::Structure(structure), Value::Object(members)) if is_xml => {
                    let (name, namespace) = structure.element();
                    let name = member.given_name().or(name).unwrap_or(member.name);
                    let mut out = String::new();
                    let namespace = member.namespace().or(namespace);
                    xml::write_structure(&mut out, name, namespace, structure, members);
                    (out, kind)
                }
                (WireKind::Structure(structure), Value::Object(members)) => {
                    (Value::from(object(structure, members)).to_json(), kind)
                }
                _ => (value.to_json(), kind),
            };
            self.body = body.into_bytes();
            self.typed(kind);
            return;
        }
        if !input.members().any(|member| member.location() == Location::Body) {
            return;
        }
        self.body = if is_xml {
            let (name, namespace) = operation.body_element().unwrap_or((operation.name(), None));
            let mut out = String::new();
            xml::write_structure(&mut out, name, namespace, input, arguments);
            out.into_bytes()
        } else {
            Value::from(object(input, arguments)).to_json().into_bytes()
        };
        self.typed(kind);
    }

    /// Adds a content type unless there is one.
    fn typed(&mut self, kind: &str) {
        if !self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            self.header("content-type", kind);
        }
    }

    fn url(&self, base: &Url) -> Result<Url, String> {
        let mut written =
            base.as_str().split(['?', '#']).next().unwrap_or_default().trim_end_matches('/').to_owned();
        written.push_str(if self.path.is_empty() { "/" } else { &self.path });
        if !self.query.is_empty() {
            written.push('?');
            written.push_str(&joined(&self.query));
        }
        let url = Url::parse(&written).map_err(|error| format!("{written} is no URL: {error}"))?;
        // A name in the path that is `..` would lead elsewhere.
        if written.split('?').next() != url.as_str().split('?').next() {
            return Err(format!("{written} is no path that can be asked"));
        }
        Ok(url)
    }
}

/// The content type of a body that is one value (recorded of objects in S3).
const RAW: &str = "text/plain; charset=UTF-8";

/// Names and values of a query or a form.
fn joined(pairs: &[(String, String)]) -> String {
    let pair =
        |(name, value): &(String, String)| format!("{}={}", escaped(name, false), escaped(value, false));
    pairs.iter().map(pair).collect::<Vec<_>>().join("&")
}

/// `text` with all but letters, digits and `-._~` escaped, and perhaps slashes left.
pub fn escaped(text: &str, with_slashes: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            b'/' if with_slashes => out.push('/'),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
