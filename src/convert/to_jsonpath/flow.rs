//! `Arguments`, `Items`, `Output` and `Assign`: which fields of JSONPath say the same.

use std::sync::Arc;

use crate::asl::fields::ObjectKind;
use crate::asl::parts::DefinitionPart;
use crate::base::pointer::Pointer;
use crate::base::value::Value;
use crate::expr::jsonata::{Outline, OutlineStep};

use crate::convert::edit::{Draft, Refusal};

use super::expression::{Scope, read, unwrapped};

/// What an `Output` says.
enum Said {
    /// Part of something that is there.
    Path(Outline),
    /// The input with something put into it, at the end of these names.
    Put(Vec<Arc<str>>, Outline),
    /// Members that are found at run time.
    Template(Option<Vec<(String, Outline)>>),
    /// It is written down.
    Literal(Value),
}

/// Why null is no result.
const NULL: &str = "a Result of null counts as none";

/// Adds the changes of the state `part`, in whose fields `$` is the input at first.
pub fn convert(part: &DefinitionPart<'_>, input: Scope<'_>, draft: &mut Draft) -> Result<(), Refusal> {
    let result = Scope { root: "result", ..input };
    match part.kind {
        ObjectKind::Task | ObjectKind::Parallel => {
            arguments(part, input, draft)?;
            worked(part, result, draft)?;
            assign(part, result, draft)
        }
        ObjectKind::Map => {
            items(part, input, draft)?;
            worked(part, result, draft)?;
            assign(part, result, draft)
        }
        ObjectKind::Pass => passed(part, input, draft),
        ObjectKind::Choice | ObjectKind::Wait | ObjectKind::Succeed => {
            if let Some(output) = part.members.get("Output") {
                filter(output, &part.place("Output"), "OutputPath", input, draft)?;
            }
            assign(part, input, draft)
        }
        ObjectKind::Fail
        | ObjectKind::Machine
        | ObjectKind::Branch
        | ObjectKind::Processor
        | ObjectKind::ProcessorConfig
        | ObjectKind::Untyped
        | ObjectKind::Rule
        | ObjectKind::InnerRule
        | ObjectKind::Retrier
        | ObjectKind::Catcher
        | ObjectKind::ItemReader
        | ObjectKind::ReaderConfig
        | ObjectKind::ItemBatcher
        | ObjectKind::ResultWriter
        | ObjectKind::WriterConfig => Ok(()),
    }
}

fn assign(part: &DefinitionPart<'_>, scope: Scope<'_>, draft: &mut Draft) -> Result<(), Refusal> {
    let Some(assign) = part.members.get("Assign") else { return Ok(()) };
    scope.template(assign, &part.place("Assign"), draft)
}

/// A field that is a path, under its new name; nothing if it is all of `$`.
fn filter(
    value: &Value,
    place: &Pointer,
    name: &str,
    scope: Scope<'_>,
    draft: &mut Draft,
) -> Result<(), Refusal> {
    let refused = |why: &str| Refusal::new(place, why);
    let outline = read(value).ok_or_else(|| refused("a literal has no field of its own here in JSONPath"))?;
    let path = scope.path(&outline).map_err(|why| refused(&why))?;
    if path == "$" {
        draft.drop(place.clone());
        return Ok(());
    }
    draft.set(place.clone(), Value::from(path));
    draft.rename(place.clone(), name);
    Ok(())
}

fn arguments(part: &DefinitionPart<'_>, scope: Scope<'_>, draft: &mut Draft) -> Result<(), Refusal> {
    let Some(given) = part.members.get("Arguments") else { return Ok(()) };
    let place = part.place("Arguments");
    if matches!(read(given), Some(Outline::Path(..))) {
        return filter(given, &place, "InputPath", scope, draft);
    }
    scope.template(given, &place, draft)?;
    draft.rename(place, "Parameters");
    Ok(())
}

