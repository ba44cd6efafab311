//! The machines of one file: what kind it is, and who reads that kind.

use super::kind::{self, Kind};
use super::{
    Files, MAX_TEXT, Machine, Options, Rejected, asl, cloudformation, codes, serverless, template, terraform,
    too_large,
};
use crate::base::diag::{Diagnostic, Place};
use crate::base::document::Document;
use crate::base::source::Source;

/// Reads all machines that `source` describes; `files` reads the files it names.
pub fn machines(source: &Source, options: &Options, files: &mut dyn Files) -> Result<Vec<Machine>, Rejected> {
    let source = match source.text.strip_prefix('\u{feff}') {
        Some(text) => Source::new(source.name.clone(), text),
        None => source.clone(),
    };
    if source.text.len() > MAX_TEXT {
        return Err(too_large(&source.name, source.text.len()));
    }
    if kind::is_hcl(&source.name, &source.text) {
        return terraform::hcl(&source, options, files);
    }
    if kind::is_program(&source.name) {
        return Err(program(source));
    }
    if !kind::may_be_template(&source.text) {
        return alone(&source, options);
    }
    let template = match template::read(&source) {
        Ok(template) => template,
        Err(_) if kind::of_text(&source.text).is_none() => return alone(&source, options),
        Err(rejected) => return Err(rejected),
    };
    let machines = match kind::of_value(&template.value) {
        None => return alone(&source, options),
        Some(Kind::CloudFormation) => cloudformation::machines(&template, options, files),
        Some(Kind::Serverless) => serverless::machines(&template, options, files),
        Some(Kind::TerraformPlan) => terraform::plan(&template, options),
        Some(Kind::TerraformJson) => return Err(terraform_json(source)),
    };
    if machines.is_empty() {
        return Err(none(source, &template));
    }
    Ok(machines.into_iter().map(|machine| with_findings(machine, &template)).collect())
}

/// The same with what is worth saying about its file.
fn with_findings(mut machine: Machine, template: &template::Template) -> Machine {
    let document = Document::unread(template.source.clone());
    machine.around.extend(template.findings.iter().map(|found| (document.clone(), found.clone())));
    machine
}

/// A file that is a definition and nothing else.
fn alone(source: &Source, options: &Options) -> Result<Vec<Machine>, Rejected> {
    let definition = asl::read(source, options, None)?;
    let name = machine_name(&source.name);
    Ok(vec![Machine {
        id: name.clone(),
        name,
        template: None,
        path: None,
        is_alone: true,
        workflow: None,
        definition: Ok(definition),
        around: Vec::new(),
    }])
}

/// Whether it is worth while to look for machines in a file of this name and contents.
#[must_use]
pub fn looks_promising(source: &Source) -> bool {
    let text = &source.text;
    let is_definition = || text.contains("StartAt") && text.contains("States");
    let is_template = || {
        let types = [
            "AWS::StepFunctions::StateMachine",
            "AWS::Serverless::StateMachine",
            "AWS::CloudFormation::Stack",
            "AWS::Serverless::Application",
        ];
        types.iter().any(|kind| text.contains(kind)) || text.contains("stepFunctions")
    };
    let is_plan = || {
        text.contains("aws_sfn_state_machine")
            && (text.contains("planned_values") || text.contains("root_module"))
    };
    if kind::is_hcl(&source.name, text) {
        return text.contains("\"aws_sfn_state_machine\"")
            || text.contains("terraform-aws-modules/step-functions");
    }
    is_definition() || is_template() || is_plan()
}

/// The name a machine has from its file: `flows/order.asl.json` is `order`.
fn machine_name(path: &str) -> String {
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let stem = stem.strip_suffix(".asl").unwrap_or(stem);
    let name = stem.trim_matches(['<', '>']);
    if name.is_empty() { "machine".to_owned() } else { name.to_owned() }
}

fn none(source: Source, template: &template::Template) -> Rejected {
    let kind = kind::of_value(&template.value).map_or("a template", Kind::name);
    let message = format!("there is no state machine in {kind}");
    let diagnostic = Diagnostic::error(codes::NO_MACHINE, Place::Text(0..0), message)
        .help("`sfn list` shows every machine below this folder");
    let has_loop = source.text.contains("Fn::ForEach");
    let diagnostic = if has_loop { diagnostic.note("sfn does not expand `Fn::ForEach`") } else { diagnostic };
    Rejected::new(source, diagnostic)
}

fn program(source: Source) -> Rejected {
    let diagnostic =
        Diagnostic::error(codes::KIND, Place::Text(0..0), "this is a program that makes a template").help(
            "let it write the template first: `cdk synth`, `serverless print --format json > out.json`",
        );
    Rejected::new(source, diagnostic)
}

fn terraform_json(source: Source) -> Rejected {
    let diagnostic =
        Diagnostic::error(codes::KIND, Place::Text(0..0), "sfn does not read Terraform's JSON syntax")
            .help("let Terraform compute it: `terraform plan -out p && terraform show -json p > plan.json`");
    Rejected::new(source, diagnostic)
}
