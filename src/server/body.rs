//! The body of a request, and how much memory all of them take: a client may send slowly, or send many at once.

use std::time::Duration;

use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::CONTENT_LENGTH;
use hyper::http::request::Parts;
use hyper::{Request, StatusCode};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::api::{ApiError, Origin};
use crate::base::value::Value;
use crate::services::clock::today;

use super::signature::Credentials;

/// The most bytes of a request, if nobody says otherwise. AWS takes 1 MB; a definition of that size has more, for its
/// quotes are escaped.
pub const MAX_BODY: usize = 8 << 20;

/// Bodies up to this size take no place.
const SMALL: usize = 16 << 10;
/// How many bytes a place stands for.
const PLACE: usize = 16 << 10;
/// The bytes of all larger bodies that are read or parsed at a time, unless one alone may have more.
const ALL: usize = 64 << 20;
/// How long a body may take from the end of the headers on.
const WITHIN: Duration = Duration::from_secs(30);
/// The most values of a request. What is large in it is text: definitions, inputs and outputs are JSON within JSON.
const MAX_VALUES: usize = 100_000;

/// Reads bodies.
#[derive(Debug)]
pub struct Bodies {
    most: usize,
    places: Semaphore,
}

/// A request that was read, and the place that it takes until it is dropped.
struct Whole<'b> {
    head: Parts,
    bytes: Bytes,
    _place: Option<SemaphorePermit<'b>>,
}

/// Why there is none.
pub type NoBody = (StatusCode, ApiError);

impl Bodies {
    /// Those of at most so many bytes each.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { most, places: Semaphore::new(most.max(ALL).div_ceil(PLACE)) }
    }

    /// The body of `request`, JSON, if the request is signed as `credentials` ask for.
    pub async fn read(&self, request: Request<Incoming>, credentials: &Credentials) -> Result<Value, NoBody> {
        let read = tokio::time::timeout(WITHIN, self.wait(request, credentials)).await;
        read.unwrap_or_else(|_| Err(late()))
    }

    /// The body of `request` as it is, unsigned.
    pub async fn text(&self, request: Request<Incoming>) -> Result<String, NoBody> {
        let read = tokio::time::timeout(WITHIN, self.bytes(request)).await;
        let Whole { bytes, .. } = read.unwrap_or_else(|_| Err(late()))?;
        String::from_utf8(bytes.into()).map_err(|_| unreadable("the body is not UTF-8"))
    }

    async fn wait(&self, request: Request<Incoming>, credentials: &Credentials) -> Result<Value, NoBody> {
        let Whole { head, bytes, _place } = self.bytes(request).await?;
        let signed = credentials.check(&head, &bytes, today());
        signed.map_err(|error| (StatusCode::FORBIDDEN, error))?;
        let text = std::str::from_utf8(&bytes).map_err(|_| unreadable("the body is not UTF-8"))?;
        if values(&bytes) > MAX_VALUES {
            return Err(unreadable(&format!("the body has more than {MAX_VALUES} values")));
        }
        // A client may leave out an empty structure.
        let text = if text.trim().is_empty() { "{}" } else { text };
        Value::parse(text).map_err(|error| unreadable(&format!("the body is not JSON: {error}")))
    }

    async fn bytes(&self, request: Request<Incoming>) -> Result<Whole<'_>, NoBody> {
        // A body that does not say how long it is may be as long as any.
        let length =
            request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        let length = length.unwrap_or(self.most);
        if length > self.most {
            return Err(self.too_large());
        }
        let _place = match u32::try_from(length.div_ceil(PLACE)) {
            Ok(places) if length > SMALL => self.places.acquire_many(places).await.ok(),
            Ok(_) | Err(_) => None,
        };
        let (head, body) = request.into_parts();
        match Limited::new(body, self.most).collect().await {
            Ok(collected) => Ok(Whole { head, bytes: collected.to_bytes(), _place }),
            Err(error) if error.is::<LengthLimitError>() => Err(self.too_large()),
            // Nobody is there any more to read the answer.
            Err(_) => Err(unreadable("the request ends before its body does")),
        }
    }

    fn too_large(&self) -> NoBody {
        let words = format!("the request has more than {} bytes", self.most);
        (StatusCode::PAYLOAD_TOO_LARGE, common("RequestEntityTooLargeException", words))
    }
}

/// How many values a JSON text has at most, by the signs between them.
fn values(text: &[u8]) -> usize {
    let (mut count, mut is_text, mut is_escaped) = (1, false, false);
    for byte in text {
        match (byte, is_text) {
            (_, true) if is_escaped => is_escaped = false,
            (b'\\', true) => is_escaped = true,
            (b'"', _) => is_text = !is_text,
            (b',' | b'[' | b'{', false) => count += 1,
            (_, _) => {}
        }
    }
    count
}

fn late() -> NoBody {
    let words = format!("the body did not come within {} seconds", WITHIN.as_secs());
    (StatusCode::REQUEST_TIMEOUT, common("RequestTimeoutException", words))
}

fn unreadable(words: &str) -> NoBody {
    (StatusCode::BAD_REQUEST, common("SerializationException", words.to_owned()))
}

fn common(code: &'static str, words: String) -> ApiError {
    ApiError::new(code, words).from(Origin::Common)
}

#[cfg(test)]
mod tests {
    use super::values;

    #[test]
    fn signs_in_texts_are_no_values() {
        assert_eq!(values(br#"{"a": "{\"b\": [1, 2, \\]}", "c": [1, 2]}"#), 5);
        assert_eq!(values(b"["), 2);
    }
}
