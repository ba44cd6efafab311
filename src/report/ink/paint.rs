//! `Ink`: what a part of a text means, and the colour it gets. The only place that paints.

use std::borrow::Cow;
use std::sync::Once;

use colored::Colorize;

use super::style::Style;

/// What a part of a text means; the terminal's own 16 colours do the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Nothing special.
    Plain,
    /// It went well, or was added.
    Good,
    /// It failed, or was removed.
    Bad,
    /// It was caught, repeated or changed.
    Warn,
    /// A state's name.
    Name,
    /// Times, places, what can be skipped.
    Dim,
}

impl Ink {
    /// `text` in this ink where `style` has colours; as it is otherwise, or if there is nothing to see.
    #[must_use]
    pub fn paint(self, text: &str, style: Style) -> Cow<'_, str> {
        if !style.colour || self == Self::Plain || text.trim().is_empty() {
            return Cow::Borrowed(text);
        }
        // `colored` would ask the environment and standard output; the style was decided for the stream it goes to.
        static DECIDED: Once = Once::new();
        DECIDED.call_once(|| colored::control::set_override(true));
        let painted = match self {
            Self::Plain => text.normal(),
            Self::Good => text.green(),
            Self::Bad => text.red(),
            Self::Warn => text.yellow(),
            Self::Name => text.cyan(),
            Self::Dim => text.dimmed(),
        };
        Cow::Owned(painted.to_string())
    }
}