fn items(part: &DefinitionPart<'_>, scope: Scope<'_>, draft: &mut Draft) -> Result<(), Refusal> {
    let Some(items) = part.members.get("Items") else { return Ok(()) };
    filter(items, &part.place("Items"), "ItemsPath", scope, draft)
}

/// What comes of work.
fn worked(part: &DefinitionPart<'_>, result: Scope<'_>, draft: &mut Draft) -> Result<(), Refusal> {
    let Some(output) = part.members.get("Output") else { return Ok(()) };
    let place = part.place("Output");
    let refused = |why: String| Refusal::new(&place, why);
    match said(output, &place)? {
        Said::Path(outline) if is_of(&outline, "input") => {
            let input = Scope { root: "input", ..result };
            filter(output, &place, "OutputPath", input, draft)?;
            draft.set(part.place("ResultPath"), Value::Null);
        }
        Said::Path(_) => filter(output, &place, "OutputPath", result, draft)?,
        Said::Put(names, Outline::Path(root, steps)) => {
            if !is_of(&Outline::Path(root, steps.clone()), "result") || steps.len() != 1 {
                return Err(refused(
                    "ResultPath puts the whole result, or an object of ResultSelector".to_owned(),
                ));
            }
            put(&names, &place, draft)?;
        }
        Said::Put(names, Outline::Object(members)) => {
            let selector = result.object(&members).map_err(refused)?;
            put(&names, &place, draft)?;
            draft.set(part.place("ResultSelector"), selector);
        }
        Said::Put(..) => return Err(refused("ResultSelector makes objects only".to_owned())),
        Said::Template(None) => {
            result.template(output, &place, draft)?;
            draft.rename(place, "ResultSelector");
        }
        Said::Template(Some(members)) => {
            draft.set(place.clone(), result.object(&members).map_err(refused)?);
            draft.rename(place, "ResultSelector");
        }
        Said::Literal(Value::Object(_)) => draft.rename(place, "ResultSelector"),
        Said::Literal(_) => return Err(refused("ResultSelector makes objects only".to_owned())),
    }
    Ok(())
}

fn passed(part: &DefinitionPart<'_>, input: Scope<'_>, draft: &mut Draft) -> Result<(), Refusal> {
    let Some(output) = part.members.get("Output") else { return assign(part, input, draft) };
    let place = part.place("Output");
    let refused = |why: String| Refusal::new(&place, why);
    let said = said(output, &place)?;
    if part.members.contains("Assign") && !matches!(said, Said::Path(_)) {
        let why = "in JSONPath Assign sees what the Pass makes, not its input";
        return Err(Refusal::new(&part.place("Assign"), why));
    }
    match said {
        Said::Path(_) => filter(output, &place, "OutputPath", input, draft)?,
        Said::Put(names, made) => {
            put(&names, &place, draft)?;
            let (field, value) = if let Outline::Object(members) = made {
                ("Parameters", input.object(&members).map_err(refused)?)
            } else if let Outline::Literal(value) = made {
                (
                    "Result",
                    Some(value).filter(|value| !value.is_null()).ok_or_else(|| refused(NULL.to_owned()))?,
                )
            } else {
                ("InputPath", Value::from(input.path(&made).map_err(refused)?))
            };
            draft.set(part.place(field), value);
        }
        Said::Template(None) => {
            input.template(output, &place, draft)?;
            draft.rename(place, "Parameters");
        }
        Said::Template(Some(members)) => {
            draft.set(place.clone(), input.object(&members).map_err(refused)?);
            draft.rename(place, "Parameters");
        }
        Said::Literal(Value::Null) => return Err(refused(NULL.to_owned())),
        Said::Literal(value) => {
            draft.set(place.clone(), value);
            draft.rename(place, "Result");
        }
    }
    assign(part, input, draft)
}

