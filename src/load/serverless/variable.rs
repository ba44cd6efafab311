//! Variables: `${self:custom.table}`, `${opt:stage, 'dev'}`, `${file(flow.yml):key}`.
//!
//! Options and the environment are what `--param` says, nothing else, so that a run can be repeated.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use super::KIND;
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::document::Document;
use crate::base::source::Source;
use crate::base::yaml::plain;
use crate::load::node::{Body, Member, Node, same};
use crate::load::reported::Reported;
use crate::load::template::{self, Template};
use crate::load::traced::Traced;
use crate::load::{Files, Options, codes};

/// How many variables may lead to each other.
const MAX_OPEN: usize = 16;
/// How many are resolved at most.
const MAX_STEPS: usize = 20_000;

/// How many bytes are copied at most: a short text can ask often for a long one.
const MAX_COPIED: usize = 16 << 20;

const ENDLESS: &str = "this variable needs itself, or too many others";
const TOO_LARGE: &str = "the variables up to this one make more than 16 MB of values";

/// How long a variable may be.
const MAX_VARIABLE: usize = 4096;

/// The variables of one configuration.
pub(super) struct Variables<'t, 'f> {
    template: &'t Template,
    options: &'t Options,
    files: &'f mut dyn Files,
    open: usize,
    steps: usize,
    /// The bytes that were copied for variables.
    copied: usize,
    /// What is in the files that were read, by their paths; none in one that is broken.
    contents: BTreeMap<String, Option<Rc<Node>>>,
    findings: Reported,
}

impl<'t, 'f> Variables<'t, 'f> {
    pub(super) fn new(template: &'t Template, options: &'t Options, files: &'f mut dyn Files) -> Self {
        Self {
            template,
            options,
            files,
            open: 0,
            steps: 0,
            copied: 0,
            contents: BTreeMap::new(),
            findings: Reported::default(),
        }
    }

    /// What there is to say since the last time.
    pub(super) fn findings(&mut self) -> Vec<(Document, Diagnostic)> {
        self.findings.take()
    }

    /// `service-stage`, with which names begin.
    pub(super) fn service(&mut self) -> String {
        let service = self.lookup(&["service"]).and_then(|service| service.to_string());
        format!("{}-{}", service.unwrap_or_else(|| "service".to_owned()), self.stage())
    }

    /// `provider.region`, if it is known.
    pub(super) fn region(&mut self) -> Option<String> {
        let given = self.options.parameter("region").map(str::to_owned);
        let region = given.or_else(|| self.lookup(&["provider", "region"])?.to_string())?;
        (!region.contains("${")).then_some(region)
    }

    fn stage(&mut self) -> String {
        if let Some(stage) = self.options.parameter("stage") {
            return stage.to_owned();
        }
        let stage = self.lookup(&["provider", "stage"]).and_then(|stage| stage.to_string());
        stage.filter(|stage| !stage.contains("${")).unwrap_or_else(|| "dev".to_owned())
    }

    /// The text with its variables replaced, if the values of all are known.
    pub(super) fn text(&mut self, node: Option<&Node>) -> Option<String> {
        let text = self.resolve(node?).to_string()?;
        (!text.contains("${")).then_some(text)
    }

    /// What `path` leads to in the configuration; where a part is in a file of its own, it goes on there.
    pub(super) fn lookup(&mut self, path: &[&str]) -> Option<Node> {
        let mut part = self.template.root();
        for (depth, key) in path.iter().enumerate() {
            if part.as_str().is_some() {
                let inner = self.shallow(&part.node());
                return self.descend(inner, &path[depth..]);
            }
            part = match key.parse::<usize>() {
                Ok(index) => part.items().nth(index).or_else(|| part.get(key)),
                Err(_) => part.get(key),
            }?;
        }
        Some(self.shallow(&part.node()))
    }

    fn descend(&mut self, node: Node, path: &[&str]) -> Option<Node> {
        let mut node = node;
        for key in path {
            let next = member(&node, key)?.clone();
            node = self.shallow(&next);
        }
        Some(node)
    }

    /// The same without a variable at the top; those inside stay.
    pub(super) fn shallow(&mut self, node: &Node) -> Node {
        match &node.body {
            Body::Text(text) => self.replace(node, text),
            Body::Plain(_) | Body::List(_) | Body::Members(_) => node.clone(),
        }
    }

