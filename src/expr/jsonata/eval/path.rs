//! Paths: each step is evaluated for each result of the one before it, and the results are flattened.
//!
//! A stream of one is carried without a list around it, so that `$states.input.a.b` allocates nothing.

use crate::base::value::{Array, Value};

use crate::expr::jsonata::ast::{Kind, Node, Path, Stage};
use crate::expr::jsonata::env::Env;
use crate::expr::jsonata::error::Res;
use crate::expr::jsonata::item::{Builder, Flags, Item, List};
use crate::expr::jsonata::run::Run;

use super::filter::{literal_position, pick};
use super::{lookup, one, settle};

/// What goes from one step to the next.
pub(super) enum Stream {
    Empty,
    One(Item),
    /// The items of a list of any kind.
    Many(Item),
    /// The single result of the last step, an array that is handed on as it is.
    Whole(Item),
}

impl Stream {
    /// What a step's results amount to.
    fn of(mut found: Builder) -> Self {
        match found.len() {
            0 => Self::Empty,
            1 => Self::One(found.pop()),
            _ => Self::Many(found.finish(Flags::SEQUENCE)),
        }
    }
}

impl Run<'_> {
    pub(super) fn path(&self, node: &Node, path: &Path, input: &Item, env: &Env) -> Res<Item> {
        if let Some(first) = path.plain_from
            && self.observer.is_none()
        {
            self.budget.steps(path.steps.len())?;
            let steps = &path.steps[first..];
            let found = if let Kind::Variable(variable) = &path.steps[0].kind {
                self.with_variable(variable.name, env, |item| self.walk(steps, item)).transpose()?.flatten()
            } else {
                self.walk(steps, input)?
            };
            if let Some(found) = found {
                return self.grouped(node, found, env);
            }
        }
        if path.steps.iter().any(|step| step.step.tuple) {
            return self.tuple_path(node, path, input, env);
        }
        let (done, mut stream) = self.beginning(path, input, env)?;
        for (at, step) in path.steps.iter().enumerate().skip(done) {
            let last = at + 1 == path.steps.len();
            stream = self.path_step(step, stream, (at, last), env)?;
            if matches!(stream, Stream::Empty | Stream::Whole(_)) {
                break;
            }
        }
        self.grouped(node, collect(stream, path.keep_singleton), env)
    }

    /// The names that a path begins with, if they lead straight to something, and how many steps that is.
    fn beginning(&self, path: &Path, input: &Item, env: &Env) -> Res<(usize, Stream)> {
        // The last step distinguishes an array that it is from one that it selects: general evaluation.
        let plain = path.plain_steps.min(path.steps.len() - 1);
        if plain > 1
            && self.observer.is_none()
            && let Some(found) = self.straight(&path.steps[..plain], input, env)
        {
            self.budget.steps(plain)?;
            return Ok((plain, single(found, false)));
        }
        Ok((0, start(&path.steps[0], input)))
    }

    /// Where names lead straight to, from a variable or from the input.
    fn straight(&self, steps: &[Node], input: &Item, env: &Env) -> Option<Item> {
        let from = |steps: &[Node], item: &Item| find(steps, item.as_json()?).cloned().map(Item::Json);
        if let Kind::Variable(variable) = &steps[0].kind {
            return self.with_variable(variable.name, env, |item| from(&steps[1..], item)).flatten();
        }
        from(steps, input)
    }

    fn grouped(&self, node: &Node, result: Item, env: &Env) -> Res<Item> {
        match &node.group {
            Some(group) => self.group(group, &result, env),
            None => Ok(result),
        }
    }

    /// One step over all that came from the one before it; `at` is its place and whether it is the last.
    pub(super) fn path_step(&self, step: &Node, stream: Stream, at: (usize, bool), env: &Env) -> Res<Stream> {
        if at.0 == 0 && step.is_cons() {
            let built = self.eval(step, &wrapped(stream), env)?;
            return Ok(match built.as_list() {
                None if !built.is_defined() => Stream::Empty,
                None if at.1 => Stream::One(built),
                // Of what is no array, since a predicate left one item, the reference takes what it can
                // count: the characters of a text.
                None => Stream::of(characters(&built)),
                // Nothing is looked for in an array without items: it is the result.
                Some(list) if at.1 || list.len() == 0 => Stream::Whole(built),
                Some(_) => Stream::Many(built),
            });
        }
        if let Kind::Sort(terms) = &step.kind {
            let sorted = self.order_by(step, terms, &wrapped(stream), env)?;
            return self.sorted(step, sorted, at.1, env);
        }
        match stream {
            Stream::Empty => Ok(Stream::Empty),
            Stream::One(item) | Stream::Whole(item) => {
                let result = self.step_of_one(step, &item, env)?;
                Ok(single(result, at.1))
            }
            Stream::Many(items) => self.step_of_many(step, &items, at.1, env),
        }
    }

    /// A step for one input: the construct, then its filters.
    fn step_of_one(&self, step: &Node, item: &Item, env: &Env) -> Res<Item> {
        let mut result = self.eval(step, item, env)?;
        for stage in &step.step.stages {
            if let Stage::Filter(predicate) = stage {
                // In a path one item is as good as a sequence of one.
                result = match literal_position(predicate) {
                    Some(position) => pick(&result, position),
                    None => self.filter(predicate, &result, env)?,
                };
            }
        }
        Ok(result)
    }

    fn step_of_many(&self, step: &Node, items: &Item, last: bool, env: &Env) -> Res<Stream> {
        let list = items.as_list().expect("a stream of many is a list");
        if let (Kind::Name(name), List::Json(values, _)) = (&step.kind, list)
            && self.observer.is_none()
            && step.predicates.is_empty()
            && step.step.stages.is_empty()
            && step.group.is_none()
            && !step.keep_array
        {
            self.budget.steps(values.len())?;
            return self.names(values, name, last);
        }
        let mut found = Builder::default();
        let mut only = Item::Undefined;
        let (mut hits, mut held) = (0, 0);
        for item in list.iter() {
            let result = self.step_of_one(step, &item, env)?;
            self.hold(&mut held, step, &result)?;
            if !result.is_defined() {
                continue;
            }
            hits += 1;
            if result.flags().cons {
                found.push(result.clone());
            } else {
                self.room_in(&found, result.as_list().map_or(1, List::len))?;
                found.extend(result.clone());
            }
            only = if last && hits == 1 { result } else { Item::Undefined };
        }
        if hits == 1 && only.as_list().is_some() && !only.flags().sequence {
            return Ok(Stream::Whole(only));
        }
        Ok(match Stream::of(found) {
            Stream::Many(items) => Stream::Many(self.finite(items)?),
            other @ (Stream::Empty | Stream::One(_) | Stream::Whole(_)) => other,
        })
    }

    fn sorted(&self, step: &Node, sorted: Item, last: bool, env: &Env) -> Res<Stream> {
        let mut result = sorted;
        for stage in &step.step.stages {
            if let Stage::Filter(predicate) = stage {
                result = self.filter(predicate, &result, env)?;
            }
        }
        let Some(list) = result.as_list() else {
            return Ok(Stream::One(result));
        };
        Ok(match list.len() {
            0 => Stream::Empty,
            _ if last => Stream::Whole(result),
            _ => Stream::Many(result),
        })
    }
}

