//! Expressions of JSONata as paths, intrinsic functions and templates.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::base::pointer::Pointer;
use crate::base::value::{Object, Value};
use crate::expr::jsonata::{Expression, Level, Outline, OutlineStep};

use crate::convert::edit::{Draft, Refusal};

/// In which cases a converted state does something else.
pub type Notes = RefCell<BTreeSet<&'static str>>;

/// What `$` stands for: a member of `$states`.
#[derive(Clone, Copy)]
pub struct Scope<'s> {
    /// It.
    pub root: &'static str,
    /// In which cases what is written differs.
    pub notes: &'s Notes,
}

/// Functions whose arguments are those of an intrinsic function, and what it is called.
const CALLS: [(&str, &str); 7] = [
    ("uuid", "States.UUID"),
    ("hash", "States.Hash"),
    ("parse", "States.StringToJson"),
    ("partition", "States.ArrayPartition"),
    ("count", "States.ArrayLength"),
    ("base64encode", "States.Base64Encode"),
    ("base64decode", "States.Base64Decode"),
];

const NOTHING: &str = "no path, literal or intrinsic function of JSONPath says this";

/// What the expression in `value` is made of; none if it is a literal.
pub fn read(value: &Value) -> Option<Outline> {
    let text = value.as_str()?.strip_prefix("{%")?.strip_suffix("%}")?.trim();
    let outline = Expression::parse(text, Level::Aws).ok()?.outline();
    // What this program writes where a path must find something.
    let is_ours = matches!(&outline, Outline::Block(names, _) if names.iter().all(|name| &**name == "need"));
    let Outline::Block(names, inner) = outline else { return Some(outline) };
    Some(if is_ours { *inner } else { Outline::Block(names, inner) })
}

/// Without `$number` around it.
pub fn number(outline: Outline) -> Outline {
    unwrapped("number", outline)
}

/// Without a function of one argument around it.
pub fn unwrapped(name: &str, outline: Outline) -> Outline {
    let Outline::Call(called, mut arguments) = outline else { return outline };
    match arguments.pop() {
        Some(only) if called == name && arguments.is_empty() => only,
        Some(last) => {
            arguments.push(last);
            Outline::Call(called, arguments)
        }
        None => Outline::Call(called, arguments),
    }
}

