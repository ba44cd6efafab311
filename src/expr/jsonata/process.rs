//! From the tree as written to the tree to evaluate, bottom up, as the reference's second pass does.

use std::sync::Arc;

use crate::base::value::Value;

use super::ancestry::Ancestry;
use super::ast::{
    Array, Binary, Block, BuiltinId, Call, Condition, Group, Kind, Lambda, Node, Stage, Term, Transform,
    Variable,
};
use super::error::{Fault, Place, Res};
use super::names::{Names, Sym};
use super::raw::{self, Kind as Written, Pair, Raw};
use super::tail;

/// Finds the built-in function of a name.
pub(super) type Builtins<'n> = &'n dyn Fn(&str) -> Option<BuiltinId>;

/// What the second pass knows while it goes up the tree.
pub(super) struct Processor<'n> {
    names: &'n mut Names,
    ancestry: Ancestry,
    builtins: Builtins<'n>,
    /// Names that something in the expression binds.
    bound: Vec<Sym>,
    /// How many bindings the block or function being processed makes in its own frame.
    binds: usize,
}

/// Turns a written tree into one to evaluate, and returns the names it binds.
pub(super) fn process(raw: Raw, names: &mut Names, builtins: Builtins<'_>) -> Res<(Node, Vec<Sym>)> {
    let mut processor =
        Processor { names, ancestry: Ancestry::default(), builtins, bound: Vec::new(), binds: 0 };
    let node = processor.node(raw)?;
    if matches!(node.kind, Kind::Parent(_)) || !node.step.seeking.is_empty() {
        return Err(Fault::new("S0217").token("parent").at(node.place));
    }
    Ok((node, processor.bound))
}

