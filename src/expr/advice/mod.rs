//! Messages for JSONata errors: a short sentence that names the operators and operands as written, and how
//! to fix it where that is certain. The reference's own wording follows as a note.

mod syntax;

use std::ops::Range;

use crate::base::diag::{Code, Diagnostic, Place};
use crate::base::near::near;
use crate::base::value::Value;

use super::jsonata::{self, Error, Expression, Level, Limit, Read, functions};

/// `error`, which happened in the expression `text`, as a diagnostic at `place`.
#[must_use]
pub fn diagnostic(code: Code, place: Place, text: &str, level: Level, error: &Error) -> Diagnostic {
    let syntax = syntax::advice(text, error);
    let sentence = match &syntax {
        Some(advice) => advice.headline.clone(),
        None => sentence(text, level, error),
    };
    let opened = error.opened.as_deref().and_then(|opened| beside(&place, &error.span, opened));
    let found = Diagnostic::error(code, place, format!("JSONata: {sentence}"));
    // Codes of our own say nothing that the headline does not, but for AWS's words about limits.
    let found = match (error.kind, error.code.starts_with('U')) {
        (jsonata::Kind::Limit(_), _) => found.note(error.message.clone()),
        (_, true) => found,
        (_, false) => found.note(format!("{}: {}", error.code, error.message)),
    };
    let mut found = match opened {
        Some(opened) => found.aside(opened, "opened here"),
        None => found,
    };
    match syntax {
        Some(syntax) => {
            found.label = syntax.label;
            found.help = syntax.help;
        }
        None => found.help = help(text, level, error),
    }
    found
}

/// The place of the bytes `other` of an expression of which `place` is the bytes `known`.
fn beside(place: &Place, known: &Range<usize>, other: &Range<usize>) -> Option<Place> {
    let moved = |span: &Range<usize>| {
        let start = (span.start + other.start).checked_sub(known.start)?;
        Some(start..start + other.len())
    };
    match place {
        Place::Within(pointer, span) => Some(Place::Within(pointer.clone(), moved(span)?)),
        Place::Text(span) => Some(Place::Text(moved(span)?)),
        Place::Inside(pointer, span) => Some(Place::Inside(pointer.clone(), moved(span)?)),
        Place::Value(_) | Place::Key(_) => None,
    }
}

/// What is wrong: lower case, no final stop.
fn sentence(text: &str, level: Level, error: &Error) -> String {
    let token = error.token.as_deref().unwrap_or_default();
    if let jsonata::Kind::Limit(limit) = error.kind {
        return match limit {
            Limit::Time => "this takes too long: is there a loop without an end?",
            Limit::Memory => "this takes too much memory",
            Limit::Interrupted => "the run ended before this did",
            Limit::Stack => "this is nested too deeply: is there a recursion without an end?",
        }
        .to_owned();
    }
    if let (jsonata::Kind::Internal, Some(name)) = (error.kind, function_name(text, error))
        && is_known(&name, level)
    {
        return format!(
            "`${name}` threw an internal error: one of its arguments is undefined or of no use to it"
        );
    }
    match error.code {
        "T0410" => match error.message.split(' ').nth(1) {
            Some(index) => format!("argument {index} of `${token}` is of the wrong type"),
            None => general(error),
        },
        "U2001" => format!("`{token}` has nothing to start from: a state has no input but `$states.input`"),
        "T1005" | "T1006" => match function_name(text, error) {
            // The one that is called is there: it has called one of its arguments.
            Some(name) if is_known(&name, level) => {
                format!("an argument of `${name}` is undefined, or is no function where it needs one")
            }
            Some(name) => format!("there is no function `${name}`"),
            None => "this is not a function".to_owned(),
        },
        "T2001" => format!("left side of `{token}` is not a number"),
        "T2002" => format!("right side of `{token}` is not a number"),
        "T2003" => "left side of `..` is not a whole number".to_owned(),
        "T2004" => "right side of `..` is not a whole number".to_owned(),
        "T2006" => "right side of `~>` is not a function".to_owned(),
        "T2009" => format!("`{token}` cannot compare a number with a text"),
        "T2010" => format!("`{token}` compares numbers or texts only"),
        "D1002" => "`-` is applied to something that is not a number".to_owned(),
        _ => general(error),
    }
}

