//! Finding the answer to a call, and saying what was tried when there is none.

use std::collections::hash_map::Entry as Slot;
use std::sync::Arc;

use crate::asl::machine::StateMachine;
use crate::base::near::near;
use crate::base::value::Value;
use crate::engine::call::Call;
use crate::engine::dataset::{DataCall, DataReply};
use crate::services::items::{Shelves, service};
use crate::services::refusal::{Asked, Refusal, Tried, Unanswered};
use crate::services::{Answer, Service};

use super::entry::{Answers, Entry, Per, Responder, Rule, When};
use super::file::{Exhausted, Unmatched};
use super::formula::{Broken, Formula, Sight};
use super::keys;
use super::matching::{Extent, difference, short};
use super::reply::{self, Fault};
use super::{Mocks, QUICK};

/// How many near misses a message names.
const MAX_TRIED: usize = 8;

impl Service for Mocks {
    fn answer(&mut self, call: &Call, machine: &StateMachine) -> Result<Answer, Refusal> {
        let state = Arc::clone(&machine.state(call.state).name);
        let item_number = count(self.calls.entry((call.state, call.path.clone())));
        let execution_number = count(self.calls_of_state.entry(call.state));
        let responder = self.responder(&state, call);
        let number = match responder.as_ref().map(|responder| responder.per) {
            Some(Per::Execution) => execution_number,
            Some(Per::Item) | None => item_number,
        };
        let asked = Asked { state: Arc::clone(&state), service: call.resource.short_name(), number };
        let Some(responder) = responder else {
            let tried = self.near_misses(call, machine, &asked);
            return self.unmatched(call, asked, tried);
        };
        let sight = Sight { call, state: &state, number, seed: self.seed };
        for rule in &responder.rules {
            match mismatch(rule, call, sight) {
                Ok(None) => return self.say(rule, call, asked, sight),
                Ok(Some(_)) => {}
                Err(broken) => return Err(refusal(broken.into(), asked, rule.origin.clone())),
            }
        }
        let tried = responder.rules.iter().filter_map(|rule| {
            let why = mismatch(rule, call, sight).ok()??.to_string();
            Some(Tried { origin: rule.origin.clone(), why })
        });
        let tried = tried.take(MAX_TRIED).collect();
        self.unmatched(call, asked, tried)
    }

    fn tell(&mut self, request: &DataCall, machine: &StateMachine) -> Result<DataReply, Refusal> {
        self.fetch(request, machine)
    }
}

impl Mocks {
    /// Reads or writes data; counts the items of a mock file as used.
    fn fetch(&mut self, request: &DataCall, machine: &StateMachine) -> Result<DataReply, Refusal> {
        let name = &machine.state(request.state).name;
        let items = self.layer.items.get(name).cloned();
        self.used.extend(items.iter().map(|items| items.origin.key()));
        let shelves = Shelves { items: items.as_deref(), buckets: &self.layer.buckets };
        let number = 0;
        self.stock.tell(request, &shelves).map_err(|trouble| {
            let call = Asked { state: Arc::clone(name), service: service(request), number };
            let file = self.files.last().map(|document| Arc::clone(&document.source().name));
            trouble.refusal(call, request, file)
        })
    }

    /// What stands there for a call: the state's own key before the service's, the most specific first.
    fn responder(&self, state: &str, call: &Call) -> Option<Arc<Responder>> {
        let states = &self.layer.states;
        let by_state = states.get(state).or_else(|| {
            let globs = states.iter().filter(|(key, _)| keys::is_glob(key) && keys::matches(key, state));
            globs.min_by_key(|(key, _)| keys::state_rank(key)).map(|(_, responder)| responder)
        });
        let by_service = || {
            let services = &self.layer.services;
            let names =
                if services.is_empty() { Vec::new() } else { keys::names(&call.resource, &call.args) };
            let hits = services.iter().filter(|(key, _)| names.iter().any(|name| keys::matches(key, name)));
            hits.min_by_key(|(key, _)| keys::service_rank(key)).map(|(_, responder)| responder)
        };
        by_state.or_else(by_service).cloned()
    }

    fn say(&mut self, rule: &Rule, call: &Call, asked: Asked, sight: Sight) -> Result<Answer, Refusal> {
        let exhausted = self.layer.defaults.exhausted.unwrap_or(Exhausted::Error);
        let Some(entry) = pick(&rule.answers, asked.number, exhausted) else {
            let length = end(rule.answers.entries());
            let help = match self.local {
                true => format!("add \"{}\": {{\"Return\": {{}}}} to the mocked response", asked.number),
                false => {
                    "add an answer, or set `defaults: {exhausted: last}` to repeat the last one".to_owned()
                }
            };
            return Err(Refusal::Exhausted { call: asked, origin: rule.origin.clone(), length, help });
        };
        self.used.insert(entry.origin.key());
        let delay = self.layer.defaults.delay.unwrap_or(0);
        match reply::reply(entry, call, delay, sight) {
            Ok(reply) => Ok(Answer { reply, source: Some(entry.origin.clone()) }),
            Err(fault) => Err(refusal(fault, asked, entry.origin.clone())),
        }
    }

