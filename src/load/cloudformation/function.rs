//! The functions a template may call in the place of a value.

use base64::Engine as _;

use super::scope::{STEP_BYTES, Scope, unknown};
use crate::base::value::Value;
use crate::load::node::{Body, Node};
use crate::load::resource::Resource;
use crate::load::traced::Traced;

const PROCESSED: &str = "write out what it gives, or give the definition itself";

impl Scope<'_> {
    /// The value of the call `node`, of the function `name` with `argument`; none for `AWS::NoValue`. What comes out
    /// is work, too: calls inside of calls may double a text each.
    pub(super) fn call(&mut self, node: &Node, name: &str, argument: &Node) -> Option<Node> {
        let value = self.called(node, name, argument)?;
        let may = self.may_go_on(node, value.size().steps(STEP_BYTES));
        Some(if may { value } else { made(node, unknown(name)) })
    }

    fn called(&mut self, node: &Node, name: &str, argument: &Node) -> Option<Node> {
        let done = match name {
            "Ref" => match argument.as_str() {
                Some(name) => return self.reference(node, name),
                None => None,
            },
            "Fn::If" => match argument.items() {
                Some([condition, yes, no]) if condition.as_str().is_some() => {
                    let holds = self.holds(condition.as_str().unwrap_or_default());
                    return self.compute(if holds { yes } else { no });
                }
                _ => None,
            },
            "Fn::GetAtt" => self.attribute(node, argument),
            "Fn::Sub" => self.substitute(node, argument),
            "Fn::Join" => self.join(node, argument),
            "Fn::Select" => self.select(argument),
            "Fn::Split" => self.split(node, argument),
            "Fn::FindInMap" => self.find_in_map(argument),
            "Fn::ImportValue" => self.text(argument).map(|name| made(node, self.imported(name.as_str()))),
            "Fn::Base64" => self.text(argument).map(|text| {
                made(node, base64::engine::general_purpose::STANDARD.encode(text.as_str().as_bytes()))
            }),
            "Fn::ToJsonString" => self.compute(argument).map(|value| {
                if self.may_go_on(node, value.json_size().steps(STEP_BYTES)) {
                    with(node, Body::Text(value.to_json()))
                } else {
                    made(node, unknown(name))
                }
            }),
            "Fn::Length" => self.list(argument).map(|list| {
                let length = list.items().map_or(0, <[Node]>::len);
                with(node, Body::Plain(Value::from(length)))
            }),
            _ => {
                let message = format!("sfn does not compute `{name}`");
                self.refuse(&node.source, &node.at, message, PROCESSED);
                return Some(made(node, unknown(name)));
            }
        };
        Some(done.unwrap_or_else(|| {
            let message = format!("`{name}` cannot be called like this");
            self.refuse(&node.source, &node.at, message, PROCESSED);
            made(node, unknown(name))
        }))
    }

    /// The value that another stack exports as `name`.
    fn imported(&self, name: &str) -> String {
        let known = self.options.imports.iter().find(|(known, _)| known == name);
        known.map_or_else(|| unknown(name), |(_, value)| value.clone())
    }

    /// A scalar.
    fn text(&mut self, node: &Node) -> Option<Traced> {
        self.compute(node)?.to_text()
    }

    /// A list; one that shows only in the cloud has a single item.
    fn list(&mut self, node: &Node) -> Option<Node> {
        let list = self.compute(node)?;
        if list.as_str().is_some_and(|text| text.contains("${")) {
            return Some(with(node, Body::List(vec![list])));
        }
        list.items().is_some().then_some(list)
    }

    fn attribute(&mut self, node: &Node, argument: &Node) -> Option<Node> {
        let path = match argument.items() {
            Some(items) => {
                let parts: Option<Vec<String>> =
                    items.iter().map(|item| Some(self.text(item)?.as_str().to_owned())).collect();
                parts?.join(".")
            }
            None => argument.as_str()?.to_owned(),
        };
        Some(made(node, self.attribute_text(&path)?))
    }

    /// The attribute `Id.Name`; `${Id.Name}` if its value is unknown.
    fn attribute_text(&mut self, path: &str) -> Option<String> {
        let (id, name) = path.split_once('.')?;
        let known = self
            .resource(id)
            .and_then(|(kind, own)| Resource { kind: &kind, name: &own }.attribute(name, self.options));
        Some(known.unwrap_or_else(|| unknown(path)))
    }

    fn substitute(&mut self, node: &Node, argument: &Node) -> Option<Node> {
        let (text, own) = match argument.items() {
            Some([text, own]) => (self.text(text)?, own.members()),
            Some(_) => return None,
            None => (argument.as_text()?.clone(), &[][..]),
        };
        let mut out = Traced::default();
        let mut copied = 0;
        while let Some(start) = text.as_str()[copied..].find("${").map(|at| copied + at) {
            let Some(len) = text.as_str()[start..].find('}') else { break };
            let end = start + len + 1;
            let name = text.as_str()[start + 2..end - 1].trim();
            out.push_slice(&text, copied..start);
            copied = end;
            if let Some(literal) = name.strip_prefix('!') {
                self.escaped.push(literal.trim().to_owned());
                out.push_made(&format!("${{{literal}}}"), text.source(start..end));
                continue;
            }
            let value = match own.iter().find(|member| member.key == name) {
                Some(member) => self.text(&member.value)?.as_str().to_owned(),
                None if name.contains('.') => self.attribute_text(name)?,
                None => self.reference(node, name).and_then(|value| value.to_string()).unwrap_or_default(),
            };
            if !self.may_go_on(node, 1 + value.len() / STEP_BYTES) {
                break;
            }
            out.push_made(&value, text.source(start..end));
        }
        out.push_slice(&text, copied..text.as_str().len());
        Some(with(node, Body::Text(out)))
    }

    fn join(&mut self, node: &Node, argument: &Node) -> Option<Node> {
        let [between, list] = argument.items()? else { return None };
        let (between, list) = (self.text(between)?, self.list(list)?);
        let mut out = Traced::default();
        for (index, item) in list.items()?.iter().enumerate() {
            let text = item.to_text()?;
            if index > 0 {
                out.push_made(between.as_str(), item.at.start..item.at.start);
            }
            if !self.may_go_on(node, 1 + (between.as_str().len() + text.as_str().len()) / STEP_BYTES) {
                break;
            }
            out.push(&text);
        }
        Some(with(node, Body::Text(out)))
    }

    fn select(&mut self, argument: &Node) -> Option<Node> {
        let [index, list] = argument.items()? else { return None };
        let index: usize = self.text(index)?.as_str().parse().ok()?;
        let list = self.list(list)?;
        let items = list.items()?;
        // A list that was split from an unknown text is too short.
        items.get(index).or_else(|| items.last()).cloned()
    }

    fn split(&mut self, node: &Node, argument: &Node) -> Option<Node> {
        let [between, text] = argument.items()? else { return None };
        let (between, text) = (self.text(between)?, self.text(text)?);
        if between.as_str().is_empty() || !self.may_go_on(node, text.as_str().len()) {
            return None;
        }
        let mut items = Vec::new();
        let mut start = 0;
        for part in text.as_str().split(between.as_str()) {
            let range = start..start + part.len();
            start = range.end + between.as_str().len();
            items.push(with(node, Body::Text(text.slice(range))));
        }
        Some(with(node, Body::List(items)))
    }

    fn find_in_map(&mut self, argument: &Node) -> Option<Node> {
        let [map, first, second, rest @ ..] = argument.items()? else { return None };
        let mut path = vec!["Mappings".to_owned()];
        for key in [map, first, second] {
            path.push(self.text(key)?.as_str().to_owned());
        }
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        if let Some(found) = self.root.find(&path) {
            return Some(found.node());
        }
        let default = rest.first().and_then(|last| last.get("DefaultValue")).cloned();
        match default {
            Some(default) => self.compute(&default),
            None => Some(made(argument, unknown(&path[1..].join(".")))),
        }
    }
}

fn with(node: &Node, body: Body) -> Node {
    Node { source: node.source.clone(), at: node.at.clone(), body }
}

fn made(node: &Node, text: impl Into<String>) -> Node {
    Node::text(&node.source, node.at.clone(), text)
}
