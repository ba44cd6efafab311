//! What a Task needs.

use crate::asl::machine::{State, Task};
use crate::asl::resource::{Pattern, Target};

use super::collect::{Collector, Moment};
use super::given::{Given, Known};
use super::resource::Found;
use super::{optimized, sdk};

/// What `task` needs, which is what `state` does.
pub(super) fn task(out: &mut Collector<'_>, state: &State, task: &Task) {
    if task.credentials.is_some() {
        return role(out, state);
    }
    let given = Given::of(state, out.definition);
    match &task.resource.target {
        // The ARN is granted as it stands: with a qualifier it is for that version or alias alone.
        Target::Function(_) => out.need("lambda:InvokeFunction", &task.resource.arn),
        // Whoever works asks for the token and answers; the machine needs nothing.
        Target::Activity(_) => {}
        Target::Service { service, action, .. } => {
            let is_job = matches!(task.resource.pattern, Pattern::Sync | Pattern::SyncJson);
            match service.strip_prefix("aws-sdk:") {
                Some(service) => sdk::call(out, service, action, &given),
                None => optimized::call(out, service, action, is_job, &given),
            }
        }
    }
}

/// With `Credentials` another role is taken on, and the call is that role's alone.
fn role(out: &mut Collector<'_>, state: &State) {
    let credentials = out.definition.pointer(&state.pointer.key("Credentials"));
    let given = credentials.map_or(Given::Absent, |value| match value.as_str() {
        Some(text) => Given::Open(format!("`{text}`")),
        None => Given::Written(value),
    });
    let found = match given.part("RoleArn").text() {
        known @ (Known::Open(_) | Known::Absent) => {
            out.tell_open("Credentials.RoleArn", &known);
            Found { arn: "*".to_owned(), is_open: true }
        }
        Known::Text(_) | Known::Prefix(..) => out.find(&given, "{RoleArn}"),
    };
    out.add(Moment::Run, "sts:AssumeRole", &found.arn, found.is_open, &[]);
    out.note("the call is made as another role: what it needs is for that role, which must trust this one");
}
