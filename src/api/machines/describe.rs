//! DescribeStateMachine, and what it has in common with DescribeStateMachineForExecution.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::api::ApiError;
use crate::api::arn::Arn;
use crate::api::members::Members;
use crate::api::shape::{object, seconds, text};
use crate::api::world::{Machine, Region, Revision, no_machine};
use crate::asl::machine::{Kind, StateMachine, Workflow};
use crate::base::pointer::Pointer;
use crate::base::value::{Object, Value};

/// Whether a response has data: `includedData`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Included {
    /// `ALL_DATA`
    All,
    /// `METADATA_ONLY`
    Metadata,
}

impl Included {
    /// What a request says of it.
    pub fn asked(members: &mut Members<'_>) -> Result<Self, ApiError> {
        let words = [("ALL_DATA", Self::All), ("METADATA_ONLY", Self::Metadata)];
        Ok(members.word("includedData", &words)?.unwrap_or(Self::All))
    }
}

/// Describes a machine, a version of one, or the processor of a distributed Map.
pub fn describe(region: &Region, request: &Value) -> Result<Value, ApiError> {
    let mut members = Members::of(request, "")?;
    let arn = members.arn("stateMachineArn")?;
    let included = Included::asked(&mut members)?;
    members.finish()?;
    let parsed = Arn::parse(arn)?;
    let resources = region.lock();
    match parsed {
        Arn::Machine(name) => {
            let machine = resources.machine(name, arn)?;
            let own = object([("creationDate", seconds(machine.created))]);
            Ok(described(machine, name, (&machine.current, arn, included), own))
        }
        Arn::Version(name, number) => {
            let (machine, version) = resources.version(name, number, arn)?;
            let own = object([
                ("creationDate", seconds(version.created)),
                ("description", version.description.as_deref().map(Value::from)),
            ]);
            Ok(described(machine, name, (&version.revision, arn, included), own))
        }
        Arn::Labelled(name, label) => {
            let machine = resources.machine(name, arn)?;
            let processor = processor(machine.current.compiled.machine(), &machine.current.definition, label);
            let definition = processor.ok_or_else(|| no_machine(arn))?;
            let own = object([
                ("creationDate", seconds(machine.created)),
                ("definition", Some(definition.to_json().into())),
                ("label", text(label)),
            ]);
            Ok(described(machine, name, (&machine.current, arn, Included::Metadata), own))
        }
        Arn::Alias(..) => Err(no_machine(arn)),
        other @ (Arn::Execution(..) | Arn::Express(_) | Arn::Activity(_) | Arn::MapRun(_)) => {
            Err(other.refused())
        }
    }
}

fn described(
    machine: &Machine,
    name: &str,
    (revision, arn, included): (&Revision, &str, Included),
    own: Value,
) -> Value {
    let kind = match machine.workflow {
        Workflow::Standard => "STANDARD",
        Workflow::Express => "EXPRESS",
    };
    let mut response = Object::from_iter([
        ("stateMachineArn", Value::from(arn)),
        ("name", name.into()),
        ("status", if machine.deleting.is_some() { "DELETING" } else { "ACTIVE" }.into()),
    ]);
    response.insert("type", Value::from(kind));
    add(&mut response, &common(revision, included));
    add(&mut response, &own);
    response.into()
}

/// What a response says of a revision.
pub fn common(revision: &Revision, included: Included) -> Value {
    let definition: Value = match included {
        Included::All => Arc::clone(&revision.definition).into(),
        Included::Metadata => "{}".into(),
    };
    object([
        ("definition", Some(definition)),
        ("roleArn", Some(Arc::clone(&revision.role).into())),
        ("loggingConfiguration", Some(revision.logging.shown())),
        ("tracingConfiguration", Some(object([("enabled", Some(revision.traces.into()))]))),
        ("revisionId", revision.id.as_deref().map(Value::from)),
        ("encryptionConfiguration", Some(revision.encryption.shown())),
        ("variableReferences", references(revision.compiled.machine())),
    ])
}

/// Adds the members of `more`.
pub fn add(response: &mut Object, more: &Value) {
    for (key, value) in more.as_object().into_iter().flat_map(Object::iter) {
        response.insert(Arc::clone(key), value.clone());
    }
}

/// The variables that each state reads; none if no state reads any (recorded).
fn references(machine: &StateMachine) -> Option<Value> {
    let mut found: BTreeMap<Arc<str>, BTreeSet<String>> = BTreeMap::new();
    for state in &machine.states {
        state.expressions(&mut |_, _, expression| {
            let read = expression.variables();
            if !read.is_empty() {
                found.entry(Arc::clone(&state.name)).or_default().extend(read);
            }
        });
    }
    let names = |read: BTreeSet<String>| Value::from(read.into_iter().map(Value::from).collect::<Vec<_>>());
    let members: Object = found.into_iter().map(|(state, read)| (state, names(read))).collect();
    (!members.is_empty()).then(|| members.into())
}

/// The processor of the distributed Map with this label, as a machine of its own: `StartAt` and `States` (recorded).
pub fn processor(machine: &StateMachine, definition: &str, label: &str) -> Option<Value> {
    let is_meant = |kind: &Kind| match kind {
        Kind::Map(map) => map.distributed.as_ref().is_some_and(|map| map.label.as_deref() == Some(label)),
        Kind::Task(_)
        | Kind::Pass { .. }
        | Kind::Choice(_)
        | Kind::Wait(_)
        | Kind::Succeed
        | Kind::Fail(_)
        | Kind::Parallel { .. } => false,
    };
    let state = machine.states.iter().find(|state| is_meant(&state.kind))?;
    let whole = Value::parse(definition).ok()?;
    let written = whole.pointer(Pointer::as_str(&state.pointer))?;
    let processor = written.get("ItemProcessor").or_else(|| written.get("Iterator"))?;
    Some(object([
        ("StartAt", processor.get("StartAt").cloned()),
        ("States", processor.get("States").cloned()),
    ]))
}
