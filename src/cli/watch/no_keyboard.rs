//! No keyboard: without the terminals of Unix no keys are read one by one. A watch goes on without them, a review says
//! which flags do what keys would.

use std::sync::Arc;

use crate::suite::watch::keys::Key;

/// There is never one.
pub enum Keyboard {}

impl Keyboard {
    /// None.
    pub fn open(_tell: impl Fn(Key) + Send + 'static) -> Option<Arc<Self>> {
        None
    }

    /// Never called.
    pub fn leave(&self) {
        match *self {}
    }

    /// Never called.
    pub fn lend(&self) -> Lent<'_> {
        match *self {}
    }
}

/// Never made.
pub enum Lent<'k> {
    /// So that it lives as long as the keyboard.
    Never(&'k Keyboard),
}