/// The reference's message with its token as code.
fn general(error: &Error) -> String {
    let message = match error.token.as_deref().filter(|token| !token.is_empty()) {
        Some(token) => error.message.replacen(&Value::from(token).to_json(), &format!("`{token}`"), 1),
        None => error.message.clone(),
    };
    let mut letters = message.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(letters).collect(),
        (Some(_) | None, Some(_) | None) => message,
    }
}

/// How to fix it, where that is certain.
fn help(text: &str, level: Level, error: &Error) -> Option<String> {
    match error.code {
        "T1005" | "T1006" => {
            let name = function_name(text, error)?;
            if is_known(&name, level) {
                return Some("see that each of its arguments has a value: `$exists(x) ? … : …`".to_owned());
            }
            function_help(&name, level)
        }
        "T2001" | "T2002" => operand_help(text, error),
        "U2001" => match error.token.as_deref()? {
            "States" => Some(intrinsic_help(text, error)),
            "$$" => Some("write `$states.input`, or `$states.context` for the context object".to_owned()),
            name if calls(text, error) => Some(match near_function(name, level) {
                Some(function) => format!("write `${function}(…)`: the names of functions begin with `$`"),
                None => format!("there is no function `${name}`"),
            }),
            name => Some(format!("write `$states.input.{name}`, or `${name}` for a variable")),
        },
        _ => None,
    }
}

/// What JSONata has instead of an intrinsic function.
const INSTEAD: &[(&str, &str)] = &[
    ("Format", "join texts with `&`"),
    ("StringToJson", "write `$parse`"),
    ("JsonToString", "write `$string`"),
    ("Array", "write `[a, b]`"),
    ("ArrayPartition", "write `$partition`"),
    ("ArrayContains", "write `value in array`"),
    ("ArrayRange", "write `$range` or `[a..b]`"),
    ("ArrayGetItem", "write `array[index]`"),
    ("ArrayLength", "write `$count`"),
    ("ArrayUnique", "write `$distinct`"),
    ("Base64Encode", "write `$base64encode`"),
    ("Base64Decode", "write `$base64decode`"),
    ("Hash", "write `$hash`"),
    ("JsonMerge", "write `$merge`"),
    ("MathRandom", "write `$random`"),
    ("MathAdd", "write `a + b`"),
    ("StringSplit", "write `$split`"),
    ("UUID", "write `$uuid()`"),
];

/// Whether what is wrong is a name in front of arguments: `length(x)`.
fn calls(text: &str, error: &Error) -> bool {
    text.get(error.span.end..).is_some_and(|rest| rest.trim_start().starts_with('('))
}

fn intrinsic_help(text: &str, error: &Error) -> String {
    let rest = text.get(error.span.end..).unwrap_or_default();
    let name: String = rest.trim_start_matches('.').chars().take_while(char::is_ascii_alphanumeric).collect();
    instead_of_intrinsic(&name)
}

/// What to write in JSONata in place of the intrinsic function `States.name`.
#[must_use]
pub fn instead_of_intrinsic(name: &str) -> String {
    let instead = INSTEAD.iter().find(|(known, _)| *known == name).map(|(_, instead)| *instead);
    let rest = instead.map(|instead| format!(": {instead}")).unwrap_or_default();
    format!("intrinsic functions belong to JSONPath{rest}")
}

/// The name that was called, if the error is about a call by name.
fn function_name(text: &str, error: &Error) -> Option<String> {
    let culprit = text.get(error.span.clone())?.strip_prefix('$')?;
    let name: String = culprit.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!name.is_empty()).then_some(name)
}

fn is_known(name: &str, level: Level) -> bool {
    functions(level).any(|(known, ..)| known == name)
}

/// What may have been meant by a function that does not exist.
fn function_help(name: &str, level: Level) -> Option<String> {
    let has = |level| functions(level).any(|(known, ..)| known == name);
    match level {
        Level::Full if has(Level::Aws) => {
            return Some(format!(
                "`${name}` is a function of Step Functions: evaluate as a state with --aws"
            ));
        }
        Level::Aws if name == "eval" => return Some("Step Functions has no `$eval`".to_owned()),
        Level::Full | Level::Aws => {}
    }
    near_function(name, level).map(|near| format!("did you mean `${near}`?"))
}

