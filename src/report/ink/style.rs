//! `Style`: what the stream that a report goes to can show. Decided in one place, never asked here.

/// What the reader's terminal can show.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Whether colours may be used.
    pub colour: bool,
    /// Whether marks beyond ASCII may be used.
    pub unicode: bool,
    /// Columns of a line.
    pub width: usize,
}