    /// What `defaults.unmatched` says about a call that nothing is there for.
    fn unmatched(&self, call: &Call, asked: Asked, tried: Vec<Tried>) -> Result<Answer, Refusal> {
        let not_available = |word: &str| {
            let what = format!("`unmatched: {word}`");
            Err(Refusal::NotAvailable { call: asked.clone(), what, origin: None })
        };
        match self.layer.defaults.unmatched.unwrap_or(Unmatched::Error) {
            Unmatched::Empty => {
                let reply = reply::empty(call, self.layer.defaults.delay.unwrap_or(0));
                Ok(Answer { reply, source: None })
            }
            Unmatched::Model => not_available("model"),
            Unmatched::Passthrough => not_available("passthrough"),
            Unmatched::Error => {
                let mut notes = Vec::new();
                if self.local {
                    notes.push(format!("Step Functions Local would call the real {} here", asked.service));
                    if self.layer.states.is_empty() && !self.cases.is_empty() {
                        notes.push(format!("choose a test case with -t: {}", self.case_names().join(", ")));
                    }
                }
                let (file, paste) = self.paste(call, &asked.state);
                let args = call.args.clone();
                Err(Refusal::Unanswered(Box::new(Unanswered {
                    call: asked,
                    args,
                    tried,
                    notes,
                    file,
                    paste,
                })))
            }
        }
    }

    /// A file and what to add to it.
    fn paste(&self, call: &Call, state: &str) -> (Option<Arc<str>>, Vec<String>) {
        let mut names = self.files.iter().map(|document| &document.source().name);
        let file = names.rfind(|name| &***name != QUICK).cloned();
        if self.local {
            let mut paste = Vec::new();
            paste.push(format!("{}: \"NAME\" in the test case, and", Value::from(state)));
            paste.push("\"NAME\": {\"0\": {\"Return\": {}}} in MockedResponses".to_owned());
            return (file, paste);
        }
        let mut paste = Vec::new();
        if file.is_none() {
            paste.push("version: 1".to_owned());
        }
        let sample = keys::sample(&call.resource);
        paste.extend(["mocks:".to_owned(), "  states:".to_owned()]);
        paste.push(format!("    {}: {sample}", keys::yaml_key(state)));
        (file, paste)
    }

    /// Keys that look as if they were meant for this call.
    fn near_misses(&self, call: &Call, machine: &StateMachine, asked: &Asked) -> Vec<Tried> {
        let mut tried = Vec::new();
        let unknown = self.layer.states.keys().map(|key| &**key).filter(|key| machine.find(key).is_none());
        if let Some(responder) = near(&asked.state, unknown).and_then(|key| self.layer.states.get(key)) {
            let why = format!("the state is called \"{}\"", asked.state);
            tried.push(Tried { origin: responder.origin.clone(), why });
        }
        let names = keys::names(&call.resource, &call.args);
        let own = names.iter().rfind(|name| !name.starts_with("arn:"));
        let family = |name: &str| name.split(':').next().unwrap_or_default().to_owned();
        for (key, responder) in &self.layer.services {
            if family(key) == family(&asked.service) && tried.len() < MAX_TRIED {
                let why = format!("the call is {}", own.unwrap_or(&asked.service));
                tried.push(Tried { origin: responder.origin.clone(), why });
            }
        }
        tried
    }
}

/// Counts one more; returns how many there were before.
fn count<K>(slot: Slot<K, u32>) -> u32 {
    let counter = slot.or_insert(0);
    let before = *counter;
    *counter = counter.saturating_add(1);
    before
}

/// The answer for call `number`.
fn pick(answers: &Answers, number: u32, exhausted: Exhausted) -> Option<&Entry> {
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
fn end(entries: &[Entry]) -> u32 {
    entries.last().map_or(0, |entry| entry.last.map_or(u32::MAX, |last| last.saturating_add(1)))
}

/// Why a rule is not for a call, in words when somebody asks.
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
            Self::Expression(formula, None) => write!(f, "{} gives nothing (undefined)", formula.source()),
        }
    }
}

/// Why a rule is not for a call; `None` if it is. The index comes first: it is what long lists of rules
/// differ in.
fn mismatch<'a>(rule: &'a Rule, call: &Call, sight: Sight) -> Result<Option<Mismatch<'a>>, Broken> {
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
    match expression.value(sight)? {
        Some(Value::Bool(true)) => Ok(None),
        value @ (Some(Value::Bool(false)) | None) => Ok(Some(Mismatch::Expression(expression, value))),
        Some(other) => Err(expression.not_boolean(&other)),
    }
}

fn refusal(fault: Fault, call: Asked, origin: crate::services::refusal::Origin) -> Refusal {
    match fault {
        Fault::NotAvailable(what) => Refusal::NotAvailable { call, what, origin: Some(origin) },
        Fault::Unfit(diagnostic) => Refusal::Broken { call, origin, diagnostic },
    }
}
