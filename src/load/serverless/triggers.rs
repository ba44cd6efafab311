//! The `events` of machines in serverless-step-functions, as the plugin translates them.

use std::rc::Rc;

use super::variable::Variables;
use super::{Scope, entries, resources};
use crate::load::node::{Body, Node};
use crate::load::resource::Resource;
use crate::load::template::Template;
use crate::load::trigger::{Gathered, Trigger, TriggerKind};
use crate::load::{Files, Options};

/// What the plugin's words for a target are here.
const TARGET: [(&str, &str); 3] =
    [("input", "Input"), ("inputPath", "InputPath"), ("inputTransformer", "InputTransformer")];

/// The triggers of the service that `template` configures.
pub(super) fn triggers(template: &Template, options: &Options, files: &mut dyn Files) -> Vec<Trigger> {
    let region = Variables::new(template, options, files).region();
    let options = &options.deployed_to(region);
    let mut variables = Variables::new(template, options, files);
    let Some(declared) = variables.lookup(&["stepFunctions", "stateMachines"]) else { return Vec::new() };
    let machines = entries(&mut variables, declared);
    let declared = Rc::new(resources(template, &mut variables, &machines));
    let mut triggers = Vec::new();
    for machine in &machines {
        let name = machine.name.clone().unwrap_or_else(|| machine.key.clone());
        let arn = arn(&name, options);
        let events = machine.value.get("events").map(|events| variables.resolve(events));
        let mut scope = Scope::new(template, options, Rc::clone(&declared));
        let events = events.and_then(|events| scope.compute(&events));
        let events = events.iter().flat_map(|events| events.items().unwrap_or_default());
        let found = events.enumerate().filter_map(|(index, event)| {
            let member = event.members().first()?;
            one(&format!("{}.events[{index}]", machine.key), &member.key, &member.value, &arn)
        });
        triggers.extend(found);
    }
    triggers
}

/// The ARN of the machine of this name.
fn arn(name: &str, options: &Options) -> String {
    let machine = Resource { kind: "AWS::StepFunctions::StateMachine", name };
    machine.attribute("Arn", options).unwrap_or_default()
}

/// One event, of the kind `word`.
fn one(id: &str, word: &str, event: &Node, machine: &str) -> Option<Trigger> {
    let mut gathered = Gathered::new(&event.source, event.at.clone());
    let kind = match word {
        "schedule" => {
            match &event.body {
                Body::Members(_) => gathered.take(event, &[("rate", "ScheduleExpression")]),
                Body::Text(_) | Body::List(_) | Body::Plain(_) => {
                    gathered.put("ScheduleExpression", event.clone())
                }
            };
            TriggerKind::Rule
        }
        "cloudwatchEvent" | "eventBridge" => {
            gathered.take(event, &[("event", "EventPattern"), ("eventBusName", "EventBusName")]);
            TriggerKind::Rule
        }
        "http" => {
            match event.as_str().and_then(|text| text.split_once(' ')) {
                Some((method, path)) => gathered.put_text("Method", method).put_text("Path", path),
                None => gathered.take(event, &[("method", "Method"), ("path", "Path"), ("action", "Action")]),
            };
            gathered.put_text("Action", "StartExecution");
            TriggerKind::Route
        }
        _ => return None,
    };
    if let Some(input) = event.get("input").filter(|input| input.as_text().is_none()) {
        // The plugin makes text of a structure.
        gathered.put("Input", Node::text(&input.source, input.at.clone(), input.to_value().to_json()));
    }
    gathered.take(event, &TARGET).take(event, &[("name", "Name")]);
    if event.get("enabled").and_then(Node::to_string).is_some_and(|enabled| enabled == "false") {
        gathered.put_text("State", "DISABLED");
    }
    gathered.put_text("Name", id);
    gathered.trigger(id.to_owned(), kind, Some(machine.to_owned()))
}
