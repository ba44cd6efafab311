//! LCOV's format, as `geninfo(1)` describes it and its readers take it: one record a file, states as functions,
//! ways through them as branches, whole numbers and no commas. Paths are those of the working folder, from which
//! `genhtml` opens them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::{Coverage, MachineCoverage, Share, StateCoverage};

pub(super) fn write(out: &mut dyn Write, coverage: &Coverage) -> io::Result<()> {
    let mut files: Vec<(&str, Vec<&MachineCoverage>)> = Vec::new();
    for machine in &coverage.machines {
        let name = &*machine.source.name;
        match files.iter_mut().find(|(known, _)| *known == name) {
            Some((_, machines)) => machines.push(machine),
            None => files.push((name, vec![machine])),
        }
    }
    for (name, machines) in files {
        // Some readers keep the last record of a file only.
        writeln!(out, "TN:sfn_test\nSF:{}", name.replace(['\r', '\n'], " "))?;
        let states: Vec<&StateCoverage> = machines.iter().flat_map(|machine| &machine.states).collect();
        functions(out, &states)?;
        branches(out, &states)?;
        lines(out, &states)?;
        writeln!(out, "end_of_record")?;
    }
    Ok(())
}

fn functions(out: &mut dyn Write, states: &[&StateCoverage]) -> io::Result<()> {
    let names = names(states);
    for (state, name) in states.iter().zip(&names) {
        writeln!(out, "FN:{},{name}", state.line)?;
    }
    for (state, name) in states.iter().zip(&names) {
        writeln!(out, "FNDA:{},{name}", state.visits)?;
    }
    let share = Share::of(states.iter().map(|state| state.visits > 0));
    writeln!(out, "FNF:{}\nFNH:{}", share.total, share.covered)
}

/// The names of states as every reader takes them, each once.
fn names(states: &[&StateCoverage]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let name = |state: &&StateCoverage| {
        let plain = |c: char| if c.is_alphanumeric() || matches!(c, '_' | '-' | '.') { c } else { '_' };
        let plain: String = state.name.chars().map(plain).collect();
        let mut name = plain.clone();
        for more in 2.. {
            if taken.insert(name.clone()) {
                break;
            }
            name = format!("{plain}_{more}");
        }
        name
    };
    states.iter().map(name).collect()
}

fn branches(out: &mut dyn Write, states: &[&StateCoverage]) -> io::Result<()> {
    for (block, state) in states.iter().enumerate() {
        let counted = state.branches.iter().filter(|branch| branch.is_counted);
        for (at, branch) in counted.enumerate() {
            // `-` says that the place was never reached at all.
            let taken = if state.visits == 0 { "-".to_owned() } else { branch.hits.to_string() };
            writeln!(out, "BRDA:{},{block},{at},{taken}", branch.line)?;
        }
    }
    let counted = states.iter().flat_map(|state| &state.branches).filter(|branch| branch.is_counted);
    let share = Share::of(counted.map(|branch| branch.hits > 0));
    writeln!(out, "BRF:{}\nBRH:{}", share.total, share.covered)
}

/// A line is covered as often as what is written on it most.
fn lines(out: &mut dyn Write, states: &[&StateCoverage]) -> io::Result<()> {
    let mut lines: BTreeMap<usize, u64> = BTreeMap::new();
    for state in states {
        let counted = state.branches.iter().filter(|branch| branch.is_counted);
        let places = counted.map(|branch| (branch.line, branch.hits));
        for (line, hits) in places.chain([(state.line, state.visits)]) {
            let known = lines.entry(line).or_default();
            *known = hits.max(*known);
        }
    }
    for (line, hits) in &lines {
        writeln!(out, "DA:{line},{hits}")?;
    }
    let covered = lines.values().filter(|hits| **hits > 0).count();
    writeln!(out, "LF:{}\nLH:{covered}", lines.len())
}
