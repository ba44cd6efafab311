//! What events start, as one document. `v` is the version of its shape: members are only ever added to it.

use std::io::{self, Write};

use super::{EmittedEvent, place};
use crate::base::diag::Place;
use crate::base::members::{Members, array, object};
use crate::base::pointer::Pointer;
use crate::base::value::Value;
use crate::events::emission::{NoStart, Reaction};
use crate::events::pattern::{Found, Mismatch, read_event};
use crate::events::trigger::Rule;

/// Writes `events`.
pub fn write(out: &mut dyn Write, events: &[EmittedEvent<'_>]) -> io::Result<()> {
    let mut bytes = Vec::new();
    object(&mut bytes, |m| {
        m.plain("v", 1).put("events", |out| {
            array(out, events, |out, event| {
                object(out, |m| {
                    m.value("event", &event.event).plain("starts", event.starts());
                    m.put("rules", |out| {
                        array(out, &event.reactions, |out, (rule, reaction)| {
                            object(out, |m| one(m, rule, reaction));
                        });
                    });
                });
            });
        });
    });
    bytes.push(b'\n');
    out.write_all(&bytes)
}

fn one(members: &mut Members<'_>, rule: &Rule, reaction: &Reaction) {
    members.text("rule", &rule.name).text("machine", &rule.machine).text("bus", &rule.bus);
    let at = rule.properties.locate(&Place::Value(Pointer::root()));
    at_place(members, place(rule.properties.source(), at.bytes.start));
    let result = match reaction {
        Reaction::Starts(_) => "starts",
        Reaction::NoStart(NoStart::Nothing) => "hands-over-nothing",
        Reaction::NoStart(NoStart::NotJson(_)) => "input-not-json",
        Reaction::NoStart(NoStart::TooLong) => "input-too-long",
        Reaction::NoStart(NoStart::Several(_)) => "input-not-one-value",
        Reaction::Differs(_) => "no-match",
        Reaction::Disabled => "disabled",
        Reaction::OtherBus => "other-bus",
        Reaction::NoPattern => "no-pattern",
    };
    members.text("result", result);
    match reaction {
        Reaction::Starts(input) => _ = members.value("input", &read_event(input).unwrap_or_default()),
        Reaction::NoStart(NoStart::NotJson(text) | NoStart::Several(text)) => _ = members.text("text", text),
        Reaction::Differs(mismatches) => {
            members.put("fields", |out| {
                array(out, mismatches, |out, mismatch| object(out, |m| field(m, rule, mismatch)));
            });
        }
        Reaction::NoStart(NoStart::Nothing | NoStart::TooLong)
        | Reaction::Disabled
        | Reaction::OtherBus
        | Reaction::NoPattern => {}
    }
}

fn at_place(members: &mut Members<'_>, (file, line, column): (String, usize, usize)) {
    members.text("file", &file).plain("line", line).plain("column", column);
}

fn field(members: &mut Members<'_>, rule: &Rule, mismatch: &Mismatch) {
    members.text("path", &mismatch.path);
    members.value("wanted", &Value::parse(&mismatch.wanted).unwrap_or_default());
    match &mismatch.found {
        Found::Scalars(values) => _ = members.value("found", &values.clone().into()),
        Found::Elsewhere(list) => _ = members.text("no_element_of", list),
        Found::Nothing => _ = members.put("found", |out| out.extend_from_slice(b"[]")),
        Found::Object => _ = members.text("found", "an object"),
    }
    if let Some(written) = &rule.written {
        let at = written.locate(&Place::Value(mismatch.at.clone()));
        at_place(members, place(written.source(), at.bytes.start));
    }
}
