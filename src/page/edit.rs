//! Editing: what forms know of fields, changes to states that keep the rest of the text, and saving.

use crate::asl::fields::{FIELDS, Field, Shape, TYPES};
use crate::asl::machine::QueryLanguage;
use crate::base::members::{array, object, text as quoted};
use crate::base::pointer::Pointer;
use crate::base::source::Format;
use crate::base::surgery::Surgery;
use crate::base::value::Value;
use crate::project::definitions;
use crate::project::files;
use crate::project::fix;
use crate::project::targets::Target;
use crate::validate::fix as fixes;

use super::machines::{file_of, hash};
use super::saving::{as_before, changed};
use super::{Page, Result, refused, text};

/// The fields of each type of state, for forms.
pub fn fields() -> Vec<u8> {
    let mut out = Vec::new();
    object(&mut out, |m| {
        for (name, kind) in TYPES {
            let own = FIELDS.iter().filter(move |field| field.owners.contains(&kind) && field.name != "Type");
            m.put(name, |out| array(out, own, field));
        }
    });
    out
}

fn field(out: &mut Vec<u8>, field: &Field) {
    object(out, |m| {
        m.text("name", field.name).text("shape", shape(field.shape)).plain("dynamic", field.dynamic);
        if let Some(language) = field.language {
            m.text("language", if language == QueryLanguage::Jsonata { "JSONata" } else { "JSONPath" });
        }
        if let Shape::OneOf(words) = field.shape {
            m.put("words", |out| array(out, words, |out, word| quoted(out, word)));
        }
    });
}

const fn shape(shape: Shape) -> &'static str {
    match shape {
        Shape::Any | Shape::Object | Shape::States | Shape::Texts | Shape::Filled | Shape::Objects => "json",
        Shape::Text | Shape::Path => "text",
        Shape::Flag => "flag",
        Shape::Whole(..) | Shape::Number(..) => "number",
        Shape::OneOf(_) => "word",
    }
}

impl Page {
    /// Changes a text: `{text, format, op, pointer, …}`. The answer has the text and the place of the state.
    pub(super) fn change(&self, body: &Value) -> Result<Vec<u8>> {
        let format = if body.get("format").and_then(Value::as_str) == Some("yaml") {
            Format::Yaml
        } else {
            Format::Json
        };
        let mut surgery = Surgery::new(text(body, "text")?.to_owned(), format);
        let pointer = text(body, "pointer")?;
        let changed = match text(body, "op")? {
            "set" => match body.get("value") {
                None => surgery.remove(pointer),
                Some(value) => surgery.set(pointer, value),
            }
            .map(|()| pointer.to_owned()),
            "rename" => rename(&mut surgery, body, pointer),
            "add" => add(&mut surgery, body, pointer),
            "connect" => connect(&mut surgery, body, pointer),
            "delete" => delete(&mut surgery, body, pointer),
            "move" => moved(&mut surgery, body, pointer),
            "behind" => behind(&mut surgery, body, pointer),
            _ => Err("there is no such change".to_owned()),
        };
        let at = changed.map_err(|wrong| refused(400, &wrong))?;
        let mut out = Vec::new();
        object(&mut out, |m| {
            m.text("text", &surgery.finish()).text("pointer", &at);
        });
        Ok(out)
    }

    /// Makes the changes that mend the findings of a text: of the one at `pointer` with that code, or of all.
    pub(super) fn fix(&self, body: &Value) -> Result<Vec<u8>> {
        let machine = self.of_text(text(body, "ref")?, text(body, "file")?, text(body, "text")?);
        let Ok(definition) = &machine.definition else {
            return Err(refused(400, "the text cannot be read at the moment"));
        };
        let code = body.get("code").and_then(Value::as_str);
        let pointer = body.get("pointer").and_then(Value::as_str);
        let wanted = definition.checked.diagnostics.iter().filter(|found| {
            code.is_none_or(|code| &*found.code == code)
                && pointer.is_none_or(|pointer| found.place.pointer() == pointer)
        });
        let (mended, changes) = fixes::apply(&definition.loaded.document, wanted);
        let mut out = Vec::new();
        object(&mut out, |m| {
            m.text("text", &mended).plain("changes", changes.len());
        });
        Ok(out)
    }

