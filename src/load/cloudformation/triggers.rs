//! The triggers of a template: rules, schedules and pipes, and the `Events` of SAM's machines, which SAM translates into
//! such (aws-sam-translator 1.115.0).

use std::rc::Rc;

use super::{Scope, resources, routes};
use crate::load::Options;
use crate::load::node::Node;
use crate::load::template::{Template, TemplateNode};
use crate::load::trigger::{Gathered, Trigger, TriggerKind};

/// What a rule's properties are here.
const RULE: [(&str, &str); 5] = [
    ("Name", "Name"),
    ("EventBusName", "EventBusName"),
    ("EventPattern", "EventPattern"),
    ("ScheduleExpression", "ScheduleExpression"),
    ("State", "State"),
];
/// What a target's properties are here.
const TARGET: [(&str, &str); 4] =
    [("Id", "Id"), ("Input", "Input"), ("InputPath", "InputPath"), ("InputTransformer", "InputTransformer")];
/// What a schedule's properties are here, its target's `Input` aside.
const SCHEDULE: [(&str, &str); 8] = [
    ("Name", "Name"),
    ("GroupName", "GroupName"),
    ("ScheduleExpression", "ScheduleExpression"),
    ("ScheduleExpressionTimezone", "ScheduleExpressionTimezone"),
    ("StartDate", "StartDate"),
    ("EndDate", "EndDate"),
    ("FlexibleTimeWindow", "FlexibleTimeWindow"),
    ("State", "State"),
];

/// The triggers that `template` declares itself.
pub(super) fn own(template: &Template, options: &Options) -> Vec<Trigger> {
    let (declared, mut steps) = (Rc::new(resources(template)), 0);
    let mut triggers = Vec::new();
    for (id, _, resource) in template.root().get("Resources").into_iter().flat_map(TemplateNode::members) {
        let Some(properties) = resource.get("Properties") else { continue };
        let mut scope = Scope::new(template, options, Rc::clone(&declared)).after(steps);
        match resource.get("Type").and_then(TemplateNode::as_str) {
            Some("AWS::Events::Rule") => {
                let properties = scope.value(properties);
                triggers.extend(properties.iter().flat_map(|properties| rules(id, properties)));
            }
            Some("AWS::Scheduler::Schedule") => {
                triggers.extend(scope.value(properties).and_then(|properties| schedule(id, &properties)));
            }
            Some("AWS::Pipes::Pipe") => {
                triggers.extend(scope.value(properties).and_then(|properties| pipe(id, &properties)));
            }
            Some("AWS::ApiGatewayV2::Route") => {
                let properties = scope.value(properties);
                triggers.extend(
                    properties.and_then(|properties| routes::http(&mut scope, &declared, id, &properties)),
                );
            }
            Some("AWS::ApiGateway::Method") => {
                let properties = scope.value(properties);
                triggers.extend(
                    properties.and_then(|properties| routes::rest(&mut scope, &declared, id, &properties)),
                );
            }
            Some(
                "AWS::Serverless::Api"
                | "AWS::Serverless::HttpApi"
                | "AWS::ApiGateway::RestApi"
                | "AWS::ApiGatewayV2::Api",
            ) => {
                let body = properties.get("DefinitionBody").or_else(|| properties.get("Body"));
                let body = body.and_then(|body| scope.value(body));
                triggers.extend(body.iter().flat_map(|body| routes::documented(id, body)));
            }
            Some(super::SERVERLESS) => {
                let machine = scope.arn_of(id);
                let events = properties.get("Events").and_then(|events| scope.value(events));
                let events = events.iter().flat_map(Node::members);
                triggers.extend(events.filter_map(|event| {
                    sam(&format!("{id}{}", event.key), &event.value, machine.as_deref()?)
                }));
            }
            Some(_) | None => {}
        }
        steps = scope.steps();
    }
    triggers
}

/// One trigger for each target of a rule that is a machine.
fn rules(id: &str, properties: &Node) -> Vec<Trigger> {
    let targets = properties.get("Targets").and_then(Node::items).unwrap_or_default();
    let trigger = |target: &Node| {
        let mut gathered = Gathered::new(&properties.source, properties.at.clone());
        gathered.take(properties, &RULE).take(target, &TARGET).put_text("Name", id);
        gathered.trigger(id.to_owned(), TriggerKind::Rule, target.get("Arn").and_then(Node::to_string))
    };
    targets.iter().filter_map(trigger).collect()
}

fn schedule(id: &str, properties: &Node) -> Option<Trigger> {
    let target = properties.get("Target")?;
    let mut gathered = Gathered::new(&properties.source, properties.at.clone());
    gathered.take(properties, &SCHEDULE).take(target, &[("Input", "Input")]).put_text("Name", id);
    gathered.trigger(id.to_owned(), TriggerKind::Schedule, target.get("Arn").and_then(Node::to_string))
}

fn pipe(id: &str, properties: &Node) -> Option<Trigger> {
    let mut gathered = Gathered::new(&properties.source, properties.at.clone());
    gathered.take(properties, &[("Name", "Name"), ("Source", "Source")]).put_text("Name", id);
    gathered.trigger(id.to_owned(), TriggerKind::Pipe, properties.get("Target").and_then(Node::to_string))
}

/// What SAM makes of one of the `Events` of a machine; none for a type that it refuses.
fn sam(id: &str, event: &Node, machine: &str) -> Option<Trigger> {
    let properties = event.get("Properties")?;
    let mut gathered = Gathered::new(&event.source, event.at.clone());
    let kind = match event.get("Type").and_then(Node::as_str)? {
        "Schedule" => {
            gathered.take(properties, &[("Schedule", "ScheduleExpression"), ("Input", "Input")]);
            TriggerKind::Rule
        }
        "CloudWatchEvent" | "EventBridgeRule" => {
            let names = [("Pattern", "EventPattern"), ("RuleName", "Name"), ("EventBusName", "EventBusName")];
            gathered.take(properties, &names).take(properties, &TARGET);
            TriggerKind::Rule
        }
        "ScheduleV2" => {
            gathered.take(properties, &SCHEDULE).take(properties, &[("Input", "Input")]);
            TriggerKind::Schedule
        }
        "Api" => {
            routes::event(&mut gathered, properties, machine);
            TriggerKind::Route
        }
        _ => return None,
    };
    gathered.take(properties, &[("Name", "Name"), ("State", "State")]);
    let is_enabled = properties.get("Enabled").and_then(Node::to_string);
    if is_enabled.is_some_and(|enabled| enabled == "false") {
        gathered.put_text("State", "DISABLED");
    }
    if let Some(target) = properties.get("Target") {
        gathered.take(target, &[("Id", "Id")]);
    }
    gathered.put_text("Id", &format!("{id}StepFunctionsTarget"));
    gathered.put_text("Name", id);
    // It is always the machine itself that is started, never its alias.
    gathered.trigger(id.to_owned(), kind, Some(machine.to_owned()))
}
