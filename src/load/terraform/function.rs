//! The functions of Terraform that definitions are made with.

use std::ops::Range;

use hcl_edit::expr::FuncCall;

use super::super::codes;
use super::super::node::{Body, Member, Node};
use super::super::template;
use super::expression::{Ground, Scope};
use super::module::span;
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::source::Source;
use crate::base::value::Value;

impl Scope<'_, '_> {
    pub(super) fn call(&mut self, ground: &Ground, at: &Range<usize>, call: &FuncCall) -> Node {
        let name = call.name.name.as_str();
        let arguments: Vec<Node> = call.args.iter().map(|argument| self.compute(ground, argument)).collect();
        let text = |index: usize| arguments.get(index).and_then(Node::to_string);
        let with = |body: Body| Node { source: ground.source.clone(), at: ground.at(at.clone()), body };
        let made = |text: String| Node::text(&ground.source, ground.at(at.clone()), text);
        let done = match (name, arguments.as_slice()) {
            ("file", [path]) => {
                return self.file(ground, call, path).unwrap_or_else(|| self.unknown(ground, at, "file"));
            }
            ("templatefile", [path, vars]) => {
                let file = self.file(ground, call, path);
                let rendered = file.and_then(|file| self.render_with(file, Some(vars.clone())));
                return rendered.unwrap_or_else(|| self.unknown(ground, at, "templatefile"));
            }
            ("jsonencode", [value]) => Some(Node {
                source: value.source.clone(),
                at: value.at.clone(),
                body: Body::Text(value.to_json()),
            }),
            ("jsondecode" | "yamldecode", [value]) => self.decode(value),
            (
                "sensitive" | "nonsensitive" | "tolist" | "toset" | "tomap" | "chomp" | "trimspace",
                [value],
            ) => Some(value.clone()),
            ("tostring", [value]) => value.to_text().map(|text| with(Body::Text(text))),
            ("lower", [_]) => text(0).map(|text| made(lower(&text))),
            ("upper", [value]) if !is_open(value) => text(0).map(|text| made(text.to_uppercase())),
            ("basename", [_]) => {
                text(0).map(|text| made(text.rsplit('/').next().unwrap_or_default().to_owned()))
            }
            ("abspath" | "pathexpand", [value]) => Some(value.clone()),
            ("replace", [_, _, _]) => match (text(0), text(1), text(2)) {
                (Some(text), Some(from), Some(to))
                    if !from.is_empty() && text.len() * (1 + to.len()) < 1 << 20 =>
                {
                    Some(made(text.replace(&from, &to)))
                }
                _ => None,
            },
            ("join", [_, list]) => list.items().and_then(|items| {
                let items: Option<Vec<String>> = items.iter().map(Node::to_string).collect();
                Some(made(items?.join(&text(0)?)))
            }),
            ("split", [_, _]) => match (text(0), text(1)) {
                (Some(by), Some(text)) if !by.is_empty() => {
                    Some(with(Body::List(text.split(&by).map(|part| made(part.to_owned())).collect())))
                }
                _ => None,
            },
            ("format", [_, rest @ ..]) => text(0).and_then(|text| format(&text, rest)).map(made),
            ("coalesce" | "try", values) => {
                values.iter().find(|value| !value.is_null() && value.as_str() != Some("")).cloned()
            }
            ("element", [list, _]) => list.items().and_then(|items| {
                let index: usize = text(1)?.parse().ok()?;
                items.get(index.checked_rem(items.len())?).cloned()
            }),
            ("lookup", [map, _, rest @ ..]) => {
                text(1).and_then(|key| map.get(&key).or_else(|| rest.first())).cloned()
            }
            ("merge", maps) => Some(with(Body::Members(merge(maps)))),
            ("concat", lists) => {
                let items: Option<Vec<&[Node]>> = lists.iter().map(Node::items).collect();
                items.map(|items| with(Body::List(items.concat())))
            }
            ("length", [value]) => {
                let length =
                    value.items().map(<[Node]>::len).or_else(|| text(0).map(|text| text.chars().count()));
                length.map(|length| with(Body::Plain(Value::from(length))))
            }
            _ => None,
        };
        done.unwrap_or_else(|| {
            let message = format!("sfn does not compute `{name}`: a made-up value stands for it");
            let warning = Diagnostic::error(codes::LATER, Place::Text(ground.at(at.clone())), message)
                .severity(Severity::Warning)
                .help(
                    "let Terraform compute it: `terraform plan -out p && terraform show -json p > plan.json`",
                );
            self.say(&ground.source, warning);
            self.unknown(ground, at, name)
        })
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
                let body = Body::Text(super::super::traced::Traced::verbatim(&source.text, 0));
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

/// Whether a value has a name in it that was not replaced yet.
fn is_open(value: &Node) -> bool {
    value.as_str().is_some_and(|text| text.contains("${"))
}

fn lower(text: &str) -> String {
    if text.contains("${") { text.to_owned() } else { text.to_lowercase() }
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
