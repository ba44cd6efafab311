//! What is said when a run stopped before its execution ended.

use crate::asl::machine::{Kind, State, StateId};
use crate::asl::resource::Target;
use crate::base::diag::{Diagnostic, Place};
use crate::report::ink::style::Style;
use crate::report::runs::unanswered::Unanswered;
use crate::report::runs::{Run, Stop};
use crate::services::mock::codes;
use crate::services::refusal::Reason;
use crate::session::Halt;
use crate::session::halt::Refused;

use super::super::error::Error;
use super::super::exit::Exit;

/// The error that says what `halt` was, which stopped `run`.
pub fn error(halt: Halt, run: &Run<'_>, style: &Style) -> Error {
    match halt {
        Halt::Refused(refused) => {
            let exit = match refused.refusal.reason {
                Reason::NotAvailable => Exit::Unsupported,
                Reason::Faulty => Exit::Load,
                Reason::Unanswered => Exit::Unmocked,
            };
            let found = match &refused.refusal.at {
                Some(found) => found.as_ref().clone(),
                None => (run.definition.clone(), unanswered(&refused, run).diagnostic(style)),
            };
            Error::Found { exit, diagnostics: vec![found] }
        }
        Halt::Stuck(waiting) => stuck(&waiting, run),
        Halt::Events(most) => Error::Plain {
            exit: Exit::Limit,
            message: format!("stopped after {most} events: does a loop never end?"),
            help: Some("allow more with --max-steps".to_owned()),
        },
        Halt::Wall(limit) => Error::Plain {
            exit: Exit::Limit,
            message: format!("stopped after {limit:?} of real time, as --timeout says"),
            help: None,
        },
        Halt::Stopped => Error::Plain {
            exit: Exit::Limit,
            message: "stopped before the workflow ended".to_owned(),
            help: None,
        },
        Halt::Output(error) => error.into(),
    }
}

/// Nothing will ever happen any more: these tasks wait.
fn stuck(waiting: &[StateId], run: &Run<'_>) -> Error {
    let found = waiting.iter().map(|&state| {
        let state = run.machine.state(state);
        let message =
            format!("{} waits for ever: no answer will come and nothing limits its time", state.name);
        let help = "give the state `TimeoutSeconds`, or its mock an answer instead of `hang` or `never`";
        let mut found = Diagnostic::error(codes::STUCK, Place::Key(state.pointer.clone()), message);
        if has_idle_heartbeat(state) {
            found = found
                .note("HeartbeatSeconds counts once a worker took the task")
                .note("`callback: {never: true}` is a worker that took it and fell silent");
        }
        let found = found.help(help);
        (run.definition.clone(), found)
    });
    Error::Found { exit: Exit::Unmocked, diagnostics: found.collect() }
}

/// Whether a heartbeat is all that limits an activity's task, which no worker takes.
fn has_idle_heartbeat(state: &State) -> bool {
    let Kind::Task(task) = &state.kind else { return false };
    matches!(task.resource.target, Target::Activity(_)) && task.heartbeat.is_some()
}

/// What reports say of `error`; none if their output is closed.
pub fn stop(error: &Error) -> Option<Stop<'_>> {
    match error {
        Error::Plain { message, .. } => Some(Stop { code: None, message }),
        Error::Found { diagnostics, .. } => {
            let (_, found) = diagnostics.first()?;
            Some(Stop { code: Some(found.code.as_str()), message: &found.message })
        }
        Error::Closed => None,
    }
}

fn unanswered<'r>(refused: &'r Refused, run: &Run<'r>) -> Unanswered<'r> {
    let Refused { refusal, state, after, at } = refused;
    Unanswered {
        code: refusal.code,
        message: refusal.message.clone(),
        pointer: run.machine.state(*state).pointer.clone(),
        number: refusal.call.number,
        at: *at,
        start: run.start,
        after: after.map(|before| &*run.machine.state(before).name),
        args: refusal.args.as_ref(),
        facts: refusal.facts.clone(),
        help: refusal.help.clone(),
    }
}
