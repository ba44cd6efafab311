//! JSONata, evaluated on the crate's own [`Value`]s.
//!
//! ```text
//! text ─lex, parse─▶ raw tree ─process─▶ tree (paths flat, parents bound, tail calls marked) + Analysis
//! tree + Bindings ─eval, functions─▶ Item ─▶ Value
//! ```
//!
//! An [`Expression`] is parsed once and evaluated many times; values are never converted on the way in
//! or out. [`Level`] says which language: the newest JSONata 2.x, or 2.0.6 as Step Functions runs it.

mod analysis;
mod ancestry;
mod arguments;
mod ast;
mod budget;
mod build;
mod condition;
mod env;
mod error;
mod eval;
mod function;
mod functions;
mod item;
mod lex;
mod messages;
mod misfit;
mod names;
mod number;
mod outline;
mod parse;
mod process;
mod raw;
mod run;
mod signature;
mod tail;
mod text;
mod tuple;

use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use crate::base::value::Value;

use super::Bindings;

pub use analysis::{Analysis, Call, Compared, ContextRead, Misuse, Read};
pub use budget::{Limits, MAX_DEPTH};
pub use condition::{Condition, ValuePath};
pub use error::{Error, Kind, Limit};
pub use misfit::Misfit;
pub use outline::{Outline, OutlineStep};

use ast::Node;
use budget::Budget;
use env::Frame;
use error::Fault;
use item::{Builder, Flags, Item};
use names::{Names, Sym};
use run::{Observer, Run};

/// Which JSONata.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The newest 2.x: `??`, `?:`, `$eval`; `$` is the input.
    Full,
    /// 2.0.6 as Step Functions runs it: its extra functions, no `$eval`, nothing newer, no input but
    /// `$states`.
    Aws,
}

/// A parsed expression. Clones share it.
#[derive(Clone)]
pub struct Expression(Arc<Program>);

/// What parsing makes of a text.
struct Program {
    text: Box<str>,
    level: Level,
    tree: Node,
    names: Names,
    /// Which names the expression itself binds, by their number.
    bound: Vec<bool>,
    /// The number of `$states`, if it is named.
    states: Option<Sym>,
    /// Whether it can read `$states.context`.
    reads_context: bool,
    analysis: Analysis,
}

impl Program {
    fn is_bound(&self, name: Sym) -> bool {
        self.bound.get(name.number()).copied().unwrap_or(true)
    }
}

/// What an evaluation may use, and what it starts from.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How much it may do.
    pub limits: Limits,
    /// What `$` is at the top.
    pub context: Context,
}

/// What `$` is at the top of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// [`Bindings::input`].
    Input,
    /// Nothing.
    Nothing,
}

impl Settings {
    /// What belongs to a level of the language.
    #[must_use]
    pub const fn of(level: Level) -> Self {
        match level {
            Level::Full => Self { limits: Limits::FULL, context: Context::Input },
            Level::Aws => Self { limits: Limits::AWS, context: Context::Nothing },
        }
    }
}

impl Expression {
    /// Reads `text`; at [`Level::Aws`] also what Step Functions refuses on creation is an error.
    pub fn parse(text: &str, level: Level) -> Result<Self, Error> {
        Self::compile(text, level).map_err(|error| error.finish(text))
    }

    /// Reads `text` of a file that belongs to no state: in the newest JSONata, or in that of Step Functions if only
    /// there all of its functions exist.
    pub fn of_either_level(text: &str) -> Result<Self, Error> {
        let newest = Self::parse(text, Level::Full)?;
        let unknown = &newest.analysis().unknown_functions;
        let only_aws_has = |name: &str| functions(Level::Aws).any(|(known, ..)| known == name);
        if unknown.is_empty() || !unknown.iter().all(|call| only_aws_has(&call.name)) {
            return Ok(newest);
        }
        Self::parse(text, Level::Aws)
    }

