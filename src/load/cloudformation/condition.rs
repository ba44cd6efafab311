//! Conditions: `Fn::Equals`, `Fn::And`, `Fn::Or`, `Fn::Not`, and the conditions a template names.

use super::scope::Scope;
use crate::base::value::Value;
use crate::load::node::{Body, Node};

impl Scope<'_> {
    /// Whether the condition called `name` holds; one that is not declared or needs itself does not.
    pub(super) fn holds(&mut self, name: &str) -> bool {
        if let Some(known) = self.conditions.get(name) {
            return known.unwrap_or(false);
        }
        let Some(declared) = self.root.find(&["Conditions", name]) else { return false };
        self.conditions.insert(name.to_owned(), None);
        let holds = self.is_true(&declared.node());
        self.conditions.insert(name.to_owned(), Some(holds));
        holds
    }

    fn is_true(&mut self, node: &Node) -> bool {
        let [member] = node.members() else {
            return match &node.body {
                Body::Plain(value) => value.as_bool() == Some(true),
                Body::Text(text) => text.as_str() == "true",
                Body::List(_) | Body::Members(_) => false,
            };
        };
        let items = member.value.items().unwrap_or_default();
        match member.key.as_str() {
            "Condition" => member.value.as_str().is_some_and(|name| self.holds(name)),
            "Fn::And" => items.iter().all(|item| self.is_true(item)),
            "Fn::Or" => items.iter().any(|item| self.is_true(item)),
            "Fn::Not" => items.first().is_some_and(|item| !self.is_true(item)),
            "Fn::Equals" => {
                let mut sides = items.iter().map(|item| self.compute(item).map(|side| scalar(&side)));
                matches!((sides.next(), sides.next()), (Some(one), Some(other)) if one == other)
            }
            _ => self.compute(node).is_some_and(|value| value.as_str() == Some("true")),
        }
    }
}

/// A value for comparison: CloudFormation compares text.
fn scalar(node: &Node) -> Value {
    node.to_string().map_or_else(|| node.to_value(), Value::from)
}
