//! How the process of a handler is started: by AWS's own runtime clients where they are installed, else by small ones of
//! our own that speak the same Runtime API. A `provided` runtime speaks it itself.

use std::ffi::OsString;
use std::path::PathBuf;

use super::{Function, Invocation};

/// Loads the handler and speaks the Runtime API in its place.
const PYTHON: &str = include_str!("python.py");
const NODE: &str = include_str!("node.cjs");

/// Gives our clients the text of a function whose code is in no file; they take it out before the handler runs.
const INLINE: &str = "SFN_INLINE_CODE";

/// The languages whose handlers can be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// Python 3
    Python,
    /// Node.js
    Node,
    /// Any: an executable `bootstrap`.
    Provided,
}

/// Why no process could be started.
#[derive(Clone, Debug)]
pub struct NotStarted {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Language {
    /// The word for it in a mock file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Python => "python",
            Self::Node => "nodejs",
            Self::Provided => "provided",
        }
    }

    /// The language of a runtime as a mock file or a template names it: `python`, `nodejs22.x`, `provided.al2023`.
    #[must_use]
    pub fn of(runtime: &str) -> Option<Self> {
        let name = runtime.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == 'x');
        match name {
            "python" => Some(Self::Python),
            "nodejs" | "node" => Some(Self::Node),
            _ => (runtime == "provided" || runtime.starts_with("provided.")).then_some(Self::Provided),
        }
    }
}

/// The program that runs `function`, with its arguments.
pub fn command(function: &Function, invocation: &Invocation) -> Result<Vec<OsString>, NotStarted> {
    let search = invocation.base.iter().find(|(name, _)| name == "PATH").map(|(_, value)| value.clone());
    let find = |programs: &[&str]| {
        let folders = search.iter().flat_map(std::env::split_paths).collect::<Vec<PathBuf>>();
        let all = programs.iter().flat_map(|program| folders.iter().map(move |folder| folder.join(program)));
        all.into_iter().find(|path| path.is_file()).map(PathBuf::into_os_string)
    };
    let missing = |what: &str| NotStarted {
        message: format!("there is no {what} in PATH, which `{}` needs", function.handler),
        help: format!("install {what}, or answer the call in a mock file"),
    };
    match function.language {
        Language::Python => {
            let program = find(&["python3", "python", "python.exe"]).ok_or_else(|| missing("Python"))?;
            Ok(vec![program, "-c".into(), PYTHON.into(), (&*function.handler).into()])
        }
        Language::Node => {
            let program = find(&["node", "node.exe"]).ok_or_else(|| missing("Node"))?;
            Ok(vec![
                program,
                "--input-type=commonjs".into(),
                "-e".into(),
                NODE.into(),
                "--".into(),
                (&*function.handler).into(),
            ])
        }
        Language::Provided => {
            let program = std::path::absolute(function.folder.join("bootstrap"));
            let program = program.ok().filter(|program| program.is_file());
            program.map(|program| vec![program.into()]).ok_or_else(|| NotStarted {
                message: format!("there is no `bootstrap` in {}", function.folder.display()),
                help: "build the function first: its folder is to hold an executable of that name".to_owned(),
            })
        }
    }
}

/// The environment of the process, as Lambda sets it; what it reserves wins over the function's own.
pub fn environment(function: &Function, invocation: &Invocation, api: &str) -> Vec<(OsString, OsString)> {
    let root = std::path::absolute(&function.folder).unwrap_or_else(|_| function.folder.clone());
    let mut all: Vec<(OsString, OsString)> = invocation.base.to_vec();
    let mut set = |name: &str, value: &str| all.push((name.into(), value.into()));
    set("LANG", "en_US.UTF-8");
    set("TZ", ":UTC");
    set("PYTHONUNBUFFERED", "1");
    // AWS's own clients send task tokens there.
    set("AWS_ENDPOINT_URL_SFN", &format!("http://{api}"));
    for (name, value) in &function.environment {
        set(name, value);
    }
    let mut parts = invocation.arn.split(':').skip(3);
    let region = parts.next().filter(|region| !region.is_empty()).unwrap_or("us-east-1");
    set("AWS_REGION", region);
    set("AWS_DEFAULT_REGION", region);
    // Real ones would let a test change what is real.
    set("AWS_ACCESS_KEY_ID", "local");
    set("AWS_SECRET_ACCESS_KEY", "local");
    set("AWS_SESSION_TOKEN", "local");
    set("AWS_LAMBDA_RUNTIME_API", api);
    set("AWS_LAMBDA_FUNCTION_NAME", &function.name);
    set("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
    set("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", &function.memory.to_string());
    set("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
    set("AWS_LAMBDA_LOG_GROUP_NAME", &format!("/aws/lambda/{}", function.name));
    set("AWS_LAMBDA_LOG_STREAM_NAME", "local/[$LATEST]0");
    set("_HANDLER", &function.handler);
    if function.language != Language::Provided {
        let runtime = function.runtime.as_deref().unwrap_or(match function.language {
            Language::Python => "python3",
            Language::Node | Language::Provided => "nodejs",
        });
        set("AWS_EXECUTION_ENV", &format!("AWS_Lambda_{runtime}"));
    }
    if let Some(code) = &function.inline {
        set(INLINE, code);
    }
    all.push(("LAMBDA_TASK_ROOT".into(), root.clone().into_os_string()));
    all.push(("LAMBDA_RUNTIME_DIR".into(), root.into_os_string()));
    all
}
