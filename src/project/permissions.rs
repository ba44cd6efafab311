//! `Permissions`: what a command may start and reach beyond reading files. Only the user of the command grants
//! something, by a flag or the environment; what a project's `[permissions]` name can but narrow that, for they come
//! from whoever wrote the project.

use std::ffi::OsString;
use std::sync::Arc;

use crate::base::glob;
use crate::project::Error;

/// What may be started and reached.
#[derive(Clone, Debug, Default)]
pub struct Permissions {
    granted: Granted,
    narrowed: Narrowed,
}

/// What the user grants.
#[derive(Clone, Debug, Default)]
pub struct Granted {
    /// Processes, and the environment that they are started with; none if none may be started.
    pub run: Option<Environment>,
    /// Hosts that may be reached, `*` for all: `localhost`, `api.example.com:8443`, `*.example.com`.
    pub net: Vec<String>,
    /// Services of AWS that may be called, `*` for all: `dynamodb`.
    pub aws: Vec<String>,
}

/// What a project needs of that, for each kind that its settings name: nothing else is allowed there.
#[derive(Clone, Debug, Default)]
pub struct Narrowed {
    /// `[permissions] run`: the beginnings of commands, word by word.
    pub run: Option<Vec<String>>,
    /// `[permissions] net`
    pub net: Option<Vec<String>>,
    /// `[permissions] aws`
    pub aws: Option<Vec<String>>,
}

/// The variables that processes are started with, which the user's own processes need to work at all.
pub type Environment = Arc<Vec<(OsString, OsString)>>;

/// Those that a process needs to find programs, its home and its language. No other reaches one: credentials are not
/// handed on.
const VARIABLES: [&str; 17] = [
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "SHELL",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "TMPDIR",
    // Where Windows keeps the same.
    "SYSTEMROOT",
    "PATHEXT",
    "COMSPEC",
    "USERPROFILE",
    "APPDATA",
    "TEMP",
    "TMP",
];

/// Why something is not allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denied {
    /// What is missing, in a few words: `needs the permission to start processes`.
    pub why: String,
    /// What to do.
    pub help: String,
}

impl Permissions {
    /// What `granted` allows within what a project says that it needs.
    #[must_use]
    pub const fn new(granted: Granted, narrowed: Narrowed) -> Self {
        Self { granted, narrowed }
    }

    /// The environment for the process of `command`, which has at least one word, if it may be started.
    pub fn run(&self, command: &[&str]) -> Result<Environment, Denied> {
        let Some(environment) = &self.granted.run else {
            let why = "needs the permission to start processes".to_owned();
            return Err(Denied { why, help: "if you trust this file, add --allow-run".to_owned() });
        };
        let begins = |words: &String| {
            let mut given = command.iter();
            words.split_whitespace().all(|word| given.next().is_some_and(|other| *other == word))
        };
        match &self.narrowed.run {
            Some(known) if !known.iter().any(begins) => Err(undeclared(&command.join(" "), "run")),
            Some(_) | None => Ok(Arc::clone(environment)),
        }
    }

    /// Whether processes may be started at all.
    #[must_use]
    pub const fn may_run(&self) -> bool {
        self.granted.run.is_some()
    }

    /// The environment of programs that the user's own settings name, if any may be started.
    #[must_use]
    pub fn helping(&self) -> Option<Environment> {
        self.granted.run.clone()
    }

    /// Whether `host`, such as `localhost:8000`, may be reached.
    pub fn net(&self, host: &str) -> Result<(), Denied> {
        let is_there = |hosts: &[String]| hosts.iter().any(|known| is_host(known, host));
        if !is_there(&self.granted.net) {
            let why = format!("needs the permission to reach {host}");
            let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
            return Err(Denied { why, help: format!("if you trust this file, add --allow-net={name}") });
        }
        match &self.narrowed.net {
            Some(known) if !is_there(known) => Err(undeclared(host, "net")),
            Some(_) | None => Ok(()),
        }
    }

    /// Whether `service` of AWS, such as `dynamodb`, may be called.
    pub fn aws(&self, service: &str) -> Result<(), Denied> {
        let is_there = |services: &[String]| services.iter().any(|known| known == "*" || known == service);
        if !is_there(&self.granted.aws) {
            let why = format!("needs the permission to call {service} of AWS");
            return Err(Denied { why, help: format!("if you trust this file, add --allow-aws={service}") });
        }
        match &self.narrowed.aws {
            Some(known) if !is_there(known) => Err(undeclared(service, "aws")),
            Some(_) | None => Ok(()),
        }
    }
}

impl Granted {
    /// What flags grant, and beside them what `asked` (`SFN_ALLOW`) does; processes get the variables of the
    /// environment that `variable` has.
    pub fn read(
        (run, net, aws): (bool, &[String], &[String]),
        asked: &str,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, Error> {
        if !run && net.is_empty() && aws.is_empty() && asked.is_empty() {
            return Ok(Self::default());
        }
        let own = VARIABLES.into_iter().filter_map(|name| Some((name.into(), variable(name)?.into())));
        let environment: Environment = Arc::new(own.collect());
        let asked = Self::parse(asked, &environment).map_err(|word| {
            Error::usage(format!("SFN_ALLOW: `{word}` grants nothing"))
                .help("write it like SFN_ALLOW=run,net=localhost,aws=dynamodb")
        })?;
        let run = run.then_some(environment).or(asked.run);
        Ok(Self { run, net: [net, &asked.net].concat(), aws: [aws, &asked.aws].concat() })
    }

    /// Reads `run,net=localhost,aws=ssm`: what `SFN_ALLOW` grants. Processes get `environment`. An error is the word
    /// that means nothing.
    fn parse(text: &str, environment: &Environment) -> Result<Self, String> {
        let mut granted = Self::default();
        let words = text.split(|c: char| c == ',' || c.is_whitespace()).filter(|word| !word.is_empty());
        for word in words {
            match word.split_once('=').unwrap_or((word, "*")) {
                ("run", "*") => granted.run = Some(Arc::clone(environment)),
                ("net", host) if !host.is_empty() => granted.net.push(host.to_owned()),
                ("aws", service) if !service.is_empty() => granted.aws.push(service.to_owned()),
                _ => return Err(word.to_owned()),
            }
        }
        Ok(granted)
    }
}

/// A project that names what it needs does not name `what`.
fn undeclared(what: &str, key: &str) -> Denied {
    let why = format!("is not what `[permissions] {key}` of this project names: `{what}`");
    Denied { why, help: format!("add it to `{key}` below [permissions] in sfn.toml") }
}

/// Whether `known` means `host`: both with a port, or `known` without one.
fn is_host(known: &str, host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    glob::matches(known, host) || glob::matches(known, name)
}
