//! Which names a client may call the server by. A page in a browser can make the name of its own site stand for this
//! machine (DNS rebinding); the `Host` header then still has that name.

use hyper::Request;
use hyper::header::HOST;

/// The names that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hosts {
    /// Those of this machine itself.
    Loopback,
    /// All: whoever serves a network has other guards.
    All,
}

impl Hosts {
    /// Whether `request` calls the server by such a name, in its URI and in its header.
    #[must_use]
    pub fn allow<B>(self, request: &Request<B>) -> bool {
        let header = request.headers().get(HOST).map(|host| host.to_str().unwrap_or("?"));
        let authority = request.uri().authority().map(|authority| authority.as_str());
        match self {
            Self::All => true,
            Self::Loopback => [header, authority].into_iter().flatten().all(is_loopback),
        }
    }
}

/// Whether a request that changes something comes from a program or from a page of this server: browsers say where
/// others come from.
pub fn is_own<B>(request: &Request<B>) -> bool {
    let headers = request.headers();
    let origin = headers.get("origin").map(|origin| origin.to_str().unwrap_or("?"));
    let host = headers.get("host").and_then(|host| host.to_str().ok()).unwrap_or("?");
    origin.is_none_or(|origin| origin.strip_prefix("http://") == Some(host))
}

/// Whether `host`, perhaps with a port, is this machine. SDKs put `sync-` before the name for some operations.
fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(rest),
        None => host.split(':').next().unwrap_or(host),
    };
    let name = name.strip_prefix("sync-").unwrap_or(name).trim_end_matches('.').to_ascii_lowercase();
    let is_address = name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    is_address || name == "localhost" || name.ends_with(".localhost")
        // What LocalStack's own name stands for.
        || name == "localhost.localstack.cloud"
        || name.ends_with(".localhost.localstack.cloud")
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn only_this_machine() {
        for good in
            ["localhost:1", "127.0.0.1", "127.9.9.9:80", "[::1]:80", "sync-localhost:1", "a.localhost"]
        {
            assert!(is_loopback(good), "{good}");
        }
        for bad in ["example.com", "localhost.example.com", "10.0.0.1", "127.0.0.1.example.com", "", "?"] {
            assert!(!is_loopback(bad), "{bad}");
        }
    }
}
