//! Finding the answer to a call.

use std::sync::Arc;

use crate::asl::machine::StateMachine;
use crate::asl::resource::Resource;
use crate::base::glob;
use crate::base::value::Value;
use crate::engine::call::{Call, Signal};
use crate::engine::dataset::{DataCall, DataReply, DataRequest};
use crate::services::refusal::{CallLabel, Refusal};
use crate::services::s3::source::Sources;
use crate::services::{Answer, DataStore};

use super::Mocks;
use super::destination::{Destination, Passthrough};
use super::entry::{Answers, CountedPer, MockAnswer, Responder, Rule, When};
use super::execution::{self, ExecutionCall};
use super::formula::{CallScope, EvalError, Formula};
use super::forward::{Asked, Forward};
use super::keys;
use super::layer::{Exhausted, Unmatched};
use super::matching::{Extent, difference, short};
use super::refusing::{MAX_TRIED, Tried, bad_data, faulty};
use super::reply::{self, Frame, Reaction};
use super::search::{LookedVerdict, Notes, SearchAnswer, WrittenAnswer};

/// What a mock file has for a call.
#[derive(Clone, Debug)]
pub enum Found {
    /// An answer.
    Answer(Answer),
    /// Something else that is to be asked.
    Elsewhere(Box<Forward>),
    /// Another execution of the run.
    Execution(Box<ExecutionCall>),
}

impl Mocks {
    /// Whether something is written down for calls such as this one.
    #[must_use]
    pub fn has_answers(&self, call: &Call, machine: &StateMachine) -> bool {
        self.responder(&machine.state(call.state).name, call).is_some()
    }

    /// Whether something is written down for the calls of the state of this name, whatever they say.
    #[must_use]
    pub fn has_answers_of(&self, state: &str, resource: &Resource) -> bool {
        let names = || keys::names(resource, &Value::Null);
        self.layer.states.keys().any(|key| &**key == state || keys::is_glob(key) && glob::matches(key, state))
            || self.layer.services.iter().any(|(key, _)| names().iter().any(|name| glob::matches(key, name)))
    }

    /// Counts a call that was answered before.
    pub fn count(&mut self, call: &Call) {
        self.counters.count(call);
    }

    /// Finds the answer to `call`, made by a task of `machine`, and counts the call.
    pub fn find(&mut self, call: &Call, machine: &StateMachine) -> Result<Found, Box<Refusal>> {
        let state = Arc::clone(&machine.state(call.state).name);
        let mut notes = Notes::of(self.log.as_ref(), &state);
        let counted = self.counters.count(call);
        let responder = self.responder(&state, call);
        let number = match responder.as_ref().map(|responder| responder.per) {
            Some(CountedPer::Execution) => counted.in_execution,
            Some(CountedPer::Item) | None => counted.in_item,
        };
        let label = CallLabel { state: Arc::clone(&state), service: call.resource.short_name(), number };
        let found = match responder {
            Some(responder) => self.by_rules(&responder, (call, machine), label.clone(), &mut notes),
            None => self.by_no_key((call, machine), label.clone(), &mut notes),
        };
        if notes.are_read() {
            notes.keep(self.log.as_ref(), (call, label), found.as_ref().err().map(|refusal| &**refusal));
        }
        found
    }

    /// What answers a call that no key is for.
    fn by_no_key(
        &mut self,
        (call, machine): (&Call, &StateMachine),
        label: CallLabel,
        notes: &mut Notes,
    ) -> Result<Found, Box<Refusal>> {
        if let Some(answer) = self.in_bucket(call, &label) {
            notes.answered(|| {
                let by = answer.as_ref().ok().and_then(|answer| answer.by.clone());
                SearchAnswer::Beside(by.unwrap_or_default())
            });
            return answer.map(Found::Answer);
        }
        let tried = self.near_misses(call, machine, &label);
        for near in &tried {
            notes.looked(&near.origin, || LookedVerdict::Differs(near.why.clone()));
        }
        self.unmatched((call, machine), label, &tried, notes)
    }

