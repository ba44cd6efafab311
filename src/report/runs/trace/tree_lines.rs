//! Branches and items behind a rail: those alike together, or all their steps as they happened.

use crate::report::ink::amount::{count, plural, took};
use crate::report::ink::line::TextLine;
use crate::report::ink::paint::Ink;
use crate::report::ink::width::columns;

use super::page::{MARK, Margin, Page, RIGHT};
use super::steps::{Group, Groups, TraceStep};

/// Items inside items are shown down to so many levels.
const MAX_ITEM_DEPTH: usize = 3;
/// The least columns of an item's number.
const LABEL: usize = 6;

impl Page<'_> {
    /// Branches and items, behind a rail.
    pub(super) fn children(&self, children: &Groups, margin: &Margin, lines: &mut Vec<TextLine>) {
        let mut rail = margin.rest.clone();
        rail.push(Ink::Dim, self.marks.rail).push(Ink::Plain, " ");
        if margin.depth == MAX_ITEM_DEPTH {
            let levels = levels(children);
            rail.push(Ink::Dim, &format!("{} {} more", self.marks.elided, plural(levels, "level")));
            lines.push(rail);
            return;
        }
        let is_shown = |group: &&Group| {
            group.steps.is_empty() || group.steps.iter().any(|step| self.shows_some_of(step))
        };
        let mut groups: Vec<&Group> = children.groups.iter().filter(is_shown).collect();
        groups.sort_by_key(|group| group.first());
        let label = |ranges: &[(usize, usize)]| -> String {
            let shown = ranges
                .iter()
                .take(3)
                .map(|&(from, to)| if from == to { from.to_string() } else { format!("{from}-{to}") });
            let more = if ranges.len() > 3 { self.marks.elided } else { "" };
            format!("[{}{more}]", shown.collect::<Vec<_>>().join(","))
        };
        let labels = |group: &&Group| [label(&group.ranges[..1]), label(&group.rest())];
        let widest = groups.iter().flat_map(labels).map(|label| columns(&label)).max().unwrap_or(0);
        let column = rail.width() + widest.max(LABEL) + 1;
        if self.by_time {
            return self.interleaved(&groups, &rail, column, margin.depth + 1, lines);
        }
        for group in groups {
            let [first, others] = labels(&group);
            self.steps(&group.steps, &first, &rail, column, margin.depth + 1, lines);
            if group.ranges.len() > 1 {
                let mut line = rail.clone();
                let (mark, ink) = self.mark(group.mark);
                line.push(Ink::Dim, &others).pad(column).push(ink, mark).push(Ink::Plain, " same steps");
                line.end_at(self.style.width.min(RIGHT), Ink::Dim, &took(group.others_ms));
                lines.push(line);
            }
        }
        if !children.others.is_empty() {
            let total: usize = children.others.values().sum();
            let kinds: Vec<String> =
                children.others.iter().map(|(words, n)| format!("{} {words}", count(*n))).collect();
            rail.push(
                Ink::Dim,
                &format!("{} {} more: {}", self.marks.elided, count(total), kinds.join(", ")),
            );
            lines.push(rail);
        }
    }

    /// The steps of all items or branches as they happened, each with its number and time.
    fn interleaved(
        &self,
        groups: &[&Group],
        rail: &TextLine,
        column: usize,
        depth: usize,
        lines: &mut Vec<TextLine>,
    ) {
        let label = |group: &Group| format!("[{}]", group.first());
        let blocks = groups.iter().flat_map(|group| {
            group.steps.iter().filter_map(move |step| match step {
                TraceStep::Visit(block) if self.shows(block.visit.state) => Some((label(group), block)),
                TraceStep::Visit(_) | TraceStep::Repeat(_) => None,
            })
        });
        let mut blocks: Vec<_> = blocks.collect();
        blocks.sort_by_key(|(_, block)| block.visit.events.0);
        let mut rest = rail.clone();
        rest.pad(column + MARK);
        let margin = Margin { rest, depth };
        for (label, block) in blocks {
            let mut first = rail.clone();
            first.push(Ink::Dim, &label).pad(column);
            self.time(&block.visit, &mut first);
            self.block(block, first, &margin, lines);
        }
        for group in groups.iter().filter(|group| group.steps.is_empty()) {
            self.steps(&[], &label(group), rail, column, depth, lines);
        }
    }

    /// The steps of one item or branch: its number comes before the first.
    fn steps(
        &self,
        steps: &[TraceStep],
        label: &str,
        rail: &TextLine,
        column: usize,
        depth: usize,
        lines: &mut Vec<TextLine>,
    ) {
        let mut rest = rail.clone();
        rest.pad(column);
        let margin = Margin { rest, depth };
        let mut first = rail.clone();
        first.push(Ink::Dim, label).pad(column);
        if steps.is_empty() {
            let mut line = first.clone();
            line.push(Ink::Dim, self.marks.cut).push(Ink::Dim, " never began");
            lines.push(line);
        }
        for step in steps.iter().filter(|step| self.shows_some_of(step)) {
            let first = std::mem::replace(&mut first, margin.rest.clone());
            match step {
                TraceStep::Visit(block) => self.block(block, first, &margin, lines),
                TraceStep::Repeat(repeats) => lines.push(self.repeat(repeats, first)),
            }
        }
    }
}

/// How many levels of Maps and Parallels there are from here.
fn levels(children: &Groups) -> usize {
    let steps = children.groups.iter().flat_map(|group| &group.steps);
    let deeper = steps.filter_map(|step| match step {
        TraceStep::Visit(block) => block.groups.as_ref().map(levels),
        TraceStep::Repeat(_) => None,
    });
    1 + deeper.max().unwrap_or(0)
}
