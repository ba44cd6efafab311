//! The differences as one JSON document.

use std::io::{self, Write};

use crate::base::members::{Members, array, object, text};
use crate::report::runs::diff::json::write_change;

use super::{FieldChange, MachineDiff, Spot, StateDiff, What};

/// Writes what differs in `machines`.
pub fn write(out: &mut dyn Write, machines: &[MachineDiff]) -> io::Result<()> {
    let mut document = Vec::new();
    object(&mut document, |m| {
        m.plain("same", machines.iter().all(MachineDiff::is_same));
        m.put("machines", |out| array(out, machines, |out, one| object(out, |m| machine(m, one))));
    });
    document.push(b'\n');
    out.write_all(&document)
}

fn machine(m: &mut Members<'_>, machine: &MachineDiff) {
    m.text("name", &machine.name).maybe("old", machine.old.as_deref()).maybe("new", machine.new.as_deref());
    m.plain("same", machine.is_same()).plain("unchanged_states", machine.same);
    changes(m, &machine.fields);
    m.put("states", |out| array(out, &machine.states, |out, one| object(out, |m| state(m, one))));
}

fn state(m: &mut Members<'_>, state: &StateDiff) {
    m.text("name", &state.name).text("change", state.what.word());
    if let What::Renamed(was) = &state.what {
        m.text("was", was);
    }
    let names = |out: &mut Vec<u8>, all: &[String]| array(out, all, |out, name| text(out, name));
    m.text("type", state.kind.split(' ').next().unwrap_or_default());
    m.put("inside", |out| names(out, &state.inside));
    if let Some(moved) = &state.moved {
        m.put("was_inside", |out| names(out, moved));
    }
    for (key, spot) in [("old", &state.old), ("new", &state.new)] {
        if let Some(Spot { file, line, column, pointer }) = spot {
            m.object(key, |m| {
                m.text("file", file).plain("line", line).plain("column", column).text("pointer", pointer);
            });
        }
    }
    changes(m, &state.changes);
}

fn changes(m: &mut Members<'_>, fields: &[FieldChange]) {
    m.put("changes", |out| {
        array(out, fields, |out, field| {
            object(out, |m| {
                write_change(&field.change, m);
                if field.leads {
                    m.plain("transition", true);
                }
            });
        });
    });
}
