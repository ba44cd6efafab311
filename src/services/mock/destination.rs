//! `Destination`: where an answer sends a call that it does not answer itself.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::base::value::Value;
use crate::services::local::lambda::Function;
use crate::services::remote::{Method, Url};

/// Where an answer sends a call that it does not answer itself.
#[derive(Clone, Debug)]
pub enum Destination {
    /// A process on this machine (`run`).
    Process(Command),
    /// The handler of a Lambda function (`lambda`).
    Function(Box<Function>),
    /// A server (`http`).
    Http(Box<Endpoint>),
    /// Another state machine (`execute`).
    Machine(MachineFile),
    /// The service itself (`passthrough`), or an endpoint on this host in its place.
    Aws(Option<Arc<str>>),
}

/// A process that answers a call.
#[derive(Clone, Debug)]
pub struct Command {
    /// The program and its arguments, at least the first.
    pub words: Vec<String>,
    /// The folder it is started in.
    pub folder: PathBuf,
    /// Variables of its environment.
    pub environment: Vec<(Arc<str>, String)>,
    /// The real time that it may take.
    pub limit: Option<Duration>,
}

/// `execute`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MachineFile {
    /// Its definition, `PATH` or `PATH#NAME`, as seen from the working folder.
    pub reference: String,
    /// Its mock file, if one is named.
    pub mocks: Option<String>,
    /// The file that names both.
    pub by: Arc<str>,
}

/// What a server makes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaks {
    /// Arguments in, result out.
    Plain,
    /// The event of a Lambda function in, what its handler returns out.
    Emulator,
}

/// A server that answers a call.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// Its URL.
    pub url: Url,
    /// The method of the request.
    pub method: Method,
    /// Headers of the request.
    pub headers: Vec<(String, String)>,
    /// What it makes of the request.
    pub speaks: Speaks,
    /// The real time that it may take.
    pub limit: Option<Duration>,
}

impl Endpoint {
    /// Whether it is a function that answers there.
    #[must_use]
    pub fn is_function(&self) -> bool {
        self.speaks == Speaks::Emulator
    }
}

/// The host, with its port if it has one, of the URL that `url` is.
#[must_use]
pub fn host(url: Option<&Value>) -> Option<Arc<str>> {
    let url = url?.as_str()?;
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    Some(authority.rsplit('@').next().unwrap_or(authority).into())
}
