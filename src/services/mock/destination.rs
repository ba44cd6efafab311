//! `Destination`: where an answer sends a call that it does not answer itself.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::base::value::{Object, Value};
use crate::services::local::lambda::Function;
use crate::services::remote::{Method, Url};

use super::connection::Connection;
use super::record_mode::RecordMode;

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
    /// The service itself (`passthrough`), or an endpoint in its place.
    Aws(Passthrough),
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

/// The service itself, or an endpoint in its place.
#[derive(Clone, Debug, Default)]
pub struct Passthrough {
    /// The URL that is asked in AWS's place, as written.
    pub endpoint: Option<Arc<str>>,
    /// The profile whose credentials sign.
    pub profile: Option<Arc<str>>,
    /// The region; that of the run if none.
    pub region: Option<Arc<str>>,
    /// What stands for the connection that an HTTP Task names.
    pub connection: Option<Arc<Connection>>,
    /// The port of this machine at which tokens come back of Tasks that wait for them.
    pub token_port: Option<u16>,
    /// When what it answers is recorded, if it is.
    pub record: Option<RecordMode>,
}

impl Passthrough {
    /// It as the value of `recorded`.
    #[must_use]
    pub fn written(&self) -> Value {
        let texts = [("endpoint", &self.endpoint), ("profile", &self.profile), ("region", &self.region)];
        let texts = texts.into_iter().filter_map(|(key, text)| Some((key, Value::from(text.clone()?))));
        let mode = match self.record {
            None | Some(RecordMode::Once) => None,
            Some(mode) => Some(("record", Value::from(mode.word()))),
        };
        let port = self.token_port.map(|port| ("token_port", Value::from(i64::from(port))));
        Object::from_iter(texts.chain(port).chain(mode)).into()
    }
}
