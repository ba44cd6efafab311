//! Which limit of time a call met, and where it is set. AWS reports all of them as `States.Timeout`.

use crate::asl::machine::State;
use crate::base::diag::Place;
use crate::base::pointer::Pointer;
use crate::record::visits::{Attempt, TimeLimit};
use crate::report::runs::Run;

/// A limit of time that a call met.
#[derive(Clone, Debug)]
pub struct Met {
    limit: TimeLimit,
    /// How long it is, in seconds, if that is known.
    seconds: Option<u32>,
}

impl Met {
    /// The limit that `attempt` met, if it ran out of time.
    #[must_use]
    pub fn by(attempt: &Attempt) -> Option<Self> {
        let limit = attempt.ran_out?;
        let seconds = match limit {
            TimeLimit::Task => attempt.timeout_seconds,
            TimeLimit::Heartbeat => attempt.heartbeat_seconds,
        };
        Some(Self { limit, seconds })
    }

    /// The field that sets it, if one does.
    #[must_use]
    pub fn field(&self, run: &Run<'_>, state: &State) -> Option<Pointer> {
        let names = match self.limit {
            TimeLimit::Task => ["TimeoutSeconds", "TimeoutSecondsPath"],
            TimeLimit::Heartbeat => ["HeartbeatSeconds", "HeartbeatSecondsPath"],
        };
        let mut fields = names.into_iter().map(|name| state.pointer.key(name));
        fields.find(|field| run.definition.value().pointer(field).is_some())
    }

    /// `no heartbeat within HeartbeatSeconds 100`
    #[must_use]
    pub fn words(&self, run: &Run<'_>, state: &State) -> String {
        let what = match self.limit {
            TimeLimit::Task => "task not done within",
            TimeLimit::Heartbeat => "no heartbeat within",
        };
        let field = self.field(run, state);
        let field = field.as_ref().and_then(|field| field.tokens().last());
        let seconds = self.seconds.map_or_else(String::new, |seconds| seconds.to_string());
        match field {
            Some(field) => format!("{what} {field} {seconds}").trim_end().to_owned(),
            None => format!("{what} the limit of AWS: the state sets no TimeoutSeconds"),
        }
    }

    /// Where it is set: `order.asl.json:24`.
    #[must_use]
    pub fn place(&self, run: &Run<'_>, state: &State) -> Option<String> {
        let line = run.definition.locate(&Place::Key(self.field(run, state)?)).line;
        Some(format!("{}:{line}", run.definition.source().shown))
    }
}