impl Processor<'_> {
    fn node(&mut self, raw: Raw) -> Res<Node> {
        let keep_array = raw.keep_array;
        let mut node = self.kind(raw.kind, raw.place, keep_array);
        if let Ok(node) = &mut node {
            node.keep_array |= keep_array;
        }
        node
    }

    fn kind(&mut self, kind: Written, place: Place, keep: bool) -> Res<Node> {
        match kind {
            Written::Name(name) => named(name, place, keep),
            Written::Variable(name) => leaf(self.variable(&name), place),
            Written::Literal(value) => leaf(Kind::Literal(value), place),
            Written::Regex(pattern) => leaf(Kind::Regex(pattern), place),
            Written::Wildcard => leaf(Kind::Wildcard, place),
            Written::Descendant => leaf(Kind::Descendant, place),
            Written::Placeholder => leaf(Kind::Placeholder, place),
            Written::Parent => self.parent(place),
            Written::End => Err(Fault::new("S0207").token("(end)").at(place)),
            Written::Step(pair) => self.step(*pair, place),
            Written::Filter(pair) => self.filter(*pair, place),
            Written::Group(left, pairs) => self.group(*left, pairs, place),
            Written::Sort(left, terms) => self.sort(*left, terms, place),
            Written::Bind(name, value) => self.bind(&name, *value, place),
            Written::Focus(left, name) => self.focus(*left, &name, place, keep),
            Written::Index(left, name) => self.index(*left, &name, place),
            Written::Apply(pair) => self.apply(*pair, place),
            Written::Binary(sign, pair) => self.binary(sign, *pair, place),
            Written::Default(keep, pair) => self.default(keep, *pair, place),
            Written::Negate(operand) => self.negate(*operand, place),
            Written::Array(items) => self.array(items, place),
            Written::Object(pairs) => self.object(pairs, place),
            Written::Block(parts) => self.block(parts, place),
            Written::Call(procedure, arguments) => self.call(*procedure, arguments, place, Kind::Call),
            Written::Partial(procedure, arguments) => self.call(*procedure, arguments, place, Kind::Partial),
            Written::Lambda(lambda) => self.lambda(*lambda, place),
            Written::Condition(condition) => self.condition(*condition, place),
            Written::Transform(transform) => self.transform(*transform, place),
        }
    }

    fn variable(&mut self, name: &str) -> Kind {
        match name {
            "" => Kind::Context,
            "$" => Kind::Root,
            name => {
                Kind::Variable(Variable { name: self.names.intern(name), builtin: (self.builtins)(name) })
            }
        }
    }

    /// The name as something that is bound here.
    fn binding(&mut self, name: &str) -> Sym {
        let name = self.names.intern(name);
        if !self.bound.contains(&name) {
            self.bound.push(name);
        }
        name
    }

    fn default(&mut self, keep: raw::Keep, pair: (Raw, Raw), place: Place) -> Res<Node> {
        let pair = Box::new(self.both(pair)?);
        adopting(Kind::Default(keep, pair), place)
    }

    fn parent(&mut self, place: Place) -> Res<Node> {
        let label = self.names.fresh();
        self.bound.push(label);
        let (slot, index) = self.ancestry.add(label);
        let mut node = Node::new(Kind::Parent(slot), place);
        node.step.seeking.push(index);
        Ok(node)
    }

    fn both(&mut self, (left, right): (Raw, Raw)) -> Res<(Node, Node)> {
        Ok((self.node(left)?, self.node(right)?))
    }

    fn many(&mut self, raws: Vec<Raw>) -> Res<Vec<Node>> {
        raws.into_iter().map(|raw| self.node(raw)).collect()
    }

    fn pairs(&mut self, pairs: Vec<Pair>) -> Res<Vec<(Node, Node)>> {
        pairs.into_iter().map(|pair| self.both(pair)).collect()
    }

    fn step(&mut self, (left, right): (Raw, Raw), place: Place) -> Res<Node> {
        let mut node = into_path(self.node(left)?, place);
        let mut rest = self.node(right)?;
        node.place = place;
        let Kind::Path(path) = &mut node.kind else { unreachable!("into_path makes a path") };
        if let Kind::Path(more) = rest.kind {
            path.steps.extend(more.steps);
        } else {
            rest.step.stages.splice(0..0, rest.predicates.drain(..).map(Stage::Filter));
            path.steps.push(rest);
        }
        for step in &mut path.steps {
            literal_step(step)?;
        }
        path.keep_singleton |= path.steps.iter().any(|step| step.keep_array);
        let last = path.steps.len() - 1;
        for at in [0, last] {
            if let Kind::Array(array) = &mut path.steps[at].kind {
                array.cons = true;
            }
        }
        let seeking = self.ancestry.resolve(path)?;
        node.step.seeking.extend(seeking);
        Ok(with_plain(node))
    }

    fn filter(&mut self, (left, predicate): (Raw, Raw), place: Place) -> Res<Node> {
        let mut node = self.node(left)?;
        let mut predicate = self.node(predicate)?;
        let in_path = matches!(node.kind, Kind::Path(_));
        let step = last_step(&mut node);
        if step.group.is_some() {
            return Err(Fault::new("S0209").at(place));
        }
        let seeking = std::mem::take(&mut predicate.step.seeking);
        for &slot in &seeking {
            self.ancestry.seek_from_predicate(step, slot)?;
        }
        step.step.seeking.extend(seeking);
        if in_path {
            step.step.stages.push(Stage::Filter(predicate));
        } else {
            step.predicates.push(predicate);
        }
        node.place = Place { op: node.place.op, ..place };
        Ok(with_plain(node))
    }

    fn group(&mut self, left: Raw, pairs: Vec<Pair>, place: Place) -> Res<Node> {
        let mut node = self.node(left)?;
        if node.group.is_some() {
            return Err(Fault::new("S0210").at(place));
        }
        node.group = Some(Box::new(Group { pairs: self.pairs(pairs)?, place }));
        node.place = Place { op: node.place.op, ..place };
        Ok(node)
    }

    fn sort(&mut self, left: Raw, terms: Vec<raw::Term>, place: Place) -> Res<Node> {
        let left = self.node(left)?;
        let in_path = matches!(left.kind, Kind::Path(_));
        let mut node = if in_path { left } else { Node::path(left, place) };
        let mut seeking = Vec::new();
        let mut sorted = Vec::with_capacity(terms.len());
        for term in terms {
            let mut expression = self.node(term.expression)?;
            seeking.append(&mut expression.step.seeking);
            sorted.push(Term { descending: term.descending, expression });
        }
        let mut sort = Node::new(Kind::Sort(sorted.into()), place);
        sort.step.seeking = seeking;
        let Kind::Path(path) = &mut node.kind else { unreachable!("made a path above") };
        path.steps.push(sort);
        let seeking = self.ancestry.resolve(path)?;
        node.step.seeking.extend(seeking);
        node.place = place;
        Ok(with_plain(node))
    }

    fn bind(&mut self, name: &str, value: Raw, place: Place) -> Res<Node> {
        self.binds += 1;
        let value = self.node(value)?;
        let name = self.binding(name);
        adopting(Kind::Bind(name, Box::new(value)), place)
    }

    fn focus(&mut self, left: Raw, name: &str, place: Place, keep: bool) -> Res<Node> {
        let mut node = self.node(left)?;
        let name = self.binding(name);
        let step = last_step(&mut node);
        if !step.step.stages.is_empty() || !step.predicates.is_empty() {
            return Err(Fault::new("S0215").at(place));
        }
        if matches!(step.kind, Kind::Sort(_)) {
            return Err(Fault::new("S0216").at(place));
        }
        step.keep_array |= keep;
        step.step.focus = Some(name);
        step.step.tuple = true;
        Ok(with_plain(node))
    }

    fn index(&mut self, left: Raw, name: &str, place: Place) -> Res<Node> {
        let mut node = self.node(left)?;
        let name = self.binding(name);
        if !matches!(node.kind, Kind::Path(_)) {
            node.step.stages.splice(0..0, node.predicates.drain(..).map(Stage::Filter));
            node = Node::path(node, place);
        }
        let step = last_step(&mut node);
        if step.step.stages.is_empty() {
            step.step.index = Some(name);
        } else {
            step.step.stages.push(Stage::Index(name));
        }
        step.step.tuple = true;
        Ok(with_plain(node))
    }

    fn apply(&mut self, pair: (Raw, Raw), place: Place) -> Res<Node> {
        let (left, right) = self.both(pair)?;
        let keep = left.keep_array || right.keep_array;
        let mut node = Node::new(Kind::Apply(Box::new((left, right))), place);
        node.keep_array = keep;
        Ok(node)
    }

    fn binary(&mut self, sign: &'static str, pair: (Raw, Raw), place: Place) -> Res<Node> {
        let pair = Box::new(self.both(pair)?);
        let kind = match sign {
            "and" => Kind::And(pair),
            "or" => Kind::Or(pair),
            _ => match Binary::from_sign(sign) {
                Some(operator) => Kind::Binary(operator, pair),
                None => return Err(Fault::new("S0201").token(sign).at(place)),
            },
        };
        adopting(kind, place)
    }

    fn negate(&mut self, operand: Raw, place: Place) -> Res<Node> {
        let mut operand = self.node(operand)?;
        if let Kind::Literal(Value::Number(number)) = &operand.kind {
            operand.kind = Kind::Literal(super::number::negate(*number));
            return Ok(operand);
        }
        adopting(Kind::Negate(Box::new(operand)), place)
    }

    fn array(&mut self, items: Vec<Raw>, place: Place) -> Res<Node> {
        let items = self.many(items)?;
        adopting(Kind::Array(Box::new(Array { items, cons: false })), place)
    }

    fn object(&mut self, pairs: Vec<Pair>, place: Place) -> Res<Node> {
        let pairs = self.pairs(pairs)?;
        adopting(Kind::Object(Box::new(Group { pairs, place })), place)
    }

    fn block(&mut self, parts: Vec<Raw>, place: Place) -> Res<Node> {
        let outer = std::mem::take(&mut self.binds);
        let parts = self.many(parts)?;
        let binds = std::mem::replace(&mut self.binds, outer) > 0;
        let cons = parts
            .iter()
            .any(|part| part.is_cons() || matches!(&part.kind, Kind::Path(path) if path.steps[0].is_cons()));
        adopting(Kind::Block(Box::new(Block { parts, binds, cons })), place)
    }

    fn call(
        &mut self,
        procedure: Raw,
        arguments: Vec<Raw>,
        place: Place,
        kind: fn(Box<Call>) -> Kind,
    ) -> Res<Node> {
        let arguments = self.many(arguments)?;
        let procedure = self.node(procedure)?;
        let name = self.called(&procedure);
        adopting(kind(Box::new(Call { procedure, arguments, name, tail: false })), place)
    }

    /// The name a function is called by.
    fn called(&mut self, procedure: &Node) -> Option<Sym> {
        if let Kind::Variable(variable) = &procedure.kind {
            return Some(variable.name);
        }
        if let Kind::Path(path) = &procedure.kind
            && let Kind::Name(name) = &path.steps[0].kind
        {
            return Some(self.names.intern(name));
        }
        None
    }

    fn lambda(&mut self, lambda: raw::Lambda, place: Place) -> Res<Node> {
        let params = lambda.params.iter().map(|name| self.binding(name)).collect();
        let outer = std::mem::take(&mut self.binds);
        let mut body = self.node(lambda.body)?;
        self.binds = outer;
        tail::mark(&mut body);
        let lambda = Lambda { params, signature: lambda.signature, body };
        Ok(Node::new(Kind::Lambda(Arc::new(lambda)), place))
    }

    fn condition(&mut self, condition: raw::Condition, place: Place) -> Res<Node> {
        let (test, then) = (self.node(condition.test)?, self.node(condition.then)?);
        let otherwise = condition.otherwise.map(|otherwise| self.node(otherwise)).transpose()?;
        adopting(Kind::Condition(Box::new(Condition { test, then, otherwise })), place)
    }

    fn transform(&mut self, transform: raw::Transform, place: Place) -> Res<Node> {
        let (pattern, update) = (self.node(transform.pattern)?, self.node(transform.update)?);
        let delete = transform.delete.map(|delete| self.node(delete)).transpose()?;
        Ok(Node::new(Kind::Transform(Arc::new(Transform { pattern, update, delete })), place))
    }
}

