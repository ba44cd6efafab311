//! The machines of one file: what kind it is, and who reads that kind.

use super::kind::{self, Content, TemplateKind};
use super::substitute::Names;
use super::{
    Declaration, Files, LambdaFunction, MAX_TEXT_BYTES, Machine, Options, Rejected, Trigger, asl,
    cloudformation, codes, template, terraform, too_large,
};
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::document::Document;
use crate::base::source::Source;

/// Reads all machines that `source` describes; `files` reads the files it names.
pub fn machines(source: &Source, options: &Options, files: &mut dyn Files) -> Result<Vec<Machine>, Rejected> {
    let source = match source.text.strip_prefix('\u{feff}') {
        Some(text) => source.with_text(text),
        None => source.clone(),
    };
    if source.text.len() > MAX_TEXT_BYTES {
        return Err(too_large(&source.name, source.text.len()));
    }
    match kind::identify(&source)? {
        Content::Hcl => terraform::hcl(&source, options, files),
        Content::Program => Err(program(source)),
        Content::Definition => alone(&source, options),
        Content::Template(kind, template) => {
            let machines = (kind.machines)(&template, options, files)?;
            if machines.is_empty() {
                return Err(none(source, kind));
            }
            Ok(machines.into_iter().map(|machine| with_findings(machine, &template)).collect())
        }
    }
}

/// The Lambda functions that `source` declares, a template; none if it is none, or cannot be read. `files` reads the
/// files it names.
pub fn functions(source: &Source, options: &Options, files: &mut dyn Files) -> Vec<LambdaFunction> {
    let text = source.text.strip_prefix('\u{feff}');
    let source = text.map_or_else(|| source.clone(), |text| source.with_text(text));
    match kind::identify(&source) {
        Ok(Content::Template(kind, template)) => (kind.functions)(&template, options, files),
        Ok(Content::Hcl) => terraform::hcl_functions(&source, options, files),
        Ok(Content::Program | Content::Definition) | Err(_) => Vec::new(),
    }
}

/// What starts the machines of `source` from outside, as it declares it; none if it is no template, or cannot be read.
/// `files` reads the files it names.
pub fn triggers(source: &Source, options: &Options, files: &mut dyn Files) -> Vec<Trigger> {
    let text = source.text.strip_prefix('\u{feff}');
    let source = text.map_or_else(|| source.clone(), |text| source.with_text(text));
    match kind::identify(&source) {
        Ok(Content::Template(kind, template)) => (kind.triggers)(&template, options, files),
        Ok(Content::Hcl) => terraform::hcl_triggers(&source, options, files),
        Ok(Content::Program | Content::Definition) | Err(_) => Vec::new(),
    }
}

/// What `source` declares around its machines: their settings, versions and aliases, and alarms; nothing if it is no
/// template, or cannot be read. `files` reads the files it names.
pub fn declarations(source: &Source, options: &Options, files: &mut dyn Files) -> Vec<Declaration> {
    let text = source.text.strip_prefix('\u{feff}');
    let source = text.map_or_else(|| source.clone(), |text| source.with_text(text));
    match kind::identify(&source) {
        Ok(Content::Template(kind, template)) => (kind.declarations)(&template, options, files),
        Ok(Content::Hcl) => terraform::hcl_declarations(&source, options, files),
        Ok(Content::Program | Content::Definition) | Err(_) => Vec::new(),
    }
}

/// What the resources of `source` are called in it by ARN: `(arn:aws:dynamodb:…:table/orders, Orders.Arn)`, or `Topic` where
/// `Ref` gives the ARN; none if it is no template of CloudFormation.
pub fn arns(source: &Source, options: &Options, files: &mut dyn Files) -> Vec<(String, String)> {
    let text = source.text.strip_prefix('\u{feff}');
    let source = text.map_or_else(|| source.clone(), |text| source.with_text(text));
    match kind::identify(&source) {
        Ok(Content::Template(kind, template)) => cloudformation::arns(kind, &template, options, files),
        Ok(Content::Hcl | Content::Program | Content::Definition) | Err(_) => Vec::new(),
    }
}

/// The same with what is worth saying about its file.
fn with_findings(mut machine: Machine, template: &template::Template) -> Machine {
    let document = Document::unread(template.source.clone());
    machine.around.extend(template.findings.iter().map(|found| (document.clone(), found.clone())));
    machine
}

/// A file that is a definition and nothing else.
fn alone(source: &Source, options: &Options) -> Result<Vec<Machine>, Rejected> {
    let definition = asl::read(source, options, Names::default())?;
    let name = machine_name(&source.name);
    Ok(vec![Machine {
        id: name.clone(),
        name,
        parts: Vec::new(),
        region: None,
        account: None,
        path: None,
        is_alone: true,
        workflow: None,
        definition: Ok(definition),
        around: Vec::new(),
    }])
}

/// The name a machine has from its file: `flows/order.asl.json` is `order`.
fn machine_name(path: &str) -> String {
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let stem = stem.strip_suffix(".asl").unwrap_or(stem);
    let name = stem.trim_matches(['<', '>']);
    if name.is_empty() { "machine".to_owned() } else { name.to_owned() }
}

fn none(source: Source, kind: &TemplateKind) -> Rejected {
    let message = format!("there is no state machine in {}", kind.name);
    let diagnostic = Diagnostic::error(codes::NO_MACHINE, Place::Text(0..0), message)
        .severity(Severity::Note)
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
