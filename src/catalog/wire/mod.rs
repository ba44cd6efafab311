//! How the APIs of AWS are spoken on the wire: protocols, hosts, names of operations, members and errors. It is read
//! only when a call is really made, a service at a time.
//!
//! `wire.bin` is generated: `wire.py` writes it from the models of AWS's own SDKs and describes what is in it; never edit
//! it by hand.

mod shape;

use std::io::Read as _;

use flate2::read::ZlibDecoder;

use crate::base::value::{Array, Value};

pub use shape::{
    Location, PlainKind, TimeFormat, WireKind, WireList, WireMap, WireMember, WireShape, WireStructure,
};

const WIRE: &[u8] = include_bytes!("../wire.bin");

/// Why data that is compiled in needs no errors.
const CHECKED: &str = "a test reads all of wire.bin";

/// The API of one service.
#[derive(Clone, Debug)]
pub struct Api(Value);

/// How requests and answers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// JSON, the operation in a header.
    Json,
    /// JSON, the operation in method and path.
    RestJson,
    /// XML, the operation in method and path.
    RestXml,
    /// A form in, XML out.
    Query,
    /// The same as EC2 has it.
    Ec2,
    /// CBOR, the operation in the path.
    Cbor,
}

/// An operation.
#[derive(Clone, Copy, Debug)]
pub struct WireOperation<'a> {
    api: &'a Api,
    row: &'a Array,
}

impl Api {
    /// The API of the service that resource ARNs call `service`.
    #[must_use]
    pub fn of(service: &str) -> Option<Self> {
        let end = WIRE.iter().position(|byte| *byte == b'\n').expect(CHECKED);
        let length: usize = text(&WIRE[..end]).parse().expect(CHECKED);
        let (index, parts) = WIRE[end + 1..].split_at(length);
        let mut lines = text(index).lines().map(|line| line.split_once(' ').expect(CHECKED));
        let (_, start) = lines.find(|(name, _)| *name == service)?;
        let mut json = String::new();
        let part = &parts[start.parse::<usize>().expect(CHECKED)..];
        ZlibDecoder::new(part).read_to_string(&mut json).expect(CHECKED);
        Some(Self(Value::parse(&json).expect(CHECKED)))
    }

    /// The services that have one, by name.
    pub fn services() -> impl Iterator<Item = &'static str> {
        let end = WIRE.iter().position(|byte| *byte == b'\n').expect(CHECKED);
        let length: usize = text(&WIRE[..end]).parse().expect(CHECKED);
        text(&WIRE[end + 1..][..length]).lines().filter_map(|line| line.split(' ').next())
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key).and_then(Value::as_str)
    }

    /// The service's own id: `DynamoDB`.
    #[must_use]
    pub fn id(&self) -> &str {
        self.text("id").unwrap_or_default()
    }

    /// How it is spoken.
    #[must_use]
    pub fn protocol(&self) -> Protocol {
        match self.text("protocol") {
            Some("json") => Protocol::Json,
            Some("rest-json") => Protocol::RestJson,
            Some("rest-xml") => Protocol::RestXml,
            Some("query") => Protocol::Query,
            Some("ec2") => Protocol::Ec2,
            Some("cbor") => Protocol::Cbor,
            _ => unreachable!("{CHECKED}"),
        }
    }

    /// The version of JSON that the content type names: `1.0`.
    #[must_use]
    pub fn json_version(&self) -> &str {
        self.text("json").unwrap_or("1.0")
    }

    /// What stands before the operation in `X-Amz-Target` and in the paths of CBOR.
    #[must_use]
    pub fn target(&self) -> &str {
        self.text("target").unwrap_or_default()
    }

    /// The version of the API: `2012-11-05`.
    #[must_use]
    pub fn version(&self) -> &str {
        self.text("version").unwrap_or_default()
    }

    /// Its host in `region`.
    #[must_use]
    pub fn host(&self, region: &str) -> String {
        let host = self.text("host").unwrap_or_default().replace("{region}", region);
        // China has a domain of its own.
        if region.starts_with("cn-") { host.replace(".amazonaws.com", ".amazonaws.com.cn") } else { host }
    }

    /// The service's name in signatures.
    #[must_use]
    pub fn signing_name(&self) -> &str {
        self.text("signing").unwrap_or_default()
    }

    /// The region that requests are signed for, if it is always the same.
    #[must_use]
    pub fn signing_region(&self) -> Option<&str> {
        self.text("region")
    }

    /// The namespace of its XML.
    #[must_use]
    pub fn namespace(&self) -> Option<&str> {
        self.text("xmlns")
    }

    /// What an error with this code on the wire is called: by SDK integrations and by optimized ones.
    #[must_use]
    pub fn error(&self, code: &str) -> Option<(&str, &str)> {
        let names = self.0.get("errors")?.get(code)?.as_str()?;
        Some(names.split_once(' ').unwrap_or((names, names)))
    }

    /// The names of its operations.
    pub fn actions(&self) -> impl Iterator<Item = &str> {
        self.0
            .get("ops")
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(|all| all.keys().map(|name| &**name))
    }

    /// The operation `action`, in exactly these letters.
    #[must_use]
    pub fn operation(&self, action: &str) -> Option<WireOperation<'_>> {
        let row = self.0.get("ops")?.get(action)?.as_array()?;
        Some(WireOperation { api: self, row })
    }
}

fn text(bytes: &'static [u8]) -> &'static str {
    std::str::from_utf8(bytes).expect(CHECKED)
}

impl<'a> WireOperation<'a> {
    fn trait_of(&self, key: &str) -> Option<&'a Value> {
        self.row.get(3)?.get(key)
    }

    fn text(&self, key: &str) -> Option<&'a str> {
        self.trait_of(key).and_then(Value::as_str)
    }

    fn structure(&self, at: usize) -> Option<WireStructure<'a>> {
        let value = self.row.get(at).filter(|value| !value.is_null())?;
        WireShape { api: self.api, value }.structure()
    }

    /// Its name on the wire: `PutItem`.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.row.first().and_then(Value::as_str).unwrap_or_default()
    }

    /// What it is given.
    #[must_use]
    pub fn input(&self) -> Option<WireStructure<'a>> {
        self.structure(1)
    }

    /// What it answers.
    #[must_use]
    pub fn output(&self) -> Option<WireStructure<'a>> {
        self.structure(2)
    }

    /// The method of its request.
    #[must_use]
    pub fn method(&self) -> &'a str {
        self.text("method").unwrap_or("POST")
    }

    /// The path, with `{Name}` and `{Name+}` in it, and perhaps a query.
    #[must_use]
    pub fn uri(&self) -> &'a str {
        self.text("uri").unwrap_or("/")
    }

    /// The element around the result, in XML that answers a form.
    #[must_use]
    pub fn wrapper(&self) -> Option<&'a str> {
        self.text("wrapper")
    }

    /// What stands before the host, with `{Name}` in it.
    #[must_use]
    pub fn host_prefix(&self) -> Option<&'a str> {
        self.text("host")
    }

    /// Whether a checksum of the body must go with it.
    #[must_use]
    pub fn needs_checksum(&self) -> bool {
        self.trait_of("md5").is_some()
    }

    /// Whether it is not signed.
    #[must_use]
    pub fn is_unsigned(&self) -> bool {
        self.trait_of("unsigned").is_some()
    }

    /// The outermost element of an XML body, with its namespace.
    #[must_use]
    pub fn body_element(&self) -> Option<(&'a str, Option<&'a Value>)> {
        Some((self.text("name")?, self.trait_of("xmlns")))
    }
}
