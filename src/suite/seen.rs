//! `Seen`: a run that is over, as assertions and properties see it: `$input $output $status $path $visited $succeeded
//! $calls $variables $error $errors`, and `$`, its output.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::base::interrupt::Interrupt;
use crate::base::time::Time;
use crate::base::value::{Object, Value};
use crate::engine::call::TaskError;
use crate::expr::Scope;
use crate::expr::jsonata::Error;

use super::START;
use super::compare::shown;
use super::facts::{Facts, Raised};

/// A run that is over.
pub struct Seen<'a> {
    variables: Object,
    output: Value,
    interrupt: &'a Interrupt,
}

impl Scope for Seen<'_> {
    fn is_interrupted(&self) -> bool {
        self.interrupt.is_due()
    }

    fn context(&self) -> Value {
        Value::empty_object()
    }

    fn variable(&self, name: &str) -> Option<Value> {
        self.variables.get(name).cloned()
    }
}

impl<'a> Seen<'a> {
    /// What is seen of a run with these `facts`; `interrupt` ends expressions.
    #[must_use]
    pub fn of(facts: &Facts, interrupt: &'a Interrupt) -> Self {
        let names = |names: &BTreeSet<Arc<str>>| names.iter().map(|name| Value::from(&**name)).collect();
        let (visited, succeeded): (Vec<Value>, Vec<Value>) = (names(&facts.visited), names(&facts.succeeded));
        let path: Vec<Value> = facts.path.iter().map(|name| Value::from(&**name)).collect();
        let calls = facts.calls.iter().map(|(state, args)| (Arc::clone(state), Value::from(args.clone())));
        let errors: Vec<Value> = facts.errors.iter().map(raised).collect();
        let output = facts.output.clone().unwrap_or_default();
        let variables = Object::from_iter([
            ("input", facts.input.clone()),
            ("output", output.clone()),
            ("status", Value::from(facts.status)),
            ("path", Value::from(path)),
            ("visited", Value::from(visited)),
            ("succeeded", Value::from(succeeded)),
            ("calls", Value::from(calls.collect::<Object>())),
            ("variables", Value::from(facts.variables.clone())),
            ("error", Value::from(Object::from_iter(members(&facts.error)))),
            ("errors", Value::from(errors)),
        ]);
        Self { variables, output, interrupt }
    }

    /// What an expression is evaluated over.
    #[must_use]
    pub fn bound(&self) -> (&Value, &dyn Scope) {
        (&self.output, self)
    }

    /// When it is: the same on every day.
    #[must_use]
    pub fn now() -> Time {
        Time::parse(START).unwrap_or(Time::from_millis(0))
    }

    /// What is wrong with what the expression `text` gave, to follow it; none if it gave true.
    #[must_use]
    pub fn fault(&self, text: &str, gave: Result<Option<Value>, Error>) -> Option<String> {
        match gave {
            Ok(Some(Value::Bool(true))) => None,
            Ok(value) => {
                let gave = value.map_or_else(|| "nothing".to_owned(), |value| shown(text, &value));
                Some(format!(" gave {gave}, not true"))
            }
            Err(error) => Some(format!(": {}", error.message)),
        }
    }
}

fn members(error: &TaskError) -> [(&'static str, Value); 2] {
    let text = |text: &Option<Arc<str>>| text.as_deref().map_or(Value::Null, Value::from);
    [("Error", text(&error.error)), ("Cause", text(&error.cause))]
}

/// An error that a state failed with.
fn raised(raised: &Raised) -> Value {
    let mut error = Object::from_iter([("State", Value::from(&*raised.state))]);
    for (key, value) in members(&raised.error) {
        error.insert(key, value);
    }
    if let Some(child) = raised.child {
        error.insert("Child", Value::from(child as usize));
    }
    Value::from(error)
}
