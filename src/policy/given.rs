//! What a call is given, as far as the definition tells: a literal, the beginning of a text, or an expression.

use crate::asl::machine::{QueryLanguage, State};
use crate::base::value::Value;

/// What is known of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// It is this text.
    Text(String),
    /// It begins with this text, and goes on as the expression says.
    Prefix(String, String),
    /// A run finds out, by this expression.
    Open(String),
    /// It is not given.
    Absent,
}

/// The parameters of a call, or a part of them.
#[derive(Clone, Debug)]
pub(super) enum Given<'v> {
    /// They are written down.
    Written(&'v Value),
    /// A run finds out, by this expression.
    Open(String),
    /// There are none.
    Absent,
}

impl<'v> Given<'v> {
    /// `Parameters` or `Arguments` of `state`, which is written in `definition`.
    pub(super) fn of(state: &State, definition: &'v Value) -> Self {
        Self::below(state.language(), definition.pointer(&state.pointer))
    }

    /// The same of `part`, as an ItemReader has them, too.
    pub(super) fn below(language: QueryLanguage, part: Option<&'v Value>) -> Self {
        let (name, without) = match language {
            QueryLanguage::JsonPath => ("Parameters", Self::Open("the state's input".to_owned())),
            QueryLanguage::Jsonata => ("Arguments", Self::Absent),
        };
        part.and_then(|part| part.get(name)).map_or(without, Self::value)
    }

    fn value(value: &'v Value) -> Self {
        match value.as_str().filter(|text| text.starts_with("{%")) {
            Some(text) => Self::Open(format!("`{text}`")),
            None => Self::Written(value),
        }
    }

    /// The part that `way` leads to, names with dots between them. Integrations do not mind the case of names.
    pub(super) fn part(&self, way: &str) -> Self {
        way.split('.').fold(self.clone(), |part, name| part.member(name))
    }

    fn member(&self, name: &str) -> Self {
        let Self::Written(value) = self else { return self.clone() };
        let Some(members) = value.as_object() else { return Self::Absent };
        let found = members.iter().find_map(|(key, value)| {
            if key.eq_ignore_ascii_case(name) {
                return Some(Self::value(value));
            }
            let plain = key.strip_suffix(".$").filter(|plain| plain.eq_ignore_ascii_case(name))?;
            let _ = plain;
            Some(Self::Open(format!("`{}`", value.as_str().unwrap_or_default())))
        });
        found.unwrap_or(Self::Absent)
    }

    /// Its items, if it is a list that is written down; itself if a run finds out.
    pub(super) fn items(&self) -> Vec<Self> {
        match self {
            Self::Written(Value::Array(items)) => items.iter().map(Self::value).collect(),
            Self::Open(_) => vec![self.clone()],
            Self::Written(_) | Self::Absent => Vec::new(),
        }
    }

    /// Its members.
    pub(super) fn members(&self) -> Vec<(&'v str, Self)> {
        let Self::Written(Value::Object(members)) = self else { return Vec::new() };
        let member = |(key, value): (&'v str, &'v Value)| match key.strip_suffix(".$") {
            Some(name) => (name, Self::Open(format!("`{}`", value.as_str().unwrap_or_default()))),
            None => (key, Self::value(value)),
        };
        members.iter().map(|(key, value)| member((key, value))).collect()
    }

    /// Whether it is given at all.
    pub(super) const fn is_given(&self) -> bool {
        !matches!(self, Self::Absent)
    }

    /// The text that it is, as far as is known.
    pub(super) fn text(&self) -> Known {
        match self {
            Self::Absent => Known::Absent,
            Self::Written(value) => {
                Known::Text(value.as_str().map_or_else(|| value.to_json(), str::to_owned))
            }
            Self::Open(expression) => beginning(expression),
        }
    }
}

/// What is known of the text that an expression, between backticks, gives.
fn beginning(expression: &str) -> Known {
    let open = || Known::Open(expression.to_owned());
    let inner = expression.trim_matches('`');
    if let Some(jsonata) = inner.strip_prefix("{%").and_then(|rest| rest.strip_suffix("%}")) {
        let text = jsonata.trim();
        let Some(quote) = text.chars().next().filter(|c| matches!(c, '\'' | '"')) else { return open() };
        let Some((literal, rest)) = text[1..].split_once(quote) else { return open() };
        return match (literal.contains('\\'), rest.trim_start()) {
            (false, "") => Known::Text(literal.to_owned()),
            (false, rest) if rest.starts_with('&') && !rest.contains(['?', ':']) => {
                Known::Prefix(literal.to_owned(), expression.to_owned())
            }
            (_, _) => open(),
        };
    }
    let format = inner.strip_prefix("States.Format(").map(str::trim_start);
    let literal = format.and_then(|rest| rest.strip_prefix('\'')).and_then(|rest| rest.split('\'').next());
    match literal.filter(|literal| !literal.contains('\\')).and_then(|literal| literal.split("{}").next()) {
        Some(start) if !start.is_empty() => Known::Prefix(start.to_owned(), expression.to_owned()),
        Some(_) | None => open(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Known, beginning};

    #[test]
    fn what_an_expression_begins_with_is_known() {
        let prefix = |text: &str, of: &str| Known::Prefix(text.to_owned(), of.to_owned());
        for (expression, known) in [
            ("`{% 'a' %}`", Known::Text("a".to_owned())),
            ("`{% 'arn:x:' & $states.input.f %}`", prefix("arn:x:", "`{% 'arn:x:' & $states.input.f %}`")),
            ("`{% 'a' & $f ? 'b' : 'c' %}`", Known::Open("`{% 'a' & $f ? 'b' : 'c' %}`".to_owned())),
            ("`States.Format('t-{}', $.x)`", prefix("t-", "`States.Format('t-{}', $.x)`")),
            ("`$.name`", Known::Open("`$.name`".to_owned())),
        ] {
            assert_eq!(beginning(expression), known);
        }
    }
}
