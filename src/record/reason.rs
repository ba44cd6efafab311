//! Why a state failed, in our own terms, as JSON.

use crate::base::members::{Members, array};
use crate::base::value::Value;
use crate::engine::failure::Reason;
use crate::expr::intrinsics::{self, INTRINSICS};
use crate::expr::jsonata::{self, Expression, Kind, Level, Limit};
use crate::expr::jsonpath::Missing;

use super::fields::{Fault, maybe_text, member, number, range, text};

/// The families of JSONata errors as they are written.
const KINDS: &[(Kind, &str)] = &[
    (Kind::Syntax, "syntax"),
    (Kind::Unsupported, "unsupported"),
    (Kind::Evaluation, "evaluation"),
    (Kind::Limit(Limit::Time), "time"),
    (Kind::Limit(Limit::Memory), "memory"),
    (Kind::Limit(Limit::Stack), "stack"),
    (Kind::Internal, "internal"),
    (Kind::UnsupportedResult, "unsupported_result"),
];

/// Writes a reason.
pub fn write(reason: &Reason, members: &mut Members<'_>) {
    match reason {
        Reason::Missing { missing, searched } => {
            write_missing(missing, members.text("reason", "missing"));
            members.value("searched", searched);
        }
        Reason::Intrinsic { failure: intrinsics::Failure::Path(missing), input } => {
            write_missing(missing, members.text("reason", "intrinsic"));
            members.value("input", input);
        }
        Reason::Intrinsic { failure: intrinsics::Failure::Invalid { call, name, detail }, input } => {
            members.text("reason", "intrinsic").text("call", call).text("name", name);
            members.maybe("detail", detail.as_deref()).value("input", input);
        }
        Reason::Jsonata { expression, error } => {
            write_expression(expression, members.text("reason", "jsonata"));
            members.object("error", |m| write_error(error, m));
        }
        Reason::Undefined { expression } => {
            write_expression(expression, members.text("reason", "undefined"));
        }
        Reason::NoRule { input } => {
            members.text("reason", "no_rule").value("input", input);
        }
        Reason::Unusable { value } => {
            members.text("reason", "unusable").value("value", value);
        }
        Reason::Refused { reasons, inside, value } => {
            members.text("reason", "refused").text("reasons", reasons).text("inside", inside);
            members.value("value", value);
        }
        Reason::TooLong { seconds, most } => {
            members.text("reason", "too_long").plain("seconds", seconds).plain("most", most);
        }
        Reason::TooLarge { size, quota } => {
            members.text("reason", "too_large").plain("size", size).plain("quota", quota);
        }
        Reason::Variables { size, quota } => {
            members.text("reason", "variables").plain("size", size).plain("quota", quota);
        }
    }
}

/// Reads what [`write`] wrote.
pub fn read(value: &Value) -> Result<Reason, Fault> {
    let cloned = |key: &str| member(value, key).cloned();
    Ok(match text(value, "reason")? {
        "missing" => Reason::Missing { missing: missing(value)?, searched: cloned("searched")? },
        "intrinsic" => Reason::Intrinsic { failure: intrinsic(value)?, input: cloned("input")? },
        "jsonata" => Reason::Jsonata {
            expression: expression(value)?,
            error: Box::new(read_error(member(value, "error")?)?),
        },
        "undefined" => Reason::Undefined { expression: expression(value)? },
        "no_rule" => Reason::NoRule { input: cloned("input")? },
        "unusable" => Reason::Unusable { value: cloned("value")? },
        "refused" => Reason::Refused {
            reasons: text(value, "reasons")?.to_owned(),
            inside: text(value, "inside")?.into(),
            value: cloned("value")?,
        },
        "too_long" => Reason::TooLong { seconds: number(value, "seconds")?, most: number(value, "most")? },
        "too_large" => Reason::TooLarge { size: number(value, "size")?, quota: number(value, "quota")? },
        "variables" => Reason::Variables { size: number(value, "size")?, quota: number(value, "quota")? },
        other => return Err(format!("there is no reason `{other}`")),
    })
}

fn write_missing(missing: &Missing, members: &mut Members<'_>) {
    let (why, about) = missing.why_parts();
    members.object("missing", |m| {
        m.text("path", missing.path().text()).plain("at", missing.resolved());
        m.text("why", why).value("about", &about);
    });
}

fn missing(value: &Value) -> Result<Missing, Fault> {
    let value = member(value, "missing")?;
    let about = member(value, "about")?.clone();
    Missing::from_parts(text(value, "path")?, number(value, "at")?, text(value, "why")?, about)
        .ok_or_else(|| "`missing` is not a path that found nothing".into())
}

fn intrinsic(value: &Value) -> Result<intrinsics::Failure, Fault> {
    if value.get("missing").is_some() {
        return Ok(intrinsics::Failure::Path(missing(value)?));
    }
    let name = text(value, "name")?;
    let known = INTRINSICS.iter().find(|known| known.name == name);
    let known = known.ok_or_else(|| format!("there is no intrinsic function `{name}`"))?;
    Ok(intrinsics::Failure::Invalid {
        call: text(value, "call")?.to_owned(),
        name: known.name,
        detail: maybe_text(value, "detail").map(|detail| detail.to_string()),
    })
}

fn write_expression(expression: &Expression, members: &mut Members<'_>) {
    let level = match expression.level() {
        Level::Full => "full",
        Level::Aws => "aws",
    };
    members.text("expression", expression.text()).text("level", level);
}

fn expression(value: &Value) -> Result<Expression, Fault> {
    let level = if text(value, "level")? == "full" { Level::Full } else { Level::Aws };
    Expression::parse(text(value, "expression")?, level).map_err(|error| error.message)
}

fn write_error(error: &jsonata::Error, members: &mut Members<'_>) {
    let kind = KINDS.iter().find(|(kind, _)| *kind == error.kind).map_or("evaluation", |(_, name)| name);
    let span = |out: &mut Vec<u8>, span: &std::ops::Range<usize>| {
        array(out, [span.start, span.end], |out, at| out.extend_from_slice(at.to_string().as_bytes()));
    };
    members.text("code", error.code).text("message", &error.message).plain("position", error.position);
    members.put("span", |out| span(out, &error.span)).text("kind", kind);
    if let Some(opened) = &error.opened {
        members.put("opened", |out| span(out, opened));
    }
    members.maybe("token", error.token.as_deref());
    if let Some(value) = &error.value {
        members.value("value", value);
    }
}

fn read_error(value: &Value) -> Result<jsonata::Error, Fault> {
    let name = text(value, "kind")?;
    let kind = KINDS.iter().find(|(_, known)| *known == name).map(|(kind, _)| *kind);
    Ok(jsonata::Error {
        code: super::code(text(value, "code")?)?,
        message: text(value, "message")?.to_owned(),
        position: number(value, "position")?,
        span: range(member(value, "span")?)?,
        opened: value.get("opened").map(range).transpose()?.map(Box::new),
        token: maybe_text(value, "token").map(|token| (&*token).into()),
        value: value.get("value").cloned(),
        kind: kind.ok_or_else(|| format!("there is no kind of error `{name}`"))?,
    })
}
