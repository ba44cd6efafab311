//! One request and its answer.

use std::sync::Arc;

use hyper::body::Incoming;
use hyper::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, HeaderValue,
};
use hyper::{Method, Request, StatusCode};

use crate::api::operations::call;
use crate::api::{ApiError, Later, Origin, Region, Reply};
use crate::base::value::Value;
use crate::events::route::Asked;
use crate::services::clock::real_now;

use super::answer::{Answer, problem, typed};
use super::aws_events;
use super::body::Bodies;
use super::gateway;
use super::hosts::Hosts;
use super::journal::Weight;
use super::pages;
use super::parts::Parts;
use super::request::{Caller, Service, operation};
use super::signature::Credentials;
use super::viewed::{self, Viewed};

/// What all connections share.
#[derive(Debug)]
pub struct Desk {
    /// What operations act on, and more.
    pub parts: Parts,
    /// The names that clients may call the server by.
    pub hosts: Hosts,
    /// Reads what requests say.
    pub bodies: Bodies,
    /// What requests have to be signed with; they need not be signed without any.
    pub credentials: Credentials,
    /// The origin whose pages may read answers: `https://example.com`, or `*`.
    pub cors: Option<HeaderValue>,
    /// The page for browsers.
    pub page: Option<Viewed>,
}

impl Desk {
    /// Answers a request, and says which pages may read that.
    pub async fn answer(&self, request: Request<Incoming>) -> Answer {
        // What the page says is for nobody else, whatever other answers are.
        let Some(origin) = self.cors.as_ref().filter(|_| !viewed::is_meant(&request)) else {
            return self.respond(request).await;
        };
        let mut answer = match request.method() == Method::OPTIONS {
            true => preflight(),
            false => self.respond(request).await,
        };
        let headers = answer.headers_mut();
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("x-amzn-requestid"));
        answer
    }

    async fn respond(&self, request: Request<Incoming>) -> Answer {
        if !self.hosts.allow(&request) {
            let words =
                "this server answers to the names of this machine only; give it --host to serve others";
            return problem(StatusCode::FORBIDDEN, words);
        }
        if request.uri().path().starts_with(gateway::PREFIX) {
            return self.route(request).await;
        }
        let meant = operation(request.headers()).filter(|_| request.method() == Method::POST);
        let Some((service, name)) = meant.map(|(service, name)| (service, name.to_owned())) else {
            return match &self.page {
                Some(page) if viewed::is_meant(&request) => viewed::answer(page, &self.bodies, request).await,
                Some(_) | None => pages::answer(&self.parts, &request),
            };
        };
        let began = real_now();
        let caller = Caller::of(request.headers());
        let region = self.parts.world.region(caller.account.as_deref(), caller.region.as_deref());
        let id = region.request_id();
        let result = match self.bodies.read(request, &self.credentials).await {
            Ok(body) => self.kept(self.operate(service, region, &name, body).await).await,
            Err(error) => Err(error),
        };
        let answer = answered(service, &id, result);
        if self.parts.journal.has_requests() {
            let took = began.elapsed().as_micros() as i64;
            let status = answer.status().as_u16();
            let members = [
                ("operation", name.as_str().into()),
                ("status", i64::from(status).into()),
                ("microseconds", took.into()),
                ("requestId", id.as_str().into()),
            ];
            self.parts.journal.say(Weight::Request, &format!("{name}: {status}"), members);
        }
        answer
    }

    /// Answers a request of a client of API Gateway.
    async fn route(&self, request: Request<Incoming>) -> Answer {
        if !gateway::may_call(&request, self.cors.as_ref()) {
            let words = "pages of other origins may not call this server; `sfn serve --cors ORIGIN` lets one";
            return problem(StatusCode::FORBIDDEN, words);
        }
        let region = self.parts.world.region(None, None);
        let received = match gateway::received(request, &self.bodies, &region).await {
            Ok(received) => received,
            Err((status, error)) => return problem(status, &error.message),
        };
        let (route, path) = match self.parts.routes.find(&received) {
            Ok(found) => found,
            Err(Some(given)) => return gateway::answer(given),
            Err(None) => {
                let words = format!("no template has an API `{}` with routes to machines", received.api);
                return problem(StatusCode::NOT_FOUND, &words);
            }
        };
        let given = match route.ask(&received.request, &path) {
            Err(given) => given,
            Ok(Asked { operation, body }) => match Value::parse(&body) {
                Err(error) => {
                    let words = format!("the request that the route makes is no JSON: {error}");
                    let error = ApiError::new("SerializationException", words).from(Origin::Common);
                    route.give(&received.request, &path, (400, &error.body().to_json()))
                }
                Ok(body) => {
                    let done = async { self.kept(operate(region, operation, body).await).await };
                    match tokio::time::timeout(gateway::WITHIN, done).await {
                        Err(_) => route.late(),
                        Ok(Ok(value)) => route.give(&received.request, &path, (200, &value.to_json())),
                        Ok(Err((status, error))) => {
                            route.give(&received.request, &path, (status.as_u16(), &error.body().to_json()))
                        }
                    }
                }
            },
        };
        let words = format!("{} {}: {}", received.request.method, received.request.path, given.status);
        let members =
            [("status", i64::from(given.status).into()), ("machine", route.machine.as_str().into())];
        self.parts.journal.say(Weight::Request, &words, members);
        gateway::answer(given)
    }

    /// Gives `result` on once everything that it may say is on the disk.
    async fn kept(&self, result: Result<Value, Refused>) -> Result<Value, Refused> {
        let settled = self.parts.world.settled(self.parts.world.mark()).await;
        settled.map_err(|trouble| {
            refused(ApiError::new("InternalServerError", &*trouble).from(Origin::Common))
        })?;
        result
    }

    async fn operate(
        &self,
        service: Service,
        region: Arc<Region>,
        name: &str,
        request: Value,
    ) -> Result<Value, Refused> {
        match service {
            Service::States => operate(region, name.to_owned(), request).await,
            Service::Events => aws_events::call(&region, &self.parts.bus, name, &request).map_err(refused),
        }
    }
}

