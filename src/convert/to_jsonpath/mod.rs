//! From JSONata to JSONPath: what is a path, a literal, an intrinsic function or a template of those. `flow` finds the
//! fields that say what `Output` and `Arguments` say, `rule` the operators of a `Condition`; `expression` writes paths
//! and calls.

mod expression;
mod flow;
mod rule;

use std::cell::RefCell;

use crate::asl::fields::ObjectKind;
use crate::asl::parts::DefinitionPart;
use crate::base::value::Value;

use super::edit::{Draft, Refusal};
use super::fields::{BY_PATH, TEMPLATES, TEXTS, object_at};

use expression::{Notes, Scope};

/// The changes that make `part`, a state, one of JSONPath, and in which cases it does something else then.
pub fn state(part: &DefinitionPart<'_>) -> Result<(Draft, Vec<String>), Refusal> {
    let notes: Notes = RefCell::default();
    let mut draft = Draft::default();
    let scope = Scope { root: "input", notes: &notes };
    by_path(part, scope, &mut draft)?;
    for (holder, new, name) in TEMPLATES {
        let Some(template) = object_at(part, holder).and_then(|members| members.get(name)) else { continue };
        let place = part.pointer.join(holder).key(name);
        scope.template(template, &place, &mut draft)?;
        if name != new {
            draft.rename(place, new);
        }
    }
    flow::convert(part, scope, &mut draft)?;
    catchers(part, scope, &mut draft)?;
    if part.kind == ObjectKind::Choice {
        rule::rules(part, scope, &mut draft)?;
    }
    Ok((draft, notes.into_inner().into_iter().map(str::to_owned).collect()))
}

fn by_path(part: &DefinitionPart<'_>, scope: Scope<'_>, draft: &mut Draft) -> Result<(), Refusal> {
    for (holder, names) in BY_PATH {
        let Some(members) = object_at(part, holder) else { continue };
        for (new, old) in *names {
            let place = part.pointer.join(holder).key(old);
            let Some(outline) = members.get(old).and_then(expression::read) else { continue };
            let path = scope.path(&expression::number(outline)).map_err(|why| Refusal::new(&place, why))?;
            draft.set(place.clone(), Value::from(path));
            draft.rename(place, new);
        }
    }
    for (new, old) in TEXTS.iter().filter(|_| part.kind == ObjectKind::Fail) {
        let Some(outline) = part.members.get(old).and_then(expression::read) else { continue };
        let place = part.place(old);
        let text = scope.dynamic(&outline).map_err(|why| Refusal::new(&place, why))?;
        draft.set(place.clone(), Value::from(text));
        draft.rename(place, new);
    }
    Ok(())
}

fn catchers(part: &DefinitionPart<'_>, scope: Scope<'_>, draft: &mut Draft) -> Result<(), Refusal> {
    let all = part.members.get("Catch").and_then(Value::as_array);
    let scope = Scope { root: "errorOutput", ..scope };
    for (at, catcher) in all.iter().flat_map(|all| all.as_slice()).enumerate() {
        let Some(members) = catcher.as_object() else { continue };
        let place = part.place("Catch").index(at);
        if let Some(output) = members.get("Output") {
            flow::caught(output, &place.key("Output"), draft)?;
        }
        if let Some(assign) = members.get("Assign") {
            scope.template(assign, &place.key("Assign"), draft)?;
        }
    }
    Ok(())
}
