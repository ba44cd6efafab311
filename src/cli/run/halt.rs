//! What is said when a run stopped before its execution ended.

use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::document::Document;
use crate::engine::call::Call;
use crate::services::drive::Halt;
use crate::services::refusal::Refusal;

use super::super::error::Error;
use super::super::exit::Exit;

/// A call that was refused, with what its message needs.
pub struct Refused {
    /// Why.
    pub refusal: Refusal,
    /// The call.
    pub call: Call,
}

/// The error that tells of `halt`; `document` is the definition.
pub fn error(halt: Halt<Box<Refused>>, document: &Document, pointer: impl Fn(&Call) -> String) -> Error {
    match halt {
        Halt::Refused(refused) => {
            let exit = match &refused.refusal {
                Refusal::NotAvailable { .. } => Exit::Unsupported,
                Refusal::Broken { .. } => Exit::Load,
                Refusal::Unanswered(_) | Refusal::Exhausted { .. } => Exit::Unmocked,
            };
            let found = refused.refusal.in_answer().unwrap_or_else(|| {
                let place = Place::Key(pointer(&refused.call));
                (document.clone(), diagnostic(&refused.refusal, place))
            });
            Error::Found { exit, diagnostics: vec![found] }
        }
        Halt::Stuck => Error::Plain {
            exit: Exit::Unmocked,
            message: "SFN407: a task waits for ever: no answer will come and nothing limits its time"
                .to_owned(),
            help: Some(
                "give the state `TimeoutSeconds`, or its mock an answer instead of `hang` or `never`"
                    .to_owned(),
            ),
        },
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
        Halt::Output(error) => error.into(),
    }
}

fn diagnostic(refusal: &Refusal, place: Place) -> Diagnostic {
    let mut found = Diagnostic::error(refusal.code(), place, refusal.message()).severity(Severity::Error);
    if let Refusal::Unanswered(unanswered) = refusal {
        found = found.label(format!("called with {}", short(&unanswered.args.to_json())));
    }
    for fact in paragraphs(refusal.facts()) {
        found = found.note(fact);
    }
    found.help(refusal.help().join("\n"))
}

/// Joins lines that continue the one before.
fn paragraphs(lines: Vec<String>) -> Vec<String> {
    let mut joined: Vec<String> = Vec::new();
    for line in lines {
        match joined.last_mut() {
            Some(last) if line.starts_with("    ") => {
                last.push('\n');
                last.push_str(&line);
            }
            Some(_) | None => joined.push(line),
        }
    }
    joined
}

fn short(text: &str) -> String {
    match text.char_indices().nth(100) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
