//! The functions of Terraform that definitions are made with.

use std::ops::Range;

use hcl_edit::expr::FuncCall;

use super::super::codes;
use super::super::node::{Body, Member, Node};
use super::super::template;
use super::super::traced::Traced;
use super::expression::{Ground, Scope};
use super::module::span;
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::source::Source;
use crate::base::value::Value;

const PLAN: &str = "let Terraform compute it: `terraform plan -out p && terraform show -json p > plan.json`";

impl Scope<'_, '_> {
    pub(super) fn call(&mut self, ground: &Ground, at: &Range<usize>, call: &FuncCall) -> Node {
        let name = call.name.name.as_str();
        let arguments: Vec<Node> = call.args.iter().map(|argument| self.compute(ground, argument)).collect();
        let done = match (name, arguments.as_slice()) {
            ("file", [path]) => self.file(ground, call, path),
            ("templatefile", [path, vars]) => {
                let file = self.file(ground, call, path);
                file.and_then(|file| self.render_with(file, Some(vars.clone())))
            }
            ("jsondecode" | "yamldecode", [value]) => self.decode(value),
            _ => {
                let done = Call { ground, at, arguments: &arguments }.value(name);
                if done.is_none() {
                    let message = format!("sfn does not compute `{name}`: a made-up value stands for it");
                    let place = Place::Text(ground.at(at.clone()));
                    let warning = Diagnostic::error(codes::LATER, place, message);
                    self.say(&ground.source, warning.severity(Severity::Warning).help(PLAN));
                }
                done
            }
        };
        done.unwrap_or_else(|| self.unknown(ground, at, name))
    }

    /// The text of a file, which keeps its own places.
    fn file(&mut self, ground: &Ground, call: &FuncCall, path: &Node) -> Option<Node> {
        let at = call.args.get(0).map_or(0..0, span);
        let path = path.as_str()?;
        if path.contains("${") {
            let help = "give the variable a value with --param NAME=VALUE";
            self.refuse(ground, &at, format!("the name of this file is not known: {path}"), help);
            return None;
        }
        match self.files.read(path, &ground.source.name) {
            Ok(source) => {
                let body = Body::Text(Traced::verbatim(&source.text, 0));
                Some(Node { at: 0..source.text.len(), source, body })
            }
            Err(error) => {
                let is_missing = error.kind() == std::io::ErrorKind::NotFound;
                let why = if is_missing { "there is no such file".to_owned() } else { error.to_string() };
                let place = Place::Text(ground.at(at));
                let message = format!("cannot read {path}: {why}");
                self.say(&ground.source, Diagnostic::error(codes::FILE, place, message));
                None
            }
        }
    }

    /// The value that a text is, with its places if it is a whole file.
    fn decode(&mut self, value: &Node) -> Option<Node> {
        let text = value.as_str()?;
        let is_file = text == &*value.source.text;
        let source =
            if is_file { value.source.clone() } else { Source::new(value.source.name.clone(), text) };
        match template::read(&source) {
            Ok(read) if is_file => Some(read.root().node()),
            Ok(read) => Some(read.root().node().moved(&value.source, &value.at)),
            Err(rejected) => {
                for mut found in rejected.diagnostics {
                    if !is_file {
                        found.place = Place::Text(value.at.clone());
                    }
                    self.say(&value.source, found);
                }
                None
            }
        }
    }
}

/// A call of a function that needs nothing but its arguments.
struct Call<'c> {
    ground: &'c Ground,
    at: &'c Range<usize>,
    arguments: &'c [Node],
}

