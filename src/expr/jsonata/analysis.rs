//! What can be said about an expression without evaluating it, and what Step Functions refuses.
//!
//! Variables are distinguished by scope, with one leniency: inside a function body every name that the
//! expression binds anywhere counts as bound, since the body may run after the binding.

use std::ops::Range;
use std::sync::Arc;

use super::Level;
use super::ast::{self, Binary, Group, Kind, Node, Path, Stage};
use super::error::{Fault, Kind as ErrorKind, Res};
use super::functions::{self, Builtin};
use super::misfit::{Misfit, misfit};
use super::names::{Names, Sym};

/// What an expression reads and calls. Spans are bytes of its text.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    /// Variables it does not bind itself, except `$states`, in the order of the text.
    pub variables: Vec<Read>,
    /// Fields of `$states` it reads, by their names: `input`, `result`, `errorOutput`, `context`.
    pub states: Vec<Read>,
    /// Where it uses `$states` as a whole.
    pub whole_states: Vec<Range<usize>>,
    /// Whether its value is always the same.
    pub constant: bool,
    /// Calls of functions that do not exist.
    pub unknown_functions: Vec<Call>,
    /// Calls of functions with too many or too few arguments.
    pub wrong_arity: Vec<Misuse>,
    /// The names behind `$states.context`, where it is followed by some.
    pub context: Vec<ContextRead>,
    /// Operands of which an operator can make nothing, the first of each operator.
    pub misfits: Vec<Misfit>,
    /// The texts and the names of members in it.
    pub texts: Vec<String>,
    /// Those that are compared with a variable or with a member, or name a member of a variable.
    pub compared: Vec<Compared>,
}

/// Members of the context object that are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContextRead {
    /// `Execution`, `Id`: the names that follow each other.
    pub names: Vec<Arc<str>>,
    /// The bytes of the expression, from `$states` to the last of the names.
    pub span: Range<usize>,
}

/// A text that is compared with a variable or with a member of that name: `"Pay" in $path`, `State = "Pay"`; or that
/// names a member of a variable: `$calls.Pay`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The text and its place.
    pub text: Read,
    /// What it is compared with, without `$`.
    pub with: String,
}

/// A name that is read, without `$`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// The name.
    pub name: String,
    /// The bytes of the expression.
    pub span: Range<usize>,
}

/// A function that is called, without `$`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The function.
    pub name: String,
    /// Its name in the text.
    pub span: Range<usize>,
}

/// A call with the wrong number of arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misuse {
    /// The function.
    pub name: String,
    /// The whole call.
    pub span: Range<usize>,
    /// How many arguments it is given.
    pub given: usize,
    /// How many it needs.
    pub least: usize,
    /// How many it takes, if there is a limit.
    pub most: Option<usize>,
}

impl Analysis {
    /// Whether evaluation might read `$states.field`.
    #[must_use]
    pub fn may_read(&self, field: &str) -> bool {
        !self.whole_states.is_empty() || self.states.iter().any(|read| read.name == field)
    }
}

/// Functions whose value differs from call to call.
const FICKLE: &[&str] = &["now", "millis", "random", "uuid", "shuffle", "eval"];

/// Where an expression is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Its context is that of the whole expression.
    Top,
    /// Its context is a value found on the way.
    Inside,
}

/// Looks at a tree. At [`Level::Aws`] a reference to the absent input is an error.
pub(super) fn analyse(tree: &Node, names: &Names, bound: &[Sym], level: Level) -> Res<Analysis> {
    let found = Analysis { constant: true, ..Analysis::default() };
    let mut walk = Walk { names, level, found, scope: Vec::new(), bound, lambdas: 0 };
    walk.node(tree, Place::Top)?;
    Ok(walk.found)
}

struct Walk<'n> {
    names: &'n Names,
    level: Level,
    found: Analysis,
    /// Names bound here so far.
    scope: Vec<Sym>,
    /// Names bound anywhere.
    bound: &'n [Sym],
    lambdas: usize,
}

