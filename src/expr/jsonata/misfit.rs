//! `Misfit`: an operand of which its operator can make nothing, such as the text of `'Order ' + $id`.

use std::ops::Range;

use crate::base::value::Value;

use super::ast::{Binary, Kind, Node};

/// An operand with which the operator always fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// `+`
    pub sign: &'static str,
    /// What the operand is: `text`.
    pub operand: &'static str,
    /// Whether the operator wants numbers; else it orders numbers or texts.
    pub wants_numbers: bool,
    /// Its bytes of the expression.
    pub span: Range<usize>,
}

/// The first operand that `operator` fails with, whatever the other one is.
pub(super) fn misfit(operator: Binary, pair: &(Node, Node)) -> Option<Misfit> {
    let (wants_numbers, orders) = match operator {
        Binary::Add
        | Binary::Subtract
        | Binary::Multiply
        | Binary::Divide
        | Binary::Remainder
        | Binary::Range => (true, false),
        Binary::Less | Binary::LessEqual | Binary::Greater | Binary::GreaterEqual => (false, true),
        Binary::Equal | Binary::NotEqual | Binary::Concat | Binary::In => (false, false),
    };
    [&pair.0, &pair.1].into_iter().find_map(|node| {
        let operand = certain(node)?;
        let fits = match operand {
            "a number" => true,
            "text" => !wants_numbers,
            _other => !wants_numbers && !orders,
        };
        let found = Misfit { sign: operator.sign(), operand, wants_numbers, span: node.place.range() };
        (!fits).then_some(found)
    })
}

/// What an expression gives if it gives anything, where its look alone tells.
fn certain(node: &Node) -> Option<&'static str> {
    if !node.predicates.is_empty() || node.group.is_some() || !node.step.stages.is_empty() {
        return None;
    }
    if let Kind::Block(block) = &node.kind
        && let [only] = block.parts.as_slice()
    {
        return certain(only);
    }
    if let Kind::Binary(operator, _) = &node.kind {
        return result_of(*operator);
    }
    if matches!(node.kind, Kind::And(_) | Kind::Or(_)) {
        return Some("a boolean");
    }
    if matches!(node.kind, Kind::Array(_)) {
        return Some("a list");
    }
    if matches!(node.kind, Kind::Object(_)) {
        return Some("an object");
    }
    let Kind::Literal(value) = &node.kind else { return None };
    Some(match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    })
}

fn result_of(operator: Binary) -> Option<&'static str> {
    match operator {
        Binary::Concat => Some("text"),
        Binary::Equal
        | Binary::NotEqual
        | Binary::Less
        | Binary::LessEqual
        | Binary::Greater
        | Binary::GreaterEqual
        | Binary::In => Some("a boolean"),
        Binary::Add
        | Binary::Subtract
        | Binary::Multiply
        | Binary::Divide
        | Binary::Remainder
        | Binary::Range => None,
    }
}
