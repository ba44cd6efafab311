//! `lambda`: the handler of a Lambda function answers the call, as it is.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::asl::resource::Target;
use crate::base::diag::{Diagnostic, Place};
use crate::base::value::Value;
use crate::engine::call::Call;
use crate::services::local::lambda::{Function, Language};

use super::codes;
use super::duration;
use super::fields::LAMBDA;
use super::matching::short;
use super::reader::{MockReader, Node};

/// The longest that a function may take if nothing says so: SAM's and CloudFormation's default.
const LIMIT: Duration = Duration::from_secs(3);
/// The memory that a function has then, in MB.
const MEMORY: u32 = 128;

/// A handler, as a mock file names it.
#[derive(Clone, Debug)]
pub struct Handler {
    handler: Arc<str>,
    language: Language,
    runtime: Option<Arc<str>>,
    folder: PathBuf,
    environment: Vec<(Arc<str>, Arc<str>)>,
    limit: Duration,
    memory: u32,
}

impl Handler {
    /// The function that `call` calls, with this handler.
    #[must_use]
    pub fn function(&self, call: &Call) -> Function {
        Function {
            name: name(call).unwrap_or_else(|| Arc::from("function")),
            handler: Arc::clone(&self.handler),
            language: self.language,
            runtime: self.runtime.clone(),
            folder: self.folder.clone(),
            inline: None,
            environment: self.environment.clone(),
            limit: self.limit,
            memory: self.memory,
        }
    }
}

/// The name of the function that is called, without alias and version; none if no function is.
#[must_use]
pub fn name(call: &Call) -> Option<Arc<str>> {
    let written = match &call.resource.target {
        Target::Function(_) => Some(&*call.resource.arn),
        Target::Service { .. } | Target::Activity(_) => call.args.get("FunctionName").and_then(Value::as_str),
    }?;
    Some(plain_name(written).into())
}

/// The name in what a call may have for a function, without alias and version: an ARN, `ACCOUNT:function:NAME` or
/// `NAME:ALIAS`.
#[must_use]
pub fn plain_name(written: &str) -> &str {
    let name = written.split_once("function:").map_or(written, |(_, name)| name);
    name.split(':').next().unwrap_or(name)
}

/// Reads `lambda`.
pub fn read(reader: &mut MockReader, node: &Node) -> Option<Handler> {
    reader.check(LAMBDA, node, "`lambda`");
    let text = |key: &str| node.value.get(key).and_then(Value::as_str);
    let runtime = node.get("runtime")?;
    let word = runtime.value.as_str()?;
    let Some(language) = Language::of(word) else {
        let place = Place::Value(runtime.pointer.clone());
        let message = format!("no handler can be run for the runtime {}", short(runtime.value));
        let help = "write `python`, `nodejs` or `provided`, with a version if you like: `python3.12`";
        reader.say(Diagnostic::error(codes::WRONG_VALUE, place, message).help(help));
        return None;
    };
    let handler = match (text("handler"), language) {
        (Some(handler), _) => handler,
        (None, Language::Provided) => "bootstrap",
        (None, Language::Python | Language::Node) => {
            reader.error(codes::MISSING, node, "`lambda` lacks `handler`");
            return None;
        }
    };
    let own = Path::new(&*reader.document().source().name).parent().unwrap_or(Path::new(""));
    let folder = own.join(text("dir").unwrap_or("."));
    let variables = node.value.get("env").and_then(Value::as_object);
    let variable = |(name, value): &(Arc<str>, Value)| Some((Arc::clone(name), value.as_str()?.into()));
    let memory =
        node.value.get("memory").and_then(Value::as_i64).and_then(|memory| u32::try_from(memory).ok());
    let limit = text("timeout").and_then(duration::parse);
    Some(Handler {
        handler: handler.into(),
        language,
        runtime: word.contains(|c: char| c.is_ascii_digit()).then(|| word.into()),
        folder,
        environment: variables.into_iter().flatten().filter_map(variable).collect(),
        limit: limit.map_or(LIMIT, |ms| Duration::from_millis(ms.unsigned_abs())),
        memory: memory.unwrap_or(MEMORY),
    })
}
