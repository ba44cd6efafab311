//! What the headers of a request say: the operation that is meant, and on whose behalf.

use hyper::HeaderMap;
use hyper::header::AUTHORIZATION;

/// The account and the region of a client, as far as its signature names them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// The account: an access key of 12 digits stands for the account of that number, as in other local servers of AWS.
    pub account: Option<String>,
    /// The region of the signature.
    pub region: Option<String>,
}

impl Caller {
    /// Whoever signed a request with these headers. The signature itself is not checked.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let scope = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| {
            let rest = value.split("Credential=").nth(1)?;
            rest.split([',', ' ']).next()
        });
        let Some(scope) = scope else { return Self::default() };
        let parts: Vec<&str> = scope.split('/').collect();
        let is_account = |key: &&&str| key.len() == 12 && key.bytes().all(|byte| byte.is_ascii_digit());
        let is_region = |region: &&&str| {
            !region.is_empty()
                && region.len() <= 32
                && region
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        };
        Self {
            account: parts.first().filter(is_account).map(|key| (*key).to_owned()),
            region: parts.get(2).filter(is_region).map(|region| (*region).to_owned()),
        }
    }
}

/// The services that are served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// Step Functions.
    States,
    /// EventBridge.
    Events,
}

impl Service {
    /// The type of what it answers: AWS JSON.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::States => "application/x-amz-json-1.0",
            Self::Events => "application/x-amz-json-1.1",
        }
    }
}

/// The operation that is meant; none if the request is for something else.
#[must_use]
pub fn operation(headers: &HeaderMap) -> Option<(Service, &str)> {
    let target = headers.get("x-amz-target")?.to_str().ok()?;
    let (service, name) = target.split_once('.')?;
    match service {
        "AWSStepFunctions" => Some((Service::States, name)),
        "AWSEvents" => Some((Service::Events, name)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_names_account_and_region() {
        let mut headers = HeaderMap::new();
        assert_eq!(Caller::of(&headers), Caller::default());
        let signed = "AWS4-HMAC-SHA256 Credential=000000000000/20261130/eu-west-1/states/aws4_request, SignedHeaders=host";
        headers.insert(AUTHORIZATION, signed.parse().unwrap());
        let caller = Caller::of(&headers);
        assert_eq!(
            (caller.account.as_deref(), caller.region.as_deref()),
            (Some("000000000000"), Some("eu-west-1"))
        );
        headers.insert(AUTHORIZATION, "AWS4-HMAC-SHA256 Credential=test/x/../y".parse().unwrap());
        assert_eq!(Caller::of(&headers), Caller::default());
    }
}
