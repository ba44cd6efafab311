//! What becomes of the answer to an HTTP Task, or of a Task that invokes an API of API Gateway.

use std::sync::Arc;

use crate::asl::errors::names;
use crate::base::value::{Object, Value};
use crate::engine::call::{Reply, TaskError};
use crate::services::aws::ApiClient;
use crate::services::refusal::Refusal;
use crate::services::remote::{HttpClient, HttpFailure, HttpResponse};

use super::forward::Asked;
use super::http_task::WebCall;
use super::response::HttpService;

impl Asked {
    /// Makes the request, after one for a token if it needs that.
    pub async fn fetch(
        &self,
        (client, api): (&HttpClient, &ApiClient),
        call: WebCall,
    ) -> Result<Reply, Box<Refusal>> {
        let WebCall { mut request, token, site, service } = call;
        if let Some(site) = &site {
            let signed = api.signed(&mut request, ("execute-api", &site.region), site).await;
            signed.map_err(|why| self.unsigned(&why))?;
        }
        if let Some(token) = token {
            match client
                .send(token)
                .await
                .map_err(|failure| failure.to_string())
                .and_then(|answer| bearer(&answer))
            {
                Ok(token) => request.headers.push(("authorization".to_owned(), format!("Bearer {token}"))),
                Err(why) => {
                    let error = "Events.ConnectionResource.InvalidConnectionState";
                    let error = TaskError { error: Some(error.into()), cause: Some(why.into()) };
                    return Ok(self.end(Err(error)));
                }
            }
        }
        Ok(self.submitted(self.end(match client.send(request).await {
            Ok(response) => outcome(service, &response).map(Into::into),
            Err(failure) => Err(broken(service, &failure)),
        })))
    }
}

/// The token in an answer.
fn bearer(answer: &HttpResponse) -> Result<String, String> {
    if !answer.is_success() {
        return Err(format!("the server of tokens answered {}", answer.status_line()));
    }
    let value = Value::parse(&String::from_utf8_lossy(&answer.body)).ok();
    let token = value.as_ref().and_then(|value| value.get("access_token")).and_then(Value::as_str);
    token.map(str::to_owned).ok_or_else(|| "the server of tokens answered without `access_token`".to_owned())
}

/// The error of a request that has no answer. The cause of one that takes too long is empty (recorded).
fn broken(service: HttpService, failure: &HttpFailure) -> TaskError {
    let (error, cause): (&str, Arc<str>) = match (failure, service) {
        (HttpFailure::Late(_), HttpService::Http) => (names::HTTP_SOCKET, "".into()),
        (HttpFailure::TooLarge(_), _) => (
            names::DATA_LIMIT_EXCEEDED,
            "The state/task 'http' returned a result with a size exceeding the maximum number of bytes service limit."
                .into(),
        ),
        (HttpFailure::Invalid(why), _) => (names::RUNTIME, why.as_str().into()),
        (HttpFailure::Refused(_) | HttpFailure::Broken(_), HttpService::Http) => {
            (names::HTTP_SOCKET, failure.to_string().into())
        }
        (HttpFailure::Refused(_) | HttpFailure::Broken(_) | HttpFailure::Late(_), HttpService::ApiGateway) => {
            ("ApiGateway.SdkClientException", format!("Unable to execute HTTP request: {failure}").into())
        }
    };
    TaskError { error: Some(error.into()), cause: Some(cause) }
}

fn outcome(service: HttpService, response: &HttpResponse) -> Result<Value, TaskError> {
    let text = String::from_utf8(response.body.clone());
    if !response.is_success() {
        let (error, cause) = match service {
            HttpService::Http => {
                let reason = Some(response.reason.as_str()).filter(|reason| !reason.is_empty());
                (format!("{}.{}", names::HTTP_STATUS, response.status), reason.map(Arc::from))
            }
            HttpService::ApiGateway => {
                let body = String::from_utf8_lossy(&response.body).into_owned();
                (format!("ApiGateway.{}", response.status), Some(body.into()))
            }
        };
        return Err(TaskError { error: Some(error.into()), cause });
    }
    let kind = response.header("content-type").unwrap_or_default().to_ascii_lowercase();
    let is_binary = ["application/octet-stream", "image/", "video/", "audio/"]
        .iter()
        .any(|known| kind.starts_with(known));
    let text = text.ok().filter(|_| !is_binary || response.body.is_empty()).ok_or_else(|| {
        let cause = format!("The response body cannot be read as text; its content type is '{kind}'");
        TaskError { error: Some(names::RUNTIME.into()), cause: Some(cause.into()) }
    })?;
    let mut result = Object::new();
    result.insert("Headers", headers(response));
    if !text.is_empty() {
        let is_text = kind.starts_with("text/");
        let parsed = if is_text { None } else { Value::parse(&text).ok() };
        result.insert("ResponseBody", parsed.unwrap_or_else(|| text.into()));
    }
    result.insert("StatusCode", Value::from(i64::from(response.status)));
    result.insert("StatusText", Value::from(response.reason.as_str()));
    Ok(result.into())
}

/// Headers with their values in lists; their names as servers mostly write them, since HTTP does not tell.
fn headers(response: &HttpResponse) -> Value {
    let mut headers: Vec<(String, Vec<Value>)> = Vec::new();
    for (name, value) in &response.headers {
        let name = titled(name);
        match headers.iter_mut().find(|(known, _)| *known == name) {
            Some((_, values)) => values.push(value.as_str().into()),
            None => headers.push((name, vec![value.as_str().into()])),
        }
    }
    headers.into_iter().map(|(name, values)| (name, Value::from(values))).collect::<Object>().into()
}

/// `Content-Type` for `content-type`.
fn titled(name: &str) -> String {
    let word = |word: &str| {
        word.get(..1).map_or_else(String::new, str::to_ascii_uppercase) + word.get(1..).unwrap_or_default()
    };
    name.split('-').map(word).collect::<Vec<_>>().join("-")
}
