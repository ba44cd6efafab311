//! Answers given by hand, and who would answer otherwise.

use std::sync::Arc;

use crate::asl::machine::StateMachine;
use crate::base::source::Source;
use crate::engine::call::Call;
use crate::engine::{Next, StrandView};
use crate::services::Answer;
use crate::services::mock::{Found, MockFile, Mocks, quick};
use crate::services::refusal::Refusal;
use crate::session::lead::{Led, Point};

/// Who would answer `call`, as far as that is written down; else why nobody does.
pub fn preview(call: &Call, run: &Led<'_>, before: Option<&Point>) -> Result<Option<String>, String> {
    let Some(mut mocks) = before.and_then(Point::mocks).cloned() else { return Ok(None) };
    match mocks.find(call, run.fleet.machine()) {
        Ok(Found::Answer(answer)) => Ok(answer.by),
        Ok(Found::Elsewhere(_) | Found::Execution(_)) => Ok(None),
        Err(refusal) => Err(words(&refusal)),
    }
}

/// The call that the strand's state would make, found out by a clone of the run.
pub fn sample(run: &Led<'_>, strand: &StrandView) -> Option<Call> {
    let mut fleet = run.fleet.clone();
    for _ in 0..64 {
        match fleet.step(run.now()) {
            Next::Invoke(calls) => {
                return calls.into_iter().find(|call| call.state == strand.state && call.path == strand.path);
            }
            Next::Busy => {}
            Next::Done | Next::Data(_) | Next::WaitUntil(_) | Next::WaitForSignal => return None,
        }
    }
    None
}

/// What `text` means as an answer to `call`, as `--mock` has it.
pub fn answer_of(name: &str, text: &str, call: &Call, machine: &StateMachine) -> Result<Answer, String> {
    let source: Source = quick(name, text).map_err(|wrong| format!("{}; {}", wrong.message, wrong.help))?;
    let mut nothing = |path: &str, _: &_| Err(std::io::Error::other(format!("`{path}` is not read here")));
    let file = MockFile::read(&[source], &mut nothing)
        .map_err(|found| found.first().map_or_else(String::new, |(_, found)| found.message.clone()))?;
    let layer = file.layer(None);
    let mut mocks = Mocks::new(Arc::new(file), layer, 1);
    match mocks.find(call, machine) {
        Ok(Found::Answer(mut answer)) => {
            answer.by = Some("answer given by hand".to_owned());
            Ok(answer)
        }
        Ok(Found::Elsewhere(_) | Found::Execution(_)) => {
            Err("only an answer that can be given at once: JSON, throw:ERROR, payload:JSON, response:STATUS, hang".to_owned())
        }
        Err(refusal) => Err(words(&refusal)),
    }
}

/// A refusal in one line.
fn words(refusal: &Refusal) -> String {
    format!("{}: {}", refusal.call, refusal.message)
}
