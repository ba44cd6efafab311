//! The languages an expression may be written in: which it is, what it gives, what is wrong with it.

use std::ops::Range;

use crate::asl::codes;
use crate::asl::errors::names;
use crate::base::chance::Chance;
use crate::base::diag::{Diagnostic, Place};
use crate::base::near::near;
use crate::base::value::{Object, Value};
use crate::expr::intrinsics::{Call, Failure};
use crate::expr::jsonata::{self, Context, Expression, Level, Settings};
use crate::expr::jsonpath::{Missing, Path, Root, Step as PathStep};
use crate::expr::{Bindings, SyntaxError, advice, parts};
use crate::report::ink::marks::Marks;
use crate::report::ink::shorten::named;
use crate::report::runs::failure;

/// More parts than this are not shown.
pub const MOST_STEPS: usize = 1000;
/// Columns of a value at a caret.
const ROOM: usize = 40;

/// What an expression is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// `$.a`, `$$.a`, `$variable.a`
    Path,
    /// `States.…`
    Intrinsic,
    /// JSONata.
    Jsonata,
}

/// An expression to be evaluated.
pub struct Question<'q> {
    /// The expression, without `{% %}`.
    pub text: &'q str,
    /// What it is written in.
    pub language: Language,
    /// As in a state.
    pub aws: bool,
    /// Whether there is an input; JSONata's `$` is undefined without one.
    pub has_input: bool,
}

/// A part of an expression and its value, if it has one.
pub struct Step {
    /// The bytes of the expression it is about.
    pub span: Range<usize>,
    /// What that part gave; none if it gave nothing.
    pub value: Option<Value>,
}

/// Why there is no value.
pub struct EvalError {
    /// JSONata's code, AWS's error name, or a code of sfn.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// In UTF-16 units of the expression.
    pub position: usize,
    found: Box<Diagnostic>,
}

/// The expression without `{%` and `%}`, and where it begins.
pub fn bare(text: &str) -> (&str, usize) {
    let trimmed = text.trim();
    let start = text.len() - text.trim_start().len();
    let Some(inner) = trimmed.strip_prefix("{%").and_then(|inner| inner.strip_suffix("%}")) else {
        return (trimmed, start);
    };
    (inner.trim(), start + 2 + inner.len() - inner.trim_start().len())
}

impl Language {
    /// What `text` looks like.
    pub fn of(text: &str) -> Self {
        let text = text.trim();
        if text.starts_with("States.") {
            return Self::Intrinsic;
        }
        match Path::parse(text) {
            Ok(path) if matches!(path.root(), Root::Input | Root::Context) => Self::Path,
            Ok(_) | Err(_) => Self::Jsonata,
        }
    }
}

