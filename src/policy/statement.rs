//! Statements: the permissions as a policy says them, each once, with those together that are for the same.

use std::collections::BTreeMap;

use crate::base::glob;
use crate::base::value::{Object, Value};

use super::collect::{Condition, Need, Needs};

/// A statement that allows something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// `dynamodb:PutItem`, sorted.
    pub actions: Vec<String>,
    /// ARNs, in the order of the states that need them.
    pub resources: Vec<String>,
    /// When it holds.
    pub conditions: Vec<Condition>,
}

/// The statements that grant `needs`; none if nothing is needed, and a policy must not be empty.
#[must_use]
pub fn statements(needs: &Needs) -> Vec<Statement> {
    let mut all: Vec<Statement> = Vec::new();
    let mut places: BTreeMap<(&str, &[Condition], &str), usize> = BTreeMap::new();
    // What has no wildcard is for one resource only.
    let wide: Vec<&Need> = needs.all.iter().filter(|need| need.resource.contains(['*', '?'])).collect();
    for need in needs.all.iter().filter(|need| !is_granted_by_another(need, &wide)) {
        let service = need.action.split(':').next().unwrap_or_default();
        let place = *places.entry((&need.resource, &need.conditions, service)).or_insert(all.len());
        match all.get_mut(place) {
            Some(one) if one.actions.contains(&need.action) => {}
            Some(one) => one.actions.push(need.action.clone()),
            None => all.push(Statement {
                actions: vec![need.action.clone()],
                resources: vec![need.resource.clone()],
                conditions: need.conditions.clone(),
            }),
        }
    }
    all.iter_mut().for_each(|one| one.actions.sort());
    together(all)
}

/// Statements with the same actions and conditions are one, of all their resources.
fn together(all: Vec<Statement>) -> Vec<Statement> {
    let mut merged: Vec<Statement> = Vec::new();
    for one in all {
        match merged
            .iter_mut()
            .find(|known| known.actions == one.actions && known.conditions == one.conditions)
        {
            Some(known) => known.resources.extend(one.resources),
            None => merged.push(one),
        }
    }
    merged
}

/// Whether another need of the same action is for more, so that this one is granted with it.
fn is_granted_by_another(need: &Need, wide: &[&Need]) -> bool {
    wide.iter().any(|other| {
        other.action == need.action
            && other.resource != need.resource
            && (other.conditions.is_empty() || other.conditions == need.conditions)
            && glob::matches(&other.resource, &need.resource)
    })
}

impl Statement {
    /// It as a policy document has it.
    #[must_use]
    pub fn value(&self) -> Value {
        let mut members = Object::new();
        members.insert("Effect", "Allow".into());
        members.insert("Action", one_or_all(&self.actions));
        members.insert("Resource", one_or_all(&self.resources));
        if !self.conditions.is_empty() {
            let mut operators = Object::new();
            for condition in &self.conditions {
                let known = operators.get(condition.operator).and_then(Value::as_object).cloned();
                let mut keys = known.unwrap_or_default();
                keys.insert(condition.key, condition.value.as_str().into());
                operators.insert(condition.operator, keys.into());
            }
            members.insert("Condition", operators.into());
        }
        members.into()
    }
}

fn one_or_all(all: &[String]) -> Value {
    match all {
        [one] => one.as_str().into(),
        _ => all.iter().map(|one| Value::from(one.as_str())).collect::<Vec<_>>().into(),
    }
}
