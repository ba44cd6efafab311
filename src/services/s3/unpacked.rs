//! Packed files that hold much more than they should: reading one ends with an error before it fills memory or
//! takes hours, whatever its items are.

use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many bytes may come out of one packed byte. Tables that repeat themselves in every row stay below a hundred.
const RATIO: u64 = 200;

/// How many bytes may come out of a file of `packed` bytes, with `memory` bytes for the run.
pub const fn most(packed: u64, memory: usize) -> u64 {
    (memory as u64 / 8).saturating_add(RATIO.saturating_mul(packed))
}

/// Bytes that are counted as they are read.
pub struct Counted<R> {
    input: R,
    read: Arc<AtomicU64>,
}

/// What comes out of a packed file, for as long as that is not too much.
pub struct Bounded<R> {
    input: R,
    packed: Arc<AtomicU64>,
    unpacked: u64,
    /// The memory of the run.
    memory: usize,
}

/// More came out of a packed file than may.
#[derive(Debug)]
pub struct TooMuch {
    /// The number of packed bytes that were read.
    pub packed: u64,
    /// The number of bytes that may come out of them.
    pub unpacked: u64,
}

impl<R> Counted<R> {
    /// The bytes of `input`, and their number so far.
    pub fn new(input: R) -> (Self, Arc<AtomicU64>) {
        let read = Arc::<AtomicU64>::default();
        (Self { input, read: Arc::clone(&read) }, read)
    }
}

impl<R> Bounded<R> {
    /// The bytes of `input`, which unpacks what `packed` counts. With `memory` bytes for the run, an eighth of that
    /// may come out of any file.
    pub fn new(input: R, packed: Arc<AtomicU64>, memory: usize) -> Self {
        Self { input, packed, unpacked: 0, memory }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(into)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(into)?;
        self.unpacked += read as u64;
        let packed = self.packed.load(Ordering::Relaxed);
        let most = most(packed, self.memory);
        if self.unpacked > most {
            return Err(io::Error::other(TooMuch { packed, unpacked: most }));
        }
        Ok(read)
    }
}

impl fmt::Display for TooMuch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} packed bytes hold more than {}", self.packed, self.unpacked)
    }
}

impl std::error::Error for TooMuch {}