    /// What the first of the responder's rules says that takes the call.
    fn by_rules(
        &mut self,
        responder: &Responder,
        (call, machine): (&Call, &StateMachine),
        label: CallLabel,
        notes: &mut Notes,
    ) -> Result<Found, Box<Refusal>> {
        let interrupt = &self.bounds.interrupt.clone();
        let state = &Arc::clone(&label.state);
        let scope = CallScope { call, state, number: label.number, seed: self.seed, interrupt };
        for (at, rule) in responder.rules.iter().enumerate() {
            match mismatch(rule, call, scope) {
                Ok(None) => {
                    self.note_taken(&responder.rules, at, (state, call), notes);
                    return self.give(rule, call, label, (scope, notes));
                }
                Ok(Some(why)) => {
                    notes.looked(&rule.origin, || LookedVerdict::Differs(why.to_string()));
                }
                Err(broken) => return Err(Box::new(faulty(*broken, label, &rule.origin))),
            }
        }
        self.note_behind((state, call), notes);
        let tried = responder.rules.iter().filter_map(|rule| {
            let why = mismatch(rule, call, scope).ok()??.to_string();
            Some(Tried { origin: rule.origin.clone(), why })
        });
        let tried: Vec<Tried> = tried.take(MAX_TRIED).collect();
        self.unmatched((call, machine), label, &tried, notes)
    }

    /// The rule at `at` takes the call: those behind it are not looked at.
    fn note_taken(&self, rules: &[Rule], at: usize, (state, call): (&str, &Call), notes: &mut Notes) {
        if notes.are_read() {
            notes.looked(&rules[at].origin, || LookedVerdict::Taken);
            rules[at + 1..].iter().for_each(|rule| notes.looked(&rule.origin, || LookedVerdict::Behind));
            self.note_behind((state, call), notes);
        }
    }

    /// The keys behind the one whose rules are asked are not looked at.
    fn note_behind(&self, (state, call): (&str, &Call), notes: &mut Notes) {
        if notes.are_read() {
            for responder in self.responders(state, call).into_iter().skip(1) {
                notes.looked(&responder.origin, || LookedVerdict::Behind);
            }
        }
    }
}

impl Mocks {
    /// What a call of S3 gets from the folder of its bucket; none if it is no such call or there is no folder.
    fn in_bucket(&mut self, call: &Call, label: &CallLabel) -> Option<Result<Answer, Box<Refusal>>> {
        let buckets = &self.layer.buckets;
        let sources = Sources { items: None, buckets, results: None, bounds: &self.bounds };
        let answer = self.datasets.answer(call, &sources)?;
        Some(answer.map_err(|error| Box::new(bad_data(error, label.clone()))).map(|(outcome, folder)| {
            let signal = outcome.map_or_else(Signal::Failed, |result| Signal::Succeeded(result.into()));
            let delay = self.layer.defaults.delay.unwrap_or(0);
            Answer { reply: vec![(delay, signal)], by: Some(folder.to_string()) }
        }))
    }
}

impl DataStore for Mocks {
    /// Reads or writes data; counts the items of a mock file as used.
    fn supply(&mut self, request: &DataCall, machine: &StateMachine) -> Result<DataReply, Box<Refusal>> {
        let name = &machine.state(request.state).name;
        let items = self.layer.items.get(name).cloned();
        if let Some(items) = &items {
            self.note_use(&items.origin);
        }
        let (items, buckets) = (items.as_deref(), &self.layer.buckets);
        let sources = Sources { items, buckets, results: self.results.as_deref(), bounds: &self.bounds };
        self.datasets.supply(request, &sources).map_err(|error| {
            let label = CallLabel { state: Arc::clone(name), service: service(request), number: 0 };
            Box::new(self.no_data(error, label, request, machine))
        })
    }
}

/// What a request for data calls, in a few words: `s3:getObject`.
fn service(request: &DataCall) -> String {
    match &request.request {
        DataRequest::Read { dataset, .. } => {
            dataset.resource.rsplit(":::").next().unwrap_or(&dataset.resource).to_owned()
        }
        DataRequest::Write(_) => "s3:putObject".to_owned(),
    }
}

impl Mocks {
    /// What answers a call: the state's own key before the service's, the most specific first.
    fn responder(&self, state: &str, call: &Call) -> Option<Arc<Responder>> {
        match self.layer.states.get(state) {
            Some(named) => Some(Arc::clone(named)),
            None => self.responders(state, call).into_iter().next().cloned(),
        }
    }

    /// All keys that are for a call, the one that answers it first.
    fn responders(&self, state: &str, call: &Call) -> Vec<&Arc<Responder>> {
        let is_of_state = |key: &str| key == state || keys::is_glob(key) && glob::matches(key, state);
        let states = self.layer.states.iter().filter(|(key, _)| is_of_state(key));
        let mut states: Vec<_> = states.map(|(key, responder)| (keys::state_rank(key), responder)).collect();
        let services = &self.layer.services;
        let names = if services.is_empty() { Vec::new() } else { keys::names(&call.resource, &call.args) };
        let services = services.iter().filter(|(key, _)| names.iter().any(|name| glob::matches(key, name)));
        let mut services: Vec<_> =
            services.map(|(key, responder)| (keys::service_rank(key), responder)).collect();
        // Of two that are as specific, the one that is written first.
        states.sort_by_key(|(rank, _)| *rank);
        services.sort_by_key(|(rank, _)| *rank);
        states.into_iter().chain(services).map(|(_, responder)| responder).collect()
    }

