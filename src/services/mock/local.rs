//! `MockConfigFile.json` of Step Functions Local, used as it is.
//!
//! What is wrong in it is only a warning: Step Functions Local reports nothing before it is reached, and
//! files that have worked for years must go on working.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::asl::call_model::Strictness;
use crate::base::diag::{Diagnostic, Place};
use crate::base::near::near;
use crate::base::value::Value;
use crate::services::location::MockLocation;

use super::body::Body;
use super::cases::TestCase;
use super::codes;
use super::entry::{self, AnswerKind, Answers, CountedPer, MockAnswer, Responder, Rule, When};
use super::layer::Layer;
use super::reader::{MockReader, Node};
use super::throw::Throw;

/// Whether this is such a file.
#[must_use]
pub fn is_local(value: &Value) -> bool {
    let has = |key| value.get(key).is_some();
    has("StateMachines") && has("MockedResponses")
        || !has("version") && (has("StateMachines") || has("MockedResponses"))
}

/// Reads its test cases, those of all machines.
pub fn read(reader: &mut MockReader) -> Vec<TestCase> {
    let document = reader.document().clone();
    let root = Node::root(document.value());
    for key in ["StateMachines", "MockedResponses"] {
        match root.get(key) {
            Some(node) => {
                reader.object(&node, &format!("`{key}`"));
            }
            None => reader.error(codes::MISSING, &root, format!("a MockConfigFile.json needs `{key}`")),
        }
    }
    let responses = root.get("MockedResponses").map_or_else(BTreeMap::new, |node| responses(reader, &node));
    let mut cases = Vec::new();
    for (machine, node) in root.get("StateMachines").iter().flat_map(Node::members) {
        for (name, node) in node.get("TestCases").iter().flat_map(Node::members) {
            let origin = MockLocation::new(&document, &node.pointer, &format!("TestCases.{name}"));
            let mut layer = Layer::default();
            for (state, node) in node.members() {
                if let Some(responder) = responder(reader, &responses, &state, &node) {
                    layer.states.insert(state, Arc::new(responder));
                }
            }
            let machine_name = Some(Arc::clone(&machine));
            cases.push(TestCase { machine_name, layer, ..TestCase::new(name, origin) });
        }
    }
    cases
}

fn responses(reader: &mut MockReader, node: &Node) -> BTreeMap<Arc<str>, Vec<MockAnswer>> {
    let all = node.members();
    all.into_iter().map(|(name, node)| (Arc::clone(&name), response(reader, &name, &node))).collect()
}

/// The answers of one mocked response, ascending.
fn response(reader: &mut MockReader, name: &str, node: &Node) -> Vec<MockAnswer> {
    let mut entries: Vec<MockAnswer> = Vec::new();
    for (at, node) in node.members() {
        let Some((first, last)) = entry::range(&at) else {
            reader.warn(
                codes::POSITIONS,
                &node,
                format!("`{at}` is not a position such as \"0\" or \"1-2\""),
            );
            continue;
        };
        let origin =
            MockLocation::new(reader.document(), &node.pointer, &format!("MockedResponses.{name} \"{at}\""));
        let act = act(reader, &node);
        entries.push(MockAnswer {
            recorded: None,
            origin,
            first,
            last,
            delay: None,
            submitted: None,
            worker: None,
            validate: Some(Strictness::None),
            fitted: OnceLock::new(),
            act,
        });
    }
    entries.sort_by_key(|entry| entry.first);
    let mut next = 0;
    for entry in &entries {
        if entry.first != next {
            let wrong = if entry.first > next { "no response" } else { "two responses" };
            let call = entry.first.min(next);
            reader.warn(codes::POSITIONS, node, format!("{name} has {wrong} for call {call}"));
        }
        next = entry.last.map_or(u32::MAX, |last| last.saturating_add(1));
    }
    entries
}

fn act(reader: &mut MockReader, node: &Node) -> AnswerKind {
    let text = |node: &Node, key: &str| node.get(key).map(|node| node.value.clone());
    match (node.get("Return"), node.get("Throw")) {
        (Some(result), None) => AnswerKind::Return(Body::Fixed(result.value.clone())),
        (None, Some(error)) => AnswerKind::Throw(Throw::fixed(text(&error, "Error"), text(&error, "Cause"))),
        (Some(_), Some(_)) | (None, None) => {
            let message = "a mocked response needs either `Return` or `Throw`";
            reader.warn(codes::KINDS, node, message);
            let place = Place::Value(node.pointer.clone());
            AnswerKind::Faulty(Box::new(Diagnostic::error(codes::KINDS, place, message)))
        }
    }
}

fn responder(
    reader: &mut MockReader,
    responses: &BTreeMap<Arc<str>, Vec<MockAnswer>>,
    state: &str,
    node: &Node,
) -> Option<Responder> {
    let Some(name) = node.value.as_str() else {
        reader.warn(codes::WRONG_VALUE, node, format!("{state} needs the name of a mocked response"));
        return None;
    };
    let Some(entries) = responses.get(name) else {
        let mut message = format!("there is no mocked response `{name}`");
        if let Some(meant) = near(name, responses.keys().map(|name| &**name)) {
            message = format!("{message}; did you mean `{meant}`?");
        }
        reader.warn(codes::MISSING, node, message);
        return None;
    };
    let origin = MockLocation::new(reader.document(), &node.pointer, &format!("{state}: {name}"));
    let rule =
        Rule { origin: origin.clone(), when: When::default(), answers: Answers::InOrder(entries.clone()) };
    Some(Responder { origin, per: CountedPer::Execution, rules: vec![rule] })
}
