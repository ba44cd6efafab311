//! `Scope`: what the functions of one template see, and the walk that replaces them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use super::sam::{self, Deployed};
use super::{ALIAS, PROCESSED, VERSION};
use crate::base::diag::{Diagnostic, Place};
use crate::base::document::Document;
use crate::base::source::Source;
use crate::load::node::{Body, Member, Node};
use crate::load::reported::Reported;
use crate::load::resource::{Resource, name_property};
use crate::load::template::{Template, TemplateNode};
use crate::load::{Options, codes};

/// A resource that a template declares.
#[derive(Clone, Debug)]
pub(in crate::load) struct Declared<'t> {
    /// For instance `AWS::Lambda::Function`.
    pub(in crate::load) kind: String,
    /// Its name, if that is known without its properties.
    pub(in crate::load) name: Option<String>,
    /// Its properties.
    pub(in crate::load) properties: Option<TemplateNode<'t>>,
}

/// Everything functions can refer to.
pub(in crate::load) struct Scope<'t> {
    pub(super) options: &'t Options,
    pub(super) root: TemplateNode<'t>,
    pub(super) source: &'t Source,
    resources: Rc<BTreeMap<String, Declared<'t>>>,
    /// The conditions that were computed; none for one that is being computed.
    pub(super) conditions: BTreeMap<String, Option<bool>>,
    /// The names that are being computed, which may not need themselves.
    naming: Vec<String>,
    steps: usize,
    /// How many functions are being computed, one inside the other.
    calls: usize,
    /// Whether the result of a function is deployed as text, as in an inline definition of SAM.
    pub(super) makes_text: bool,
    /// The names of `${!Name}` in texts that were computed: `${Name}` is text there, or for later substitutions.
    pub(super) escaped: Vec<String>,
    /// Numbers and booleans that were made text, each at the place of its function.
    pub(super) texts: Vec<Node>,
    findings: Reported,
}

/// How many values are computed at most: a template can ask for more than anybody can wait for.
const MAX_STEPS: usize = 1_000_000;
/// How many bytes of what is made count as one step.
pub(super) const STEP_BYTES: usize = 32;
/// How deep functions may be nested, names of resources included.
const MAX_NAMES: usize = 16;

impl<'t> Scope<'t> {
    pub(in crate::load) fn new(
        template: &'t Template,
        options: &'t Options,
        resources: Rc<BTreeMap<String, Declared<'t>>>,
    ) -> Self {
        Self {
            options,
            root: template.root(),
            source: &template.source,
            resources,
            conditions: BTreeMap::new(),
            naming: Vec::new(),
            steps: 0,
            calls: 0,
            makes_text: false,
            escaped: Vec::new(),
            texts: Vec::new(),
            findings: Reported::default(),
        }
    }

    /// The same after so many steps for other machines of the template: they share one bound.
    pub(in crate::load) fn after(self, steps: usize) -> Self {
        Self { steps, ..self }
    }

    /// How many steps were taken.
    pub(in crate::load) const fn steps(&self) -> usize {
        self.steps
    }

    /// What there is to say about the template.
    pub(in crate::load) fn findings(mut self) -> Vec<(Document, Diagnostic)> {
        self.findings.take()
    }

    /// Says once that something cannot be computed.
    pub(super) fn refuse(&mut self, source: &Source, at: &Range<usize>, message: String, help: &str) {
        self.report(source, Diagnostic::error(codes::FUNCTION, Place::Text(at.clone()), message).help(help));
    }

    /// Adds a finding, unless something was said of its place.
    pub(in crate::load) fn report(&mut self, source: &Source, diagnostic: Diagnostic) {
        self.findings.add(source, diagnostic);
    }

    /// The value of a part of the template; none for `AWS::NoValue`.
    pub(in crate::load) fn value(&mut self, part: TemplateNode<'t>) -> Option<Node> {
        self.compute(&part.node())
    }

