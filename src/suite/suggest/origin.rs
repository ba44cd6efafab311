//! Where the data that a state sees comes from: the input of the test, or the answer to a call before it. What a
//! state is to see is changed there.

use std::collections::BTreeMap;

use crate::asl::machine::{Kind, StateId};
use crate::base::value::Value;

use super::base::{Draft, Material, SURROUNDINGS, answer_with};
use super::route::{self, Part, Route};
use super::solve::{Place, Plan, Wish};
use super::trial::Seen;

/// How many places a value may come from that are tried.
const FEW: usize = 4;

/// A place in what is written of a test.
#[derive(Clone, Debug, PartialEq)]
enum Source {
    /// Its input.
    Input(Route),
    /// What a call of this state returned.
    Result(StateId, Route),
}

/// Tests of the whole machine in which the state `id` sees what `plan` asks for.
pub fn drafts(material: &Material<'_>, id: StateId, plan: &Plan) -> Vec<Draft> {
    let Some(seen) = material.base.log.seen.get(&id) else { return Vec::new() };
    let sources: Vec<Vec<Source>> = plan.iter().map(|wish| sources(material, id, seen, wish)).collect();
    let most = sources.iter().map(Vec::len).max().unwrap_or(0);
    let mut drafts = Vec::new();
    for at in 0..most.min(FEW) {
        let chosen: Option<Vec<&Source>> =
            sources.iter().map(|known| known.get(at).or_else(|| known.last())).collect();
        let Some(chosen) = chosen else { continue };
        drafts.extend(changed(material, plan, &chosen));
    }
    drafts
}

/// Where what `wish` is about may come from, the likely places first.
fn sources(material: &Material<'_>, id: StateId, seen: &Seen, wish: &Wish) -> Vec<Source> {
    let base = material.base;
    let whole = match &wish.place {
        Place::Start => return vec![Source::Input(wish.route.clone())],
        Place::Input => Some(&seen.input),
        Place::Variable(name) => seen.variables.get(name),
    };
    let Some(whole) = whole else { return Vec::new() };
    let mut found = Vec::new();
    let mut add = |source: Source| {
        if !found.contains(&source) {
            found.push(source);
        }
    };
    let now = route::get(whole, &wish.route);
    if now.is_some() && route::get(&base.input, &wish.route) == now {
        add(Source::Input(wish.route.clone()));
    }
    let before: Vec<StateId> = base.log.order.iter().copied().take_while(|other| *other != id).collect();
    let results: Vec<(StateId, &Value)> = before
        .iter()
        .rev()
        .filter_map(|other| Some((*other, base.log.seen.get(other)?.result.as_ref()?)))
        .collect();
    // What is around the value tells more than the value itself; the nearest first.
    for end in (0..=wish.route.len()).rev() {
        let (above, below) = wish.route.split_at(end);
        let Some(part) = route::get(whole, above).filter(|part| end == wish.route.len() || is_telling(part))
        else {
            continue;
        };
        let last = above.last().filter(|_| !is_telling(part));
        let extended = |route: Route| -> Route { route.into_iter().chain(below.iter().cloned()).collect() };
        for (state, result) in &results {
            route::find(result, part, last)
                .into_iter()
                .for_each(|route| add(Source::Result(*state, extended(route))));
        }
        for route in route::find(&base.input, part, last) {
            add(Source::Input(extended(route)));
        }
    }
    if now.is_none() {
        add(Source::Input(wish.route.clone()));
    }
    found
}

/// Whether a value is found again for what it is, not by chance.
fn is_telling(value: &Value) -> bool {
    match value {
        Value::Object(members) => !members.is_empty(),
        Value::Array(items) => !items.as_slice().is_empty(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// The base with the values of `plan` at the places `chosen`: once with the changed answers always, once at the first
/// call only, as a loop needs it.
fn changed(material: &Material<'_>, plan: &Plan, chosen: &[&Source]) -> Vec<Draft> {
    let base = material.base;
    let mut input = base.input.clone();
    let mut results: BTreeMap<StateId, Value> = BTreeMap::new();
    for (wish, source) in plan.iter().zip(chosen) {
        match source {
            Source::Input(route) => match route::with(&input, route, wish.value.as_ref()) {
                Some(changed) => input = changed,
                None => return Vec::new(),
            },
            Source::Result(state, route) => {
                let known = base.log.seen.get(state).and_then(|seen| seen.result.clone());
                let known = results.get(state).cloned().or(known).unwrap_or_default();
                match route::with(&known, route, wish.value.as_ref()) {
                    Some(changed) => _ = results.insert(*state, changed),
                    None => return Vec::new(),
                }
            }
        }
    }
    let mut always = if input == base.input { base.draft() } else { base.draft().input(&input) };
    let mut once = always.clone();
    for (id, result) in &results {
        let state = material.machine.state(*id);
        let answer = answer_with(state, result);
        always = always.answer(state, &answer);
        let again = base.answer(material.head, material.machine, *id);
        if let Some(again) = again.filter(|_| matches!(state.kind, Kind::Task(_))) {
            let at = |answer: &Value, calls: &str| {
                let mut members = answer.as_object().cloned().unwrap_or_default();
                members.insert("at", Value::from(calls));
                Value::from(members)
            };
            once = once.answer(state, &Value::from(vec![at(&answer, "0"), at(&again, "1+")]));
        }
    }
    if results.is_empty() { vec![always] } else { vec![always, once] }
}

/// Tests that begin with the state, and one of it alone, which see what `plan` asks for; none if that cannot be given
/// to it.
pub fn part(material: &Material<'_>, id: StateId, seen: &Seen, plan: &Plan) -> Option<[Draft; 2]> {
    let state = material.machine.state(id);
    let (mut input, mut variables) = (seen.input.clone(), Value::from(seen.variables.clone()));
    for Wish { place, route, value } in plan {
        match place {
            Place::Input => input = route::with(&input, route, value.as_ref())?,
            Place::Variable(name) => {
                let route: Route =
                    std::iter::once(Part::Key(name.clone())).chain(route.iter().cloned()).collect();
                variables = route::with(&variables, &route, value.as_ref())?;
            }
            Place::Start => return None,
        }
    }
    let mut rest = material.base.draft().input(&input);
    rest.put(&["from"], &Value::from(&*state.name));
    let shared = rest.test.iter().filter(|(key, _)| SURROUNDINGS.contains(&&**key));
    let mut alone = Draft { test: shared.cloned().collect(), alone: Some(id) };
    alone.put(&["state"], &Value::from(&*state.name));
    alone.put(&["input"], &input);
    if variables.as_object().is_some_and(|variables| !variables.is_empty()) {
        rest.put(&["variables"], &variables);
        alone.put(&["variables"], &variables);
    }
    Some([rest, alone])
}
