//! Costs for people: a line a run, then which type fits and what could be saved.

use std::io::{self, Write};

use crate::base::amount::{count, took};
use crate::report::ink::control::escape_control;
use crate::report::ink::line::TextLine;
use crate::report::ink::marks::Marks;
use crate::report::ink::paint::Ink;
use crate::report::ink::style::Style;
use crate::report::ink::width::{clip, columns};

use super::{Bill, Costs};

/// The widest that names of runs are shown.
const NAMES: usize = 40;

/// Writes it.
pub fn write(out: &mut dyn Write, costs: &Costs, style: Style) -> io::Result<()> {
    let prices =
        if costs.is_own { costs.region.clone() } else { format!("{} (prices of us-east-1)", costs.region) };
    let executions = count(usize::try_from(costs.executions).unwrap_or(usize::MAX));
    let mut head = TextLine::new();
    head.push(Ink::Name, &escape_control(&costs.machine));
    head.push(
        Ink::Dim,
        &format!("  {prices}, prices as of {}; USD for {executions} executions a month", costs.as_of),
    );
    head.write(style, out)?;
    table(out, costs, style)?;
    let is_now = costs.fits == costs.workflow;
    let head = format!("{}, and {} fits:", costs.workflow, if is_now { "that" } else { costs.fits });
    block(out, style, if is_now { Ink::Good } else { Ink::Warn }, &head, &costs.why)?;
    if !costs.advice.is_empty() {
        let lines: Vec<String> = costs
            .advice
            .iter()
            .map(|one| {
                let state = if one.state.is_empty() { String::new() } else { format!("`{}` ", one.state) };
                format!("{} {state}{}", one.code, one.text)
            })
            .collect();
        block(out, style, Ink::Warn, "to save, and to beware of:", &lines)?;
    }
    for name in &costs.unfinished {
        block(
            out,
            style,
            Ink::Warn,
            &format!("not counted, since it does not end: {}", escape_control(name)),
            &[],
        )?;
    }
    let note = "times and sizes are those of the mocks; logs and the services that are called are paid apart";
    block(out, style, Ink::Dim, note, &[])
}

fn table(out: &mut dyn Write, costs: &Costs, style: Style) -> io::Result<()> {
    let widest = costs.bills.iter().map(|bill| columns(&bill.name)).max().unwrap_or(0);
    let names = 2 + widest.clamp(3, NAMES) + 2;
    let cells = |line: &mut TextLine, ink: Ink, cells: [&str; 4]| {
        for (end, cell) in [11, 22, 34, 46].into_iter().zip(cells) {
            line.end_at(names + end, ink, cell);
        }
    };
    writeln!(out)?;
    let mut line = TextLine::new();
    line.pad(2).push(Ink::Dim, "run");
    cells(&mut line, Ink::Dim, ["transitions", "takes", "Standard", "Express"]);
    line.write(style, out)?;
    for Bill { name, transitions, ms, standard, express, .. } in &costs.bills {
        let mut line = TextLine::new();
        line.pad(2).push(Ink::Plain, &clip(&escape_control(name), names - 4, Marks::of(style).elided));
        let transitions = count(usize::try_from(*transitions).unwrap_or(usize::MAX));
        let express = express.map_or_else(|| "-".to_owned(), |amount| format!("{amount:.2}"));
        cells(&mut line, Ink::Plain, [&transitions, &took(*ms), &format!("{standard:.2}"), &express]);
        line.write(style, out)?;
    }
    writeln!(out)
}

fn block(out: &mut dyn Write, style: Style, ink: Ink, head: &str, lines: &[String]) -> io::Result<()> {
    let mut first = TextLine::new();
    first.pad(2).push(ink, head).write(style, out)?;
    for text in lines {
        let (mut line, mut margin) = (TextLine::new(), TextLine::new());
        line.pad(4);
        margin.pad(6);
        let text = escape_control(text);
        let lines = line.flow(&margin, Ink::Plain, text.split(' ').map(str::to_owned), " ", style.width);
        lines.iter().try_for_each(|line| line.write(style, out))?;
    }
    Ok(())
}