/// The first step's input: an array item by item, unless the step does not use it.
pub(super) fn start(first: &Node, input: &Item) -> Stream {
    let absolute = matches!(first.kind, Kind::Variable(_) | Kind::Context | Kind::Root);
    if !absolute && input.as_list().is_some() {
        Stream::Many(input.clone())
    } else {
        Stream::One(input.clone())
    }
}

/// The characters of a text; nothing of anything else.
fn characters(item: &Item) -> Builder {
    let mut found = Builder::default();
    let text = item.as_str().unwrap_or_default();
    text.chars().for_each(|c| found.push_value(Value::from(c.to_string())));
    found
}

/// A stream as a sequence.
fn wrapped(stream: Stream) -> Item {
    match stream {
        Stream::Empty | Stream::One(Item::Undefined) => Item::Undefined,
        Stream::Many(items) => items,
        Stream::One(item) | Stream::Whole(item) => one(item),
    }
}

fn collect(stream: Stream, keep: bool) -> Item {
    let flags = Flags { keep, ..Flags::SEQUENCE };
    match stream {
        Stream::Empty => Item::Undefined,
        Stream::One(item) if keep => one(item).with_flags(flags),
        Stream::One(item) => item,
        Stream::Many(items) if items.flags().cons && keep => one(items).with_flags(flags),
        Stream::Many(items) if keep => items.with_flags(flags),
        Stream::Many(items) => items,
        Stream::Whole(items) if keep && items.flags().cons && !items.flags().sequence => {
            one(items).with_flags(flags)
        }
        Stream::Whole(items) if keep && items.flags().sequence => items.with_flags(flags),
        Stream::Whole(items) => items,
    }
}

