//! Terraform: the machines of a plan, or of the files it is made from.
//!
//! A plan says what each definition is, unless it needs a name that only AWS knows. From the files it can
//! always be computed, with made-up names.

mod call;
mod declared;
mod directive;
mod expression;
mod function;
mod functions;
mod module;
mod operation;
mod plan;
mod plan_triggers;
mod proxied;
mod reference;
mod repeat;
mod text;
mod triggers;

use std::collections::BTreeMap;
use std::sync::Arc;

use hcl_edit::Span as _;
use hcl_edit::structure::{Block, BlockLabel, Body};

use super::cloudformation::workflow;
use super::kind::TemplateKind;
use super::substitute::Names;
use super::template::Template;
use super::{
    Declaration, Definition, Files, LambdaFunction, Machine, Options, Rejected, Trigger, asl, codes,
};
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::source::Source;
use crate::base::yaml::Schema;
use call::{Argument, Called};
use expression::{Home, Scope, SourceText};
use module::Module;

/// The row of a plan or a state: what `terraform show -json` prints.
pub(super) static PLAN: TemplateKind = TemplateKind {
    name: "this Terraform plan",
    keys: &["planned_values", "terraform_version"],
    schema: Schema::Core,
    is_promising: |text| {
        text.contains(MACHINE) && (text.contains("planned_values") || text.contains("root_module"))
    },
    machines: |template, options, _| Ok(plan::plan(template, options)),
    functions: |_, _, _| Vec::new(),
    triggers: |template, options, _| plan_triggers::triggers(template, options),
    declarations: |template, _, _| declared::of_plan(template),
};

/// The row of Terraform's JSON syntax, which is not read.
pub(super) static JSON: TemplateKind = TemplateKind {
    name: "this Terraform file",
    keys: &["resource", "variable"],
    schema: Schema::Core,
    is_promising: |_| false,
    machines: |template, _, _| Err(json(template)),
    functions: |_, _, _| Vec::new(),
    triggers: |_, _, _| Vec::new(),
    declarations: |_, _, _| Vec::new(),
};

/// Whether a text in Terraform's own language may declare a machine.
pub(super) fn is_promising(text: &str) -> bool {
    text.contains("\"aws_sfn_state_machine\"") || text.contains(COMMUNITY) || calls_local(text)
}

/// Whether a text has a call of a local module.
fn calls_local(text: &str) -> bool {
    let is_source = |line: &str| {
        let value = line.trim_start().strip_prefix("source").map(|rest| rest.trim_start());
        value.and_then(|rest| rest.strip_prefix('=')).is_some_and(|rest| rest.trim_start().starts_with("\"."))
    };
    text.contains("module") && text.lines().any(is_source)
}

fn json(template: &Template) -> Rejected {
    let diagnostic =
        Diagnostic::error(codes::KIND, Place::Text(0..0), "sfn does not read Terraform's JSON syntax")
            .help("let Terraform compute it: `terraform plan -out p && terraform show -json p > plan.json`");
    Rejected::new(template.source.clone(), diagnostic)
}

const MACHINE: &str = "aws_sfn_state_machine";
const COMMUNITY: &str = "terraform-aws-modules/step-functions";

