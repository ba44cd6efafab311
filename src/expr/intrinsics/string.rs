//! Functions on texts.

use crate::base::chance::Chance;
use crate::base::value::Value;
use crate::expr::java;

use super::Invalid;

/// `{}` takes an argument, `\{` is a brace. The parser leaves the escapes of a template as they are.
/// Objects print as Java prints maps: `{Id=arn, Name=x}`.
pub(super) fn format(arguments: &[Value], _: &Chance) -> Result<Value, Invalid> {
    let mismatch = || Invalid(Some("number of arguments do not match the occurrences of {}."));
    let template = arguments[0].as_str().ok_or_else(Invalid::default)?;
    let mut arguments = arguments[1..].iter();
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some(at) = rest.find(['\\', '{']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let mut pair = rest.chars();
        let taken = match (pair.next(), pair.next()) {
            (Some('{'), Some('}')) => {
                out.push_str(&java::text(arguments.next().ok_or_else(mismatch)?));
                2
            }
            (Some('\\'), Some(c @ ('{' | '}' | '\\' | '\''))) => {
                out.push(c);
                2
            }
            _ => {
                out.push_str(&rest[..1]);
                1
            }
        };
        rest = &rest[taken..];
    }
    out.push_str(rest);
    if arguments.next().is_some() { Err(mismatch()) } else { Ok(Value::from(out)) }
}

pub(super) fn split(arguments: &[Value], _: &Chance) -> Result<Value, Invalid> {
    let [Value::String(text), Value::String(delimiters)] = arguments else { return Err(Invalid::default()) };
    let pieces = text.split(|c| delimiters.contains(c)).filter(|piece| !piece.is_empty());
    Ok(pieces.map(Value::from).collect::<Vec<_>>().into())
}
