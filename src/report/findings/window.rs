//! `Window`: the part of a source that a finding shows, what is underlined in it, and how it is cut to the page.
//!
//! A line may be a megabyte long (definitions often are one line), so it is a few times as wide as the terminal at
//! most.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Snippet};

use crate::base::source::{Location, Source};
use crate::report::ink::control::{escape_control, escape_source};
use crate::report::ink::marks::Marks;
use crate::report::ink::secret::hide_spans;
use crate::report::ink::width::{columns, head, tail};

/// Where a line was cut.
const CUT: &str = "...";
/// Fewer columns before a mark say nothing.
const CONTEXT: usize = 8;
/// A tab is shown as so many blanks.
const TAB: &str = "    ";

/// The part of the source that is shown: a line, the one above it if that is short, and what to underline.
pub(super) struct Window<'s> {
    text: Cow<'s, str>,
    /// The byte of the source at which it begins.
    from: usize,
    first_line: usize,
    mark: Range<usize>,
    /// Another part to underline, with its words.
    aside: Option<(Range<usize>, &'s str)>,
    above: Option<Range<usize>>,
}

impl<'s> Window<'s> {
    /// None if the finding is about the file as a whole, as no bytes at its beginning say.
    pub(super) fn new(
        source: &'s Source,
        location: &Location,
        aside: Option<(Range<usize>, &'s str)>,
        width: usize,
    ) -> Option<Self> {
        let bytes = &location.bytes;
        if bytes.end == 0 {
            return None;
        }
        let line = source.line_around(bytes.start);
        // Of a value of many lines only the first is underlined.
        let mark = bytes.start.min(line.end)..bytes.end.clamp(bytes.start.min(line.end), line.end);
        let above = line.start.checked_sub(1).map(|at| source.line_around(at));
        let above =
            above.filter(|above| above.len() <= width && !source.text[above.clone()].trim().is_empty());
        let within = |shown: Range<usize>| {
            let aside = aside.clone();
            let (part, label) =
                aside.filter(|(part, _)| shown.start <= part.start && part.end <= shown.end)?;
            Some((part.start - shown.start..part.end - shown.start, label))
        };
        if line.len() <= 8 * width && mark.len() <= width {
            let first = above.as_ref().map_or(line.start, |above| above.start);
            let opened = aside.as_ref().map_or(first, |(part, _)| source.line_around(part.start).start);
            let start = if line.end - opened.min(first) <= 8 * width { opened.min(first) } else { first };
            return Some(Self {
                text: source.text[start..line.end].into(),
                from: start,
                first_line: location.line - source.text[start..line.start].matches('\n').count(),
                mark: mark.start - start..mark.end - start,
                aside: within(start..line.end),
                above: above.map(|above| above.start - start..above.end - start),
            });
        }
        // Drawing takes as long as the window is wide: only what may be shown is in it.
        let around = if aside.is_some() { 3 * width } else { width };
        let from = boundary(&source.text, mark.start.saturating_sub(around).max(line.start));
        let shown = mark.end.min(mark.start + width / 2);
        let shown = boundary(&source.text, shown);
        let to = boundary(&source.text, (shown + around).min(line.end));
        let mark = mark.start - from..shown.max(mark.start) - from;
        Some(Self {
            text: source.text[from..to].into(),
            from,
            first_line: location.line,
            mark,
            aside: within(from..to),
            above: None,
        })
    }

    /// With secrets hidden, the marks moved along.
    pub(super) fn veiled(mut self, secrets: &[Range<usize>], signs: &Marks) -> Self {
        let mut marks = vec![&mut self.mark];
        marks.extend(self.aside.iter_mut().map(|(part, _)| part).chain(&mut self.above));
        if let Cow::Owned(text) = hide_spans(&self.text, self.from, secrets, signs, &mut marks) {
            self.text = text.into();
        }
        self
    }

    /// With control characters as escapes, the marks moved along.
    pub(super) fn escaped(mut self) -> Self {
        let mut marks = vec![&mut self.mark.start, &mut self.mark.end];
        let parts = self.aside.iter_mut().map(|(part, _)| part).chain(&mut self.above);
        marks.extend(parts.flat_map(|part| [&mut part.start, &mut part.end]));
        if let Cow::Owned(text) = escape_source(&self.text, &mut marks) {
            self.text = text.into();
        }
        self
    }

    /// The same in at most `room` columns, if `label` is to follow the mark; and whether it can. One that
    /// has no room there is to be shown below.
    pub(super) fn fitted(self, label: &str, room: usize) -> (Self, bool) {
        let start = self.text[..self.mark.start].rfind('\n').map_or(0, |at| at + 1);
        let end = self.text[start..].find('\n').map_or(self.text.len(), |at| start + at);
        let mark = self.mark.start - start..self.mark.end.clamp(self.mark.start, end) - start;
        let line = self.text[start..end].replace('\t', TAB);
        let shift = |at: usize| at + self.text[start..start + at].matches('\t').count() * (TAB.len() - 1);
        let mark = shift(mark.start)..shift(mark.end);
        let (before, marked, after) = (&line[..mark.start], &line[mark.clone()], &line[mark.end..]);
        // All of the mark, unless it is wider than the page.
        let marked = head(marked, room.saturating_sub(2 * CUT.len()).max(1));
        let is_cut = marked.len() < mark.len();
        let width = columns(marked).max(1);
        let beside = columns(label) + usize::from(!label.is_empty());
        let whole = columns(&line) <= room;
        let lead = if whole { columns(before) } else { columns(before).min(CONTEXT) };
        let is_beside = lead + width + beside <= room;
        if whole && self.mark.end <= end {
            return (self.without_wide_lines(room), is_beside);
        }
        let most = room.saturating_sub(width + if is_beside { beside } else { room / 4 });
        let shown = if columns(before) <= most {
            before.to_owned()
        } else {
            format!("{CUT}{}", tail(before, most.saturating_sub(CUT.len())))
        };
        let left = room.saturating_sub(columns(&shown) + width);
        let rest = if !is_cut && columns(after) <= left {
            after.to_owned()
        } else if is_cut {
            CUT.to_owned()
        } else {
            format!("{}{CUT}", head(after, left.saturating_sub(CUT.len())))
        };
        let mark = shown.len()..shown.len() + marked.len();
        let text = format!("{shown}{marked}{rest}");
        let first_line = self.first_line + self.text[..start].matches('\n').count();
        (Self { text: text.into(), first_line, mark, aside: None, above: None, ..self }, is_beside)
    }

    /// The same without the line above, and without another part to underline, where these would not fit.
    fn without_wide_lines(self, room: usize) -> Self {
        if self.text.lines().all(|line| columns(&line.replace('\t', TAB)) <= room) && self.aside.is_none() {
            return self;
        }
        let start = self.text[..self.mark.start].rfind('\n').map_or(0, |at| at + 1);
        let end = self.text[start..].find('\n').map_or(self.text.len(), |at| start + at);
        let first_line = self.first_line + self.text[..start].matches('\n').count();
        let mark = self.mark.start - start..self.mark.end - start;
        let text = self.text[start..end].to_owned().into();
        Self { text, first_line, mark, aside: None, above: None, ..self }
    }

    /// The columns before the mark.
    pub(super) fn indent(&self) -> usize {
        let line = self.text[..self.mark.start].rsplit('\n').next().unwrap_or_default();
        columns(&line.replace('\t', TAB))
    }

    pub(super) fn snippet<'a>(&'a self, label: &'a str) -> Snippet<'a, Annotation<'a>> {
        let label = Some(escape_control(label)).filter(|label| !label.is_empty());
        let mark = AnnotationKind::Primary.span(self.mark.clone()).label(label);
        let aside = self.aside.as_ref().map(|(part, label)| {
            let label = escape_control(label);
            AnnotationKind::Context.span(part.clone()).label(label)
        });
        let above = self.above.clone().map(|above| AnnotationKind::Visible.span(above));
        let marks = [mark].into_iter().chain(aside).chain(above);
        Snippet::source(&*self.text).line_start(self.first_line).annotations(marks)
    }
}

fn boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
