//! `Formula`: an expression in a mock file, `{% … %}`. It is read once, with the file, and evaluated for
//! each call.
//!
//! It is the newest JSONata, `$` being the call's arguments. One that calls what only Step Functions has,
//! such as `$uuid`, is read as Step Functions would. `$file('x.json')` is replaced when the file is read:
//! by a variable padded to the same length, so that every place in the expression stays what it was.

use std::ops::Range;
use std::sync::Arc;

use crate::base::chance::Chance;
use crate::base::diag::{Diagnostic, Place};
use crate::base::interrupt::Interrupt;
use crate::base::near::near;
use crate::base::pointer::Pointer;
use crate::base::value::{Object, Value};
use crate::engine::call::Call;
use crate::expr::jsonata::{Analysis, Context, Expression, Level, Settings};
use crate::expr::{Bindings, Scope, advice};

use super::codes;
use super::matching::short;
use super::reader::{Fetch, MockReader, Node};

/// What expressions see of a call, without `$`.
const NAMES: [&str; 10] =
    ["args", "input", "item", "index", "call", "attempt", "context", "vars", "token", "error"];

/// An expression, parsed.
#[derive(Clone, Debug)]
pub struct Formula {
    expression: Expression,
    /// The expression as written, without `{%` and `%}`.
    source: Arc<str>,
    /// The data of each `$file`, in the order of the text.
    files: Vec<Value>,
    pointer: Pointer,
    /// Where the expression begins in its string.
    offset: usize,
}

/// What is wrong with an expression that has no value of use; its place is in the answer's document.
pub type EvalError = Box<Diagnostic>;

/// What expressions are evaluated over.
#[derive(Clone, Copy)]
pub struct CallScope<'a> {
    /// The call.
    pub call: &'a Call,
    /// The name of its state.
    pub state: &'a str,
    /// Which of its calls it is, from 0.
    pub number: u32,
    /// Where the mocks' own random numbers come from.
    pub seed: u64,
    /// Ends an expression.
    pub interrupt: &'a Interrupt,
}

/// The text between `{%` and `%}` and where it begins, if the whole string is an expression.
#[must_use]
pub fn source(text: &str) -> Option<(&str, usize)> {
    if text.starts_with("{%%") {
        return None;
    }
    let inner = text.strip_prefix("{%")?.strip_suffix("%}")?;
    Some((inner.trim(), 2 + inner.len() - inner.trim_start().len()))
}

/// Reads the expression at `node`; `None` if it is none, or if it cannot work. Says why.
pub fn read(reader: &mut MockReader, fetch: &mut Fetch, node: &Node) -> Option<Formula> {
    let (source, offset) = node.value.as_str().and_then(source)?;
    let pointer: Pointer = node.pointer.as_str().into();
    let place = |span: Range<usize>| Place::Within(pointer.clone(), offset + span.start..offset + span.end);
    let (text, files) = match with_files(reader, fetch, node, source) {
        Ok(found) => found,
        Err(None) => return None,
        Err(Some((span, message))) => {
            let found = Diagnostic::error(codes::EXPRESSION, place(span), message);
            reader.say(found.help("name a file beside this one, in quotes: $file('answer.json')"));
            return None;
        }
    };
    let expression = match Expression::of_either_level(&text) {
        Ok(expression) => expression,
        Err(error) => {
            let found =
                advice::diagnostic(codes::EXPRESSION, place(error.span.clone()), source, Level::Full, &error);
            reader.say(found);
            return None;
        }
    };
    let wrong = unknown(expression.analysis(), files.len());
    let known = wrong.is_empty();
    for (span, message, help) in wrong {
        let mut found = Diagnostic::error(codes::EXPRESSION, place(span), message);
        found.help = help;
        reader.say(found);
    }
    known.then(|| Formula { expression, source: source.into(), files, pointer, offset })
}

/// What an expression reads or calls that no call has: where, what is wrong, how to fix it.
fn unknown(analysis: &Analysis, files: usize) -> Vec<(Range<usize>, String, Option<String>)> {
    let mut wrong = Vec::new();
    for call in &analysis.unknown_functions {
        let help = advice::near_function(&call.name, Level::Aws)
            .or_else(|| advice::near_function(&call.name, Level::Full))
            .map(|near| format!("did you mean `${near}`?"));
        wrong.push((call.span.clone(), format!("there is no function `${}`", call.name), help));
    }
    for read in &analysis.variables {
        if NAMES.contains(&&*read.name) || (0..files).any(|at| read.name == variable(at)) {
            continue;
        }
        let help = match near(&read.name, NAMES) {
            Some(meant) => format!("did you mean `${meant}`?"),
            None => format!("a mock sees ${}; the workflow's variables are in $vars", NAMES.join(" $")),
        };
        wrong.push((read.span.clone(), format!("`${}` is not known in a mock file", read.name), Some(help)));
    }
    let states = analysis.states.iter().map(|read| &read.span).chain(&analysis.whole_states);
    for span in states {
        let help = "use $input, $args and $context: a mock answers from outside the state";
        wrong.push((span.clone(), "`$states` is not known in a mock file".to_owned(), Some(help.to_owned())));
    }
    wrong
}

fn variable(at: usize) -> String {
    format!("file{at}")
}

/// Where something is wrong in an expression, and what.
type Wrong = (Range<usize>, String);

