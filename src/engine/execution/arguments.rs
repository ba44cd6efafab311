//! What a Task passes, checked before the call goes out.
//!
//! AWS looks at evaluated arguments as at literals (`asl::call_model`), and ends the state with `States.Runtime`
//! where they cannot be used: nothing is scheduled, no Retry and no Catch sees it.

use crate::asl::call_model::Reading;
use crate::asl::machine::{Data, Task};
use crate::asl::resource::Pattern;
use crate::base::pointer::Pointer;
use crate::base::value::{Object, Value};
use crate::expr::template::Template;

use super::data::StateEval;
use super::failure::{Failure, Reason};

impl StateEval<'_> {
    /// Fails if what expressions gave for `given`, the arguments of `task`, cannot be used for the call.
    ///
    /// Literals were judged when the definition was, where an error can be allowed; input that is passed on
    /// without `Parameters` is what AWS would have refused to create, so there is nothing to go by.
    pub(in crate::engine) fn check_arguments(&self, task: &Task, given: &Value) -> Result<(), Failure> {
        let Some((field, template)) = self.arguments_template() else { return Ok(()) };
        let (Value::Object(members), Some(model)) = (given, task.model()) else { return Ok(()) };
        let mut faults = model.check(members, Reading::Evaluated);
        if faults.is_empty() {
            return Ok(());
        }
        faults.retain(|fault| fault.wrong.only_fails_calls() || template.origin(&fault.at).is_some());
        let Some(first) = faults.first() else { return Ok(()) };
        let at = template.origin(&first.at).unwrap_or_else(|| first.at.clone());
        let reasons = model.reasons(&faults);
        let text = format!("The Parameters '{given}' could not be used to start the Task: [{reasons}]");
        let value = given.pointer(&first.at).cloned().unwrap_or_else(|| given.clone());
        let inside = first.at.tokens().skip(at.tokens().count());
        let inside = inside.fold(Pointer::root(), |inside, token| inside.key(&token));
        Err(self.runtime(&Pointer::from(field).join(&at), &text, Reason::Refused { reasons, inside, value }))
    }

    fn arguments_template(&self) -> Option<(&'static str, &Template)> {
        match &self.state.data {
            Data::JsonPath(filters) => filters.parameters.as_ref().map(|template| ("/Parameters", template)),
            Data::Jsonata(fields) => fields.arguments.as_ref().map(|template| ("/Arguments", template)),
        }
    }
}

/// What AWS adds to the arguments of `task` before it calls, so that it knows its jobs again: seen in the
/// TaskScheduled events of ECS jobs and in the descriptions of Batch jobs.
pub(in crate::engine) fn completed(task: &Task, given: &Value) -> Option<Value> {
    let Value::Object(members) = given else { return None };
    if task.resource.pattern != Pattern::Sync {
        return None;
    }
    let mut members: Object = members.clone();
    if task.resource.is("ecs", "runTask") {
        members.insert("StartedBy", "AWS Step Functions".into());
    } else if task.resource.is("batch", "submitJob") {
        let object = |value: Option<&Value>| value.and_then(Value::as_object).cloned().unwrap_or_default();
        let mut overrides = object(members.get("ContainerOverrides"));
        let known = overrides.get("Environment").and_then(Value::as_array).cloned().unwrap_or_default();
        let mark = [("Name", "MANAGED_BY_AWS".into()), ("Value", "STARTED_BY_STEP_FUNCTIONS".into())];
        let environment: Vec<Value> = known.iter().cloned().chain([Object::from_iter(mark).into()]).collect();
        overrides.insert("Environment", environment.into());
        members.insert("ContainerOverrides", overrides.into());
    } else {
        return None;
    }
    Some(members.into())
}
