//! What is no operation: whether the server is well, and what is said to requests for anything else. All of it is JSON,
//! for a client of AWS takes any other text with status 200 for an empty answer.

use hyper::{Method, Request, StatusCode};

use crate::base::value::{Object, Value};
use crate::events::route::decoded;

use super::answer::{Answer, json, problem, text};
use super::hosts::is_own;
use super::parts::Parts;

/// Answers a request that names no operation.
pub fn answer<B>(parts: &Parts, request: &Request<B>) -> Answer {
    match (request.method(), request.uri().path()) {
        (&Method::GET, "/_sfn/health") => json(StatusCode::OK, &health()),
        (&Method::GET, "/_sfn/executions") => {
            let of = request.uri().query().and_then(|query| query.strip_prefix("of="));
            let found = of.map_or_else(|| parts.ledger.shown(), |arn| parts.ledger.family(&decoded(arn)));
            json(StatusCode::OK, &found)
        }
        (&Method::GET, "/metrics") => {
            text("text/plain; version=0.0.4", parts.meter.shown(&parts.world.machine_counts()))
        }
        (&Method::GET, "/_localstack/health") => json(StatusCode::OK, &localstack()),
        (&Method::POST, "/_sfn/reset") if is_own(request) => {
            parts.world.reset();
            parts.ledger.reset();
            json(StatusCode::OK, &Value::empty_object())
        }
        (&Method::POST, "/_sfn/reset") => {
            problem(StatusCode::FORBIDDEN, "a page of another origin may not reset this server")
        }
        (&Method::POST, "/") => {
            let words = "name an operation in the header `X-Amz-Target`: AWSStepFunctions.ListStateMachines";
            let body = Object::from_iter([
                ("__type", Value::from("com.amazon.coral.service#UnknownOperationException")),
                ("message", words.into()),
            ]);
            json(StatusCode::BAD_REQUEST, &body.into())
        }
        (_, _) => problem(StatusCode::NOT_FOUND, "there is nothing here: operations of AWS are POSTed to /"),
    }
}

fn health() -> Value {
    Object::from_iter([("status", Value::from("ok")), ("version", env!("CARGO_PKG_VERSION").into())]).into()
}

/// What tools that wait for LocalStack look for.
fn localstack() -> Value {
    let services = Object::from_iter([("stepfunctions", Value::from("running"))]);
    Object::from_iter([("services", Value::from(services)), ("version", env!("CARGO_PKG_VERSION").into())])
        .into()
}
