//! What expressions may see of an execution: the context object and the variables in scope.

use std::sync::Arc;

use crate::asl::machine::Kind;
use crate::base::value::{Object, Value, key};
use crate::expr::{Bindings, Scope};

use super::core::Execution;
use super::strand::Strand;
use super::variables::Item;

/// An execution as one strand sees it.
pub struct View<'a> {
    pub execution: &'a Execution,
    pub strand: &'a Strand,
    /// The item an ItemSelector is evaluated for; else the strand's own.
    pub item: Option<&'a Item>,
    /// The token of the task whose arguments are evaluated.
    pub token: Option<&'a str>,
}

impl<'a> View<'a> {
    /// Bindings with `input` as `$`.
    pub fn bindings(&'a self, input: &'a Value) -> Bindings<'a> {
        Bindings {
            input,
            result: None,
            error_output: None,
            scope: self,
            chance: &self.execution.chance,
            now: self.execution.now,
        }
    }

    fn execution(&self) -> Value {
        let setup = &self.execution.setup;
        let role = Some(Value::from(Arc::clone(&setup.role_arn))).filter(|_| !setup.role_arn.is_empty());
        let mut object = Object::from_iter([
            (key!("Id"), Value::from(setup.called.arn())),
            (key!("Input"), self.execution.input.value().clone()),
            (key!("StartTime"), Value::from(setup.start.iso())),
            (key!("Name"), Value::from(setup.called.name())),
            (key!("RoleArn"), role.unwrap_or_default()),
        ]);
        // TestState's executions and Express ones, which cannot be redriven, have none (recorded); children of Map Runs
        // have one, whatever their type.
        let (count, at) = self.execution.redrives;
        if setup.alone.is_none() && (self.execution.is_standard() || setup.is_child()) {
            object.insert(key!("RedriveCount"), Value::from(i64::from(count)));
        }
        if let Some(at) = at {
            object.insert(key!("RedriveTime"), Value::from(at.iso()));
        }
        Value::from(object)
    }

    fn state(&self) -> Value {
        let state = self.execution.machine.state(self.strand.state);
        let name = self.execution.alone(self.strand).and_then(|alone| alone.name.as_ref());
        let mut object = Object::from_iter([
            (key!("Name"), Value::from(Arc::clone(name.unwrap_or(&state.name)))),
            (key!("EnteredTime"), Value::from(self.strand.entered_at.iso())),
        ]);
        if matches!(state.kind, Kind::Task(_) | Kind::Map(_) | Kind::Parallel { .. }) {
            object.insert(key!("RetryCount"), Value::from(i64::from(self.strand.retry_count)));
        }
        Value::from(object)
    }
}

impl Scope for View<'_> {
    fn is_interrupted(&self) -> bool {
        self.execution.work.note();
        self.execution.interrupt.is_due()
    }

    /// Keys in the order AWS records: Execution, StateMachine, State, then Map, then Task.
    fn context(&self) -> Value {
        let setup = &self.execution.setup;
        let given = self.execution.alone(self.strand).and_then(|alone| alone.context.as_ref());
        if let Some(given) = given {
            return given.clone();
        }
        let machine = Object::from_iter([
            (key!("Id"), Value::from(Arc::clone(&setup.machine_arn))),
            (key!("Name"), Value::from(Arc::clone(&setup.machine_name))),
        ]);
        let mut context = Object::from_iter([
            (key!("Execution"), self.execution()),
            (key!("StateMachine"), Value::from(machine)),
            (key!("State"), self.state()),
        ]);
        if let Some(item) = self.item.or(self.strand.item.as_deref()) {
            context.insert(key!("Map"), Value::from(Object::from_iter([(key!("Item"), item.context())])));
        }
        if let Some(token) = self.token {
            context
                .insert(key!("Task"), Value::from(Object::from_iter([(key!("Token"), Value::from(token))])));
        }
        let context = Value::from(context);
        match &setup.context {
            Some(given) => overlay(&context, given),
            None => context,
        }
    }

    fn variable(&self, name: &str) -> Option<Value> {
        self.strand.variables.find(name).cloned()
    }
}

/// `base` with the members of `over` laid over it, object by object.
fn overlay(base: &Value, over: &Value) -> Value {
    let (Value::Object(base), Value::Object(over)) = (base, over) else {
        return over.clone();
    };
    let mut merged = base.clone();
    for (key, value) in over {
        let value = merged.get(key).map_or_else(|| value.clone(), |below| overlay(below, value));
        merged.insert(Arc::clone(key), value);
    }
    Value::from(merged)
}
