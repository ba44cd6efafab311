//! The layout of YAML: indentation and blanks between the words, and nothing that a word is made of.
//!
//! Anchors, aliases, tags, quotes, blocks of text, comments and what is between braces stay as they are written:
//! a text of several lines moves as a whole. The parser says which lines belong to such a text, and has the last
//! word: where it would read something else afterwards, the text is refused.

use std::ops::Range;

use saphyr_parser::{Event, ScalarStyle};

use super::{INDENT, Refused};
use crate::base::yaml::events;

/// `text` laid out; see [`super::lay_out`].
pub(super) fn lay_out(text: &str) -> Result<String, Refused> {
    let spaced = without_gaps(text)?;
    let parsed = parse(&spaced)?;
    let lines = Lines::of(&spaced, &parsed);
    let out = lines.indented()?;
    check(text, &out)?;
    Ok(out)
}

type Events<'t> = Vec<(Event<'t>, Range<usize>)>;

fn parse(text: &str) -> Result<Events<'_>, Refused> {
    let why = "YAML cannot be read without values for its `${Name}`";
    events(text).map_err(|fault| Refused::new(fault.at, why))
}

/// Refuses to change what is said, or to lose a comment.
fn check(before: &str, after: &str) -> Result<(), Refused> {
    let (old, new) = (parse(before)?, parse(after)?);
    let is_same = |((old, _), (new, _)): (&(Event<'_>, _), &(Event<'_>, _))| old == new;
    let changed = old.iter().zip(&new).find(|pair| !is_same(*pair));
    let changed = changed.map(|((_, at), _)| at.clone()).or((old.len() != new.len()).then_some(0..0));
    if let Some(at) = changed {
        return Err(Refused::new(at, "with other indentation it would be read as something else"));
    }
    if comments(before, &old) == comments(after, &new) {
        return Ok(());
    }
    Err(Refused::new(0..0, "a comment in it would be lost"))
}

/// The comments of `text`, in order; none if it cannot be read.
pub(super) fn all_comments(text: &str) -> Option<Vec<&str>> {
    Some(comments(text, &parse(text).ok()?))
}

/// The comments of a text, in order.
fn comments<'t>(text: &'t str, events: &Events<'_>) -> Vec<&'t str> {
    let (mut found, mut at) = (Vec::new(), 0);
    let scalars = events.iter().filter(|(event, at)| matches!(event, Event::Scalar(..)) && !at.is_empty());
    for gap in scalars.map(|(_, at)| at.clone()).chain(std::iter::once(text.len()..text.len())) {
        let part = text.get(at..gap.start.max(at)).unwrap_or_default();
        let mut rest = 0;
        while let Some(sign) = part[rest..].find('#').map(|sign| rest + sign) {
            let is_comment = text[..at + sign].chars().next_back().is_none_or(char::is_whitespace);
            let end = part[sign..].find('\n').map_or(part.len(), |end| sign + end);
            rest = if is_comment { end } else { sign + 1 };
            found.extend(is_comment.then(|| part[sign..end].trim_end()));
        }
        at = at.max(gap.end);
    }
    found
}

/// The same with one blank between each `key:` and its value in the same line.
fn without_gaps(text: &str) -> Result<String, Refused> {
    let events = parse(text)?;
    let mut open: Vec<Open> = Vec::new();
    let mut gaps: Vec<Range<usize>> = Vec::new();
    for (event, at) in &events {
        let is_value = matches!(event, Event::Scalar(..) | Event::Alias(_))
            || matches!(event, Event::SequenceStart(..) | Event::MappingStart(..));
        if is_value && let Some(Open { key: Some(key), .. }) = open.last_mut() {
            let begins_in_line = !at.is_empty() && !text[..at.start].trim_end_matches(' ').ends_with('\n');
            match key.take() {
                Some(end) if begins_in_line => {
                    gaps.extend(Some(end..at.start).filter(|gap| is_gap(text, gap)))
                }
                Some(_) => {}
                None => *key = Some(text[..at.end].trim_end().len()),
            }
        }
        match event {
            Event::MappingStart(..) if is_flow(text, at) => open.push(Open { key: None }),
            Event::MappingStart(..) => open.push(Open { key: Some(None) }),
            Event::SequenceStart(..) => open.push(Open { key: None }),
            Event::MappingEnd | Event::SequenceEnd => drop(open.pop()),
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd
            | Event::Alias(_)
            | Event::Scalar(..) => {}
        }
    }
    let (mut out, mut copied) = (String::with_capacity(text.len()), 0);
    for gap in gaps {
        out.push_str(&text[copied..gap.start]);
        out.push_str(": ");
        copied = gap.end;
    }
    out.push_str(&text[copied..]);
    Ok(out)
}