impl Question<'_> {
    /// Its value; `None` if that is undefined.
    pub fn answer(&self, bindings: &Bindings<'_>) -> Result<Option<Value>, EvalError> {
        match self.language {
            Language::Path => path(self.text, bindings).map(Some),
            Language::Intrinsic => intrinsic(self.text, bindings).map(Some),
            Language::Jsonata => self.jsonata(bindings),
        }
    }

    /// Why its value is undefined, if a name in it says so: one that means nothing, or has no value.
    pub fn why_undefined(&self, bindings: &Bindings<'_>) -> Option<String> {
        if self.language != Language::Jsonata {
            return None;
        }
        let expression = Expression::parse(self.text, self.level()).ok()?;
        let has_value = |name: &str| bindings.scope.variable(name).is_some();
        if let Some(read) = advice::misspelled_states(&expression).find(|read| !has_value(&read.name)) {
            return Some(format!("`${}` has no value; did you mean `$states`?", read.name));
        }
        let analysis = expression.analysis();
        if let Some(read) = analysis.states.iter().find(|read| !advice::STATES_FIELDS.contains(&&*read.name))
        {
            let meant = near(&read.name, advice::STATES_FIELDS.iter().copied());
            let help = match meant {
                Some(meant) => format!("did you mean `$states.{meant}`?"),
                None => format!("there are {}", advice::STATES_FIELDS.join(", ")),
            };
            return Some(format!("`$states.{}` does not exist; {help}", read.name));
        }
        let unset = analysis.variables.iter().find(|read| !has_value(&read.name))?;
        Some(format!("`${}` has no value; give it one with --var {}=JSON", unset.name, unset.name))
    }

    /// Whether a part is the name of a built-in function, which is no value to show.
    fn names_function(&self, part: &str) -> bool {
        part.strip_prefix('$')
            .is_some_and(|name| jsonata::functions(self.level()).any(|(known, ..)| known == name))
    }

    const fn level(&self) -> Level {
        if self.aws { Level::Aws } else { Level::Full }
    }

    fn jsonata(&self, bindings: &Bindings<'_>) -> Result<Option<Value>, EvalError> {
        let level = self.level();
        let mut settings = Settings::of(level);
        if !self.has_input {
            settings.context = Context::Nothing;
        }
        let found = Expression::parse(self.text, level)
            .and_then(|expression| expression.eval_with(bindings, settings));
        found.map_err(|error| {
            let code = match error.kind {
                jsonata::Kind::Syntax | jsonata::Kind::Unsupported => codes::JSONATA_SYNTAX,
                jsonata::Kind::Evaluation
                | jsonata::Kind::Limit(_)
                | jsonata::Kind::Internal
                | jsonata::Kind::UnsupportedResult => failure::codes::JSONATA,
            };
            let place = Place::Text(error.span.clone());
            let mut found = advice::diagnostic(code, place, self.text, level, &error);
            if let Some(label) = advice::operand(&error, |value| {
                short(self.text.get(error.span.clone()).unwrap_or_default(), value)
            }) {
                found = found.label(label);
            }
            EvalError {
                code: error.code.to_owned(),
                message: error.message.clone(),
                position: error.position,
                found: Box::new(found),
            }
        })
    }

    /// The values of its parts, inner ones first. Chance is not drawn from: what has a value of its own
    /// each time has the same here.
    pub fn steps(&self, bindings: &Bindings<'_>) -> Vec<Step> {
        let chance = bindings.chance.clone();
        let bindings = Bindings { chance: &chance, ..*bindings };
        let mut steps = Vec::new();
        match self.language {
            Language::Path => path_steps(self.text, 0, &bindings, &mut steps),
            Language::Intrinsic => intrinsic_steps(self.text, &bindings, &mut steps),
            Language::Jsonata => {
                let Ok(expression) = Expression::parse(self.text, self.level()) else { return steps };
                // The error, if there is one, is shown with the answer.
                let _ = expression.eval_observed(&bindings, &mut |span, value| {
                    let again = steps.last().is_some_and(|last| last.span == span && last.value == *value);
                    let part = self.text.get(span.clone()).unwrap_or_default();
                    if steps.len() < MOST_STEPS && !again && !self.names_function(part) {
                        steps.push(Step { span, value: value.clone() });
                    }
                });
            }
        }
        steps
    }
}

impl EvalError {
    fn new(code: &str, message: String, text: &str, found: Diagnostic) -> Self {
        let at = match &found.place {
            Place::Text(span) => span.start,
            Place::Value(_) | Place::Key(_) | Place::Within(..) | Place::Inside(..) => 0,
        };
        let before = text.char_indices().take_while(|(byte, _)| *byte < at);
        let position = before.map(|(_, c)| c.len_utf16()).sum();
        Self { code: code.to_owned(), message, position, found: Box::new(found) }
    }

    fn syntax(error: &SyntaxError, text: &str, what: &str) -> Self {
        let found = Diagnostic::error(
            codes::PATH_SYNTAX,
            Place::Text(error.span.clone()),
            format!("this is not {what}"),
        );
        let mut found = found.label(error.message.clone());
        found.help.clone_from(&error.help);
        Self::new(&codes::PATH_SYNTAX, error.message.clone(), text, found)
    }

    /// The diagnostic, in a text in which the expression begins at `offset`.
    pub fn diagnostic(self, offset: usize) -> Diagnostic {
        let mut found = *self.found;
        let aside = found.aside.as_mut().map(|(place, _)| place);
        for place in [Some(&mut found.place), aside].into_iter().flatten() {
            if let Place::Text(span) = place {
                *span = span.start + offset..span.end + offset;
            }
        }
        found
    }
}

fn path(text: &str, bindings: &Bindings<'_>) -> Result<Value, EvalError> {
    let path = Path::parse(text).map_err(|error| EvalError::syntax(&error, text, "a path"))?;
    select(&path, bindings).map_err(|missing| {
        let found = absent(&missing, bindings, 0);
        EvalError::new(names::RUNTIME, missing.aws_reason(), text, found)
    })
}

/// As payload templates do: an index past the end of an array gives null.
fn select(path: &Path, bindings: &Bindings<'_>) -> Result<Value, Missing> {
    match path.eval(bindings) {
        Err(missing) if missing.past_end() && missing.is_leaf() => Ok(Value::Null),
        found => found,
    }
}

