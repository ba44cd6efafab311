//! Compares a history with one that AWS wrote. Timestamps and roles are left out; `<name>` in a recorded text
//! stands for any text, for the recordings replaced what changes from run to run; JSON inside texts is compared
//! as JSON. Branches run at the same time on AWS and end in any order, so a history with a Parallel state or
//! a Map of several items is compared as the tree that `previousEventId` draws, without ids.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// How `found`, a document of `--format history`, differs from the `history` of a recorded case.
pub fn histories(case: &Value, found: &Value) -> Vec<String> {
    let tidy = |events: &Value| -> Vec<Value> {
        let events = events.as_array().cloned().unwrap_or_default();
        let mut events: Vec<Value> = events.into_iter().map(without_noise).collect();
        newest_chain(&mut events);
        events
    };
    let (aws, ours) = (tidy(&case["history"]), tidy(&found["events"]));
    if case["ids"] == "erased" {
        return unordered(&aws, &ours);
    }
    if aws.iter().any(is_concurrent) {
        return trees(&aws, &ours);
    }
    let mut differing = Vec::new();
    for at in 0..aws.len().max(ours.len()) {
        match (aws.get(at), ours.get(at)) {
            (Some(aws), Some(ours)) => {
                differ(aws, ours, &format!("event {} {}", at + 1, kind(aws)), &mut differing);
            }
            (Some(aws), None) => differing.push(format!("event {} is missing: {aws}", at + 1)),
            (None, ours) => {
                differing.extend(ours.map(|ours| format!("event {} is too much: {ours}", at + 1)))
            }
        }
    }
    differing
}

/// How the result of a run differs from AWS's; only what AWS's has is compared.
pub fn results(aws: &Value, found: &Value) -> Vec<String> {
    let mut differing = Vec::new();
    for (key, value) in aws.as_object().unwrap() {
        let ours = unfolded(found.get(key).cloned().unwrap_or_default(), 0);
        differ(value, &ours, key, &mut differing);
    }
    differing
}

/// How a document differs from AWS's, which has nothing more and nothing less.
pub fn whole(aws: &Value, found: &Value) -> Vec<String> {
    let mut differing = Vec::new();
    differ(aws, &unfolded(found.clone(), 0), "response", &mut differing);
    differing
}

fn kind(event: &Value) -> &str {
    event["type"].as_str().unwrap_or_default()
}

fn id(event: &Value, key: &str) -> u64 {
    event[key].as_u64().unwrap_or_default()
}

/// JSON inside a text, as JSON.
fn unfolded(value: Value, depth: u8) -> Value {
    match value {
        Value::Object(members) => {
            members.into_iter().map(|(key, value)| (key, unfolded(value, depth))).collect()
        }
        Value::Array(items) => items.into_iter().map(|item| unfolded(item, depth)).collect(),
        Value::String(text) if depth < 4 && text.starts_with(['{', '[', '"']) => {
            match serde_json::from_str(&text) {
                Ok(inner) => unfolded(inner, depth + 1),
                Err(_) => Value::String(text),
            }
        }
        plain @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => plain,
    }
}

/// An event without its time, its role, and what AWS leaves out or not as it likes.
fn without_noise(event: Value) -> Value {
    let Value::Object(members) = event else { return event };
    let mut kept = Map::new();
    for (key, value) in members {
        let Value::Object(mut details) = value else {
            if key != "timestamp" && !value.is_null() {
                kept.insert(key, value);
            }
            continue;
        };
        details.remove("roleArn");
        details.retain(|key, value| {
            !(value.is_null() && ["stateMachineAliasArn", "stateMachineVersionArn"].contains(&key.as_str()))
        });
        if !details.is_empty() {
            kept.insert(key, unfolded(Value::Object(details), 0));
        }
    }
    Value::Object(kept)
}

/// AWS changed two rules in late 2024; recordings of both ages are compared as the newer: `EvaluationFailed`
/// follows the `Entered` event of its state, the exit of a distributed Map follows `MapRunStarted`.
fn newest_chain(events: &mut [Value]) {
    let mut entered: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    let mut runs: BTreeMap<String, u64> = BTreeMap::new();
    for event in events {
        let (own, previous, kind) = (id(event, "id"), id(event, "previousEventId"), kind(event).to_owned());
        let mut follow = None;
        if kind.ends_with("StateEntered") {
            entered.insert(event["stateEnteredEventDetails"]["name"].to_string(), (own, previous));
        } else if kind == "EvaluationFailed" {
            let state = entered.get(&event["evaluationFailedEventDetails"]["state"].to_string());
            follow = state.filter(|(own, before)| [*own, *before].contains(&previous)).map(|(own, _)| *own);
        } else if kind == "MapStateExited" && runs.values().any(|run| *run == previous) {
            follow = runs.get("MapRunStarted").copied();
        } else if kind == "MapRunStarted" || kind == "MapRunSucceeded" {
            runs.insert(kind, own);
        }
        if let Some(follow) = follow {
            event["previousEventId"] = follow.into();
        }
    }
}