    /// Writes the text into the file, if that is as it was when it was read: `{ref, file, text, hash}`.
    pub(super) fn save(&self, body: &Value) -> Result<Vec<u8>> {
        let (reference, name) = (text(body, "ref")?, text(body, "file")?);
        let machine = self.checked(reference)?;
        if file_of(&machine) != name {
            return Err(refused(403, "only the file of the machine may be written"));
        }
        let now = files::read(name)?;
        if hash(&now.text) != text(body, "hash")? {
            return Err(changed(&now.text));
        }
        let (path, _) = definitions::split(reference);
        let named = Target::Named(path.to_owned());
        let Some(place) = fix::writable(name, &named) else {
            return Err(refused(403, "this file is outside of the project"));
        };
        let written = as_before(&now.text, text(body, "text")?);
        fix::write(&place, &written)
            .map_err(|error| refused(500, &format!("cannot write {name}: {error}")))?;
        let mut out = Vec::new();
        object(&mut out, |m| {
            m.text("hash", &hash(&written));
        });
        Ok(out)
    }
}

fn word<'b>(body: &'b Value, key: &str) -> std::result::Result<&'b str, String> {
    body.get(key).and_then(Value::as_str).ok_or_else(|| format!("`{key}` is missing"))
}

type Done = std::result::Result<String, String>;

/// The pointer of the object that holds `States`, and the state's name.
fn scope(pointer: &str) -> std::result::Result<(String, String), String> {
    let at = Pointer::from(pointer.to_owned());
    let name = at.last().map(std::borrow::Cow::into_owned).ok_or("this is no state")?;
    let states = at.parent().ok_or("this is no state")?;
    let region = states.parent().ok_or("this is no state")?;
    Ok((region.as_str().to_owned(), name))
}

/// The value that the surgery's text has at `pointer`, read with the definition that came along.
fn at<'b>(body: &'b Value, pointer: &str) -> Option<&'b Value> {
    body.get("definition")?.pointer(pointer)
}

/// Every place below the states of `region` that names one of its states.
fn names_in(body: &Value, region: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut note = |pointer: String, value: Option<&Value>| {
        found.extend(value.and_then(Value::as_str).map(|name| (pointer, name.to_owned())));
    };
    note(format!("{region}/StartAt"), at(body, &format!("{region}/StartAt")));
    let states = at(body, &format!("{region}/States")).and_then(Value::as_object);
    for (name, state) in states.into_iter().flatten() {
        let place = Pointer::from(format!("{region}/States")).key(name);
        let place = place.as_str();
        note(format!("{place}/Next"), state.get("Next"));
        note(format!("{place}/Default"), state.get("Default"));
        for list in ["Choices", "Catch"] {
            let rules = state.get(list).and_then(Value::as_array);
            for (at, rule) in rules.into_iter().flat_map(|all| all.iter()).enumerate() {
                note(format!("{place}/{list}/{at}/Next"), rule.get("Next"));
            }
        }
    }
    found
}

fn rename(surgery: &mut Surgery, body: &Value, pointer: &str) -> Done {
    let (region, old) = scope(pointer)?;
    let new = word(body, "name")?;
    if new.is_empty() || new.chars().count() > 80 {
        return Err("a name has 1 to 80 characters".to_owned());
    }
    let states = Pointer::from(format!("{region}/States"));
    if new != old && at(body, states.key(new).as_str()).is_some() {
        return Err(format!("there is a state `{new}` already"));
    }
    for (place, _) in names_in(body, &region).iter().filter(|(_, name)| *name == old) {
        surgery.set(place, &Value::from(new))?;
    }
    surgery.rename(pointer, new)?;
    Ok(states.key(new).as_str().to_owned())
}

