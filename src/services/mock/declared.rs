//! Functions that the definition's template declares: they answer calls that nothing else answers, where the user
//! allows processes to be started.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::engine::call::Call;
use crate::load::{FunctionCode, LambdaFunction};
use crate::services::local::lambda::{Function, Language};

use super::function;

/// Finds a function by the name that a call has for it.
type Find = dyn Fn(&str) -> Option<DeclaredFunction> + Send + Sync;

/// The functions that the definition's template declares. They are looked for once one is called.
#[derive(Clone, Default)]
pub struct DeclaredFunctions {
    find: Option<Arc<Find>>,
    may_run: bool,
}

/// A function of the template, ready to be run.
#[derive(Clone, Debug)]
pub struct DeclaredFunction {
    /// What names it in its file.
    pub id: String,
    /// The file that declares it.
    pub file: String,
    /// What is to be run; an error says why nothing can be: `is an image of a container`.
    pub function: Result<Function, String>,
    /// What is not as it will be on Lambda, a line each.
    pub remarks: Vec<String>,
}

impl std::fmt::Debug for DeclaredFunctions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DeclaredFunctions").field("may_run", &self.may_run).finish_non_exhaustive()
    }
}

impl DeclaredFunctions {
    /// Those that `find` finds; `may_run` says whether the user allows processes to be started.
    #[must_use]
    pub fn new(find: Arc<Find>, may_run: bool) -> Self {
        Self { find: Some(find), may_run }
    }

    /// Whether they answer calls.
    pub(super) const fn may_run(&self) -> bool {
        self.may_run
    }

    /// The function that `call` calls, if it is one of them.
    pub(super) fn of(&self, call: &Call) -> Option<DeclaredFunction> {
        self.named(&function::name(call)?)
    }

    /// The function of this name.
    pub(super) fn named(&self, name: &str) -> Option<DeclaredFunction> {
        self.find.as_ref()?(name)
    }
}

impl DeclaredFunction {
    /// `declared`, which `name` names, in the first folder of its code that `folder` finds.
    #[must_use]
    pub fn new(declared: &LambdaFunction, name: &str, folder: impl Fn(&str) -> Option<PathBuf>) -> Self {
        Self {
            id: declared.id.clone(),
            file: declared.file.clone(),
            function: function(declared, name, folder),
            remarks: remarks(declared),
        }
    }
}

fn function(
    declared: &LambdaFunction,
    name: &str,
    folder: impl Fn(&str) -> Option<PathBuf>,
) -> Result<Function, String> {
    let runtime = declared.runtime.as_deref().unwrap_or_default();
    let (folder, inline) = match &declared.code {
        FunctionCode::Elsewhere(why) => return Err((*why).to_owned()),
        FunctionCode::Text(text) => {
            (folder(".").unwrap_or_else(|| PathBuf::from(".")), Some(Arc::from(&**text)))
        }
        FunctionCode::Folders(folders) => {
            let found = folders.iter().find_map(|path| folder(path));
            let last = folders.last().map_or("", String::as_str);
            let missing =
                || format!("has its code in {last}, a folder that is not there or outside of the project");
            (found.ok_or_else(missing)?, None)
        }
    };
    if runtime.is_empty() {
        return Err("has no `Runtime` that is known".to_owned());
    }
    let language = Language::of(runtime)
        .ok_or_else(|| format!("is written for {runtime}; Python, Node and `provided` can be run"))?;
    let handler = match (declared.handler.as_deref(), language) {
        (Some(handler), _) => handler,
        (None, Language::Provided) => "bootstrap",
        (None, Language::Python | Language::Node) => return Err("has no `Handler` that is known".to_owned()),
    };
    let file = folder.join(handler.rsplit_once('.').map_or(handler, |(file, _)| file));
    let is_there = |ending: &str| file.with_extension(ending).is_file();
    if language == Language::Node && is_there("ts") && !["js", "mjs", "cjs"].into_iter().any(is_there) {
        return Err("is TypeScript, which has to be built first".to_owned());
    }
    Ok(Function {
        name: name.into(),
        handler: handler.into(),
        language,
        runtime: Some(runtime.into()),
        folder,
        inline,
        environment: declared
            .environment
            .iter()
            .map(|(name, value)| (name.as_str().into(), value.as_str().into()))
            .collect(),
        limit: Duration::from_secs(u64::from(declared.timeout_seconds)),
        memory: declared.memory_mb,
    })
}

/// What is not as it will be on Lambda.
fn remarks(declared: &LambdaFunction) -> Vec<String> {
    let id = &declared.id;
    let layers = declared.has_layers.then(|| format!("sfn: the layers of {id} are not read"));
    let unset = (!declared.unset.is_empty()).then(|| {
        let names = declared.unset.join(", ");
        format!("sfn: {names} of {id} is not set: its value is known only when it is deployed")
    });
    layers.into_iter().chain(unset).collect()
}
