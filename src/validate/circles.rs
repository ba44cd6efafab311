//! Circles: the states of a scope that lead back to themselves.

use std::collections::BTreeMap;

use super::definition::{Definition, Scope};

/// The groups of states that can go round among themselves, each in the order of the text. Two walks: one
/// numbers the states as they are left, one goes backwards from the last (Kosaraju).
pub(super) fn circles(definition: &Definition<'_>, scope: &Scope<'_>) -> Vec<Vec<usize>> {
    let next = |at: usize| -> Vec<usize> {
        definition.targets(at).filter_map(|name| scope.states.get(name)).copied().collect()
    };
    let forward: BTreeMap<usize, Vec<usize>> = scope.states.values().map(|at| (*at, next(*at))).collect();
    let mut back: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (from, to) in forward.iter().flat_map(|(from, all)| all.iter().map(move |to| (*from, *to))) {
        back.entry(to).or_default().push(from);
    }
    let mut left = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for start in forward.keys() {
        let mut open = if seen.insert(*start) { vec![(*start, 0)] } else { Vec::new() };
        while let Some((at, step)) = open.pop() {
            match forward[&at].get(step) {
                Some(to) => {
                    open.push((at, step + 1));
                    if seen.insert(*to) {
                        open.push((*to, 0));
                    }
                }
                None => left.push(at),
            }
        }
    }
    let mut found = Vec::new();
    for start in left.into_iter().rev() {
        let (mut group, mut open) = (Vec::new(), vec![start]);
        while let Some(at) = open.pop() {
            if seen.remove(&at) {
                group.push(at);
                open.extend(back.get(&at).into_iter().flatten());
            }
        }
        group.sort_unstable();
        if group.len() > 1 || group.first().is_some_and(|at| forward[at].contains(at)) {
            found.push(group);
        }
    }
    found
}
