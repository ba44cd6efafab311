//! Evaluates a template.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::call::{self, Thing};
use super::{Arithmetic, Expression, Operator, Piece, Reference, Seen, Step};
use crate::base::value::{Number, Object, Value};
use crate::expr::java::text as shown;

/// So many pieces and expressions are evaluated at most.
const MOST_STEPS: usize = 200_000;
/// The most bytes that come of a template: what API Gateway takes as a payload.
const MOST_BYTES: usize = 10 << 20;

/// A template that is being evaluated.
pub struct Run<'s> {
    pub seen: &'s Seen<'s>,
    variables: BTreeMap<String, Value>,
    steps: usize,
    is_over: bool,
}

impl<'s> Run<'s> {
    pub const fn new(seen: &'s Seen<'s>, variables: BTreeMap<String, Value>) -> Self {
        Self { seen, variables, steps: 0, is_over: false }
    }

    pub fn variable(&self, name: &str) -> Option<&Value> {
        self.variables.get(name)
    }

    fn step(&mut self, bytes: usize) -> Result<(), String> {
        self.steps += 1 + bytes / 64;
        if self.steps > MOST_STEPS || bytes > MOST_BYTES {
            return Err("the template takes too many steps".to_owned());
        }
        Ok(())
    }

    pub fn pieces(&mut self, pieces: &[Piece], out: &mut String) -> Result<(), String> {
        for piece in pieces {
            if self.is_over {
                return Ok(());
            }
            self.step(0)?;
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Reference(reference) => match self.reference(reference)? {
                    Some(value) => out.push_str(&shown(&value)),
                    None if reference.is_quiet => {}
                    None => out.push_str(&reference.written),
                },
                Piece::Set(target, value) => self.set(target, value)?,
                Piece::If(branches) => self.branch(branches, out)?,
                Piece::Each(name, list, body) => self.each((name, list), body, out)?,
                Piece::Stop => self.is_over = true,
            }
            if out.len() > MOST_BYTES {
                return Err("the template makes more than 10 MB".to_owned());
            }
        }
        Ok(())
    }

    fn branch(
        &mut self,
        branches: &[(Option<Expression>, Vec<Piece>)],
        out: &mut String,
    ) -> Result<(), String> {
        for (condition, pieces) in branches {
            let holds = match condition {
                Some(condition) => is_true(&self.value(condition)?),
                None => true,
            };
            if holds {
                return self.pieces(pieces, out);
            }
        }
        Ok(())
    }

    fn each(
        &mut self,
        (name, list): (&str, &Expression),
        body: &[Piece],
        out: &mut String,
    ) -> Result<(), String> {
        let list = self.value(list)?;
        let items: Vec<Value> = match &list {
            Value::Array(items) => items.iter().cloned().collect(),
            Value::Object(members) => members.values().cloned().collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
        };
        let before = [name, "foreach", "velocityCount"].map(|name| (name, self.variables.get(name).cloned()));
        let count = items.len();
        for (index, item) in items.into_iter().enumerate() {
            let state = Object::from_iter([
                ("index", Value::from(index)),
                ("count", (index + 1).into()),
                ("hasNext", (index + 1 < count).into()),
                ("first", (index == 0).into()),
                ("last", (index + 1 == count).into()),
            ]);
            self.variables.insert(name.to_owned(), item);
            self.variables.insert("foreach".to_owned(), state.into());
            self.variables.insert("velocityCount".to_owned(), (index + 1).into());
            self.pieces(body, out)?;
        }
        for (name, value) in before {
            match value {
                Some(value) => _ = self.variables.insert(name.to_owned(), value),
                None => _ = self.variables.remove(name),
            }
        }
        Ok(())
    }

    /// A variable that is set to nothing keeps what it has.
    fn set(&mut self, target: &Reference, value: &Expression) -> Result<(), String> {
        let value = self.value(value)?;
        if value.is_null() {
            return Ok(());
        }
        let mut path = Vec::new();
        for step in &target.steps {
            path.push(match step {
                Step::Member(name) => name.clone(),
                Step::Index(index) => shown(&self.value(index)?),
                Step::Call(name, _) => return Err(format!("`#set` cannot set what `{name}()` gives")),
            });
        }
        let known = self.variables.entry(target.name.clone()).or_default();
        put(known, &path, value);
        Ok(())
    }

    pub fn value(&mut self, expression: &Expression) -> Result<Value, String> {
        self.step(0)?;
        Ok(match expression {
            Expression::Literal(value) => value.clone(),
            Expression::Quoted(pieces) => {
                let mut text = String::new();
                self.pieces(pieces, &mut text)?;
                self.step(text.len())?;
                text.into()
            }
            Expression::Reference(reference) => self.reference(reference)?.unwrap_or_default(),
            Expression::List(items) => {
                items.iter().map(|item| self.value(item)).collect::<Result<Vec<_>, _>>()?.into()
            }
            Expression::Map(members) => {
                let mut object = Object::new();
                for (key, value) in members {
                    let key = shown(&self.value(key)?);
                    object.insert(key, self.value(value)?);
                }
                object.into()
            }
            Expression::Range(first, last) => {
                let (first, last) = (self.value(first)?, self.value(last)?);
                let (first, last) = (first.as_i64().unwrap_or(0), last.as_i64().unwrap_or(0));
                let count = usize::try_from(first.abs_diff(last)).unwrap_or(usize::MAX);
                self.step(count.saturating_mul(64))?;
                let step = if first <= last { 1 } else { -1 };
                let numbers =
                    (0..=first.abs_diff(last).cast_signed()).map(|at| Value::from(first + step * at));
                numbers.collect::<Vec<_>>().into()
            }
            Expression::Not(inner) => (!is_true(&self.value(inner)?)).into(),
            Expression::Binary(operator, left, right) => self.binary(*operator, left, right)?,
        })
    }

    fn binary(&mut self, operator: Operator, left: &Expression, right: &Expression) -> Result<Value, String> {
        let left = self.value(left)?;
        let is_decided = match operator {
            Operator::Or => is_true(&left),
            Operator::And => !is_true(&left),
            Operator::Equal | Operator::Differs | Operator::Less | Operator::LessOrEqual => false,
            Operator::Greater | Operator::GreaterOrEqual | Operator::Compute(_) => false,
        };
        if is_decided {
            return Ok((operator == Operator::Or).into());
        }
        let right = self.value(right)?;
        let order = || order(&left, &right);
        Ok(match operator {
            Operator::Or | Operator::And => is_true(&right).into(),
            Operator::Equal => is_same(&left, &right).into(),
            Operator::Differs => (!is_same(&left, &right)).into(),
            Operator::Less => (order() == Some(Ordering::Less)).into(),
            Operator::LessOrEqual => order().is_some_and(|order| order != Ordering::Greater).into(),
            Operator::Greater => (order() == Some(Ordering::Greater)).into(),
            Operator::GreaterOrEqual => order().is_some_and(|order| order != Ordering::Less).into(),
            Operator::Compute(Arithmetic::Plus) if left.as_str().is_some() || right.as_str().is_some() => {
                let text = shown(&left) + &shown(&right);
                self.step(text.len())?;
                text.into()
            }
            Operator::Compute(arithmetic) => computed(arithmetic, &left, &right),
        })
    }

    /// What a reference gives; none if there is nothing.
    fn reference(&mut self, reference: &Reference) -> Result<Option<Value>, String> {
        let mut thing = match reference.name.as_str() {
            "input" => Thing::Input,
            "util" => Thing::Util,
            name => match self.variables.get(name) {
                Some(value) => Thing::Data(value.clone()),
                None => return Ok(None),
            },
        };
        for (at, step) in reference.steps.iter().enumerate() {
            let next = match step {
                Step::Member(name) => call::member(&thing, name, self.seen),
                Step::Index(index) => {
                    let index = self.value(index)?;
                    call::index(&thing, &index)
                }
                Step::Call(name, arguments) => {
                    let given = arguments
                        .iter()
                        .map(|argument| self.value(argument))
                        .collect::<Result<Vec<_>, _>>()?;
                    // What changes a list or a map changes the variable that has it.
                    if let (0, Thing::Data(value), "add" | "put" | "remove" | "addAll" | "putAll") =
                        (at, &thing, name.as_str())
                    {
                        let (changed, result) = call::change(value, name, &given);
                        self.variables.insert(reference.name.clone(), changed);
                        Some(Thing::Data(result))
                    } else {
                        call::method(&thing, name, &given, self.seen)?
                    }
                }
            };
            match next {
                Some(next) => thing = next,
                None => return Ok(None),
            }
        }
        let Thing::Data(value) = thing else { return Ok(None) };
        self.step(value.as_str().map_or(0, str::len))?;
        Ok((!value.is_null()).then_some(value))
    }
}

