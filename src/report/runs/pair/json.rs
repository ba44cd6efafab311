//! Where two runs part, as one JSON document.

use std::io::{self, Write};

use crate::base::members::{Members, array, object, text};
use crate::base::value::Value;
use crate::report::runs::diff::changes;
use crate::report::runs::diff::json::write_change;

use super::human::value;
use super::{End, Pair, Step};

/// Writes what differs between the run in the file `names[0]` and that in `names[1]`.
pub fn write(out: &mut dyn Write, names: [&str; 2], pair: &Pair) -> io::Result<()> {
    let mut document = Vec::new();
    object(&mut document, |m| {
        m.plain("same", pair.is_same()).plain("same_visits", pair.same);
        if let Some(parting) = &pair.parting {
            m.object("parting", |m| {
                m.put("place", |out| array(out, &parting.place, |out, name| text(out, name)));
                for (key, side) in [("old", &parting.old), ("new", &parting.new)] {
                    if let Some(side) = side {
                        m.object(key, |m| step(m, side));
                    }
                }
                if let (Some(old), Some(new)) = (&parting.old, &parting.new) {
                    changed(m, "input_changes", Some(&old.input), Some(&new.input));
                    changed(m, "output_changes", old.output.as_ref(), new.output.as_ref());
                }
            });
            m.object("path", |m| {
                for (key, names) in ["old", "new"].into_iter().zip(&pair.paths) {
                    m.put(key, |out| array(out, &names.all, |out, name| text(out, name)));
                }
            });
        }
        for (at, key) in ["old", "new"].into_iter().enumerate() {
            m.object(key, |m| end(m, names[at], &pair.ends[at]));
        }
        let output = |end: &End| end.end.as_ref().and_then(|end| end.output.clone());
        changed(m, "output_changes", output(&pair.ends[0]).as_ref(), output(&pair.ends[1]).as_ref());
    });
    document.push(b'\n');
    out.write_all(&document)
}

fn step(m: &mut Members<'_>, step: &Step) {
    m.text("state", &step.name).plain("t", step.entered.since(step.start));
    m.value("input", &step.input);
    if let Some(output) = &step.output {
        m.value("output", output);
    }
    if let Some(variables) = &step.assigned {
        m.value("assigned", &Value::from(variables.clone()));
    }
    m.maybe("way", step.way.as_deref());
    if let Some(error) = &step.error {
        m.maybe("error", error.error.as_deref()).maybe("cause", error.cause.as_deref());
    }
    m.put("calls", |out| {
        array(out, &step.calls, |out, call| {
            object(out, |m| {
                if let Some(args) = &call.args {
                    m.value("args", args);
                }
                match &call.outcome {
                    Some(Ok(result)) => drop(m.value("result", result)),
                    Some(Err(error)) => drop(m.value("failed", &value(error))),
                    None => {}
                }
            });
        });
    });
}

fn changed(m: &mut Members<'_>, key: &str, old: Option<&Value>, new: Option<&Value>) {
    if let (Some(old), Some(new)) = (old, new) {
        let all = changes(old, new);
        m.put(key, |out| array(out, &all, |out, change| object(out, |m| write_change(change, m))));
    }
}

fn end(m: &mut Members<'_>, file: &str, end: &End) {
    m.text("file", file).text("status", end.status());
    if let Some(run) = &end.end {
        if let Some(output) = &run.output {
            m.value("output", output);
        }
        m.maybe("error", run.error.error.as_deref()).maybe("cause", run.error.cause.as_deref());
    }
    m.maybe("stopped", end.stop.as_deref());
}
