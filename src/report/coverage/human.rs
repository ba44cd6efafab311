//! Coverage for people: a table a machine, with what is not covered, and the test that is worth writing next.

use std::io::{self, Write};

use crate::report::ink::amount::count;
use crate::report::ink::control::escape_control;
use crate::report::ink::line::TextLine;
use crate::report::ink::marks::Marks;
use crate::report::ink::paint::Ink;
use crate::report::ink::shell;
use crate::report::ink::style::Style;
use crate::report::ink::width::{clip, columns};

use super::{BranchCoverage, Coverage, MachineCoverage, Share, StateCoverage};

/// The most columns for the names of states.
const NAMES: usize = 40;

/// Columns for the number of visits, with its heading.
const VISITS: usize = 8;

/// Writes all of it.
pub fn human(out: &mut dyn Write, coverage: &Coverage, style: Style) -> io::Result<()> {
    let (tested, untested): (Vec<_>, Vec<_>) =
        coverage.machines.iter().partition(|machine| machine.is_tested);
    for machine in tested {
        writeln!(out)?;
        heading(&machine.machine, (machine.state_share(), machine.branch_share()), out, style)?;
        table(machine, out, style)?;
        next(machine, out, style)?;
    }
    if !untested.is_empty() {
        let mut line = TextLine::new();
        line.pad(2).push(Ink::Bad, "no test runs");
        writeln!(out)?;
        line.write(style, out)?;
    }
    for machine in untested {
        heading(&machine.machine, (machine.state_share(), machine.branch_share()), out, style)?;
    }
    if coverage.machines.len() > 1 {
        writeln!(out)?;
        let name = format!("all {} machines", count(coverage.machines.len()));
        heading(&name, (coverage.state_share(), coverage.branch_share()), out, style)?;
    }
    if coverage.machines.iter().any(|machine| machine.next.is_some()) {
        // What is to be copied is never cut.
        let mut line = TextLine::new();
        line.pad(2).push(Ink::Dim, "tests for what is missing:  sfn test --coverage --suggest");
        writeln!(out)?;
        line.write(style, out)?;
    }
    let Some(shortfall) = coverage.shortfall() else { return Ok(()) };
    writeln!(out)?;
    let mut line = TextLine::new();
    line.pad(2).push(Ink::Bad, &shortfall);
    line.write(style, out)
}

/// `order.asl.json   states 6/7   branches 9/14   64%`
fn heading(
    name: &str,
    (states, branches): (Share, Share),
    out: &mut dyn Write,
    style: Style,
) -> io::Result<()> {
    let share = |share: Share| format!("{}/{}", count(share.covered), count(share.total));
    let is_all = states.covered == states.total && branches.covered == branches.total;
    let ink = if is_all { Ink::Good } else { Ink::Warn };
    let facts = format!("   states {}   branches {}   ", share(states), share(branches));
    let percent = format!("{}%", branches.whole());
    let room = style.width.saturating_sub(2 + columns(&facts) + columns(&percent));
    let mut line = TextLine::new();
    line.pad(2).push(Ink::Name, &clip(name, room, Marks::of(style).elided));
    line.push(Ink::Plain, &facts).push(ink, &percent);
    line.write(style, out)
}

fn table(machine: &MachineCoverage, out: &mut dyn Write, style: Style) -> io::Result<()> {
    let indented = |state: &StateCoverage| 2 * state.depth + columns(&state.name);
    let widest = machine.states.iter().map(indented).max().unwrap_or(0);
    let names = 2 + widest.clamp(5, NAMES) + 2;
    writeln!(out)?;
    let mut line = TextLine::new();
    line.pad(2).push(Ink::Dim, "state").pad(names).push(Ink::Dim, "visits").pad(names + VISITS);
    let has_gaps = machine.states.iter().any(|state| state.visits == 0 || gaps(state).next().is_some());
    line.push(Ink::Dim, if has_gaps { "not covered" } else { "" });
    line.write(style, out)?;
    machine.states.iter().try_for_each(|state| row(state, names, out, style))
}

fn gaps(state: &StateCoverage) -> impl Iterator<Item = &BranchCoverage> {
    state.branches.iter().filter(|branch| branch.is_counted && branch.hits == 0)
}

fn row(state: &StateCoverage, names: usize, out: &mut dyn Write, style: Style) -> io::Result<()> {
    let marks = Marks::of(style);
    let indent = 2 + 2 * state.depth;
    let mut line = TextLine::new();
    line.pad(indent).push(Ink::Name, &clip(&state.name, names.saturating_sub(indent + 2), marks.elided));
    let ink = if state.visits == 0 { Ink::Bad } else { Ink::Plain };
    line.end_at(names + 6, ink, &state.visits.to_string()).pad(names + VISITS);
    let missing: Vec<String> = match state.visits {
        0 => vec!["never entered".to_owned()],
        _ => gaps(state).map(|branch| words(branch, marks)).collect(),
    };
    let between = format!(" {} ", marks.dot);
    let lines = line.flow(&TextLine::new(), Ink::Warn, missing, &between, style.width);
    lines.iter().try_for_each(|line| line.write(style, out))
}

/// `Catch 2 [States.ALL] → Alert Team`
fn words(branch: &BranchCoverage, marks: &Marks) -> String {
    match &branch.target {
        Some(target) => format!("{} {} {target}", branch.label, marks.next),
        None => branch.label.clone(),
    }
}

fn next(machine: &MachineCoverage, out: &mut dyn Write, style: Style) -> io::Result<()> {
    let Some(next) = &machine.next else { return Ok(()) };
    writeln!(out)?;
    let mut line = TextLine::new();
    line.pad(2).push(Ink::Dim, "next test to write:  ");
    let words = [format!("{}  (covers {})", next.words, count(next.covers))];
    let lines = line.flow(&TextLine::new(), Ink::Plain, words, "", style.width);
    lines.iter().try_for_each(|line| line.write(style, out))?;
    let Some(way) = &next.way else { return Ok(()) };
    let [machine, way] = [&machine.machine, way].map(|text| shell::word(text));
    writeln!(out, "    {}", escape_control(&format!("sfn mock init {machine} --for {way}")))
}
