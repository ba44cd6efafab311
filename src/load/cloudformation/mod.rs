//! CloudFormation, SAM and what CDK writes: the machines among the resources of a template.

mod assembly;
mod asset;
mod condition;
mod declared;
mod definition;
mod function;
mod functions;
mod keys;
mod nested;
pub(super) mod routes;
mod sam;
mod scope;
mod triggers;

use std::collections::BTreeMap;
use std::rc::Rc;

use assembly::Environment;
pub(super) use scope::{Declared, Scope};

use super::kind::TemplateKind;
use super::template::{Template, TemplateNode};
use super::{Declaration, Files, LambdaFunction, Machine, MachineType, Options, Trigger, codes};
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::document::Document;
use crate::base::yaml::Schema;

/// The row of this kind.
pub(super) static KIND: TemplateKind = TemplateKind {
    name: "this CloudFormation or SAM template",
    keys: &["Resources", "AWSTemplateFormatVersion", "Transform"],
    schema: Schema::Python,
    is_promising: |text| {
        [PLAIN, SERVERLESS, "AWS::CloudFormation::Stack", "AWS::Serverless::Application"]
            .iter()
            .any(|kind| text.contains(kind))
    },
    machines: |template, options, files| Ok(machines(template, options, files)),
    functions,
    triggers,
    declarations,
};

const PLAIN: &str = "AWS::StepFunctions::StateMachine";
const SERVERLESS: &str = "AWS::Serverless::StateMachine";
const VERSION: &str = "AWS::StepFunctions::StateMachineVersion";
const ALIAS: &str = "AWS::StepFunctions::StateMachineAlias";

/// How to have loops written out.
const PROCESSED: &str = "let CloudFormation write it out: deploy it, then `aws cloudformation get-template \
                         --template-stage Processed`";

/// The machines of `template` and of the templates that are nested in it.
fn machines(template: &Template, options: &Options, files: &mut dyn Files) -> Vec<Machine> {
    let environment = Environment::of(&template.source.name, files);
    let options = environment.under(options);
    let mut machines = nested::Walk { files, open: Vec::new(), read: 0 }.machines(template, &options);
    for machine in &mut machines {
        machine.account.clone_from(&environment.account);
        machine.region.clone_from(&environment.region);
    }
    machines
}

/// The functions of `template` and of the templates that are nested in it.
fn functions(template: &Template, options: &Options, files: &mut dyn Files) -> Vec<LambdaFunction> {
    let options = Environment::of(&template.source.name, files).under(options);
    nested::Walk { files, open: Vec::new(), read: 0 }.functions(template, &options)
}

/// The triggers of `template` and of the templates that are nested in it.
fn triggers(template: &Template, options: &Options, files: &mut dyn Files) -> Vec<Trigger> {
    let options = Environment::of(&template.source.name, files).under(options);
    nested::Walk { files, open: Vec::new(), read: 0 }.triggers(template, &options)
}

/// What `template` and the templates that are nested in it declare around their machines.
fn declarations(template: &Template, options: &Options, files: &mut dyn Files) -> Vec<Declaration> {
    let options = Environment::of(&template.source.name, files).under(options);
    nested::Walk { files, open: Vec::new(), read: 0 }.declarations(template, &options)
}

/// What the resources of `template`, if it is of this kind, are called by ARN.
pub(super) fn arns(
    kind: &TemplateKind,
    template: &Template,
    options: &Options,
    files: &mut dyn Files,
) -> Vec<(String, String)> {
    if kind.name != KIND.name {
        return Vec::new();
    }
    declared::arns(template, &Environment::of(&template.source.name, files).under(options))
}

/// The machines that `template` declares itself.
fn own(template: &Template, options: &Options, files: &mut dyn Files) -> Vec<Machine> {
    let mut machines: Vec<Machine> = Vec::new();
    let (resources, mut steps) = (Rc::new(resources(template)), 0);
    for (id, _, resource) in template.root().get("Resources").into_iter().flat_map(TemplateNode::members) {
        let is_serverless = match resource.get("Type").and_then(TemplateNode::as_str) {
            Some(PLAIN) => false,
            Some(SERVERLESS) => true,
            Some(_) | None => continue,
        };
        let mut scope = Scope::new(template, options, Rc::clone(&resources)).after(steps);
        let name = scope.name_of(id);
        let property = if is_serverless { "Type" } else { "StateMachineType" };
        let kind = resource.find(&["Properties", property]).and_then(|part| scope.value(part));
        let definition = definition::read(&mut scope, resource, is_serverless, files);
        let written = resource.find(&["Properties", "Definition"]).map(TemplateNode::at);
        if let Some(note) = written.and_then(|at| template.other_reading(&at)) {
            scope.report(&template.source, note);
        }
        steps = scope.steps();
        machines.push(Machine {
            path: resource.find(&["Metadata", "aws:cdk:path"]).and_then(TemplateNode::as_str).map(construct),
            workflow: kind.as_ref().and_then(|kind| workflow(kind.as_str()?)),
            ..Machine::declared(id.to_owned(), name, definition, scope.findings())
        });
    }
    let loops: Vec<_> =
        loops(template).map(|found| (Document::unread(template.source.clone()), found)).collect();
    for machine in &mut machines {
        machine.around.extend(loops.iter().cloned());
    }
    machines
}

/// The finding that machines are made by loops, which are not run here.
fn loops(template: &Template) -> impl Iterator<Item = Diagnostic> {
    let all = template.root().get("Resources").into_iter().flat_map(TemplateNode::members);
    all.filter(|(name, _, part)| name.starts_with("Fn::ForEach") && makes_machines(template, *part)).map(
        |(_, at, _)| {
            let message = "the machines that `Fn::ForEach` makes are left out";
            Diagnostic::error(codes::FUNCTION, Place::Text(at), message)
                .severity(Severity::Note)
                .help(PROCESSED)
        },
    )
}

/// Whether `Type` of a machine is written in `part`.
fn makes_machines(template: &Template, part: TemplateNode<'_>) -> bool {
    let written = template.source.text.get(part.at()).unwrap_or_default();
    [PLAIN, SERVERLESS].iter().any(|kind| written.contains(kind))
}

/// The type of a machine by its name in a template.
pub(super) fn workflow(name: &str) -> Option<MachineType> {
    match name {
        "EXPRESS" => Some(MachineType::Express),
        "STANDARD" => Some(MachineType::Standard),
        _ => None,
    }
}

/// `Stack/Order` for `Stack/Order/Resource`.
fn construct(path: &str) -> String {
    path.strip_suffix("/Resource").unwrap_or(path).to_owned()
}

/// Everything a template declares under `Resources`.
fn resources(template: &Template) -> BTreeMap<String, Declared<'_>> {
    let all = template.root().get("Resources").into_iter().flat_map(TemplateNode::members);
    all.filter_map(|(id, _, resource)| {
        let kind = resource.get("Type")?.as_str()?.to_owned();
        Some((id.to_owned(), Declared { kind, name: None, properties: resource.get("Properties") }))
    })
    .collect()
}
