//! Paths: `$.a['b c'][0]` is `` $states.input.a.`b c`[0] ``.
//!
//! JSONata goes through lists without being told to, where a path of names fails: that cannot be seen in a definition,
//! and is for whoever runs both. Of what finds several values, `[*]`, slices and filters by literals are
//! converted; `..` is not.

use crate::base::value::Value;
use crate::expr::jsonpath::{ItemTest, Path, Root, WideStep};

use super::scope::Scope;
use super::text::{Text, name};

/// What happens where nothing is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absent {
    /// It fails.
    Fails,
    /// An index past the end of a list gives null, as in payload templates; what finds several values finds none.
    IsNull,
    /// The same for an index that is the last step, as in arguments of functions.
    IsNullAtEnd,
}

/// `path` in JSONata.
pub fn convert(path: &Path, scope: &Scope<'_>, absent: Absent) -> Result<Text, String> {
    let root = match path.root() {
        Root::Input => scope.input.clone(),
        Root::Context => Text::sure("$states.context"),
        Root::Variable(name) => Text::path(format!("${name}")),
    };
    if path.is_root() {
        return Ok(root);
    }
    if root.text == "{}" {
        return Err(format!("`{}` looks into what `InputPath: null` left empty", path.text()));
    }
    let steps: Vec<WideStep<'_>> = path.wide_steps().collect();
    let mut text = root.tight();
    let mut nulls = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        match step {
            WideStep::Name(step) => text = format!("{text}.{}", quoted(step, path)?),
            WideStep::Index(index) => {
                let list = text.clone();
                text = format!("{text}[{index}]");
                let is_last = at + 1 == steps.len();
                let counts = absent == Absent::IsNull || absent == Absent::IsNullAtEnd && is_last;
                if counts && *index >= 0 {
                    nulls.push((list, text.clone()));
                }
            }
            WideStep::All | WideStep::Slice(..) | WideStep::Filter(_) | WideStep::Other => {
                if matches!(step, WideStep::Filter(_)) {
                    scope.note("a filter of JSONPath takes a number and its text as equal, JSONata does not");
                }
                scope.note("a list of lists stays one in JSONPath, and becomes one list in JSONata");
                return several(path, &text, &steps[at..], absent);
            }
        }
    }
    let mut found = Text::path(text);
    for (list, item) in nulls.into_iter().rev() {
        let text = format!("$type({list}) = \"array\" ? ($exists({item}) ? {} : null)", found.tight());
        found = Text::path(text).loose();
    }
    Ok(found)
}

fn quoted(step: &str, path: &Path) -> Result<String, String> {
    name(step).ok_or_else(|| format!("`{}` has a name that JSONata cannot say", path.text()))
}

/// What `steps` find behind `list`: the first of them finds several values.
fn several(path: &Path, list: &str, steps: &[WideStep<'_>], absent: Absent) -> Result<Text, String> {
    let refused = || format!("`{}` finds several values in a way that JSONata does not", path.text());
    let Some((first, rest)) = steps.split_first() else { return Err(refused()) };
    let mut names = String::new();
    for step in rest {
        let WideStep::Name(step) = step else { return Err(refused()) };
        names += &format!(".{}", quoted(step, path)?);
    }
    let items = match first {
        WideStep::All => list.to_owned(),
        WideStep::Slice(from, to) => {
            let end = |at: i64| if at < 0 { format!("$count({list}) - {}", -at) } else { at.to_string() };
            let from = from.map(|from| format!("$i >= {}", end(from)));
            let to = to.map(|to| format!("$i < {}", end(to)));
            let test = from.into_iter().chain(to).collect::<Vec<_>>().join(" and ");
            format!("$filter({list}, function($v, $i) {{ {test} }})")
        }
        WideStep::Filter(tests) => {
            let tests = tests.iter().map(|test| holds(test, path)).collect::<Result<Vec<_>, String>>()?;
            format!("{list}[{}]", tests.join(" and "))
        }
        WideStep::Name(_) | WideStep::Index(_) | WideStep::Other => return Err(refused()),
    };
    let text = format!("$type({list}) = \"array\" ? [{items}{names}]");
    Ok(match absent {
        Absent::Fails => Text::path(text).list(),
        Absent::IsNull | Absent::IsNullAtEnd => Text::sure(format!("{text} : []")).list(),
    }
    .loose())
}

/// A test of an item, with nothing around it.
fn holds(test: &ItemTest<'_>, path: &Path) -> Result<String, String> {
    let names = test.names.iter().map(|step| quoted(step, path)).collect::<Result<Vec<_>, String>>()?;
    let part = if names.is_empty() { "$".to_owned() } else { names.join(".") };
    let literal = Text::literal(test.literal)
        .ok_or_else(|| format!("`{}` has a number that JSONata does not hold", path.text()))?
        .text;
    match (test.sign, test.literal) {
        ("==" | "===", _) => Ok(format!("{part} = {literal}")),
        ("!=", _) => Ok(format!("$not({part} = {literal})")),
        (sign, Value::Number(_)) => Ok(format!("$type({part}) = \"number\" and {part} {sign} {literal}")),
        (sign, Value::String(_)) => Ok(format!("$type({part}) = \"string\" and {part} {sign} {literal}")),
        (_, Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_)) => {
            Err(format!("`{}` orders what has no order", path.text()))
        }
    }
}
