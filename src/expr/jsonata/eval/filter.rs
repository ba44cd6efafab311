//! Predicates: `[...]` keeps items, by position or by truth.

use std::rc::Rc;

use crate::base::value::{Number, Value};

use crate::expr::jsonata::ast::{Kind, Node};
use crate::expr::jsonata::env::Env;
use crate::expr::jsonata::error::Res;
use crate::expr::jsonata::functions::holds;
use crate::expr::jsonata::item::{Builder, Flags, Item, List};
use crate::expr::jsonata::run::Run;

use super::one;

impl Run<'_> {
    /// All predicates of a node, one after the other.
    pub(super) fn predicates(&self, node: &Node, input: Item, env: &Env) -> Res<Item> {
        node.predicates.iter().try_fold(input, |input, predicate| {
            if let Item::Tuples(tuples) = &input {
                return Ok(Item::Tuples(Rc::new(self.filter_tuples(predicate, tuples.to_vec(), env)?)));
            }
            self.filter(predicate, &input, env)
        })
    }

    /// One predicate; the result is a sequence, or the array at a literal position.
    pub(super) fn filter(&self, predicate: &Node, input: &Item, env: &Env) -> Res<Item> {
        if let Some(position) = literal_position(predicate) {
            return Ok(at_position(input, position));
        }
        let single;
        let list = match input.as_list() {
            Some(list) => list,
            // Even of nothing the reference asks whether it is to be kept.
            None => {
                single = [input.clone()];
                List::Mixed(&single, Flags::SEQUENCE)
            }
        };
        let mut found = Builder::default();
        for at in 0..list.len() {
            if let List::Json(values, _) = list
                && let Some(kept) = self.test(predicate, &values[at], env)?
            {
                if kept {
                    found.push_value(values[at].clone());
                }
                continue;
            }
            let item = list.get(at);
            let verdict = self.eval(predicate, &item, env)?;
            for _ in 0..picks(&verdict, at, list.len(), self)? {
                found.push(item.clone());
            }
        }
        self.list(found, Flags::SEQUENCE)
    }
}

/// The number, if the predicate is nothing but one.
pub(super) fn literal_position(predicate: &Node) -> Option<Number> {
    if let Kind::Literal(Value::Number(number)) = &predicate.kind { Some(*number) } else { None }
}

/// The index a number names in a list, negative ones counting from the end.
pub(super) fn index(number: Number, len: usize) -> Option<usize> {
    let floor = number.as_f64().floor();
    let index = if floor < 0.0 { len as f64 + floor } else { floor };
    (0.0..len as f64).contains(&index).then_some(index as usize)
}

fn at_position(input: &Item, position: Number) -> Item {
    let item = pick(input, position);
    if !item.is_defined() {
        return Item::List(Vec::new().into(), Flags::SEQUENCE);
    }
    if item.as_list().is_some() { item } else { one(item) }
}

/// The item at a position; what is no list is its own only item.
pub(super) fn pick(input: &Item, position: Number) -> Item {
    match input.as_list() {
        Some(list) => index(position, list.len()).map_or(Item::Undefined, |at| list.get(at)),
        None => index(position, 1).map_or(Item::Undefined, |_| input.clone()),
    }
}

/// How often a verdict picks the item at `at`: numbers name positions, anything else counts as true or not.
pub(super) fn picks(verdict: &Item, at: usize, len: usize, run: &Run<'_>) -> Res<usize> {
    if let Item::Json(Value::Number(number)) = verdict {
        return Ok(usize::from(index(*number, len) == Some(at)));
    }
    if let Item::Range(range) = verdict {
        let here = i64::try_from(at).unwrap_or(i64::MAX);
        let from_end = here - i64::try_from(len).unwrap_or(i64::MAX);
        let names = |n: i64| (range.first..range.first + i64::from(range.len)).contains(&n);
        return Ok(usize::from(names(here)) + usize::from(names(from_end)));
    }
    if let Some(list) = verdict.as_list() {
        // It is gone through for every item.
        run.budget.steps(list.len())?;
        let number = |item: Item| item.as_json()?.as_number();
        if list.iter().all(|item| number(item).is_some()) {
            let names = |item: Item| number(item).and_then(|number| index(number, len)) == Some(at);
            return Ok(list.iter().filter(|item| names(item.clone())).count());
        }
    }
    holds(verdict, run).map(usize::from)
}
