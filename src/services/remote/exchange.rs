//! One request and its answer.

use std::error::Error;
use std::time::Duration;

use hyper::ext::ReasonPhrase;
use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Method, Url};
use tokio::time::timeout;

/// A request that is to be made.
#[derive(Clone, Debug)]
pub struct HttpRequest {
    /// `POST`
    pub method: Method,
    /// Where it goes.
    pub url: Url,
    /// Its headers beside `Host` and `Content-Length`.
    pub headers: Vec<(String, String)>,
    /// Its body; none is sent if it is empty and the method needs none.
    pub body: Vec<u8>,
    /// The longest that all of it may take, on a real clock.
    pub limit: Option<Duration>,
    /// The most bytes of the answer's body.
    pub most: usize,
}

/// What came back.
#[derive(Clone, Debug, Default)]
pub struct HttpResponse {
    /// `200`
    pub status: u16,
    /// What the server says of it, which may be nothing: `OK`.
    pub reason: String,
    /// The headers in the order in which they came; names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, to its end.
    pub body: Vec<u8>,
}

/// Why nothing came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HttpFailure {
    /// There is no connection, as the message says.
    Refused(String),
    /// The connection broke, or what came is no HTTP.
    Broken(String),
    /// It took longer than it may.
    Late(Duration),
    /// The body has more than so many bytes.
    TooLarge(usize),
    /// The request itself is none.
    Invalid(String),
}

impl std::fmt::Display for HttpFailure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(why) | Self::Broken(why) | Self::Invalid(why) => f.write_str(why),
            Self::Late(limit) => write!(f, "no answer within {limit:?}"),
            Self::TooLarge(most) => write!(f, "the answer has more than {most} bytes"),
        }
    }
}

impl HttpResponse {
    /// Whether the status is 2xx.
    #[must_use]
    pub const fn is_success(&self) -> bool {
        self.status >= 200 && self.status < 300
    }

    /// The value of the first header called `name`, which is in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The status as it was written: `503 Service Unavailable`.
    #[must_use]
    pub fn status_line(&self) -> String {
        format!("{} {}", self.status, self.reason).trim_end().to_owned()
    }
}

/// Makes `request` with `client`.
pub async fn exchange(client: &reqwest::Client, request: HttpRequest) -> Result<HttpResponse, HttpFailure> {
    let HttpRequest { method, url, headers, body, limit, most } = request;
    let mut building = client.request(method, url);
    for (name, value) in &headers {
        let invalid = || HttpFailure::Invalid(format!("`{name}` is no header that can be sent"));
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| invalid())?;
        building = building.header(name, HeaderValue::from_str(value).map_err(|_| invalid())?);
    }
    let building = if body.is_empty() { building } else { building.body(body) };
    let whole = async {
        let response = building.send().await.map_err(|error| failed(&error))?;
        read(response, most).await
    };
    match limit {
        Some(limit) => timeout(limit, whole).await.unwrap_or(Err(HttpFailure::Late(limit))),
        None => whole.await,
    }
}

async fn read(mut response: reqwest::Response, most: usize) -> Result<HttpResponse, HttpFailure> {
    let status = response.status();
    let said = response.extensions().get::<ReasonPhrase>();
    let reason = said.map(|said| String::from_utf8_lossy(said.as_bytes()).into_owned());
    let header = |(name, value): (&HeaderName, &HeaderValue)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let headers = response.headers().iter().map(header).collect();
    let mut body = Vec::new();
    while let Some(part) = response.chunk().await.map_err(|error| failed(&error))? {
        if body.len() + part.len() > most {
            return Err(HttpFailure::TooLarge(most));
        }
        body.extend_from_slice(&part);
    }
    let reason = reason.unwrap_or_else(|| status.canonical_reason().unwrap_or_default().to_owned());
    Ok(HttpResponse { status: status.as_u16(), reason, headers, body })
}

fn failed(error: &reqwest::Error) -> HttpFailure {
    let why = innermost(error);
    if error.is_connect() {
        HttpFailure::Refused(why)
    } else if error.is_builder() {
        HttpFailure::Invalid(why)
    } else {
        HttpFailure::Broken(why)
    }
}

/// What `error` comes from, which says it in the fewest words.
pub fn innermost(error: &dyn Error) -> String {
    let mut inner = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    inner.to_string()
}