/// Puts `value` where `path` leads in `known`.
fn put(known: &mut Value, path: &[String], value: Value) {
    let Some((first, rest)) = path.split_first() else {
        *known = value;
        return;
    };
    if let (Value::Array(items), Ok(index)) = (&mut *known, first.parse::<usize>()) {
        if let Some(item) = items.make_mut().get_mut(index) {
            put(item, rest, value);
        }
        return;
    }
    let mut members = known.as_object().cloned().unwrap_or_default();
    let mut inner = members.get(first).cloned().unwrap_or_default();
    put(&mut inner, rest, value);
    members.insert(first.as_str(), inner);
    *known = members.into();
}

fn is_true(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false))
}

/// Values of different kinds are the same if their texts are.
fn is_same(left: &Value, right: &Value) -> bool {
    left == right || (left.type_name() != right.type_name() && shown(left) == shown(right))
}

fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left.as_f64(), right.as_f64()) {
        (Some(left), Some(right)) => left.partial_cmp(&right),
        _ => Some(left.as_str()?.cmp(right.as_str()?)),
    }
}

/// Whole numbers stay whole; what cannot be computed is nothing.
fn computed(arithmetic: Arithmetic, left: &Value, right: &Value) -> Value {
    if let (Some(left), Some(right)) = (left.as_i64(), right.as_i64()) {
        let number = match arithmetic {
            Arithmetic::Plus => left.checked_add(right),
            Arithmetic::Minus => left.checked_sub(right),
            Arithmetic::Times => left.checked_mul(right),
            Arithmetic::Divided => left.checked_div(right),
            Arithmetic::Rest => left.checked_rem(right),
        };
        return number.map_or(Value::Null, Value::from);
    }
    let (Some(left), Some(right)) = (left.as_f64(), right.as_f64()) else { return Value::Null };
    let number = match arithmetic {
        Arithmetic::Plus => left + right,
        Arithmetic::Minus => left - right,
        Arithmetic::Times => left * right,
        Arithmetic::Divided => left / right,
        Arithmetic::Rest => left % right,
    };
    Number::from_f64(number).map_or(Value::Null, Value::Number)
}
