//! `Inspector`: takes what is seen of a state that runs alone.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::engine::alone::Inspection;

/// Takes what is seen of a state that runs alone, behind a shared reference, as fields are evaluated. It is not
/// saved: whoever runs a state alone looks at it as soon as it has ended.
#[derive(Debug, Default)]
pub struct Inspector(Mutex<Option<Box<Inspection>>>);

impl Clone for Inspector {
    fn clone(&self) -> Self {
        Self(Mutex::new(self.lock().clone()))
    }
}

impl Inspector {
    /// Looks at or changes what was seen.
    pub fn with<T>(&self, act: impl FnOnce(&mut Inspection) -> T) -> T {
        act(self.lock().get_or_insert_default())
    }

    fn lock(&self) -> MutexGuard<'_, Option<Box<Inspection>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
