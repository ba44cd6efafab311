//! `Chance`: the one door through which randomness enters, seeded, so that a run can be repeated.

use std::sync::atomic::{AtomicU64, Ordering};

/// A seeded source of random numbers (SplitMix64). Drawing changes it behind a shared reference, so
/// that an expression can draw while it borrows everything else; a clone goes on from the same point.
/// It is atomic only so that forks of a run can share an execution: nothing draws from two threads.
#[derive(Debug)]
pub struct Chance {
    state: AtomicU64,
}

impl Clone for Chance {
    fn clone(&self) -> Self {
        Self::new(self.position())
    }
}

impl Chance {
    /// The sequence that belongs to `seed`.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { state: AtomicU64::new(seed) }
    }

    /// The seed of the sequence that is left: [`Self::new`] with it goes on from here.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.state.load(Ordering::Relaxed)
    }

    /// The next 64 random bits.
    pub fn bits(&self) -> u64 {
        let state = self.position().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.state.store(state, Ordering::Relaxed);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number in `0.0 .. 1.0`.
    pub fn unit(&self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A version 4 UUID, lower case, with hyphens.
    pub fn uuid(&self) -> String {
        self.uuid_of_version(4)
    }

    /// A version 3 UUID, the kind that is made from a name.
    pub fn name_uuid(&self) -> String {
        self.uuid_of_version(3)
    }

    /// Draws what a UUID takes, without its text.
    pub fn pass_uuid(&self) {
        self.bits();
        self.bits();
    }

    fn uuid_of_version(&self, version: u64) -> String {
        let high = self.bits() & !0xf000 | (version << 12);
        let low = self.bits() & !(0b11 << 62) | (0b10 << 62);
        // Each child execution of a distributed Map has two: put together sign by sign they took an eighth of its time.
        let mut text = [b'-'; 36];
        let digits = high.to_be_bytes().into_iter().chain(low.to_be_bytes());
        for (byte, at) in digits.zip(PAIRS) {
            text[at] = DIGITS[usize::from(byte >> 4)];
            text[at + 1] = DIGITS[usize::from(byte & 0xf)];
        }
        std::str::from_utf8(&text).expect("digits and hyphens are ASCII").to_owned()
    }
}

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Where the two digits of each byte begin in the text of a UUID.
const PAIRS: [usize; 16] = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];
