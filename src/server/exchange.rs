//! One request and its answer.

use std::sync::Arc;

use hyper::body::Incoming;
use hyper::{Method, Request, StatusCode};

use crate::api::operations::call;
use crate::api::{ApiError, Later, Origin, Region, Reply, World};
use crate::base::value::Value;
use crate::services::clock::real_now;

use super::answer::{Answer, problem, typed};
use super::aws_events;
use super::body::Bodies;
use super::bus::Bus;
use super::hosts::Hosts;
use super::journal::{Journal, Weight};
use super::pages;
use super::request::{Caller, Service, operation};

/// What all connections share.
#[derive(Debug)]
pub struct Desk {
    /// What operations act on.
    pub world: Arc<World>,
    /// The names that clients may call the server by.
    pub hosts: Hosts,
    /// What events are put on.
    pub bus: Arc<Bus>,
    /// What is said of requests.
    pub journal: Arc<Journal>,
    /// Reads what requests say.
    pub bodies: Bodies,
}

impl Desk {
    /// Answers a request.
    pub async fn answer(&self, request: Request<Incoming>) -> Answer {
        if !self.hosts.allow(&request) {
            let words =
                "this server answers to the names of this machine only; give it --host to serve others";
            return problem(StatusCode::FORBIDDEN, words);
        }
        let meant = operation(request.headers()).filter(|_| request.method() == Method::POST);
        let Some((service, name)) = meant.map(|(service, name)| (service, name.to_owned())) else {
            return pages::answer(&self.world, &request);
        };
        let began = real_now();
        let caller = Caller::of(request.headers());
        let region = self.world.region(caller.account.as_deref(), caller.region.as_deref());
        let id = region.request_id();
        let result = match self.bodies.read(request).await {
            Ok(body) => self.operate(service, region, &name, body).await,
            Err(error) => Err(error),
        };
        let answer = answered(service, &id, result);
        if self.journal.has_requests() {
            let took = began.elapsed().as_micros() as i64;
            let status = answer.status().as_u16();
            let members = [
                ("operation", name.as_str().into()),
                ("status", i64::from(status).into()),
                ("microseconds", took.into()),
                ("requestId", id.as_str().into()),
            ];
            self.journal.say(Weight::Request, &format!("{name}: {status}"), members);
        }
        answer
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
            Service::Events => aws_events::call(&region, &self.bus, name, &request).map_err(refused),
        }
    }
}

type Refused = (StatusCode, ApiError);

fn refused(error: ApiError) -> Refused {
    let is_ours = error.code == "InternalServerError";
    (if is_ours { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::BAD_REQUEST }, error)
}

/// Operations that read a definition, which may take a while.
const LONG: [&str; 4] =
    ["CreateStateMachine", "TestState", "UpdateStateMachine", "ValidateStateMachineDefinition"];

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
