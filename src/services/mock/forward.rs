//! A call that an answer, or a default, sends to something that really answers: what that is, and how what it says
//! becomes the answer of the Task.

use crate::asl::call_model::{Answer as Model, Strictness};
use crate::asl::resource::Resource;
use crate::base::diag::{Code, Diagnostic, Severity};
use crate::engine::call::{Call, Reply, Signal, TaskError};
use crate::engine::payload::Payload;
use crate::services::location::MockLocation;
use crate::services::refusal::{CallLabel, Reason, Refusal};

use super::cassette::Tape;
use super::destination::Destination;
use super::refusing::faulty;
use super::reply::{Frame, TaskPattern};
use super::results;

/// A call that is sent elsewhere.
#[derive(Clone, Debug)]
pub struct Forward {
    /// Who is to be asked.
    pub to: Destination,
    /// The call, and how it is answered.
    pub asked: Asked,
}

/// A call that is sent elsewhere, and how it is answered.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The key or setting that sends it, as messages show it: `` `run` ``, `` `unmatched: passthrough` ``.
    pub what: String,
    /// The call.
    pub label: CallLabel,
    /// The answer that says so; none if it is a default.
    pub origin: Option<MockLocation>,
    /// What answers, for people: the place of the answer, or the function of a template.
    pub by: Option<String>,
    /// What is worth saying in the log of the call before it begins.
    pub remarks: Vec<String>,
    /// What its answer is taken down on, if it is to be recorded.
    pub tape: Option<Tape>,
    /// How the Task goes on after its call.
    pub(super) pattern: TaskPattern,
    /// What the answer says of the Task beside where its call goes.
    pub(super) frame: Frame,
    /// The service that is called.
    pub(super) resource: Resource,
    /// How strictly results are checked.
    pub(super) strictness: Strictness,
}

impl Asked {
    /// A call that `what` sends elsewhere.
    #[must_use]
    pub fn new(call: &Call, what: String, label: CallLabel, origin: Option<MockLocation>) -> Self {
        let (pattern, resource) = (TaskPattern::of(call), call.resource.clone());
        let by = origin.as_ref().map(ToString::to_string);
        let remarks = Vec::new();
        let frame = Frame::of(pattern, 0);
        let (tape, strictness) = (None, Strictness::Present);
        Self { what, label, origin, by, remarks, tape, pattern, frame, resource, strictness }
    }

    /// The signals that come at once: that a worker took the Task, that a job was submitted.
    #[must_use]
    pub fn begin(&self) -> Reply {
        self.frame.begin()
    }

    /// Those that come at once if a function is called: it is what it returns that submits a Task with a token.
    #[must_use]
    pub fn begin_function(&self) -> Reply {
        if self.pattern == TaskPattern::Token { Vec::new() } else { self.begin() }
    }

    /// The signals that end the Task with `outcome`, after the delay that its answer asks for.
    #[must_use]
    pub fn end(&self, outcome: Result<Payload, TaskError>) -> Reply {
        let signal = match outcome {
            Ok(result) => Signal::Succeeded(result),
            Err(error) => Signal::Failed(error),
        };
        vec![(self.frame.delay(), signal)]
    }

    /// Takes down what ends the Task of `call`, if it is to be recorded and `reply` ends it.
    pub fn keep(&self, call: &Call, reply: &Reply) {
        if let Some(tape) = &self.tape {
            tape.end(call, (&self.label.state, self.label.number, self.origin.as_ref()), reply);
        }
    }

    /// The same of a reply that the token of `call` brought.
    pub fn keep_returned(&self, call: &Call, reply: &Reply) {
        if let Some(tape) = &self.tape {
            let tape = tape.clone().of_token();
            tape.end(call, (&self.label.state, self.label.number, self.origin.as_ref()), reply);
        }
    }

    /// An error if `result` is not what the API can answer.
    pub fn check(&self, result: &Payload) -> Result<(), Box<Refusal>> {
        let (Some(model), Some(origin)) = (Model::seen(&self.resource), &self.origin) else { return Ok(()) };
        if self.strictness == Strictness::None {
            return Ok(());
        }
        let wrong = model.misfits(result.value(), self.strictness).into_iter().find_map(|misfit| {
            let found = results::answered(&misfit, origin, &self.resource, result.value());
            (found.severity == Severity::Error).then_some(found)
        });
        wrong.map_or(Ok(()), |found| Err(Box::new(faulty(found, self.label.clone(), origin))))
    }

    /// The run stops for `reason`: what answers is wrong for this call, or may not be asked, as `message` and `help`
    /// say.
    #[must_use]
    pub fn refuse(&self, (code, reason): (Code, Reason), message: String, help: &str) -> Box<Refusal> {
        let place = self.origin.as_ref().map(MockLocation::place);
        let found = place.map(|place| Diagnostic::error(code, place, message.clone()).help(help));
        match (found, &self.origin) {
            (Some(found), Some(origin)) => {
                Box::new(Refusal { reason, ..faulty(found, self.label.clone(), origin) })
            }
            _ => Box::new(Refusal {
                code,
                reason,
                call: self.label.clone(),
                message,
                args: None,
                facts: vec![match &self.by {
                    Some(by) => format!("{by}, reached by {}", self.label),
                    None => format!("asked for by `defaults`, reached by {}", self.label),
                }],
                help: vec![help.to_owned()],
                others: Vec::new(),
                at: None,
            }),
        }
    }
}