/// A collection around what comes next.
struct Open {
    /// For a mapping that is laid out by lines: where its key ends, once there is one whose value comes next.
    key: Option<Option<usize>>,
}

/// Whether nothing but `:` and blanks is there.
fn is_gap(text: &str, gap: &Range<usize>) -> bool {
    let between = text.get(gap.clone()).unwrap_or_default();
    between.trim_matches(' ') == ":" && between.ends_with(' ')
}

/// Whether a collection that begins at `at` is written between brackets.
fn is_flow(text: &str, at: &Range<usize>) -> bool {
    text.get(at.clone()).is_some_and(|start| start.ends_with(['{', '[']))
}

/// What a line is part of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// It begins something.
    Own,
    /// It goes on with what an earlier line began.
    More,
    /// It goes on with a block of text: blanks at its end are part of that.
    Block,
}

struct Lines<'t> {
    text: &'t str,
    all: Vec<(usize, &'t str)>,
    parts: Vec<Part>,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str, events: &Events<'_>) -> Self {
        let mut start = 0;
        let all: Vec<(usize, &str)> = text
            .split('\n')
            .map(|line| {
                let at = start;
                start += line.len() + 1;
                (at, line)
            })
            .collect();
        let mut lines = Self { text, parts: vec![Part::Own; all.len()], all };
        let mut brackets: Vec<Option<usize>> = Vec::new();
        for (event, at) in events {
            match event {
                Event::Scalar(_, ScalarStyle::Literal | ScalarStyle::Folded, ..) => lines.block(at),
                Event::Scalar(..) => lines.mark(at.start, at.end, Part::More),
                Event::MappingStart(..) | Event::SequenceStart(..) => {
                    brackets.push(is_flow(text, at).then_some(at.start));
                }
                Event::MappingEnd | Event::SequenceEnd => {
                    if let Some(start) = brackets.pop().flatten() {
                        lines.mark(start, at.end, Part::More);
                    }
                }
                Event::Nothing
                | Event::StreamStart
                | Event::StreamEnd
                | Event::DocumentStart(_)
                | Event::DocumentEnd
                | Event::Alias(_) => {}
            }
        }
        lines
    }

    /// The line that holds the byte `at`.
    fn line(&self, at: usize) -> usize {
        self.all.partition_point(|(start, _)| *start <= at).saturating_sub(1)
    }

    /// Marks the lines behind the first of what begins and ends there.
    fn mark(&mut self, start: usize, end: usize, part: Part) {
        let (first, last) = (self.line(start), self.line(end.saturating_sub(1).max(start)));
        self.parts[(first + 1).min(last + 1)..=last].iter_mut().for_each(|known| *known = part);
    }

    /// Marks the lines of a block of text, empty ones at its beginning included.
    fn block(&mut self, at: &Range<usize>) {
        if at.is_empty() {
            return;
        }
        let header = self.text[..at.start].trim_end().len().saturating_sub(1);
        // Only `|+` and `>+` keep the empty lines behind the block.
        let keeps_all = self.all[self.line(header)].1.contains('+');
        let end = if keeps_all { at.end } else { at.start + self.text[at.clone()].trim_end().len() };
        self.mark(header, end, Part::Block);
    }

    /// All lines with their new indentation.
    fn indented(&self) -> Result<String, Refused> {
        let mut page = Page::default();
        for ((start, line), part) in self.all.iter().zip(&self.parts) {
            match part {
                Part::Own => page.own(line).map_err(|why| Refused::new(*start..*start + line.len(), why))?,
                Part::More => page.more(line.trim_end()),
                Part::Block => page.more(line),
            }
        }
        page.comments_before(&page.levels.clone(), 0, 0);
        let text = page.out.trim_end_matches('\n');
        // Empty lines at the end may belong to a block of text.
        let keeps_end =
            self.parts.last() == Some(&Part::Block) || self.parts.iter().rev().nth(1) == Some(&Part::Block);
        Ok(if keeps_end {
            page.out.strip_suffix('\n').unwrap_or(text).to_owned()
        } else {
            format!("{text}\n")
        })
    }
}

/// A mapping or sequence that lines belong to.
#[derive(Clone, Copy)]
struct Level {
    /// The column in which it was, and is now.
    old: usize,
    new: usize,
    is_list: bool,
}

