//! Marks calls that are the value of a function body: the loop that applied the function makes them.

use super::ast::{Kind, Node};

/// Marks the tail calls of a function's body.
pub(super) fn mark(node: &mut Node) {
    if !node.predicates.is_empty() || node.group.is_some() || node.keep_array {
        return;
    }
    if let Kind::Call(call) = &mut node.kind {
        call.tail = true;
    } else if let Kind::Condition(condition) = &mut node.kind {
        mark(&mut condition.then);
        condition.otherwise.iter_mut().for_each(mark);
    } else if let Kind::Default(_, pair) = &mut node.kind {
        mark(&mut pair.1);
    } else if let Kind::Block(block) = &mut node.kind
        && let Some(last) = block.parts.last_mut()
    {
        mark(last);
    }
}
