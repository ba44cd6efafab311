//! Operators.

use std::cmp::Ordering;

use crate::base::value::{Number, Value};

use crate::expr::jsonata::ast::{Binary, Node};
use crate::expr::jsonata::env::Env;
use crate::expr::jsonata::error::{Fault, Res};
use crate::expr::jsonata::functions::{holds, same};
use crate::expr::jsonata::item::{Item, Range};
use crate::expr::jsonata::number::{compare, exact, from_f64, negate, out_of_range};
use crate::expr::jsonata::run::Run;
use crate::expr::jsonata::text::compare_text;

/// More numbers than this a range never has.
const MAX_RANGE: f64 = 1e7;

/// Which operand is to blame.
#[derive(Clone, Copy)]
enum Side {
    Left,
    Right,
    Both,
}

type Blamed<T> = Result<T, (Side, Box<Fault>)>;

impl Run<'_> {
    pub(super) fn binary(
        &self,
        node: &Node,
        operator: Binary,
        pair: &(Node, Node),
        input: &Item,
        env: &Env,
    ) -> Res<Item> {
        if let Some(result) = self.fast_path(operator, pair, input.as_json(), env) {
            return Ok(result);
        }
        let left = self.eval(&pair.0, input, env)?;
        let right = self.eval(&pair.1, input, env)?;
        self.operate(operator, &left, &right).map_err(|(side, error)| {
            let place = match side {
                Side::Left => pair.0.place,
                Side::Right => pair.1.place,
                Side::Both => node.place,
            };
            error.token(operator.sign()).at(place).override_at(node.place)
        })
    }

    fn operate(&self, operator: Binary, left: &Item, right: &Item) -> Blamed<Item> {
        match operator {
            Binary::Add => arithmetic(left, right, add),
            Binary::Subtract => arithmetic(left, right, subtract),
            Binary::Multiply => arithmetic(left, right, multiply),
            Binary::Divide => arithmetic(left, right, divide),
            Binary::Remainder => arithmetic(left, right, remainder),
            Binary::Equal => self.equal(left, right, true),
            Binary::NotEqual => self.equal(left, right, false),
            Binary::Less => self.ordered(left, right, Ordering::is_lt),
            Binary::LessEqual => self.ordered(left, right, Ordering::is_le),
            Binary::Greater => self.ordered(left, right, Ordering::is_gt),
            Binary::GreaterEqual => self.ordered(left, right, Ordering::is_ge),
            Binary::Concat => self.concat(left, right).map_err(|error| (Side::Both, error)),
            Binary::Range => self.range(left, right),
            Binary::In => {
                let len = right.as_list().map_or(0, |list| list.len());
                self.budget.items(len).map_err(|error| (Side::Both, error))?;
                Ok(both(left, right, contains))
            }
        }
    }

    fn ordered(&self, left: &Item, right: &Item, test: fn(Ordering) -> bool) -> Blamed<Item> {
        if let (Some(_), Some(_)) = (left.as_str(), right.as_str()) {
            self.budget.walk(left, right).map_err(|error| (Side::Both, error))?;
        }
        comparison(left, right, test)
    }

    fn equal(&self, left: &Item, right: &Item, wanted: bool) -> Blamed<Item> {
        self.budget.walk(left, right).map_err(|error| (Side::Both, error))?;
        Ok((left.is_defined() && right.is_defined() && same(left, right) == wanted).into())
    }

    fn concat(&self, left: &Item, right: &Item) -> Res<Item> {
        let texts = self.texts();
        let mut text = String::new();
        texts.append(left, &mut text)?;
        texts.append(right, &mut text)?;
        self.text(text)
    }

    fn range(&self, left: &Item, right: &Item) -> Blamed<Item> {
        let first = whole(left).map_err(|()| (Side::Left, blaming("T2003", left)))?;
        let last = whole(right).map_err(|()| (Side::Right, blaming("T2004", right)))?;
        let (Some(first), Some(last)) = (first, last) else {
            return Ok(Item::Undefined);
        };
        if first > last {
            return Ok(Item::Undefined);
        }
        let size = last as f64 - first as f64 + 1.0;
        if size > MAX_RANGE {
            let size = from_f64(size).to_value().unwrap_or_default();
            return Err((Side::Both, Fault::new("D2014").value(size)));
        }
        let len = size as usize;
        self.budget.steps(1).and_then(|()| self.room_for_range(len)).map_err(|error| (Side::Both, error))?;
        Ok(Item::Range(Range { first, len: u32::try_from(len).unwrap_or(u32::MAX), sequence: true }))
    }

    pub(super) fn and(&self, pair: &(Node, Node), input: &Item, env: &Env) -> Res<Item> {
        let left = holds(&self.eval(&pair.0, input, env)?, self)?;
        Ok((left && holds(&self.eval(&pair.1, input, env)?, self)?).into())
    }

    pub(super) fn or(&self, pair: &(Node, Node), input: &Item, env: &Env) -> Res<Item> {
        let left = holds(&self.eval(&pair.0, input, env)?, self)?;
        Ok((left || holds(&self.eval(&pair.1, input, env)?, self)?).into())
    }

    pub(super) fn negate(&self, node: &Node, operand: &Node, input: &Item, env: &Env) -> Res<Item> {
        let item = self.eval(operand, input, env)?;
        if let Item::Json(Value::Number(number)) = item {
            return Ok(Item::Json(negate(number)));
        }
        if !item.is_defined() {
            return Ok(item);
        }
        let error = unreal("D1002", &item).unwrap_or_else(|| blaming("D1002", &item));
        Err(error.token("-").at(operand.place).override_at(node.place))
    }
}

