//! `sfn eval`: evaluates one expression. Here the command is arranged; `report::evaluation` knows the languages.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;
use std::sync::Arc;

use crate::base::chance::Chance;
use crate::base::document::Document;
use crate::base::secret::Secrets;
use crate::base::source::Source;
use crate::base::time::Time;
use crate::base::value::{Object, Value};
use crate::expr::{Bindings, Scope};
use crate::project::clock::start_time;
use crate::project::files;
use crate::report::evaluation::{self, EvalError, Language, Question, Step, document};
use crate::report::findings::human;
use crate::report::ink::control::{escape_control, escape_json};
use crate::report::ink::marks::Marks;
use crate::report::ink::secret::Hiding;
use crate::report::ink::shorten::named;
use crate::report::ink::style::Style;
use crate::report::ink::width::{clip, columns};
use crate::services::clock::today;

use super::command::{Command, Context};
use super::error::Error;
use super::exit::Exit;
use super::flags;
use super::terminal::{DisplayArgs, Stderr, Stream};

const EXAMPLES: &str = "\
Examples:
  sfn eval '$.items[*].price' -i @order.json            a JSONPath
  sfn eval \"States.Format('no {}', $.id)\" -i '{\"id\": 7}'
  sfn eval '$sum(items.(price * qty))' -i @order.json   JSONata: the input is the context
  sfn eval '{% $states.input.id & $suffix %}' -i '{\"id\": 7}' --var 'suffix=\"-b\"'
  sfn eval '$states.result.Payload' --result @answer.json --aws
  sfn eval '$sum(items.(price * qty))' -i @order.json --explain
  sfn eval '$.id' -i '{\"id\": 7}' --format json          {\"value\":7}

Languages: what begins with `States.` is an intrinsic function, a path from `$` or `$$` is JSONPath,
everything else is JSONata; --lang says otherwise.

Exit codes: 0 there is a value, or it is undefined   1 the expression is wrong or fails";

/// Columns of an expression, and of a value, in an explanation.
const ROOM: (usize, usize) = (40, 60);

/// Evaluate a JSONPath, an intrinsic function or JSONata.
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The expression, with or without {% %}; @FILE, or `-` for standard input
    #[arg(value_name = "EXPR", allow_hyphen_values = true)]
    expression: String,
    /// The language
    #[arg(long, value_enum, default_value = "auto")]
    lang: Lang,
    /// The input, `$` and `$states.input`: JSON, @FILE, or `-` for standard input
    #[arg(short, long, value_name = "JSON|@FILE|-")]
    input: Option<String>,
    /// What `$states.result` is
    #[arg(long, value_name = "JSON|@FILE")]
    result: Option<String>,
    /// A variable (repeatable)
    #[arg(long = "var", value_name = "NAME=JSON", value_parser = flags::pair)]
    variables: Vec<(String, String)>,
    /// The context object: `$$` of JSONPath, `$states.context`
    #[arg(long, value_name = "JSON|@FILE")]
    context: Option<String>,
    /// Show every part of the expression with its value
    #[arg(long)]
    explain: bool,
    /// As in a state: JSONata 2.0.6 with AWS's functions and limits, no input but `$states.input`
    #[arg(long)]
    aws: bool,
    /// How to print the result
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    /// Seed for UUIDs and random numbers
    #[arg(long, value_name = "N", default_value = "1")]
    seed: u64,
    /// What `$now()` is [default: now]
    #[arg(long, value_name = "TIME", value_parser = start_time)]
    start: Option<Time>,
}

impl Command for Args {
    const NAME: &'static str = "eval";
    const ALIASES: &'static [&'static str] = &["e"];
    const ABOUT: &'static str = "Evaluate a JSONPath, an intrinsic function or JSONata";

    fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
        run(self, context.look)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Lang {
    /// What it looks like
    Auto,
    /// A path
    Jsonpath,
    /// JSONata
    Jsonata,
    /// `States.…`
    Intrinsic,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// The value on standard output, all else on standard error
    Human,
    /// One document: {"value": …}, {"undefined": true} or {"error": {"code", "message", "position"}}
    Json,
}

/// What the flags give an expression to see.
struct EvalScope {
    input: Option<Value>,
    context: Value,
    variables: Object,
}

impl Scope for EvalScope {
    fn context(&self) -> Value {
        self.context.clone()
    }

    fn variable(&self, name: &str) -> Option<Value> {
        self.variables.get(name).cloned()
    }
}

