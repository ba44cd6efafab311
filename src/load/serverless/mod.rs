//! The Serverless Framework with the plugin serverless-step-functions: `stepFunctions.stateMachines`.
//!
//! Variables are resolved first, then what is left are CloudFormation's functions, which see the functions
//! of the service under the names that the framework gives them.

mod declared;
mod functions;
mod sub;
mod triggers;
mod variable;

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use super::cloudformation::{Declared, Scope, workflow};
use super::kind::TemplateKind;
use super::node::{Body, Node, same};
use super::substitute::Names;
use super::template::{Template, TemplateNode};
use super::{Definition, Files, Machine, Options, Rejected, asl, codes};
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::yaml::Schema;
use variable::Variables;

/// The row of this kind.
pub(super) static KIND: TemplateKind = TemplateKind {
    name: "this Serverless Framework configuration",
    keys: &["stepFunctions", "provider"],
    schema: Schema::JavaScript,
    is_promising: |text| text.contains("stepFunctions"),
    machines: |template, options, files| Ok(machines(template, options, files)),
    functions: functions::functions,
    triggers: triggers::triggers,
    declarations: declared::declared,
};

/// The machines of the service that `template` configures.
fn machines(template: &Template, options: &Options, files: &mut dyn Files) -> Vec<Machine> {
    let region = Variables::new(template, options, files).region();
    let options = &options.deployed_to(region);
    let mut variables = Variables::new(template, options, files);
    let declared = variables.lookup(&["stepFunctions", "stateMachines"]);
    let Some(declared) = declared else { return Vec::new() };
    let found = entries(&mut variables, declared);
    let names: Vec<(String, String)> = found
        .iter()
        .map(|entry| (entry.key.clone(), entry.name.clone().unwrap_or_else(|| entry.key.clone())))
        .collect();
    let (resources, mut steps) = (Rc::new(resources(template, &mut variables, &found)), 0);
    found
        .into_iter()
        .zip(names)
        .map(|(entry, (id, name))| {
            let mut scope = Scope::new(template, options, Rc::clone(&resources)).after(steps);
            let definition = definition(&mut scope, &mut variables, &entry, options);
            if let Some(written) = entry.value.get("definition")
                && same(&written.source, &template.source)
                && let Some(note) = template.other_reading(&written.at)
            {
                scope.report(&template.source, note);
            }
            let kind = variables.text(entry.value.get("type"));
            steps = scope.steps();
            let mut findings = scope.findings();
            findings.extend(variables.findings());
            let workflow = kind.as_deref().and_then(workflow);
            let region = options.region.clone();
            Machine { workflow, region, ..Machine::declared(id, name, definition, findings) }
        })
        .collect()
}

/// A machine as the configuration declares it.
struct DeclaredMachine {
    key: String,
    name: Option<String>,
    value: Node,
    at: Range<usize>,
}

/// The machines, which may be members, a list of such, and files of either.
fn entries(variables: &mut Variables<'_, '_>, declared: Node) -> Vec<DeclaredMachine> {
    let maps = match declared.body {
        Body::List(items) => items,
        Body::Members(_) => vec![declared],
        Body::Plain(_) | Body::Text(_) => Vec::new(),
    };
    let mut entries = Vec::new();
    for map in maps {
        for member in variables.shallow(&map).members() {
            let value = variables.shallow(&member.value);
            let name = variables.text(value.get("name"));
            entries.push(DeclaredMachine { key: member.key.clone(), name, value, at: member.key_at.clone() });
        }
    }
    entries
}

fn definition(
    scope: &mut Scope<'_>,
    variables: &mut Variables<'_, '_>,
    entry: &DeclaredMachine,
    options: &Options,
) -> Result<Definition, Rejected> {
    let value = entry.value.get("definition").map(|definition| variables.resolve(definition));
    let Some(value) = value else { return Err(undefined(entry)) };
    let (value, literal) = sub::deployed(scope, value);
    let names = Names { bound: None, literal: &literal };
    match scope.compute(&value) {
        Some(value) if matches!(value.body, Body::Members(_)) => {
            asl::read_text(&value.source, value.to_json(), options, names)
        }
        Some(Node { source, at, body: Body::Text(text) }) if is_placeholder(text.as_str()) => {
            let message = "this definition is known only when it is deployed, so it is not checked";
            let note = Diagnostic::error(codes::LATER, Place::Text(at), message).severity(Severity::Note);
            let help = "let the framework compute it: `serverless print --format json > out.json`";
            Err(Rejected::new(source, note.help(help)))
        }
        Some(Node { source, at, body: Body::Text(_) }) => {
            let message = "a definition is an object here, not text";
            let diagnostic = Diagnostic::error(codes::SHAPE, Place::Text(at), message)
                .note("serverless-step-functions quotes a text once more, so AWS gets a JSON string")
                .help("write the definition as YAML, or name its file: ${file(flow.asl.json)}");
            Err(Rejected::new(source, diagnostic))
        }
        Some(_) | None => Err(undefined(entry)),
    }
}

fn is_placeholder(text: &str) -> bool {
    text.starts_with("${") && text.find('}') == Some(text.len() - 1)
}

fn undefined(entry: &DeclaredMachine) -> Rejected {
    let place = Place::Text(entry.at.clone());
    let diagnostic =
        Diagnostic::error(codes::SHAPE, place, "this machine has no definition").help("give it `definition`");
    Rejected::new(entry.value.source.clone(), diagnostic)
}

/// Everything that functions such as `Fn::GetAtt` can name.
fn resources<'t>(
    template: &'t Template,
    variables: &mut Variables<'_, '_>,
    machines: &[DeclaredMachine],
) -> BTreeMap<String, Declared<'t>> {
    let root = template.root();
    let mut all = BTreeMap::new();
    let mut declare = |id: String, kind: &str, name: Option<String>, properties| {
        all.insert(id, Declared { kind: kind.to_owned(), name, properties });
    };
    let own = root.get("resources");
    let lists = own.into_iter().chain(own.into_iter().flat_map(TemplateNode::items));
    for resources in lists.filter_map(|part| part.get("Resources")) {
        for (id, _, resource) in resources.members() {
            let kind = resource.get("Type").and_then(TemplateNode::as_str).unwrap_or_default();
            declare(id.to_owned(), kind, None, resource.get("Properties"));
        }
    }
    let service = variables.service();
    for (key, _, function) in root.get("functions").into_iter().flat_map(TemplateNode::members) {
        let given = function.get("name").map(TemplateNode::node);
        let name = variables.text(given.as_ref()).unwrap_or_else(|| format!("{service}-{key}"));
        for id in [format!("{}LambdaFunction", normal(key)), key.to_owned()] {
            declare(id, "AWS::Lambda::Function", Some(name.clone()), None);
        }
    }
    for machine in machines {
        let name = machine.name.clone().unwrap_or_else(|| machine.key.clone());
        let id = machine.value.get("id").and_then(Node::as_str).map(str::to_owned);
        let made = format!("{}StepFunctionsStateMachine", normal(&machine.key));
        let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        for id in id.into_iter().chain([made, plain]) {
            declare(id, "AWS::StepFunctions::StateMachine", Some(name.clone()), None);
        }
    }
    all
}

/// The framework's way to make a logical id of a name.
fn normal(name: &str) -> String {
    let name = name.replace('-', "Dash").replace('_', "Underscore");
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
