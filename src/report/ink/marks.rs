//! The signs a report is written with, in two sets: every sign differs from the others in shape, so that
//! colour is never needed to tell them apart.

use crate::report::ink::style::Style;

/// One set of signs.
#[derive(Debug)]
pub struct Marks {
    /// It went well.
    pub ok: &'static str,
    /// It failed.
    pub failed: &'static str,
    /// It failed and was caught, or deserves a look.
    pub warned: &'static str,
    /// Tried again.
    pub retry: &'static str,
    /// It was never finished.
    pub cut: &'static str,
    /// What comes next, or what became of something.
    pub next: &'static str,
    /// What came back.
    pub back: &'static str,
    /// Steps that were repeated.
    pub again: &'static str,
    /// Moved elsewhere.
    pub moved: &'static str,
    /// Left out.
    pub elided: &'static str,
    /// So many times.
    pub times: &'static str,
    /// Between two facts.
    pub dot: &'static str,
    /// The rail beside what happens inside a state.
    pub rail: &'static str,
    /// Around what is not shown.
    pub hidden: (&'static str, &'static str),
    /// Columns a state's mark takes.
    pub width: usize,
}

const UNICODE: Marks = Marks {
    ok: "✓",
    failed: "✗",
    warned: "⚠",
    retry: "↻",
    cut: "◌",
    next: "→",
    back: "←",
    again: "↺",
    moved: "⇢",
    elided: "…",
    times: "×",
    dot: "·",
    rail: "│",
    hidden: ("‹", "›"),
    width: 1,
};

const ASCII: Marks = Marks {
    ok: "ok",
    failed: "xx",
    warned: "!!",
    retry: "rt",
    cut: "..",
    next: "->",
    back: "<-",
    again: "@@",
    moved: ">",
    elided: "...",
    times: "x",
    dot: "|",
    rail: "|",
    hidden: ("<", ">"),
    width: 2,
};

impl Marks {
    /// The set that `style` can show.
    #[must_use]
    pub const fn of(style: Style) -> &'static Self {
        if style.unicode { &UNICODE } else { &ASCII }
    }
}
