//! What a template declares around its machines: settings, versions, aliases, alarms.

use std::rc::Rc;

use super::scope::Scope;
use super::{ALIAS, PLAIN, SERVERLESS, VERSION, resources};
use crate::base::value::{Object, Value};
use crate::load::Options;
use crate::load::declared::{Declaration, DeclarationKind, is_setting};
use crate::load::resource::Resource;
use crate::load::template::{Template, TemplateNode};

const ALARM: &str = "AWS::CloudWatch::Alarm";
const ROLE: &str = "AWS::IAM::Role";
const POLICIES: [&str; 3] = ["AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::ManagedPolicy"];

/// What `template` declares itself.
pub(super) fn own(template: &Template, options: &Options) -> Vec<Declaration> {
    let (declared, mut steps) = (Rc::new(resources(template)), 0);
    let mut found = Vec::new();
    for (id, _, resource) in template.root().get("Resources").into_iter().flat_map(TemplateNode::members) {
        let kind = match resource.get("Type").and_then(TemplateNode::as_str) {
            Some(PLAIN | SERVERLESS) => DeclarationKind::Machine,
            Some(VERSION) => DeclarationKind::Version,
            Some(ALIAS) => DeclarationKind::Alias,
            Some(ALARM) => DeclarationKind::Alarm,
            Some(ROLE) => DeclarationKind::Role,
            Some(kind) if POLICIES.contains(&kind) => DeclarationKind::Policy,
            Some(_) | None => continue,
        };
        let mut scope = Scope::new(template, options, Rc::clone(&declared)).after(steps);
        let name = scope.name_of(id);
        let members = resource.get("Properties").into_iter().flat_map(TemplateNode::members);
        let mut properties: Object = members
            .filter(|(key, ..)| is_setting(key))
            .filter_map(|(key, _, part)| Some((key, scope.value(part)?.to_value())))
            .collect();
        if kind == DeclarationKind::Machine {
            let connectors = connectors(&mut scope, template, id, resource);
            if !connectors.is_empty() {
                properties.insert("Connectors", connectors.into());
            }
        }
        found.push(Declaration { id: id.to_owned(), kind, name, properties: Value::from(properties) });
        steps = scope.steps();
    }
    found
}

/// The connectors of SAM that lead from the machine `id`, its own and those that stand alone: `Permissions` as written, and
/// in `Arns` what they lead to.
fn connectors<'t>(
    scope: &mut Scope<'t>,
    template: &'t Template,
    id: &str,
    resource: TemplateNode<'t>,
) -> Object {
    let inside = resource.get("Connectors").into_iter().flat_map(TemplateNode::members);
    let all = template.root().get("Resources").into_iter().flat_map(TemplateNode::members);
    let alone = all.filter(|(_, _, one)| {
        one.get("Type").and_then(TemplateNode::as_str) == Some("AWS::Serverless::Connector")
            && one.find(&["Properties", "Source", "Id"]).and_then(TemplateNode::as_str) == Some(id)
    });
    let mut found = Object::new();
    for (name, _, connector) in inside.chain(alone) {
        let Some(properties) = connector.get("Properties").and_then(|part| scope.value(part)) else {
            continue;
        };
        let properties = properties.to_value();
        let ends = match properties.get("Destination") {
            Some(Value::Array(ends)) => ends.as_slice().to_vec(),
            Some(end) => vec![end.clone()],
            None => Vec::new(),
        };
        let arn = |end: &Value| {
            let named = end.get("Arn").and_then(Value::as_str).map(str::to_owned);
            named.or_else(|| scope.arn_of(end.get("Id")?.as_str()?)).map(Value::from)
        };
        let arns: Vec<Value> = ends.iter().filter_map(arn).collect();
        let permissions = properties.get("Permissions").cloned().unwrap_or_default();
        let one = Object::from_iter([("Permissions", permissions), ("Arns", arns.into())]);
        found.insert(name, one.into());
    }
    found
}

/// Each resource's ARN with what gives it: `Id` by `Ref`, or `Id.Arn` by `Fn::GetAtt`.
pub(super) fn arns(template: &Template, options: &Options) -> Vec<(String, String)> {
    let declared = Rc::new(resources(template));
    let mut scope = Scope::new(template, options, Rc::clone(&declared));
    let found = declared.iter().filter_map(|(id, one)| {
        let (arn, name) = (scope.arn_of(id)?, scope.name_of(id));
        let is_its_id = Resource { kind: &one.kind, name: &name }.id(options) == arn;
        Some((arn, if is_its_id { id.clone() } else { format!("{id}.Arn") }))
    });
    found.collect()
}
