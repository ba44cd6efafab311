//! Errors of APIs: what the service said, and what a state is told of it.

use crate::catalog::wire::{Api, Protocol};
use crate::services::remote::HttpResponse;

use super::decode;
use super::xml::Element;

/// Why a call failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiFault {
    /// The service says so.
    Service(Box<ServiceFault>),
    /// Nothing was sent, or what came back is no answer: what the SDK itself says of it.
    Client(String),
    /// There are no credentials to sign with.
    Unsigned(String),
}

/// What a service says of a call that failed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceFault {
    /// What the model's errors are found by: `ResourceNotFoundException`.
    pub code: String,
    /// The code as older protocols have it, if that is another.
    pub old_code: Option<String>,
    /// What it says to people.
    pub message: Option<String>,
    /// The status of the response.
    pub status: u16,
    /// The id of the request.
    pub request_id: Option<String>,
    /// S3's second id.
    pub extended_id: Option<String>,
    /// How many requests were made.
    pub attempts: u32,
}

impl ServiceFault {
    /// Reads `response`, which is no success.
    pub fn read(api: &Api, response: &HttpResponse, action: &str) -> Self {
        let mut fault = match api.protocol() {
            Protocol::Json | Protocol::RestJson | Protocol::Cbor => of_json(response),
            Protocol::RestXml | Protocol::Query | Protocol::Ec2 => of_xml(response),
        };
        if api.id() == "S3" && response.status == 404 && fault.code.is_empty() {
            // An answer to HEAD has no body that could say so.
            let code = if action == "headObject" { "NoSuchKey" } else { "NoSuchBucket" };
            code.clone_into(&mut fault.code);
        }
        if fault.code.is_empty() {
            fault.code = response.status.to_string();
        }
        if fault.message.as_deref().is_some_and(str::is_empty) {
            fault.message = None;
        }
        fault.status = response.status;
        fault.request_id = fault.request_id.or_else(|| request_id(response));
        fault.extended_id = fault.extended_id.or_else(|| response.header("x-amz-id-2").map(str::to_owned));
        fault
    }

    /// Whether it may well not come again.
    pub fn may_pass(&self) -> bool {
        let words = [
            "Throttl",
            "TooManyRequests",
            "ProvisionedThroughputExceeded",
            "RequestLimitExceeded",
            "SlowDown",
        ];
        matches!(self.status, 429 | 500 | 502 | 503 | 504)
            || words.iter().any(|word| self.code.contains(word))
    }
}

/// The id of a request, as the headers of its response have it.
pub fn request_id(response: &HttpResponse) -> Option<String> {
    let names = ["x-amzn-requestid", "x-amz-request-id", "x-amzn-request-id"];
    names.iter().find_map(|name| response.header(name)).map(str::to_owned)
}

fn of_json(response: &HttpResponse) -> ServiceFault {
    let body = decode::json(&response.body).unwrap_or_default();
    let word = |names: &[&str]| names.iter().find_map(|name| body.get(name)?.as_str()).map(str::to_owned);
    let code =
        response.header("x-amzn-errortype").map(str::to_owned).or_else(|| word(&["__type", "code", "Code"]));
    let code = code.unwrap_or_default();
    // com.amazonaws.sqs#QueueDoesNotExist, or ValidationException:http://…
    let code = code.split(':').next().unwrap_or_default();
    let code = code.rsplit('#').next().unwrap_or(code).to_owned();
    let old = response.header("x-amzn-query-error").and_then(|both| both.split(';').next());
    ServiceFault {
        code,
        old_code: old.map(str::to_owned),
        message: word(&["message", "Message", "errorMessage"]),
        ..ServiceFault::default()
    }
}

fn of_xml(response: &HttpResponse) -> ServiceFault {
    let Ok(root) = Element::parse(&String::from_utf8_lossy(&response.body)) else {
        return ServiceFault::default();
    };
    let error = match (root.child("Error"), root.child("Errors").and_then(|all| all.child("Error"))) {
        (Some(error), _) | (None, Some(error)) => error,
        (None, None) => &root,
    };
    let text = |element: &Element, name: &str| element.child(name).map(|child| child.text.trim().to_owned());
    let id =
        ["RequestId", "RequestID"].iter().find_map(|name| text(&root, name).or_else(|| text(error, name)));
    ServiceFault {
        code: text(error, "Code").unwrap_or_default(),
        message: text(error, "Message").or_else(|| text(error, "message")),
        request_id: id,
        extended_id: text(error, "HostId"),
        ..ServiceFault::default()
    }
}