/// The machines that the file `source` declares; the other files of its folder give values.
pub(super) fn hcl(
    source: &Source,
    options: &Options,
    files: &mut dyn Files,
) -> Result<Vec<Machine>, Rejected> {
    let module = Module::read(source, files)?;
    let home = Home { file: Arc::clone(&source.name), folder: ".".to_owned(), chain: Vec::new() };
    let region = region(&module, options, &home, files);
    let options = options.deployed_to(region);
    let mut machines = Vec::new();
    let mut called = Called::default();
    for block in module.own().blocks() {
        let mut scope = Scope::new(&module, &options, home.clone(), files);
        scope.called = called;
        machines.extend(declared(&mut scope, source, block));
        called = scope.called;
    }
    for machine in &mut machines {
        machine.region = options.region.clone();
    }
    let made: Vec<Arc<str>> = machines.iter().flat_map(|machine| machine.parts.clone()).collect();
    let Some(first) = machines.first_mut() else {
        let diagnostic =
            Diagnostic::error(codes::NO_MACHINE, Place::Text(0..0), "this file declares no state machine")
                .severity(Severity::Note)
                .note("sfn looks for `resource \"aws_sfn_state_machine\"`")
                .help("name the file that declares it; `sfn list` shows every machine below this folder");
        return Err(Rejected { parts: called.files, ..Rejected::new(source.clone(), diagnostic) });
    };
    // Modules of which no machine is made are parts of the file, too.
    first.parts.extend(called.files.into_iter().filter(|file| !made.contains(file)));
    Ok(machines)
}

/// The functions that the files of the folder of `source` declare.
pub(super) fn hcl_functions(
    source: &Source,
    options: &Options,
    files: &mut dyn Files,
) -> Vec<LambdaFunction> {
    let Ok(module) = Module::read(source, files) else { return Vec::new() };
    let home = Home { file: Arc::clone(&source.name), folder: ".".to_owned(), chain: Vec::new() };
    let options = options.deployed_to(region(&module, options, &home, files));
    functions::functions(&module, &options, &home, files)
}

/// The triggers that the files of the folder of `source` declare.
pub(super) fn hcl_triggers(source: &Source, options: &Options, files: &mut dyn Files) -> Vec<Trigger> {
    let Ok(module) = Module::read(source, files) else { return Vec::new() };
    let home = Home { file: Arc::clone(&source.name), folder: ".".to_owned(), chain: Vec::new() };
    let options = options.deployed_to(region(&module, options, &home, files));
    triggers::triggers(&module, &options, &home, files)
}

/// What the files of the folder of `source` declare around their machines.
pub(super) fn hcl_declarations(
    source: &Source,
    options: &Options,
    files: &mut dyn Files,
) -> Vec<Declaration> {
    let Ok(module) = Module::read(source, files) else { return Vec::new() };
    let home = Home { file: Arc::clone(&source.name), folder: ".".to_owned(), chain: Vec::new() };
    let options = options.deployed_to(region(&module, options, &home, files));
    declared::of_module(&module, &options, &home, files)
}

/// The region of the provider that needs no name.
fn region(module: &Module, options: &Options, home: &Home, files: &mut dyn Files) -> Option<String> {
    let mut blocks =
        module.files().flat_map(|(source, body)| body.blocks().map(move |block| (source, block)));
    let (source, region) = blocks.find_map(|(source, block)| {
        let is_main = block.ident.as_str() == "provider"
            && block.labels.first().is_some_and(|name| label(name) == "aws")
            && !block.body.has_attribute("alias");
        Some((source, block.body.get_attribute("region").filter(|_| is_main)?))
    })?;
    let mut scope = Scope::new(module, options, home.clone(), files);
    let region = scope.compute(&SourceText::file(source), &region.value).to_string()?;
    (!region.contains("${")).then_some(region)
}

/// The machines that `block` declares, itself or by calling a module.
fn declared(scope: &mut Scope<'_, '_>, source: &Source, block: &Block) -> Vec<Machine> {
    let Some(id) = address(block) else {
        let is_call = block.ident.as_str() == "module";
        return if is_call { call::machines(scope, source, block) } else { Vec::new() };
    };
    let mut machines = Vec::new();
    for (suffix, frame) in call::instances(scope, source, block) {
        scope.own.extend(frame);
        machines.push(machine(scope, source, format!("{id}{suffix}"), block));
        scope.own.clear();
    }
    machines
}

