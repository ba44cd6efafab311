//! What a template declares around its machines: settings, versions, aliases, alarms.

use std::rc::Rc;

use super::scope::Scope;
use super::{ALIAS, PLAIN, SERVERLESS, VERSION, resources};
use crate::base::value::{Object, Value};
use crate::load::Options;
use crate::load::declared::{Declaration, DeclarationKind, is_setting};
use crate::load::template::{Template, TemplateNode};

const ALARM: &str = "AWS::CloudWatch::Alarm";

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
            Some(_) | None => continue,
        };
        let mut scope = Scope::new(template, options, Rc::clone(&declared)).after(steps);
        let name = scope.name_of(id);
        let members = resource.get("Properties").into_iter().flat_map(TemplateNode::members);
        let properties: Object = members
            .filter(|(key, ..)| is_setting(key))
            .filter_map(|(key, _, part)| Some((key, scope.value(part)?.to_value())))
            .collect();
        found.push(Declaration { id: id.to_owned(), kind, name, properties: Value::from(properties) });
        steps = scope.steps();
    }
    found
}