/// A new state of `type` behind the one at `pointer`, or the first of a machine: `pointer` is then that of the region.
fn add(surgery: &mut Surgery, body: &Value, pointer: &str) -> Done {
    let kind = word(body, "type")?;
    let after =
        scope(pointer).ok().filter(|_| at(body, pointer).is_some_and(|state| state.get("Type").is_some()));
    let region = after.as_ref().map_or_else(|| pointer.to_owned(), |(region, _)| region.clone());
    let states = Pointer::from(format!("{region}/States"));
    let taken = |name: &str| at(body, states.key(name).as_str()).is_some();
    let name =
        (1..).map(|n| if n == 1 { kind.to_owned() } else { format!("{kind} {n}") }).find(|name| !taken(name));
    let name = name.unwrap_or_else(|| kind.to_owned());
    let next = after.as_ref().and_then(|_| at(body, pointer)?.get("Next")?.as_str());
    let place = states.key(&name);
    surgery.set(place.as_str(), &template(kind, next))?;
    match after {
        Some(_) if can_go_on(at(body, pointer)) => {
            surgery.set(&format!("{pointer}/Next"), &Value::from(&*name))?;
            surgery.remove(&format!("{pointer}/End"))?;
        }
        Some(_) | None => {}
    }
    if at(body, &format!("{region}/StartAt")).and_then(Value::as_str).is_none_or(str::is_empty) {
        surgery.set(&format!("{region}/StartAt"), &Value::from(&*name))?;
    }
    Ok(place.as_str().to_owned())
}

fn can_go_on(state: Option<&Value>) -> bool {
    let kind = state.and_then(|state| state.get("Type")).and_then(Value::as_str);
    !matches!(kind, Some("Choice" | "Succeed" | "Fail") | None)
}

