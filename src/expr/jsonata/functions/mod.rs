//! Built-in functions: a table of families, one row a function, one file a family.
//!
//! A new function is a row and a function in its family's file; a test demands a case that names it. The
//! functions that only Step Functions has (`$partition`, `$uuid`, …) are in `aws.rs`; [`Row::only`] says which
//! rows belong to one [`Level`], all others belong to both.

mod array;
mod aws;
mod control;
mod datetime;
mod decimal;
mod encoding;
mod higher_order;
mod integer;
pub(super) mod matching;
mod number;
mod object;
mod search;
mod string;
mod truth;
mod words;

use std::sync::{Arc, LazyLock};

use crate::base::value::{Number, Value};

use super::Level;
use super::ast::BuiltinId;
use super::env::Env;
use super::error::{Fault, Kind, Res};
use super::eval::call::Caller;
use super::item::Item;
use super::number::out_of_range;
use super::run::Run;
use super::signature::Signature;

pub(super) use truth::{holds, same, truth};

/// What a function is called with besides its arguments.
pub(super) struct Cx<'c, 'r> {
    pub run: &'c Run<'r>,
    pub input: &'c Item,
    pub env: &'c Env,
}

type Native = fn(&Cx<'_, '_>, &[Item]) -> Res<Item>;

/// A row of the table.
pub(super) struct Row {
    name: &'static str,
    /// What its arguments must be, as JSONata writes it: `<an:a>` takes an array and a number and returns an array.
    /// The letters: `s` string, `n` number, `b` boolean, `l` null, `a` array (`a<s>` of strings), `o` object,
    /// `f` function, `j` any JSON, `x` anything, `(sf)` one of these. Behind a letter: `?` may be left out,
    /// `-` is the context value if left out, `+` one or more. [`Signature`] reads it.
    signature: &'static str,
    /// The most arguments that a higher-order function passes to it, as in `$map(items, $string)`: the number of
    /// its parameters in the reference implementation.
    arity: usize,
    call: Native,
    /// One sentence for help texts.
    doc: &'static str,
    /// The only level that has it; `None` for both.
    level: Option<Level>,
}

impl Row {
    const fn new(
        name: &'static str,
        signature: &'static str,
        arity: usize,
        call: Native,
        doc: &'static str,
    ) -> Self {
        Self { name, signature, arity, call, doc, level: None }
    }

    const fn only(self, level: Level) -> Self {
        Self { level: Some(level), ..self }
    }
}

/// A built-in function: its row, with the signature read.
pub(super) struct Builtin {
    pub name: &'static str,
    pub signature: Signature,
    pub arity: usize,
    pub call: Native,
    row: &'static Row,
}

impl Builtin {
    fn new(row: &'static Row) -> Self {
        let signature = Signature::parse(row.signature);
        debug_assert!(signature.is_ok(), "the signature of ${} can be read", row.name);
        let signature = signature.unwrap_or_default();
        Self { name: row.name, signature, arity: row.arity, call: row.call, row }
    }

    fn is_of(&self, level: Level) -> bool {
        self.row.level.is_none_or(|only| only == level)
    }
}

impl std::fmt::Debug for Builtin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "${}", self.name)
    }
}

/// All rows, their signatures read once.
static TABLE: LazyLock<Vec<Builtin>> =
    LazyLock::new(|| FAMILIES.iter().copied().flatten().map(Builtin::new).collect());

const FAMILIES: &[&[Row]] = &[
    string::ROWS,
    search::ROWS,
    number::ROWS,
    integer::ROWS,
    array::ROWS,
    object::ROWS,
    higher_order::ROWS,
    datetime::ROWS,
    encoding::ROWS,
    control::ROWS,
    aws::ROWS,
];

/// The function called `name` at this level of the language.
pub(super) fn find(name: &str, level: Level) -> Option<BuiltinId> {
    let at = TABLE.iter().position(|builtin| builtin.name == name && builtin.is_of(level))?;
    u16::try_from(at).ok().map(BuiltinId)
}

/// The function that [`find`] named.
pub(super) fn builtin(id: BuiltinId) -> &'static Builtin {
    &TABLE[usize::from(id.0)]
}

/// Name, signature and documentation of every function of a level.
pub(super) fn list(level: Level) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    of_level(level).map(|builtin| (builtin.name, builtin.row.signature, builtin.row.doc))
}

fn of_level(level: Level) -> impl Iterator<Item = &'static Builtin> {
    TABLE.iter().filter(move |builtin| builtin.is_of(level))
}

impl<'r> Cx<'_, 'r> {
    /// Calls a function that was passed as an argument, many times.
    fn caller<'f>(&'f self, function: &'f Item) -> Caller<'f, 'r> {
        Caller::new(self.run, self.env, function)
    }

    /// Calls a function that was passed as an argument.
    fn call(&self, function: &Item, args: Vec<Item>) -> Res<Item> {
        self.run.call_back(function, args, self.env)
    }
}

/// The argument at `at`; undefined if it was left out.
fn arg(args: &[Item], at: usize) -> &Item {
    args.get(at).unwrap_or(&Item::Undefined)
}

/// The argument at `at`, if it is a string.
fn text(args: &[Item], at: usize) -> Option<&Arc<str>> {
    if let Item::Json(Value::String(text)) = arg(args, at) { Some(text) } else { None }
}

/// The argument at `at`, if it is a number; an infinity is an error.
fn number(args: &[Item], at: usize) -> Res<Option<Number>> {
    if matches!(arg(args, at), Item::NonFinite(_)) {
        return Err(out_of_range());
    }
    Ok(arg(args, at).as_json().and_then(Value::as_number))
}

/// The argument at `at`, if it is an infinity or NaN: the arithmetic of some functions goes on with them, as in
/// the reference, although operators refuse them.
fn non_finite(args: &[Item], at: usize) -> Option<f64> {
    if let Item::NonFinite(f) = arg(args, at) { Some(*f) } else { None }
}

/// The argument at `at` as a double.
fn double(args: &[Item], at: usize) -> Res<Option<f64>> {
    Ok(number(args, at)?.map(Number::as_f64))
}

/// Where the reference fails with an exception of JavaScript, Step Functions says only that something inside
/// of it failed.
fn internal() -> Box<Fault> {
    Fault::new("U1002").text("The expression threw an internal error").of(Kind::Internal)
}

/// The picture that is the second argument. One that is undefined reads like an empty one; the reference fails.
fn picture<'a>(cx: &Cx<'_, '_>, args: &'a [Item]) -> Res<&'a str> {
    match text(args, 1) {
        Some(picture) => Ok(picture),
        None if cx.run.level == Level::Aws => Err(internal()),
        None => Ok(""),
    }
}

/// An error that names the value that caused it.
fn blaming(code: &'static str, item: &Item) -> Box<Fault> {
    let error = Fault::new(code);
    match item.to_value() {
        Some(value) => error.value(value),
        None => error,
    }
}
