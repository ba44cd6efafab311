//! Messages for a text that is not JSONata: a headline in plain words, a label for the caret, and how to
//! fix it. One arm a code of the reference.

use crate::base::value::Value;

use crate::expr::jsonata::Error;

/// The message for one error.
pub(super) struct Advice {
    /// Lower case, no final stop.
    pub headline: String,
    /// Words at the caret; may be empty.
    pub label: String,
    pub help: Option<String>,
}

impl Advice {
    fn new(headline: impl Into<String>, label: impl Into<String>) -> Self {
        Self { headline: headline.into(), label: label.into(), help: None }
    }

    fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

/// The message for `error`; `None` if it is not an error of syntax.
pub(super) fn advice(text: &str, error: &Error) -> Option<Advice> {
    let token = error.token.as_deref().unwrap_or_default();
    Some(match error.code {
        "S0101" => endless("a string", text, error, "\""),
        "S0105" => endless("a name in backquotes", text, error, "`"),
        "S0106" => endless("a comment", text, error, "*/"),
        "S0302" => endless("a regular expression", text, error, "/"),
        "S0102" => Advice::new(format!("{token} is too large for a number"), "beyond what a double holds"),
        "S0103" | "S0104" => escape(token, error),
        "S0201" => tripled(text, error).unwrap_or_else(|| misplaced(token)),
        "S0202" | "S0203" => missing(token, error),
        "S0204" | "S0211" => doubled(text, error).unwrap_or_else(|| operator(token, error)),
        "S0207" => Advice::new("the expression ends too early", "expected a value"),
        "S0208" | "S0212" | "S0214" => no_variable(token, error),
        "S0209" | "S0210" | "S0213" | "S0215" | "S0216" | "S0217" => step(error),
        "S0301" => Advice::new("the regular expression is empty", "expected a pattern between the slashes"),
        "S0303" => Advice::new(format!("the regular expression is wrong: {}", reason(error)), ""),
        "S0401" | "S0402" => signature(error),
        _ => return None,
    })
}

/// Something that begins and never ends.
fn endless(what: &str, text: &str, error: &Error, usual: &str) -> Advice {
    // A string ends with the very quote it began with.
    let opened = error.opened.as_deref().and_then(|opened| text.get(opened.clone()));
    let close = opened.filter(|open| matches!(*open, "'" | "\"")).unwrap_or(usual);
    let close = if close == "`" { "expected a backquote".to_owned() } else { format!("expected `{close}`") };
    Advice::new(format!("{what} is not closed"), close)
}

/// What other languages write twice: `==`, `&&`.
fn doubled(text: &str, error: &Error) -> Option<Advice> {
    let sign = error.token.as_deref()?;
    let before = text.get(..error.span.start)?;
    if sign == ">" && before.ends_with('=') {
        let help = "a function is written `function($x) { $x.a }`; \"at least\" is `>=`";
        return Some(Advice::new("there is no operator `=>`", "expected a value").help(help));
    }
    if !before.ends_with(sign) {
        return None;
    }
    if sign == "=" && before.ends_with("!=") {
        return Some(Advice::new("there is no operator `!==`", "one too many").help("write `!=`"));
    }
    let help = match sign {
        "=" => "JSONata compares with a single `=`",
        "&" => "write `and`; `&` joins texts",
        _ => return None,
    };
    let rest = text.get(error.span.end..).unwrap_or_default();
    let signs = sign.repeat(2 + rest.chars().take_while(|c| sign.starts_with(*c)).count());
    Some(Advice::new(format!("there is no operator `{signs}`"), "one too many").help(help))
}

/// What other languages write and is read as the begin of something else here: `||`, `!==`, `<>`.
fn tripled(text: &str, error: &Error) -> Option<Advice> {
    let rest = text.get(error.span.start..)?;
    let (sign, help) = [("||", "write `or`"), ("|", "`|…|…|` changes a value: `|` joins nothing")]
        .into_iter()
        .find(|(sign, _)| rest.starts_with(sign))?;
    Some(Advice::new(format!("there is no operator `{sign}`"), "expected an operator or the end").help(help))
}

fn escape(token: &str, error: &Error) -> Advice {
    if error.code == "S0104" {
        return Advice::new("`\\u` must be followed by 4 hexadecimal digits", "as in `\\u00e9`");
    }
    let letters = "only \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX are known";
    Advice::new(format!("`\\{token}` is not an escape sequence"), letters)
        .help("a backslash itself is `\\\\`; within JSON each backslash is written twice")
}

/// A token behind a whole expression.
fn misplaced(token: &str) -> Advice {
    let headline = format!("`{token}` is not allowed here");
    match token {
        ")" | "]" | "}" => Advice::new(format!("`{token}` closes nothing"), "never opened"),
        "," | ";" => Advice::new(headline, "only within brackets"),
        ":" => Advice::new(headline, "only within `{…}` or behind `?`"),
        _ => Advice::new(headline, "expected an operator or the end"),
    }
}

/// A token that must follow and does not.
fn missing(token: &str, error: &Error) -> Advice {
    let wanted = error.value.as_ref().and_then(Value::as_str).unwrap_or_default();
    let headline = format!("a `{wanted}` is missing");
    match error.code {
        "S0203" => Advice::new(headline, format!("expected `{wanted}`")),
        _ => Advice::new(headline, format!("expected `{wanted}`, not `{token}`")),
    }
}

fn operator(token: &str, error: &Error) -> Advice {
    // Whatever is newer than the language of Step Functions carries the version that has it.
    let newer = error.value.is_some();
    match (token, newer) {
        ("!", _) => {
            Advice::new("`!` is not an operator", "").help("`!=` is \"not equal\"; write `$not(…)` to negate")
        }
        ("~", _) => {
            Advice::new("`~` is not an operator", "").help("a value is handed to a function with `~>`")
        }
        (_, true) => {
            let headline = format!("`{token}` is newer than the JSONata of Step Functions");
            Advice::new(headline, "").help("write `$exists(a) ? a : b`")
        }
        _ => Advice::new(format!("`{token}` has no left side"), "expected a value"),
    }
}

/// Something else where only a variable is allowed.
fn no_variable(token: &str, error: &Error) -> Advice {
    match error.code {
        "S0208" => {
            let index = error.value.as_ref().map_or_else(String::new, Value::to_json);
            let advice = Advice::new(
                format!("parameter {index} of the function is not a variable"),
                "expected `$name`",
            );
            if is_name(token) { advice.help(format!("write `${token}`")) } else { advice }
        }
        "S0212" if token.is_empty() => Advice::new("`$states` cannot be assigned", "")
            .help("use another name; Step Functions sets `$states`"),
        "S0212" => {
            let advice = Advice::new("left side of `:=` is not a variable", "expected `$name`");
            if is_name(token) { advice.help(format!("write `${token} := …`")) } else { advice }
        }
        _ => Advice::new(format!("right side of `{token}` is not a variable"), "expected `$name`"),
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// A step of a path that cannot be one.
fn step(error: &Error) -> Advice {
    match error.code {
        "S0209" => {
            Advice::new("a predicate cannot follow a grouping `{…}`", "").help("put `[…]` before `{…}`")
        }
        "S0210" => Advice::new("a step can be grouped only once", ""),
        "S0213" => {
            let value = error.value.as_ref().map_or_else(String::new, Value::to_json);
            Advice::new(format!("the literal {value} cannot be a step of a path"), "expected a name")
        }
        "S0215" => Advice::new("a variable of a step must come before its predicates", "")
            .help("put `@$name` before `[…]`"),
        "S0216" => Advice::new("a variable of a step must come before its order", "")
            .help("put `@$name` before `^(…)`"),
        _ => Advice::new("`%` has no parent here", "")
            .help("`%` is the parent of what a path's step before it found"),
    }
}

fn signature(error: &Error) -> Advice {
    match error.code {
        "S0401" => Advice::new("only `a` and `f` take a type in angle brackets", "in this signature"),
        _ => Advice::new("a choice `(…)` cannot hold types with angle brackets", "in this signature"),
    }
}

/// Why a pattern is wrong.
fn reason(error: &Error) -> String {
    let reason = error.value.as_ref().and_then(Value::as_str).unwrap_or_default();
    let mut letters = reason.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