/// What a browser asks before it sends a request of another origin.
fn preflight() -> Answer {
    let mut answer = Answer::default();
    *answer.status_mut() = StatusCode::NO_CONTENT;
    let headers = answer.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, OPTIONS"));
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("*, authorization"));
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    answer
}

type Refused = (StatusCode, ApiError);

fn refused(error: ApiError) -> Refused {
    let is_ours = error.code == "InternalServerError";
    (if is_ours { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::BAD_REQUEST }, error)
}

/// Operations that may take a while: they read a definition, or print much data.
const LONG: [&str; 5] = [
    "CreateStateMachine",
    "GetExecutionHistory",
    "TestState",
    "UpdateStateMachine",
    "ValidateStateMachineDefinition",
];

async fn operate(region: Arc<Region>, name: String, request: Value) -> Result<Value, Refused> {
    let reply = if LONG.contains(&&*name) {
        let done = tokio::task::spawn_blocking(move || call(&region, &name, &request)).await;
        done.unwrap_or_else(|_| Err(cut_off()))
    } else {
        call(&region, &name, &request)
    };
    match reply.map_err(refused)? {
        Reply::Now(value) => Ok(value),
        Reply::Later(Later { answer, patience }) => {
            let answer = async { answer.await.unwrap_or_else(|_| Err(cut_off())) };
            let answered = match patience {
                None => answer.await,
                Some((limit, otherwise)) => {
                    tokio::time::timeout(limit, answer).await.unwrap_or(Ok(otherwise))
                }
            };
            answered.map_err(refused)
        }
    }
}

fn cut_off() -> ApiError {
    ApiError::new("InternalServerError", "the operation was cut off").from(Origin::Common)
}

fn answered(service: Service, id: &str, result: Result<Value, Refused>) -> Answer {
    let (status, body) = match (result, service) {
        (Ok(value), _) => (StatusCode::OK, value),
        (Err((status, error)), Service::States) => (status, error.body()),
        (Err((status, error)), Service::Events) => (status, aws_events::body(&error)),
    };
    let mut answer = typed(status, &body, service.content_type());
    if let Ok(id) = id.parse() {
        answer.headers_mut().insert("x-amzn-requestid", id);
    }
    answer
}