impl Walk<'_> {
    fn is_bound(&self, name: Sym) -> bool {
        self.scope.contains(&name) || (self.lambdas > 0 && self.bound.contains(&name))
    }

    fn node(&mut self, node: &Node, place: Place) -> Res<()> {
        self.kind(node, place)?;
        node.predicates.iter().try_for_each(|predicate| self.node(predicate, Place::Inside))?;
        for stage in &node.step.stages {
            match stage {
                Stage::Filter(predicate) => self.node(predicate, Place::Inside)?,
                Stage::Index(name) => self.scope.push(*name),
            }
        }
        self.scope.extend(node.step.focus.into_iter().chain(node.step.index));
        match &node.group {
            Some(group) => self.group(group, Place::Inside),
            None => Ok(()),
        }
    }

    fn kind(&mut self, node: &Node, place: Place) -> Res<()> {
        match &node.kind {
            Kind::Path(path) => self.path(path, place),
            Kind::Name(name) if place == Place::Top => self.top(name, node),
            Kind::Root => self.top("$$", node),
            Kind::Context | Kind::Wildcard | Kind::Descendant => {
                self.found.constant &= place == Place::Inside;
                Ok(())
            }
            Kind::Name(name) => {
                self.found.texts.push(name.to_string());
                Ok(())
            }
            Kind::Literal(literal) => {
                self.found.texts.extend(literal.as_str().map(str::to_owned));
                Ok(())
            }
            Kind::Regex(_) | Kind::Parent(_) | Kind::Placeholder => Ok(()),
            Kind::Variable(variable) => {
                self.variable(variable, node);
                Ok(())
            }
            Kind::Binary(operator, pair) => {
                self.operands(*operator, pair);
                self.node(&pair.0, place)?;
                self.node(&pair.1, place)
            }
            Kind::And(pair) | Kind::Or(pair) | Kind::Default(_, pair) => {
                self.node(&pair.0, place)?;
                self.node(&pair.1, place)
            }
            Kind::Negate(operand) => self.node(operand, place),
            Kind::Array(array) => array.items.iter().try_for_each(|item| self.node(item, place)),
            Kind::Object(group) => self.group(group, place),
            Kind::Block(block) => {
                let outer = self.scope.len();
                block.parts.iter().try_for_each(|part| self.node(part, place))?;
                self.scope.truncate(outer);
                Ok(())
            }
            Kind::Condition(condition) => {
                self.node(&condition.test, place)?;
                self.node(&condition.then, place)?;
                condition.otherwise.iter().try_for_each(|otherwise| self.node(otherwise, place))
            }
            Kind::Bind(name, value) => {
                self.node(value, place)?;
                self.scope.push(*name);
                Ok(())
            }
            Kind::Lambda(lambda) => self.lambda(lambda, place),
            Kind::Call(call) | Kind::Partial(call) => self.call(node, call, 0, place),
            Kind::Apply(pair) => self.apply(pair, place),
            Kind::Sort(terms) => terms.iter().try_for_each(|term| self.node(&term.expression, Place::Inside)),
            Kind::Transform(transform) => {
                self.node(&transform.pattern, Place::Inside)?;
                self.node(&transform.update, Place::Inside)?;
                transform.delete.iter().try_for_each(|delete| self.node(delete, Place::Inside))
            }
        }
    }

    /// Notes what an operator is given.
    fn operands(&mut self, operator: Binary, pair: &(Node, Node)) {
        self.found.misfits.extend(misfit(operator, pair));
        if matches!(operator, Binary::In | Binary::Equal | Binary::NotEqual) {
            self.compared(&pair.0, &pair.1);
            self.compared(&pair.1, &pair.0);
        }
    }

    /// Notes the text that `one` is, if `other` is something with a name.
    fn compared(&mut self, one: &Node, other: &Node) {
        if let Kind::Literal(literal) = &one.kind
            && let (Some(text), Some(with)) = (literal.as_str(), self.called(other))
        {
            let text = Read { name: text.to_owned(), span: one.place.range() };
            self.found.compared.push(Compared { text, with });
        }
    }

    /// What a variable or a member is called; of a path, its last step.
    fn called(&self, node: &Node) -> Option<String> {
        if let Kind::Path(path) = &node.kind {
            return self.called(path.steps.last()?);
        }
        if let Kind::Variable(variable) = &node.kind {
            return Some(self.names.text(variable.name).to_string());
        }
        if let Kind::Name(name) = &node.kind { Some(name.to_string()) } else { None }
    }

    /// A reference to the input, which Step Functions does not have.
    fn top(&mut self, name: &str, node: &Node) -> Res<()> {
        self.found.constant = false;
        if self.level == Level::Full {
            return Ok(());
        }
        let message = format!("Reference to '{name}' at the top level is not supported.");
        Err(Fault::new("U2001").text(message).token(name).of(ErrorKind::Unsupported).at(node.place))
    }

    fn path(&mut self, path: &Path, place: Place) -> Res<()> {
        let outer = self.scope.len();
        if let [first, second, ..] = path.steps.as_slice()
            && let (Kind::Variable(variable), Kind::Name(member)) = (&first.kind, &second.kind)
        {
            let text = Read { name: member.to_string(), span: second.place.range() };
            let with = self.names.text(variable.name).to_string();
            self.found.compared.push(Compared { text, with });
        }
        if !self.states_field(path) {
            self.node(&path.steps[0], place)?;
        }
        path.steps[1..].iter().try_for_each(|step| self.node(step, Place::Inside))?;
        if !path.tuple {
            self.scope.truncate(outer);
        }
        Ok(())
    }

    /// Notes `$states.field`.
    fn states_field(&mut self, path: &Path) -> bool {
        let [first, second, ..] = path.steps.as_slice() else {
            return false;
        };
        let (Kind::Variable(variable), Kind::Name(field)) = (&first.kind, &second.kind) else {
            return false;
        };
        let bare = first.predicates.is_empty() && first.step.stages.is_empty() && first.group.is_none();
        if !bare || self.is_bound(variable.name) || &**self.names.text(variable.name) != "states" {
            return false;
        }
        let span = first.place.start as usize..second.place.end as usize;
        self.found.constant = false;
        self.found.states.push(Read { name: field.to_string(), span });
        if &**field == "context" {
            self.context(path);
        }
        true
    }

    /// Notes `$states.context.name.name`.
    fn context(&mut self, path: &Path) {
        let named = path.steps[2..].iter().map_while(|step| {
            let Kind::Name(name) = &step.kind else { return None };
            Some((Arc::clone(name), step.place.end as usize))
        });
        let (names, ends): (Vec<_>, Vec<_>) = named.unzip();
        if let Some(end) = ends.last() {
            let span = path.steps[0].place.start as usize..*end;
            self.found.context.push(ContextRead { names, span });
        }
    }

    fn group(&mut self, group: &Group, place: Place) -> Res<()> {
        for (key, value) in &group.pairs {
            self.node(key, place)?;
            self.node(value, place)?;
        }
        Ok(())
    }

    fn variable(&mut self, variable: &ast::Variable, node: &Node) {
        if self.is_bound(variable.name) || variable.builtin.is_some() {
            return;
        }
        self.found.constant = false;
        let name = self.names.text(variable.name).to_string();
        match &*name {
            "states" => self.found.whole_states.push(node.place.range()),
            _ => self.found.variables.push(Read { name, span: node.place.range() }),
        }
    }

    fn lambda(&mut self, lambda: &ast::Lambda, place: Place) -> Res<()> {
        let outer = self.scope.len();
        self.scope.extend(&lambda.params);
        self.lambdas += 1;
        self.node(&lambda.body, place)?;
        self.lambdas -= 1;
        self.scope.truncate(outer);
        Ok(())
    }

    fn apply(&mut self, pair: &(Node, Node), place: Place) -> Res<()> {
        self.node(&pair.0, place)?;
        if let Kind::Call(call) = &pair.1.kind {
            return self.call(&pair.1, call, 1, place);
        }
        self.node(&pair.1, place)
    }

    /// A call that is given so many arguments from outside.
    fn call(&mut self, node: &Node, call: &ast::Call, given: usize, place: Place) -> Res<()> {
        call.arguments.iter().try_for_each(|argument| self.node(argument, place))?;
        let Kind::Variable(variable) = &call.procedure.kind else {
            return self.node(&call.procedure, place);
        };
        if self.is_bound(variable.name) {
            return Ok(());
        }
        match variable.builtin {
            Some(id) => self.builtin(node, functions::builtin(id), call.arguments.len() + given),
            None => {
                let name = self.names.text(variable.name).to_string();
                self.found.constant = false;
                self.found.unknown_functions.push(Call { name, span: call.procedure.place.range() });
            }
        }
        Ok(())
    }

    fn builtin(&mut self, node: &Node, builtin: &Builtin, given: usize) {
        let arity = builtin.signature.arity();
        let takes_context = given < arity.most.unwrap_or(given);
        let looks_around = takes_context && self.level == Level::Full;
        self.found.constant &= !(FICKLE.contains(&builtin.name) || looks_around);
        let partial = matches!(node.kind, Kind::Partial(_));
        if !partial && (given < arity.least || arity.most.is_some_and(|most| given > most)) {
            self.found.wrong_arity.push(Misuse {
                name: builtin.name.to_owned(),
                span: node.place.range(),
                given,
                least: arity.least,
                most: arity.most,
            });
        }
    }
}
