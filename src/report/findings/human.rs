//! Diagnostics for people, in the look of rustc.
//!
//! A line may be a megabyte long (definitions often are one line), so the renderer is given a window of
//! it, a few times as wide as the terminal, and trims that.

use std::borrow::Cow;
use std::io::{self, Write};
use std::ops::Range;

use annotate_snippets::renderer::{AnsiColor, DecorStyle, Effects};
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Padding, Renderer, Snippet};

use crate::base::diag::{AwsDiagnostic, Diagnostic, Severity};
use crate::base::document::Document;
use crate::base::pointer;
use crate::base::source::{Location, Source};
use crate::report::ink::control::{escape_control, escape_lines, escape_source};
use crate::report::ink::marks::Marks;
use crate::report::ink::secret::hide_spans;
use crate::report::ink::style::Style;

use super::without_secrets;

/// Writes `found`, each followed by an empty line.
pub fn render(out: &mut dyn Write, found: &[(Document, Diagnostic)], style: &Style) -> io::Result<()> {
    let renderer = renderer(style);
    for (document, diagnostic) in found {
        writeln!(out, "{}\n", one(&renderer, document, diagnostic, style))?;
    }
    Ok(())
}

fn renderer(style: &Style) -> Renderer {
    let plain = Renderer::plain().decor_style(DecorStyle::Ascii).term_width(style.width);
    if !style.colour {
        return plain;
    }
    let bold = |colour: AnsiColor| colour.on_default().effects(Effects::BOLD);
    let dim = annotate_snippets::renderer::Style::new().effects(Effects::DIMMED);
    plain
        .error(bold(AnsiColor::Red))
        .warning(bold(AnsiColor::Yellow))
        .note(bold(AnsiColor::Cyan))
        .help(bold(AnsiColor::Green))
        .info(bold(AnsiColor::Cyan))
        .line_num(dim)
        .context(bold(AnsiColor::Cyan))
        .emphasis(annotate_snippets::renderer::Style::new().effects(Effects::BOLD))
}

fn one(renderer: &Renderer, document: &Document, diagnostic: &Diagnostic, style: &Style) -> String {
    let marks = Marks::of(*style);
    let diagnostic = &*without_secrets(document, diagnostic, marks);
    let location = document.locate(&diagnostic.place);
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(escape_control(&diagnostic.message)).id(diagnostic.code.as_str());
    let aside = diagnostic.aside.as_ref().map(|(place, label)| (document.locate(place).bytes, &**label));
    let Some(window) = Window::new(document.source(), &location, aside, style.width)
        .map(|window| window.veiled(document.source().secrets().spans(), marks).escaped())
    else {
        let file = Origin::path(escape_control(&document.source().name));
        return renderer.render(&[footers(title.element(file), diagnostic)]);
    };
    let header = header(document, diagnostic, &location);
    let group = title.element(window.snippet(&diagnostic.label));
    let shown = renderer.render(&[footers(group, diagnostic)]);
    // The renderer would count lines and columns in the window; so it gets no path, and the line with the
    // place goes below the headline here.
    let (headline, rest) = shown.split_once('\n').unwrap_or((&shown, ""));
    let margin = location.line.to_string().len();
    let arrow = if style.colour { "\x1b[2m-->\x1b[0m" } else { "-->" };
    format!("{headline}\n{:margin$}{arrow} {header}\n{rest}", "")
}

/// `file:line:column  State / Field`.
fn header(document: &Document, diagnostic: &Diagnostic, location: &Location) -> String {
    let mut header = format!("{}:{}:{}", document.source().name, location.line, location.column);
    let crumbs = crumbs(diagnostic.place.pointer());
    if !crumbs.is_empty() {
        header.push_str("  ");
        header.push_str(&crumbs);
    }
    escape_control(&header).into_owned()
}

/// A pointer as people name places: `/States/A/ItemProcessor/States/B/Next` is `A / B / Next`.
fn crumbs(pointer: &str) -> String {
    let tokens: Vec<String> = pointer::tokens(pointer).map(Cow::into_owned).collect();
    let mut rest = tokens.as_slice();
    let mut crumbs: Vec<String> = Vec::new();
    while let [states, name, inner @ ..] = rest
        && states == "States"
    {
        crumbs.push(name.clone());
        rest = match inner {
            [field, machine @ ..] if field == "ItemProcessor" || field == "Iterator" => {
                if machine.first().is_some_and(|next| next == "States") { machine } else { inner }
            }
            [field, at, machine @ ..] if field == "Branches" => {
                if let Some(last) = crumbs.last_mut() {
                    *last = format!("{last}[{at}]");
                }
                machine
            }
            _ => inner,
        };
    }
    crumbs.extend(rest.iter().cloned());
    crumbs.join(" / ")
}

/// The part of the source that is shown: a line, the one above it if that is short, and what to underline.
struct Window<'s> {
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
    fn new(
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
        let from = boundary(&source.text, mark.start.saturating_sub(3 * width).max(line.start));
        let shown = mark.end.min(mark.start + width / 2);
        let shown = boundary(&source.text, shown);
        let to = boundary(&source.text, (shown + 3 * width).min(line.end));
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
    fn veiled(mut self, secrets: &[Range<usize>], signs: &Marks) -> Self {
        let mut marks = vec![&mut self.mark];
        marks.extend(self.aside.iter_mut().map(|(part, _)| part).chain(&mut self.above));
        if let Cow::Owned(text) = hide_spans(&self.text, self.from, secrets, signs, &mut marks) {
            self.text = text.into();
        }
        self
    }

    /// With control characters as escapes, the marks moved along.
    fn escaped(mut self) -> Self {
        let mut marks = vec![&mut self.mark.start, &mut self.mark.end];
        let parts = self.aside.iter_mut().map(|(part, _)| part).chain(&mut self.above);
        marks.extend(parts.flat_map(|part| [&mut part.start, &mut part.end]));
        if let Cow::Owned(text) = escape_source(&self.text, &mut marks) {
            self.text = text.into();
        }
        self
    }

    fn snippet<'a>(&'a self, label: &'a str) -> Snippet<'a, Annotation<'a>> {
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

fn footers<'a>(group: Group<'a>, diagnostic: &'a Diagnostic) -> Group<'a> {
    let notes = diagnostic.notes.iter().map(|note| Level::NOTE.message(escape_lines(note)));
    let mending = if diagnostic.fix.is_some() { "   fix with sfn validate --fix" } else { "" };
    let help = diagnostic.help.iter().map(|help| Level::HELP.message(escape_lines(help) + mending));
    let aws = diagnostic
        .aws
        .iter()
        .map(|aws| Level::INFO.with_name("aws").message(escape_lines(&in_aws_words(aws)).into_owned()));
    let footers: Vec<_> = notes.chain(help).chain(aws).collect();
    if footers.is_empty() {
        return group;
    }
    group.element(Padding).elements(footers)
}

/// AWS's code, words and place, the place on a line of its own.
fn in_aws_words(aws: &AwsDiagnostic) -> String {
    // Jackson quotes the beginning of the text, which the snippet shows better.
    if let Some((message, _)) = aws.message.split_once("\n at [Source: ") {
        return format!(" {} {message}", aws.code);
    }
    let words = format!(" {} {}", aws.code, aws.message);
    let words = words.trim_end();
    if aws.location.is_empty() { words.to_owned() } else { format!("{words}\n at {}", aws.location) }
}