/// `Output` of a catcher.
pub fn caught(output: &Value, place: &Pointer, draft: &mut Draft) -> Result<(), Refusal> {
    let refused = |why: &str| Err(Refusal::new(place, why));
    match said(output, place)? {
        Said::Path(Outline::Path(root, steps)) if steps.len() == 1 => {
            let is_input = is_of(&Outline::Path(root, steps), "input");
            draft.set(place.clone(), if is_input { Value::Null } else { Value::from("$") });
            draft.rename(place.clone(), "ResultPath");
            Ok(())
        }
        Said::Put(names, outline) if is_of(&outline, "errorOutput") => put(&names, place, draft),
        Said::Path(_) | Said::Put(..) | Said::Template(_) | Said::Literal(_) => {
            refused("ResultPath puts the whole error into the input, and nothing else")
        }
    }
}

/// Makes a `ResultPath` of the `Output` at `place`.
fn put(names: &[Arc<str>], place: &Pointer, draft: &mut Draft) -> Result<(), Refusal> {
    let mut path = "$".to_owned();
    for name in names {
        let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if name.contains(['\'', '\\', '"']) {
            return Err(Refusal::new(place, format!("`{name}` cannot be quoted in a path")));
        }
        path += &if is_plain { format!(".{name}") } else { format!("['{name}']") };
    }
    draft.set(place.clone(), Value::from(path));
    draft.rename(place.clone(), "ResultPath");
    Ok(())
}

fn said(output: &Value, place: &Pointer) -> Result<Said, Refusal> {
    let Some(outline) = read(output) else {
        return match (has_expression(output), output.as_object()) {
            (false, _) => Ok(Said::Literal(output.clone())),
            (true, Some(_)) => Ok(Said::Template(None)),
            (true, None) => Err(Refusal::new(place, "a list of expressions has no field in JSONPath")),
        };
    };
    if let Some((names, made)) = merged(&outline, &["input"]) {
        return Ok(Said::Put(names, made));
    }
    match outline {
        Outline::Path(..) => Ok(Said::Path(outline)),
        Outline::Object(members) => Ok(Said::Template(Some(members))),
        Outline::Literal(value) => Ok(Said::Literal(value)),
        Outline::Call(..)
        | Outline::Binary(..)
        | Outline::And(_)
        | Outline::Or(_)
        | Outline::Condition(_)
        | Outline::Array(_)
        | Outline::Block(..)
        | Outline::Other => {
            Err(Refusal::new(place, "a whole output is a path, a template or a literal in JSONPath"))
        }
    }
}

fn has_expression(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
        Value::String(text) => text.starts_with("{%"),
        Value::Array(items) => items.as_slice().iter().any(has_expression),
        Value::Object(members) => members.values().any(has_expression),
    }
}

/// `$merge([$states.input, {"a": …}])`: the names that lead to what is put there, and that. `base` are the steps of
/// what it is put into.
fn merged(outline: &Outline, base: &[&str]) -> Option<(Vec<Arc<str>>, Outline)> {
    let Outline::Call(merge, arguments) = outline else { return None };
    let [Outline::Array(two)] = arguments.as_slice() else { return None };
    let [Outline::Path(root, steps), Outline::Object(members)] = two.as_slice() else { return None };
    let [(name, made)] = members.as_slice() else { return None };
    let is_base = steps.len() == base.len()
        && steps
            .iter()
            .zip(base)
            .all(|(step, name)| matches!(step, OutlineStep::Name(known) if **known == **name));
    if merge != "merge" || &**root != "states" || !is_base {
        return None;
    }
    let inner: Vec<&str> = base.iter().copied().chain([name.as_str()]).collect();
    let mut names = vec![Arc::from(name.as_str())];
    if let Some((deeper, made)) = merged(made, &inner) {
        names.extend(deeper);
        return Some((names, made));
    }
    Some((names, unwrapped("need", made.clone())))
}

/// Whether it is a path that begins at this member of `$states`.
fn is_of(outline: &Outline, member: &str) -> bool {
    let Outline::Path(root, steps) = outline else { return false };
    &**root == "states" && matches!(steps.first(), Some(OutlineStep::Name(name)) if **name == *member)
}
