//! `%`: finds the step whose input is the parent, and binds that input to a variable there.
//!
//! A search starts one level above the `%` and goes back step by step; each field or wildcard is one
//! level, a `%` on the way is one more. What a path cannot answer its surroundings must.

use std::sync::Arc;

use super::ast::{Kind, Node, Path, Slot};
use super::error::{Fault, Res};
use super::names::Sym;

/// All searches of one expression.
#[derive(Default)]
pub(super) struct Ancestry {
    searches: Vec<Search>,
}

struct Search {
    slot: Arc<Slot>,
    /// How many levels are still to go; 0 once found.
    level: usize,
}

impl Ancestry {
    /// Starts a search and returns its variable and number.
    pub fn add(&mut self, label: Sym) -> (Arc<Slot>, usize) {
        let slot = Slot::new(label);
        self.searches.push(Search { slot: Arc::clone(&slot), level: 1 });
        (slot, self.searches.len() - 1)
    }

    /// Goes back over a path for all that its last step looks for; returns what is still looked for.
    pub fn resolve(&mut self, path: &mut Path) -> Res<Vec<usize>> {
        let last = path.steps.len() - 1;
        let mut open = Vec::new();
        for search in std::mem::take(&mut path.steps[last].step.seeking) {
            let mut at = last;
            while self.searches[search].level > 0 {
                if at == 0 {
                    open.push(search);
                    break;
                }
                at -= 1;
                // Of several focus bindings in a row, the first one's input is the parent.
                while at > 0 && path.steps[at].step.focus.is_some() && path.steps[at - 1].step.focus.is_some()
                {
                    at -= 1;
                }
                self.seek(&mut path.steps[at], search)?;
            }
        }
        Ok(open)
    }

    /// Notes for a step that its predicate looks for a parent: the step itself may be it.
    pub fn seek_from_predicate(&mut self, step: &mut Node, search: usize) -> Res<()> {
        if self.searches[search].level == 1 {
            return self.seek(step, search);
        }
        self.searches[search].level -= 1;
        Ok(())
    }

    /// One level up, if `node` is a level.
    fn seek(&mut self, node: &mut Node, search: usize) -> Res<()> {
        if matches!(node.kind, Kind::Name(_) | Kind::Wildcard) {
            let search = &mut self.searches[search];
            search.level -= 1;
            if search.level == 0 {
                if let Some(known) = &node.step.ancestor {
                    search.slot.join(known);
                }
                node.step.ancestor = Some(Arc::clone(&search.slot));
                node.step.tuple = true;
            }
        } else if matches!(node.kind, Kind::Parent(_)) {
            self.searches[search].level += 1;
        } else if let Kind::Block(block) = &mut node.kind {
            if let Some(last) = block.parts.last_mut() {
                node.step.tuple = true;
                self.seek(last, search)?;
            }
        } else if let Kind::Path(path) = &mut node.kind {
            node.step.tuple = true;
            path.tuple = true;
            path.plain_from = None;
            let mut at = path.steps.len();
            while at > 0 && (at == path.steps.len() || self.searches[search].level > 0) {
                at -= 1;
                self.seek(&mut path.steps[at], search)?;
            }
        } else {
            return Err(Fault::new("S0217").token("parent").at(node.place));
        }
        Ok(())
    }
}
