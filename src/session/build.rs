//! `[project] build`: the command that makes the definitions of a project, run before they are read.
//!
//! Only the user of the command grants that, and the settings say no more than which command it is. It runs if a file
//! of the project is another one than when it ran last; without the permission that is an error, for what an older
//! build made says nothing about the project as it is now.

use std::io;
use std::process::ExitStatus;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::base::amount::span;
use crate::load::shown_path;
use crate::project::inputs::Inputs;
use crate::project::settings::Settings;
use crate::project::store::Store;
use crate::services::inbox::{Inbox, Message, Sender};
use crate::services::local::Workers;
use crate::services::local::process::{self, Ended, Errand};

/// The most lines of what a build printed that are shown.
const MOST_LINES: usize = 40;

/// The project is not built, so nothing of it is read.
#[derive(Debug)]
pub struct NotBuilt {
    /// Why, for programs.
    pub why: Why,
    /// Why, in one line.
    pub message: String,
    /// What the user can do, or what the command printed.
    pub help: String,
}

/// The kinds of reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The user does not allow it.
    NotAllowed,
    /// The command failed, or there is no such command.
    Failed,
    /// It took too long.
    Late,
    /// It was stopped.
    Stopped,
}

/// Who watches a build.
pub struct Building<'b> {
    /// The real time that it may take.
    pub limit: Option<Duration>,
    /// Is told that the command starts.
    pub starts: &'b dyn Fn(&str),
    /// Is handed what stops it.
    pub stops: &'b dyn Fn(Sender),
}

/// Builds the project if that is to be done and its files changed since.
pub fn build(settings: &Settings, building: &Building<'_>) -> Result<(), NotBuilt> {
    let Some(command) = settings.build() else { return Ok(()) };
    let store = Store::of(settings);
    let before = store.read_built().and_then(|(text, written)| Some((Inputs::parse(&text)?, written)));
    let now = Inputs::now(settings, command, before.as_ref());
    if let (Some((before, _)), Some(now)) = (&before, &now)
        && now.is_same(before)
    {
        return Ok(());
    }
    run(settings, command, building)?;
    if let Some(now) = now
        && let Some(after) = Inputs::now(settings, command, before.as_ref())
    {
        store.write_built(&now.with_new(after).text());
    }
    Ok(())
}

fn run(settings: &Settings, command: &str, building: &Building<'_>) -> Result<(), NotBuilt> {
    let failed = |message: String, help: String| NotBuilt { why: Why::Failed, message, help };
    let Some(words) = shlex::split(command).filter(|words| !words.is_empty()) else {
        let message = format!("`[project] build` is no command: {command}");
        return Err(failed(message, "a quote in it is not closed".to_owned()));
    };
    let named: Vec<&str> = words.iter().map(String::as_str).collect();
    let environment = settings.permissions().run(&named).map_err(|denied| NotBuilt {
        why: Why::NotAllowed,
        message: format!("files of the project changed, and `[project] build` {}: {command}", denied.why),
        help: format!(
            "{}; or build it yourself, and say so with --no-build",
            denied.help.replace("this file", "this project")
        ),
    })?;
    (building.starts)(command);
    let folder = settings.root().to_owned();
    let environment = environment.to_vec();
    let errand = Errand { command: words, folder, environment, input: "".into(), limit: building.limit };
    let ended = wait(errand, building.stops).map_err(|error| {
        let message = format!("cannot start `[project] build`: {command}: {error}");
        failed(message, format!("it is looked for in PATH, and run in {}", shown_path(settings.root())))
    })?;
    let late = |limit: Duration| NotBuilt {
        why: Why::Late,
        message: format!(
            "`[project] build` took more than {}: {command}",
            span(i64::try_from(limit.as_millis()).unwrap_or(i64::MAX))
        ),
        help: "allow more with --timeout".to_owned(),
    };
    match ended {
        Some(Ended { status: Some(status), .. }) if status.success() => Ok(()),
        Some(Ended { status: None, .. }) => Err(late(building.limit.unwrap_or_default())),
        Some(ended @ Ended { status: Some(status), .. }) => {
            Err(failed(format!("`[project] build` {}: {command}", way(status)), printed(&ended)))
        }
        None => Err(NotBuilt {
            why: Why::Stopped,
            message: format!("`[project] build` was stopped: {command}"),
            help: "nothing was read".to_owned(),
        }),
    }
}

/// Runs the command to its end; none if it was stopped before, which ends all that it started.
fn wait(errand: Errand, stops: &dyn Fn(Sender)) -> io::Result<Option<Ended>> {
    let (inbox, workers) = (Inbox::default(), Workers::default());
    let (sender, result) = (inbox.sender(), Arc::new(Mutex::new(None)));
    let theirs = Arc::clone(&result);
    let _working = workers.begin(move |_| async move {
        let ended = process::run(errand, Arc::new(|_| {})).await;
        *theirs.lock().unwrap_or_else(PoisonError::into_inner) = Some(ended);
        sender.stop();
    })?;
    stops(inbox.sender());
    // Whoever stops it and its own end say so alike; what it left tells them apart.
    while !matches!(inbox.wait(None), Some(Message::Stop) | None) {}
    let ended = result.lock().unwrap_or_else(PoisonError::into_inner).take();
    ended.transpose()
}

/// How a command ended that failed.
fn way(status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("ended with exit code {code}"),
        None => format!("was ended by a signal ({status})"),
    }
}

/// The end of what a command printed.
fn printed(ended: &Ended) -> String {
    let text = [&ended.output, &ended.error].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let lines: Vec<&str> =
        text.iter().flat_map(|text| text.lines()).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() {
        return "it printed nothing".to_owned();
    }
    let last = lines.iter().skip(lines.len().saturating_sub(MOST_LINES));
    last.fold("it printed:".to_owned(), |text, line| format!("{text}\n    {}", line.trim_end()))
}