    /// The answer of `rule` for this call.
    fn give(
        &mut self,
        rule: &Rule,
        call: &Call,
        label: CallLabel,
        (scope, notes): (CallScope, &mut Notes),
    ) -> Result<Found, Box<Refusal>> {
        let exhausted = self.layer.defaults.exhausted.unwrap_or(Exhausted::Error);
        let Some(entry) = pick(&rule.answers, label.number, exhausted) else {
            if let Some(from) = self.beyond(&rule.answers) {
                return self.recording(from.clone(), call, label, (&rule.origin, true)).map(Found::Elsewhere);
            }
            let refusal = self.exhausted(label, &rule.origin, end(rule.answers.entries()));
            return Err(Box::new(refusal));
        };
        let origin = entry.origin.clone();
        self.note_use(&origin);
        let is_listed = matches!(rule.answers, Answers::InOrder(_));
        notes.answered(|| SearchAnswer::Written(WrittenAnswer::of(entry, is_listed)));
        if let Some(from) = entry.recorded.as_ref().filter(|from| self.is_anew(from)) {
            return self.recording(from.clone(), call, label, (&origin, false)).map(Found::Elsewhere);
        }
        match reply::reply(entry, call, &self.layer.defaults, scope) {
            Ok(Reaction::Reply(reply)) => {
                Ok(Found::Answer(Answer { reply, by: Some(entry.origin.to_string()) }))
            }
            Ok(Reaction::Elsewhere(to, key, frame)) => {
                if let Destination::Machine(file) = &*to {
                    let wanted = execution::executed(entry, file, call, label)?;
                    return Ok(Found::Execution(Box::new(wanted)));
                }
                let mut asked = Asked::new(call, format!("`{key}`"), label, Some(entry.origin.clone()));
                asked.frame = frame;
                asked.strictness =
                    entry.validate.or(self.layer.defaults.validate).unwrap_or(asked.strictness);
                let to = self.connected(*to, call);
                self.taped(&to, &mut asked, false)?;
                Ok(Found::Elsewhere(Box::new(Forward { to, asked })))
            }
            Err(unfit) => Err(Box::new(faulty(*unfit, label, &entry.origin))),
        }
    }

    /// The same destination with what stands for the connection that an HTTP Task names.
    pub(super) fn connected(&self, mut to: Destination, call: &Call) -> Destination {
        if let Destination::Aws(passthrough) = &mut to {
            let arn = ["InvocationConfig", "Authentication"]
                .iter()
                .find_map(|key| call.args.get(key)?.get("ConnectionArn")?.as_str());
            passthrough.connection = arn.and_then(|arn| self.layer.connection(arn));
        }
        to
    }

    /// What `defaults.unmatched` says about a call that nothing is there for.
    fn unmatched(
        &self,
        (call, machine): (&Call, &StateMachine),
        label: CallLabel,
        tried: &[Tried],
        notes: &mut Notes,
    ) -> Result<Found, Box<Refusal>> {
        let mut beside = |by: &str| notes.answered(|| SearchAnswer::Beside(by.to_owned()));
        if let Some(to) = self.context.cassette.as_ref().and_then(|cassette| cassette.unmatched.clone()) {
            return self.passed_on(to, call, label);
        }
        Err(Box::new(match self.layer.defaults.unmatched.unwrap_or(Unmatched::Error) {
            Unmatched::Empty => {
                beside("`defaults: {unmatched: empty}`");
                let reply = reply::empty(call, self.layer.defaults.delay.unwrap_or(0));
                return Ok(Found::Answer(Answer { reply, by: None }));
            }
            Unmatched::Model => {
                beside("`defaults: {unmatched: model}`");
                let reply = reply::of_model(call, self.layer.defaults.delay.unwrap_or(0));
                return Ok(Found::Answer(Answer { reply, by: Some("unmatched: model".to_owned()) }));
            }
            Unmatched::Passthrough => {
                beside("`defaults: {unmatched: passthrough}`");
                return self.passed_on(Passthrough::default(), call, label);
            }
            Unmatched::Error => match self.by_function(call, &label) {
                Some(forward) => {
                    beside(forward.asked.by.as_deref().unwrap_or_default());
                    return Ok(Found::Elsewhere(Box::new(forward)));
                }
                None => match self.by_execution(call, machine, &label, tried) {
                    Some(wanted) => {
                        beside("an execution of the run");
                        return Ok(Found::Execution(Box::new(wanted)));
                    }
                    None => self.unanswered(call, machine, label, tried),
                },
            },
        }))
    }

