//! Which data a rule of a Choice asks for: changes to what the state sees that make it match, as far as it is simple.

use std::sync::Arc;

use crate::asl::machine::{
    Choice, Comparison, Data, Filter, Operand, Operator, Quality, Relation, State, Test,
};
use crate::base::value::{Number, Value};
use crate::expr::jsonata::{Condition, Expression, ValuePath};
use crate::expr::jsonpath::{Path, Root, Step};
use crate::expr::template::Template;

use super::route::{self, Part, Route};
use super::trial::Seen;

/// How many ways to satisfy a condition are tried.
const FEW: usize = 8;

/// Where a change is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The input of the state.
    Input,
    /// A variable.
    Variable(Arc<str>),
    /// The input of the execution.
    Start,
}

/// A change: what is to be at a place, or that nothing is to be there.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    /// Where it begins.
    pub place: Place,
    /// The way from there.
    pub route: Route,
    /// What is to be there.
    pub value: Option<Value>,
}

/// Changes that belong together.
pub type Plan = Vec<Wish>;

/// Solves the conditions of one state, given what it saw in a run.
pub struct Solver<'s> {
    /// The state.
    pub state: &'s State,
    /// What it saw.
    pub seen: &'s Seen,
}

impl Solver<'_> {
    /// Ways to make rule `at` match, or none of the rules.
    pub fn plans(&self, choice: &Choice, at: Option<usize>) -> Vec<Plan> {
        let before = &choice.rules[..at.unwrap_or(choice.rules.len())];
        let mut others: Vec<Plan> = vec![Vec::new()];
        for rule in before {
            let false_by = self.test(&rule.test, false);
            // What cannot be solved is perhaps false as it is.
            others = if false_by.is_empty() { others } else { all(&others, &false_by) };
        }
        let Some(rule) = at.and_then(|at| choice.rules.get(at)) else { return others };
        let own = self.test(&rule.test, true);
        let with_others = own.iter().flat_map(|own| others.iter().map(|other| joined(other, own)));
        let mut plans: Vec<Plan> = own.iter().cloned().chain(with_others).collect();
        plans.dedup();
        plans.truncate(2 * FEW);
        plans
    }

    fn test(&self, test: &Test, wanted: bool) -> Vec<Plan> {
        match test {
            Test::And(tests) => self.many(tests.iter().map(|test| self.test(test, wanted)), wanted),
            Test::Or(tests) => self.many(tests.iter().map(|test| self.test(test, wanted)), !wanted),
            Test::Not(test) => self.test(test, !wanted),
            Test::Compare(comparison) => self.comparison(comparison, wanted),
            Test::Condition(template) => match jsonata(template).map(Expression::condition) {
                Some(condition) => self.condition(&condition, wanted),
                None => Vec::new(),
            },
        }
    }

    /// All of them if `is_all`, else one of them.
    fn many(&self, parts: impl Iterator<Item = Vec<Plan>>, is_all: bool) -> Vec<Plan> {
        let mut plans = if is_all { vec![Vec::new()] } else { Vec::new() };
        for part in parts {
            if is_all {
                plans = all(&plans, &part);
            } else {
                plans.extend(part);
            }
        }
        plans.truncate(FEW);
        plans
    }

    fn condition(&self, condition: &Condition, wanted: bool) -> Vec<Plan> {
        let one = |path: &ValuePath, value: Option<Value>| {
            value_path(path).map(|(place, route)| vec![Wish { place, route, value }]).into_iter().collect()
        };
        match condition {
            Condition::And(parts) => self.many(parts.iter().map(|part| self.condition(part, wanted)), wanted),
            Condition::Or(parts) => self.many(parts.iter().map(|part| self.condition(part, wanted)), !wanted),
            Condition::Not(inner) => self.condition(inner, !wanted),
            Condition::Other => Vec::new(),
            Condition::Truth(path) => one(path, Some(Value::from(wanted))),
            Condition::Exists(path) => one(path, wanted.then(|| Value::from("x"))),
            Condition::Compare(path, sign, value) => {
                compared(sign, value, wanted).into_iter().flat_map(|value| one(path, Some(value))).collect()
            }
            Condition::Count(path, sign, number) => {
                let have = value_path(path).and_then(|(place, route)| self.now(&place, &route).cloned());
                let counts = compared(sign, number, wanted).into_iter();
                let lists = counts.filter_map(|count| list(have.as_ref(), count.as_i64()?));
                lists.flat_map(|items| one(path, Some(items))).collect()
            }
        }
    }

    fn comparison(&self, comparison: &Comparison, wanted: bool) -> Vec<Plan> {
        let Some((place, route)) = self.path(&comparison.variable) else { return Vec::new() };
        let right = match &comparison.operand {
            Operand::Fixed(value) => Some(value.clone()),
            Operand::Path(path) => {
                self.path(path).and_then(|(place, route)| self.now(&place, &route).cloned())
            }
        };
        let Some(right) = right else { return Vec::new() };
        let wish = |value| vec![Wish { place: place.clone(), route: route.clone(), value }];
        values(comparison.operator, &right, wanted).into_iter().map(wish).collect()
    }

    /// What is at a place now.
    fn now(&self, place: &Place, route: &[Part]) -> Option<&Value> {
        match place {
            Place::Input | Place::Start => route::get(&self.seen.input, route),
            Place::Variable(name) => route::get(self.seen.variables.get(name)?, route),
        }
    }

    /// The place that a path names, if it is one of names and items alone.
    pub fn path(&self, path: &Path) -> Option<(Place, Route)> {
        let mut route = Route::new();
        for step in path.steps() {
            route.push(match step {
                Step::Name(name) => Part::Key(name.into()),
                Step::Index(index) => Part::Index(usize::try_from(index).ok()?),
                Step::Other => return None,
            });
        }
        match path.root() {
            Root::Input => {
                let Data::JsonPath(filters) = &self.state.data else { return None };
                let prefix = match &filters.input_path {
                    Filter::All => Route::new(),
                    Filter::Nothing => return None,
                    Filter::Path(filter) if *filter.root() == Root::Input && filter.names().1 => {
                        filter.names().0.into_iter().map(|name| Part::Key(name.into())).collect()
                    }
                    Filter::Path(_) => return None,
                };
                Some((Place::Input, prefix.into_iter().chain(route).collect()))
            }
            Root::Context => of_context(&route),
            Root::Variable(name) => Some((Place::Variable(Arc::clone(name)), route)),
        }
    }
}

