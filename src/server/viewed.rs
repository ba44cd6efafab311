//! The page of a browser over HTTP: what [`page`] answers, with headers that keep everything else out.

use std::sync::Arc;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue,
    LOCATION, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use hyper::{Method, Request, Response, StatusCode};

use crate::base::value::Value;
use crate::page::{self, Page, Question};

use super::answer::{Answer, problem};
use super::body::Bodies;
use super::signature::Credentials;
use super::stepping::{self, Sessions};

/// The header that carries the token of the page.
const TOKEN: &str = "x-sfn-token";

/// Whether `request` is about the page: its own paths, and the root if a browser asks for it.
pub fn is_meant<B>(request: &Request<B>) -> bool {
    let path = request.uri().path();
    is_below(path) || path == "/" && request.method() == Method::GET && wants_html(request)
}

fn is_below(path: &str) -> bool {
    path.strip_prefix(page::ROOT).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn wants_html<B>(request: &Request<B>) -> bool {
    let accept = request.headers().get("accept").and_then(|accept| accept.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

/// The page, and the runs that are stepped through in it.
#[derive(Clone, Debug)]
pub struct Viewed {
    page: Arc<Page>,
    sessions: Arc<Sessions>,
}

impl Viewed {
    /// The page, where nothing is stepped through yet.
    #[must_use]
    pub fn new(page: Arc<Page>) -> Self {
        Self { page, sessions: Arc::default() }
    }

    fn answer(&self, path: &str, query: &str, token: Option<&str>, body: Option<&Value>) -> page::Answer {
        match body {
            Some(body) if path.starts_with(stepping::PREFIX) => {
                self.sessions.answer(&self.page, path, token, body)
            }
            Some(_) | None => self.page.answer(&Question { path, query, token, body }),
        }
    }
}

/// Answers for `page`.
pub async fn answer(page: &Viewed, bodies: &Bodies, request: Request<Incoming>) -> Answer {
    if !is_below(request.uri().path()) || request.uri().path() == page::ROOT {
        return moved();
    }
    let path = request.uri().path()[page::ROOT.len()..].to_owned();
    let query = request.uri().query().unwrap_or_default().to_owned();
    let token = request.headers().get(TOKEN).and_then(|token| token.to_str().ok()).map(str::to_owned);
    let body = match *request.method() {
        Method::GET => None,
        Method::POST => match bodies.read(request, &Credentials::default()).await {
            Ok(body) => Some(body),
            Err((status, error)) => return problem(status, &error.message),
        },
        _ => return problem(StatusCode::METHOD_NOT_ALLOWED, "the page is asked by GET and POST"),
    };
    let page = page.clone();
    // A run may take a while.
    let done =
        tokio::task::spawn_blocking(move || page.answer(&path, &query, token.as_deref(), body.as_ref()));
    match done.await {
        Ok(answer) => sent(answer),
        Err(_) => problem(StatusCode::INTERNAL_SERVER_ERROR, "the answer was cut off"),
    }
}

fn moved() -> Answer {
    let mut answer = Answer::default();
    *answer.status_mut() = StatusCode::FOUND;
    answer.headers_mut().insert(LOCATION, HeaderValue::from_static("/_sfn/view/"));
    answer
}

fn sent(found: page::Answer) -> Answer {
    let mut answer = Response::new(Full::new(Bytes::from(found.body)));
    *answer.status_mut() = StatusCode::from_u16(found.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(found.kind));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(page::POLICY));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let same = HeaderValue::from_static("same-origin");
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), same.clone());
    headers.insert(HeaderName::from_static("cross-origin-opener-policy"), same);
    let save_as = found.save_as.and_then(|name| format!("attachment; filename=\"{name}\"").parse().ok());
    if let Some(save_as) = save_as {
        headers.insert(CONTENT_DISPOSITION, save_as);
    }
    answer
}