fn run(args: &Args, look: &DisplayArgs) -> Result<Exit, Error> {
    let source = match args.expression.strip_prefix('@') {
        Some(path) if !path.starts_with(char::is_whitespace) => files::read(path)?,
        Some(_) | None if args.expression == "-" => files::read("-")?,
        Some(_) | None => Source::new("EXPR", &*args.expression),
    };
    let given = given(args)?;
    let json = |flag: &str, text: &Option<String>| {
        text.as_ref().map(|text| files::json(flag, text).map(|(value, _)| value)).transpose()
    };
    let result = json("--result", &args.result)?;
    let nothing = Value::empty_object();
    let chance = Chance::new(args.seed);
    let bindings = Bindings {
        input: given.input.as_ref().unwrap_or(&nothing),
        result: result.as_ref(),
        error_output: None,
        scope: &given,
        chance: &chance,
        now: args.start.unwrap_or_else(today),
    };
    let (expression, offset) = evaluation::bare(&source.text);
    let question = Question {
        text: expression,
        language: match args.lang {
            Lang::Auto => Language::of(&source.text),
            Lang::Jsonpath => Language::Path,
            Lang::Jsonata => Language::Jsonata,
            Lang::Intrinsic => Language::Intrinsic,
        },
        aws: args.aws,
        has_input: given.input.is_some(),
    };
    let steps = if args.explain { question.steps(&bindings) } else { Vec::new() };
    let found = question.answer(&bindings);
    let exit = if found.is_ok() { Exit::Ok } else { Exit::Negative };
    match args.format {
        Format::Json => {
            let explained = args.explain.then_some(&*steps);
            let text = document(&found, explained, expression).to_string();
            writeln!(io::stdout().lock(), "{}", escape_json(&text))?;
        }
        Format::Human => {
            let style = look.style(Stream::Err);
            let err = &mut hiding(&given, result.as_ref(), &style);
            tell_steps(err, &steps, expression, &style)?;
            let is_undefined = matches!(found, Ok(None));
            tell(err, found, &source, offset, args.aws, &style)?;
            if let Some(why) = is_undefined.then(|| question.why_undefined(&bindings)).flatten() {
                writeln!(err, "  note: {}", escape_control(&why))?;
            }
        }
    }
    Ok(exit)
}

fn given(args: &Args) -> Result<EvalScope, Error> {
    let read = |flag: &str, text: &str| files::json(flag, text).map(|(value, _)| value);
    let input = args.input.as_ref().map(|text| read("--input", text)).transpose()?;
    let context = args.context.as_ref().map(|text| read("--context", text)).transpose()?;
    let mut variables = Object::new();
    for (name, text) in &args.variables {
        let name = name.strip_prefix('$').unwrap_or(name);
        variables.insert(Arc::from(name), read(&format!("--var {name}"), text)?);
    }
    Ok(EvalScope { input, context: context.unwrap_or_else(Value::empty_object), variables })
}

/// Standard error, on which no secret of what the flags give is shown.
fn hiding(given: &EvalScope, result: Option<&Value>, style: &Style) -> Hiding<Stderr> {
    let mut secrets = Secrets::default();
    let variables = Value::from(given.variables.clone());
    [given.input.as_ref(), result, Some(&given.context), Some(&variables)]
        .into_iter()
        .flatten()
        .for_each(|value| secrets.see(value));
    let secrets = Rc::new(RefCell::new(secrets));
    Hiding { inner: Stderr::default(), secrets, marks: Marks::of(*style) }
}

/// The value alone goes to standard output: indented for people, one line for programs.
fn tell(
    err: &mut dyn Write,
    found: Result<Option<Value>, EvalError>,
    source: &Source,
    offset: usize,
    aws: bool,
    style: &Style,
) -> io::Result<()> {
    match found {
        Ok(Some(value)) => {
            let text = if Stream::Out.is_terminal() { value.to_json_pretty() } else { value.to_json() };
            writeln!(io::stdout().lock(), "{}", escape_json(&text))
        }
        Ok(None) => {
            let more = if aws { ": in a state this is States.QueryEvaluationError" } else { "" };
            writeln!(err, "undefined{more}")
        }
        Err(trouble) => {
            let found = (Document::unread(source.clone()), trouble.diagnostic(offset));
            human::render(err, &[found], style)
        }
    }
}

/// A line a part, in the order in which they were evaluated: bytes, text, value.
fn tell_steps(err: &mut dyn Write, steps: &[Step], text: &str, style: &Style) -> io::Result<()> {
    let marks = Marks::of(*style);
    let parts: Vec<(String, String)> = steps
        .iter()
        .map(|step| {
            let part: Vec<&str> =
                text.get(step.span.clone()).unwrap_or_default().split_whitespace().collect();
            let part = clip(&escape_control(&part.join(" ")), ROOM.0, marks.elided).into_owned();
            (format!("{}..{}", step.span.start, step.span.end), part)
        })
        .collect();
    let widest = |of: fn(&(String, String)) -> &str| {
        parts.iter().map(|part| columns(of(part))).max().unwrap_or_default()
    };
    let (spans, texts) = (widest(|part| &part.0), widest(|part| &part.1));
    for (step, (span, part)) in steps.iter().zip(&parts) {
        let value =
            step.value.as_ref().map_or("undefined".to_owned(), |value| named(part, value, ROOM.1, marks));
        let pad = texts - columns(part);
        writeln!(err, "{span:>spans$}  {part}{:pad$}  = {}", "", escape_control(&value))?;
    }
    if steps.len() == evaluation::MOST_STEPS {
        writeln!(err, "{} and more", marks.elided)?;
    }
    Ok(())
}