    /// The same without variables.
    pub(super) fn resolve(&mut self, node: &Node) -> Node {
        if self.open >= MAX_OPEN {
            self.say(node, &node.at, Severity::Error, ENDLESS, "write its value here");
            return node.clone();
        }
        let body = match &node.body {
            Body::Plain(_) => return node.clone(),
            Body::Text(text) => {
                let value = self.replace(node, text);
                return match value.body {
                    Body::List(_) | Body::Members(_) => {
                        self.open += 1;
                        let resolved = self.resolve(&value);
                        self.open -= 1;
                        resolved
                    }
                    Body::Plain(_) | Body::Text(_) => value,
                };
            }
            Body::List(items) => Body::List(items.iter().map(|item| self.inner(node, item)).collect()),
            Body::Members(members) => {
                let mut inner = |member: &Member| Member {
                    key: member.key.clone(),
                    key_at: member.key_at.clone(),
                    value: self.inner(node, &member.value),
                };
                Body::Members(members.iter().map(&mut inner).collect())
            }
        };
        Node { source: node.source.clone(), at: node.at.clone(), body }
    }

    /// A part of `node` without variables, with its place in the same file.
    fn inner(&mut self, node: &Node, part: &Node) -> Node {
        let value = self.resolve(part);
        if same(&value.source, &node.source) { value } else { value.moved(&node.source, &part.at) }
    }

    /// A text with its variables replaced; a text that is one variable becomes whatever that is.
    fn replace(&mut self, node: &Node, text: &Traced) -> Node {
        let all = text.as_str();
        let mut out = Traced::default();
        let mut copied = 0;
        while let Some(start) = all[copied..].find(['$', '#']).map(|at| copied + at) {
            let Some(len) = variable(&all[start..]) else {
                out.push_slice(text, copied..start + 1);
                copied = start + 1;
                continue;
            };
            let (end, written) = (start + len, text.source(start..start + len));
            let inner = &all[start + 2..end - 1];
            let value = if all[start..].starts_with('#') {
                // The plugin serverless-pseudo-parameters.
                Some(Node::text(&node.source, written.clone(), format!("${{{inner}}}")))
            } else {
                self.value(node, &written, inner)
            };
            if let Some(value) = &value
                && start == 0
                && end == all.len()
            {
                return value.clone();
            }
            out.push_slice(text, copied..start);
            match value.as_ref().and_then(Node::to_string) {
                Some(value) => out.push_made(&value, written),
                None => out.push_slice(text, start..end),
            }
            copied = end;
        }
        out.push_slice(text, copied..all.len());
        Node { source: node.source.clone(), at: node.at.clone(), body: Body::Text(out) }
    }

    /// The first of the alternatives that has a value; none if `inner` is no variable of the framework.
    fn value(&mut self, node: &Node, at: &Range<usize>, inner: &str) -> Option<Node> {
        self.steps += 1;
        if self.copied > MAX_COPIED {
            return None;
        }
        if self.open >= MAX_OPEN || self.steps > MAX_STEPS {
            self.say(node, at, Severity::Error, ENDLESS, "write its value here");
            return None;
        }
        self.open += 1;
        let inner = if inner.contains("${") {
            let text = Node::text(&node.source, at.clone(), inner);
            self.shallow(&text).to_string().unwrap_or_default()
        } else {
            inner.to_owned()
        };
        let alternatives = alternatives(&inner);
        let is_variable = alternatives.first().is_some_and(|first| source(first).is_some());
        let found = if is_variable {
            alternatives.iter().find_map(|alternative| self.alternative(node, at, alternative))
        } else {
            None
        };
        self.open -= 1;
        self.copied = self.copied.saturating_add(found.as_ref().map_or(0, |found| found.size().steps(1)));
        match found {
            Some(_) if self.copied > MAX_COPIED => {
                self.say(node, at, Severity::Error, TOO_LARGE, "write out less of it");
                None
            }
            Some(found) => Some(found),
            None if is_variable => Some(Node::text(&node.source, at.clone(), placeholder(&inner))),
            None => None,
        }
    }

    fn alternative(&mut self, node: &Node, at: &Range<usize>, text: &str) -> Option<Node> {
        let made = |text: &str| Node::text(&node.source, at.clone(), text);
        let quoted = ['"', '\''].iter().find_map(|&quote| text.strip_prefix(quote)?.strip_suffix(quote));
        if let Some(text) = quoted {
            return Some(made(text));
        }
        match source(text) {
            Some(("self", path)) => {
                let path: Vec<&str> = path.split('.').collect();
                self.lookup(&path).filter(|value| !value.is_null())
            }
            Some(("opt" | "env" | "param", name)) => self.options.parameter(name).map(made),
            Some(("sls", "stage")) => {
                let stage = self.stage();
                Some(made(&stage))
            }
            Some(("sls", _)) => Some(made("sfn")),
            Some(("aws", "region")) => Some(made(self.options.region())),
            Some(("aws", "accountId")) => Some(made(self.options.account())),
            Some(("file", path)) => self.file(node, at, path),
            Some((kind, _)) => {
                let message = format!("sfn does not look up `{kind}:`: a made-up value stands for it");
                let help = "let the framework look it up: `serverless print --format json > out.json`";
                self.say(node, at, Severity::Warning, &message, help);
                None
            }
            None => plain(text).map(|value| match value.as_str() {
                Some(text) => made(text),
                None => Node::plain(&node.source, at.clone(), value),
            }),
        }
    }

