//! `Body`: the data of an answer. A string that is wholly `{% … %}` in it is JSONata over the call;
//! a leading `{%%` stands for a literal `{%`.

use std::sync::Arc;

use crate::base::value::{Object, Value};

/// Evaluates one JSONata expression, given without its `{%` and `%}`, over these variables.
pub type Evaluate = dyn Fn(&str, &Object) -> Result<Value, String> + Send + Sync;

/// JSON that is given or has to be computed for each call.
#[derive(Clone, Debug)]
pub enum Body {
    /// As written.
    Fixed(Value),
    /// Holds expressions.
    Computed(Value),
}

/// Why a body has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Uncomputed {
    /// Nobody can evaluate expressions.
    NoEvaluator,
    /// This expression failed.
    Failed { expression: String, reason: String },
}

/// What expressions are evaluated with: the evaluator, if there is one, and the variables of the call.
#[derive(Clone, Copy)]
pub struct Sight<'a> {
    /// Evaluates.
    pub evaluate: Option<&'a Evaluate>,
    /// `$args`, `$input` and so on, without the `$`.
    pub variables: &'a Object,
}

impl Body {
    /// Reads JSON as a mock file has it.
    #[must_use]
    pub fn read(value: &Value) -> Self {
        let mut found = false;
        let plain = map_strings(value, &mut |text| {
            found |= expression(text).is_some();
            Ok::<_, Uncomputed>(literal(text))
        });
        match plain {
            Ok(plain) if !found => Self::Fixed(plain),
            Ok(_) | Err(_) => Self::Computed(value.clone()),
        }
    }

    /// The data for one call.
    pub fn value(&self, sight: Sight) -> Result<Value, Uncomputed> {
        match self {
            Self::Fixed(value) => Ok(value.clone()),
            Self::Computed(value) => map_strings(value, &mut |text| match expression(text) {
                Some(source) => compute(source, sight).map(Some),
                None => Ok(literal(text)),
            }),
        }
    }
}

/// The value of one expression.
pub fn compute(source: &str, sight: Sight) -> Result<Value, Uncomputed> {
    let evaluate = sight.evaluate.ok_or(Uncomputed::NoEvaluator)?;
    evaluate(source, sight.variables)
        .map_err(|reason| Uncomputed::Failed { expression: source.to_owned(), reason })
}

/// The source of an expression, if the whole string is one.
#[must_use]
pub fn expression(text: &str) -> Option<&str> {
    if text.starts_with("{%%") {
        return None;
    }
    text.strip_prefix("{%")?.strip_suffix("%}").map(str::trim)
}

/// What an escaped string stands for; `None` if it stands for itself.
fn literal(text: &str) -> Option<Value> {
    text.strip_prefix("{%%").map(|rest| Value::from(format!("{{%{rest}")))
}

/// A copy in which `change` replaced strings; what it leaves alone stays shared.
fn map_strings<E>(
    value: &Value,
    change: &mut impl FnMut(&Arc<str>) -> Result<Option<Value>, E>,
) -> Result<Value, E> {
    Ok(match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        Value::String(text) => change(text)?.unwrap_or_else(|| value.clone()),
        Value::Array(items) => {
            let items: Result<Vec<Value>, E> = items.iter().map(|item| map_strings(item, change)).collect();
            items?.into()
        }
        Value::Object(members) => {
            let mut mapped = Object::new();
            for (key, value) in members {
                mapped.insert(Arc::clone(key), map_strings(value, change)?);
            }
            mapped.into()
        }
    })
}
