//! Coverage as one page that needs nothing else: no script, no network, light or dark as the reader's system is.
//! The lines of each definition are marked, with the branches that are written on them.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::report::findings::PLAIN;
use crate::report::findings::junit::escaped;
use crate::report::ink::amount::count;
use crate::report::ink::marks::Marks;
use crate::report::ink::secret::hide_spans;
use crate::report::ink::style::Style;
use crate::report::ink::width::clip;

use super::{BranchCoverage, Coverage, MachineCoverage, Share, StateCoverage};

/// The most columns of a line that are shown: a definition may be one line of a megabyte.
const WIDEST: usize = 2_000;

const STYLE: &str = include_str!("page.css");

pub(super) fn write(out: &mut dyn Write, coverage: &Coverage) -> io::Result<()> {
    writeln!(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")?;
    // Whatever a definition says, the page loads nothing and runs nothing.
    let policy = "default-src 'none'; style-src 'unsafe-inline'";
    writeln!(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">")?;
    writeln!(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")?;
    writeln!(
        out,
        "<meta name=\"color-scheme\" content=\"light dark\">\n<title>Coverage of workflows</title>"
    )?;
    writeln!(out, "<style>\n{STYLE}</style>\n</head>\n<body>\n<h1>Coverage of workflows</h1>")?;
    summary(out, coverage)?;
    for (at, one) in coverage.machines.iter().enumerate() {
        machine(out, at, one)?;
    }
    writeln!(out, "</body>\n</html>")
}

fn summary(out: &mut dyn Write, coverage: &Coverage) -> io::Result<()> {
    writeln!(
        out,
        "<table class=\"machines\">\n<thead><tr><th>machine</th><th>states</th><th>branches</th><th></th></tr></thead>\n<tbody>"
    )?;
    for (at, one) in coverage.machines.iter().enumerate() {
        let name = format!("<a href=\"#m{at}\">{}</a>", escaped(&one.machine));
        total(out, &name, one.state_share(), one.branch_share())?;
    }
    writeln!(out, "</tbody>\n<tfoot>")?;
    total(out, "all", coverage.state_share(), coverage.branch_share())?;
    writeln!(out, "</tfoot>\n</table>")?;
    match coverage.shortfall() {
        Some(shortfall) => writeln!(out, "<p class=\"bad\">{}</p>", escaped(&shortfall)),
        None => Ok(()),
    }
}

fn total(out: &mut dyn Write, name: &str, states: Share, branches: Share) -> io::Result<()> {
    let share = |share: Share| format!("{}/{}", count(share.covered), count(share.total));
    let class = class(branches.covered, branches.total);
    writeln!(
        out,
        "<tr><th scope=\"row\">{name}</th><td>{}</td><td>{}</td><td class=\"{class}\">{}%</td></tr>",
        share(states),
        share(branches),
        branches.whole()
    )
}

/// `good` if all is covered, `bad` if nothing is, else `part`.
const fn class(covered: usize, total: usize) -> &'static str {
    match (covered, total) {
        (covered, total) if covered == total => "good",
        (0, _) => "bad",
        (_, _) => "part",
    }
}

fn machine(out: &mut dyn Write, at: usize, machine: &MachineCoverage) -> io::Result<()> {
    writeln!(out, "<section id=\"m{at}\">\n<h2>{}</h2>", escaped(&machine.machine))?;
    if !machine.is_tested {
        writeln!(out, "<p class=\"bad\">no test runs this machine</p>")?;
    }
    if let Some(next) = &machine.next {
        let (words, covers) = (escaped(&next.words), count(next.covers));
        writeln!(out, "<p>next test to write: <strong>{words}</strong> (covers {covers})</p>")?;
    }
    writeln!(
        out,
        "<table class=\"states\">\n<thead><tr><th>state</th><th>type</th><th>visits</th><th>branches</th></tr></thead>\n<tbody>"
    )?;
    machine.states.iter().try_for_each(|one| state(out, at, one))?;
    writeln!(out, "</tbody>\n</table>")?;
    source(out, at, machine)?;
    writeln!(out, "</section>")
}

fn state(out: &mut dyn Write, machine: usize, state: &StateCoverage) -> io::Result<()> {
    let StateCoverage { name, kind, depth, line, visits, branches } = state;
    let name = format!("<a href=\"#m{machine}l{line}\">{}</a>", escaped(name));
    let class = if *visits > 0 { "good" } else { "bad" };
    write!(out, "<tr><th scope=\"row\" class=\"d{}\">{name}</th><td>{kind}</td>", depth.min(&6))?;
    write!(out, "<td class=\"{class}\">{visits}</td><td>")?;
    branches.iter().try_for_each(|branch| write!(out, "{}", chip(branch)))?;
    writeln!(out, "</td></tr>")
}

/// A branch with how often it was taken.
fn chip(branch: &BranchCoverage) -> String {
    let class = match (branch.is_counted, branch.hits) {
        (false, _) => "aside",
        (true, 0) => "bad",
        (true, _) => "good",
    };
    let target = branch.target.as_ref().map_or_else(String::new, |target| format!(" → {target}"));
    let words = escaped(&format!("{}{target}", branch.label));
    format!("<span class=\"chip {class}\">{words} <b>×{}</b></span>", branch.hits)
}

/// What is written on one line.
#[derive(Default)]
struct Written<'m> {
    states: Vec<&'m StateCoverage>,
    branches: Vec<&'m BranchCoverage>,
}

impl Written<'_> {
    fn class(&self) -> &'static str {
        let counted = self.branches.iter().filter(|branch| branch.is_counted);
        let all = counted.map(|branch| branch.hits).chain(self.states.iter().map(|state| state.visits));
        let share = Share::of(all.map(|hits| hits > 0));
        class(share.covered, share.total)
    }
}

fn source(out: &mut dyn Write, at: usize, machine: &MachineCoverage) -> io::Result<()> {
    let mut written: BTreeMap<usize, Written<'_>> = BTreeMap::new();
    for state in &machine.states {
        written.entry(state.line).or_default().states.push(state);
        for branch in &state.branches {
            written.entry(branch.line).or_default().branches.push(branch);
        }
    }
    let (first, last) = machine.lines;
    writeln!(out, "<details open>\n<summary>{}</summary>", escaped(&machine.source.shown))?;
    writeln!(out, "<table class=\"source\">\n<tbody>")?;
    let mut from = 0;
    for (number, line) in machine.source.text.split('\n').enumerate().map(|(at, line)| (at + 1, line)) {
        if number >= first && number <= last {
            let found = written.get(&number);
            let class = found.map_or("", Written::class);
            let chips = found
                .map_or_else(String::new, |found| found.branches.iter().map(|branch| chip(branch)).collect());
            let text = shown(machine, from, line);
            write!(out, "<tr id=\"m{at}l{number}\" class=\"{class}\"><td>{number}</td>")?;
            writeln!(out, "<td><pre>{text}</pre></td><td>{chips}</td></tr>")?;
        }
        from += line.len() + 1;
    }
    writeln!(out, "</tbody>\n</table>\n</details>")
}

/// A line of the source that begins at the byte `from`, without its secrets.
fn shown(machine: &MachineCoverage, from: usize, line: &str) -> String {
    let marks = Marks::of(Style { unicode: true, ..PLAIN });
    let spans = machine.source.secrets().spans();
    let text = hide_spans(line.trim_end_matches('\r'), from, spans, marks, &mut []);
    escaped(&clip(&text, WIDEST, marks.elided))
}
