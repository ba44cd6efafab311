//! `sfn help TOPIC`: pages about what no single command owns. They are text files beside this one; `{ok}` in
//! them is the mark that a trace has.

use std::io::{self, Write};

use crate::report::ink::marks::Marks;

/// Columns of a mark that is followed by words.
const MARK: usize = 4;

/// A page.
#[derive(Debug)]
pub struct Topic {
    /// What it is asked for by.
    pub name: &'static str,
    /// What it is about, in a few words.
    pub about: &'static str,
    text: &'static str,
}

const fn topic(name: &'static str, about: &'static str, text: &'static str) -> Topic {
    Topic { name, about, text }
}

/// The pages, by name.
pub const TOPICS: &[Topic] = &[
    topic("exit-codes", "what the exit codes mean", include_str!("exit-codes.txt")),
    topic("jsonl", "the lines of --format jsonl", include_str!("jsonl.txt")),
    topic("mocks", "mock files: what tasks answer", include_str!("mocks.txt")),
    topic("selectors", "how machines, states, answers and values are named", include_str!("selectors.txt")),
    topic("time", "clocks, starts, limits and chance", include_str!("time.txt")),
    topic("trace", "how a trace is read", include_str!("trace.txt")),
];

impl Topic {
    /// Writes the page with `marks` in place of their names: `{ok}` as it is, `{ok:}` with blanks behind it.
    pub fn write(&self, out: &mut dyn Write, marks: &Marks) -> io::Result<()> {
        let all = [
            ("ok", marks.ok),
            ("failed", marks.failed),
            ("warned", marks.warned),
            ("retry", marks.retry),
            ("cut", marks.cut),
            ("next", marks.next),
            ("back", marks.back),
            ("again", marks.again),
            ("moved", marks.moved),
            ("elided", marks.elided),
            ("times", marks.times),
            ("rail", marks.rail),
        ];
        let text = all.iter().fold(self.text.to_owned(), |text, (name, mark)| {
            let padded = format!("{mark:MARK$}");
            text.replace(&format!("{{{name}:}}"), &padded).replace(&format!("{{{name}}}"), mark)
        });
        out.write_all(text.as_bytes())
    }
}
