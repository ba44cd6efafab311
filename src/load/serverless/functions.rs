//! The functions of a service: what `functions` says, and `provider` for all of them.

use super::variable::Variables;
use crate::load::lambda::{FunctionCode, IMAGE, LambdaFunction, PACKED, add_variables, number};
use crate::load::node::{Body, Node};
use crate::load::template::Template;
use crate::load::{Files, Options};

/// The framework's default for `timeout`, in seconds.
const TIMEOUT: u32 = 6;
/// Its default for `memorySize`, in MB.
const MEMORY: u32 = 1024;

/// The functions of the service that `template` configures.
pub(super) fn functions(
    template: &Template,
    options: &Options,
    files: &mut dyn Files,
) -> Vec<LambdaFunction> {
    let mut variables = Variables::new(template, options, files);
    let service = variables.service();
    let provider = variables.lookup(&["provider"]).map(|provider| variables.resolve(&provider));
    let declared = variables.lookup(&["functions"]);
    let maps = match declared {
        Some(Node { body: Body::List(items), .. }) => items,
        other => other.into_iter().collect(),
    };
    let mut functions = Vec::new();
    for map in maps {
        for member in variables.shallow(&map).members() {
            let function = variables.resolve(&member.value);
            functions.push(read(&member.key, &function, provider.as_ref(), &service, template));
        }
    }
    functions
}

fn read(
    key: &str,
    function: &Node,
    provider: Option<&Node>,
    service: &str,
    template: &Template,
) -> LambdaFunction {
    let own = |name: &str| function.get(name).and_then(Node::to_string);
    let shared = |name: &str| function.get(name).or_else(|| provider?.get(name));
    let (mut environment, mut unset) = (Vec::new(), Vec::new());
    for variables in [provider.and_then(|provider| provider.get("environment")), function.get("environment")]
    {
        add_variables(variables, &mut environment, &mut unset);
    }
    let is_packed = function.get("package").is_some_and(|package| package.get("artifact").is_some());
    let code = match (function.get("image").is_some(), is_packed) {
        (true, _) => IMAGE,
        (false, true) => PACKED,
        // Handlers are named from the folder of the service.
        (false, false) => FunctionCode::Folders(vec![".".to_owned()]),
    };
    LambdaFunction {
        id: key.to_owned(),
        names: vec![
            own("name").filter(|name| !name.contains("${")).unwrap_or_else(|| format!("{service}-{key}")),
            key.to_owned(),
        ],
        file: template.source.name.to_string(),
        code,
        handler: own("handler"),
        runtime: shared("runtime").and_then(Node::to_string),
        environment,
        unset,
        timeout_seconds: number(shared("timeout")).unwrap_or(TIMEOUT),
        memory_mb: number(shared("memorySize")).unwrap_or(MEMORY),
        has_layers: shared("layers").is_some_and(|layers| layers.items().is_some_and(|all| !all.is_empty())),
    }
}
