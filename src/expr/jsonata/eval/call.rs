//! Calls, partial application, `~>`, and the loop in which tail calls run without growing the stack.

use std::rc::Rc;

use crate::base::value::Value;

use crate::expr::jsonata::ast::{Call, Kind, Node};
use crate::expr::jsonata::env::{Env, Frame};
use crate::expr::jsonata::error::{Fault, Place, Res};
use crate::expr::jsonata::function::{Closure, Function, NextMatch};
use crate::expr::jsonata::functions::{self, Builtin, Cx, matching};
use crate::expr::jsonata::item::{Item, Tail};
use crate::expr::jsonata::names::Sym;
use crate::expr::jsonata::run::Run;

/// Where a call is in the text, and the name it calls the function by: for its errors.
#[derive(Clone, Copy, Debug)]
pub(in crate::expr::jsonata) struct CallSite {
    pub place: Place,
    pub name: Option<Sym>,
}

/// What a function is called with.
#[derive(Clone, Debug)]
pub(in crate::expr::jsonata) enum Passed {
    /// Arguments, still to be checked against the signature.
    Args(Vec<Item>),
    /// The parameters of a function defined in the expression, which has no signature.
    Vars(Vec<(Sym, Item)>),
}

/// What functions that other functions call have for context.
const NOTHING: Item = Item::Json(Value::Null);

