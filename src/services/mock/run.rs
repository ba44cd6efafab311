//! `run`: a process answers the call. It reads the effective arguments as JSON on standard input and prints the result
//! as JSON on standard output; an exit status other than 0 is a failure, which it may describe as Lambda does
//! (`errorType`, `errorMessage`) or as Step Functions does (`error`, `cause`).

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::base::value::Value;

use super::body::Body;
use super::destination::Command;
use super::duration;
use super::fields::RUN;
use super::formula::{CallScope, EvalError};
use super::reader::{Fetch, MockReader, Node};

/// A process to be run, as a mock file has it.
#[derive(Clone, Debug)]
pub struct Run {
    command: Vec<Body>,
    folder: PathBuf,
    environment: Vec<(Arc<str>, Body)>,
    limit: Option<Duration>,
}

impl Run {
    /// The process for one call.
    pub fn command(&self, scope: CallScope) -> Result<Command, EvalError> {
        let text = |body: &Body| Ok(word(&body.value(scope)?));
        Ok(Command {
            words: self.command.iter().map(text).collect::<Result<_, EvalError>>()?,
            folder: self.folder.clone(),
            environment: self
                .environment
                .iter()
                .map(|(name, body)| Ok((Arc::clone(name), text(body)?)))
                .collect::<Result<_, EvalError>>()?,
            limit: self.limit,
        })
    }
}

/// Text as it is, other JSON as text.
fn word(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_json(), str::to_owned)
}

/// Reads `run`.
pub fn read(reader: &mut MockReader, fetch: &mut Fetch, node: &Node) -> Option<Run> {
    reader.check(RUN, node, "`run`");
    let mut texts = |reader: &mut MockReader, node: &Node| {
        node.value.as_str()?;
        Some(Body::read(reader, fetch, node))
    };
    let command = node.get("command").filter(|list| list.value.as_array().is_some())?;
    let command: Option<Vec<Body>> = command.members().iter().map(|(_, item)| texts(reader, item)).collect();
    let variables = node.get("env").map(|env| env.members()).unwrap_or_default();
    let environment: Option<Vec<_>> =
        variables.iter().map(|(name, value)| Some((Arc::clone(name), texts(reader, value)?))).collect();
    let own = Path::new(&*reader.document().source().name).parent().unwrap_or(Path::new("")).to_owned();
    let below = node.value.get("cwd").and_then(Value::as_str);
    let folder = below.map_or(own.clone(), |below| own.join(below));
    let limit = node.value.get("timeout").and_then(Value::as_str).and_then(duration::parse);
    Some(Run {
        command: command.filter(|command| !command.is_empty())?,
        folder: if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder },
        environment: environment?,
        limit: limit.map(|ms| Duration::from_millis(ms.unsigned_abs())),
    })
}
