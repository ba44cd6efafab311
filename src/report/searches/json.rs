//! For programs: one JSON document.

use std::io::{self, Write};

use crate::base::members::{Members, array, object, text};
use crate::services::location::MockLocation;
use crate::services::mock::{Looked, LookedVerdict, Search, SearchAnswer};

use super::Searches;

/// Writes all of it.
pub fn write(out: &mut dyn Write, searches: &Searches) -> io::Result<()> {
    let mut document = Vec::new();
    object(&mut document, |m| {
        m.text("state", &searches.state).text("service", &searches.service);
        m.text("file", &searches.file).plain("line", searches.line);
        m.put("calls", |out| {
            array(out, &searches.calls, |out, one| object(out, |m| call(m, searches, one)));
        });
        m.maybe("stopped", searches.stopped.as_deref());
    });
    document.push(b'\n');
    out.write_all(&document)
}

fn call(m: &mut Members<'_>, searches: &Searches, call: &Search) {
    m.plain("call", u64::from(call.call.number) + 1);
    m.put("within", |out| {
        array(out, searches.within(call), |out, (state, index)| {
            object(out, |m| {
                m.text("state", state).plain("index", index);
            });
        });
    });
    m.plain("args", call.args.to_json());
    m.put("looked_at", |out| array(out, &call.looked, |out, one| object(out, |m| looked(m, one))));
    m.put("answer", |out| object(out, |m| answer(m, &call.answer)));
}

fn looked(m: &mut Members<'_>, looked: &Looked) {
    place(m, &looked.origin);
    match &looked.verdict {
        LookedVerdict::Taken => m.text("verdict", "fits"),
        LookedVerdict::Differs(why) => m.text("verdict", "passed").text("why", why),
        LookedVerdict::Behind => m.text("verdict", "behind"),
    };
}

fn answer(m: &mut Members<'_>, answer: &SearchAnswer) {
    match answer {
        SearchAnswer::Written(answer) => {
            place(m, &answer.origin);
            if let Some((first, last)) = answer.calls {
                m.plain("first_call", u64::from(first) + 1);
                last.iter().for_each(|last| _ = m.plain("last_call", u64::from(*last) + 1));
            }
            answer.origin.value().iter().for_each(|value| _ = m.plain("value", value.to_json()));
        }
        SearchAnswer::Beside(by) => _ = m.text("by", by),
        SearchAnswer::Refused(refusal) => {
            m.object("refused", |m| {
                m.text("code", refusal.code.as_str()).text("message", &refusal.message);
                m.put("help", |out| array(out, &refusal.help, |out, line| text(out, line)));
            });
        }
    }
}

fn place(m: &mut Members<'_>, origin: &MockLocation) {
    m.text("file", origin.file()).plain("line", origin.line()).text("what", origin.what());
}
