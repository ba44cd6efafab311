//! The triggers in what `terraform show -json` prints: rules, schedules and routes that are planned or there already.
//!
//! A plan does not know ARNs of what is not made yet. Its `configuration` says which resource each comes from, and the
//! ARN is the one that the machine gets here.

use super::MACHINE;
use super::proxied::proxied;
use super::triggers::{INNER, RULE, SCHEDULE, TARGET};
use crate::load::Options;
use crate::load::cloudformation::routes::{of_key, subtype};
use crate::load::node::{Body, Member, Node};
use crate::load::resource::Resource;
use crate::load::template::{Template, TemplateNode};
use crate::load::trigger::{Gathered, Trigger, TriggerKind};

/// A resource of a plan.
struct Planned {
    kind: String,
    address: String,
    values: Node,
    /// What its arguments come from, by the names of the arguments: `aws_sfn_state_machine.order.arn`.
    expressions: Option<Node>,
}

/// All resources of a plan, those of its modules included.
struct Plan<'o> {
    resources: Vec<Planned>,
    options: &'o Options,
}

/// The triggers of a plan or of a state.
pub(super) fn triggers(template: &Template, options: &Options) -> Vec<Trigger> {
    let root = template.root();
    let values = ["planned_values", "values"].iter().find_map(|key| root.find(&[key, "root_module"]));
    let configuration = root.find(&["configuration", "root_module"]);
    let mut plan = Plan { resources: Vec::new(), options };
    if let Some(values) = values {
        gather(values, configuration, &mut plan.resources);
    }
    let own = |planned: &Planned| match planned.kind.as_str() {
        "aws_cloudwatch_event_target" => plan.rule(planned),
        "aws_scheduler_schedule" => plan.schedule(planned),
        "aws_apigatewayv2_route" => plan.route(planned),
        _ => None,
    };
    plan.resources.iter().filter_map(own).collect()
}

fn gather(module: TemplateNode<'_>, configuration: Option<TemplateNode<'_>>, resources: &mut Vec<Planned>) {
    let text =
        |node: TemplateNode<'_>, key: &str| node.get(key).and_then(TemplateNode::as_str).map(str::to_owned);
    for resource in module.get("resources").into_iter().flat_map(TemplateNode::items) {
        let (Some(kind), Some(values)) = (text(resource, "type"), resource.get("values")) else { continue };
        let (address, name) = (text(resource, "address").unwrap_or_default(), text(resource, "name"));
        let configured = configuration.and_then(|module| module.get("resources"));
        let own = configured
            .into_iter()
            .flat_map(TemplateNode::items)
            .find(|one| text(*one, "type").as_deref() == Some(kind.as_str()) && text(*one, "name") == name);
        let expressions = own.and_then(|own| own.get("expressions")).map(TemplateNode::node);
        resources.push(Planned { kind, address, values: values.node(), expressions });
    }
    for child in module.get("child_modules").into_iter().flat_map(TemplateNode::items) {
        // `module.outer.module.inner[0]` is the call `inner` of the module around it.
        let address = text(child, "address").unwrap_or_default();
        let name = address.rsplit('.').next().unwrap_or_default().split('[').next().unwrap_or_default();
        let inner = configuration.and_then(|module| module.find(&["module_calls", name, "module"]));
        gather(child, inner, resources);
    }
}

impl Planned {
    fn text(&self, name: &str) -> Option<String> {
        self.values.get(name).and_then(Node::to_string)
    }

    /// The addresses that an argument comes from, in the module of the resource.
    fn references(&self, argument: &str) -> Vec<String> {
        let mut found = Vec::new();
        if let Some(expression) = self.expressions.as_ref().and_then(|all| all.get(argument)) {
            collect(expression, &mut found);
        }
        // What stands before its own address is its module.
        let own = self.address.rfind(&format!("{}.", self.kind)).unwrap_or(0);
        found.iter().map(|reference| format!("{}{reference}", &self.address[..own])).collect()
    }
}

/// All `references` in an expression and in what is in it.
fn collect(expression: &Node, found: &mut Vec<String>) {
    for member in expression.members() {
        match member.value.items() {
            Some(items) if member.key == "references" => {
                found.extend(items.iter().filter_map(Node::to_string))
            }
            Some(items) => items.iter().for_each(|item| collect(item, found)),
            None => collect(&member.value, found),
        }
    }
    expression.items().into_iter().flatten().for_each(|item| collect(item, found));
}