    /// `file(path):key.key`
    fn file(&mut self, node: &Node, at: &Range<usize>, text: &str) -> Option<Node> {
        let (path, keys) = text.split_once(')')?;
        let path = path.trim();
        let keys: Vec<&str> =
            keys.strip_prefix(':').map(|keys| keys.split('.').collect()).unwrap_or_default();
        if [".ts", ".js", ".cjs", ".mjs"].iter().any(|ending| path.ends_with(ending)) {
            let help = "let the framework run it: `serverless print --format json > out.json`";
            let message = format!("sfn does not run {path}: a made-up value stands for it");
            self.say(node, at, Severity::Warning, &message, help);
            return None;
        }
        if !self.contents.contains_key(path) {
            let source = match self.files.read(path, &self.template.source.name) {
                Ok(source) => source,
                Err(error) => {
                    let found = error.diagnostic(path, Place::Text(at.clone()));
                    self.report(node, found.note("a path is relative to the folder of the configuration"));
                    return None;
                }
            };
            let contents = self.read(&source, path).map(Rc::new);
            self.contents.insert(path.to_owned(), contents);
        }
        let contents = self.contents.get(path)?.clone()?;
        match keys.split_first() {
            None => Some(Node::clone(&contents)),
            Some((first, rest)) => {
                let part = member(&contents, first)?.clone();
                let part = self.shallow(&part);
                self.descend(part, rest)
            }
        }
    }

    fn read(&mut self, source: &Source, path: &str) -> Option<Node> {
        if ![".yml", ".yaml", ".json"].iter().any(|ending| path.ends_with(ending)) {
            let body = Body::Text(Traced::verbatim(&source.text, 0));
            return Some(Node { source: source.clone(), at: 0..source.text.len(), body });
        }
        match template::read(source, KIND.schema) {
            Ok(read) => Some(read.root().node()),
            Err(rejected) => {
                let document = rejected.document;
                self.findings.extend(rejected.diagnostics.into_iter().map(|found| (document.clone(), found)));
                None
            }
        }
    }

    fn say(&mut self, node: &Node, at: &Range<usize>, severity: Severity, message: &str, help: &str) {
        let code = match severity {
            Severity::Error => codes::FUNCTION,
            Severity::Warning | Severity::Note => codes::LATER,
        };
        self.report(
            node,
            Diagnostic::error(code, Place::Text(at.clone()), message).severity(severity).help(help),
        );
    }

    /// Reports `diagnostic`, which is about `node`, unless something was said of that place.
    fn report(&mut self, node: &Node, diagnostic: Diagnostic) {
        self.findings.add(&node.source, diagnostic);
    }
}

/// The member or the element of `node` that `key` names.
fn member<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let element = key.parse::<usize>().ok().and_then(|index| node.items()?.get(index));
    element.or_else(|| node.get(key))
}

/// How long the variable is that `text` begins with, those inside it included.
fn variable(text: &str) -> Option<usize> {
    if !text.starts_with("${") && !text.starts_with("#{AWS::") {
        return None;
    }
    let mut depth = 0;
    for (at, byte) in text.bytes().enumerate().take(MAX_VARIABLE) {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// What is between the commas, but not those in quotes and brackets.
fn alternatives(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut quote, mut depth) = (Vec::new(), 0, None, 0_usize);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            (None, ',') if depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            (None, _) => {}
        }
    }
    parts.push(text[start..].trim());
    parts
}

/// The kind of a variable and what it asks for.
fn source(text: &str) -> Option<(&str, &str)> {
    const KNOWN: [&str; 13] = [
        "self",
        "opt",
        "env",
        "param",
        "sls",
        "aws",
        "ssm",
        "cf",
        "s3",
        "git",
        "terraform",
        "vault",
        "strToBool",
    ];
    if let Some(path) = text.strip_prefix("file(") {
        return Some(("file", path));
    }
    let (kind, name) = text.split_once(':').filter(|(_, name)| !name.starts_with(':'))?;
    let known = KNOWN.iter().find(|known| kind.split('(').next() == Some(known))?;
    Some((known, name))
}

fn placeholder(text: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | ':' | '-');
    let first = alternatives(text).first().map_or("", |first| first).to_owned();
    let name = source(&first).map_or(first.as_str(), |(_, name)| name);
    let name: String = name.chars().map(|c| if is_part(c) { c } else { '-' }).collect();
    format!("${{{}}}", name.trim_matches('-'))
}