/// The error of a number that JSON does not have: NaN is no number at all, infinities are out of range.
fn unreal(code: &'static str, item: &Item) -> Option<Box<Fault>> {
    let Item::NonFinite(f) = item else {
        return None;
    };
    Some(if f.is_nan() { Fault::new(code).value(Value::Null) } else { out_of_range() })
}

/// An error with the value that caused it.
fn blaming(code: &'static str, item: &Item) -> Box<Fault> {
    let error = Fault::new(code);
    match item.to_value() {
        Some(value) => error.value(value),
        None => error,
    }
}

fn arithmetic(left: &Item, right: &Item, calculate: fn(Number, Number) -> Item) -> Blamed<Item> {
    let a = operand(left, "T2001").map_err(|error| (Side::Left, error))?;
    let b = operand(right, "T2002").map_err(|error| (Side::Right, error))?;
    let (Some(a), Some(b)) = (a, b) else {
        return Ok(Item::Undefined);
    };
    Ok(calculate(a, b))
}

pub(super) fn add(a: Number, b: Number) -> Item {
    calculate(a, b, i64::checked_add, |a, b| a + b)
}

pub(super) fn subtract(a: Number, b: Number) -> Item {
    calculate(a, b, i64::checked_sub, |a, b| a - b)
}

pub(super) fn multiply(a: Number, b: Number) -> Item {
    calculate(a, b, i64::checked_mul, |a, b| a * b)
}

pub(super) fn divide(a: Number, b: Number) -> Item {
    calculate(a, b, |_, _| None, |a, b| a / b)
}

pub(super) fn remainder(a: Number, b: Number) -> Item {
    calculate(a, b, i64::checked_rem, |a, b| a % b)
}

/// Exact where whole numbers allow it.
fn calculate(
    a: Number,
    b: Number,
    whole: impl Fn(i64, i64) -> Option<i64>,
    float: fn(f64, f64) -> f64,
) -> Item {
    match exact(a, b, whole) {
        Some(result) => Item::Json(Value::from(result)),
        None => from_f64(float(a.as_f64(), b.as_f64())),
    }
}

fn operand(item: &Item, code: &'static str) -> Res<Option<Number>> {
    if let Item::Json(Value::Number(number)) = item {
        return Ok(Some(*number));
    }
    if let Some(error) = unreal(code, item) {
        return Err(error);
    }
    if item.is_defined() { Err(blaming(code, item)) } else { Ok(None) }
}

/// What `test` says if both sides are there; `false` if not.
fn both(left: &Item, right: &Item, test: fn(&Item, &Item) -> bool) -> Item {
    (left.is_defined() && right.is_defined() && test(left, right)).into()
}

fn comparison(left: &Item, right: &Item, test: fn(Ordering) -> bool) -> Blamed<Item> {
    if let (Item::Json(Value::Number(a)), Item::Json(Value::Number(b))) = (left, right) {
        return Ok(test(compare(*a, *b)).into());
    }
    for (side, item) in [(Side::Left, left), (Side::Right, right)] {
        if item.is_defined() && !comparable(item) {
            return Err((side, blaming("T2010", item)));
        }
    }
    if !left.is_defined() || !right.is_defined() {
        return Ok(Item::Undefined);
    }
    if let (Some(a), Some(b)) = (left.as_str(), right.as_str()) {
        return Ok(test(compare_text(a, b)).into());
    }
    match (double(left), double(right)) {
        (Some(a), Some(b)) => Ok(a.partial_cmp(&b).is_some_and(test).into()),
        _ => {
            let error = blaming("T2009", left);
            Err((
                Side::Both,
                match right.to_value() {
                    Some(value) => error.param("value2", value),
                    None => error,
                },
            ))
        }
    }
}

fn comparable(item: &Item) -> bool {
    matches!(item, Item::Json(Value::Number(_) | Value::String(_)) | Item::NonFinite(_))
}

fn double(item: &Item) -> Option<f64> {
    if let Item::NonFinite(f) = item { Some(*f) } else { item.as_json()?.as_f64() }
}

/// Whether `right` holds the very scalar `left`; arrays and objects are never found.
fn contains(left: &Item, right: &Item) -> bool {
    let Some(scalar) = left.as_json().filter(|value| value.depth() == 0) else {
        return false;
    };
    match right.as_list() {
        Some(list) => list.iter().any(|item| item.as_json() == Some(scalar)),
        None => right.as_json() == Some(scalar),
    }
}

/// The whole number, nothing if there is none.
fn whole(item: &Item) -> Result<Option<i64>, ()> {
    if !item.is_defined() {
        return Ok(None);
    }
    let number = item.as_json().and_then(Value::as_number).ok_or(())?;
    // Beyond 64 bits every double is whole; that the bound is not exact makes no range smaller.
    let wide = number.as_f64().abs() > 9e18;
    number.as_i64().or(wide.then_some(number.as_f64() as i64)).map(Some).ok_or(())
}
