//! From JSONPath to JSONata: `state` puts together what `flow` makes of the fields that data flows through, `choice` of
//! rules, and tables of the rest. `path`, `call` and `template` make expressions of `text`.

mod call;
mod choice;
mod flow;
mod path;
mod scope;
mod template;
mod text;

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::asl::fields::ObjectKind;
use crate::asl::parts::DefinitionPart;
use crate::base::pointer::Pointer;
use crate::base::value::{Object, Value};
use crate::expr::intrinsics::Call;

use super::edit::{Draft, Edit, Refusal};
use super::fields::{BY_PATH, TEMPLATES, TEXTS, object_at};

use flow::Flow;
use scope::{Notes, Scope};
use text::Text;

/// The changes that make `part`, a state, one of JSONata, and in which cases it does something else then. `variables`
/// are those of the machine.
pub fn state(
    part: &DefinitionPart<'_>,
    variables: &BTreeSet<String>,
) -> Result<(Draft, Vec<String>), Refusal> {
    const MEANT: [&str; 4] = ["InputPath", "OutputPath", "ResultPath", "Result"];
    if let Some((name, _)) =
        part.members.iter().find(|(key, value)| value.is_null() && !MEANT.contains(&&**key))
    {
        return Err(Refusal::new(
            &part.place(name),
            "null says nothing here, and would in JSONata: take it out",
        ));
    }
    let notes: Notes = RefCell::default();
    let mut draft = Draft::default();
    let raw = Text::sure("$states.input");
    let input = received(part, Scope { input: &raw, notes: &notes })?;
    let scope = Scope { input: &input, notes: &notes };
    by_path(part, scope, &mut draft)?;
    for (holder, name, new) in TEMPLATES {
        let Some(members) = object_at(part, holder) else { continue };
        let Some(template) = members.get(name) else { continue };
        let place = part.pointer.join(holder).key(name);
        scope.in_place(template, &place, &mut draft)?;
        if name != new {
            draft.rename(place, new);
        }
    }
    Flow { part, scope }.convert(&mut draft)?;
    catchers(part, &notes, &mut draft)?;
    for edit in &draft.edits {
        let Edit::Set(pointer, value) = edit else { continue };
        if let Some(why) = text::fault(value, variables.iter()) {
            return Err(Refusal::new(pointer, why));
        }
    }
    let mut notes: Vec<String> = notes.into_inner().into_iter().map(str::to_owned).collect();
    notes.extend(caught(part, &draft));
    Ok((draft, notes))
}

/// What `InputPath` lets through.
fn received(part: &DefinitionPart<'_>, scope: Scope<'_>) -> Result<Text, Refusal> {
    match part.members.get("InputPath") {
        None => Ok(scope.input.clone()),
        Some(Value::Null) => Ok(Text::sure("{}")),
        Some(path) => scope.path(path, &part.place("InputPath")),
    }
}

fn by_path(part: &DefinitionPart<'_>, scope: Scope<'_>, draft: &mut Draft) -> Result<(), Refusal> {
    for (holder, names) in BY_PATH {
        let Some(members) = object_at(part, holder) else { continue };
        for (old, new) in *names {
            let place = part.pointer.join(holder).key(old);
            let Some(path) = members.get(old) else { continue };
            let found = scope.path(path, &place)?;
            // A text of digits counts as a number where a path finds it.
            let is_time = *old == "TimestampPath";
            let text = if is_time { found } else { Text::path(format!("$number({})", found.text)) };
            draft.set(place.clone(), text.field());
            draft.rename(place, new);
        }
    }
    for (old, new) in TEXTS {
        let Some(value) = part.members.get(old) else { continue };
        let place = part.place(old);
        let is_call = value.as_str().is_some_and(|text| Call::parse(text).is_ok());
        let text = if is_call { scope.dynamic(value, &place)? } else { scope.path(value, &place)? };
        draft.set(place.clone(), text.field());
        draft.rename(place, new);
    }
    Ok(())
}

/// `ResultPath` and `Assign` of catchers.
fn catchers(part: &DefinitionPart<'_>, notes: &Notes, draft: &mut Draft) -> Result<(), Refusal> {
    let all = part.members.get("Catch").and_then(Value::as_array);
    let error = Text::sure("$states.errorOutput");
    let scope = Scope { input: &error, notes };
    for (at, catcher) in all.iter().flat_map(|all| all.as_slice()).enumerate() {
        let Some(members) = catcher.as_object() else { continue };
        let place = part.place("Catch").index(at);
        flow::put(members, &place, &error, draft)?;
        if let Some(assign) = members.get("Assign") {
            scope.in_place(assign, &place.key("Assign"), draft)?;
        }
    }
    Ok(())
}

/// What differs for who retries or catches: JSONPath's failures are `States.Runtime`, which nothing takes.
fn caught(part: &DefinitionPart<'_>, draft: &Draft) -> Option<String> {
    const TAKES: [&str; 3] = ["States.ALL", "States.TaskFailed", "States.QueryEvaluationError"];
    let can_fail = draft.edits.iter().any(|edit| match edit {
        Edit::Set(_, value) => {
            let text = value.as_str().unwrap_or_default();
            text.starts_with("{%") && text.contains(['.', '(']) && !text.starts_with("{% $states.input %}")
        }
        Edit::Rename(..) | Edit::Remove(_) => false,
    });
    let takes = |field: &str| {
        let rules = part.members.get(field).and_then(Value::as_array);
        let names = rules
            .iter()
            .flat_map(|all| all.as_slice())
            .filter_map(|rule| rule.get("ErrorEquals")?.as_array());
        names
            .flat_map(|names| names.as_slice())
            .any(|name| name.as_str().is_some_and(|name| TAKES.contains(&name)))
    };
    let does = match (takes("Retry"), takes("Catch")) {
        (true, true) => "is retried and caught here",
        (true, false) => "is retried here",
        (false, true) => "is caught here",
        (false, false) => return None,
    };
    can_fail.then(|| {
        format!("where a path finds nothing, States.Runtime ended the execution: States.QueryEvaluationError {does}")
    })
}

/// The rules of a Choice, and what it passes on.
fn is_choice(part: &DefinitionPart<'_>) -> bool {
    part.kind == ObjectKind::Choice
}

/// The names that `ResultPath` follows: `None` for `$`, an empty list for `null`.
fn result_path(members: &Object, pointer: &Pointer) -> Result<Option<Vec<String>>, Refusal> {
    let place = pointer.key("ResultPath");
    let text = match members.get("ResultPath") {
        None => return Ok(None),
        Some(Value::Null) => return Ok(Some(Vec::new())),
        Some(path) => path.as_str().unwrap_or_default(),
    };
    let path = crate::expr::jsonpath::ReferencePath::parse(text)
        .map_err(|error| Refusal::new(&place, error.message))?;
    if path.is_root() {
        return Ok(None);
    }
    let names = path.names().ok_or_else(|| {
        Refusal::new(
            &place,
            format!("`{text}` puts the result into an item of a list, which no function of JSONata does"),
        )
    })?;
    Ok(Some(names.into_iter().map(str::to_owned).collect()))
}
