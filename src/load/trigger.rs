//! `Trigger`: what starts a machine from outside, as a template declares it. One model for SAM, CloudFormation, CDK,
//! Serverless and Terraform: the properties are CloudFormation's, each part with the place it was written at.
//!
//! Nothing is checked here: what a pattern or an expression means is for `events` to say.

use std::ops::Range;

use super::node::{Body, Member, Node};
use super::traced::Traced;
use crate::base::document::{Document, Read};
use crate::base::source::{Format, Source};
use crate::base::value::Value;

/// What kind of thing starts a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TriggerKind {
    /// A rule of EventBridge, with a pattern or a schedule: `EventPattern`, `ScheduleExpression`, `EventBusName`,
    /// `State`, `Name` and what the target has: `Id`, `Input`, `InputPath`, `InputTransformer`.
    Rule,
    /// A schedule of EventBridge Scheduler: `ScheduleExpression`, `ScheduleExpressionTimezone`, `StartDate`, `EndDate`,
    /// `FlexibleTimeWindow`, `GroupName`, `State`, `Name`, `Input`.
    Schedule,
    /// A route of API Gateway: `Api`, `Method` (`ANY` for all), `Path`, `Action`; one of an HTTP API has
    /// `RequestParameters` and `ResponseParameters`, one of a REST API `RequestTemplates`, `Responses` and
    /// `PassthroughBehavior`.
    Route,
    /// A pipe of EventBridge Pipes: the properties of its target.
    Pipe,
}

/// A trigger that a file declares.
#[derive(Clone, Debug)]
pub struct Trigger {
    /// What names it in its file: the logical id that CloudFormation knows, the address of Terraform.
    pub id: String,
    /// What it is.
    pub kind: TriggerKind,
    /// The ARN of what it starts, as far as that is known.
    pub target: String,
    /// Its properties and those of its target.
    pub properties: Document,
    /// The pattern of a rule; if its text is not JSON, the document's value is null.
    pub pattern: Option<Document>,
}

impl Trigger {
    /// The name of the machine it starts.
    #[must_use]
    pub fn machine(&self) -> &str {
        let name = self.target.split_once(MACHINE).map_or("", |(_, name)| name);
        name.split(':').next().unwrap_or(name)
    }
}

/// What the ARN of a machine has before its name.
const MACHINE: &str = ":stateMachine:";

/// The properties of a trigger while they are gathered.
pub(super) struct Gathered {
    source: Source,
    at: Range<usize>,
    members: Vec<Member>,
}

impl Gathered {
    /// None yet, of what is written at `at`.
    pub(super) fn new(source: &Source, at: Range<usize>) -> Self {
        Self { source: source.clone(), at, members: Vec::new() }
    }

    /// Takes the members `names` of `from` that there are, each under its second name.
    pub(super) fn take(&mut self, from: &Node, names: &[(&str, &str)]) -> &mut Self {
        for (name, own) in names {
            let found = from.members().iter().find(|member| member.key == *name);
            // The last word on a property is the first that is taken.
            let is_new = !self.members.iter().any(|member| member.key == *own);
            if let Some(member) = found.filter(|member| is_new && !member.value.is_null()) {
                self.members.push(Member { key: (*own).to_owned(), ..member.clone() });
            }
        }
        self
    }

    /// Adds a property that was made.
    pub(super) fn put(&mut self, name: &str, value: Node) -> &mut Self {
        if !self.members.iter().any(|member| member.key == name) {
            self.members.push(Member { key: name.to_owned(), key_at: value.at.clone(), value });
        }
        self
    }

    /// Adds a text that was made of nothing in particular.
    pub(super) fn put_text(&mut self, name: &str, text: &str) -> &mut Self {
        let value = Node::text(&self.source, self.at.clone(), text);
        self.put(name, value)
    }

    /// The trigger, if `target` is a machine.
    pub(super) fn trigger(self, id: String, kind: TriggerKind, target: Option<String>) -> Option<Trigger> {
        let target = target.filter(|target| target.contains(MACHINE))?;
        let pattern = self.members.iter().find(|member| member.key == "EventPattern").map(|member| {
            let text = member.value.as_text().cloned();
            document(&member.value.source, text.unwrap_or_else(|| member.value.to_json()))
        });
        let node = Node { source: self.source, at: self.at, body: Body::Members(self.members) };
        let properties = document(&node.source, node.to_json());
        Some(Trigger { id, kind, target, properties, pattern })
    }
}

/// The document of a JSON text; of one that is not JSON, the value is null.
fn document(source: &Source, text: Traced) -> Document {
    let (text, spans) = text.into_parts();
    let value = Value::parse(&text).unwrap_or_default();
    let read = Read { text: text.into(), spans, substitutions: Vec::new() };
    Document::new(source.clone(), Format::Json, value, Some(read), None)
}