    /// Sends a call that nothing is there for to the service itself.
    fn passed_on(&self, to: Passthrough, call: &Call, label: CallLabel) -> Result<Found, Box<Refusal>> {
        let mut asked = Asked::new(call, "`unmatched: passthrough`".to_owned(), label, None);
        let to = self.connected(Destination::Aws(to), call);
        self.taped(&to, &mut asked, false)?;
        Ok(Found::Elsewhere(Box::new(Forward { to, asked })))
    }

    /// The function of the template that `call` calls, if it may be run.
    fn by_function(&self, call: &Call, label: &CallLabel) -> Option<Forward> {
        let functions = &self.context.functions;
        let declared = functions.may_run().then(|| functions.of(call)).flatten()?;
        let function = declared.function.ok()?;
        let mut asked = Asked::new(call, format!("`{}`", declared.id), label.clone(), None);
        asked.frame = Frame::of(asked.pattern, self.layer.defaults.delay.unwrap_or(0));
        asked.by = Some(format!("{} {}", crate::load::shown(&declared.file), declared.id));
        asked.remarks = declared.remarks;
        Some(Forward { to: Destination::Function(Box::new(function)), asked })
    }
}

/// The answer for call `number`.
fn pick(answers: &Answers, number: u32, exhausted: Exhausted) -> Option<&MockAnswer> {
    let entries = match answers {
        Answers::Always(entry) => return Some(entry),
        Answers::InOrder(entries) => entries,
    };
    let at = |number: u32| {
        entries.iter().find(|entry| entry.first <= number && entry.last.is_none_or(|last| number <= last))
    };
    at(number).or_else(|| match exhausted {
        Exhausted::Error => None,
        Exhausted::Last => entries.iter().rev().find(|entry| entry.first <= number),
        Exhausted::Cycle => at(number.checked_rem(end(entries))?),
    })
}

/// How many calls there are answers for.
fn end(entries: &[MockAnswer]) -> u32 {
    entries.last().map_or(0, |entry| entry.last.map_or(u32::MAX, |last| last.saturating_add(1)))
}

/// Why a rule is not for a call; the words are made only if they are shown.
enum Mismatch<'a> {
    Differs(String),
    NoMap(&'static str),
    Index(usize, u64),
    Expression(&'a Formula, Option<Value>),
}

impl std::fmt::Display for Mismatch<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Differs(why) => f.write_str(why),
            Self::NoMap(name) => write!(f, "there is no {name}: the state is in no Map"),
            Self::Index(actual, wanted) => write!(f, "index is {actual}, rule wants {wanted}"),
            Self::Expression(formula, Some(value)) => write!(f, "{} is {}", formula.source(), short(value)),
            Self::Expression(formula, None) => write!(f, "{} returned nothing (undefined)", formula.source()),
        }
    }
}

/// Why a rule is not for a call; `None` if it is. The index comes first: it is what long lists of rules
/// differ in.
fn mismatch<'a>(rule: &'a Rule, call: &Call, scope: CallScope) -> Result<Option<Mismatch<'a>>, EvalError> {
    let When { args, input, item, context, index, extent, expression } = &rule.when;
    match (index, call.item_index()) {
        (Some(_), None) => return Ok(Some(Mismatch::NoMap("index"))),
        (Some(wanted), Some(actual)) if actual as u64 != *wanted => {
            return Ok(Some(Mismatch::Index(actual, *wanted)));
        }
        (None | Some(_), _) => {}
    }
    let extent = extent.unwrap_or(Extent::Subset);
    let values = [
        ("args", args, Some(&call.args)),
        ("input", input, Some(&call.input)),
        ("item", item, call.item.as_ref()),
        ("context", context, Some(&call.context)),
    ];
    for (name, wanted, actual) in values {
        match (wanted, actual) {
            (None, _) => {}
            (Some(_), None) => return Ok(Some(Mismatch::NoMap(name))),
            (Some(wanted), Some(actual)) => {
                if let Some(why) = difference(name, actual, wanted, extent) {
                    return Ok(Some(Mismatch::Differs(why)));
                }
            }
        }
    }
    let Some(expression) = expression else { return Ok(None) };
    match expression.value(scope)? {
        Some(Value::Bool(true)) => Ok(None),
        value @ (Some(Value::Bool(false)) | None) => Ok(Some(Mismatch::Expression(expression, value))),
        Some(other) => Err(expression.not_boolean(&other)),
    }
}