    /// The same with all functions computed; none for `AWS::NoValue`.
    pub(in crate::load) fn compute(&mut self, node: &Node) -> Option<Node> {
        if !self.may_go_on(node, 1) {
            return Some(node.clone());
        }
        let body = match &node.body {
            Body::Plain(_) | Body::Text(_) => return Some(node.clone()),
            Body::List(items) => Body::List(items.iter().filter_map(|item| self.compute(item)).collect()),
            Body::Members(members) => {
                if let Some(each) = members.iter().find(|member| member.key.starts_with("Fn::ForEach")) {
                    self.for_each(node, each);
                } else if let [member] = members.as_slice()
                    && (member.key == "Ref" || member.key.starts_with("Fn::"))
                {
                    self.calls += 1;
                    let value = self.call(node, &member.key, &member.value);
                    self.calls -= 1;
                    let is_text = self.makes_text && self.calls == 0;
                    return if is_text { value.map(|value| self.deployed(node, value)) } else { value };
                }
                let computed = members.iter().filter_map(|member| {
                    let value = self.compute(&member.value)?;
                    Some(Member { key: member.key.clone(), key_at: member.key_at.clone(), value })
                });
                Body::Members(computed.collect())
            }
        };
        Some(Node { source: node.source.clone(), at: node.at.clone(), body })
    }

    /// `value`, the result of the function at `call`, as SAM deploys it.
    fn deployed(&mut self, call: &Node, value: Node) -> Node {
        match sam::as_text(value) {
            Deployed::Same(value) => value,
            Deployed::Text(text) => {
                self.texts.push(Node { at: call.at.clone(), ..text.clone() });
                text
            }
            Deployed::Not(value, message, help) => {
                self.refuse(&call.source, &call.at, message.to_owned(), help);
                value
            }
        }
    }

    /// Notes which numbers and booleans were made text.
    pub(super) fn note_texts(&mut self) {
        let texts = std::mem::take(&mut self.texts);
        if let Some((source, note)) = sam::note_on(&texts) {
            self.report(source, note);
        }
    }

    fn for_each(&mut self, node: &Node, each: &Member) {
        self.refuse(&node.source, &each.key_at, "sfn does not expand `Fn::ForEach`".to_owned(), PROCESSED);
    }

    /// Counts work; a template that asks for too much is refused.
    pub(super) fn may_go_on(&mut self, node: &Node, work: usize) -> bool {
        self.steps = self.steps.saturating_add(work);
        let may = self.steps <= MAX_STEPS;
        if !may {
            let message = "this takes too many steps to compute".to_owned();
            self.refuse(&node.source, &node.at, message, "make it smaller");
        }
        may
    }

    /// What `Ref` gives for `name`: `${name}` if its value is unknown.
    pub(super) fn reference(&mut self, at: &Node, name: &str) -> Option<Node> {
        let text = |text: String| Some(Node::text(&at.source, at.at.clone(), text));
        match name.strip_prefix("AWS::") {
            Some("NoValue") => return None,
            Some(pseudo) => {
                return text(self.pseudo(pseudo).unwrap_or_else(|| format!("${{AWS::{pseudo}}}")));
            }
            None => {}
        }
        if let Some(parameter) = self.root.find(&["Parameters", name]) {
            return Some(self.parameter(at, name, parameter));
        }
        match self.resource(name) {
            Some((kind, _)) if [VERSION, ALIAS].contains(&kind.as_str()) => {
                text(self.qualified(name).unwrap_or_else(|| unknown(name)))
            }
            Some((kind, own)) => text(Resource { kind: &kind, name: &own }.id(self.options)),
            None => text(self.published(name).unwrap_or_else(|| unknown(name))),
        }
    }

    /// The ARN of `Function.Alias` or `Function.Version`, which SAM makes for a function with `AutoPublishAlias`.
    fn published(&mut self, name: &str) -> Option<String> {
        let (id, what) = name.split_once('.').filter(|(_, what)| matches!(*what, "Alias" | "Version"))?;
        let alias = self.resources.get(id)?.properties?.get("AutoPublishAlias")?;
        let (kind, own) = self.resource(id)?;
        let arn = Resource { kind: &kind, name: &own }.attribute("Arn", self.options)?;
        let alias = self.value(alias)?.to_string()?;
        Some(format!("{arn}:{}", if what == "Alias" { alias.as_str() } else { "1" }))
    }

