//! `^(...)`, and the merge sort that `$sort` shares with it.
//!
//! The standard library's sort may panic when a comparison contradicts itself, and users write
//! comparisons that do; this one calls it in the reference's order and takes what it gets.

use std::cell::OnceCell;
use std::cmp::Ordering;

use crate::base::value::Value;

use crate::expr::jsonata::ast::{Node, Term};
use crate::expr::jsonata::env::Env;
use crate::expr::jsonata::error::{Fault, Place, Res};
use crate::expr::jsonata::item::{Builder, Flags, Item};
use crate::expr::jsonata::number::compare;
use crate::expr::jsonata::run::Run;
use crate::expr::jsonata::text::compare_text;
use crate::expr::jsonata::tuple::Tuple;

use super::column;

/// The order of `0..len`, where `after(a, b)` says that `a` belongs behind `b`.
pub(in crate::expr::jsonata) fn merge_sort(
    len: usize,
    after: &mut dyn FnMut(usize, usize) -> Res<bool>,
) -> Res<Vec<usize>> {
    let mut order: Vec<usize> = (0..len).collect();
    let mut spare = Vec::with_capacity(len);
    merge(&mut order, &mut spare, after)?;
    Ok(order)
}

fn merge(
    order: &mut [usize],
    spare: &mut Vec<usize>,
    after: &mut dyn FnMut(usize, usize) -> Res<bool>,
) -> Res<()> {
    if order.len() <= 1 {
        return Ok(());
    }
    let middle = order.len() / 2;
    merge(&mut order[..middle], spare, after)?;
    merge(&mut order[middle..], spare, after)?;
    spare.clear();
    let (mut left, mut right) = (0, middle);
    while left < middle && right < order.len() {
        let from = if after(order[left], order[right])? { &mut right } else { &mut left };
        spare.push(order[*from]);
        *from += 1;
    }
    spare.extend_from_slice(&order[left..middle]);
    spare.extend_from_slice(&order[right..]);
    order.copy_from_slice(spare);
    Ok(())
}

impl Run<'_> {
    pub(super) fn order_by(&self, node: &Node, terms: &[Term], input: &Item, env: &Env) -> Res<Item> {
        let Some(list) = input.as_list().filter(|list| list.len() > 1) else {
            return Ok(input.clone());
        };
        self.budget.memory(list.len().saturating_mul(terms.len() * size_of::<OnceCell<Item>>()))?;
        let keys = Keys::new(terms, list.len());
        let order = self.order(node, &keys, |at, term| self.eval(&term.expression, &list.get(at), env))?;
        let mut sorted = Builder::with_capacity(list.len());
        order.into_iter().for_each(|at| sorted.push(list.get(at)));
        self.list(sorted, Flags::PLAIN)
    }

    pub(super) fn order_tuples(
        &self,
        node: &Node,
        terms: &[Term],
        tuples: Vec<Tuple>,
        env: &Env,
    ) -> Res<Vec<Tuple>> {
        let keys = Keys::new(terms, tuples.len());
        let order = self.order(node, &keys, |at, term| {
            self.eval(&term.expression, &tuples[at].item, &self.frame(&tuples[at], env))
        })?;
        Ok(order.into_iter().map(|at| tuples[at].clone()).collect())
    }

    /// The order of items; by columns if that is possible, else in the reference's steps, which decide
    /// what fails first.
    fn order(
        &self,
        node: &Node,
        keys: &Keys<'_>,
        eval: impl Fn(usize, &Term) -> Res<Item>,
    ) -> Res<Vec<usize>> {
        self.budget.memory(keys.len.saturating_mul(4 * size_of::<usize>()))?;
        let mut order: Vec<usize> = (0..keys.len).collect();
        if self.observer.is_none() && keys.arrange(&mut order, 0, &eval).is_some() {
            self.budget.steps(keys.len * keys.len.checked_ilog2().unwrap_or(0) as usize)?;
            return Ok(order);
        }
        merge_sort(keys.len, &mut |a, b| {
            self.budget.steps(1)?;
            keys.after(node.place, a, b, &eval)
        })
    }
}

/// The values to sort by, each evaluated once and only when two items must be distinguished by it.
struct Keys<'t> {
    terms: &'t [Term],
    len: usize,
    values: Vec<OnceCell<Item>>,
}

impl<'t> Keys<'t> {
    fn new(terms: &'t [Term], len: usize) -> Self {
        Self { terms, len, values: vec![OnceCell::new(); terms.len() * len] }
    }

    /// Sorts items by one term after the other; nothing if some of the keys are no column.
    fn arrange(
        &self,
        order: &mut [usize],
        term: usize,
        eval: &impl Fn(usize, &Term) -> Res<Item>,
    ) -> Option<()> {
        let Some(Term { descending, .. }) = self.terms.get(term) else {
            return Some(());
        };
        let keys = order.iter().map(|at| self.value(*at, term, eval).ok()?.as_json());
        let keys: Vec<&Value> = keys.collect::<Option<_>>()?;
        let equal = column::sort(order, &keys, *descending)?;
        let mut several = equal.into_iter().filter(|stretch| stretch.len() > 1);
        several.try_for_each(|stretch| self.arrange(&mut order[stretch], term + 1, eval))
    }

    fn value(&self, at: usize, term: usize, eval: &impl Fn(usize, &Term) -> Res<Item>) -> Res<&Item> {
        let cell = &self.values[at * self.terms.len() + term];
        if let Some(known) = cell.get() {
            return Ok(known);
        }
        let value = eval(at, &self.terms[term])?;
        Ok(cell.get_or_init(|| value))
    }

    fn after(
        &self,
        place: Place,
        a: usize,
        b: usize,
        eval: &impl Fn(usize, &Term) -> Res<Item>,
    ) -> Res<bool> {
        for (at, term) in self.terms.iter().enumerate() {
            let (left, right) = (self.value(a, at, eval)?, self.value(b, at, eval)?);
            match (left.is_defined(), right.is_defined()) {
                (false, false) => continue,
                (false, true) => return Ok(true),
                (true, false) => return Ok(false),
                (true, true) => {}
            }
            let ordering =
                order(left, right).map_err(|error| error.at(term.expression.place).override_at(place))?;
            if ordering.is_ne() {
                return Ok(ordering.is_gt() != term.descending);
            }
        }
        Ok(false)
    }
}

fn order(left: &Item, right: &Item) -> Res<Ordering> {
    match (left.as_json(), right.as_json()) {
        (Some(Value::Number(a)), Some(Value::Number(b))) => Ok(compare(*a, *b)),
        (Some(Value::String(a)), Some(Value::String(b))) => Ok(compare_text(a, b)),
        (
            Some(a @ (Value::Number(_) | Value::String(_))),
            Some(b @ (Value::Number(_) | Value::String(_))),
        ) => Err(Fault::new("T2007").value(a.clone()).param("value2", b.clone())),
        (Some(Value::Number(_) | Value::String(_)), _) => Err(unsortable(right)),
        _ => Err(unsortable(left)),
    }
}

fn unsortable(item: &Item) -> Box<Fault> {
    let error = Fault::new("T2008");
    match item.to_value() {
        Some(value) => error.value(value),
        None => error,
    }
}
