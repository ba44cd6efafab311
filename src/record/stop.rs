//! Why a run was given up, as JSON.

use crate::base::diag::{Code, Diagnostic};
use crate::base::document::Document;
use crate::base::members::{Members, array, object, text as write_text};
use crate::base::time::Time;
use crate::base::value::Value;

use super::document;
use super::fields::{Fault, list, maybe_text, number, text, texts};
use super::opening::{Stop, StopCause, StopMessage, Unanswered};

const CAUSES: [StopCause; 5] =
    [StopCause::Unmocked, StopCause::Unsupported, StopCause::Load, StopCause::Limit, StopCause::Signal];

/// The findings in it.
pub fn findings(stop: &Stop) -> &[(Document, Diagnostic)] {
    match &stop.message {
        StopMessage::Found(found) => found,
        StopMessage::Unanswered(_) | StopMessage::Plain(..) => &[],
    }
}

/// Writes it; its findings are about the documents with these numbers.
pub fn write(stop: &Stop, documents: &[usize], members: &mut Members<'_>) {
    members.text("cause", stop.cause.name());
    match &stop.message {
        StopMessage::Unanswered(call) => {
            members.object("unanswered", |m| write_unanswered(call, m));
        }
        StopMessage::Found(found) => {
            members.put("found", |out| {
                array(out, found.iter().zip(documents), |out, ((_, found), about)| {
                    object(out, |m| document::write_finding(*about, found, m));
                });
            });
        }
        StopMessage::Plain(message, help) => {
            members.text("message", message).maybe("help", help.as_deref());
        }
    }
}

/// Reads what [`write`] wrote.
pub fn read(value: &Value, documents: &[Document]) -> Result<Stop, Fault> {
    let name = text(value, "cause")?;
    let cause = CAUSES.into_iter().find(|known| known.name() == name);
    let cause = cause.ok_or_else(|| format!("no run is stopped by `{name}`"))?;
    let message = if let Some(call) = value.get("unanswered") {
        StopMessage::Unanswered(Box::new(read_unanswered(call)?))
    } else if value.get("found").is_some() {
        let found = list(value, "found")?.iter().map(|found| document::read_finding(found, documents));
        StopMessage::Found(found.collect::<Result<_, _>>()?)
    } else {
        let help = maybe_text(value, "help").map(|help| help.to_string());
        StopMessage::Plain(text(value, "message")?.to_owned(), help)
    };
    Ok(Stop { cause, message })
}

fn write_unanswered(call: &Unanswered, members: &mut Members<'_>) {
    members.text("code", call.code.as_str()).text("message", &call.message).text("pointer", &call.pointer);
    members.plain("number", call.number).plain("at", call.at.millis());
    members.maybe("after", call.after.as_deref());
    if let Some(args) = &call.args {
        members.value("args", args);
    }
    members.put("facts", |out| array(out, &call.facts, |out, fact| write_text(out, fact)));
    members.put("help", |out| array(out, &call.help, |out, line| write_text(out, line)));
    members.put("others", |out| array(out, &call.others, |out, name| write_text(out, name)));
}

fn read_unanswered(value: &Value) -> Result<Unanswered, Fault> {
    Ok(Unanswered {
        code: Code::new(super::code(text(value, "code")?)?),
        message: text(value, "message")?.to_owned(),
        pointer: text(value, "pointer")?.into(),
        number: number(value, "number")?,
        at: Time::from_millis(number(value, "at")?),
        after: maybe_text(value, "after").map(|after| after.to_string()),
        args: value.get("args").cloned(),
        facts: texts(value, "facts")?,
        help: texts(value, "help")?,
        // Recordings of before have none.
        others: if value.get("others").is_some() { texts(value, "others")? } else { Vec::new() },
    })
}
