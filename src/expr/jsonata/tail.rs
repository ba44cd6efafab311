//! Marks calls that are the value of a function body: the loop that applied the function makes them.

use super::ast::{Kind, Node};

/// Marks the tail calls of a function's body.
pub(super) fn mark(node: &mut Node) {
    let bare = node.predicates.is_empty() && node.group.is_none() && !node.keep_array;
    match &mut node.kind {
        Kind::Call(call) => call.tail = bare,
        Kind::Condition(condition) if bare => {
            mark(&mut condition.then);
            if let Some(otherwise) = &mut condition.otherwise {
                mark(otherwise);
            }
        }
        Kind::Default(_, pair) if bare => mark(&mut pair.1),
        Kind::Block(block) if bare => {
            if let Some(last) = block.parts.last_mut() {
                mark(last);
            }
        }
        _ => {}
    }
}