/// The expression with each `$file('…')` replaced by a variable, and what those stand for; else where and
/// what is wrong, unless that was said.
fn with_files(
    reader: &mut MockReader,
    fetch: &mut Fetch,
    node: &Node,
    source: &str,
) -> Result<(String, Vec<Value>), Option<Wrong>> {
    let mut text = source.to_owned();
    let mut files = Vec::new();
    let Ok(expression) = Expression::parse(source, Level::Full) else { return Ok((text, files)) };
    let analysis = expression.analysis();
    if let Some(read) = analysis.variables.iter().find(|read| read.name == "file") {
        return Err(Some((read.span.clone(), "`$file` must be called with the name of a file".to_owned())));
    }
    for call in analysis.unknown_functions.iter().filter(|call| call.name == "file") {
        let Some((path, length)) = literal_argument(&source[call.span.end..]) else {
            let message = "`$file` takes the name of a file as a literal: it is read before the run";
            return Err(Some((call.span.clone(), message.to_owned())));
        };
        let whole = call.span.start..call.span.end + length;
        let path = Value::from(path);
        let named = Node { value: &path, pointer: node.pointer.clone() };
        let Some(value) = reader.file(fetch, &named, "`$file`") else { return Err(None) };
        let padded = format!("{:1$}", format!("${}", variable(files.len())), whole.len());
        text.replace_range(whole, &padded);
        files.push(value);
    }
    Ok((text, files))
}

/// The one literal argument of a call whose name ends before `text`, and how long the argument list is.
fn literal_argument(text: &str) -> Option<(&str, usize)> {
    let inside = text.trim_start().strip_prefix('(')?.trim_start();
    let quote = inside.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (path, rest) = inside[1..].split_once(quote)?;
    let rest = rest.trim_start().strip_prefix(')')?;
    (!path.contains('\\')).then(|| (path, text.len() - rest.len()))
}

impl Formula {
    /// The expression as written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The value for one call; `None` if it is undefined.
    pub fn value(&self, scope: CallScope) -> Result<Option<Value>, EvalError> {
        let chance = scope.chance(&self.pointer);
        let bindings = Bindings {
            input: &scope.call.args,
            result: None,
            error_output: None,
            scope: &FormulaScope { scope, files: &self.files },
            chance: &chance,
            now: scope.call.at,
        };
        let level = self.expression.level();
        let settings = Settings { context: Context::Input, ..Settings::of(level) };
        self.expression.eval_with(&bindings, settings).map_err(|error| {
            let place = self.place(error.span.clone());
            let found = advice::diagnostic(codes::VALUE, place, &self.source, level, &error);
            let label = advice::operand(&error, short);
            Box::new(match label {
                Some(label) => found.label(label),
                None => found,
            })
        })
    }

    /// What is said when it returned nothing.
    #[must_use]
    pub fn undefined(&self, scope: CallScope) -> EvalError {
        let message = "this expression returned nothing (undefined)";
        let found = self.complain(message).label("undefined");
        Box::new(match self.absent(scope) {
            Some(why) => found.help(why),
            None => found
                .note(format!("$args is {}", short(&scope.call.args)))
                .help("check the names in it, or give a default: a ? a : 0"),
        })
    }

    /// What is said when a condition is neither true nor false.
    #[must_use]
    pub fn not_boolean(&self, value: &Value) -> EvalError {
        let label = format!("= {} ({})", short(value), value.type_name());
        Box::new(self.complain("`when` must be true or false").label(label))
    }

    fn complain(&self, message: &str) -> Diagnostic {
        Diagnostic::error(codes::VALUE, self.place(0..self.source.len()), message)
    }

    /// Why a variable it reads is undefined in this call.
    fn absent(&self, scope: CallScope) -> Option<String> {
        let reads = &self.expression.analysis().variables;
        let read =
            reads.iter().find(|read| scope.variable(&read.name).is_none() && NAMES.contains(&&*read.name))?;
        Some(match &*read.name {
            "item" | "index" => format!("`${}` is there only inside a Map", read.name),
            _ => "`$token` is there only for activities and `.waitForTaskToken`".to_owned(),
        })
    }

    fn place(&self, span: Range<usize>) -> Place {
        Place::Within(self.pointer.clone(), self.offset + span.start..self.offset + span.end)
    }
}

impl CallScope<'_> {
    /// The sequence that belongs to this call and the expression at `pointer`: neither other calls nor the
    /// execution itself shift it.
    fn chance(&self, pointer: &str) -> Chance {
        let names = self.state.bytes().chain(pointer.bytes()).map(usize::from);
        let steps = self.call.path.iter().map(|step| step.index);
        let marks = names.chain(steps).chain([self.number as usize]);
        let seed = marks.fold(self.seed, |seed, mark| Chance::new(seed ^ mark as u64).bits());
        Chance::new(!seed)
    }

    fn variable(&self, name: &str) -> Option<Value> {
        let call = self.call;
        match name {
            "args" => Some(call.args.clone()),
            "input" => Some(call.input.clone()),
            "item" => call.item.clone(),
            "index" => call.item_index().map(Value::from),
            "call" => Some(Value::from(i64::from(self.number))),
            "attempt" => Some(Value::from(i64::from(call.retry_count))),
            "context" => Some(call.context.clone()),
            "vars" => Some(call.variables.clone()),
            "token" => call.token.clone().map(Value::from),
            // JSONata has a function of this name: undefined would mean that.
            "error" => Some(call.error.clone().unwrap_or_default()),
            _ => None,
        }
    }
}

/// What one expression sees.
struct FormulaScope<'a> {
    scope: CallScope<'a>,
    files: &'a [Value],
}

impl Scope for FormulaScope<'_> {
    fn is_interrupted(&self) -> bool {
        self.scope.interrupt.is_due()
    }

    fn context(&self) -> Value {
        Value::from(Object::new())
    }

    fn variable(&self, name: &str) -> Option<Value> {
        let file = || self.files.get(name.strip_prefix("file")?.parse::<usize>().ok()?).cloned();
        self.scope.variable(name).or_else(file)
    }
}