    fn compile(text: &str, level: Level) -> error::Res<Self> {
        check_length(text)?;
        let raw = parse::parse(text, level)?;
        let mut names = Names::default();
        let (tree, syms) = process::process(raw, &mut names, &|name| functions::find(name, level))?;
        let analysis = analysis::analyse(&tree, &names, &syms, level)?;
        let mut bound = vec![false; names.len()];
        syms.into_iter().for_each(|name| bound[name.number()] = true);
        let reads_context = analysis.may_read("context");
        let text = text.into();
        let states = names.known("states");
        Ok(Self(Arc::new(Program { text, level, tree, names, bound, states, reads_context, analysis })))
    }

    /// The text it was read from.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// Which language it is written in.
    #[must_use]
    pub fn level(&self) -> Level {
        self.0.level
    }

    /// What can be said about it without evaluating it.
    #[must_use]
    pub fn analysis(&self) -> &Analysis {
        &self.0.analysis
    }

    /// Its value; `None` if that is undefined.
    pub fn eval(&self, bindings: &Bindings<'_>) -> Result<Option<Value>, Error> {
        self.run(bindings, Settings::of(self.0.level), None)
    }

    /// Its value under other limits, or without an input.
    pub fn eval_with(&self, bindings: &Bindings<'_>, settings: Settings) -> Result<Option<Value>, Error> {
        self.run(bindings, settings, None)
    }

    /// Its value; `observer` sees every sub-result, inner ones first, with the bytes of its expression.
    pub fn eval_observed(
        &self,
        bindings: &Bindings<'_>,
        observer: &mut dyn FnMut(Range<usize>, &Option<Value>),
    ) -> Result<Option<Value>, Error> {
        self.run(bindings, Settings::of(self.0.level), Some(observer))
    }

    fn run<'a>(
        &'a self,
        bindings: &'a Bindings<'a>,
        settings: Settings,
        observer: Option<Observer<'a>>,
    ) -> Result<Option<Value>, Error> {
        let program = &*self.0;
        let root = match settings.context {
            Context::Input => Item::Json(bindings.input.clone()),
            Context::Nothing => Item::Undefined,
        };
        let input = if root.as_list().is_some() { outer(&root) } else { root.clone() };
        let run = Run::new(program, bindings, Budget::new(settings.limits, bindings.scope), root, observer);
        let env = Rc::new(Frame::default());
        run.eval(&program.tree, &input, &env)
            .and_then(|item| result(item, program, settings.limits))
            .map_err(|error| error.finish(&program.text))
    }
}

impl std::fmt::Debug for Expression {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Expression").field(&self.text()).finish()
    }
}

/// The names, signatures and one-sentence descriptions of all functions of a level.
pub fn functions(level: Level) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    functions::list(level)
}

/// Refuses texts whose offsets would not fit 32 bits.
fn check_length(text: &str) -> error::Res<()> {
    match u32::try_from(text.len()) {
        Ok(_) => Ok(()),
        Err(_) => Err(Fault::limit(Limit::Memory)),
    }
}

/// An array as input: a sequence around it, so that a path does not take it for several inputs.
fn outer(array: &Item) -> Item {
    let mut list = Builder::default();
    list.push(array.clone());
    list.finish(Flags { outer: true, ..Flags::SEQUENCE })
}

/// The value of a result. An infinity or NaN is an error, but Step Functions shows it as text (infinities were
/// observed in arrays and objects); using one as an operand fails on every level.
fn result(item: Item, program: &Program, limits: Limits) -> error::Res<Option<Value>> {
    let place = program.tree.place;
    let item = match program.level {
        Level::Aws => item.with_non_finite_as_text(),
        Level::Full => item,
    };
    if item.has_non_finite() {
        return Err(number::out_of_range().at(place));
    }
    if !item.is_defined() {
        return Ok(None);
    }
    // What is shared in memory is written out by whoever shows or sends it.
    let most = usize::try_from(limits.memory).unwrap_or(usize::MAX);
    if item.as_json().is_some_and(|value| value.json_size() > most) {
        return Err(Fault::limit(Limit::Memory).at(place));
    }
    item.to_value().map(Some).ok_or_else(|| {
        let message = "The expression returned a function";
        Fault::new("U1003").text(message).of(Kind::UnsupportedResult).at(place)
    })
}