/// The stream of a single result.
fn single(result: Item, last: bool) -> Stream {
    let flags = result.flags();
    match result.as_list().map(List::len) {
        None if result.is_defined() => Stream::One(result),
        None => Stream::Empty,
        Some(_) if last && !flags.sequence => Stream::Whole(result),
        Some(_) if flags.cons => Stream::One(result),
        Some(0) => Stream::Empty,
        Some(1) => Stream::One(result.as_list().map(|list| list.get(0)).unwrap_or_default()),
        Some(_) => Stream::Many(result.with_flags(Flags::SEQUENCE)),
    }
}

/// Where a path of names leads.
enum Reached<'v> {
    Value(&'v Value),
    /// An array before the step at that place.
    Array(usize, &'v Array),
    Nothing,
}

fn reach<'v>(steps: &[Node], value: &'v Value) -> Reached<'v> {
    let mut current = value;
    for (at, step) in steps.iter().enumerate() {
        match current {
            Value::Object(members) => match members.get(name_of(step)) {
                Some(member) => current = member,
                None => return Reached::Nothing,
            },
            Value::Array(items) => return Reached::Array(at, items),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return Reached::Nothing,
        }
    }
    Reached::Value(current)
}

/// The one value that a path of names leads to, borrowed.
pub(super) fn find<'v>(steps: &[Node], value: &'v Value) -> Option<&'v Value> {
    if let Reached::Value(found) = reach(steps, value) { Some(found) } else { None }
}

/// What a path leads to from each item; nothing if it leads through an array or to one.
fn each_alone(steps: &[Node], items: &Array) -> Option<Builder> {
    let mut found = Builder::with_capacity(items.len());
    for item in items.iter() {
        match reach(steps, item) {
            Reached::Array(..) | Reached::Value(Value::Array(_)) => return None,
            Reached::Value(value) => found.push_value(value.clone()),
            Reached::Nothing => {}
        }
    }
    Some(found)
}

fn name_of(step: &Node) -> &str {
    if let Kind::Name(name) = &step.kind { name } else { "" }
}

impl Run<'_> {
    /// A path of names from an object: member by member, and from the first array on item by item. From
    /// anything else there is no straight way.
    fn walk(&self, steps: &[Node], from: &Item) -> Res<Option<Item>> {
        let Item::Json(value @ Value::Object(_)) = from else {
            return Ok(None);
        };
        self.walk_object(steps, value).map(Some)
    }

    fn walk_object(&self, steps: &[Node], value: &Value) -> Res<Item> {
        match reach(steps, value) {
            Reached::Value(value) => Ok(Item::Json(value.clone())),
            Reached::Array(at, items) => self.walk_many(&steps[at..], items),
            Reached::Nothing => Ok(Item::Undefined),
        }
    }

    /// The same from many: each item alone as long as no array is on the way, else step by step.
    fn walk_many(&self, steps: &[Node], items: &Array) -> Res<Item> {
        if let Some(found) = each_alone(steps, items) {
            return Ok(collect(Stream::of(found), false));
        }
        let mut stream = self.names(items, name_of(&steps[0]), steps.len() == 1)?;
        for (at, step) in steps.iter().enumerate().skip(1) {
            let last = at + 1 == steps.len();
            stream = match stream {
                Stream::Many(Item::List(items, _)) => self.names(&items, name_of(step), last)?,
                Stream::One(item) => {
                    single(settle(lookup::name(&item, name_of(step), &self.budget)?, false), last)
                }
                Stream::Empty | Stream::Many(_) | Stream::Whole(_) => return Ok(Item::Undefined),
            };
        }
        Ok(collect(stream, false))
    }

    /// The member `name` of many values.
    fn names(&self, values: &[Value], name: &str, last: bool) -> Res<Stream> {
        let mut found = Builder::with_capacity(values.len());
        let mut hits = 0;
        let mut only = None;
        for value in values {
            match value {
                Value::Object(members) => match members.get(name) {
                    Some(Value::Array(items)) => {
                        hits += 1;
                        only = (last && hits == 1).then(|| items.clone());
                        self.room_in(&found, items.len())?;
                        found.extend_values(items);
                    }
                    Some(other) => {
                        hits += 1;
                        found.push_value(other.clone());
                    }
                    None => {}
                },
                Value::Array(_) => {
                    let result = settle(lookup::name(&Item::Json(value.clone()), name, &self.budget)?, false);
                    if result.is_defined() {
                        hits += 1;
                        let array = result.as_json().and_then(Value::as_array);
                        only = array.filter(|_| last && hits == 1).cloned();
                        self.room_in(&found, result.as_list().map_or(1, List::len))?;
                        found.extend(result);
                    }
                }
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
            }
        }
        match only {
            Some(items) if hits == 1 => Ok(Stream::Whole(Item::Json(Value::Array(items)))),
            _ => Ok(Stream::of(found)),
        }
    }
}
