//! Intrinsic functions of JSONPath states: `States.Format('Hello {}', $.name)`.
//!
//! This file holds the table; what a function does is in its family's file. A failing call ends
//! the execution on AWS (`States.Runtime`), it cannot be caught.

mod array;
mod encoding;
mod hash;
mod json;
mod math;
mod parse;
mod string;
mod unique;

use crate::base::chance::Chance;
use crate::base::value::Value;
use crate::expr::jsonpath::{Missing, Path};
use crate::expr::{Bindings, SyntaxError};

/// An intrinsic function.
#[derive(Debug)]
pub struct Intrinsic {
    /// As it is called: `States.Array`.
    pub name: &'static str,
    /// The fewest arguments it takes.
    pub least: usize,
    /// The most arguments it takes.
    pub most: usize,
    /// What it does, in one sentence.
    pub doc: &'static str,
    /// A call and its result.
    pub example: (&'static str, &'static str),
    run: fn(&[Value], &Chance) -> Result<Value, Invalid>,
}

/// The arguments do not suit the function; AWS sometimes says more.
#[derive(Debug, Default)]
struct Invalid(Option<&'static str>);

/// The fewest and the most arguments of a function that takes just `count`.
const fn exactly(count: usize) -> (usize, usize) {
    (count, count)
}

const fn row(
    name: &'static str,
    (least, most): (usize, usize),
    run: fn(&[Value], &Chance) -> Result<Value, Invalid>,
    doc: &'static str,
    example: (&'static str, &'static str),
) -> Intrinsic {
    Intrinsic { name, least, most, doc, example, run }
}

/// All functions, by name.
#[rustfmt::skip]
pub static INTRINSICS: &[Intrinsic] = &[
    row("States.Array", (0, usize::MAX), array::array,
        "The arguments as an array.",
        ("States.Array(1, 'a', null)", r#"[1,"a",null]"#)),
    row("States.ArrayContains", exactly(2), array::contains,
        "Whether the array holds a value equal to the second argument.",
        ("States.ArrayContains(States.Array(1, 2), 2)", "true")),
    row("States.ArrayGetItem", exactly(2), array::item,
        "The item at an index, counting from 0.",
        ("States.ArrayGetItem(States.Array('a', 'b'), 1)", r#""b""#)),
    row("States.ArrayLength", exactly(1), array::length,
        "The number of items.",
        ("States.ArrayLength(States.Array(1, 2))", "2")),
    row("States.ArrayPartition", exactly(2), array::partition,
        "The array cut into pieces of the given length; the last may be shorter.",
        ("States.ArrayPartition(States.Array(1, 2, 3), 2)", "[[1,2],[3]]")),
    row("States.ArrayRange", exactly(3), array::range,
        "The numbers from the first to the last argument, both included, by the given step.",
        ("States.ArrayRange(1, 9, 2)", "[1,3,5,7,9]")),
    row("States.ArrayUnique", exactly(1), array::unique,
        "The array without repetitions, in the order of Java's hash sets.",
        ("States.ArrayUnique(States.Array(1, 2, 1))", "[1,2]")),
    row("States.Base64Decode", exactly(1), encoding::decode,
        "The text that was encoded as MIME Base64.",
        ("States.Base64Decode('SGk=')", r#""Hi""#)),
    row("States.Base64Encode", exactly(1), encoding::encode,
        "The text encoded as MIME Base64.",
        ("States.Base64Encode('Hi')", r#""SGk=""#)),
    row("States.Format", (1, usize::MAX), string::format,
        "The text with each `{}` replaced by the next argument.",
        ("States.Format('{} and {}', 'a', 1)", r#""a and 1""#)),
    row("States.Hash", exactly(2), hash::hash,
        "The hash of a text: MD5, SHA-1, SHA-256, SHA-384 or SHA-512.",
        ("States.Hash('a', 'MD5')", r#""0cc175b9c0f1b6a831c399e269772661""#)),
    row("States.JsonMerge", exactly(3), json::merge,
        "Both objects in one, the second winning; the third argument must be `false` (shallow).",
        ("States.JsonMerge(States.StringToJson('\\{\"a\":1\\}'), States.StringToJson('\\{\"b\":2\\}'), false)",
         r#"{"a":1,"b":2}"#)),
    row("States.JsonToString", exactly(1), json::print,
        "The value as JSON text.",
        ("States.JsonToString(States.Array(1, true))", r#""[1,true]""#)),
    row("States.MathAdd", exactly(2), math::add,
        "The sum of two numbers, each rounded first.",
        ("States.MathAdd(1.5, 1)", "3")),
    row("States.MathRandom", (2, 3), math::random,
        "A whole number from the first argument up to, not including, the second; the third is a seed.",
        ("States.MathRandom(1, 2)", "1")),
    row("States.StringSplit", exactly(2), string::split,
        "The pieces of a text between any of the given characters; empty pieces are dropped.",
        ("States.StringSplit('a,b;c', ',;')", r#"["a","b","c"]"#)),
    row("States.StringToJson", exactly(1), json::parse,
        "The value of a JSON text.",
        ("States.StringToJson('[1, true]')", "[1,true]")),
    row("States.UUID", exactly(0), unique::uuid,
        "A random UUID of version 4.",
        ("States.ArrayLength(States.StringSplit(States.UUID(), '-'))", "5")),
];

/// A parsed call, maybe with calls as arguments.
#[derive(Clone, Debug)]
pub struct Call {
    text: Box<str>,
    body: Body,
}

#[derive(Clone, Debug)]
struct Body {
    function: &'static Intrinsic,
    arguments: Vec<Argument>,
}

#[derive(Clone, Debug)]
enum Argument {
    Literal(Value),
    Path(Path),
    Call(Body),
}

/// An argument of a call, for those who write it in another way.
#[derive(Clone, Copy, Debug)]
pub enum ArgumentView<'c> {
    /// A text, number, boolean or null. A template of `States.Format` keeps its escapes.
    Literal(&'c Value),
    /// A path.
    Path(&'c Path),
    /// A call.
    Call(CallView<'c>),
}

/// A call as it is written: its function and its arguments.
#[derive(Clone, Copy, Debug)]
pub struct CallView<'c>(&'c Body);

impl<'c> CallView<'c> {
    /// The name of its function: `States.Array`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0.function.name
    }

    /// Its arguments.
    pub fn arguments(self) -> impl ExactSizeIterator<Item = ArgumentView<'c>> {
        self.0.arguments.iter().map(|argument| match argument {
            Argument::Literal(value) => ArgumentView::Literal(value),
            Argument::Path(path) => ArgumentView::Path(path),
            Argument::Call(body) => ArgumentView::Call(CallView(body)),
        })
    }
}

/// Why a call has no result.
#[derive(Clone, Debug)]
pub enum Failure {
    /// A path among the arguments found nothing.
    Path(Missing),
    /// A function got arguments it cannot work with.
    Invalid {
        /// The whole call as written.
        call: String,
        /// The function that failed.
        name: &'static str,
        /// What AWS adds.
        detail: Option<String>,
    },
}

impl Failure {
    /// AWS's text.
    #[must_use]
    pub fn aws_message(&self) -> String {
        match self {
            Self::Path(missing) => missing.aws_reason(),
            Self::Invalid { call, name, detail } => {
                let detail = detail.as_ref().map_or_else(String::new, |detail| format!(": {detail}"));
                format!(
                    "There was an error while evaluating the intrinsic function: {call}. Invalid arguments in \
                     {name}{detail}"
                )
            }
        }
    }
}

impl Call {
    /// Reads `States.Name(…)`.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        Ok(Self { text: text.into(), body: parse::call(text)? })
    }

    /// The call as written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The outermost function.
    #[must_use]
    pub const fn function(&self) -> &'static Intrinsic {
        self.body.function
    }

    /// What it is made of.
    #[must_use]
    pub const fn view(&self) -> CallView<'_> {
        CallView(&self.body)
    }

    /// Its result.
    pub fn eval(&self, bindings: &Bindings<'_>) -> Result<Value, Failure> {
        self.body.eval(bindings).map_err(|stop| match stop {
            Stop::Path(missing) => Failure::Path(missing),
            Stop::Invalid { name, detail } => {
                Failure::Invalid { call: self.text().to_owned(), name, detail: detail.map(str::to_owned) }
            }
        })
    }

    /// All paths it reads, those of inner calls included, in the order in which they are written.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        let mut paths = Vec::new();
        self.body.collect(&mut paths);
        paths.into_iter()
    }
}

enum Stop {
    Path(Missing),
    Invalid { name: &'static str, detail: Option<&'static str> },
}

impl Body {
    fn eval(&self, bindings: &Bindings<'_>) -> Result<Value, Stop> {
        let mut arguments = Vec::with_capacity(self.arguments.len());
        for argument in &self.arguments {
            arguments.push(match argument {
                Argument::Literal(value) => value.clone(),
                Argument::Path(path) => match path.eval(bindings) {
                    // As everywhere in payload templates.
                    Err(missing) if missing.past_end() && missing.is_leaf() => Value::Null,
                    found => found.map_err(Stop::Path)?,
                },
                Argument::Call(call) => call.eval(bindings)?,
            });
        }
        let invalid = |Invalid(detail)| Stop::Invalid { name: self.function.name, detail };
        (self.function.run)(&arguments, bindings.chance).map_err(invalid)
    }

    fn collect<'c>(&'c self, paths: &mut Vec<&'c Path>) {
        for argument in &self.arguments {
            match argument {
                Argument::Literal(_) => {}
                Argument::Path(path) => paths.push(path),
                Argument::Call(call) => call.collect(paths),
            }
        }
    }
}

/// A number as whole number, what is behind the point cut off.
fn whole(value: &Value) -> Result<i64, Invalid> {
    let number = value.as_number().ok_or_else(Invalid::default)?;
    if let Some(exact) = number.as_i64() {
        return Ok(exact);
    }
    let cut = number.as_f64().trunc();
    if cut.abs() < 9.2e18 { Ok(cut as i64) } else { Err(Invalid::default()) }
}

/// A text of at most 10,000 characters, AWS's limit for encoding and hashing.
fn short_text(value: &Value) -> Result<&str, Invalid> {
    let text = value.as_str().ok_or_else(Invalid::default)?;
    if text.len() > 10_000 && text.chars().count() > 10_000 {
        return Err(Invalid::default());
    }
    Ok(text)
}
