//! What is said of real answers that were written into mock files, or could not be.

use std::io::{self, Write as _};

use crate::cli::terminal::Stderr;
use crate::report::ink::control::escape_lines;
use crate::services::mock::Cassette;
use crate::suite::taken;

/// Writes what `cassette` holds into mock files, with a note for each place.
pub fn write_back(cassette: &Cassette) -> io::Result<()> {
    let err = &mut Stderr::default();
    let notes = taken::write_back(cassette);
    notes.iter().try_for_each(|note| writeln!(err, "note: {}", escape_lines(note)))
}
