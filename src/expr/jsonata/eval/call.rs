//! Calls, partial application, `~>`, and the loop in which tail calls run without growing the stack.

use std::rc::Rc;

use crate::base::value::Value;

use crate::expr::jsonata::ast::{Call, Kind, Node};
use crate::expr::jsonata::env::{Env, Frame};
use crate::expr::jsonata::error::{Fault, Place, Res};
use crate::expr::jsonata::function::{Closure, Function, NextMatch};
use crate::expr::jsonata::functions::{Builtin, Cx, matching};
use crate::expr::jsonata::item::{Item, Tail};
use crate::expr::jsonata::names::Sym;
use crate::expr::jsonata::run::Run;

/// Where a call stands and what it calls things.
#[derive(Clone, Copy, Debug)]
pub(in crate::expr::jsonata) struct Site {
    pub place: Place,
    pub name: Option<Sym>,
}

/// What functions that other functions call have for context.
const NOTHING: Item = Item::Json(Value::Null);

impl Run<'_> {
    /// A call; `given` is the argument that `~>` puts first.
    pub(super) fn call(
        &self,
        node: &Node,
        call: &Call,
        given: Option<Item>,
        input: &Item,
        env: &Env,
    ) -> Res<Item> {
        let site = Site { place: node.place, name: call.name };
        let procedure = self.eval(&call.procedure, input, env)?;
        if !procedure.is_defined() && self.misses_dollar(call, env) {
            let error = Fault::new("T1005").at(call.procedure.place).override_at(node.place);
            return Err(self.named(error, site.name));
        }
        let mut args = Vec::with_capacity(call.arguments.len() + 1);
        args.extend(given);
        for argument in &call.arguments {
            args.push(self.eval(argument, input, env)?);
        }
        if call.tail {
            return Ok(Item::Tail(Box::new(Tail { function: procedure, args, site })));
        }
        self.apply(&procedure, args, input, env).map_err(|error| self.blame(error, site))
    }

    /// Whether `sum(x)` was written for `$sum(x)`.
    fn misses_dollar(&self, call: &Call, env: &Env) -> bool {
        let (Kind::Path(path), Some(name)) = (&call.procedure.kind, call.name) else {
            return false;
        };
        let builtin = matches!(&path.steps[0].kind, Kind::Name(text)
            if crate::expr::jsonata::functions::find(text, self.level).is_some());
        builtin || self.bound(name, env).is_some_and(|item| item.is_defined())
    }

    fn named(&self, error: Box<Fault>, name: Option<Sym>) -> Box<Fault> {
        match name {
            Some(name) => error.or_token(self.names.borrow().text(name)),
            None => error,
        }
    }

    /// The reference reports the outermost call as the place of an error.
    fn blame(&self, error: Box<Fault>, site: Site) -> Box<Fault> {
        self.named(error, site.name).override_at(site.place)
    }

    /// Applies a function and makes the tail calls it leaves behind.
    pub(in crate::expr::jsonata) fn apply(
        &self,
        function: &Item,
        args: Vec<Item>,
        input: &Item,
        env: &Env,
    ) -> Res<Item> {
        let mut result = self.apply_once(function, args, input, env)?;
        while let Item::Tail(tail) = result {
            let Tail { function, args, site } = *tail;
            self.budget.steps(1)?;
            result = self.apply_once(&function, args, input, env).map_err(|error| self.blame(error, site))?;
        }
        Ok(result)
    }

    /// Applies a function on behalf of another one.
    pub(in crate::expr::jsonata) fn call_back(
        &self,
        function: &Item,
        args: Vec<Item>,
        env: &Env,
    ) -> Res<Item> {
        self.apply(function, args, &NOTHING, env)
    }

    fn apply_once(&self, function: &Item, args: Vec<Item>, input: &Item, env: &Env) -> Res<Item> {
        let Item::Function(function) = function else {
            return Err(Fault::new("T1006"));
        };
        match &**function {
            Function::Builtin(builtin) => self.builtin(builtin, args, input, env),
            Function::Lambda(closure) => self.closure(closure, args, input),
            Function::Compose { first, second } => {
                let between = self.call_back(first, args, env)?;
                self.call_back(second, vec![between], env)
            }
            Function::Bound { target, holes, args: given } => {
                let args = filled(holes, given.values(), args);
                self.apply_once(&Item::Function(Rc::clone(target)), args, input, env)
            }
            Function::Regex(pattern, place) => {
                let mut args = args.into_iter();
                let text = args.next().unwrap_or_default();
                let Item::Json(Value::String(text)) = text else {
                    return Ok(Item::Undefined);
                };
                let next = NextMatch { pattern: pattern.clone(), text, from: 0, place: *place };
                matching::regex(self, &next, false)
            }
            Function::NextMatch(next) => matching::regex(self, next, true),
            Function::Transform { transform, env, .. } => {
                let object = args.into_iter().next().unwrap_or_default();
                self.transform(transform, object, env)
            }
        }
    }

    fn builtin(&self, builtin: &'static Builtin, args: Vec<Item>, input: &Item, env: &Env) -> Res<Item> {
        let args = builtin.signature.validate(args, input)?;
        self.budget.steps(1)?;
        (builtin.call)(&Cx { run: self, input, env }, &args)
    }

    fn closure(&self, closure: &Closure, args: Vec<Item>, input: &Item) -> Res<Item> {
        let args = match &closure.lambda.signature {
            Some(signature) if closure.open.is_none() => signature.validate(args, input)?,
            _ => args,
        };
        let params = closure.params();
        let mut vars = Vec::with_capacity(params.len());
        let mut args = args.into_iter();
        for name in params {
            vars.push((*name, args.next().unwrap_or_default()));
        }
        let frame = Frame::within(&closure.env, vars);
        self.eval(&closure.lambda.body, &closure.input, &frame)
    }

    /// `$f(?, 1)`
    pub(super) fn partial(&self, node: &Node, call: &Call, input: &Item, env: &Env) -> Res<Item> {
        let holes: Vec<bool> =
            call.arguments.iter().map(|argument| matches!(argument.kind, Kind::Placeholder)).collect();
        let mut args = Vec::with_capacity(holes.len());
        for argument in &call.arguments {
            args.push(self.eval(argument, input, env)?);
        }
        let procedure = self.eval(&call.procedure, input, env)?;
        let Item::Function(function) = &procedure else {
            let missing = !procedure.is_defined() && self.misses_dollar(call, env);
            let error = Fault::new(if missing { "T1007" } else { "T1008" });
            return Err(self.named(error.at(call.procedure.place).override_at(node.place), call.name));
        };
        match &**function {
            Function::Lambda(closure) => self.keep(Function::Lambda(partly(closure, &holes, args))),
            Function::Bound { target, holes: open, args: given } => {
                let args = Frame::holding(filled(open, given.values(), args));
                let mut more = holes.into_iter();
                let holes = open.iter().map(|hole| *hole && more.next().unwrap_or(false)).collect();
                self.keep(Function::Bound { target: Rc::clone(target), holes, args })
            }
            Function::Builtin(_)
            | Function::Compose { .. }
            | Function::Regex(..)
            | Function::NextMatch(_)
            | Function::Transform { .. } => {
                let arity = function.arity();
                let mut holes = holes;
                args.resize(arity.max(args.len()), Item::Undefined);
                holes.resize(args.len(), false);
                let args = Frame::holding(args);
                self.keep(Function::Bound { target: Rc::clone(function), holes, args })
            }
        }
    }

    /// `left ~> right`
    pub(super) fn chain(&self, node: &Node, pair: &(Node, Node), input: &Item, env: &Env) -> Res<Item> {
        let left = self.eval(&pair.0, input, env)?;
        if let Kind::Call(call) = &pair.1.kind {
            return self.call(&pair.1, call, Some(left), input, env);
        }
        let function = self.eval(&pair.1, input, env)?;
        if function.as_function().is_none() {
            let error = Fault::new("T2006").at(pair.1.place).override_at(node.place);
            return Err(match function.to_value() {
                Some(value) => error.value(value),
                None => error,
            });
        }
        if left.as_function().is_some() {
            return self.keep(Function::Compose { first: left, second: function });
        }
        self.apply(&function, vec![left], &NOTHING, env)
    }
}

/// A function definition with some of its parameters bound.
fn partly(closure: &Closure, holes: &[bool], args: Vec<Item>) -> Closure {
    let mut args = args.into_iter();
    let (mut vars, mut open) = (Vec::new(), Vec::new());
    for (at, name) in closure.params().iter().enumerate() {
        let arg = args.next().unwrap_or_default();
        match holes.get(at) {
            Some(true) => open.push(*name),
            _ => vars.push((*name, arg)),
        }
    }
    Closure {
        lambda: closure.lambda.clone(),
        open: Some(open),
        input: closure.input.clone(),
        env: Frame::within(&closure.env, vars),
    }
}

/// The given arguments, with new ones where they have holes.
fn filled(holes: &[bool], given: Vec<Item>, args: Vec<Item>) -> Vec<Item> {
    let mut args = args.into_iter();
    holes
        .iter()
        .zip(given)
        .map(|(hole, known)| if *hole { args.next().unwrap_or_default() } else { known })
        .collect()
}
