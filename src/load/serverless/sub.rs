//! `Fn::Sub` as the plugin writes it: around the whole definition, but only if that has an intrinsic function.
//!
//! Within it every `${Name}` is a reference and `${!Name}` is the text `${Name}`; without it all of them are
//! plain text (serverless-step-functions 3.28.1).

use crate::base::diag::{Diagnostic, Place, Severity};
use crate::load::cloudformation::Scope;
use crate::load::codes;
use crate::load::node::{Body, Member, Node};
use crate::load::substitute;

/// `definition` with `Fn::Sub` where the plugin makes it, and the names of `${Name}` that are text.
pub(super) fn deployed(scope: &mut Scope<'_>, definition: Node) -> (Node, Vec<String>) {
    let mut literal = Vec::new();
    if !has_function(&definition) {
        note_literal(scope, &definition, &mut literal);
        return (definition, literal);
    }
    let node = substituted(definition, &mut literal);
    (node, literal)
}

fn is_function(members: &[Member]) -> bool {
    matches!(members, [member] if member.key == "Ref" || member.key.starts_with("Fn::"))
}

fn has_function(node: &Node) -> bool {
    match &node.body {
        Body::Plain(_) => false,
        // What the plugin serverless-pseudo-parameters writes is a function.
        Body::Text(_) => node.source.text.get(node.at.clone()).is_some_and(|text| text.contains("#{AWS::")),
        Body::List(items) => items.iter().any(has_function),
        Body::Members(members) => {
            is_function(members) || members.iter().any(|member| has_function(&member.value))
        }
    }
}

/// Every text outside of functions as the argument of `Fn::Sub`.
fn substituted(node: Node, literal: &mut Vec<String>) -> Node {
    let (source, at) = (node.source, node.at);
    let body = match node.body {
        Body::Text(text) if text.as_str().contains("${") => {
            let marked = text.as_str().split("${!").skip(1);
            literal.extend(marked.filter_map(|rest| Some(rest.split_once('}')?.0.trim().to_owned())));
            let value = Node { source: source.clone(), at: at.clone(), body: Body::Text(text) };
            Body::Members(vec![Member { key: "Fn::Sub".to_owned(), key_at: at.clone(), value }])
        }
        body @ (Body::Plain(_) | Body::Text(_)) => body,
        Body::List(items) => Body::List(items.into_iter().map(|item| substituted(item, literal)).collect()),
        Body::Members(members) if is_function(&members) => Body::Members(members),
        Body::Members(members) => {
            let inner = |member: Member| Member { value: substituted(member.value, literal), ..member };
            Body::Members(members.into_iter().map(inner).collect())
        }
    };
    Node { source, at, body }
}

/// Collects the pseudo parameters that are text in `node`, and warns of the first.
fn note_literal(scope: &mut Scope<'_>, node: &Node, literal: &mut Vec<String>) {
    match &node.body {
        Body::Plain(_) => {}
        Body::Text(text) => {
            for at in substitute::names(text.as_str()) {
                let name = text.as_str()[at.start + 2..at.end - 1].to_owned();
                if !name.starts_with("AWS::") {
                    continue;
                }
                if literal.is_empty() {
                    let message = format!("`${{{name}}}` is deployed as this text");
                    let note = Diagnostic::error(codes::READING, Place::Text(text.source(at)), message)
                        .severity(Severity::Warning)
                        .note("serverless-step-functions writes Fn::Sub only around a definition with a function")
                        .help(format!("write Fn::Sub: \"${{{name}}}\" here"));
                    scope.report(&node.source, note);
                }
                literal.push(name);
            }
        }
        Body::List(items) => items.iter().for_each(|item| note_literal(scope, item, literal)),
        Body::Members(members) => {
            members.iter().for_each(|member| note_literal(scope, &member.value, literal));
        }
    }
}
