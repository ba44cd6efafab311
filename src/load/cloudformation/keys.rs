//! Keys of an inline definition that are no text to PyYAML: `on`, `1`, `0644`, `~`.
//!
//! JSON prints them as text again, but as that of their value: `on` is `true`, `0644` is `420`. SAM sorts the keys
//! before, and Python cannot order a boolean, a number or null among texts: it ends with a TypeError
//! (aws-sam-translator 1.115.0, PyYAML 6.0.4).

use std::ops::Range;

use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::source::Source;
use crate::base::value::Value;
use crate::base::yaml::Schema;
use crate::load::codes;
use crate::load::node::{Body, Member, Node};
use crate::load::template;

/// What was found among the keys of a definition.
#[derive(Default)]
pub(super) struct Keys {
    /// Keys that are deployed as another text: where, and as which.
    renamed: Vec<(Source, Range<usize>, String)>,
    /// Keys that are no text beside others that are.
    unsorted: Vec<(Source, Range<usize>)>,
}

impl Keys {
    /// `node` with its keys as PyYAML and JSON make them.
    pub(super) fn read(&mut self, node: Node) -> Node {
        let Node { source, at, body } = node;
        let body = match body {
            Body::Plain(_) | Body::Text(_) => body,
            Body::List(items) => Body::List(items.into_iter().map(|item| self.read(item)).collect()),
            Body::Members(members) => Body::Members(self.members(&source, members)),
        };
        Node { source, at, body }
    }

    fn members(&mut self, source: &Source, members: Vec<Member>) -> Vec<Member> {
        let mut read: Vec<Member> = Vec::with_capacity(members.len());
        let others: Vec<Range<usize>> = members
            .iter()
            .filter(|member| value(source, member).is_some())
            .map(|member| member.key_at.clone())
            .collect();
        if others.len() < members.len()
            || others.len() > 1 && members.iter().any(|member| is_null(source, member))
        {
            self.unsorted.extend(others.into_iter().map(|at| (source.clone(), at)));
        }
        for mut member in members {
            if let Some(value) = value(source, &member).map(|value| value.to_json())
                && value != member.key
            {
                self.renamed.push((source.clone(), member.key_at.clone(), value.clone()));
                member.key = value;
            }
            member.value = self.read(member.value);
            match read.iter_mut().find(|known| known.key == member.key) {
                // They are one key, and the last value counts.
                Some(known) => known.value = member.value,
                None => read.push(member),
            }
        }
        read
    }

    /// What is to be said of them; `is_sorted` if SAM sorts them.
    pub(super) fn findings(self, is_sorted: bool) -> Vec<(Source, Diagnostic)> {
        let mut findings = Vec::new();
        if let Some(((source, at), others)) = self.unsorted.split_first().filter(|_| is_sorted) {
            let message = format!("SAM cannot deploy this: the key `{}` is no text", text(source, at));
            let error = Diagnostic::error(codes::SHAPE, Place::Text(at.clone()), message)
                .note("SAM sorts the keys of an inline definition, and Python cannot order a boolean, a number or \
                    null among texts")
                .help("quote it to make it text");
            let lines = template::lines(source, others.iter().map(|(_, at)| at.start), at.start);
            findings.push((source.clone(), noting(error, lines)));
        } else if let Some(((source, at, value), others)) = self.renamed.split_first() {
            let message = format!("the key `{}` is deployed as `{value}`", text(source, at));
            let warning = Diagnostic::error(codes::READING, Place::Text(at.clone()), message)
                .severity(Severity::Warning)
                .note("SAM and CloudFormation read their templates as YAML 1.1")
                .help("quote it to make it text");
            let lines = template::lines(source, others.iter().map(|(_, at, _)| at.start), at.start);
            findings.push((source.clone(), noting(warning, lines)));
        }
        findings
    }
}

fn noting(found: Diagnostic, lines: Option<String>) -> Diagnostic {
    match lines {
        Some(lines) => found.note(format!("the same in {lines}")),
        None => found,
    }
}

/// What a key is to PyYAML, if that is no text.
fn value(source: &Source, member: &Member) -> Option<Value> {
    // One that is quoted, or was not written there, is what it is.
    let is_plain = text(source, &member.key_at) == member.key;
    Schema::Python.plain(&member.key).filter(|value| is_plain && value.as_str().is_none())
}

/// What a key counts to Python, which orders numbers and booleans among themselves; none if it is text.
pub(super) fn size(source: &Source, member: &Member) -> Option<f64> {
    let value = Schema::Python.plain(text(source, &member.key_at))?;
    let is_made_of_it = value.to_json() == member.key;
    value.as_bool().map(f64::from).or_else(|| value.as_f64()).filter(|_| is_made_of_it)
}

fn is_null(source: &Source, member: &Member) -> bool {
    value(source, member) == Some(Value::Null)
}

fn text<'s>(source: &'s Source, at: &Range<usize>) -> &'s str {
    source.text.get(at.clone()).unwrap_or_default()
}
