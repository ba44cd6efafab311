//! Rules, schedules and routes in Terraform's own language: `aws_cloudwatch_event_rule` with its targets,
//! `aws_scheduler_schedule`, `aws_apigatewayv2_route` with its integration. Those of modules that are called are not looked at.

use hcl_edit::structure::{Block, Body as HclBody};

use super::expression::{Home, Scope, SourceText};
use super::label;
use super::module::Module;
use super::proxied::proxied;
use crate::base::source::Source;
use crate::load::cloudformation::routes::{of_key, subtype};
use crate::load::node::{Body, Member, Node};
use crate::load::trigger::{Gathered, Trigger, TriggerKind};
use crate::load::{Files, Options};

/// The words of `aws_cloudwatch_event_rule`.
pub(super) const RULE: [(&str, &str); 5] = [
    ("name", "Name"),
    ("event_bus_name", "EventBusName"),
    ("event_pattern", "EventPattern"),
    ("schedule_expression", "ScheduleExpression"),
    ("state", "State"),
];
/// The words of `aws_cloudwatch_event_target`.
pub(super) const TARGET: [(&str, &str); 4] = [
    ("target_id", "Id"),
    ("input", "Input"),
    ("input_path", "InputPath"),
    ("input_transformer", "InputTransformer"),
];
/// The words of `aws_scheduler_schedule`.
pub(super) const SCHEDULE: [(&str, &str); 8] = [
    ("name", "Name"),
    ("group_name", "GroupName"),
    ("schedule_expression", "ScheduleExpression"),
    ("schedule_expression_timezone", "ScheduleExpressionTimezone"),
    ("start_date", "StartDate"),
    ("end_date", "EndDate"),
    ("flexible_time_window", "FlexibleTimeWindow"),
    ("state", "State"),
];
/// The words inside of blocks.
pub(super) const INNER: [(&str, &str); 4] = [
    ("input_paths", "InputPathsMap"),
    ("input_template", "InputTemplate"),
    ("mode", "Mode"),
    ("maximum_window_in_minutes", "MaximumWindowInMinutes"),
];

/// A resource with all its arguments computed.
struct Resource {
    kind: String,
    address: String,
    value: Node,
}

/// The triggers that the files of the folder of `source` declare.
pub(super) fn triggers(
    module: &Module,
    options: &Options,
    home: &Home,
    files: &mut dyn Files,
) -> Vec<Trigger> {
    let mut resources = Vec::new();
    for (source, body) in module.files() {
        for block in body.blocks() {
            let mut scope = Scope::new(module, options, home.clone(), &mut *files);
            resources.extend(resource(&mut scope, source, block));
        }
    }
    let of = |kind: &'static str| resources.iter().filter(move |resource| resource.kind == kind);
    let rules = of("aws_cloudwatch_event_target").filter_map(|target| {
        let name = text(&target.value, "rule")?;
        let rule = of("aws_cloudwatch_event_rule").find(|rule| {
            let own = rule.address.rsplit('.').next().unwrap_or_default();
            text(&rule.value, "name").as_deref().unwrap_or(own) == name
        })?;
        let mut gathered = Gathered::new(&rule.value.source, rule.value.at.clone());
        gathered.take(&rule.value, &RULE).take(&target.value, &TARGET).put_text("Name", &name);
        if text(&rule.value, "is_enabled").is_some_and(|enabled| enabled == "false") {
            gathered.put_text("State", "DISABLED");
        }
        gathered.trigger(rule.address.clone(), TriggerKind::Rule, text(&target.value, "arn"))
    });
    let schedules = of("aws_scheduler_schedule").filter_map(|schedule| {
        let target = schedule.value.get("target")?;
        let mut gathered = Gathered::new(&schedule.value.source, schedule.value.at.clone());
        gathered.take(&schedule.value, &SCHEDULE).take(target, &[("input", "Input")]);
        gathered.put_text("Name", schedule.address.rsplit('.').next().unwrap_or_default());
        gathered.trigger(schedule.address.clone(), TriggerKind::Schedule, text(target, "arn"))
    });
    let routes = of("aws_apigatewayv2_route").filter_map(|route| {
        let target = text(&route.value, "target")?;
        let name = target.strip_prefix("integrations/")?;
        let integration = of("aws_apigatewayv2_integration").find(|one| label_of(&one.address) == name)?;
        let api = text(&route.value, "api_id").unwrap_or_else(|| "api".to_owned());
        let node = proxied(&integration.value, None);
        subtype(&route.address, &of_key(&api, &text(&route.value, "route_key")?), &node)
    });
    rules.chain(schedules).chain(routes).collect()
}

/// The name of a resource in its address, which stands for its id.
fn label_of(address: &str) -> &str {
    address.rsplit('.').next().unwrap_or(address)
}

fn text(node: &Node, name: &str) -> Option<String> {
    node.get(name).and_then(Node::to_string)
}

fn resource(scope: &mut Scope<'_, '_>, source: &Source, block: &Block) -> Option<Resource> {
    let (kind, name) = match (block.ident.as_str(), block.labels.as_slice()) {
        ("resource", [kind, name]) => (label(kind), label(name)),
        _ => return None,
    };
    let is_trigger = kind.starts_with("aws_cloudwatch_event_")
        || kind.starts_with("aws_apigatewayv2_")
        || kind == "aws_scheduler_schedule";
    is_trigger.then(|| Resource {
        kind: kind.to_owned(),
        address: format!("{kind}.{name}"),
        value: arguments(scope, source, block, &[]),
    })
}

/// The arguments of a block, blocks in it included, the names of `renamed` changed.
pub(super) fn arguments(
    scope: &mut Scope<'_, '_>,
    source: &Source,
    block: &Block,
    renamed: &[(&str, &str)],
) -> Node {
    use hcl_edit::Span as _;
    let ground = SourceText::file(source);
    let own = |name: &str| {
        renamed.iter().find(|(known, _)| *known == name).map_or(name, |(_, own)| *own).to_owned()
    };
    let body: &HclBody = &block.body;
    let mut members = Vec::new();
    for attribute in body.attributes() {
        let value = scope.compute(&ground, &attribute.value);
        members.push(Member { key: own(attribute.key.as_str()), key_at: value.at.clone(), value });
    }
    for inner in body.blocks() {
        let value = arguments(scope, source, inner, &INNER);
        members.push(Member { key: own(inner.ident.as_str()), key_at: value.at.clone(), value });
    }
    let at = block.span().unwrap_or(0..0);
    Node { source: source.clone(), at, body: Body::Members(members) }
}
