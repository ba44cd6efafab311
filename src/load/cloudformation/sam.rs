//! What SAM makes of an inline `Definition`: keys in order, and text of every intrinsic function.
//!
//! SAM writes a quoted substitution in the place of each function and prints the rest with sorted keys, so
//! that numbers and booleans arrive as text (aws-sam-translator 1.115.0).

use std::cmp::Ordering;

use super::keys;
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::source::Source;
use crate::load::codes;
use crate::load::node::{Body, Member, Node};
use crate::load::template;

/// `node` with the keys of all its objects sorted: by code point, and by size where all are numbers.
pub(super) fn sorted(node: Node) -> Node {
    let body = match node.body {
        Body::Members(members) => {
            let mut members: Vec<Member> =
                members.into_iter().map(|member| Member { value: sorted(member.value), ..member }).collect();
            let size = |member: &Member| keys::size(&node.source, member);
            if members.iter().all(|member| size(member).is_some()) {
                members.sort_by(|one, other| size(one).partial_cmp(&size(other)).unwrap_or(Ordering::Equal));
            } else {
                members.sort_by(|one, other| one.key.cmp(&other.key));
            }
            Body::Members(members)
        }
        Body::List(items) => Body::List(items.into_iter().map(sorted).collect()),
        body @ (Body::Plain(_) | Body::Text(_)) => body,
    };
    Node { body, ..node }
}

/// What SAM makes of the result of a function.
pub(super) enum Deployed {
    /// It is text already.
    Same(Node),
    /// A number, a boolean or null, as text.
    Text(Node),
    /// SAM cannot deploy it: what is wrong, and how to fix it.
    Not(Node, &'static str, &'static str),
}

/// `value`, the result of a function, as it is deployed.
pub(super) fn as_text(value: Node) -> Deployed {
    match &value.body {
        Body::Text(_) => Deployed::Same(value),
        Body::Plain(plain) => Deployed::Text(Node::text(&value.source, value.at.clone(), plain.to_json())),
        Body::List(_) | Body::Members(_) => Deployed::Not(
            value,
            "SAM cannot deploy this: the function gives a list or an object, and must give text",
            "write the value itself, or put the definition into a file: DefinitionUri",
        ),
    }
}

/// A note on the numbers and booleans that were made text, in order; it is about the first, and says so for all.
pub(super) fn note_on(texts: &[Node]) -> Option<(&Source, Diagnostic)> {
    let (first, others) = texts.split_first()?;
    let json = first.as_str().unwrap_or_default();
    let message = format!("this is deployed as the text \"{json}\", not as {json}");
    let note = Diagnostic::error(codes::READING, Place::Text(first.at.clone()), message)
        .severity(Severity::Note)
        .note("SAM makes text of every intrinsic function in an inline definition")
        .help("write the value itself, or put the definition into a file: DefinitionUri, and ${Name}");
    let lines = template::lines(&first.source, others.iter().map(|text| text.at.start), first.at.start);
    let note = match lines {
        Some(lines) => note.note(format!("the same in {lines}")),
        None => note,
    };
    Some((&first.source, note))
}