/// Where a placeholder `<name>` stands in a text, from byte to byte.
fn placeholder(text: &str) -> Option<(usize, usize)> {
    let is_inside = |c: char| c.is_ascii_alphanumeric() || "_-:. ".contains(c);
    text.match_indices('<').find_map(|(at, _)| {
        let inside = &text[at + 1..];
        let length = inside.find(|c| !is_inside(c))?;
        let is_name =
            inside.starts_with(|c: char| c.is_ascii_alphabetic()) && inside[length..].starts_with('>');
        is_name.then_some((at, at + length + 2))
    })
}

/// Whether AWS's text is ours, its placeholders standing for anything.
fn is_text(aws: &str, ours: &str) -> bool {
    let Some((from, to)) = placeholder(aws) else { return aws == ours };
    let Some(ours) = ours.strip_prefix(&aws[..from]) else { return false };
    let rest = &aws[to..];
    let starts = ours.char_indices().map(|(at, _)| at).chain([ours.len()]);
    rest.is_empty() || { starts }.any(|at| is_text(rest, &ours[at..]))
}

/// Adds what differs between a recorded value and ours.
fn differ(aws: &Value, ours: &Value, path: &str, differing: &mut Vec<String>) {
    match (aws, ours) {
        (Value::String(aws), Value::String(ours)) if is_text(aws, ours) => {}
        (Value::String(text), _) if placeholder(text) == Some((0, text.len())) => {}
        (Value::Object(aws), Value::Object(ours)) => members_differ(aws, ours, path, differing),
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (at, (aws, ours)) in a.iter().zip(b).enumerate() {
                differ(aws, ours, &format!("{path}[{at}]"), differing);
            }
        }
        (Value::Number(a), Value::Number(b)) if a == b || a.as_f64() == b.as_f64() => {}
        // A number or truth value that the recording holds parsed may be a text of ours.
        (Value::Number(_) | Value::Bool(_), Value::String(text))
            if serde_json::from_str::<Value>(text).is_ok_and(|ours| ours == *aws) => {}
        _ if aws == ours => {}
        _ => differing.push(format!("{path}: AWS {aws}, ours {ours}")),
    }
}

fn members_differ(
    aws: &Map<String, Value>,
    ours: &Map<String, Value>,
    path: &str,
    differing: &mut Vec<String>,
) {
    let is_whole =
        |value: &Value| value.as_object().is_some_and(|o| o.len() == 1 && value["truncated"] == false);
    let mut rest = ours.clone();
    let (wild, named): (Vec<_>, Vec<_>) = aws.iter().partition(|(key, _)| placeholder(key).is_some());
    for (key, value) in named.into_iter().chain(wild) {
        let path = format!("{path}.{key}");
        let own =
            { rest.keys() }.find(|ours| *ours == key).or_else(|| rest.keys().find(|ours| is_text(key, ours)));
        match own.cloned().and_then(|own| rest.remove(&own)) {
            Some(ours) => differ(value, &ours, &path, differing),
            None if is_whole(value) => {}
            None => differing.push(format!("{path}: AWS has {value}")),
        }
    }
    // Recordings of 2023 have no RedriveCount.
    let is_expected = |key: &str, value: &Value| is_whole(value) || (key == "RedriveCount" && *value == 0);
    let more = rest.iter().filter(|(key, value)| !is_expected(key, value));
    differing.extend(more.map(|(key, value)| format!("{path}.{key}: AWS has none, ours {value}")));
}

/// An event without its ids.
fn body(event: &Value) -> Value {
    let mut event = event.clone();
    if let Some(members) = event.as_object_mut() {
        members.retain(|key, _| key != "id" && key != "previousEventId");
    }
    event
}

fn bodies_differ(aws: &Value, ours: &Value, path: &str) -> Vec<String> {
    let mut differing = Vec::new();
    differ(&body(aws), &body(ours), path, &mut differing);
    differing
}

/// For recordings that lost their ids: the same events, in any order.
fn unordered(aws: &[Value], ours: &[Value]) -> Vec<String> {
    let mut rest: Vec<&Value> = ours.iter().collect();
    let mut differing = Vec::new();
    for event in aws {
        match rest.iter().position(|ours| bodies_differ(event, ours, "").is_empty()) {
            Some(at) => drop(rest.remove(at)),
            None => differing.push(format!("missing: {}", body(event))),
        }
    }
    differing.extend(rest.iter().map(|ours| format!("too much: {}", body(ours))));
    differing
}

fn is_open(kind: &str) -> bool {
    matches!(kind, "MapStateStarted" | "ParallelStateStarted")
}

fn is_join(kind: &str) -> bool {
    let end = kind.strip_prefix("MapState").or_else(|| kind.strip_prefix("ParallelState"));
    end.is_some_and(|end| matches!(end, "Succeeded" | "Failed" | "Aborted"))
}

fn is_exit(kind: &str) -> bool {
    matches!(kind, "MapStateExited" | "ParallelStateExited")
}

fn is_concurrent(event: &Value) -> bool {
    let items = event["mapStateStartedEventDetails"]["length"].as_u64();
    kind(event) == "ParallelStateStarted" || items.is_some_and(|items| items > 1)
}

