//! Real answers from other machines, or from servers on this one: HTTP requests that the user allows to be made.
//!
//! They are made on the thread of [`Workers`](super::local::Workers). What TLS needs is read by the first request to
//! an `https` URL and by nothing else. No request goes anywhere but to the host of its URL: redirects are not followed,
//! since they lead where the user allowed nothing, and no proxy is asked.

mod exchange;

use std::sync::{Arc, Mutex, PoisonError};

use reqwest::redirect::Policy;
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};

pub use exchange::{HttpFailure, HttpRequest, HttpResponse};
pub use reqwest::{Method, Url};

/// Makes requests, over connections that it keeps open. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct HttpClient(Arc<Mutex<Clients>>);

/// One for each kind of connection, made by the first request that needs it.
#[derive(Debug, Default)]
struct Clients {
    plain: Option<reqwest::Client>,
    secure: Option<reqwest::Client>,
}

impl HttpClient {
    /// Makes `request` and reads its answer to the end.
    pub async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpFailure> {
        let client = self.client(&request.url)?;
        exchange::exchange(&client, request).await
    }

    fn client(&self, url: &Url) -> Result<reqwest::Client, HttpFailure> {
        let mut clients = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_secure = url.scheme() == "https";
        let place = if is_secure { &mut clients.secure } else { &mut clients.plain };
        if let Some(client) = place {
            return Ok(client.clone());
        }
        let builder = reqwest::Client::builder().redirect(Policy::none()).no_proxy().http1_only();
        let builder = if is_secure {
            // A second time it is there already, which is as good.
            let _ = ring::default_provider().install_default();
            builder
        } else {
            builder.tls_backend_preconfigured(no_tls()?)
        };
        let client = builder.build().map_err(|error| HttpFailure::Refused(exchange::innermost(&error)))?;
        Ok(place.insert(client).clone())
    }
}

/// What stands for TLS where none is spoken, so that no certificates are read for it.
fn no_tls() -> Result<ClientConfig, HttpFailure> {
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| HttpFailure::Refused(error.to_string()))?;
    Ok(builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth())
}

/// `url` as one that requests can be made to, with a host and no user; an error says what it is instead.
pub fn url(url: &str) -> Result<Url, String> {
    let parsed = Url::parse(url).map_err(|error| error.to_string())?;
    if !["http", "https"].contains(&parsed.scheme()) {
        return Err(format!("`{}` is neither http nor https", parsed.scheme()));
    }
    if !parsed.username().is_empty() || parsed.password().is_some() {
        return Err("a user before the host has no meaning here".to_owned());
    }
    Ok(parsed)
}

/// The host of `url` as permissions name it: with its port if that is not the one of its scheme.
#[must_use]
pub fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}
