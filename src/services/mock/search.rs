//! `Search`: what was looked at to answer a call, and why the answer is the one it is. Only kept for one state, if
//! somebody asks (`sfn mock show`).

use std::sync::{Arc, Mutex, PoisonError};

use crate::base::value::Value;
use crate::engine::call::{Call, Step};
use crate::services::location::MockLocation;
use crate::services::refusal::{CallLabel, Refusal};

use super::entry::MockAnswer;

/// What was looked at to answer one call.
#[derive(Clone, Debug)]
pub struct Search {
    /// The call.
    pub call: CallLabel,
    /// The branches and items it was made in, outermost first.
    pub path: Vec<Step>,
    /// Its arguments.
    pub args: Value,
    /// Rules, and whole keys whose rules were not looked at; in the order in which they may answer.
    pub looked: Vec<Looked>,
    /// What answers.
    pub answer: SearchAnswer,
}

/// A rule or a key that might answer.
#[derive(Clone, Debug)]
pub struct Looked {
    /// Where it is written.
    pub origin: MockLocation,
    /// What was found.
    pub verdict: LookedVerdict,
}

/// What was found of a rule or a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookedVerdict {
    /// It takes the call.
    Taken,
    /// It does not, for this reason.
    Differs(String),
    /// A rule before it, or a key that says more precisely what is called, takes the call.
    Behind,
}

/// What answers a call.
#[derive(Clone, Debug)]
pub enum SearchAnswer {
    /// What a mock file says here.
    Written(WrittenAnswer),
    /// Something that no mock file says call by call: a folder for a bucket, a default, a handler of the template.
    Beside(String),
    /// Nothing.
    Refused(Box<Refusal>),
}

/// An answer in a mock file.
#[derive(Clone, Debug)]
pub struct WrittenAnswer {
    /// Where it is written.
    pub origin: MockLocation,
    /// The calls it is for, from 0, the last one included; for all if none are given.
    pub calls: Option<(u32, Option<u32>)>,
}

impl WrittenAnswer {
    pub(super) fn of(entry: &MockAnswer, is_listed: bool) -> Self {
        Self { origin: entry.origin.clone(), calls: is_listed.then_some((entry.first, entry.last)) }
    }
}

/// Where searches for one state are put.
#[derive(Clone, Debug)]
pub struct SearchLog {
    state: Arc<str>,
    all: Arc<Mutex<Vec<Search>>>,
}

impl SearchLog {
    /// Of the calls of the Task called `state`.
    #[must_use]
    pub fn of(state: &str) -> Self {
        Self { state: state.into(), all: Arc::default() }
    }

    /// All so far, in the order of the calls.
    #[must_use]
    pub fn searches(&self) -> Vec<Search> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn push(&self, search: Search) {
        self.all.lock().unwrap_or_else(PoisonError::into_inner).push(search);
    }
}

/// Notes taken during a search; nothing is made of them unless somebody asks.
#[derive(Debug, Default)]
pub(super) struct Notes(Option<Taken>);

#[derive(Debug, Default)]
struct Taken {
    looked: Vec<Looked>,
    answer: Option<SearchAnswer>,
}

impl Notes {
    /// Those for a call of `state`.
    pub(super) fn of(log: Option<&SearchLog>, state: &str) -> Self {
        Self(log.filter(|log| &*log.state == state).map(|_| Taken::default()))
    }

    /// Whether they are read.
    pub(super) const fn are_read(&self) -> bool {
        self.0.is_some()
    }

    /// A rule or a key was looked at.
    pub(super) fn looked(&mut self, origin: &MockLocation, verdict: impl FnOnce() -> LookedVerdict) {
        if let Some(taken) = &mut self.0 {
            taken.looked.push(Looked { origin: origin.clone(), verdict: verdict() });
        }
    }

    /// This answers.
    pub(super) fn answered(&mut self, answer: impl FnOnce() -> SearchAnswer) {
        if let Some(taken) = &mut self.0 {
            taken.answer = Some(answer());
        }
    }

    /// Puts them into `log`, with the refusal if there is no answer.
    pub(super) fn keep(
        self,
        log: Option<&SearchLog>,
        (call, label): (&Call, CallLabel),
        refused: Option<&Refusal>,
    ) {
        let (Some(taken), Some(log)) = (self.0, log) else { return };
        let refused = refused.map(|refusal| SearchAnswer::Refused(Box::new(refusal.clone())));
        let Some(answer) = refused.or(taken.answer) else { return };
        let (path, args) = (call.path.clone(), call.args.clone());
        log.push(Search { call: label, path, args, looked: taken.looked, answer });
    }
}
