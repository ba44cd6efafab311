//! `Room`: the memory that all datasets of a run share while they are read. What a reader holds it takes from there,
//! and gives back when it is dropped.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Memory to be shared. Clones share the same.
#[derive(Clone, Debug, Default)]
pub struct Room {
    taken: Arc<AtomicUsize>,
    /// How many bytes may be taken in all.
    most: usize,
}

/// A part of a room, which goes back to it in the end.
#[derive(Debug)]
pub struct Share {
    room: Room,
    bytes: usize,
}

impl Room {
    /// A room of its own of `most` bytes.
    #[must_use]
    pub fn of(most: usize) -> Self {
        Self { most, ..Self::default() }
    }

    /// The same room, in which there are `most` bytes.
    #[must_use]
    pub fn with(&self, most: usize) -> Self {
        Self { taken: Arc::clone(&self.taken), most }
    }

    /// How many bytes it has, taken or not.
    #[must_use]
    pub const fn most(&self) -> usize {
        self.most
    }

    /// How many bytes are taken.
    #[must_use]
    pub fn taken(&self) -> usize {
        self.taken.load(Ordering::Relaxed)
    }

    /// A share of no bytes, which may grow.
    #[must_use]
    pub fn share(&self) -> Share {
        Share { room: self.clone(), bytes: 0 }
    }
}

/// There is not so much room: the number of bytes that may be taken in all.
#[derive(Debug)]
pub struct NoRoom(pub usize);

impl Share {
    /// How many bytes it has.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// Takes so many bytes more, if there are as many.
    pub fn grow(&mut self, bytes: usize) -> Result<(), NoRoom> {
        let before = self.room.taken.fetch_add(bytes, Ordering::Relaxed);
        self.bytes += bytes;
        if before.saturating_add(bytes) > self.room.most {
            return Err(NoRoom(self.room.most));
        }
        Ok(())
    }

    /// Has so many bytes from now on, if it had fewer.
    pub fn grow_to(&mut self, bytes: usize) -> Result<(), NoRoom> {
        self.grow(bytes.saturating_sub(self.bytes))
    }
}

impl fmt::Display for NoRoom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "it takes more than {} bytes of memory", self.0)
    }
}

impl std::error::Error for NoRoom {}

impl Drop for Share {
    fn drop(&mut self) {
        self.room.taken.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}