fn intrinsic(text: &str, bindings: &Bindings<'_>) -> Result<Value, EvalError> {
    let call = Call::parse(text).map_err(|error| EvalError::syntax(&error, text, "an intrinsic function"))?;
    call.eval(bindings).map_err(|failure| match &failure {
        Failure::Path(missing) => {
            let start = text.find(missing.path().text()).unwrap_or_default();
            let found = absent(missing, bindings, start);
            EvalError::new(names::RUNTIME, missing.aws_reason(), text, found)
        }
        Failure::Invalid { name, detail, .. } => {
            let start = text.find(name).unwrap_or_default();
            let place = Place::Text(start..start + name.len());
            let found = Diagnostic::error(
                failure::codes::INTRINSIC,
                place,
                format!("{name} cannot work with these arguments"),
            );
            let found = found.label(detail.clone().unwrap_or_default());
            let found = found.help("--explain shows what they are");
            EvalError::new(names::RUNTIME, failure.aws_message(), text, found)
        }
    })
}

/// What is wrong with a path, beginning at byte `start`, that finds nothing.
fn absent(missing: &Missing, bindings: &Bindings<'_>, start: usize) -> Diagnostic {
    let path = missing.path();
    let text = path.text().trim_end();
    let headline = if missing.is_unassigned() {
        format!("the variable of {text} is not set: use --var")
    } else if let Some(reason) = missing.breakdown() {
        let headline = format!("{text} cannot be evaluated: {reason}");
        return Diagnostic::error(failure::codes::MISSING, Place::Text(start..start + text.len()), headline);
    } else {
        format!("{text} finds nothing")
    };
    let starts = parts::path(text);
    let from = starts.get(missing.resolved()).copied().unwrap_or_default();
    let to = starts.get(missing.resolved() + 1).copied().unwrap_or(text.len());
    let found = Diagnostic::error(failure::codes::MISSING, Place::Text(start + from..start + to), headline);
    let above = &text[..from];
    let holder = Path::parse(above).ok().and_then(|above| select(&above, bindings).ok());
    let Some(holder) = holder.filter(|_| from > 0) else { return found };
    let found = found.note(format!("{above} is {}", short(above, &holder)));
    let found = match missing.not_container() {
        Some(holder) => {
            return found.label(format!("`{above}` is not a container but {}", holder.type_name()));
        }
        None => found.label(format!("`{above}` is there, this is not")),
    };
    let PathStep::Name(name) = missing.step() else { return found };
    match near(name, holder.as_object().into_iter().flat_map(|members| members.keys()).map(|key| &**key)) {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => found,
    }
}

/// The value that `text` gives, unless that names a secret.
fn short(text: &str, value: &Value) -> String {
    named(
        text,
        value,
        ROOM,
        Marks::of(crate::report::ink::style::Style { colour: false, unicode: true, width: ROOM }),
    )
}

fn path_steps(text: &str, start: usize, bindings: &Bindings<'_>, steps: &mut Vec<Step>) {
    let ends = parts::path(text).into_iter().chain([text.len()]);
    for end in ends {
        let Ok(path) = Path::parse(&text[..end]) else { continue };
        let value = select(&path, bindings).ok();
        let ends = value.is_none();
        steps.push(Step { span: start..start + end, value });
        if ends {
            return;
        }
    }
}

fn intrinsic_steps(text: &str, bindings: &Bindings<'_>, steps: &mut Vec<Step>) {
    for span in parts::call(text) {
        let part = &text[span.clone()];
        // Every call draws as if it were the only one.
        let chance: Chance = bindings.chance.clone();
        let bindings = Bindings { chance: &chance, ..*bindings };
        let value = if part.starts_with('$') {
            Path::parse(part).ok().and_then(|path| select(&path, &bindings).ok())
        } else {
            Call::parse(part).ok().and_then(|call| call.eval(&bindings).ok())
        };
        steps.push(Step { span, value });
    }
}

/// The one document of `--format json`.
pub fn document(found: &Result<Option<Value>, EvalError>, steps: Option<&[Step]>, text: &str) -> Value {
    let mut document = match found {
        Ok(Some(value)) => Object::from_iter([("value", value.clone())]),
        Ok(None) => Object::from_iter([("undefined", Value::from(true))]),
        Err(trouble) => {
            let error = Object::from_iter([
                ("code", Value::from(&*trouble.code)),
                ("message", Value::from(&*trouble.message)),
                ("position", Value::from(trouble.position)),
            ]);
            Object::from_iter([("error", Value::from(error))])
        }
    };
    if let Some(steps) = steps {
        let step = |step: &Step| {
            let (key, value) = match &step.value {
                Some(value) => ("value", value.clone()),
                None => ("undefined", Value::from(true)),
            };
            let part = text.get(step.span.clone()).unwrap_or_default();
            Value::from(Object::from_iter([
                ("start", Value::from(step.span.start)),
                ("end", Value::from(step.span.end)),
                ("text", Value::from(part)),
                (key, value),
            ]))
        };
        document.insert("steps", Value::from(steps.iter().map(step).collect::<Vec<_>>()));
    }
    document.into()
}
