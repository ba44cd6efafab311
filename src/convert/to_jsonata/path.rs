//! Paths: `$.a['b c'][0]` is `` $states.input.a.`b c`[0] ``.
//!
//! JSONata goes through lists without being told to, where a path of names fails: that cannot be seen in a definition,
//! and is for whoever runs both. What finds several values (wildcards, slices, filters, `..`) is not converted, for
//! JSONata joins lists that JSONPath keeps apart.

use crate::expr::jsonpath::{Path, Root, Step};

use super::text::{Text, name};

/// What happens to an index past the end of a list that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PastEnd {
    /// It finds nothing, as a name does.
    Nothing,
    /// It gives null, as in payload templates.
    Null,
    /// It gives null as the last step, as in arguments of functions.
    NullAtEnd,
}

/// `path` in JSONata, where `$` is `input`.
pub fn convert(path: &Path, input: &Text, past_end: PastEnd) -> Result<Text, String> {
    let root = match path.root() {
        Root::Input => input.clone(),
        Root::Context => Text::sure("$states.context"),
        Root::Variable(name) => Text::path(format!("${name}")),
    };
    if path.is_root() {
        return Ok(root);
    }
    if root.text == "{}" {
        return Err(format!("`{}` looks into what `InputPath: null` left empty", path.text()));
    }
    let steps: Vec<Step<'_>> = path.steps().collect();
    let mut text = root.tight();
    let mut nulls = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        match step {
            Step::Name(step) => {
                let step = name(step)
                    .ok_or_else(|| format!("`{}` has a name that JSONata cannot say", path.text()))?;
                text = format!("{text}.{step}");
            }
            Step::Index(index) => {
                let list = text.clone();
                text = format!("{text}[{index}]");
                let is_last = at + 1 == steps.len();
                let counts = past_end == PastEnd::Null || past_end == PastEnd::NullAtEnd && is_last;
                if counts && *index >= 0 {
                    nulls.push((list, text.clone()));
                }
            }
            Step::Other => {
                return Err(format!(
                    "`{}` finds several values, of which JSONata makes one list in another way",
                    path.text()
                ));
            }
        }
    }
    let mut found = Text::path(text);
    for (list, item) in nulls.into_iter().rev() {
        let text = format!("$exists({item}) ? {} : $exists({list}) ? null", found.tight());
        found = Text::path(text).loose();
    }
    Ok(found)
}
