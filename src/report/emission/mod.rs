//! What events start, for people and for programs: `sfn emit`.

mod human;
mod json;

use crate::base::source::Source;
use crate::base::value::Value;
use crate::events::emission::Reaction;
use crate::events::trigger::Rule;

pub use human::write as human;
pub use json::write as json;

/// An event and what each trigger does with it.
#[derive(Debug)]
pub struct EmittedEvent<'r> {
    /// The event, complete.
    pub event: Value,
    /// Each trigger with the file that declares it.
    pub reactions: Vec<(&'r Rule, Reaction)>,
}

impl EmittedEvent<'_> {
    /// Whether it starts a machine.
    #[must_use]
    pub fn starts(&self) -> bool {
        self.reactions.iter().any(|(_, reaction)| matches!(reaction, Reaction::Starts(_)))
    }

    fn text(&self, name: &str) -> &str {
        self.event.get(name).and_then(Value::as_str).unwrap_or_default()
    }
}

/// Where something is written: `template.yaml:12`, and the parts.
fn place(source: &Source, start: usize) -> (String, usize, usize) {
    let at = source.location(start..start);
    (source.shown.to_string(), at.line, at.column)
}