/// A function with almost this name.
#[must_use]
pub fn near_function(name: &str, level: Level) -> Option<&'static str> {
    near(name, functions(level).map(|(known, ..)| known))
}

/// What `$states` holds.
pub const STATES_FIELDS: &[&str] = &["input", "result", "errorOutput", "context"];

/// A variable that `expression` reads and that was probably meant to be `$states`: `$state` itself in either
/// case, or a name much like it that is followed by one of the fields of `$states`. Whether a variable of
/// that name exists is for the caller to know.
pub fn misspelled_states(expression: &Expression) -> impl Iterator<Item = &Read> {
    expression.analysis().variables.iter().filter(|read| {
        let rest = expression.text().get(read.span.end..).unwrap_or_default();
        let field = rest.trim_start().strip_prefix('.').map(str::trim_start).unwrap_or_default();
        let end = field.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(field.len());
        let alike = STATES_FIELDS.contains(&&field[..end]) && near(&read.name, ["states"]).is_some();
        alike || read.name.eq_ignore_ascii_case("state") || read.name.eq_ignore_ascii_case("states")
    })
}

/// `$number(price) * qty` for a price that is a number in quotes, `a & b` for a sum of texts.
fn operand_help(text: &str, error: &Error) -> Option<String> {
    let Some(Value::String(value)) = &error.value else {
        return None;
    };
    let operator = error.token.as_deref()?;
    let operand = text.get(error.span.clone())?;
    let end = byte_of(text, error.position);
    let start = end.checked_sub(operator.len()).filter(|start| text.get(*start..end) == Some(operator))?;
    let (before, after) = (simple_end(&text[..start]), simple_start(&text[end..]));
    let is_left = error.span.end <= start;
    if value.trim().parse::<f64>().is_ok_and(f64::is_finite) {
        let number = format!("$number({operand})");
        return Some(match (is_left, before, after) {
            (true, _, Some(right)) => format!("{number} {operator} {right}"),
            (false, Some(left), _) => format!("{left} {operator} {number}"),
            (true, _, None) | (false, None, _) => number,
        });
    }
    let (left, right) = if is_left { (operand, after?) } else { (before?, operand) };
    (operator == "+").then(|| format!("`&` joins texts: {left} & {right}"))
}

/// The byte at a position in UTF-16 units.
fn byte_of(text: &str, position: usize) -> usize {
    let mut units = 0;
    let found = text.char_indices().find(|(_, c)| {
        let here = units >= position;
        units += c.len_utf16();
        here
    });
    found.map_or(text.len(), |(byte, _)| byte)
}

const fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '.')
}

/// The names that `text` begins with, if nothing binds more tightly to them.
fn simple_start(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let (name, rest) = text.split_at(text.find(|c| !is_plain(c)).unwrap_or(text.len()));
    let ends = rest.trim_start().chars().next().is_none_or(|c| ")]},;:?+-&=<>!".contains(c));
    (!name.is_empty() && ends).then_some(name)
}

/// The names that `text` ends with, if nothing binds more tightly to them.
fn simple_end(text: &str) -> Option<&str> {
    let text = text.trim_end();
    let (rest, name) = text.split_at(text.rfind(|c| !is_plain(c)).map_or(0, |at| at + char_len(text, at)));
    let begins = rest.trim_end().chars().next_back().is_none_or(|c| "([{,;:?".contains(c));
    (!name.is_empty() && begins).then_some(name)
}

fn char_len(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(1, char::len_utf8)
}

/// The value in question, for the label at the caret: what `show` makes of it, and its type.
#[must_use]
pub fn operand(error: &Error, show: impl Fn(&Value) -> String) -> Option<String> {
    let in_text = matches!(error.kind, jsonata::Kind::Syntax | jsonata::Kind::Unsupported);
    // A comparison is underlined as a whole, but its error names one side; Infinity is no value at all.
    let sided = !matches!(error.code, "T2007" | "T2009" | "D1001");
    let value = error.value.as_ref().filter(|_| !in_text && sided)?;
    Some(format!("= {} ({})", show(value), value.type_name()))
}
