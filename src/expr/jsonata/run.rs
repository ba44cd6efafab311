//! `Run`: one evaluation, and everything it may read.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::ops::Range;
use std::rc::Rc;
use std::sync::{Arc, LazyLock};

use crate::base::value::{Object, Value};
use crate::expr::Bindings;

use super::ast::{Kind, Node, Variable};
use super::budget::{Budget, LIST};
use super::env::Env;
use super::error::{Fault, Limit, Res};
use super::function::Function;
use super::functions;
use super::item::{Builder, Flags, Item};
use super::names::{Names, Sym};
use super::text::Texts;
use super::{Level, Program};

/// How deep a value may nest; JSON nested deeper cannot be read back either.
const MAX_VALUE_DEPTH: usize = crate::base::value::MAX_DEPTH;

/// The members of `$states`.
static STATES: LazyLock<[Arc<str>; 4]> =
    LazyLock::new(|| ["input", "result", "errorOutput", "context"].map(Arc::from));

/// Sees every sub-result: the bytes of the expression, and its value.
pub(super) type Observer<'a> = &'a mut dyn FnMut(Range<usize>, &Option<Value>);

/// One evaluation.
pub(super) struct Run<'a> {
    pub bindings: &'a Bindings<'a>,
    pub level: Level,
    pub program: &'a Program,
    pub names: RefCell<Cow<'a, Names>>,
    pub budget: Budget<'a>,
    pub observer: Option<RefCell<Observer<'a>>>,
    /// `$$`
    pub root: Item,
    /// `$eval` has brought in code that the program's tables know nothing of.
    pub evaluated: Cell<bool>,
    states: OnceCell<Item>,
    /// Variables from outside that were already asked for.
    externals: RefCell<Vec<(Sym, Item)>>,
    kept: RefCell<Vec<(Rc<Function>, Option<Env>)>>,
}

impl<'a> Run<'a> {
    pub fn new(
        program: &'a Program,
        bindings: &'a Bindings<'a>,
        budget: Budget<'a>,
        root: Item,
        observer: Option<Observer<'a>>,
    ) -> Self {
        Self {
            bindings,
            level: program.level,
            program,
            names: RefCell::new(Cow::Borrowed(&program.names)),
            budget,
            observer: observer.map(RefCell::new),
            root,
            evaluated: Cell::new(false),
            states: OnceCell::new(),
            externals: RefCell::default(),
            kept: RefCell::default(),
        }
    }

    /// A function as an item. It stays alive until the run ends: see [`super::function`].
    pub fn keep(&self, function: Function) -> Res<Item> {
        self.budget.memory(256)?;
        let env = match &function {
            Function::Lambda(closure) => Some(Rc::clone(&closure.env)),
            Function::Bound { args: env, .. } | Function::Transform { env, .. } => Some(Rc::clone(env)),
            Function::Builtin(_)
            | Function::Compose { .. }
            | Function::Regex(..)
            | Function::NextMatch(_) => None,
        };
        let function = Rc::new(function);
        self.kept.borrow_mut().push((Rc::clone(&function), env));
        Ok(Item::Function(function))
    }

    /// The value of a variable: bound in the expression, given from outside, or built in.
    pub fn variable(&self, variable: Variable, env: &Env) -> Res<Item> {
        if let Some(item) = self.bound(variable.name, env) {
            return Ok(item);
        }
        Ok(variable
            .builtin
            .map_or(Item::Undefined, |id| Item::Function(Rc::new(Function::Builtin(functions::builtin(id))))))
    }

    /// The value of a variable that is not built in.
    pub fn bound(&self, name: Sym, env: &Env) -> Option<Item> {
        self.with_variable(name, env, Item::clone)
    }

