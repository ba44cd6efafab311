//! Signatures of requests (Signature Version 4), checked against the credentials that a server knows.
//!
//! What is signed is put together as AWS's reference says; a client that signs by another clock is refused beyond five
//! minutes, and learns the server's time from the `Date` of the answer.

use std::collections::BTreeMap;

use hmac::{Hmac, KeyInit as _, Mac as _};
use hyper::HeaderMap;
use hyper::http::request::Parts;
use sha2::{Digest as _, Sha256};

use crate::api::{ApiError, Origin};
use crate::base::time::Time;

/// How far the clock of a client may be off, in milliseconds.
const SKEW: i64 = 300_000;

/// The secrets of access keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credentials(BTreeMap<String, String>);

/// The parts of an `Authorization` header.
struct Written<'h> {
    key: &'h str,
    /// `20261130/us-east-1/states/aws4_request`
    scope: &'h str,
    signed: Vec<&'h str>,
    signature: &'h str,
}

impl Credentials {
    /// Those of `KEY:SECRET`, each; an error says which is none.
    pub fn read(written: &[String]) -> Result<Self, String> {
        let pair = |text: &String| match text.split_once(':') {
            Some((key, secret)) if !key.is_empty() && !secret.is_empty() => {
                Ok((key.to_owned(), secret.to_owned()))
            }
            // The secret is not shown.
            Some(_) | None => Err("write credentials as KEY:SECRET".to_owned()),
        };
        written.iter().map(pair).collect::<Result<_, _>>().map(Self)
    }

    /// Refuses a request with this head and body that is not signed with one of them.
    pub fn check(&self, head: &Parts, body: &[u8], now: Time) -> Result<(), ApiError> {
        if self.0.is_empty() {
            return Ok(());
        }
        let written = written(&head.headers)?;
        let secret = self.0.get(written.key).ok_or_else(|| {
            refusal("UnrecognizedClientException", "The security token included in the request is invalid.")
        })?;
        let date = text(&head.headers, "x-amz-date");
        let signed_at = date.and_then(moment).ok_or_else(|| {
            let words =
                "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.";
            refusal("IncompleteSignatureException", words)
        })?;
        if now.since(signed_at).abs() > SKEW {
            let words = format!(
                "Signature not yet current or expired: {} is not within 5 min. of {}",
                signed_at.iso(),
                now.iso()
            );
            return Err(refusal("InvalidSignatureException", &words));
        }
        let wanted = signature(secret, &written, date.unwrap_or_default(), &canonical(head, &written, body));
        if wanted.as_deref() == Some(written.signature) {
            return Ok(());
        }
        let words = "The request signature we calculated does not match the signature you provided. Check your AWS Secret \
                     Access Key and signing method. Consult the service documentation for details.";
        Err(refusal("InvalidSignatureException", words))
    }
}

fn refusal(code: &'static str, words: &str) -> ApiError {
    ApiError::new(code, words).from(Origin::Common)
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

fn written(headers: &HeaderMap) -> Result<Written<'_>, ApiError> {
    let missing = || refusal("MissingAuthenticationTokenException", "Missing Authentication Token");
    let header = text(headers, "authorization").ok_or_else(missing)?;
    let rest = header.strip_prefix("AWS4-HMAC-SHA256").ok_or_else(missing)?;
    let part = |name: &str| {
        let mut parts = rest.split(',').map(str::trim);
        parts.find_map(|part| part.strip_prefix(name)?.strip_prefix('=')).ok_or_else(|| {
            let words = format!("Authorization header requires '{name}' parameter.");
            refusal("IncompleteSignatureException", &words)
        })
    };
    let (key, scope) = part("Credential")?.split_once('/').ok_or_else(|| {
        refusal("IncompleteSignatureException", "Credential must have exactly 5 slash-delimited elements.")
    })?;
    let signed = part("SignedHeaders")?.split(';').collect();
    Ok(Written { key, scope, signed, signature: part("Signature")? })
}