/// A field name: a path of one step.
fn named(name: Arc<str>, place: Place, keep: bool) -> Res<Node> {
    let mut step = Node::new(Kind::Name(name), place);
    step.keep_array = keep;
    let mut node = Node::path(step, place);
    if let Kind::Path(path) = &mut node.kind {
        path.keep_singleton = keep;
    }
    Ok(with_plain(node))
}

/// A node without parts.
fn leaf(kind: Kind, place: Place) -> Res<Node> {
    Ok(Node::new(kind, place))
}

fn into_path(node: Node, place: Place) -> Node {
    if matches!(node.kind, Kind::Path(_)) {
        return node;
    }
    let seeking = if matches!(node.kind, Kind::Parent(_)) { node.step.seeking.clone() } else { Vec::new() };
    let mut path = Node::path(node, place);
    path.step.seeking = seeking;
    path
}

/// The last step of a path, or the node itself.
fn last_step(node: &mut Node) -> &mut Node {
    if !matches!(node.kind, Kind::Path(_)) {
        return node;
    }
    let Kind::Path(path) = &mut node.kind else { unreachable!("checked above") };
    path.steps.last_mut().expect("a path has a step")
}

/// A string as a step is a name; any other literal cannot be one.
fn literal_step(step: &mut Node) -> Res<()> {
    if let Kind::Literal(value) = &step.kind {
        let Value::String(name) = value else {
            return Err(Fault::new("S0213").value(value.clone()).at(step.place));
        };
        step.kind = Kind::Name(Arc::clone(name));
    }
    Ok(())
}

