//! Functions as values.
//!
//! Functions made while an expression runs are kept by the run until its end, so that neither circles
//! nor endless chains of them are ever released recursively.

use std::rc::Rc;
use std::sync::Arc;

use crate::expr::regex::Pattern;

use super::ast::{Lambda, Transform};
use super::env::Env;
use super::error::Place;
use super::functions::Builtin;
use super::item::Item;
use super::names::Sym;

/// A function.
#[derive(Debug)]
pub(super) enum Function {
    Builtin(&'static Builtin),
    Lambda(Closure),
    /// `left ~> right`: applies `first`, then `second`.
    Compose {
        first: Item,
        second: Item,
    },
    /// A function of which some arguments are given; a `None` is still to come.
    Bound {
        target: Rc<Function>,
        holes: Vec<bool>,
        args: Env,
    },
    Regex(Arc<Pattern>, Place),
    /// What a match offers to find the next one.
    NextMatch(NextMatch),
    Transform {
        transform: Arc<Transform>,
        env: Env,
    },
}

/// A function definition and where it was defined.
#[derive(Debug)]
pub(super) struct Closure {
    pub lambda: Arc<Lambda>,
    /// The parameters still to come, if some were given by partial application.
    pub open: Option<Vec<Sym>>,
    pub input: Item,
    pub env: Env,
}

/// Where to go on searching.
#[derive(Clone, Debug)]
pub(super) struct NextMatch {
    pub pattern: Arc<Pattern>,
    pub text: Arc<str>,
    /// Byte offset.
    pub from: usize,
    pub place: Place,
}

impl Closure {
    /// The parameters that arguments are bound to.
    pub fn params(&self) -> &[Sym] {
        self.open.as_deref().unwrap_or(&self.lambda.params)
    }
}

impl Function {
    /// How many arguments a higher-order function offers it.
    pub fn arity(&self) -> usize {
        match self {
            Self::Builtin(builtin) => builtin.arity,
            Self::Lambda(closure) => closure.params().len(),
            Self::Compose { .. } | Self::Transform { .. } => 1,
            Self::Bound { holes, .. } => holes.iter().filter(|hole| **hole).count(),
            Self::Regex(..) => 2,
            Self::NextMatch(_) => 0,
        }
    }
}
