//! From a call to the request of a server that answers it (`http`), and from its response to the answer of the Task.

use crate::asl::errors::names;
use crate::base::value::{Object, Value};
use crate::engine::call::{Call, Reply, TaskError};
use crate::engine::payload::Payload;
use crate::services::local::lambda::Returned;
use crate::services::refusal::{Reason, Refusal};
use crate::services::remote::{HttpFailure, HttpRequest, HttpResponse, Method};

use super::codes;
use super::destination::{Endpoint, Speaks};
use super::forward::Asked;
use super::matching::short;
use super::processed::described;
use super::throw::ErrorNaming;

/// The most bytes of a response: more than any Task may answer with.
const MAX_BODY: usize = 8 << 20;

/// What the emulator answers in place of a function that took too long, before the number of seconds.
const TIMED_OUT: &str = "Task timed out after";

impl Asked {
    /// The request that is sent to `endpoint` for `call`; an error of the Task if it cannot be sent.
    pub fn request(
        &self,
        call: &Call,
        endpoint: &Endpoint,
    ) -> Result<Result<HttpRequest, TaskError>, Box<Refusal>> {
        let body = match endpoint.speaks {
            Speaks::Plain => call.args.to_json(),
            Speaks::Emulator => match self.event(call)? {
                Ok(event) => event,
                Err(error) => return Ok(Err(error)),
            },
        };
        let mut headers = endpoint.headers.clone();
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        let has_body = ![Method::GET, Method::HEAD].contains(&endpoint.method);
        Ok(Ok(HttpRequest {
            method: endpoint.method.clone(),
            url: endpoint.url.clone(),
            headers,
            body: if has_body { body.into_bytes() } else { Vec::new() },
            limit: endpoint.limit,
            most: MAX_BODY,
        }))
    }

    /// The answer of the server.
    pub fn of_response(
        &self,
        call: &Call,
        endpoint: &Endpoint,
        response: &HttpResponse,
    ) -> Result<Reply, Box<Refusal>> {
        match endpoint.speaks {
            Speaks::Plain => self.of_plain(endpoint, response),
            Speaks::Emulator => self.of_function(call, &returned(response)),
        }
    }

    fn of_plain(&self, endpoint: &Endpoint, response: &HttpResponse) -> Result<Reply, Box<Refusal>> {
        let text = String::from_utf8_lossy(&response.body);
        if !response.is_success() {
            let error = described(&text, ErrorNaming::of(&self.resource));
            return Ok(self.end(Err(error.unwrap_or_else(|| {
                let (line, said) = (response.status_line(), text.trim());
                let cause = if said.is_empty() { line } else { format!("{line}: {said}") };
                TaskError { error: Some(names::TASK_FAILED.into()), cause: Some(cause.into()) }
            }))));
        }
        let text = if text.trim().is_empty() { "null" } else { text.trim() };
        let value = Value::parse(text).map_err(|error| {
            let message = format!("{} answered what is not JSON: {error}", endpoint.url);
            let help =
                format!("let it answer with the result, and nothing else; it was {}", short(&text.into()));
            self.refuse((codes::SERVER, Reason::Faulty), message, &help)
        })?;
        let result = Payload::from(value);
        self.check(&result)?;
        Ok(self.end(Ok(result)))
    }

    /// The server did not answer.
    pub fn no_response(&self, endpoint: &Endpoint, failure: &HttpFailure) -> Result<Reply, Box<Refusal>> {
        let url = &endpoint.url;
        if let HttpFailure::Late(limit) = failure {
            let cause = format!("{url} did not answer within {limit:?}, which `timeout` allows");
            let error = TaskError { error: Some(names::TIMEOUT.into()), cause: Some(cause.into()) };
            return Ok(self.end(Err(error)));
        }
        let help = "start what listens there, or answer the call in another way";
        let message = format!("{url} cannot be asked: {failure}");
        Err(self.refuse((codes::SERVER, Reason::Faulty), message, help))
    }
}

/// What a function returned, as the emulator hands it on: errors come with status 200 like results, but for those of
/// a process that ended, and nothing but their members tells them apart (emulator of January 2026).
fn returned(response: &HttpResponse) -> Returned {
    let text = String::from_utf8_lossy(&response.body).into_owned();
    if response.is_success() && text.starts_with(TIMED_OUT) {
        let mut error = Object::new();
        error.insert("errorType", Value::from("Sandbox.Timedout"));
        error.insert("errorMessage", Value::from(format!("Error: {}", text.trim())));
        return Returned { payload: Value::from(error).to_json(), is_error: true };
    }
    let value = Value::parse(&text).ok();
    let members = value.as_ref().and_then(Value::as_object);
    let known = ["errorType", "errorMessage", "stackTrace", "trace", "requestId", "cause"];
    let is_error = members.is_some_and(|members| {
        members.contains("errorType") && members.keys().all(|key| known.contains(&&**key))
    });
    Returned { payload: text, is_error: is_error || !response.is_success() }
}