/// The place that a JSONata path names.
pub fn value_path(path: &ValuePath) -> Option<(Place, Route)> {
    let route: Route = path.names.iter().map(|name| Part::Key(Arc::clone(name))).collect();
    if *path.variable != *"states" {
        return Some((Place::Variable(Arc::clone(&path.variable)), route));
    }
    let (first, rest) = route.split_first()?;
    match first {
        Part::Key(key) if **key == *"input" => Some((Place::Input, rest.to_vec())),
        Part::Key(key) if **key == *"context" => of_context(rest),
        Part::Key(_) | Part::Index(_) => None,
    }
}

/// `Execution.Input` of the context object is the input of the execution.
fn of_context(route: &[Part]) -> Option<(Place, Route)> {
    let is = |at: usize, name: &str| matches!(route.get(at), Some(Part::Key(key)) if **key == *name);
    (is(0, "Execution") && is(1, "Input")).then(|| (Place::Start, route[2..].to_vec()))
}

/// The JSONata of a template that is one expression.
pub fn jsonata(template: &Template) -> Option<&Expression> {
    match template {
        Template::Jsonata(expression) => Some(expression),
        Template::Fixed(_)
        | Template::Path(_)
        | Template::Call(_)
        | Template::Object(_)
        | Template::Array(_) => None,
    }
}

fn joined(one: &Plan, other: &Plan) -> Plan {
    one.iter().chain(other).cloned().collect()
}

/// Each of `plans` with each of `more`, so that both hold.
fn all(plans: &[Plan], more: &[Plan]) -> Vec<Plan> {
    let mut all: Vec<Plan> =
        plans.iter().flat_map(|plan| more.iter().map(|more| joined(plan, more))).collect();
    all.truncate(FEW);
    all
}

