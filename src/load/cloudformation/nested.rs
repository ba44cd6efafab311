//! Nested stacks of CloudFormation and CDK, and nested applications of SAM: templates that a template names.
//!
//! Their parameters have the values that the template around them passes down, and no others.

use std::rc::Rc;

use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::document::Document;
use crate::base::source::Source;
use crate::load::kind;
use crate::load::node::Node;
use crate::load::template::{self, Template, TemplateNode};
use crate::load::{Declaration, Files, LambdaFunction, Machine, Options, Rejected, Trigger, Unread, codes};

use super::scope::Scope;
use super::{KIND, asset, declared, functions, own, resources, triggers};

/// How many templates are read for one.
const MAX_TEMPLATES: usize = 200;
/// How deep templates may be nested.
const MAX_DEPTH: usize = 8;

/// A walk through a template and all that it names.
pub(super) struct Walk<'f> {
    pub(super) files: &'f mut dyn Files,
    /// The templates that are being read, which cannot contain themselves.
    pub(super) open: Vec<Source>,
    pub(super) read: usize,
}

/// A resource that is a template itself.
struct Stack<'t> {
    id: &'t str,
    resource: TemplateNode<'t>,
    /// Where its template is, if that is known.
    location: Option<Node>,
    /// The values of its parameters.
    parameters: Vec<(String, String)>,
}

impl Walk<'_> {
    /// The machines of `template`, then those of the templates it names.
    pub(super) fn machines(&mut self, template: &Template, options: &Options) -> Vec<Machine> {
        let mut machines = own(template, options, self.files);
        let (own, mut missing) = (machines.len(), Vec::new());
        self.open.push(template.source.clone());
        for stack in stacks(template, options) {
            match self.template(&template.source, &stack) {
                Ok(Some(inner)) => machines.extend(self.inside(&inner, &stack, options)),
                Ok(None) => {}
                Err(error) if error.severity == Severity::Error => {
                    let rejected = Rejected::new(template.source.clone(), *error);
                    let id = stack.id.to_owned();
                    machines.push(Machine::declared(id.clone(), id, Err(rejected), Vec::new()));
                }
                Err(warning) => missing.push((Document::unread(template.source.clone()), *warning)),
            }
        }
        self.open.pop();
        // Its own machines carry the finding; if there are none, those of another template must.
        let told = if own == 0 { machines.len() } else { own };
        for machine in &mut machines[..told] {
            machine.around.extend(missing.iter().cloned());
        }
        machines
    }

    /// The functions of `template`, then those of the templates it names.
    pub(super) fn functions(&mut self, template: &Template, options: &Options) -> Vec<LambdaFunction> {
        let mut functions = functions::own(template, options, self.files);
        self.open.push(template.source.clone());
        for stack in stacks(template, options) {
            let Ok(Some(inner)) = self.template(&template.source, &stack) else { continue };
            let options = Options { parameters: stack.parameters.clone(), ..options.clone() };
            let inner = self.functions(&inner, &options).into_iter();
            functions.extend(inner.map(|function| {
                let id = format!("{}.{}", stack.id, function.id);
                LambdaFunction { id, ..function }
            }));
        }
        self.open.pop();
        functions
    }

    /// The triggers of `template`, then those of the templates it names.
    pub(super) fn triggers(&mut self, template: &Template, options: &Options) -> Vec<Trigger> {
        let mut triggers = triggers::own(template, options);
        self.open.push(template.source.clone());
        for stack in stacks(template, options) {
            let Ok(Some(inner)) = self.template(&template.source, &stack) else { continue };
            let options = Options { parameters: stack.parameters.clone(), ..options.clone() };
            let inner = self.triggers(&inner, &options).into_iter();
            triggers.extend(
                inner.map(|trigger| Trigger { id: format!("{}.{}", stack.id, trigger.id), ..trigger }),
            );
        }
        self.open.pop();
        triggers
    }

    /// What `template`, then what the templates it names declare around their machines.
    pub(super) fn declarations(&mut self, template: &Template, options: &Options) -> Vec<Declaration> {
        let mut found = declared::own(template, options);
        self.open.push(template.source.clone());
        for stack in stacks(template, options) {
            let Ok(Some(inner)) = self.template(&template.source, &stack) else { continue };
            let options = Options { parameters: stack.parameters.clone(), ..options.clone() };
            let inner = self.declarations(&inner, &options).into_iter();
            found.extend(inner.map(|one| Declaration { id: format!("{}.{}", stack.id, one.id), ..one }));
        }
        self.open.pop();
        found
    }

    /// The machines of `inner`, as the template around it knows them.
    fn inside(&mut self, inner: &Template, stack: &Stack<'_>, options: &Options) -> Vec<Machine> {
        let options = Options { parameters: stack.parameters.clone(), ..options.clone() };
        let mut machines = self.machines(inner, &options);
        for machine in &mut machines {
            machine.id = format!("{}.{}", stack.id, machine.id);
            machine.parts.push(inner.source.name.clone());
            let document = Document::unread(inner.source.clone());
            machine.around.extend(inner.findings.iter().map(|found| (document.clone(), found.clone())));
        }
        machines
    }

    /// The template of `stack`; none if it is elsewhere or is no template of this kind.
    fn template(&mut self, around: &Source, stack: &Stack<'_>) -> Result<Option<Template>, Box<Diagnostic>> {
        let location = stack.location.as_ref();
        if self.read >= MAX_TEMPLATES {
            return Err(unread(location, &format!("sfn reads at most {MAX_TEMPLATES} templates for one")));
        }
        if self.open.len() > MAX_DEPTH {
            let words = format!("sfn reads templates that are nested at most {MAX_DEPTH} deep");
            return Err(unread(location, &words));
        }
        let written = location.and_then(Node::as_str);
        let is_elsewhere = |path: &&str| path.contains("://") || path.contains("${");
        let uploaded = written.filter(is_elsewhere);
        let asset = asset::find(&around.name, stack.resource, uploaded, self.files)?;
        let source = match (asset, written) {
            (Some(source), _) => source,
            (None, Some(path)) if uploaded.is_none() => {
                self.files.read(path, &around.name).map_err(|error| not_read(location, path, &error))?
            }
            (None, _) => return Ok(None),
        };
        if self.open.iter().any(|open| open.text == source.text) {
            return Err(unread(location, "this template stands in itself"));
        }
        self.read += 1;
        match template::read(&source, KIND.schema) {
            Ok(read) if kind::of_value(&read.value).is_some_and(|kind| kind.name == KIND.name) => {
                Ok(Some(read))
            }
            Ok(_) => Ok(None),
            Err(_) => Err(unread(location, &format!("{} cannot be read as a template", source.name))),
        }
    }
}

