//! The report for people.

use std::io::{self, Write};

use crate::base::amount::plural;
use crate::base::diag::Place;
use crate::convert::Outcome;
use crate::explore::Proof;
use crate::report::ink::control::escape_control;

use super::told::{Told, is_converted, word};

/// Lines for people: what stays and why, what may differ, what was proven.
pub fn write(out: &mut dyn Write, told: &Told<'_>) -> io::Result<()> {
    let shown = escape_control(&told.document.source().shown).into_owned();
    let all = told.count(|state| !matches!(state.outcome, Outcome::Already));
    let converted = told.count(is_converted);
    if all == 0 {
        return writeln!(out, "{shown}: all states are in {} already", told.to.name());
    }
    writeln!(out, "{shown}: converted {converted} of {} to {}", plural(all, "state"), told.to.name())?;
    for state in &told.done.conversion.states {
        let name = escape_control(&state.name);
        match &state.outcome {
            Outcome::Already => {}
            Outcome::Kept(refusal) => {
                let line = told.line(Place::Value(refusal.pointer.clone()));
                writeln!(out, "  stays   {shown}:{line} `{name}`: {}", escape_control(&refusal.why))?;
            }
            Outcome::Converted(notes) => {
                let line = told.line(Place::Key(state.pointer.clone()));
                for note in notes {
                    writeln!(out, "  differs {shown}:{line} `{name}`: {note}")?;
                }
                if told.done.proof.is_ok() && !told.is_proven(state) {
                    writeln!(out, "  unproven {shown}:{line} `{name}`: {}", told.doubt(state))?;
                }
            }
        }
    }
    match &told.done.proof {
        Err(why) => writeln!(out, "proof: none, {}", escape_control(why)),
        Ok(proof) => {
            let Proof { tests, ways, .. } = proof;
            let proven = told.count(|state| is_converted(state) && told.is_proven(state));
            let written =
                if *tests > 0 { format!(" {} and", plural(*tests, "written input")) } else { String::new() };
            writeln!(
                out,
                "proof: {proven} of {converted} do the same on {} from{written} inputs made for it{}",
                plural(usize::try_from(*ways).unwrap_or(usize::MAX), "way"),
                cuts(proof)
            )
        }
    }
}

fn cuts(proof: &Proof) -> String {
    let words: Vec<&str> = proof.cuts.iter().filter_map(|cut| word(*cut)).collect();
    if words.is_empty() { String::new() } else { format!("; cut short by {}", words.join(" and ")) }
}