/// The lines so far.
#[derive(Default)]
struct Page<'t> {
    out: String,
    levels: Vec<Level>,
    /// Comments and empty lines whose place the next line decides.
    waiting: Vec<&'t str>,
    /// How far the last line moved: by so many blanks to the right, negative to the left.
    moved: isize,
}

impl<'t> Page<'t> {
    /// Takes a line that begins something, a comment or an empty line.
    fn own(&mut self, line: &'t str) -> Result<(), &'static str> {
        let words = line.trim();
        if words.is_empty() || words.starts_with('#') {
            self.waiting.push(line);
            return Ok(());
        }
        let old = line.len() - line.trim_start_matches(' ').len();
        if line[old..].starts_with('\t') {
            return Err("a tab indents it");
        }
        if old == 0 && (words.starts_with("---") || words.starts_with("...") || words.starts_with('%')) {
            let levels = std::mem::take(&mut self.levels);
            self.comments_before(&levels, 0, 0);
            self.moved = 0;
            self.push(words, 0);
            return Ok(());
        }
        if words == "?" || words.starts_with("? ") {
            return Err("a key that is written with `?`");
        }
        let is_list = |rest: &str| rest == "-" || rest.starts_with("- ");
        let (mut column, mut rest) = (old, words);
        let before = self.levels.clone();
        let first = self.level(column, is_list(rest), true);
        self.comments_before(&before, old, first.new);
        self.enter(first);
        let mut line = String::new();
        let mut last = first;
        while is_list(rest) {
            line.push('-');
            let inner = rest[1..].trim_start_matches(' ');
            column += rest.len() - inner.len();
            rest = inner;
            if rest.is_empty() || rest.starts_with('#') {
                line.push_str(if rest.is_empty() { "" } else { " " });
                break;
            }
            line.push(' ');
            // The lines of a block of text begin behind the column of the `-`.
            if rest.starts_with(['|', '>']) {
                break;
            }
            last = self.level(column, is_list(rest), false);
            self.enter(last);
        }
        line.push_str(rest);
        self.moved = last.new.cast_signed() - last.old.cast_signed();
        self.push(&line, first.new);
        Ok(())
    }

    /// The level of what begins at the column `old`, after leaving those that end there.
    fn level(&mut self, old: usize, is_list: bool, is_first: bool) -> Level {
        if is_first {
            // A list may be in the column of the key that it is the value of.
            let ends = |level: &Level| level.old > old || (level.old == old && level.is_list && !is_list);
            while self.levels.last().is_some_and(ends) {
                self.levels.pop();
            }
            if let Some(known) =
                self.levels.last().filter(|known| known.old == old && known.is_list == is_list)
            {
                return *known;
            }
        }
        let new = self.levels.last().map_or(0, |around| around.new + INDENT);
        Level { old, new, is_list }
    }

    fn enter(&mut self, level: Level) {
        let is_known = |last: &Level| last.old == level.old && last.is_list == level.is_list;
        if !self.levels.last().is_some_and(is_known) {
            self.levels.push(level);
        }
    }

    /// Writes the comments that wait, before a line that was in the column `old` and is in `new` now.
    /// `levels` are those that were open at the last line.
    fn comments_before(&mut self, levels: &[Level], old: usize, new: usize) {
        let mut is_apart = false;
        for comment in std::mem::take(&mut self.waiting) {
            let words = comment.trim();
            if words.is_empty() {
                is_apart = true;
                continue;
            }
            let column = comment.len() - comment.trim_start().len();
            // One that is indented deeper belongs to what was there before.
            let before = levels.iter().rev().find(|level| level.old == column && column > old);
            let column = before.map_or(new, |level| level.new);
            self.empty_line(is_apart);
            is_apart = false;
            self.push(words, column);
        }
        self.empty_line(is_apart);
    }

    fn empty_line(&mut self, is_wanted: bool) {
        if is_wanted && !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    fn push(&mut self, words: &str, column: usize) {
        self.out.extend(std::iter::repeat_n(' ', column));
        self.out.push_str(words.trim_end());
        self.out.push('\n');
    }

    /// Takes a line that goes on with what was begun: it moves as that did.
    fn more(&mut self, line: &str) {
        let blanks = line.len() - line.trim_start_matches(' ').len();
        let column = if line.is_empty() { 0 } else { blanks.cast_signed() + self.moved };
        self.out.extend(std::iter::repeat_n(' ', usize::try_from(column).unwrap_or(0)));
        self.out.push_str(&line[blanks..]);
        self.out.push('\n');
    }
}
