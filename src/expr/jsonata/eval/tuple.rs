//! Paths that carry variables along: `@` (focus), `#` (index) and `%` (parent).

use std::rc::Rc;

use crate::expr::jsonata::ast::{Kind, Node, Path, Stage};
use crate::expr::jsonata::env::{Env, Frame};
use crate::expr::jsonata::error::Res;
use crate::expr::jsonata::item::{Builder, Flags, Item};
use crate::expr::jsonata::run::Run;
use crate::expr::jsonata::tuple::Tuple;

use super::filter::{index, literal_position, picks};
use super::path::{Stream, start};

impl Run<'_> {
    /// A path of which some step binds variables.
    pub(super) fn tuple_path(&self, node: &Node, path: &Path, input: &Item, env: &Env) -> Res<Item> {
        let mut stream = start(&path.steps[0], input);
        let mut tuples: Option<Vec<Tuple>> = None;
        for (at, step) in path.steps.iter().enumerate() {
            if at == 0 && step.is_cons() {
                // The reference binds nothing to the items of an array that a path begins with.
                let last = path.steps.len() == 1;
                tuples = Some(tuples_of(self.path_step(
                    step,
                    std::mem::replace(&mut stream, Stream::Empty),
                    (0, last),
                    env,
                )?));
                continue;
            }
            if tuples.is_none() && !step.step.tuple {
                let last = at + 1 == path.steps.len();
                stream = self.path_step(step, stream, (at, last), env)?;
                if matches!(stream, Stream::Empty) {
                    break;
                }
                continue;
            }
            let input =
                tuples.take().unwrap_or_else(|| tuples_of(std::mem::replace(&mut stream, Stream::Empty)));
            tuples = Some(self.tuple_step(step, input, env)?);
        }
        if let Some(group) = &node.group {
            let input = tuples.map_or(Item::Undefined, |tuples| Item::Tuples(Rc::new(tuples)));
            return self.group(group, &input, env);
        }
        let Some(tuples) = tuples else {
            return Ok(Item::Undefined);
        };
        if path.tuple {
            return Ok(Item::Tuples(Rc::new(tuples)));
        }
        let mut found = Builder::with_capacity(tuples.len());
        tuples.into_iter().for_each(|tuple| found.push(tuple.item));
        self.list(found, Flags { keep: path.keep_singleton, ..Flags::SEQUENCE })
    }

    fn tuple_step(&self, step: &Node, input: Vec<Tuple>, env: &Env) -> Res<Vec<Tuple>> {
        let mut results = Vec::new();
        if let Kind::Sort(terms) = &step.kind {
            results = self.order_tuples(step, terms, input, env)?;
            if let Some(name) = step.step.index {
                count(&mut results, name);
            }
            return self.stages(step, results, env);
        }
        for tuple in input {
            let frame = self.frame(&tuple, env);
            let found = self.eval(step, &tuple.item, &frame)?;
            if let Item::Tuples(inner) = &found {
                self.room(inner.len(), &tuple)?;
                for more in inner.iter() {
                    let mut joined = Tuple { item: more.item.clone(), vars: tuple.vars.clone() };
                    more.vars.iter().for_each(|(name, item)| joined.bind(*name, item.clone()));
                    results.push(joined);
                }
                continue;
            }
            self.room(found.as_list().map_or(1, |list| list.len()), &tuple)?;
            let single = [found.clone()];
            let mut add = |at: usize, item: Item| results.push(bound(step, &tuple, at, item));
            match found.as_list() {
                Some(list) => list.iter().enumerate().for_each(|(at, item)| add(at, item)),
                None if found.is_defined() => single.into_iter().for_each(|item| add(0, item)),
                None => {}
            }
        }
        self.stages(step, results, env)
    }

    /// Takes the memory of `count` tuples more that follow from `tuple`, before they are made: a step over two long
    /// lists makes as many as their product.
    fn room(&self, count: usize, tuple: &Tuple) -> Res<()> {
        let one = size_of::<Tuple>() + tuple.bytes_of_vars();
        self.budget.memory(count.saturating_mul(one))
    }

    /// Filters and position variables behind a step.
    fn stages(&self, step: &Node, mut tuples: Vec<Tuple>, env: &Env) -> Res<Vec<Tuple>> {
        for stage in &step.step.stages {
            match stage {
                Stage::Filter(predicate) => tuples = self.filter_tuples(predicate, tuples, env)?,
                Stage::Index(name) => count(&mut tuples, *name),
            }
        }
        Ok(tuples)
    }

    pub(super) fn filter_tuples(&self, predicate: &Node, tuples: Vec<Tuple>, env: &Env) -> Res<Vec<Tuple>> {
        if let Some(position) = literal_position(predicate) {
            return Ok(index(position, tuples.len()).map(|at| tuples[at].clone()).into_iter().collect());
        }
        let len = tuples.len();
        let mut kept = Vec::new();
        for (at, tuple) in tuples.into_iter().enumerate() {
            let frame = self.frame(&tuple, env);
            let verdict = self.eval(predicate, &tuple.item, &frame)?;
            for _ in 0..picks(&verdict, at, len, self)? {
                kept.push(tuple.clone());
            }
        }
        Ok(kept)
    }

    /// A frame with a tuple's variables.
    #[expect(clippy::unused_self, reason = "reads as the other ways to make a frame")]
    pub(super) fn frame(&self, tuple: &Tuple, env: &Env) -> Env {
        Frame::within(env, tuple.vars.clone())
    }
}

/// Numbers tuples from 0.
fn count(tuples: &mut [Tuple], name: crate::expr::jsonata::names::Sym) {
    for (at, tuple) in tuples.iter_mut().enumerate() {
        tuple.bind(name, at.into());
    }
}

/// A result of a step, with all that the step binds.
fn bound(step: &Node, from: &Tuple, at: usize, item: Item) -> Tuple {
    let mut tuple = from.clone();
    match step.step.focus {
        Some(name) => tuple.bind(name, item),
        None => tuple.item = item,
    }
    if let Some(name) = step.step.index {
        tuple.bind(name, at.into());
    }
    if let Some(slot) = &step.step.ancestor {
        tuple.bind(slot.name(), from.item.clone());
    }
    tuple
}

fn tuples_of(stream: Stream) -> Vec<Tuple> {
    match stream {
        Stream::Empty => Vec::new(),
        Stream::Whole(item) if item.as_list().is_some_and(|list| list.len() == 0) => Vec::new(),
        Stream::One(item) | Stream::Whole(item) => vec![Tuple::of(item)],
        Stream::Many(items) => {
            items.as_list().map(|list| list.iter().map(Tuple::of).collect()).unwrap_or_default()
        }
    }
}
