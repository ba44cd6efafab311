//! `Property`: an expression of a test file or of the settings that says what must hold of every run, with its name and
//! the place where it is written. It sees a run that is over, as the assertions of tests do, and must give true.

use std::ops::Range;
use std::sync::Arc;

use crate::base::chance::Chance;
use crate::base::diag::{Code, Diagnostic, Place, Severity};
use crate::base::document::Document;
use crate::base::near::near;
use crate::base::pointer::Pointer;
use crate::base::time::Time;
use crate::base::value::Value;

use super::jsonata::{Context, Error, Expression, Level, Settings};
use super::{Bindings, Scope, advice};

/// What an expression sees of a run that is over, without `$`.
pub const NAMES: [&str; 10] =
    ["output", "status", "path", "visited", "succeeded", "calls", "variables", "input", "error", "errors"];
/// Those that tell more of a run than how it ended, so that two ways to one point may differ in them.
const OF_THE_WAY: [&str; 5] = ["path", "visited", "succeeded", "calls", "errors"];
/// What the names of states are compared with: these, and `State` of an error.
const OF_STATES: [&str; 5] = ["path", "visited", "succeeded", "calls", "State"];

/// What must hold of every run.
#[derive(Clone, Debug)]
pub struct Property {
    /// Its name.
    pub name: Arc<str>,
    expression: Expression,
    document: Document,
    pointer: Pointer,
    /// Where the expression begins in its text, in bytes.
    offset: usize,
}

/// The expression in `text`, between `{%` and `%}` or without them, and where it begins.
#[must_use]
pub fn source(text: &str) -> (&str, usize) {
    let before = |text: &str| text.len() - text.trim_start().len();
    let (start, trimmed) = (before(text), text.trim());
    match trimmed.strip_prefix("{%").and_then(|rest| rest.strip_suffix("%}")) {
        Some(inner) => (inner.trim(), start + 2 + before(inner)),
        None => (trimmed, start),
    }
}

/// What `expression` gives for a run: `$` is its output, the variables are those of `scope`.
pub fn eval(
    expression: &Expression,
    (output, scope): (&Value, &dyn Scope),
    now: Time,
) -> Result<Option<Value>, Error> {
    let chance = Chance::new(1);
    let bindings = Bindings { input: output, result: None, error_output: None, scope, chance: &chance, now };
    let settings = Settings { context: Context::Input, ..Settings::of(expression.level()) };
    expression.eval_with(&bindings, settings)
}

impl Property {
    /// Reads the property `name` at `pointer` of `document`; all that is wrong with it has `code`. A warning stands
    /// beside a property that can be used.
    pub fn read(
        (name, pointer): (&str, &Pointer),
        document: &Document,
        code: Code,
    ) -> (Option<Self>, Vec<Diagnostic>) {
        let text = document.value().pointer(pointer.as_str()).and_then(Value::as_str).unwrap_or_default();
        let (source, offset) = source(text);
        let place =
            |span: Range<usize>| Place::Within(pointer.clone(), offset + span.start..offset + span.end);
        let expression = match Expression::of_either_level(source) {
            Ok(expression) => expression,
            Err(error) => {
                let place = place(error.span.clone());
                return (None, vec![advice::diagnostic(code, place, source, Level::Full, &error)]);
            }
        };
        let mut found: Vec<Diagnostic> = unknown(&expression)
            .into_iter()
            .map(|(span, message, help)| Diagnostic::error(code, place(span), message).help(help))
            .collect();
        if !found.is_empty() {
            return (None, found);
        }
        if expression.analysis().constant {
            let message = format!("`{name}` reads nothing of the run: it is the same for every run");
            let help = "compare what a run came to: $status, $output, $path, $succeeded, $calls";
            let warning = Diagnostic::error(code, place(0..source.len()), message);
            found.push(warning.severity(Severity::Warning).help(help));
        }
        let (document, pointer) = (document.clone(), pointer.clone());
        (Some(Self { name: name.into(), expression, document, pointer, offset }), found)
    }

    /// The expression as it is written.
    #[must_use]
    pub fn text(&self) -> &str {
        self.expression.text()
    }

    /// The file.
    #[must_use]
    pub const fn document(&self) -> &Document {
        &self.document
    }

    /// Where it is: `order.sfn.yaml:12`.
    #[must_use]
    pub fn place(&self) -> String {
        let line = self.document.locate(&Place::Key(self.pointer.clone())).line;
        format!("{}:{line}", self.document.source().shown)
    }

    /// Whether it is the one at the same place of the same file.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.pointer == other.pointer && self.document.source().name == other.document.source().name
    }

    /// Whether it reads this of a run.
    #[must_use]
    pub fn reads(&self, name: &str) -> bool {
        self.expression.analysis().variables.iter().any(|read| read.name == name)
    }

    /// Whether it reads what two ways to the same point may differ in.
    #[must_use]
    pub fn reads_way(&self) -> bool {
        OF_THE_WAY.iter().any(|name| self.reads(name))
    }

    /// The texts in it, names of states among them.
    #[must_use]
    pub fn texts(&self) -> &[String] {
        &self.expression.analysis().texts
    }

    /// The names of states in it that are none of `known`: an error with `code` each.
    pub fn unknown_states<'k>(
        &self,
        code: Code,
        known: impl Iterator<Item = &'k str> + Clone,
    ) -> Vec<(Document, Diagnostic)> {
        let compared = self.expression.analysis().compared.iter();
        let states = compared.filter(|compared| OF_STATES.contains(&&*compared.with));
        let wrong = states.filter(|state| !known.clone().any(|name| name == state.text.name));
        let found = wrong.map(|state| {
            let span = &state.text.span;
            let span = self.offset + span.start..self.offset + span.end;
            let place = Place::Within(self.pointer.clone(), span);
            let message = format!("`{}` names a state that does not exist: `{}`", self.name, state.text.name);
            let mut found = Diagnostic::error(code, place, message).label("no such state");
            found.help =
                near(&state.text.name, known.clone()).map(|meant| format!("did you mean `{meant}`?"));
            (self.document.clone(), found)
        });
        found.collect()
    }

    /// What it gives for a run with this output.
    pub fn eval(&self, output: &Value, scope: &dyn Scope, now: Time) -> Result<Option<Value>, Error> {
        eval(&self.expression, (output, scope), now)
    }
}

/// What an expression reads or calls that no run has: where, what is wrong, how to mend it.
fn unknown(expression: &Expression) -> Vec<(Range<usize>, String, String)> {
    let analysis = expression.analysis();
    let mut wrong = Vec::new();
    for call in &analysis.unknown_functions {
        let meant = advice::near_function(&call.name, expression.level());
        let help = meant.map_or_else(
            || "functions are those of JSONata and of Step Functions".to_owned(),
            |near| format!("did you mean `${near}`?"),
        );
        wrong.push((call.span.clone(), format!("there is no function `${}`", call.name), help));
    }
    let seen = || format!("it sees ${}", NAMES.join(" $"));
    for read in analysis.variables.iter().filter(|read| !NAMES.contains(&&*read.name)) {
        let help = near(&read.name, NAMES).map_or_else(seen, |meant| format!("did you mean `${meant}`?"));
        wrong.push((read.span.clone(), format!("`${}` is nothing of a run", read.name), help));
    }
    let states = analysis.states.iter().map(|read| &read.span).chain(&analysis.whole_states);
    for span in states {
        wrong.push((span.clone(), "`$states` is of one state, not of a run".to_owned(), seen()));
    }
    wrong
}
