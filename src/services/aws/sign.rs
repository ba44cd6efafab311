//! Signatures of requests (Signature Version 4) and the credentials that they are made with.
//!
//! Credentials are looked for by the first call to AWS that is allowed, where AWS's own tools look: the environment, the
//! files below `~/.aws`, single sign-on, and the services that hand them out to containers and machines. An endpoint
//! in AWS's place gets made-up ones unless a profile is named, so that nothing real is handed to it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hyper::body::Bytes;
use hyper::http;
use reqsign_aws_v4::{
    Credential, DefaultCredentialProvider, DefaultCredentialProviderBuilder, RequestSigner,
    StaticCredentialProvider,
};
use reqsign_core::{CommandExecute, CommandOutput, Context, Error, FileRead, HttpSend, OsEnv, Signer};
use sha2::{Digest as _, Sha256};

use crate::services::local::process::{self, Errand};
use crate::services::remote::{HttpClient, HttpRequest, Url};

use super::request::escaped;

/// What stands for credentials where nobody checks them.
const MADE_UP: &str = "test";

/// The longest that whoever hands out credentials may take.
const LIMIT: Duration = Duration::from_secs(2);
/// The longest that a program may take, which may ask its user something.
const HELPER: Duration = Duration::from_secs(60);
/// The most bytes of what it says.
const MAX_ANSWER: usize = 1 << 20;

/// Whose credentials a request is signed with.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Signatory {
    /// Made-up ones.
    Nobody,
    /// The user's.
    User,
    /// Those of a profile of the user's settings of AWS.
    Profile(String),
}

/// The environment of programs that hand out credentials, if they may be started.
pub type Helping = Arc<Vec<(OsString, OsString)>>;

/// What signs, with the credentials that were found. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Signers(Arc<Mutex<BTreeMap<Signatory, Signer<Credential>>>>);

impl Signers {
    /// Signs `request` for `service` in `region`; an error says why there are no credentials. A program that a profile
    /// names to hand them out (`credential_process`) is started with `helpers` if there are any.
    pub async fn sign(
        &self,
        request: &mut HttpRequest,
        (service, region): (&str, &str),
        signatory: &Signatory,
        (client, helpers): (&HttpClient, Option<&Helping>),
    ) -> Result<(), String> {
        let signer =
            self.signer(signatory, client, helpers).with_request_signer(RequestSigner::new(service, region));
        let sum: String = Sha256::digest(&request.body).iter().map(|byte| format!("{byte:02x}")).collect();
        request.headers.push(("x-amz-content-sha256".to_owned(), sum));
        let mut building =
            http::Request::builder().method(request.method.clone()).uri(signed_as(&request.url, service));
        for (name, value) in &request.headers {
            // Runs of blanks count as one.
            building = building.header(name, value.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        let (mut parts, ()) = building.body(()).map_err(|error| error.to_string())?.into_parts();
        signer.sign(&mut parts, None).await.map_err(|error| error.to_string())?;
        for name in ["authorization", "x-amz-date", "x-amz-security-token", "x-amz-s3session-token"] {
            let value = parts.headers.get(name).and_then(|value| value.to_str().ok());
            request.headers.extend(value.map(|value| (name.to_owned(), value.to_owned())));
        }
        Ok(())
    }

    fn signer(
        &self,
        signatory: &Signatory,
        client: &HttpClient,
        helpers: Option<&Helping>,
    ) -> Signer<Credential> {
        let mut signers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(signer) = signers.get(signatory) {
            return signer.clone();
        }
        let context =
            Context::new().with_file_read(Files).with_http_send(Requests(client.clone())).with_env(OsEnv);
        let context = match helpers {
            Some(environment) => context.with_command_execute(Helpers(Arc::clone(environment))),
            None => context,
        };
        let request = RequestSigner::new("", "");
        // A program that hands out credentials is one that only a file of the user names; it is not started all the
        // same, as nothing is that --allow-run did not allow.
        let allowed = |builder: DefaultCredentialProviderBuilder| {
            if helpers.is_some() { builder } else { builder.no_process() }
        };
        let signer = match signatory {
            Signatory::Nobody => {
                Signer::new(context, StaticCredentialProvider::new(MADE_UP, MADE_UP), request)
            }
            Signatory::User => {
                let provider = allowed(DefaultCredentialProvider::builder()).build();
                Signer::new(context, provider, request)
            }
            Signatory::Profile(name) => {
                let builder = DefaultCredentialProvider::builder().no_env();
                let provider = allowed(builder).with_profile(name).build();
                Signer::new(context, provider, request)
            }
        };
        signers.insert(signatory.clone(), signer.clone());
        signer
    }
}

/// The URL as it is signed: all services but S3 want its path escaped once more than it is written.
fn signed_as(url: &Url, service: &str) -> String {
    if service == "s3" {
        return url.as_str().to_owned();
    }
    let mut url = url.clone();
    // The signer takes one level of escapes off before it puts one on.
    let path = escaped(url.path(), true);
    url.set_path(&path);
    url.into()
}

/// Files below `~/.aws`.
#[derive(Debug)]
struct Files;

impl FileRead for Files {
    async fn file_read(&self, path: &str) -> Result<Vec<u8>, Error> {
        std::fs::read(path).map_err(|error| Error::unexpected(format!("{path}: {error}")))
    }
}

/// Programs that hand out credentials, in this environment.
#[derive(Debug)]
struct Helpers(Helping);

impl CommandExecute for Helpers {
    async fn command_execute(&self, program: &str, arguments: &[&str]) -> Result<CommandOutput, Error> {
        // The signer has split the line at its blanks; it is a line of a shell, whose quotes hold words together.
        let line = std::iter::once(program).chain(arguments.iter().copied()).collect::<Vec<_>>().join(" ");
        let unreadable = || Error::config_invalid(format!("`{line}` is no command: a quote is open"));
        let errand = Errand {
            command: shlex::split(&line).filter(|words| !words.is_empty()).ok_or_else(unreadable)?,
            folder: std::path::PathBuf::from("."),
            environment: self.0.to_vec(),
            input: Arc::from(""),
            limit: Some(HELPER),
        };
        let ended = process::run(errand, Arc::new(|_| {})).await;
        let ended = ended.map_err(|error| Error::unexpected(format!("{program}: {error}")))?;
        let status = i32::from(!ended.status.is_some_and(|status| status.success()));
        Ok(CommandOutput { status, stdout: ended.output, stderr: ended.error })
    }
}

/// Requests to whoever hands out credentials.
#[derive(Debug)]
struct Requests(HttpClient);

impl HttpSend for Requests {
    async fn http_send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, Error> {
        let (parts, body) = request.into_parts();
        let wrong = |error: String| Error::unexpected(error);
        let url = Url::parse(&parts.uri.to_string()).map_err(|error| wrong(error.to_string()))?;
        let header = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let request = HttpRequest {
            method: parts.method,
            url,
            headers: parts.headers.iter().map(header).collect(),
            body: body.to_vec(),
            limit: Some(LIMIT),
            most: MAX_ANSWER,
        };
        let response = self.0.send(request).await.map_err(|failure| wrong(failure.to_string()))?;
        let mut building = http::Response::builder().status(response.status);
        for (name, value) in &response.headers {
            building = building.header(name, value);
        }
        building.body(Bytes::from(response.body)).map_err(|error| wrong(error.to_string()))
    }
}