/// What is said of a template that may not be read, which is an error, or that is not there.
fn not_read(location: Option<&Node>, path: &str, error: &Unread) -> Box<Diagnostic> {
    let place = Place::Text(location.map_or(0..0, |location| location.at.clone()));
    let found = error.diagnostic(path, place);
    match error {
        Unread::Outside { .. } => Box::new(found),
        Unread::Missing { .. }
        | Unread::NoFile(_)
        | Unread::Large
        | Unread::Many
        | Unread::NoText
        | Unread::Failed(_) => {
            let warning = found.severity(Severity::Warning);
            Box::new(warning.note("the machines in that template are left out"))
        }
    }
}

/// What is said of a template whose machines are not looked at.
fn unread(location: Option<&Node>, why: &str) -> Box<Diagnostic> {
    let place = Place::Text(location.map_or(0..0, |location| location.at.clone()));
    let warning = Diagnostic::error(codes::FILE, place, why).severity(Severity::Warning);
    Box::new(warning.note("the machines in that template are left out"))
}

/// Every resource of `template` that is a template.
fn stacks<'t>(template: &'t Template, options: &'t Options) -> Vec<Stack<'t>> {
    let all = template.root().get("Resources").into_iter().flat_map(TemplateNode::members);
    let (declared, mut steps) = (Rc::new(resources(template)), 0);
    let mut stacks = Vec::new();
    for (id, _, resource) in all {
        let property = match resource.get("Type").and_then(TemplateNode::as_str) {
            Some("AWS::CloudFormation::Stack") => "TemplateURL",
            Some("AWS::Serverless::Application") => "Location",
            Some(_) | None => continue,
        };
        let mut scope = Scope::new(template, options, Rc::clone(&declared)).after(steps);
        let given = resource.find(&["Properties", "Parameters"]).and_then(|given| scope.value(given));
        let parameters = given.iter().flat_map(Node::members);
        let parameters = parameters.map(|member| (member.key.clone(), text(&member.value))).collect();
        let location = resource.find(&["Properties", property]).and_then(|part| scope.value(part));
        steps = scope.steps();
        stacks.push(Stack { id, resource, location, parameters });
    }
    stacks
}

/// The text that a parameter gets: a list is passed on with commas.
fn text(value: &Node) -> String {
    let items = value.items().map(|items| items.iter().filter_map(Node::to_string).collect::<Vec<_>>());
    items.map(|items| items.join(",")).or_else(|| value.to_string()).unwrap_or_default()
}
