//! Routes of API Gateway: requests below `/_sfn/api/NAME` go to the machines that the routes of the API of this name call.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{HeaderName, HeaderValue, ORIGIN};
use hyper::{Request, StatusCode};

use crate::api::Region;
use crate::events::route::{Given, PathParameters, Received, Route, decoded};
use crate::services::clock::today;

use super::answer::Answer;
use super::body::{Bodies, NoBody};
use super::hosts::is_own;

/// What stands before the name of an API in a path.
pub const PREFIX: &str = "/_sfn/api/";

/// How long API Gateway waits for Step Functions.
pub const WITHIN: Duration = Duration::from_secs(29);

/// The routes that templates declare.
#[derive(Debug, Default)]
pub struct Routes(RwLock<Arc<Vec<Route>>>);

impl Routes {
    /// From now on there are these.
    pub fn replace(&self, routes: Vec<Route>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(routes);
    }

    /// A line for each: its method, where it is on the server at `url`, and what it does.
    #[must_use]
    pub fn lines(&self, url: &str) -> Vec<String> {
        let routes = Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner));
        let line = |route: &Route| {
            let path = if route.path == "$default" { "/…" } else { &route.path };
            let (method, place) = (&route.method, format!("{url}{PREFIX}{}{path}", route.api));
            format!("{method} {place}: {} of {}", route.operation, route.machine)
        };
        routes.iter().map(line).collect()
    }

    /// The route that takes a request, and what its path stands for. The error is what the client gets without one; none
    /// if there is no such API.
    pub fn find(&self, called: &Called) -> Result<(Route, PathParameters), Option<Given>> {
        let routes = Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner));
        let own = || routes.iter().filter(|route| route.api == called.api);
        let (method, path) = (&called.request.method, &called.request.path);
        let found = own().filter_map(|route| Some((route, route.fits(method, path)?)));
        let best = found.max_by(|(_, (one, _)), (_, (other, _))| one.cmp(other));
        let best = best.map(|(route, (_, parameters))| (route.clone(), parameters));
        best.ok_or_else(|| own().next().map(Route::not_found))
    }
}

/// A request, and the API that it is for.
pub struct Called {
    /// The name of the API.
    pub api: String,
    /// The request.
    pub request: Received,
}

/// Whether a request may start something: a page of another site may send one, though it may not read the answer.
pub fn may_call<B>(request: &Request<B>, cors: Option<&HeaderValue>) -> bool {
    let is_let = cors.is_some_and(|cors| cors == "*" || request.headers().get(ORIGIN) == Some(cors));
    let is_foreign = request.headers().get("sec-fetch-site").is_some_and(|site| site == "cross-site");
    is_let || (is_own(request) && !is_foreign)
}

/// What a request says.
pub async fn received(
    request: Request<Incoming>,
    bodies: &Bodies,
    region: &Region,
) -> Result<Called, NoBody> {
    let rest = request.uri().path().strip_prefix(PREFIX).unwrap_or_default();
    let (api, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (api, path) = (decoded(api), format!("/{path}"));
    let method = request.method().to_string();
    let pairs = request.uri().query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
    let query = pairs.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decoded(&name.replace('+', " ")), decoded(&value.replace('+', " ")))
    });
    let query = query.collect();
    let header = |(name, value): (&HeaderName, &HeaderValue)| {
        (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let headers = request.headers().iter().map(header).collect();
    let now = today();
    let time = (now.clf(), now.millis());
    let body = bodies.text(request).await?;
    let (id, account) = (region.request_id(), region.account.clone());
    Ok(Called { api, request: Received { method, path, query, headers, body, id, account, time } })
}

/// What the client gets, as an answer.
pub fn answer(given: Given) -> Answer {
    let mut answer = Answer::new(Full::new(Bytes::from(given.body)));
    *answer.status_mut() = StatusCode::from_u16(given.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in given.headers {
        // A template may say what no header can be.
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), value.parse::<HeaderValue>()) {
            answer.headers_mut().append(name, value);
        }
    }
    answer
}
