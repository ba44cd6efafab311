//! The context object in a request: which members it may have, and of which types (recorded).

use crate::api::ApiError;
use crate::asl::machine::Kind;
use crate::asl::resource::Pattern;
use crate::base::value::{Object, Value};

/// A member of the context object.
enum Shape {
    Text,
    Number,
    Any,
    Members(&'static [(&'static str, Shape)]),
}

const CONTEXT: &[(&str, Shape)] = &[
    (
        "Execution",
        Shape::Members(&[
            ("Id", Shape::Text),
            ("Input", Shape::Any),
            ("Name", Shape::Text),
            ("RoleArn", Shape::Text),
            ("StartTime", Shape::Text),
            ("RedriveCount", Shape::Number),
            ("RedriveTime", Shape::Text),
        ]),
    ),
    (
        "State",
        Shape::Members(&[("EnteredTime", Shape::Text), ("Name", Shape::Text), ("RetryCount", Shape::Number)]),
    ),
    ("StateMachine", Shape::Members(&[("Id", Shape::Text), ("Name", Shape::Text)])),
    ("Task", Shape::Members(&[("Token", Shape::Text)])),
];

/// The context object that `text` is, for a state of this kind.
pub fn read(text: &str, kind: &Kind) -> Result<Value, ApiError> {
    let value = Value::parse(text).map_err(|_| wrong("Context object must be valid JSON"))?;
    let Some(members) = value.as_object() else { return Err(wrong("Context object must be a JSON object")) };
    if members.contains("Map") {
        return Err(wrong("'Map' field is not supported when mocking a Context object"));
    }
    check(members, CONTEXT, "")?;
    let waits = match kind {
        Kind::Task(task) => task.resource.pattern != Pattern::RequestResponse || is_activity(task),
        Kind::Pass { .. }
        | Kind::Choice(_)
        | Kind::Wait(_)
        | Kind::Succeed
        | Kind::Fail(_)
        | Kind::Parallel { .. }
        | Kind::Map(_) => false,
    };
    if members.contains("Task") && !waits {
        return Err(wrong(
            "Context object contains 'Task' when state is not a Task state with a '.sync' or \
             '.waitForTaskToken' service integration pattern",
        ));
    }
    Ok(value)
}

fn is_activity(task: &crate::asl::machine::Task) -> bool {
    matches!(task.resource.target, crate::asl::resource::Target::Activity(_))
}

fn check(members: &Object, shapes: &[(&str, Shape)], within: &str) -> Result<(), ApiError> {
    for (name, value) in members {
        let Some((_, shape)) = shapes.iter().find(|(known, _)| *known == &**name) else {
            return Err(wrong(&format!("Field '{name}' is not allowed")));
        };
        let wanted = match (shape, value) {
            // Without a role, the context object that AWS makes has a null there.
            (_, Value::Null) | (Shape::Any, _) => continue,
            (Shape::Text, Value::String(_)) | (Shape::Number, Value::Number(_)) => continue,
            (Shape::Members(inner), Value::Object(members)) => {
                check(members, inner, &format!("{within}{name}."))?;
                continue;
            }
            (Shape::Text, _) => "a string",
            (Shape::Number, _) => "a number",
            (Shape::Members(_), _) => "an object",
        };
        return Err(wrong(&format!("{within}{name} must be {wanted}")));
    }
    Ok(())
}

fn wrong(words: &str) -> ApiError {
    ApiError::validation(format!("Invalid Context object provided: {words}"))
}
