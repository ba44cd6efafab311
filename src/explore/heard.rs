//! What of a run has to be the same in a run of the same machine in the other query language: which states it goes
//! through and when, what they get, call, assign and pass on, and how it ends.

use std::sync::Arc;

use crate::asl::errors::names;
use crate::asl::machine::StateId;
use crate::base::pointer::Pointer;
use crate::base::time::Time;
use crate::base::value::{Object, Value};
use crate::engine::history::{Detail, Note, Record};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Heard {
    /// A state was entered, with this input.
    Entered(StateId, Time, Value),
    /// A call was made, with these arguments, time limits in seconds.
    Called(StateId, Value, [Option<u32>; 2]),
    /// A Map starts with so many items.
    Items(StateId, usize),
    /// A state was left, with this output and these variables.
    Left(StateId, Value, Option<Object>),
    /// An attempt failed with an error of this name, and is repeated.
    Retrying(StateId, Option<Arc<str>>),
    /// A state failed with an error of this name.
    Failed(StateId, Option<Arc<str>>),
    /// The execution ended so, with this output or the name of its error.
    Ended(&'static str, Value),
}

impl Heard {
    /// The state that it is about.
    pub const fn state(&self) -> Option<StateId> {
        match self {
            Self::Entered(state, ..)
            | Self::Called(state, ..)
            | Self::Items(state, _)
            | Self::Left(state, ..)
            | Self::Retrying(state, _)
            | Self::Failed(state, _) => Some(*state),
            Self::Ended(..) => None,
        }
    }

    /// Whether `other` is the same but for the name that each language has for data that cannot be used: by that name
    /// one of them may be repeated or caught.
    pub fn fails_alike(&self, other: &Self) -> bool {
        let of_data = [names::RUNTIME, names::QUERY_EVALUATION_ERROR, names::REFERENCE_PATH_CONFLICT];
        let failed = |heard: &Self| match heard {
            Self::Failed(state, error) | Self::Retrying(state, error) => {
                error.as_deref().is_some_and(|name| of_data.contains(&name)).then_some(*state)
            }
            Self::Entered(..) | Self::Called(..) | Self::Items(..) | Self::Left(..) | Self::Ended(..) => None,
        };
        failed(self).is_some_and(|state| failed(other) == Some(state))
    }

    /// What happened, in words that follow "it".
    fn words(&self) -> String {
        let name = |name: &Option<Arc<str>>| name.as_deref().unwrap_or("an error without a name").to_owned();
        match self {
            Self::Entered(_, _, input) => format!("goes on with {}", short(input)),
            Self::Called(_, args, [None, None]) => format!("calls with {}", short(args)),
            Self::Called(_, args, limits) => format!("calls with {} and limits {limits:?}", short(args)),
            Self::Items(_, count) => format!("starts with {count} items"),
            Self::Left(_, output, None) => format!("gives {}", short(output)),
            Self::Left(_, output, Some(assigned)) => {
                format!("gives {} and assigns {}", short(output), short(&Value::from(assigned.clone())))
            }
            Self::Retrying(_, error) => format!("fails with {} and is repeated", name(error)),
            Self::Failed(_, error) => format!("fails with {}", name(error)),
            Self::Ended(status, value) => format!("ends {status} with {}", short(value)),
        }
    }
}

/// What is different between what happened in one and what happened in the other, in words.
pub fn difference(one: Option<&Heard>, other: Option<&Heard>) -> String {
    let parts = match (one, other) {
        (Some(Heard::Called(_, one, _)), Some(Heard::Called(_, other, _))) if one != other => {
            Some(("calls", apart(one, other)))
        }
        (Some(Heard::Left(_, one, _)), Some(Heard::Left(_, other, _))) if one != other => {
            Some(("gives", apart(one, other)))
        }
        (Some(Heard::Left(_, _, Some(one))), Some(Heard::Left(_, _, Some(other)))) => {
            Some(("assigns", apart(&Value::from(one.clone()), &Value::from(other.clone()))))
        }
        (_, _) => None,
    };
    let words = |heard: Option<&Heard>| heard.map_or_else(|| "waits".to_owned(), Heard::words);
    match parts {
        Some((does, (place, one, other))) => {
            let part = |part: Option<Value>| part.map_or_else(|| "nothing".to_owned(), |part| short(&part));
            let place = if place.as_str().is_empty() { String::new() } else { format!(" in {place}") };
            format!("as it was, it {does} {}{place}; converted, {}", part(one), part(other))
        }
        None => format!("as it was, it {}; converted, it {}", words(one), words(other)),
    }
}

/// The first part that is different, and what it is in each.
fn apart(one: &Value, other: &Value) -> (Pointer, Option<Value>, Option<Value>) {
    let mut place = Pointer::root();
    let (mut one, mut other) = (one, other);
    loop {
        let step = match (one, other) {
            (Value::Object(these), Value::Object(those)) => {
                let key = these.keys().chain(those.keys()).find(|key| these.get(key) != those.get(key));
                key.map(|key| (place.key(key), these.get(key), those.get(key)))
            }
            (Value::Array(these), Value::Array(those))
                if these.as_slice().len() == those.as_slice().len() =>
            {
                let (these, those) = (these.as_slice(), those.as_slice());
                let at = these.iter().zip(those).position(|(one, other)| one != other);
                at.map(|at| (place.index(at), these.get(at), those.get(at)))
            }
            (_, _) => None,
        };
        match step {
            Some((next, Some(this), Some(that))) => (place, one, other) = (next, this, that),
            Some((next, this, that)) => return (next, this.cloned(), that.cloned()),
            None => return (place, Some(one.clone()), Some(other.clone())),
        }
    }
}

fn short(value: &Value) -> String {
    let text = value.to_json();
    if text.chars().count() > 60 { text.chars().take(59).chain(['…']).collect() } else { text }
}

/// What a record means, if it has to be the same.
pub fn hear(record: &Record) -> Option<Heard> {
    let event = match record {
        Record::Note(Note::Failed { state, failure, .. }) => {
            return Some(Heard::Failed(*state, failure.error.error.clone()));
        }
        Record::Note(Note::Retrying { state, failure, .. }) => {
            return Some(Heard::Retrying(*state, failure.error.error.clone()));
        }
        Record::Note(
            Note::BranchStarted { .. }
            | Note::Context { .. }
            | Note::MapRunGoesOn { .. }
            | Note::MapRun { .. },
        ) => return None,
        Record::Event(event) => event,
    };
    let name = |error: &Option<Arc<str>>| error.as_deref().map_or(Value::Null, Value::from);
    Some(match &event.detail {
        Detail::StateEntered { state, input } => Heard::Entered(*state, event.at, input.value().clone()),
        Detail::StateExited { state, output, assigned, .. } => {
            Heard::Left(*state, output.value().clone(), assigned.clone())
        }
        Detail::StateStarted { state, length } => Heard::Items(*state, *length),
        Detail::TaskScheduled(call) => {
            let limits = [call.timeout_seconds, call.heartbeat_seconds];
            Heard::Called(call.state, call.args.value().clone(), limits)
        }
        Detail::ExecutionSucceeded { output } => Heard::Ended("SUCCEEDED", output.value().clone()),
        Detail::ExecutionFailed(error) => Heard::Ended("FAILED", name(&error.error)),
        Detail::ExecutionAborted(error) => Heard::Ended("ABORTED", name(&error.error)),
        Detail::ExecutionTimedOut => Heard::Ended("TIMED_OUT", Value::Null),
        Detail::ExecutionStarted { .. }
        | Detail::ExecutionRedriven { .. }
        | Detail::StateSucceeded { .. }
        | Detail::StateFailed { .. }
        | Detail::StateAborted { .. }
        | Detail::EvaluationFailed { .. }
        | Detail::IterationStarted { .. }
        | Detail::IterationSucceeded { .. }
        | Detail::IterationFailed { .. }
        | Detail::IterationAborted { .. }
        | Detail::MapRunStarted { .. }
        | Detail::MapRunSucceeded { .. }
        | Detail::MapRunFailed { .. }
        | Detail::MapRunAborted { .. }
        | Detail::MapRunRedriven { .. }
        | Detail::TaskStarted { .. }
        | Detail::TaskSubmitted { .. }
        | Detail::TaskSubmitFailed { .. }
        | Detail::TaskSucceeded { .. }
        | Detail::TaskFailed { .. }
        | Detail::TaskTimedOut { .. } => return None,
    })
}