/// The smallest state of that type which can be saved.
fn template(kind: &str, next: Option<&str>) -> Value {
    let inner = r#"{"StartAt": "Pass", "States": {"Pass": {"Type": "Pass", "End": true}}}"#;
    let own = match kind {
        "Task" => r#""Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "FUNCTION", "Payload.$": "$"}"#.to_owned(),
        "Choice" => r#""Choices": []"#.to_owned(),
        "Wait" => r#""Seconds": 1"#.to_owned(),
        "Parallel" => format!(r#""Branches": [{inner}]"#),
        "Map" => format!(r#""ItemProcessor": {inner}"#),
        _ => String::new(),
    };
    let way = match (kind, next) {
        ("Choice" | "Succeed" | "Fail", _) => String::new(),
        (_, Some(next)) => format!(r#""Next": {}"#, Value::from(next).to_json()),
        (_, None) => r#""End": true"#.to_owned(),
    };
    let members: Vec<String> =
        [format!(r#""Type": "{kind}""#), own, way].into_iter().filter(|part| !part.is_empty()).collect();
    Value::parse(&format!("{{{}}}", members.join(", "))).unwrap_or_else(|_| Value::empty_object())
}

/// Leads the state at `pointer` to the state `to`; a Choice gets it as its `Default`.
fn connect(surgery: &mut Surgery, body: &Value, pointer: &str) -> Done {
    let to = Value::from(word(body, "to")?);
    let kind = at(body, pointer).and_then(|state| state.get("Type")).and_then(Value::as_str);
    match kind {
        Some("Choice") => surgery.set(&format!("{pointer}/Default"), &to)?,
        Some("Succeed" | "Fail") | None => return Err("a machine ends with this state".to_owned()),
        Some(_) => {
            surgery.set(&format!("{pointer}/Next"), &to)?;
            surgery.remove(&format!("{pointer}/End"))?;
        }
    }
    Ok(pointer.to_owned())
}

/// Takes a state out. What led to it leads to where it led.
fn delete(surgery: &mut Surgery, body: &Value, pointer: &str) -> Done {
    let (region, name) = scope(pointer)?;
    let next = at(body, pointer)
        .and_then(|state| state.get("Next").or_else(|| state.get("Default")))
        .and_then(Value::as_str);
    lead_past(surgery, &names_in(body, &region), (pointer, &name), next)?;
    surgery.remove(pointer)?;
    Ok(next.map_or_else(String::new, |next| {
        Pointer::from(format!("{region}/States")).key(next).as_str().to_owned()
    }))
}

/// Leads all ways to the state `name` at `pointer` on to `next`, or lets them end.
fn lead_past(
    surgery: &mut Surgery,
    names: &[(String, String)],
    (pointer, name): (&str, &str),
    next: Option<&str>,
) -> std::result::Result<(), String> {
    let own = format!("{pointer}/");
    for (place, _) in names.iter().filter(|(place, found)| found == name && !place.starts_with(&own)) {
        match next {
            Some(next) => surgery.set(place, &Value::from(next))?,
            None if place.ends_with("/Next")
                && !place.contains("/Choices/")
                && !place.contains("/Catch/") =>
            {
                let state = place.trim_end_matches("/Next").to_owned();
                surgery.set(&format!("{state}/End"), &Value::from(true))?;
                surgery.remove(place)?;
            }
            // Where it cannot end, the checker says what is missing.
            None => {}
        }
    }
    Ok(())
}

/// Moves a state behind the state `to` of its region: what led to it leads past it, and it leads on to where `to` did.
fn behind(surgery: &mut Surgery, body: &Value, pointer: &str) -> Done {
    let (region, name) = scope(pointer)?;
    let to = word(body, "to")?;
    let target = Pointer::from(format!("{region}/States")).key(to);
    let (state, before) = (at(body, pointer), at(body, target.as_str()));
    if let Some(bad) = [(&*name, state), (to, before)].iter().find(|(_, state)| !can_go_on(*state)) {
        return Err(format!("`{}` does not lead on to one state: connect it instead", bad.0));
    }
    let next = |state: Option<&'_ Value>| state?.get("Next")?.as_str().map(str::to_owned);
    let (own, after) = (next(state), next(before));
    if name == to || after.as_deref() == Some(&*name) {
        return Ok(pointer.to_owned());
    }
    if own.is_none() && at(body, &format!("{region}/StartAt")).and_then(Value::as_str) == Some(&*name) {
        return Err(format!("`{name}` is the only state that runs: connect it first"));
    }
    lead_past(surgery, &names_in(body, &region), (pointer, &name), own.as_deref())?;
    match &after {
        Some(after) => {
            surgery.set(&format!("{pointer}/Next"), &Value::from(&**after))?;
            surgery.remove(&format!("{pointer}/End"))?;
        }
        None => {
            surgery.set(&format!("{pointer}/End"), &Value::from(true))?;
            surgery.remove(&format!("{pointer}/Next"))?;
        }
    }
    surgery.set(&format!("{}/Next", target.as_str()), &Value::from(&*name))?;
    surgery.remove(&format!("{}/End", target.as_str()))?;
    Ok(pointer.to_owned())
}

/// Moves a state into another region: the one at `to`.
fn moved(surgery: &mut Surgery, body: &Value, pointer: &str) -> Done {
    let (_, name) = scope(pointer)?;
    let to = word(body, "to")?;
    let place = Pointer::from(format!("{to}/States")).key(&name);
    if at(body, place.as_str()).is_some() {
        return Err(format!("there is a state `{name}` already"));
    }
    if to.starts_with(pointer) {
        return Err("a state cannot be moved into itself".to_owned());
    }
    let mut state = at(body, pointer).and_then(Value::as_object).cloned().ok_or("this is no state")?;
    if state.remove("Next").is_some() {
        state.insert("End", Value::from(true));
    }
    surgery.set(place.as_str(), &state.into())?;
    delete(surgery, body, pointer)?;
    Ok(place.as_str().to_owned())
}
