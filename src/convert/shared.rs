//! Parts of YAML that stand in several places: an alias, or what one is of.

use std::collections::BTreeSet;

use crate::base::locate::{Shape, Tree};
use crate::base::pointer::Pointer;

/// The first of `pointers` that leads through such a part, or to one that others are aliases of.
pub fn of<'p>(tree: &Tree, mut pointers: impl Iterator<Item = &'p Pointer>) -> Option<Pointer> {
    let (mut aliases, mut targets) = (BTreeSet::new(), BTreeSet::new());
    for (node, (_, shape)) in tree.nodes().enumerate() {
        match shape {
            Shape::Alias(target) => {
                aliases.insert(node);
                targets.insert(*target);
            }
            Shape::Leaf | Shape::Array(_) | Shape::Object(_) => {}
        }
    }
    if aliases.is_empty() {
        return None;
    }
    let is_shared = |pointer: &&Pointer| {
        let way = way(tree, pointer);
        let through = way.len().saturating_sub(1);
        way[..through].iter().any(|node| aliases.contains(node))
            || way.iter().any(|node| targets.contains(node))
    };
    pointers.find(is_shared).cloned()
}

/// The values that a pointer leads through, as far as they are there.
fn way(tree: &Tree, pointer: &Pointer) -> Vec<usize> {
    let mut way = vec![tree.root()];
    for token in pointer.tokens() {
        let node = way[way.len() - 1];
        let member =
            tree.members(node).iter().find(|member| *member.name == *token).map(|member| member.node);
        let item = || token.parse().ok().and_then(|at: usize| tree.elements(node).get(at).copied());
        let Some(next) = member.or_else(item) else { break };
        way.push(next);
    }
    way
}
