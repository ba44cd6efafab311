//! What Terraform declares around its machines: their settings, aliases, alarms. Those of modules that are called are not
//! looked at.

use super::expression::{Home, Scope};
use super::label;
use super::module::Module;
use super::triggers::arguments;
use crate::load::declared::{Declaration, DeclarationKind, settings};
use crate::load::node::Node;
use crate::load::template::{Template, TemplateNode};
use crate::load::{Files, Options};

/// What a resource of this type is.
fn kind(name: &str) -> Option<DeclarationKind> {
    match name {
        super::MACHINE => Some(DeclarationKind::Machine),
        "aws_sfn_alias" => Some(DeclarationKind::Alias),
        "aws_cloudwatch_metric_alarm" => Some(DeclarationKind::Alarm),
        "aws_iam_role" => Some(DeclarationKind::Role),
        "aws_iam_role_policy"
        | "aws_iam_policy"
        | "aws_iam_role_policy_attachment"
        | "aws_iam_policy_attachment" => Some(DeclarationKind::Policy),
        _ => None,
    }
}

/// The word for the name of a resource of this kind.
const fn word(kind: DeclarationKind) -> &'static str {
    match kind {
        DeclarationKind::Machine
        | DeclarationKind::Version
        | DeclarationKind::Alias
        | DeclarationKind::Role
        | DeclarationKind::Policy => "name",
        DeclarationKind::Alarm => "alarm_name",
    }
}

/// What the files of the folder of `module` declare.
pub(super) fn of_module(
    module: &Module,
    options: &Options,
    home: &Home,
    files: &mut dyn Files,
) -> Vec<Declaration> {
    let mut found = Vec::new();
    for (source, body) in module.files() {
        for block in body.blocks() {
            let ("resource", [own, name]) = (block.ident.as_str(), block.labels.as_slice()) else { continue };
            let Some(kind) = kind(label(own)) else { continue };
            let mut scope = Scope::new(module, options, home.clone(), &mut *files);
            let value = arguments(&mut scope, source, block, &[]);
            found.push(declaration(format!("{}.{}", label(own), label(name)), kind, &value));
        }
    }
    found
}

/// What a plan or a state declares, its modules included.
pub(super) fn of_plan(template: &Template) -> Vec<Declaration> {
    let root = template.root();
    let modules = ["planned_values", "values"].iter().filter_map(|key| root.find(&[key, "root_module"]));
    let mut found = Vec::new();
    let mut open: Vec<TemplateNode<'_>> = modules.take(1).collect();
    while let Some(module) = open.pop() {
        for resource in module.get("resources").into_iter().flat_map(TemplateNode::items) {
            let text = |key: &str| resource.get(key).and_then(TemplateNode::as_str);
            let (Some(kind), Some(values)) = (text("type").and_then(kind), resource.get("values")) else {
                continue;
            };
            let id = text("address").or_else(|| text("name")).unwrap_or_default();
            found.push(declaration(id.to_owned(), kind, &values.node()));
        }
        open.extend(module.get("child_modules").into_iter().flat_map(TemplateNode::items));
    }
    found
}

fn declaration(id: String, kind: DeclarationKind, value: &Node) -> Declaration {
    let given = value.get(word(kind)).and_then(Node::to_string).filter(|name| !name.contains("${"));
    let name = given.unwrap_or_else(|| id.rsplit('.').next().unwrap_or(&id).to_owned());
    Declaration { id, kind, name, properties: settings(value) }
}