impl Plan<'_> {
    /// The resource of this kind that one of the references leads to.
    fn referred(&self, references: &[String], kind: &str) -> Option<&Planned> {
        let leads = |planned: &&Planned| {
            let address = planned.address.split('[').next().unwrap_or_default();
            let is_it = |reference: &String| {
                reference == address
                    || reference.strip_prefix(address).is_some_and(|rest| rest.starts_with(['.', '[']))
            };
            planned.kind == kind && references.iter().any(is_it)
        };
        self.resources.iter().find(leads)
    }

    /// The ARN `known`, or that of the machine that the argument comes from.
    fn machine(&self, planned: &Planned, known: Option<String>, argument: &str) -> Option<String> {
        known.or_else(|| {
            let machine = self.referred(&planned.references(argument), MACHINE)?;
            let label = machine.address.rsplit('.').next().unwrap_or_default();
            let name = machine.text("name").unwrap_or_else(|| label.to_owned());
            Resource { kind: MACHINE, name: &name }.attribute("arn", self.options)
        })
    }

    fn rule(&self, target: &Planned) -> Option<Trigger> {
        let named = |rule: &&Planned| {
            rule.kind == "aws_cloudwatch_event_rule" && rule.text("name") == target.text("rule")
        };
        let known = target.text("rule").and_then(|_| self.resources.iter().find(named));
        let rule =
            known.or_else(|| self.referred(&target.references("rule"), "aws_cloudwatch_event_rule"))?;
        let name = rule.text("name").or_else(|| rule.address.rsplit('.').next().map(str::to_owned))?;
        let mut gathered = Gathered::new(&rule.values.source, rule.values.at.clone());
        gathered.take(&rule.values, &RULE).take(&single(&target.values), &TARGET).put_text("Name", &name);
        if rule.text("is_enabled").is_some_and(|enabled| enabled == "false") {
            gathered.put_text("State", "DISABLED");
        }
        let arn = self.machine(target, target.text("arn"), "arn");
        gathered.trigger(rule.address.clone(), TriggerKind::Rule, arn)
    }

    fn schedule(&self, schedule: &Planned) -> Option<Trigger> {
        let values = single(&schedule.values);
        let target = values.get("target")?;
        let mut gathered = Gathered::new(&values.source, values.at.clone());
        gathered.take(&values, &SCHEDULE).take(target, &[("input", "Input")]);
        gathered.put_text("Name", schedule.address.rsplit('.').next().unwrap_or_default());
        let arn = self.machine(schedule, target.get("arn").and_then(Node::to_string), "target");
        gathered.trigger(schedule.address.clone(), TriggerKind::Schedule, arn)
    }

    fn route(&self, route: &Planned) -> Option<Trigger> {
        let integration = self.referred(&route.references("target"), "aws_apigatewayv2_integration")?;
        let api = self.referred(&route.references("api_id"), "aws_apigatewayv2_api");
        let api = api.and_then(|api| api.address.rsplit('.').next()).unwrap_or("api");
        let parameters = integration.values.get("request_parameters");
        let known = parameters.and_then(|all| all.get("StateMachineArn")).and_then(Node::to_string);
        let machine = self.machine(integration, known, "request_parameters");
        let node = proxied(&integration.values, machine.as_deref());
        subtype(&route.address, &of_key(api, &route.text("route_key")?), &node)
    }
}

/// `values` with its blocks, which a plan has as lists, as objects in the words of CloudFormation.
fn single(values: &Node) -> Node {
    let member = |member: &Member| {
        let value = match member.value.items() {
            Some([one]) if !one.members().is_empty() => single(one),
            Some(_) | None => member.value.clone(),
        };
        let own = INNER.iter().find(|(name, _)| *name == member.key).map(|(_, own)| (*own).to_owned());
        Member { key: own.unwrap_or_else(|| member.key.clone()), key_at: member.key_at.clone(), value }
    };
    Node { body: Body::Members(values.members().iter().map(member).collect()), ..values.clone() }
}