/// The events of a history by what each follows; what opens a state follows what lies around it.
struct Tree<'h> {
    events: BTreeMap<u64, &'h Value>,
    after: BTreeMap<u64, Vec<u64>>,
}

impl<'h> Tree<'h> {
    fn new(history: &'h [Value]) -> Self {
        let events = history.iter().map(|event| (id(event, "id"), event)).collect();
        let mut tree = Self { events, after: BTreeMap::new() };
        for event in history {
            let kind = kind(event);
            let is_retry = is_open(kind) && !tree.is_first(event);
            let aborted = kind.ends_with("Aborted") && kind != "ExecutionAborted";
            let hops = is_join(kind) || is_exit(kind) || kind == "MapIterationStarted" || is_retry || aborted;
            let before = if hops { tree.opener(event) } else { id(event, "previousEventId") };
            tree.after.entry(before).or_default().push(id(event, "id"));
        }
        tree
    }

    fn before(&self, event: &Value) -> Option<&'h Value> {
        self.events.get(&id(event, "previousEventId")).copied()
    }

    /// Whether a `Started` event is that of the first attempt: a retried Map or Parallel state starts again.
    fn is_first(&self, event: &Value) -> bool {
        self.before(event).is_some_and(|before| kind(before).ends_with("StateEntered"))
    }

    /// The `Started` event of the Map or Parallel state around `event`, or that `event` closes.
    fn opener(&self, event: &Value) -> u64 {
        let (mut depth, mut current, mut skip) = (0, self.before(event), is_exit(kind(event)));
        while let Some(event) = current {
            let kind = kind(event);
            if is_exit(kind) {
                depth += 1;
                skip = true;
            } else if is_join(kind) {
                depth += i32::from(!skip);
                skip = false;
            } else {
                skip = false;
                if is_open(kind) && depth == 0 {
                    return id(event, "id");
                }
                depth -= i32::from(is_open(kind) && self.is_first(event));
            }
            current = self.before(event);
        }
        id(event, "previousEventId")
    }

    fn kind(&self, event: u64) -> &str {
        self.events.get(&event).map_or("start", |event| kind(event))
    }

    fn after(&self, event: u64) -> &[u64] {
        self.after.get(&event).map_or(&[], Vec::as_slice)
    }

    /// Whether `event` or one that follows it is a failure.
    fn fails(&self, event: u64) -> bool {
        let kind = self.kind(event);
        let own = kind.ends_with("Failed") || kind.ends_with("TimedOut");
        own || self.after(event).iter().any(|next| self.fails(*next))
    }

    /// What may be compared of what follows the start of a state that failed: how far its other branches came
    /// is chance.
    fn certain(&self, events: &[u64]) -> Vec<u64> {
        let is_frame = |kind: &str| is_join(kind) || is_open(kind) || is_exit(kind);
        let kept = events.iter().filter(|event| is_frame(self.kind(**event)) || self.fails(**event));
        kept.copied().collect()
    }
}

fn trees(aws: &[Value], ours: &[Value]) -> Vec<String> {
    let mut match_ = Match { aws: Tree::new(aws), ours: Tree::new(ours), known: BTreeMap::new() };
    match_.after(0, 0)
}

/// Two trees and which of their events were compared already.
struct Match<'h> {
    aws: Tree<'h>,
    ours: Tree<'h>,
    known: BTreeMap<(u64, u64), Vec<String>>,
}

impl Match<'_> {
    fn events(&mut self, aws: u64, ours: u64) -> Vec<String> {
        if let Some(known) = self.known.get(&(aws, ours)) {
            return known.clone();
        }
        let path = format!("{}#{aws}", self.aws.kind(aws));
        let mut differing = bodies_differ(self.aws.events[&aws], self.ours.events[&ours], &path);
        if differing.is_empty() {
            differing = self.after(aws, ours);
        }
        self.known.insert((aws, ours), differing.clone());
        differing
    }

    /// Compares what follows two events, in whatever order.
    fn after(&mut self, aws: u64, ours: u64) -> Vec<String> {
        let (mut expected, mut rest) = (self.aws.after(aws).to_vec(), self.ours.after(ours).to_vec());
        let failed = |kind: &str| is_open(kind) || (is_join(kind) && !kind.ends_with("Succeeded"));
        if is_open(self.aws.kind(aws)) && expected.iter().any(|event| failed(self.aws.kind(*event))) {
            (expected, rest) = (self.aws.certain(&expected), self.ours.certain(&rest));
        }
        let mut differing = Vec::new();
        for event in expected {
            let like: Vec<u64> = { rest.iter() }
                .filter(|ours| self.ours.kind(**ours) == self.aws.kind(event))
                .copied()
                .collect();
            let nearest =
                like.into_iter().map(|ours| (self.events(event, ours), ours)).min_by_key(|(d, _)| d.len());
            match nearest {
                Some((found, ours)) => {
                    differing.extend(found);
                    rest.retain(|event| *event != ours);
                }
                None => differing.push(format!("missing: {}", self.aws.events[&event])),
            }
        }
        differing.extend(rest.iter().map(|event| format!("too much: {}", self.ours.events[event])));
        differing
    }
}