    /// The ARN of a version or an alias of a machine. Which number a version gets shows when it is published.
    fn qualified(&mut self, id: &str) -> Option<String> {
        let declared = self.resources.get(id)?;
        let (kind, properties) = (declared.kind.clone(), declared.properties?);
        if self.naming.len() >= MAX_NAMES || self.naming.iter().any(|known| known == id) {
            return None;
        }
        let own = self.name_of(id);
        self.naming.push(id.to_owned());
        let arn = if kind == VERSION {
            let machine = properties.get("StateMachineArn").and_then(|part| self.value(part));
            machine.and_then(|machine| Some(format!("{}:1", machine.to_string()?)))
        } else {
            let routes = properties.get("RoutingConfiguration").and_then(|part| part.items().next());
            let version = routes.or(properties.get("DeploymentPreference"));
            let version = version.and_then(|part| part.get("StateMachineVersionArn"));
            let version = version.and_then(|part| self.value(part)).and_then(|version| version.to_string());
            version.and_then(|version| Some(format!("{}:{own}", version.rsplit_once(':')?.0)))
        };
        self.naming.pop();
        arn
    }

    fn pseudo(&self, name: &str) -> Option<String> {
        let (options, stack) = (self.options, "sfn");
        Some(match name {
            "AccountId" => options.account().to_owned(),
            "Partition" => options.partition().to_owned(),
            "Region" => options.region().to_owned(),
            "URLSuffix" => options.url_suffix().to_owned(),
            "StackName" => stack.to_owned(),
            "StackId" => format!(
                "arn:{}:cloudformation:{}:{}:stack/{stack}/00000000-0000-0000-0000-000000000000",
                options.partition(),
                options.region(),
                options.account()
            ),
            _ => return None,
        })
    }

    fn parameter(&self, at: &Node, name: &str, parameter: TemplateNode<'t>) -> Node {
        let kind = parameter.get("Type").and_then(TemplateNode::as_str).unwrap_or("String");
        let default = parameter.get("Default").filter(|_| !kind.starts_with("AWS::SSM::"));
        let value = match (self.options.parameter(name), default) {
            (Some(given), _) => given.to_owned(),
            (None, Some(default)) => default.node().to_string().unwrap_or_default(),
            (None, None) => unknown(name),
        };
        if kind.contains("List<") || kind == "CommaDelimitedList" || kind.contains("<CommaDelimitedList") {
            let items = value.split(',').map(|item| Node::text(&at.source, at.at.clone(), item.trim()));
            let body = Body::List(items.collect());
            return Node { source: at.source.clone(), at: at.at.clone(), body };
        }
        Node::text(&at.source, at.at.clone(), value)
    }

    /// The type and the name of the resource `id`.
    pub(super) fn resource(&mut self, id: &str) -> Option<(String, String)> {
        let kind = self.resources.get(id)?.kind.clone();
        Some((kind, self.name_of(id)))
    }

    /// The ARN of the resource `id`.
    pub(in crate::load) fn arn_of(&mut self, id: &str) -> Option<String> {
        let (kind, name) = self.resource(id)?;
        Resource { kind: &kind, name: &name }.attribute("Arn", self.options)
    }

    /// The name of the resource `id`: what its properties say, if that is known, else the id.
    pub(in crate::load) fn name_of(&mut self, id: &str) -> String {
        let Some(declared) = self.resources.get(id) else { return id.to_owned() };
        if let Some(name) = &declared.name {
            return name.clone();
        }
        let property = name_property(&declared.kind)
            .and_then(|property| declared.properties?.get(property))
            .filter(|_| self.naming.len() < MAX_NAMES && !self.naming.iter().any(|known| known == id));
        let Some(property) = property else { return id.to_owned() };
        self.naming.push(id.to_owned());
        let name = self.value(property).and_then(|name| name.to_string());
        self.naming.pop();
        name.filter(|name| !name.is_empty() && !name.contains("${")).unwrap_or_else(|| id.to_owned())
    }
}

/// A text that is replaced like any `${Name}` in a definition: something has to be made up for it.
pub(super) fn unknown(name: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | ':' | '-');
    let name: String = name.chars().map(|c| if is_part(c) { c } else { '-' }).collect();
    format!("${{{name}}}")
}
