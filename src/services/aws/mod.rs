//! The APIs of AWS, called for real: AWS itself, or an endpoint in its place. One client for all services, over the
//! catalogue of how each is spoken.

mod decode;
mod encode;
mod fault;
mod form;
pub mod jobs;
mod names;
pub mod own;
mod request;
pub mod sign;
mod xml;

use std::time::Duration;

use tokio::time::sleep;

use crate::base::value::Value;
use crate::catalog::wire::{Api, WireOperation};

use super::remote::{HttpClient, HttpFailure, HttpRequest, HttpResponse, Url};

pub use decode::Spelling;
pub use fault::{ApiFault, ServiceFault, request_id};
pub use names::ErrorNames;
pub use request::escaped;
use sign::{Helping, Signatory, Signers};

/// How many requests are made for one call at most, as the SDKs do it.
const MAX_ATTEMPTS: u32 = 3;
/// How long the first of them waits for the second; each waits twice as long as the one before.
const BACK_OFF: Duration = Duration::from_millis(100);
/// The longest that one request may take: the SDKs' own limit for a connection that says nothing.
const LIMIT: Duration = Duration::from_secs(60);

/// A call of an API.
#[derive(Clone, Debug)]
pub struct ApiCall {
    /// The service, as SDK integrations call it: `dynamodb`.
    pub service: String,
    /// `putItem`
    pub action: String,
    /// What it is given, in the spelling of Step Functions.
    pub arguments: Value,
    /// How its answer is spelled.
    pub spelling: Spelling,
    /// Where it goes.
    pub site: Site,
}

/// Where calls go, and who they come from.
#[derive(Clone, Debug)]
pub struct Site {
    /// The URL that is asked in AWS's place.
    pub endpoint: Option<Url>,
    /// The region.
    pub region: String,
    /// Whose credentials sign.
    pub signatory: Signatory,
    /// The environment of a program that hands them out, if it may be started.
    pub helping: Option<Helping>,
}

/// What an API answered.
#[derive(Clone, Debug)]
pub struct ApiAnswer {
    /// The result.
    pub value: Value,
    /// The response that held it.
    pub response: HttpResponse,
}

/// Makes calls. Clones share connections and credentials.
#[derive(Clone, Debug, Default)]
pub struct ApiClient {
    http: HttpClient,
    signers: Signers,
}

impl ApiClient {
    /// One that makes its requests with `http`.
    #[must_use]
    pub fn new(http: HttpClient) -> Self {
        Self { http, signers: Signers::default() }
    }

    /// Makes `call` of `api`: what does not get through, or meets a service that is busy, is tried again.
    pub async fn call(&self, api: &Api, call: &ApiCall) -> Result<ApiAnswer, ApiFault> {
        let unknown = || ApiFault::Client(format!("{} has no operation {}", api.id(), call.action));
        let operation = api.operation(&call.action).ok_or_else(unknown)?;
        let prepared = request::request(api, operation, call).map_err(ApiFault::Client)?;
        let mut attempt = 1;
        loop {
            let mut request = HttpRequest { limit: Some(LIMIT), ..prepared.clone() };
            self.sign(api, operation, call, &mut request).await?;
            let outcome = self.http.send(request).await;
            let outcome = finished(api, operation, call, outcome, attempt);
            match outcome {
                Err(Unfinished { may_pass: true, .. }) if attempt < MAX_ATTEMPTS => {
                    sleep(BACK_OFF * 2_u32.pow(attempt - 1)).await;
                    attempt += 1;
                }
                Err(Unfinished { fault, .. }) => return Err(fault),
                Ok(answer) => return Ok(answer),
            }
        }
    }

    async fn sign(
        &self,
        api: &Api,
        operation: WireOperation<'_>,
        call: &ApiCall,
        request: &mut HttpRequest,
    ) -> Result<(), ApiFault> {
        if operation.is_unsigned() {
            return Ok(());
        }
        let region = api.signing_region().unwrap_or(&call.site.region);
        self.signed(request, (api.signing_name(), region), &call.site).await.map_err(ApiFault::Unsigned)
    }

    /// Signs `request` for a service and a region as `site` says; an error says why there are no credentials.
    pub async fn signed(
        &self,
        request: &mut HttpRequest,
        scope: (&str, &str),
        site: &Site,
    ) -> Result<(), String> {
        self.signers.sign(request, scope, &site.signatory, (&self.http, site.helping.as_ref())).await
    }
}

/// A call that has no answer yet.
struct Unfinished {
    fault: ApiFault,
    may_pass: bool,
}

fn finished(
    api: &Api,
    operation: WireOperation<'_>,
    call: &ApiCall,
    outcome: Result<HttpResponse, HttpFailure>,
    attempts: u32,
) -> Result<ApiAnswer, Unfinished> {
    let client = |message: String, may_pass| Unfinished { fault: ApiFault::Client(message), may_pass };
    let response = outcome.map_err(|failure| {
        let may_pass =
            matches!(failure, HttpFailure::Refused(_) | HttpFailure::Broken(_) | HttpFailure::Late(_));
        client(format!("Unable to execute HTTP request: {failure}"), may_pass)
    })?;
    if !response.is_success() {
        let fault = ServiceFault { attempts, ..ServiceFault::read(api, &response, &call.action) };
        let may_pass = fault.may_pass();
        return Err(Unfinished { fault: ApiFault::Service(Box::new(fault)), may_pass });
    }
    match decode::answer(api, operation, &response, call.spelling) {
        Ok(value) => Ok(ApiAnswer { value, response }),
        Err(why) => Err(client(format!("Unable to unmarshall response: {why}"), true)),
    }
}