/// `20261130T140000Z`
fn moment(text: &str) -> Option<Time> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let is_plain =
        |part: &str, length: usize| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_plain(date, 8) || !is_plain(time, 6) {
        return None;
    }
    let date = format!("{}-{}-{}", &date[..4], &date[4..6], &date[6..]);
    Time::parse(&format!("{date}T{}:{}:{}Z", &time[..2], &time[2..4], &time[4..]))
}

/// The canonical request.
fn canonical(head: &Parts, written: &Written<'_>, body: &[u8]) -> String {
    let path = head.uri.path();
    let mut query: Vec<&str> =
        head.uri.query().unwrap_or_default().split('&').filter(|part| !part.is_empty()).collect();
    query.sort_unstable();
    let header = |name: &&str| {
        let values = head.headers.get_all(*name).iter().filter_map(|value| value.to_str().ok());
        let values: Vec<String> =
            values.map(|value| value.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        format!("{name}:{}\n", values.join(","))
    };
    let headers: String = written.signed.iter().map(header).collect();
    let given = text(&head.headers, "x-amz-content-sha256").filter(|given| *given == "UNSIGNED-PAYLOAD");
    let sum = given.map_or_else(|| hex(&Sha256::digest(body)), str::to_owned);
    let (method, signed) = (head.method.as_str(), written.signed.join(";"));
    format!("{method}\n{path}\n{}\n{headers}\n{signed}\n{sum}", query.join("&"))
}

fn signature(secret: &str, written: &Written<'_>, date: &str, canonical: &str) -> Option<String> {
    let sum = hex(&Sha256::digest(canonical));
    let text = format!("AWS4-HMAC-SHA256\n{date}\n{}\n{sum}", written.scope);
    let mut key = format!("AWS4{secret}").into_bytes();
    for part in written.scope.split('/') {
        key = sign(&key, part)?;
    }
    sign(&key, &text).map(|signed| hex(&signed))
}

fn sign(key: &[u8], text: &str) -> Option<Vec<u8>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(text.as_bytes());
    Some(mac.finalize().into_bytes().to_vec())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The head of a request that is signed as botocore 1.44.8 signs it.
    fn head(signature: &str) -> Parts {
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential=AKID/20261130/us-east-1/states/aws4_request, SignedHeaders=host;x-amz-date, \
             Signature={signature}"
        );
        let request = hyper::Request::post("/")
            .header("host", "127.0.0.1:8083")
            .header("x-amz-date", "20261130T140000Z")
            .header("authorization", authorization);
        request.body(()).unwrap().into_parts().0
    }

    #[test]
    fn a_request_is_taken_as_signed_or_refused() {
        let credentials = Credentials::read(&["AKID:secret".to_owned()]).unwrap();
        let now = Time::parse("2026-11-30T14:00:10Z").unwrap();
        let unsigned = head("00");
        let written = written(&unsigned.headers).unwrap();
        let right = signature("secret", &written, "20261130T140000Z", &canonical(&unsigned, &written, b"{}"))
            .unwrap();
        assert_eq!(credentials.check(&head(&right), b"{}", now), Ok(()));
        for (head, body, at, code) in [
            (head(&right), &b"{ }"[..], now, "InvalidSignatureException"),
            (head("00"), b"{}", now, "InvalidSignatureException"),
            (head(&right), b"{}", now.after(400_000), "InvalidSignatureException"),
            (
                hyper::Request::post("/").body(()).unwrap().into_parts().0,
                b"{}",
                now,
                "MissingAuthenticationTokenException",
            ),
        ] {
            assert_eq!(credentials.check(&head, body, at).unwrap_err().code, code);
        }
        let other = Credentials::read(&["OTHER:secret".to_owned()]).unwrap();
        assert_eq!(other.check(&head(&right), b"{}", now).unwrap_err().code, "UnrecognizedClientException");
    }
}