impl Call<'_> {
    /// What the function `name` gives; none if it is not known or cannot be called like this.
    fn value(&self, name: &str) -> Option<Node> {
        match (name, self.arguments) {
            ("jsonencode", [value]) => Some(Node { body: Body::Text(value.to_json()), ..value.clone() }),
            (
                "sensitive" | "nonsensitive" | "tolist" | "toset" | "tomap" | "abspath" | "pathexpand",
                [value],
            ) => Some(value.clone()),
            ("chomp" | "trimspace", [value]) => {
                let text = value.as_text()?;
                let all = text.as_str();
                let range = match name {
                    "chomp" => 0..all.trim_end_matches(['\r', '\n']).len(),
                    _ => {
                        let start = all.len() - all.trim_start().len();
                        start..start + all.trim().len()
                    }
                };
                Some(Node { body: Body::Text(text.slice(range)), ..value.clone() })
            }
            ("coalesce" | "try", values) => {
                values.iter().find(|value| !value.is_null() && value.as_str() != Some("")).cloned()
            }
            ("lookup", [map, key, rest @ ..]) => map.get(&key.to_string()?).or_else(|| rest.first()).cloned(),
            ("element", [list, index]) => {
                let (items, index): (_, usize) = (list.items()?, index.to_string()?.parse().ok()?);
                items.get(index.checked_rem(items.len())?).cloned()
            }
            ("merge", maps) => Some(self.with(Body::Members(merge(maps)))),
            ("concat", lists) => {
                let items: Option<Vec<&[Node]>> = lists.iter().map(Node::items).collect();
                Some(self.with(Body::List(items?.concat())))
            }
            ("split", [by, text]) => {
                let (by, text) = (by.to_string()?, text.to_string()?);
                let parts = (!by.is_empty()).then(|| text.split(&by))?;
                Some(self.with(Body::List(parts.map(|part| self.made(part)).collect())))
            }
            ("length", [value]) => {
                let length = match &value.body {
                    Body::List(items) => items.len(),
                    Body::Members(members) => members.len(),
                    Body::Text(text) => text.as_str().chars().count(),
                    Body::Plain(_) => return None,
                };
                Some(self.with(Body::Plain(Value::from(length))))
            }
            _ => self.text(name).map(|text| self.made(text)),
        }
    }

    /// The functions that give text.
    fn text(&self, name: &str) -> Option<String> {
        let text = |index: usize| self.arguments.get(index).and_then(Node::to_string);
        match (name, self.arguments) {
            ("tostring", [_]) => text(0),
            ("lower", [_]) => Some(unless_open(text(0)?, |text| text.to_lowercase())),
            ("upper", [_]) => Some(unless_open(text(0)?, |text| text.to_uppercase())),
            ("basename", [_]) => text(0)?.rsplit('/').next().map(str::to_owned),
            ("replace", [_, _, _]) => {
                let (text, from, to) = (text(0)?, text(1)?, text(2)?);
                let is_pattern = from.len() > 1 && from.starts_with('/') && from.ends_with('/');
                let is_small = text.len() * (1 + to.len()) < 1 << 20;
                (!from.is_empty() && !is_pattern && is_small).then(|| text.replace(&from, &to))
            }
            ("join", [_, list]) => {
                let items: Option<Vec<String>> = list.items()?.iter().map(Node::to_string).collect();
                Some(items?.join(&text(0)?))
            }
            ("format", [_, rest @ ..]) => format(&text(0)?, rest),
            _ => None,
        }
    }

    fn with(&self, body: Body) -> Node {
        Node { source: self.ground.source.clone(), at: self.ground.at(self.at.clone()), body }
    }

    fn made(&self, text: impl Into<String>) -> Node {
        Node::text(&self.ground.source, self.ground.at(self.at.clone()), text)
    }
}

/// Changes a text that has no name in it that is yet to be replaced.
fn unless_open(text: String, change: impl Fn(&str) -> String) -> String {
    if text.contains("${") { text } else { change(&text) }
}

/// Later maps win; a key keeps its first place.
fn merge(maps: &[Node]) -> Vec<Member> {
    let mut members: Vec<Member> = Vec::new();
    for member in maps.iter().flat_map(Node::members) {
        match members.iter_mut().find(|known| known.key == member.key) {
            Some(known) => *known = member.clone(),
            None => members.push(member.clone()),
        }
    }
    members
}

/// `format` with plain verbs.
fn format(text: &str, arguments: &[Node]) -> Option<String> {
    let mut arguments = arguments.iter();
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        match chars.next()? {
            '%' => out.push('%'),
            's' | 'd' | 'v' | 'q' => out.push_str(&arguments.next()?.to_string()?),
            _ => return None,
        }
    }
    Some(out)
}
