//! References: variables, local values, attributes of resources.

use std::ops::Range;

use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, Traversal, TraversalOperator};
use hcl_edit::structure::Block;

use super::expression::{Frame, Scope, SourceText, is_unknown};
use super::module::Item;
use crate::base::source::Source;
use crate::base::value::Value;
use crate::base::yaml::Schema;
use crate::load::node::{Body, Node};
use crate::load::resource::{Resource, name_property};
use crate::load::template;

/// One of the steps behind a name.
type Step = hcl_edit::Decorated<TraversalOperator>;

/// How many references may lead to each other.
const MAX_OPEN: usize = 32;

impl<'m> Scope<'m, '_> {
    /// A name that stands alone: a variable of a template or of a loop.
    pub(super) fn variable(&self, ground: &SourceText, at: &Range<usize>, name: &str) -> Node {
        self.bound(name).map_or_else(
            || self.unknown(ground, at, name),
            |value| value.moved(&ground.source, &ground.at(at.clone())),
        )
    }

    pub(super) fn traverse(&mut self, ground: &SourceText, at: &Range<usize>, traversal: &Traversal) -> Node {
        let Expression::Variable(root) = &traversal.expr else {
            let value = self.compute(ground, &traversal.expr);
            return self.follow(ground, at, value, &traversal.operators);
        };
        let root = root.as_str();
        if self.bound(root).is_some() {
            let value = self.variable(ground, at, root);
            return self.follow(ground, at, value, &traversal.operators);
        }
        let (mut path, mut is_list) = (vec![root], false);
        for operator in &traversal.operators {
            match operator.value() {
                TraversalOperator::GetAttr(name) => path.push(name.as_str()),
                TraversalOperator::Index(_) | TraversalOperator::LegacyIndex(_) => {}
                TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => is_list = true,
            }
        }
        let value = self.named(ground, at, &path, &traversal.operators);
        // Of a resource there is one, as far as anybody knows.
        if is_list && value.items().is_none() {
            return self.node(ground, at, Body::List(vec![value]));
        }
        value
    }

    /// What is at an address.
    fn named(&mut self, ground: &SourceText, at: &Range<usize>, path: &[&str], operators: &[Step]) -> Node {
        let made = |text: String| Node::text(&ground.source, ground.at(at.clone()), text);
        match path {
            ["path", "module", ..] => made(self.home.folder.clone()),
            ["path", ..] => made(".".to_owned()),
            ["terraform", "workspace"] => made("default".to_owned()),
            ["var", name, ..] => match self.var(name) {
                Some(value) => self.follow(ground, at, value, &operators[1..]),
                None => self.unknown(ground, at, name),
            },
            ["local", name, ..] => match self.item(&format!("local.{name}")) {
                Some(value) => self.follow(ground, at, value, &operators[1..]),
                None => {
                    self.failures += 1;
                    self.unknown(ground, at, name)
                }
            },
            ["data", "template_file", name, "rendered"] => {
                self.template_file(name).unwrap_or_else(|| self.unknown(ground, at, name))
            }
            ["data", kind, name, attribute] => {
                let text = self.datum(kind, name, attribute);
                text.map_or_else(|| self.unknown(ground, at, &path.join(".")), made)
            }
            [kind, name, attribute] if kind.contains('_') => {
                let text = self.attribute(kind, name, attribute);
                text.map_or_else(|| self.unknown(ground, at, &path.join(".")), made)
            }
            _ => self.unknown(ground, at, &path.join(".")),
        }
    }

    /// The value of a variable: from the call of the module; in the root module from the user, from a file of
    /// values; else its default.
    fn var(&mut self, name: &str) -> Option<Node> {
        if let Some(given) = self.given {
            let Some(argument) = given.get(name) else { return self.item(&format!("var.{name}")) };
            for (document, found) in &argument.findings {
                self.report(document.source(), found.clone());
            }
            return Some(argument.value.clone());
        }
        let given = self.options.parameters.iter().rev().find(|(known, _)| known == name);
        if let Some((_, value)) = given {
            let source = Source::new("--param", value.as_str());
            let is_structure = value.starts_with(['[', '{']);
            if let Some(read) = is_structure.then(|| template::read(&source, Schema::Core).ok()).flatten() {
                return Some(read.root().node());
            }
            return Some(Node::text(&source, 0..value.len(), value.as_str()));
        }
        self.item(&format!("given.{name}")).or_else(|| self.item(&format!("var.{name}")))
    }

    /// The value at an address.
    fn item(&mut self, address: &str) -> Option<Node> {
        let Item::Value(source, expression) = *self.items.get(address)? else { return None };
        self.guarded(address, |scope| Some(scope.compute(&SourceText::file(source), expression)))
    }

    /// Computes something that must not need itself.
    fn guarded<T>(&mut self, address: &str, compute: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.open.len() >= MAX_OPEN || self.open.iter().any(|open| open == address) {
            return None;
        }
        self.open.push(address.to_owned());
        // A template's variables are not seen from outside.
        let own = std::mem::take(&mut self.own);
        let done = compute(self);
        self.own = own;
        self.open.pop();
        done
    }

    fn block(&self, address: &str) -> Option<(&'m Source, &'m Block)> {
        match *self.items.get(address)? {
            Item::Block(source, block) => Some((source, block)),
            Item::Value(..) => None,
        }
    }

    /// The old way to render a file: `data "template_file"`.
    fn template_file(&mut self, name: &str) -> Option<Node> {
        let address = format!("data.template_file.{name}");
        let (source, block) = self.block(&address)?;
        self.guarded(&address, |scope| {
            let ground = SourceText::file(source);
            let template = scope.compute(&ground, &block.body.get_attribute("template")?.value);
            let vars = block.body.get_attribute("vars").map(|vars| scope.compute(&ground, &vars.value));
            scope.render_with(template, vars)
        })
    }

    /// The text of `template`, rendered with the members of `vars`.
    pub(super) fn render_with(&mut self, template: Node, vars: Option<Node>) -> Option<Node> {
        let Body::Text(text) = template.body else { return None };
        let ground = SourceText { source: template.source, text };
        let members = vars.iter().flat_map(Node::members);
        let own = members.map(|member| (member.key.clone(), member.value.clone())).collect();
        self.own.push(Frame::Template(own));
        let rendered = self.render_text(&ground);
        self.own.pop();
        Some(Node { source: ground.source, at: template.at, body: Body::Text(rendered?) })
    }

    fn datum(&mut self, kind: &str, name: &str, attribute: &str) -> Option<String> {
        let options = self.options;
        match (kind, attribute) {
            ("aws_caller_identity", "account_id" | "id") => Some(options.account().to_owned()),
            ("aws_region", "name" | "region" | "id") => Some(options.region().to_owned()),
            ("aws_partition", "partition" | "id") => Some(options.partition().to_owned()),
            ("aws_partition", "dns_suffix") => Some(options.url_suffix().to_owned()),
            _ => self.attribute_of(&format!("data.{kind}.{name}"), kind, name, attribute),
        }
    }

    fn attribute(&mut self, kind: &str, name: &str, attribute: &str) -> Option<String> {
        self.attribute_of(&format!("{kind}.{name}"), kind, name, attribute)
    }

    /// An attribute of what is at `address`: as it is written there, else made up.
    fn attribute_of(&mut self, address: &str, kind: &str, label: &str, attribute: &str) -> Option<String> {
        let block = self.block(address);
        let written = |scope: &mut Self, name: &str| {
            let (source, block) = block?;
            let value = &block.body.get_attribute(name)?.value;
            let text = scope.guarded(&format!("{address}.{name}"), |scope| {
                scope.compute(&SourceText::file(source), value).to_string()
            })?;
            (!text.contains("${")).then_some(text)
        };
        if let Some(text) = written(self, attribute) {
            return Some(text);
        }
        let name = name_property(kind).and_then(|property| written(self, property));
        let name = name.unwrap_or_else(|| label.to_owned());
        Resource { kind, name: &name }.attribute(attribute, self.options)
    }

    /// A member of a value, and a member of that.
    fn follow(&mut self, ground: &SourceText, at: &Range<usize>, value: Node, operators: &[Step]) -> Node {
        let mut value = value;
        for (index, operator) in operators.iter().enumerate() {
            let rest = &operators[index + 1..];
            let found = match operator.value() {
                TraversalOperator::GetAttr(name) => value.get(name.as_str()).cloned(),
                TraversalOperator::LegacyIndex(index) => {
                    usize::try_from(*index.value()).ok().and_then(|index| value.items()?.get(index).cloned())
                }
                TraversalOperator::Index(index) => {
                    let index = self.compute(ground, index).to_string().unwrap_or_default();
                    let element = index.parse::<usize>().ok().and_then(|index| value.items()?.get(index));
                    element.or_else(|| value.get(&index)).cloned()
                }
                // What follows is done to each element; with `.*` only as far as names go.
                TraversalOperator::FullSplat(_) => return self.spread(ground, at, value, rest),
                TraversalOperator::AttrSplat(_) => {
                    let is_name = |step: &&Step| matches!(step.value(), TraversalOperator::GetAttr(_));
                    let (names, rest) = rest.split_at(rest.iter().take_while(is_name).count());
                    let list = self.spread(ground, at, value, names);
                    return self.follow(ground, at, list, rest);
                }
            };
            value = found.unwrap_or_else(|| self.missing(ground, at, &value, operator));
        }
        value
    }

    /// The members of every element.
    fn spread(&mut self, ground: &SourceText, at: &Range<usize>, value: Node, steps: &[Step]) -> Node {
        let items = match value.body {
            Body::List(items) => items,
            Body::Plain(Value::Null) => Vec::new(),
            Body::Plain(_) | Body::Text(_) | Body::Members(_) => vec![value],
        };
        let items = items.into_iter().map(|item| self.follow(ground, at, item, steps)).collect();
        self.node(ground, at, Body::List(items))
    }

    /// The placeholder for a member that is not there, or of an unknown value.
    fn missing(&mut self, ground: &SourceText, at: &Range<usize>, value: &Node, step: &Step) -> Node {
        let written = ground.source.text.get(ground.at(step.span().unwrap_or(0..0))).unwrap_or_default();
        let name = written.trim_matches(['.', '[', ']', '"']);
        match value.as_str().filter(|text| is_unknown(text)) {
            Some(whole) => self.unknown(ground, at, &format!("{}.{name}", &whole[2..whole.len() - 1])),
            None => {
                self.failures += 1;
                self.unknown(ground, at, name)
            }
        }
    }
}
