//! Diagnostics for people, in the look of rustc.
//!
//! The renderer is given a window of the source. What it would draw wider than the page is cut to fit before,
//! and a label without room beside its mark is written below.

use std::borrow::Cow;
use std::io::{self, Write};

use annotate_snippets::renderer::{AnsiColor, DecorStyle, Effects};
use annotate_snippets::{Group, Level, Origin, Padding, Renderer};

use crate::base::diag::{AwsDiagnostic, Diagnostic, Severity};
use crate::base::document::Document;
use crate::base::pointer;
use crate::report::ink::control::{escape_control, escape_lines};
use crate::report::ink::marks::Marks;
use crate::report::ink::paint::Ink;
use crate::report::ink::style::Style;
use crate::report::ink::width::{columns, wrap};

use super::window::Window;
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
    let aside = diagnostic.aside.as_ref().map(|(place, label)| (document.locate(place).bytes, &**label));
    let Some(window) = Window::new(document.source(), &location, aside, style.width)
        .map(|window| window.veiled(document.source().secrets().spans(), marks).escaped())
    else {
        let file = Origin::path(escape_control(&document.source().shown));
        let title = level.primary_title(escape_control(&diagnostic.message)).id(diagnostic.code.as_str());
        return renderer.render(&[footers(title.element(file), diagnostic)]);
    };
    let margin = location.line.to_string().len();
    let place = format!("{}:{}:{}", document.source().shown, location.line, location.column);
    let room = style.width.saturating_sub(margin + 4);
    let header = header(&place, diagnostic.place.pointer(), room, margin + 4);
    let title =
        || level.clone().primary_title(escape_control(&diagnostic.message)).id(diagnostic.code.as_str());
    let draw = |renderer: &Renderer, window: &Window<'_>, label: &str| {
        renderer.render(&[footers(title().element(window.snippet(label)), diagnostic)])
    };
    let mut shown = draw(renderer, &window, &diagnostic.label);
    if snippet(&shown).any(|line| columns(&bare(line)) > style.width) {
        let room = style.width.saturating_sub(margin + 3);
        let label = escape_control(&diagnostic.label);
        let (fitted, is_beside) = window.fitted(&label, room);
        let renderer = renderer.clone().term_width(usize::from(u16::MAX));
        shown = draw(&renderer, &fitted, if is_beside { &label } else { "" });
        if !is_beside {
            shown = with_label_below(&shown, &label, fitted.indent(), room);
        }
    }
    // The renderer would count lines and columns in the window; so it gets no path, and the line with the
    // place goes below the headline here.
    let (headline, rest) = shown.split_once('\n').unwrap_or((&shown, ""));
    let arrow = Ink::Dim.paint("-->", *style);
    format!("{headline}\n{:margin$}{arrow} {header}\n{rest}", "")
}

/// The lines of a rendered finding that show the source: those with a gutter.
fn snippet(shown: &str) -> impl Iterator<Item = &str> {
    shown.lines().skip(1).take_while(|line| !bare(line).trim_start().starts_with("= "))
}

/// Text without colours.
fn bare(text: &str) -> Cow<'_, str> {
    if !text.contains('\x1b') {
        return Cow::Borrowed(text);
    }
    let mut parts = text.split('\x1b');
    let first = parts.next().unwrap_or_default().to_owned();
    Cow::Owned(parts.fold(first, |so_far, part| so_far + part.split_once('m').map_or("", |(_, rest)| rest)))
}

/// A rendered finding with `label` on lines of its own below the carets, which follow `indent` columns.
fn with_label_below(shown: &str, label: &str, indent: usize, room: usize) -> String {
    let mut lines: Vec<String> = shown.lines().map(str::to_owned).collect();
    let is_carets = |line: &String| {
        let bare = bare(line);
        bare.split_once('|').is_some_and(|(before, carets)| {
            before.trim().is_empty() && carets.contains('^') && carets.trim().chars().all(|c| c == '^')
        })
    };
    let Some(at) = lines.iter().position(is_carets) else { return shown.to_owned() };
    let indent = indent.min(room.saturating_sub(columns(label)));
    let carets = &lines[at];
    let end = carets.find('|').map_or(0, |at| at + 1);
    let (gutter, inked) = carets.split_at(end);
    // The carets have the colour that the label shall have.
    let ink: String = inked
        .split('^')
        .next()
        .unwrap_or_default()
        .split_inclusive('m')
        .filter(|part| part.contains('\x1b'))
        .map(str::trim_start)
        .collect();
    let off = if ink.is_empty() { "" } else { "\x1b[0m" };
    let below: Vec<String> = wrap(label, room - indent, room - indent)
        .into_iter()
        .map(|part| format!("{gutter} {:indent$}{ink}{part}{off}", ""))
        .collect();
    lines.splice(at + 1..at + 1, below);
    lines.join("\n")
}

/// `file:line:column  State / Field`. If it has no room, the way goes to a line of its own, behind `indent`
/// columns, and steps in the middle of it give way: never the file, never the last step.
fn header(place: &str, pointer: &str, room: usize, indent: usize) -> String {
    let place = escape_control(place);
    let crumbs = crumbs(pointer);
    let crumbs: Vec<Cow<'_, str>> = crumbs.iter().map(|crumb| escape_control(crumb)).collect();
    let Some((last, before)) = crumbs.split_last() else { return place.into_owned() };
    let left = room.saturating_sub(columns(&place) + 2);
    let all = crumbs.join(" / ");
    let short = |kept: usize| match kept {
        0 => format!("... / {last}"),
        _ => format!("{} / ... / {last}", before[..kept].join(" / ")),
    };
    let ways = || std::iter::once(all.clone()).chain((0..before.len()).rev().map(short));
    if let Some(way) = ways().find(|way| columns(way) <= left) {
        return format!("{place}  {way}");
    }
    let way = ways().find(|way| columns(way) <= room).unwrap_or_else(|| last.to_string());
    format!("{place}\n{:indent$}{way}", "")
}

/// A pointer as people name places: `/States/A/ItemProcessor/States/B/Next` is `A / B / Next`.
fn crumbs(pointer: &str) -> Vec<String> {
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
    crumbs
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
        let message = message.split(" (start marker at [Source: ").next().unwrap_or(message);
        return format!(" {} {message}", aws.code);
    }
    let words = format!(" {} {}", aws.code, aws.message);
    let words = words.trim_end();
    if aws.location.is_empty() { words.to_owned() } else { format!("{words}\n at {}", aws.location) }
}
