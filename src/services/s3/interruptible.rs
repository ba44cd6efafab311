//! `Interruptible`: bytes of a file, or of what is packed in it, that may take longer than the run may.

use std::io::{self, Read};

use crate::base::interrupt::Interrupt;

/// Bytes that end with an error once the run is to end.
pub struct Interruptible<R> {
    input: R,
    interrupt: Interrupt,
}

impl<R> Interruptible<R> {
    /// The bytes of `input`.
    pub fn new(input: R, interrupt: &Interrupt) -> Self {
        Self { input, interrupt: interrupt.clone() }
    }
}

impl<R: Read> Read for Interruptible<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.interrupt.is_due() {
            return Err(io::Error::other("the run ended before this was read"));
        }
        self.input.read(into)
    }
}
