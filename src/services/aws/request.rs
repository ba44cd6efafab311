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
    let mut base = call.base(api, operation, arguments)?;
    if call.site.endpoint.is_none() {
        parts.bucket_to_host(api, operation, arguments, &mut base);
    }
    let url = parts.url(&base)?;
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

    /// Takes the bucket out of the path and puts it before the host, as S3 wants it of all buckets that can be a part
    /// of a host with TLS: those without a dot. An endpoint in AWS's place gets it in the path.
    fn bucket_to_host(
        &mut self,
        api: &Api,
        operation: WireOperation<'_>,
        arguments: &Object,
        base: &mut Url,
    ) {
        if api.id() != "S3" || !operation.uri().starts_with("/{Bucket}") {
            return;
        }
        let bucket = arguments.get("Bucket").and_then(Value::as_str).unwrap_or_default();
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let is_label = (3..=63).contains(&bucket.len())
            && bucket.bytes().all(|byte| is_plain(byte) || byte == b'-')
            && bucket.bytes().next().is_some_and(is_plain)
            && bucket.bytes().next_back().is_some_and(is_plain);
        let host = base.host_str().map(|host| format!("{bucket}.{host}"));
        let rest = self.path.strip_prefix('/').and_then(|path| path.strip_prefix(bucket)).map(str::to_owned);
        if let (true, Some(host), Some(rest)) = (is_label, host, rest)
            && base.set_host(Some(&host)).is_ok()
        {
            self.path = rest;
        }
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

#[cfg(test)]
mod tests {
    use super::{ApiCall, request};
    use crate::base::value::Value;
    use crate::catalog::wire::Api;
    use crate::services::aws::sign::Signatory;
    use crate::services::aws::{Site, Spelling};
    use crate::services::remote::Url;

    #[test]
    fn a_bucket_stands_in_the_host_of_aws_and_in_the_path_of_an_endpoint() {
        let url = |action: &str, arguments: &str, endpoint: Option<&str>| {
            let endpoint = endpoint.map(|url| Url::parse(url).unwrap());
            let site = Site {
                endpoint,
                region: "eu-west-1".to_owned(),
                signatory: Signatory::Nobody,
                helping: None,
            };
            let call = ApiCall {
                service: "s3".to_owned(),
                action: action.to_owned(),
                arguments: Value::parse(arguments).unwrap(),
                spelling: Spelling::Sdk,
                site,
            };
            let api = Api::of("s3").unwrap();
            request(&api, api.operation(action).unwrap(), &call).unwrap().url.to_string()
        };
        let object = r#"{"Bucket": "my-data", "Key": "a b/c"}"#;
        assert_eq!(url("getObject", object, None), "https://my-data.s3.eu-west-1.amazonaws.com/a%20b/c");
        let list = r#"{"Bucket": "my-data"}"#;
        let listed = url("listObjectsV2", list, None);
        assert_eq!(listed, "https://my-data.s3.eu-west-1.amazonaws.com/?list-type=2");
        let dotted = r#"{"Bucket": "my.data", "Key": "k"}"#;
        assert_eq!(url("getObject", dotted, None), "https://s3.eu-west-1.amazonaws.com/my.data/k");
        let local = Some("http://localhost:9000");
        assert_eq!(url("getObject", object, local), "http://localhost:9000/my-data/a%20b/c");
        assert_eq!(url("listBuckets", "{}", None), "https://s3.eu-west-1.amazonaws.com/");
    }
}