impl Scope<'_> {
    fn note(&self, note: &'static str) {
        self.notes.borrow_mut().insert(note);
    }

    /// A path.
    pub fn path(&self, outline: &Outline) -> Result<String, String> {
        let Outline::Path(root, steps) = item(outline) else { return Err(NOTHING.to_owned()) };
        if &**root != "states" {
            return Ok(format!("${root}{}", written(steps)?));
        }
        match steps.split_first() {
            Some((OutlineStep::Name(name), rest)) if &**name == "context" => {
                Ok(format!("$${}", written(rest)?))
            }
            Some((OutlineStep::Name(name), rest)) if &**name == self.root => {
                Ok(format!("${}", written(rest)?))
            }
            Some((OutlineStep::Name(name), _)) => Err(format!(
                "it reads `$states.{name}`, which JSONPath does not have here, where `$` is the {}",
                self.root
            )),
            Some((OutlineStep::Index(_), _)) | None => Err("it reads all of `$states`".to_owned()),
        }
    }

    /// The value of a member whose name ends in `.$`.
    pub fn dynamic(&self, outline: &Outline) -> Result<String, String> {
        let found = self.path(outline);
        if found.is_ok() || matches!(item(outline), Outline::Path(..)) { found } else { self.call(outline) }
    }

    fn call(&self, outline: &Outline) -> Result<String, String> {
        let all = |args: &[Outline]| args.iter().map(|one| self.argument(one)).collect::<Result<Vec<_>, _>>();
        match outline {
            Outline::Call(name, args) if name == "need" && args.len() == 1 => self.dynamic(&args[0]),
            Outline::Call(name, args) if name == "string" && args.len() == 1 => {
                self.note("States.JsonToString puts a text into quotes, `$string` leaves it as it is");
                Ok(format!("States.JsonToString({})", self.argument(&args[0])?))
            }
            Outline::Call(name, args) if name == "merge" => match args.as_slice() {
                [Outline::Array(two)] if two.len() == 2 => {
                    Ok(format!("States.JsonMerge({}, false)", all(two)?.join(", ")))
                }
                _ => Err(NOTHING.to_owned()),
            },
            Outline::Call(name, args) => {
                let known = CALLS.iter().find(|(known, _)| known == name);
                let (_, intrinsic) =
                    known.ok_or_else(|| format!("`${name}` has no equal among the intrinsic functions"))?;
                Ok(format!("{intrinsic}({})", all(args)?.join(", ")))
            }
            Outline::Array(items) => match items.as_slice() {
                [Outline::Call(name, args)] if name == "range" => {
                    Ok(format!("States.ArrayRange({})", all(args)?.join(", ")))
                }
                items => {
                    self.note("a list in a list stays one in States.Array, and is joined in `[…]`");
                    Ok(format!("States.Array({})", all(items)?.join(", ")))
                }
            },
            Outline::Binary("&", _) => self.format(outline),
            Outline::Binary("in", sides) => Ok(format!(
                "States.ArrayContains({}, {})",
                self.argument(&sides.1)?,
                self.argument(&sides.0)?
            )),
            Outline::Binary(sign @ ("+" | "-"), sides) => {
                self.note("States.MathAdd rounds its numbers, `+` does not: fractions differ");
                let other = match (&sides.1, *sign) {
                    (other, "+") => self.argument(other)?,
                    (Outline::Literal(number), _) if number.as_i64().is_some() => {
                        (-number.as_i64().unwrap_or_default()).to_string()
                    }
                    (_, _) => return Err("States.MathAdd adds, and takes away literals only".to_owned()),
                };
                Ok(format!("States.MathAdd({}, {other})", self.argument(&sides.0)?))
            }
            Outline::Literal(_)
            | Outline::Path(..)
            | Outline::Binary(..)
            | Outline::And(_)
            | Outline::Or(_)
            | Outline::Condition(_)
            | Outline::Object(_)
            | Outline::Block(..)
            | Outline::Other => Err(NOTHING.to_owned()),
        }
    }

    fn argument(&self, outline: &Outline) -> Result<String, String> {
        let Outline::Literal(literal) = outline else { return self.dynamic(outline) };
        match literal {
            Value::String(text) => Ok(quoted(text)),
            Value::Null | Value::Bool(_) | Value::Number(_) => Ok(literal.to_json()),
            Value::Array(_) | Value::Object(_) => {
                Err("an intrinsic function takes no list or object that is written down".to_owned())
            }
        }
    }

    /// Texts that are joined.
    fn format(&self, outline: &Outline) -> Result<String, String> {
        self.note(
            "an object or list in a text is written as JSON by `&`, and as Java writes it by States.Format",
        );
        let (mut template, mut args) = (String::new(), Vec::new());
        let mut open = vec![outline];
        while let Some(part) = open.pop() {
            if let Outline::Binary("&", sides) = part {
                open.extend([&sides.1, &sides.0]);
            } else if let Outline::Literal(Value::String(text)) = part {
                template += &escaped(text);
            } else {
                template += "{}";
                args.push(self.argument(part)?);
            }
        }
        let rest: String = args.iter().map(|one| format!(", {one}")).collect();
        Ok(format!("States.Format('{template}'{rest})"))
    }

    /// Changes the template at `pointer` where it stands.
    pub fn template(&self, value: &Value, pointer: &Pointer, draft: &mut Draft) -> Result<(), Refusal> {
        let Value::Object(members) = value else {
            if let Some(Outline::Object(members)) = read(value) {
                draft.set(pointer.clone(), self.object(&members).map_err(|why| Refusal::new(pointer, why))?);
                return Ok(());
            }
            return Err(Refusal::new(pointer, "a template of JSONPath is an object"));
        };
        self.members(members, pointer, draft)
    }

    fn members(&self, members: &Object, pointer: &Pointer, draft: &mut Draft) -> Result<(), Refusal> {
        for (key, value) in members {
            let place = pointer.key(key);
            if key.ends_with(".$") {
                return Err(Refusal::new(
                    &place,
                    "a name that ends in `.$` has a meaning of its own in JSONPath",
                ));
            }
            let Some(outline) = read(value) else {
                self.inside(value, &place, draft)?;
                continue;
            };
            let (ending, said) = self.said(&outline).map_err(|why| Refusal::new(&place, why))?;
            draft.set(place.clone(), said);
            if !ending.is_empty() {
                draft.rename(place, &format!("{key}{ending}"));
            }
        }
        Ok(())
    }

    fn inside(&self, value: &Value, place: &Pointer, draft: &mut Draft) -> Result<(), Refusal> {
        match value {
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
            Value::Object(members) => self.members(members, place, draft),
            Value::Array(items) => (items.as_slice().iter().enumerate()).try_for_each(|(at, item)| {
                let place = place.index(at);
                if read(item).is_some() {
                    return Err(Refusal::new(
                        &place,
                        "in a list only objects have members that are found at run time",
                    ));
                }
                self.inside(item, &place, draft)
            }),
        }
    }

    /// The value of a member, and what its name ends in.
    fn said(&self, outline: &Outline) -> Result<(&'static str, Value), String> {
        if let Outline::Literal(value) = outline {
            return Ok(("", value.clone()));
        }
        if let Outline::Object(members) = outline {
            return Ok(("", self.object(members)?));
        }
        Ok((".$", Value::from(self.dynamic(outline)?)))
    }

    /// A template of these members.
    pub fn object(&self, members: &[(String, Outline)]) -> Result<Value, String> {
        let mut object = Object::new();
        for (key, outline) in members {
            let (ending, said) = self.said(outline)?;
            object.insert(Arc::<str>::from(format!("{key}{ending}")), said);
        }
        Ok(Value::from(object))
    }
}

/// The path in what `sfn convert` writes for an index past the end of a list, which is null in templates.
fn item(outline: &Outline) -> &Outline {
    if let Outline::Condition(parts) = outline
        && let (Outline::Call(exists, tested), then, Some(Outline::Condition(otherwise))) = &**parts
        && exists == "exists"
        && tested.first() == Some(then)
        && otherwise.1 == Outline::Literal(Value::Null)
        && otherwise.2.is_none()
    {
        return then;
    }
    if let Outline::Call(need, arguments) = outline
        && let ("need", [argument]) = (need.as_str(), arguments.as_slice())
    {
        return item(argument);
    }
    outline
}

fn written(steps: &[OutlineStep]) -> Result<String, String> {
    steps.iter().map(step).collect()
}

fn step(step: &OutlineStep) -> Result<String, String> {
    match step {
        OutlineStep::Index(index) => Ok(format!("[{index}]")),
        OutlineStep::Name(name) if name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') => {
            Ok(format!(".{name}"))
        }
        OutlineStep::Name(name) if name.contains(['\'', '\\', '"']) => {
            Err(format!("`{name}` cannot be quoted in a path"))
        }
        OutlineStep::Name(name) => Ok(format!("['{name}']")),
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", escaped(text))
}

fn escaped(text: &str) -> String {
    text.chars()
        .flat_map(|c| matches!(c, '\'' | '{' | '}' | '\\').then_some('\\').into_iter().chain([c]))
        .collect()
}
