//! What a run leaves for a recording beside its records: what it began with, why it stopped before its
//! execution ended, which answers were never used.

use std::collections::BTreeSet;
use std::io;

use crate::asl::machine::{Kind, State, StateId};
use crate::asl::resource::Target;
use crate::base::amount::size;
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::document::Document;
use crate::base::pointer;
use crate::engine::{Fleet, Outcome};
use crate::load::shown;
use crate::record::{Opening, Run, Stop, StopCause, StopMessage, Unanswered};
use crate::services::location::MockLocation;
use crate::services::mock::{Unused, codes};
use crate::services::refusal::Reason;

use super::halt::{Halt, Refused};
use super::prepare::Prepared;

/// What `prepared` begins with.
#[must_use]
pub fn opening(prepared: &Prepared) -> Opening {
    let setup = &prepared.setup;
    Opening {
        machine: prepared.machine.clone(),
        definition: prepared.document.clone(),
        name: setup.machine_name.to_string(),
        mocks: prepared.mock_files.iter().map(|file| shown(file)).collect(),
        region: prepared.region.clone(),
        role: setup.role_arn.to_string(),
        start: setup.start,
        clock: prepared.speed.to_string(),
        seed: setup.seed,
        until: setup.span.until,
        warnings: prepared.warnings.clone(),
    }
}

/// What there is to say of `halt`, which stopped `run`; an error if nothing can be written any more.
pub fn stop(halt: Halt, run: &Run<'_>) -> io::Result<Stop> {
    Ok(match halt {
        Halt::Refused(refused) => {
            let cause = match refused.refusal.reason {
                Reason::NotAvailable => StopCause::Unsupported,
                Reason::Faulty => StopCause::Load,
                Reason::Unanswered | Reason::NotAllowed => StopCause::Unmocked,
            };
            let message = match &refused.refusal.at {
                Some(found) => StopMessage::Found(vec![found.as_ref().clone()]),
                None => StopMessage::Unanswered(Box::new(unanswered(&refused, run))),
            };
            Stop { cause, message }
        }
        Halt::Stuck(waiting) => stuck(&waiting, run),
        Halt::Events(most) => Stop::plain(
            StopCause::Limit,
            format!("stopped after {most} events"),
            Some("a loop may run for ever; if none does, allow more with --max-steps".to_owned()),
        ),
        Halt::Memory { most, is_shown: true, .. } => too_much_to_show(most, run.definition),
        Halt::Memory { most, state, is_shown: false } => out_of_memory(most, state, run),
        Halt::Wall(limit) => Stop::plain(
            StopCause::Limit,
            format!("stopped after {limit:?} of real time, as --timeout says"),
            None,
        ),
        Halt::Stopped => Stop::plain(StopCause::Signal, "stopped before the workflow ended".to_owned(), None),
        Halt::Output(error) => return Err(error),
    })
}

/// What is kept to be shown takes more than `most` bytes.
#[must_use]
pub fn too_much_to_show(most: usize, definition: &Document) -> Stop {
    let message = format!("what is to be shown takes more than {} of memory", size(most));
    let found = Diagnostic::error(codes::MEMORY, Place::Value(pointer::Pointer::root()), message)
        .help("show less, without -vv or --by-time, or allow more with --max-memory 2GB or [run] max_memory");
    Stop { cause: StopCause::Unsupported, message: StopMessage::Found(vec![(definition.clone(), found)]) }
}

/// The run holds more than `most` bytes, most of them in `state`.
fn out_of_memory(most: usize, state: Option<StateId>, run: &Run<'_>) -> Stop {
    let (name, place) = match state.map(|state| run.machine.state(state)) {
        Some(state) => (format!(", most of it in {}", state.name), Place::Key(state.pointer.clone())),
        None => (String::new(), Place::Value(pointer::Pointer::root())),
    };
    let message = format!("the run takes more than {} of memory{name}", size(most));
    let found = Diagnostic::error(codes::MEMORY, place, message)
        .help("allow more with --max-memory 2GB or [run] max_memory, or let fewer items run at a time");
    Stop { cause: StopCause::Unsupported, message: StopMessage::Found(vec![(run.definition.clone(), found)]) }
}

/// Nothing will ever happen any more: these tasks wait.
fn stuck(waiting: &[StateId], run: &Run<'_>) -> Stop {
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
    Stop { cause: StopCause::Unmocked, message: StopMessage::Found(found.collect()) }
}

/// Whether a heartbeat is all that limits an activity's task, which no worker takes.
fn has_idle_heartbeat(state: &State) -> bool {
    let Kind::Task(task) = &state.kind else { return false };
    matches!(task.resource.target, Target::Activity(_)) && task.heartbeat.is_some()
}

fn unanswered(refused: &Refused, run: &Run<'_>) -> Unanswered {
    let Refused { refusal, state, after, at } = refused;
    Unanswered {
        code: refusal.code,
        message: refusal.message.clone(),
        pointer: run.machine.state(*state).pointer.clone(),
        number: refusal.call.number,
        at: *at,
        after: after.map(|before| run.machine.state(before).name.to_string()),
        args: refusal.args.clone(),
        facts: refusal.facts.clone(),
        help: refusal.help.clone(),
        others: refusal.others.iter().map(ToString::to_string).collect(),
    }
}

/// The places of answers of which a warning said already that no state can use them: file and pointer.
fn warned_of(prepared: &Prepared) -> BTreeSet<(&str, &str)> {
    let warnings = prepared.warnings.iter().filter(|(_, found)| found.code == codes::NO_SUCH_STATE);
    warnings.map(|(document, found)| (&*document.source().name, found.place.pointer())).collect()
}

/// Whether what is at `origin`, or something around it, is among `warned`.
fn is_warned_of(warned: &BTreeSet<(&str, &str)>, origin: &MockLocation) -> bool {
    let (place, name) = (origin.place(), &*origin.document().source().name);
    let pointer = place.pointer();
    let above = pointer.match_indices('/').map(|(at, _)| &pointer[..at]);
    above.chain([pointer]).any(|pointer| warned.contains(&(name, pointer)))
}

/// The answers that were never used by an execution that succeeded, as far as that is to be said.
#[must_use]
pub fn unused(prepared: &Prepared, execution: &Fleet) -> Vec<(Document, Diagnostic)> {
    let severity = match prepared.world.router.mocks.on_unused() {
        Unused::Allow => return Vec::new(),
        Unused::Warn => Severity::Warning,
        Unused::Error => Severity::Error,
    };
    if !matches!(execution.outcome(), Some(Outcome::Succeeded(_))) {
        return Vec::new();
    }
    let (unused, warned) = (prepared.world.router.mocks.unused().into_iter(), warned_of(prepared));
    unused
        .filter(|origin| !is_warned_of(&warned, origin))
        .map(|origin| {
            let place = Place::Key(origin.place().pointer().into());
            let message = format!("this answer was never used: {}", origin.what());
            (
                origin.document().clone(),
                Diagnostic::error(codes::UNUSED_ANSWER, place, message).severity(severity),
            )
        })
        .collect()
}
