//! JSONPath in Jayway's dialect, which AWS uses; with AWS's roots `$`, `$$` and `$variable`.
//!
//! A path is parsed once. One made of names and indexes only, as nine of ten are, is walked without
//! allocation. Definite paths find one value or fail; indefinite ones find an array, maybe empty.
//!
//! Pipeline: `parse` (with `bracket`, `condition` for filters, `arguments` of functions, `literal` for JSON)
//! makes `token`s, `walk` follows them (with `filter` and `function`), `missing` says why nothing was found.

mod arguments;
mod bracket;
mod condition;
mod filter;
mod function;
mod literal;
mod missing;
mod parse;
mod reference;
mod token;
mod walk;

use std::sync::Arc;

use crate::base::value::Value;
use crate::expr::budget::Steps;
use crate::expr::{Bindings, NoScope, Scope, SyntaxError};

pub use missing::Missing;
pub use reference::{Conflict, ReferencePath};
pub use token::{ItemTest, Step, WideStep};

use missing::Why;
use token::{Route, Token};
use walk::{Absence, Cx, Fault, MOST_STEPS};

/// A parsed path. Clones share it.
#[derive(Clone, Debug)]
pub struct Path(Arc<Body>);

#[derive(Debug)]
struct Body {
    text: Box<str>,
    root: Root,
    route: Route,
}

/// Where a path starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Root {
    /// `$`: the input, or what is used as one where the path is written.
    Input,
    /// `$$`: the context object.
    Context,
    /// `$name`: a variable.
    Variable(Arc<str>),
}

impl Path {
    /// Reads `$…`, `$$…` or `$name…`. Blanks at the end are accepted, as AWS accepts them.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        let (root, route) = parse::path(text)?;
        Ok(Self(Arc::new(Body { text: text.into(), root, route })))
    }

    /// The path as written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// Where it starts.
    #[must_use]
    pub fn root(&self) -> &Root {
        &self.0.root
    }

    /// The names it follows first, and whether that is all of it.
    #[must_use]
    pub fn names(&self) -> (Vec<&str>, bool) {
        let names: Vec<&str> = self
            .tokens()
            .iter()
            .map_while(|token| if let Token::Name(name) = token { Some(&**name) } else { None })
            .collect();
        let whole = names.len() == self.tokens().len();
        (names, whole)
    }

    /// Its steps.
    pub fn steps(&self) -> impl Iterator<Item = Step<'_>> {
        self.tokens().iter().map(Token::step)
    }

    /// Its steps, those that find several values told apart.
    pub fn wide_steps(&self) -> impl Iterator<Item = WideStep<'_>> {
        self.tokens().iter().map(Token::wide_step)
    }

    /// Whether it is the root alone: `$`, `$$` or `$name`.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.tokens().is_empty()
    }

    /// Whether it leads to one value at most; otherwise it finds an array.
    #[must_use]
    pub fn is_definite(&self) -> bool {
        self.0.route.is_definite()
    }

    /// What it selects from `root`, wherever it says it starts. An indefinite path never fails for
    /// something that is not there.
    pub fn select(&self, root: &Value) -> Result<Value, Missing> {
        self.lenient(self.select_strict(root))
    }

    /// Like [`Self::select`], but even an indefinite path fails if it cannot come to its first
    /// indefinite step, as in `InputPath`.
    pub fn select_strict(&self, root: &Value) -> Result<Value, Missing> {
        self.select_in(root, &NoScope)
    }

    fn select_in(&self, root: &Value, scope: &dyn Scope) -> Result<Value, Missing> {
        let route = &self.0.route;
        let selected = if route.straight {
            walk::straight(&route.tokens, root).cloned()
        } else {
            let steps = Steps::new(MOST_STEPS, scope);
            walk::select(route, root, Cx { root, steps: &steps }, Absence::Drops)
        };
        selected.map_err(|Fault { at, why, .. }| Missing { path: self.clone(), at, why })
    }

    /// What it selects from the input, the context object or a variable, whichever it starts at. An
    /// indefinite path fails only if its variable was never assigned.
    pub fn eval(&self, bindings: &Bindings<'_>) -> Result<Value, Missing> {
        self.lenient(self.eval_strict(bindings))
    }

    /// Like [`Self::eval`], but as strict as [`Self::select_strict`].
    pub fn eval_strict(&self, bindings: &Bindings<'_>) -> Result<Value, Missing> {
        match self.root() {
            Root::Input => self.select_in(bindings.input, bindings.scope),
            Root::Context => self.select_in(&bindings.scope.context(), bindings.scope),
            Root::Variable(name) => match bindings.scope.variable(name) {
                Some(value) => self.select_in(&value, bindings.scope),
                None => Err(Missing { path: self.clone(), at: 0, why: Why::Unassigned }),
            },
        }
    }

    fn lenient(&self, selected: Result<Value, Missing>) -> Result<Value, Missing> {
        match selected {
            Err(Missing { why: Why::Function(_) | Why::Unassigned, .. }) => selected,
            Err(_) if !self.is_definite() => Ok(Value::from(Vec::new())),
            done => done,
        }
    }

    fn tokens(&self) -> &[Token] {
        &self.0.route.tokens
    }
}