/// Values that compare with `right` as `wanted`; none is one that is not there.
fn values(operator: Operator, right: &Value, wanted: bool) -> Vec<Option<Value>> {
    let text = || right.as_str().unwrap_or_default().to_owned();
    let some = |value: Value| vec![Some(value)];
    match operator {
        Operator::Numeric(relation) => {
            compared(sign(relation), right, wanted).into_iter().map(Some).collect()
        }
        Operator::String(relation) => compared(sign(relation), right, wanted).into_iter().map(Some).collect(),
        Operator::Timestamp(relation) => {
            let (early, late) = ("1970-01-01T00:00:00Z", "2999-12-31T00:00:00Z");
            match (relation, wanted) {
                (Relation::Equals | Relation::LessOrEqual | Relation::GreaterOrEqual, true) => {
                    some(right.clone())
                }
                (Relation::Less, true) | (Relation::Equals | Relation::GreaterOrEqual, false) => {
                    some(early.into())
                }
                (Relation::Greater, true) | (Relation::LessOrEqual, false) => some(late.into()),
                (Relation::Less | Relation::Greater, false) => some(right.clone()),
            }
        }
        Operator::Boolean => {
            let right = right.as_bool().unwrap_or(true);
            some(Value::from(right == wanted))
        }
        Operator::Matches if wanted => {
            // A star stands for anything, also for nothing.
            let shown = text().replace("\\\\", "\u{1}").replace("\\*", "\u{2}").replace('*', "");
            some(Value::from(shown.replace('\u{1}', "\\").replace('\u{2}', "*")))
        }
        Operator::Matches => some(Value::from(format!("no {}", text().replace('*', "")))),
        Operator::Is(quality) => qualified(quality, (right.as_bool() == Some(true)) == wanted),
    }
}

fn qualified(quality: Quality, is_so: bool) -> Vec<Option<Value>> {
    let value = match (quality, is_so) {
        (Quality::Present, false) => None,
        (Quality::Null, true) => Some(Value::Null),
        (Quality::Numeric, true) => Some(Value::from(1_i64)),
        (Quality::Boolean, true) => Some(Value::from(true)),
        (Quality::Timestamp, true) => Some(Value::from("2026-01-01T00:00:00Z")),
        (Quality::String, false) => Some(Value::from(1_i64)),
        (Quality::Present | Quality::String, true)
        | (Quality::Null | Quality::Numeric | Quality::Boolean | Quality::Timestamp, false) => {
            Some(Value::from("x"))
        }
    };
    vec![value]
}

const fn sign(relation: Relation) -> &'static str {
    match relation {
        Relation::Equals => "=",
        Relation::Less => "<",
        Relation::Greater => ">",
        Relation::LessOrEqual => "<=",
        Relation::GreaterOrEqual => ">=",
    }
}

/// Values on the left of `sign` and `right` that make the comparison come out as `wanted`.
fn compared(sign: &str, right: &Value, wanted: bool) -> Vec<Value> {
    let opposite = [("=", "!="), ("<", ">="), (">", "<="), ("!=", "="), (">=", "<"), ("<=", ">")];
    let sign = match opposite.iter().find(|(one, _)| *one == sign).filter(|_| !wanted) {
        Some((_, other)) => other,
        None => sign,
    };
    match sign {
        "=" | "<=" | ">=" => vec![right.clone()],
        "in" if wanted => right.as_array().map_or_else(Vec::new, |items| items.as_slice().to_vec()),
        "in" => vec![Value::from("other")],
        "!=" if right.as_str().is_some_and(|text| text != "other") => vec![Value::from("other")],
        "!=" => vec![beside(right, 1)],
        "<" => vec![beside(right, -1)],
        ">" => vec![beside(right, 1)],
        _ => Vec::new(),
    }
}

/// A value of the same type above or below `value`.
fn beside(value: &Value, by: i64) -> Value {
    match value {
        Value::Number(number) => match number.as_i64().and_then(|whole| whole.checked_add(by)) {
            Some(whole) => Value::from(whole),
            None => Number::from_f64(number.as_f64() + by as f64).map_or_else(|| value.clone(), Value::from),
        },
        Value::Bool(is_so) => Value::from(!is_so),
        Value::String(_) if by < 0 => Value::from(""),
        Value::String(text) => Value::from(format!("{text}x")),
        Value::Null | Value::Array(_) | Value::Object(_) => Value::from("other"),
    }
}

/// A list of so many items, those of `have` first.
fn list(have: Option<&Value>, count: i64) -> Option<Value> {
    const LONGEST: usize = 1_000;
    let count = usize::try_from(count).ok().filter(|count| *count <= LONGEST)?;
    let known = have.and_then(Value::as_array).map(|items| items.as_slice().to_vec()).unwrap_or_default();
    let more = known.last().cloned().unwrap_or_else(Value::empty_object);
    Some(Value::from(known.into_iter().chain(std::iter::repeat(more)).take(count).collect::<Vec<_>>()))
}

/// A list of at least so many items for `plans` about lists.
pub fn at_least(have: Option<&Value>, count: usize) -> Option<Value> {
    let known = have.and_then(Value::as_array).map_or(0, |items| items.as_slice().len());
    list(have, i64::try_from(known.max(count)).ok()?)
}
