//! `Track`: what is known of one branch that is under way.

use std::sync::Arc;

use crate::asl::machine::StateId;
use crate::base::time::Time;
use crate::engine::history::Branch;

use super::Visit;

/// How a state was entered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// The state.
    pub state: StateId,
    /// The number of the event that says so.
    pub event: u64,
    /// When.
    pub at: Time,
}

/// What is known of one branch that is under way.
#[derive(Debug, Default)]
pub(super) struct Track {
    /// When it began.
    pub began: Time,
    /// The visit it is in.
    pub open: Option<Arc<Visit>>,
    /// Whether it has left a state.
    pub has_left: bool,
    /// The state it is in, if nothing but that has happened there and its reader follows eventful visits only.
    pub entered: Option<Entry>,
    /// The branches of its Parallel or the items of its Map, as they began; those that are over are `None`.
    /// Mostly each is at the place of its number.
    pub children: Vec<(usize, Option<Branch>)>,
    /// How many of `children` are under way.
    pub running: usize,
}

impl Track {
    /// Whatever ran below it is over.
    pub fn forget_children(&mut self) {
        self.children.clear();
        self.running = 0;
    }

    /// Child `index` begins, as `branch`.
    pub fn add_child(&mut self, index: usize, branch: Branch) {
        self.children.push((index, Some(branch)));
        self.running += 1;
    }

    /// Takes child `index` out, if it is under way.
    pub fn take_child(&mut self, index: usize) -> Option<Branch> {
        let is_it = |(number, branch): &(usize, Option<Branch>)| *number == index && branch.is_some();
        let at = match self.children.get(index) {
            Some(child) if is_it(child) => index,
            Some(_) | None => self.children.iter().position(is_it)?,
        };
        let child = self.children[at].1.take();
        self.running -= usize::from(child.is_some());
        if self.running == 0 {
            self.forget_children();
        }
        child
    }
}
