//! Where a run stands, as the page gets it.

use crate::base::document::Document;
use crate::base::members::{Members, array, object, text as quoted};
use crate::base::secret::Secrets;
use crate::base::value::Value;
use crate::debug::{Change, Changes, Place, Shown, Stop};
use crate::engine::Outcome;
use crate::engine::call::TaskError;
use crate::engine::history::Record;
use crate::page::veiled;
use crate::report::ink::marks::Marks;

/// What is known beside the place.
pub struct Around<'a> {
    /// What the page calls it.
    pub session: &'a str,
    /// The run, as the page holds it.
    pub run: Option<&'a str>,
    /// What is hidden.
    pub secrets: &'a Secrets,
    /// Why the last command was not done.
    pub refused: Option<String>,
    /// The file that a test is kept in; none if the run cannot be changed.
    pub tests: Option<&'a str>,
    /// The text of the machine.
    pub definition: &'a Document,
    /// The marks of lines.
    pub marks: &'static Marks,
}

/// The document about a place.
pub fn document(place: &Place<'_>, changes: &Changes, around: &Around<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    object(&mut out, |m| {
        m.text("session", around.session).maybe("run", around.run).plain("event", event(place));
        m.maybe("refused", around.refused.as_deref()).maybe("tests", around.tests);
        let lines = place.headlines(around.definition, around.marks);
        m.put("lines", |out| array(out, &lines, |out, line| quoted(out, line)));
        stop(m, place, around);
        if let Some(id) = place.state() {
            let state = place.machine().state(id);
            m.text("state", &state.name).text("pointer", state.pointer.as_str());
            m.text("type", state.kind.name());
        }
        m.value("input", &veiled(&place.input(), around.secrets));
        m.value("variables", &veiled(&Value::from(place.variables()), around.secrets));
        let everywhere = place.show(&Shown::Where, around.definition, around.marks).unwrap_or_default();
        m.put("where", |out| array(out, everywhere.iter().take(200), |out, line| quoted(out, line)));
        m.put("breakpoints", |out| {
            array(out, place.breakpoints, |out, breakpoint| quoted(out, &breakpoint.to_string()));
        });
        m.put("changes", |out| {
            array(out, changes.all(), |out, change| quoted(out, &words(change, place)));
        });
    });
    out
}

/// The document of a run that is not stepped through any more.
pub fn over(session: &str, run: Option<&str>) -> Vec<u8> {
    let mut out = Vec::new();
    object(&mut out, |m| {
        m.text("session", session).maybe("run", run).plain("over", true);
    });
    out
}

/// Why it stands still.
fn stop(m: &mut Members<'_>, place: &Place<'_>, around: &Around<'_>) {
    match &place.stop {
        Stop::Entry(_) => _ = m.text("stop", "entry"),
        Stop::Call(call, answer) => {
            m.text("stop", "call").value("arguments", &veiled(&call.args, around.secrets));
            match answer {
                Ok(by) => _ = m.maybe("by", by.as_deref()),
                Err(why) => _ = m.text("nobody", why),
            }
        }
        Stop::Failing(_, error) => failed(m.text("stop", "failing"), error),
        Stop::End(outcome) => {
            m.text("stop", "end").text("status", outcome.status());
            match outcome {
                Outcome::Failed(failure) => failed(m, &failure.error),
                Outcome::Aborted(error) => failed(m, error),
                Outcome::Succeeded(_) | Outcome::TimedOut => {}
            }
        }
    }
}

fn failed(m: &mut Members<'_>, error: &TaskError) {
    m.maybe("error", error.error.as_deref()).maybe("cause", error.cause.as_deref());
}

/// The number of the last event.
fn event(place: &Place<'_>) -> u64 {
    let last = place.log.records().iter().rev().find_map(|record| match record {
        Record::Event(event) => Some(event.id),
        Record::Note(_) => None,
    });
    last.unwrap_or_default()
}

/// A change in words.
fn words(change: &Change, place: &Place<'_>) -> String {
    let name = |state| &*place.machine().state(state).name;
    match change {
        Change::Input { state, .. } => format!("another input of {}", name(*state)),
        Change::Variable { state, name: variable, .. } => format!("${variable} before {}", name(*state)),
        Change::Answer { state, text, .. } => {
            let start: String = text.chars().take(60).collect();
            format!("{} is answered {start}", name(*state))
        }
    }
}
