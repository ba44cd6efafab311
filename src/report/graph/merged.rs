//! Two definitions as one picture: the new one, and what only the old one has.

use std::collections::{BTreeMap, BTreeSet};

use crate::load::Loaded;
use crate::report::definitions::{MachineDiff, What, compare};

use super::model::{Graph, NodeKind, Region, Way};
use super::paint::{Mark, Paint, StatePaint, WayPaint};

/// The picture of `new`, with what `old` has besides and what differs painted on it.
#[must_use]
pub fn merged(old: &Loaded, new: &Loaded, depth: Option<usize>) -> (Graph, Paint) {
    let diff = compare(Some(old), Some(new));
    let mut graph = Graph::of(new.document.value(), &new.name, depth);
    let before = Graph::of(old.document.value(), &old.name, depth);
    let mut merging = Merging::of(&diff, &graph);
    merging.merge(&mut graph.root, before.root);
    let mut paint = Paint { headline: headline(&diff), ways: merging.ways, ..Paint::default() };
    for node in graph.nodes() {
        paint.states.insert(node.pointer.to_string(), StatePaint::of(Mark::Kept));
    }
    for state in &diff.states {
        let mark = match state.what {
            What::Added => Mark::Added,
            What::Removed => Mark::Removed,
            What::Changed | What::Renamed(_) => Mark::Changed,
        };
        let mut lines: Vec<String> =
            state.changes.iter().map(|field| format!("{} differs", field.change().path)).collect();
        if let What::Renamed(was) = &state.what {
            lines.insert(0, format!("was {was}"));
        }
        let note = if mark == Mark::Changed { String::new() } else { mark.words().to_owned() };
        if let Some(spot) = state.new.as_ref().or(state.old.as_ref()) {
            paint.states.insert(spot.pointer.clone(), StatePaint { note, lines, ..StatePaint::of(mark) });
        }
    }
    graph.states = graph.nodes().iter().filter(|node| node.kind != NodeKind::Missing).count();
    (graph, paint)
}

/// `1 added, 2 changed, 3 the same`
fn headline(diff: &MachineDiff) -> String {
    let words = ["added", "removed", "renamed", "changed"].into_iter().filter_map(|word| {
        let count = diff.states.iter().filter(|state| state.what.word() == word).count();
        (count > 0).then(|| format!("{count} {word}"))
    });
    words.chain([format!("{} the same", diff.same)]).collect::<Vec<_>>().join(", ")
}

struct Merging {
    /// The new names of states that have another one.
    renamed: BTreeMap<String, String>,
    /// All names of the new definition: what stands elsewhere in it has not gone.
    known: BTreeSet<String>,
    /// The ways that are new.
    ways: BTreeMap<(String, super::model::WayKind), WayPaint>,
}

/// A way, as it is compared: its ends by name, what kind it is, and when it is taken.
type Trait = (String, String, u8, String);

impl Merging {
    fn of(diff: &MachineDiff, new: &Graph) -> Self {
        let renamed = diff.states.iter().filter_map(|state| match &state.what {
            What::Renamed(was) => Some((was.clone(), state.name.clone())),
            What::Added | What::Removed | What::Changed => None,
        });
        let known = new.nodes().iter().map(|node| node.name.clone()).collect();
        Self { renamed: renamed.collect(), known, ways: BTreeMap::new() }
    }

    fn now(&self, name: &str) -> String {
        self.renamed.get(name).map_or(name, String::as_str).to_owned()
    }

    /// Adds to `new` what only `old` has.
    fn merge(&mut self, new: &mut Region, old: Region) {
        let mut at: BTreeMap<String, usize> =
            new.nodes.iter().enumerate().map(|(at, node)| (node.name.clone(), at)).collect();
        let before: BTreeSet<Trait> = old.ways.iter().map(|way| self.of_way(&old, way)).collect();
        let after: BTreeSet<Trait> = new
            .ways
            .iter()
            .map(|way| likeness(way, &new.nodes[way.from].name, &new.nodes[way.to].name))
            .collect();
        for way in &new.ways {
            let (from, to) = (&new.nodes[way.from], &new.nodes[way.to]);
            if !before.contains(&likeness(way, &from.name, &to.name)) {
                self.ways.insert((from.pointer.to_string(), way.kind), WayPaint::Added);
            }
        }
        let names: Vec<String> = old.nodes.iter().map(|node| self.now(&node.name)).collect();
        let gone: Vec<Way> =
            old.ways.iter().filter(|way| !after.contains(&self.of_way(&old, way))).cloned().collect();
        for (node, name) in old.nodes.into_iter().zip(&names) {
            match at.get(name) {
                Some(&known) => {
                    let inner = &mut new.nodes[known].inner;
                    for (branch, region) in node.inner.into_iter().enumerate() {
                        match inner.get_mut(branch) {
                            Some(same) => self.merge(same, region),
                            None => inner.push(region),
                        }
                    }
                }
                None if self.known.contains(name) => {}
                None => {
                    at.insert(name.clone(), new.nodes.len());
                    new.nodes.push(node);
                }
            }
        }
        for way in gone {
            if let (Some(&from), Some(&to)) = (at.get(&names[way.from]), at.get(&names[way.to])) {
                new.ways.push(Way { from, to, is_gone: true, ..way });
            }
        }
    }

    fn of_way(&self, region: &Region, way: &Way) -> Trait {
        likeness(way, &self.now(&region.nodes[way.from].name), &self.now(&region.nodes[way.to].name))
    }
}

fn likeness(way: &Way, from: &str, to: &str) -> Trait {
    use super::model::WayKind;
    let kind = match way.kind {
        WayKind::Next => 0,
        WayKind::Rule(_) => 1,
        WayKind::Default => 2,
        WayKind::Catch(_) => 3,
    };
    (from.to_owned(), to.to_owned(), kind, way.label.clone())
}
