//! Where secrets are written in a text: a definition, a template, a mock file, settings, sound or broken.
//!
//! A text that is JSON or YAML is read, so that a secret is found however it is spread over lines; every text
//! is gone through line by line as well, for what is neither, and for secrets inside of expressions.

use std::ops::Range;

use super::{Around, NAMES, Secrets, is_expression, is_secret, is_table, lines};
use crate::base::locate::{Member, Shape, Tree, json};
use crate::base::value::Value;
use crate::base::yaml::{self, Dialect, Schema};

/// What under these keys is a name: of a parameter, a resource, an export.
const REFERENCES: &[&str] = &["Ref", "GetAtt", "ImportValue", "Fn::GetAtt", "Fn::ImportValue"];

/// The secrets of one text.
#[derive(Clone, Debug, Default)]
pub struct Written {
    spans: Vec<Range<usize>>,
    texts: Secrets,
}

impl Written {
    /// Those of `text`.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut spans = lines::spans(text);
        if let Some(tree) = tree(text) {
            Walk::new(text, &tree).spans(&mut spans);
        }
        spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
        let mut apart: Vec<Range<usize>> = Vec::with_capacity(spans.len());
        for span in spans {
            match apart.last_mut().filter(|last| span.start < last.end) {
                Some(last) => last.end = last.end.max(span.end),
                None => apart.push(span),
            }
        }
        let mut texts = Secrets::default();
        apart.iter().for_each(|span| texts.add(&decoded(&text[span.clone()])));
        Self { spans: apart, texts }
    }

    /// The bytes they are at, without quotes, in the order of the text; none overlaps another.
    #[must_use]
    pub fn spans(&self) -> &[Range<usize>] {
        &self.spans
    }

    /// They themselves, for where else they are shown.
    #[must_use]
    pub const fn texts(&self) -> &Secrets {
        &self.texts
    }
}

fn tree(text: &str) -> Option<Tree> {
    const ANY: Dialect = Dialect { tags: |tag| Some(tag.to_owned()), repeats: true, schema: Schema::Core };
    let is_json = text.trim_start().starts_with(['{', '[']);
    let read = is_json.then(|| json::scan(text).ok()).flatten();
    read.or_else(|| yaml::read_as(ANY, text, &mut |_| None).ok().map(|yaml| yaml.tree))
}

/// What a text between quotes means.
fn decoded(inner: &str) -> String {
    let read = inner.contains('\\').then(|| Value::parse(&format!("\"{inner}\"")).ok()).flatten();
    read.and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_else(|| inner.to_owned())
}

/// A walk over all values of a text. It keeps its own stack and sees each value at most twice, whatever
/// aliases make of it.
struct Walk<'t> {
    text: &'t str,
    tree: &'t Tree,
    nodes: Vec<(Range<usize>, &'t Shape)>,
    /// Of each value, whether it was around, and whether as a part of a secret.
    around: Vec<[bool; 2]>,
    open: Vec<(usize, Around)>,
}

impl<'t> Walk<'t> {
    fn new(text: &'t str, tree: &'t Tree) -> Self {
        let nodes: Vec<_> = tree.nodes().collect();
        let around = vec![[false; 2]; nodes.len()];
        Self { text, tree, nodes, around, open: vec![(tree.root(), Around::default())] }
    }

    /// Adds what is secret.
    fn spans(mut self, spans: &mut Vec<Range<usize>>) {
        while let Some((node, around)) = self.open.pop() {
            let was_seen =
                self.around.get_mut(node).map(|seen_as| &mut seen_as[usize::from(around.is_hidden)]);
            if was_seen.is_none_or(|was_seen| std::mem::replace(was_seen, true)) {
                continue;
            }
            let (span, shape) = &self.nodes[node];
            match shape {
                Shape::Leaf => spans.extend(self.secret(span).filter(|_| around.is_hidden)),
                Shape::Array(items) => self.open.extend(items.iter().map(|item| (*item, around))),
                Shape::Object(members) => self.members(members, around),
                Shape::Alias(target) => self.open.push((*target, around)),
            }
        }
    }

    fn members(&mut self, members: &'t [Member], around: Around) {
        let has_secret_name = members.iter().any(|member| {
            let is_name = NAMES.iter().any(|name| member.name.eq_ignore_ascii_case(name));
            is_name && is_secret(self.inner(member.node))
        });
        let compares_secret =
            members.iter().any(|member| &*member.name == "Variable" && is_secret(self.inner(member.node)));
        for member in members {
            let key = &*member.name;
            let is_named = around.is_table && !self.tree.members(member.node).is_empty();
            let is_value = key.trim_end_matches('s').eq_ignore_ascii_case("value");
            let is_compared = key.starts_with("String") && !key.ends_with("Path");
            let is_hidden = around.is_hidden
                || !is_named && is_secret(key)
                || has_secret_name && is_value
                || compares_secret && is_compared;
            let is_hidden = is_hidden && !REFERENCES.contains(&key);
            self.open.push((member.node, Around { is_hidden, is_table: is_table(key) }));
        }
    }

    /// The text of a value without its quotes.
    fn inner(&self, node: usize) -> &'t str {
        let written = self.text.get(self.tree.span(node)).unwrap_or_default();
        written.trim_matches(['"', '\''])
    }

    /// Where the text at `span` is written, without quotes; none if it is a number, a word of the language or an
    /// expression.
    fn secret(&self, span: &Range<usize>) -> Option<Range<usize>> {
        let written = self.text.get(span.clone())?;
        let quote = written.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (inner, is_text) = match quote {
            Some(quote) if written.len() > 1 && written.ends_with(quote) => {
                (span.start + 1..span.end - 1, true)
            }
            Some(_) | None => {
                let end = span.start + written.trim_end().len();
                (span.start..end, yaml::plain(written.trim()).is_none_or(|value| value.as_str().is_some()))
            }
        };
        let text = &self.text[inner.clone()];
        (is_text && !text.is_empty() && !is_expression(text)).then_some(inner)
    }
}