/// A node that goes on looking for the parents its parts have not found.
fn adopting(mut kind: Kind, place: Place) -> Res<Node> {
    let mut seeking = Vec::new();
    let mut take = |part: &mut Node| seeking.append(&mut part.step.seeking);
    match &mut kind {
        Kind::Binary(_, pair) | Kind::And(pair) | Kind::Or(pair) | Kind::Default(_, pair) => {
            take(&mut pair.0);
            take(&mut pair.1);
        }
        Kind::Bind(_, part) | Kind::Negate(part) => take(part),
        Kind::Array(array) => array.items.iter_mut().for_each(take),
        Kind::Block(block) => block.parts.iter_mut().for_each(take),
        Kind::Call(call) | Kind::Partial(call) => call.arguments.iter_mut().for_each(take),
        Kind::Object(group) => {
            for (key, value) in &mut group.pairs {
                take(key);
                take(value);
            }
        }
        Kind::Condition(condition) => {
            take(&mut condition.test);
            take(&mut condition.then);
            condition.otherwise.iter_mut().for_each(take);
        }
        Kind::Path(_)
        | Kind::Name(_)
        | Kind::Literal(_)
        | Kind::Regex(_)
        | Kind::Wildcard
        | Kind::Descendant
        | Kind::Parent(_)
        | Kind::Context
        | Kind::Root
        | Kind::Variable(_)
        | Kind::Lambda(_)
        | Kind::Placeholder
        | Kind::Apply(_)
        | Kind::Sort(_)
        | Kind::Transform(_) => {}
    }
    let mut node = Node::new(kind, place);
    node.step.seeking = seeking;
    Ok(node)
}

/// Notes whether a path is nothing but names, perhaps behind a variable: a straight walk evaluates that.
fn with_plain(mut node: Node) -> Node {
    if let Kind::Path(path) = &mut node.kind {
        let first = usize::from(matches!(path.steps[0].kind, Kind::Variable(_)));
        let is_plain =
            |at: usize, step: &Node| (at < first || matches!(step.kind, Kind::Name(_))) && is_bare(step);
        let steps = path.steps.iter().enumerate();
        path.plain_steps = steps.take_while(|(at, step)| is_plain(*at, step)).count();
        let plain = path.plain_steps == path.steps.len() && !path.keep_singleton;
        path.plain_from = plain.then_some(first);
    }
    node
}

/// Whether a step has no attribute of any kind.
fn is_bare(node: &Node) -> bool {
    let step = &node.step;
    !node.keep_array
        && node.predicates.is_empty()
        && node.group.is_none()
        && step.stages.is_empty()
        && !step.tuple
}
