//! One request and its answer.

use std::sync::Arc;

use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::{Method, Request, StatusCode};

use crate::api::operations::call;
use crate::api::{ApiError, Later, Origin, Region, Reply, World};
use crate::base::value::Value;

use super::answer::{Answer, problem, typed};
use super::hosts::Hosts;
use super::pages;
use super::request::{Caller, operation};

/// The most bytes of a request. AWS takes 1 MB; a definition of that size has more, for its quotes are escaped.
const MAX_BODY: usize = 8 << 20;

/// The type of AWS JSON 1.0.
const AWS_JSON: &str = "application/x-amz-json-1.0";

/// What all connections share.
#[derive(Debug)]
pub struct Desk {
    pub world: Arc<World>,
    pub hosts: Hosts,
}

impl Desk {
    /// Answers a request.
    pub async fn answer(&self, request: Request<Incoming>) -> Answer {
        if !self.hosts.allow(&request) {
            let words =
                "this server answers to the names of this machine only; give it --host to serve others";
            return problem(StatusCode::FORBIDDEN, words);
        }
        let is_operation = request.method() == Method::POST && operation(request.headers()).is_some();
        if !is_operation {
            return pages::answer(&self.world, &request);
        }
        let name = operation(request.headers()).unwrap_or_default().to_owned();
        let caller = Caller::of(request.headers());
        let region = self.world.region(caller.account.as_deref(), caller.region.as_deref());
        let id = region.request_id();
        let result = match body(request).await {
            Ok(body) => operate(region, name, body).await,
            Err(error) => Err(error),
        };
        answered(&id, result)
    }
}

/// The whole body of a request, JSON.
async fn body(request: Request<Incoming>) -> Result<Value, Refused> {
    let bytes = match Limited::new(request.into_body(), MAX_BODY).collect().await {
        Ok(collected) => collected.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => {
            let words = format!("the request has more than {MAX_BODY} bytes");
            let error = ApiError::new("RequestEntityTooLargeException", words).from(Origin::Common);
            return Err((StatusCode::PAYLOAD_TOO_LARGE, error));
        }
        // Nobody is there any more to read the answer.
        Err(_) => return Err(unreadable("the request ends before its body does")),
    };
    let text = std::str::from_utf8(&bytes).map_err(|_| unreadable("the body is not UTF-8"))?;
    // A client may leave out an empty structure.
    let text = if text.trim().is_empty() { "{}" } else { text };
    Value::parse(text).map_err(|error| unreadable(&format!("the body is not JSON: {error}")))
}

type Refused = (StatusCode, ApiError);

fn unreadable(words: &str) -> Refused {
    refused(ApiError::new("SerializationException", words).from(Origin::Common))
}

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

fn answered(id: &str, result: Result<Value, Refused>) -> Answer {
    let (status, body) = match result {
        Ok(value) => (StatusCode::OK, value),
        Err((status, error)) => (status, error.body()),
    };
    let mut answer = typed(status, &body, AWS_JSON);
    if let Ok(id) = id.parse() {
        answer.headers_mut().insert("x-amzn-requestid", id);
    }
    answer
}