impl Run<'_> {
    /// A call; `first` is the argument that `~>` puts before the others.
    pub(super) fn call(
        &self,
        node: &Node,
        call: &Call,
        first: Option<Item>,
        input: &Item,
        env: &Env,
    ) -> Res<Item> {
        let site = CallSite { place: node.place, name: call.name };
        if let Some(builtin) = self.called_builtin(call, env) {
            self.budget.steps(1)?;
            let args = self.arguments(call, first, input, env)?;
            if !call.tail || !builtin.signature.may_use_context(&args) {
                return self.builtin(builtin, args, input, env).map_err(|error| self.blame(error, site));
            }
            let function = Item::Function(Rc::new(Function::Builtin(builtin)));
            return Ok(Item::Tail(Box::new(Tail { function, passed: Passed::Args(args), site })));
        }
        let procedure = self.eval(&call.procedure, input, env)?;
        if !procedure.is_defined() && self.misses_dollar(call, env) {
            let error = Fault::new("T1005").at(call.procedure.place).override_at(node.place);
            return Err(self.named(error, site.name));
        }
        let passed = match plain(&procedure) {
            Some(closure) => Passed::Vars(self.variables(closure, call, first, input, env)?),
            None => Passed::Args(self.arguments(call, first, input, env)?),
        };
        if call.tail {
            return Ok(Item::Tail(Box::new(Tail { function: procedure, passed, site })));
        }
        self.apply_passed(&procedure, passed, input, env).map_err(|error| self.blame(error, site))
    }

    /// The built-in function that is called, unless something hides it.
    fn called_builtin(&self, call: &Call, env: &Env) -> Option<&'static Builtin> {
        let node = &call.procedure;
        let Kind::Variable(variable) = &node.kind else {
            return None;
        };
        let builtin = functions::builtin(variable.builtin?);
        let bare = node.predicates.is_empty() && node.group.is_none() && self.observer.is_none();
        (bare && self.bound(variable.name, env).is_none()).then_some(builtin)
    }

    fn arguments(&self, call: &Call, first: Option<Item>, input: &Item, env: &Env) -> Res<Vec<Item>> {
        let mut args = Vec::with_capacity(call.arguments.len() + usize::from(first.is_some()));
        args.extend(first);
        for argument in &call.arguments {
            args.push(self.eval(argument, input, env)?);
        }
        Ok(args)
    }

    /// The arguments, bound to the parameters at once.
    fn variables(
        &self,
        closure: &Closure,
        call: &Call,
        first: Option<Item>,
        input: &Item,
        env: &Env,
    ) -> Res<Vec<(Sym, Item)>> {
        let params = &closure.lambda.params;
        let mut vars = Vec::with_capacity(params.len());
        let mut bind = |item| {
            if let Some(name) = params.get(vars.len()) {
                vars.push((*name, item));
            }
        };
        first.into_iter().for_each(&mut bind);
        for argument in &call.arguments {
            bind(self.eval(argument, input, env)?);
        }
        vars.extend(params[vars.len()..].iter().map(|name| (*name, Item::Undefined)));
        Ok(vars)
    }

    /// Whether `sum(x)` was written for `$sum(x)`.
    fn misses_dollar(&self, call: &Call, env: &Env) -> bool {
        let (Kind::Path(path), Some(name)) = (&call.procedure.kind, call.name) else {
            return false;
        };
        let builtin = matches!(&path.steps[0].kind, Kind::Name(text)
            if functions::find(text, self.level).is_some());
        builtin || self.bound(name, env).is_some_and(|item| item.is_defined())
    }

    fn named(&self, error: Box<Fault>, name: Option<Sym>) -> Box<Fault> {
        match name {
            Some(name) => error.or_token(self.names.borrow().text(name)),
            None => error,
        }
    }

    /// The reference reports the outermost call as the place of an error.
    fn blame(&self, error: Box<Fault>, site: CallSite) -> Box<Fault> {
        self.named(error, site.name).override_at(site.place)
    }

    /// Applies a function and makes the tail calls it leaves behind.
    fn apply_passed(&self, function: &Item, passed: Passed, input: &Item, env: &Env) -> Res<Item> {
        let result = self.apply_once(function, passed, input, env)?;
        self.finish(result, input, env)
    }

    /// Makes the tail calls that a result consists of.
    fn finish(&self, mut result: Item, input: &Item, env: &Env) -> Res<Item> {
        while let Item::Tail(tail) = result {
            let Tail { function, passed, site } = *tail;
            self.budget.steps(1)?;
            result =
                self.apply_once(&function, passed, input, env).map_err(|error| self.blame(error, site))?;
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
        self.apply_passed(function, Passed::Args(args), &NOTHING, env)
    }

    fn apply_once(&self, function: &Item, passed: Passed, input: &Item, env: &Env) -> Res<Item> {
        let Item::Function(function) = function else {
            return Err(Fault::new("T1006"));
        };
        self.budget.descend(1)?;
        let result = match (passed, &**function) {
            (Passed::Vars(vars), Function::Lambda(closure)) => {
                let frame = Frame::within(&closure.env, vars);
                self.eval(&closure.lambda.body, &closure.input, &frame)
            }
            (Passed::Args(args), function) => self.apply_to(function, args, input, env),
            (Passed::Vars(_), _) => unreachable!("variables are only made for functions that have them"),
        };
        self.budget.ascend(1);
        result
    }

    fn apply_to(&self, function: &Function, args: Vec<Item>, input: &Item, env: &Env) -> Res<Item> {
        match function {
            Function::Builtin(builtin) => self.builtin(builtin, args, input, env),
            Function::Lambda(closure) => self.closure(closure, args, input),
            Function::Compose { first, second } => {
                let between = self.call_back(first, args, env)?;
                self.call_back(second, vec![between], env)
            }
            Function::Bound { target, holes, args: given } => {
                let args = filled(holes, given.values(), args);
                self.apply_once(&Item::Function(Rc::clone(target)), Passed::Args(args), input, env)
            }
            Function::Regex(pattern, place) => {
                let mut args = args.into_iter();
                let Some(text) = matching::subject(&args.next().unwrap_or_default()) else {
                    return Ok(Item::Undefined);
                };
                let Some(from) = matching::beginning(&text, &args.next().unwrap_or_default()) else {
                    return Ok(Item::Undefined);
                };
                let next = NextMatch { pattern: pattern.clone(), text, from, place: *place };
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
        args.iter().filter_map(Item::as_str).try_for_each(|text| self.budget.look(text))?;
        self.budget.descend(2)?;
        let result = (builtin.call)(&Cx { run: self, input, env }, &args);
        self.budget.ascend(2);
        result
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
        self.call_back(&function, vec![left], env)
    }
}

/// A function defined in the expression whose arguments need no checking.
fn plain(function: &Item) -> Option<&Closure> {
    let Function::Lambda(closure) = &**function.as_function()? else {
        return None;
    };
    (closure.open.is_none() && closure.lambda.signature.is_none()).then_some(closure)
}

/// Calls one function again and again, in the same frame as long as nothing else holds on to it.
pub(in crate::expr::jsonata) struct Caller<'c, 'r> {
    run: &'c Run<'r>,
    env: &'c Env,
    function: &'c Item,
    frame: Option<Env>,
}

impl<'c, 'r> Caller<'c, 'r> {
    pub fn new(run: &'c Run<'r>, env: &'c Env, function: &'c Item) -> Self {
        Self { run, env, function, frame: None }
    }

    /// How many arguments the function wants.
    pub fn arity(&self) -> usize {
        self.function.as_function().map_or(1, |function| function.arity())
    }

    pub fn call<const N: usize>(&mut self, args: [Item; N]) -> Res<Item> {
        let Some(closure) = plain(self.function) else {
            return self.run.call_back(self.function, args.into(), self.env);
        };
        let mut args = args.into_iter();
        let vars = closure.lambda.params.iter().map(|name| (*name, args.next().unwrap_or_default()));
        let frame = match self.frame.take().filter(|frame| Rc::strong_count(frame) == 1) {
            Some(frame) => {
                frame.refill(vars);
                frame
            }
            None => Frame::within(&closure.env, vars.collect()),
        };
        let result = self.run.eval(&closure.lambda.body, &closure.input, &frame)?;
        let result = self.run.finish(result, &NOTHING, self.env)?;
        self.frame = Some(frame);
        Ok(result)
    }

    /// Calls it with an item, and with where it was found and in what if the function wants to know.
    pub fn offer(&mut self, item: Item, at: Item, whole: &Item) -> Res<Item> {
        match self.arity() {
            0 | 1 => self.call([item]),
            2 => self.call([item, at]),
            _ => self.call([item, at, whole.clone()]),
        }
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