    /// The result of `f` on a variable that is not built in, which is not cloned.
    pub fn with_variable<T>(&self, name: Sym, env: &Env, f: impl Fn(&Item) -> T) -> Option<T> {
        if (self.evaluated.get() || self.program.is_bound(name))
            && let Some(seen) = env.with(name, &f)
        {
            return Some(seen);
        }
        if self.program.states == Some(name) {
            return Some(f(self.states()));
        }
        // Looking at one variable may lead to another that is asked for the first time: nothing may be
        // borrowed meanwhile.
        let known = self.externals.borrow().iter().find(|(known, _)| *known == name).cloned();
        match known {
            Some((_, item)) => item.is_defined().then(|| f(&item)),
            None => self.external(name).map(|item| f(&item)),
        }
    }

    /// A variable from outside, asked for the first time.
    fn external(&self, name: Sym) -> Option<Item> {
        let text = Arc::clone(self.names.borrow().text(name));
        let item = Item::from(match &*text {
            // Only code that came in later can name it without the program knowing.
            "states" => self.states().as_json().cloned(),
            text => self.bindings.scope.variable(text),
        });
        self.externals.borrow_mut().push((name, item.clone()));
        item.is_defined().then_some(item)
    }

    /// `$states`; the context object is left out if the expression cannot read it.
    fn states(&self) -> &Item {
        self.states.get_or_init(|| {
            let reads_context = self.program.reads_context || self.evaluated.get();
            let members = [
                Some(self.bindings.input.clone()),
                self.bindings.result.cloned(),
                self.bindings.error_output.cloned(),
                reads_context.then(|| self.bindings.scope.context()),
            ];
            let keys = STATES.iter().cloned();
            let members = keys.zip(members).filter_map(|(key, value)| Some((key, value?)));
            Item::Json(Value::Object(Object::from_unique(members.collect())))
        })
    }

    /// A list that has been built, within the limits.
    pub fn list(&self, list: Builder, flags: Flags) -> Res<Item> {
        self.room_for(list.len())?;
        self.finite(list.finish(flags))
    }

    /// The item, unless nobody could go through it to its end.
    pub fn finite(&self, item: Item) -> Res<Item> {
        if item.is_endless() { Err(Fault::limit(Limit::Memory)) } else { Ok(item) }
    }

    /// Makes sure that a list that grows may take `more` items.
    pub fn room_in(&self, found: &Builder, more: usize) -> Res<()> {
        self.budget.memory(found.growth(more))
    }

    /// Makes sure that a list of `len` items may be built.
    pub fn room_for(&self, len: usize) -> Res<()> {
        self.budget.list(len)?;
        self.budget.memory(len * size_of::<Value>() + LIST)
    }

    /// Adds `item`, which `node` gave, to what lists that are built side by side hold: all of it must fit, while a
    /// list that was there before is only referred to.
    pub fn hold(&self, held: &mut usize, node: &Node, item: &Item) -> Res<()> {
        if matches!(node.kind, Kind::Array(_)) {
            *held += item.as_list().map_or(0, |list| list.len());
            self.budget.list(*held)?;
        }
        Ok(())
    }

    /// Makes sure that a range of `len` numbers may be built; its numbers are only made when needed.
    pub fn room_for_range(&self, len: usize) -> Res<()> {
        self.budget.list(len)?;
        self.budget.memory(len * 8)
    }

    /// The item, unless it nests too deep to be handled safely.
    pub fn nested(&self, item: Item) -> Res<Item> {
        if item.depth() > MAX_VALUE_DEPTH {
            return Err(Fault::limit(Limit::Stack));
        }
        self.finite(item)
    }

    /// How items are written as text here.
    pub fn texts(&self) -> Texts {
        Texts::of(self.level, self.budget.memory_left())
    }

    /// A text that has been built, within the limits.
    pub fn text(&self, text: String) -> Res<Item> {
        self.budget.text(&text)?;
        Ok(Item::from(text))
    }
}

impl Drop for Run<'_> {
    /// Empties all frames before any function goes, and releases functions newest first: so none of
    /// them drags a chain of others along.
    fn drop(&mut self) {
        let mut kept = self.kept.take();
        for (_, env) in &kept {
            if let Some(env) = env {
                env.clear_all();
            }
        }
        while let Some(last) = kept.pop() {
            drop(last);
        }
    }
}