/// The machines of `module`, which is in the folder `home` and gets the values `given`, in which `caller` is known.
fn machines_of(
    module: &Module,
    caller: &mut Scope<'_, '_>,
    home: Home,
    given: &BTreeMap<String, Argument>,
) -> Vec<Machine> {
    let mut machines = Vec::new();
    for (source, body) in module.files() {
        for block in body.blocks() {
            let mut scope = Scope::new(module, caller.options, home.clone(), &mut *caller.files);
            scope.given = Some(given);
            (scope.steps, scope.called) = (caller.steps, std::mem::take(&mut caller.called));
            machines.extend(declared(&mut scope, source, block));
            (caller.steps, caller.called) = (scope.steps, scope.called);
        }
    }
    machines
}

/// The address of the machine that `block` declares.
fn address(block: &Block) -> Option<String> {
    match (block.ident.as_str(), block.labels.as_slice()) {
        ("resource", [kind, name]) if label(kind) == MACHINE => Some(format!("{MACHINE}.{}", label(name))),
        ("module", [name]) if is_community(&block.body) => Some(format!("module.{}", label(name))),
        _ => None,
    }
}

fn is_community(body: &Body) -> bool {
    let source = body.get_attribute("source").and_then(|attribute| attribute.value.as_str());
    source.is_some_and(|source| source.contains(COMMUNITY)) && body.has_attribute("definition")
}

fn label(label: &BlockLabel) -> &str {
    match label {
        BlockLabel::Ident(name) => name.as_str(),
        BlockLabel::String(name) => name.as_str(),
    }
}

fn machine(scope: &mut Scope<'_, '_>, source: &Source, id: String, block: &Block) -> Machine {
    let ground = SourceText::file(source);
    let text = |scope: &mut Scope<'_, '_>, name: &str| {
        let attribute = block.body.get_attribute(name)?;
        let text = scope.compute(&ground, &attribute.value).to_string()?;
        (!text.contains("${")).then_some(text)
    };
    let name = text(scope, "name").unwrap_or_else(|| id.rsplit('.').next().unwrap_or(&id).to_owned());
    let kind = text(scope, "type");
    let definition = definition(scope, &ground, block);
    let workflow = kind.as_deref().and_then(workflow);
    Machine { workflow, ..Machine::declared(id, name, definition, scope.findings()) }
}

fn definition(scope: &mut Scope<'_, '_>, ground: &SourceText, block: &Block) -> Result<Definition, Rejected> {
    let Some(attribute) = block.body.get_attribute("definition") else {
        let at = block.span().unwrap_or(0..0);
        let first = at.start..ground.source.line_around(at.start).end.clamp(at.start, at.end.max(at.start));
        let diagnostic =
            Diagnostic::error(codes::SHAPE, Place::Text(first), "this machine has no definition")
                .help("give it the argument `definition`");
        return Err(Rejected::new(ground.source.clone(), diagnostic));
    };
    let value = scope.compute(ground, &attribute.value);
    let text = match value.as_text() {
        Some(text) if !expression::is_unknown(text.as_str()) => text.clone(),
        Some(_) if scope.failures == 0 => {
            let at = Place::Text(attribute.value.span().unwrap_or(0..0));
            let note = Diagnostic::error(
                codes::LATER,
                at,
                "this definition is known only when it is deployed",
            )
            .severity(Severity::Note)
            .note("it is not checked: it comes from a variable without a value, or from outside")
            .help(
                "give the variable a value with --param NAME=VALUE, or check the file that calls this module",
            );
            return Err(Rejected::new(ground.source.clone(), note));
        }
        Some(_) | None => {
            let at = attribute.value.span().unwrap_or(0..0);
            let diagnostic = Diagnostic::error(
                codes::FUNCTION,
                Place::Text(at),
                "sfn cannot compute this definition",
            )
            .help("let Terraform compute it: `terraform plan -out p && terraform show -json p > plan.json`");
            return Err(Rejected::new(ground.source.clone(), diagnostic));
        }
    };
    asl::read_text(&value.source, text, scope.options, Names::default())
}
