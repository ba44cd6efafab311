//! Where two runs part, for people.

use std::io::{self, Write};

use similar::{ChangeTag, TextDiff};

use crate::base::amount::{clock, plural};
use crate::base::value::Value;
use crate::engine::call::TaskError;
use crate::report::ink::line::TextLine;
use crate::report::ink::marks::Marks;
use crate::report::ink::paint::Ink;
use crate::report::ink::shorten::shorten;
use crate::report::ink::style::Style;
use crate::report::runs::diff::{MadeBy, diff};

use super::{End, Names, Pair, Parting, Step};

/// The column of what a part of a state was and is.
const FACTS: usize = 12;
/// The most changed paths of a value that are shown.
const MOST_PATHS: usize = 20;
/// The most lines of the path that are shown.
const MOST_LINES: usize = 60;

/// Writes what differs between the run in the file `names[0]` and that in `names[1]`.
pub fn write(out: &mut dyn Write, names: [&str; 2], pair: &Pair, style: Style) -> io::Result<()> {
    let page = &mut Page { out, style, marks: Marks::of(style) };
    let [old, new] = &pair.ends;
    page.line(0, &[(Ink::Dim, &format!("- {}  {}", names[0], old.status()))])?;
    page.line(0, &[(Ink::Dim, &format!("+ {}  {}", names[1], new.status()))])?;
    let same = plural(pair.same, "visit");
    if pair.is_same() {
        return page.line(0, &[(Ink::Good, page.marks.ok), (Ink::Plain, &format!(" the same: {same}"))]);
    }
    if let Some(parting) = &pair.parting {
        writeln!(page.out)?;
        page.parting(parting, &same)?;
        page.path(&pair.paths)?;
    }
    writeln!(page.out)?;
    page.ends(old, new)
}

struct Page<'p> {
    out: &'p mut dyn Write,
    style: Style,
    marks: &'static Marks,
}

impl Page<'_> {
    fn line(&mut self, indent: usize, parts: &[(Ink, &str)]) -> io::Result<()> {
        let mut line = TextLine::new();
        line.pad(indent);
        for (ink, text) in parts {
            line.push(*ink, text);
        }
        line.write(self.style, self.out)
    }

    fn parting(&mut self, parting: &Parting, same: &str) -> io::Result<()> {
        let (old, new) = (parting.old.as_ref(), parting.new.as_ref());
        let Some(step) = old.or(new) else { return Ok(()) };
        let place = parting.place.iter().map(|holder| format!("{holder} / ")).collect::<String>();
        let mut line = TextLine::new();
        line.push(Ink::Plain, "they part at ").push(Ink::Name, &format!("{place}{}", step.name));
        line.push(
            Ink::Dim,
            &format!("  t+{}, after {same} that are the same", clock(step.entered.since(step.start))),
        );
        line.write(self.style, self.out)?;
        let (Some(old), Some(new)) = (old, new) else {
            let side = if old.is_some() { "the old" } else { "the new" };
            return self.line(2, &[(Ink::Warn, &format!("only {side} run comes to it"))]);
        };
        if old.name != new.name {
            return self.line(
                2,
                &[(Ink::Bad, &format!("- {}", old.name)), (Ink::Good, &format!("   + {}", new.name))],
            );
        }
        self.values("input", Some(&old.input), Some(&new.input))?;
        for (at, pair) in longest(&old.calls, &new.calls).enumerate() {
            let (old, new) = pair;
            let name = |what: &str| format!("{what} {}", at + 1);
            self.values(
                &name("call"),
                old.and_then(|call| call.args.as_ref()),
                new.and_then(|call| call.args.as_ref()),
            )?;
            let result = |call: Option<&super::steps::Call>| {
                call.and_then(|call| call.outcome.as_ref())
                    .map(|outcome| outcome.clone().unwrap_or_else(|error| value(&error)))
            };
            self.values(&name("answer"), result(old).as_ref(), result(new).as_ref())?;
        }
        self.values("output", old.output.as_ref(), new.output.as_ref())?;
        let assigned = |step: &Step| step.assigned.clone().map(Value::from);
        self.values("variables", assigned(old).as_ref(), assigned(new).as_ref())?;
        let error = |step: &Step| step.error.as_ref().map(value);
        self.values("error", error(old).as_ref(), error(new).as_ref())?;
        if old.way != new.way {
            let way = |step: &Step| step.way.clone().unwrap_or_else(|| "none".to_owned());
            let words = format!("{} {} {}", way(old), self.marks.next, way(new));
            self.fact("way", Ink::Warn, &words)?;
        }
        Ok(())
    }

    /// The paths that differ between two values; one may be missing.
    fn values(&mut self, what: &str, old: Option<&Value>, new: Option<&Value>) -> io::Result<()> {
        let (old, new) = match (old, new) {
            (Some(old), Some(new)) => (old, new),
            (None, None) => return Ok(()),
            (Some(old), None) => {
                let text = shorten(old, self.room(), self.marks);
                return self.fact(what, Ink::Bad, &format!("- {text}"));
            }
            (None, Some(new)) => {
                let text = shorten(new, self.room(), self.marks);
                return self.fact(what, Ink::Good, &format!("+ {text}"));
            }
        };
        let changes = diff(old, new, MadeBy::Edited);
        for (at, change) in changes.iter().take(MOST_PATHS).enumerate() {
            let (sign, ink) = change.sign(self.marks);
            let mut line = TextLine::new();
            line.pad(2).push(Ink::Plain, if at == 0 { what } else { "" });
            line.pad(FACTS)
                .push(ink, sign)
                .push(Ink::Plain, " ")
                .push(Ink::Plain, &change.path)
                .push(Ink::Plain, "  ");
            let room = self.style.width.saturating_sub(line.width());
            line.push(Ink::Plain, &change.text(room, self.marks)).write(self.style, self.out)?;
        }
        if let more @ 1.. = changes.len().saturating_sub(MOST_PATHS) {
            self.fact("", Ink::Dim, &format!("{} {}", self.marks.elided, plural(more, "more path")))?;
        }
        Ok(())
    }

    fn room(&self) -> usize {
        self.style.width.saturating_sub(FACTS + 2)
    }

    fn fact(&mut self, what: &str, ink: Ink, text: &str) -> io::Result<()> {
        let mut line = TextLine::new();
        line.pad(2).push(Ink::Plain, what);
        line.pad(FACTS.max(line.width() + 1)).push(ink, text).write(self.style, self.out)
    }

    /// The states from there on, as a diff of two lists.
    fn path(&mut self, [old, new]: &[Names; 2]) -> io::Result<()> {
        if old.all == new.all && old.more == new.more {
            return Ok(());
        }
        writeln!(self.out)?;
        self.line(0, &[(Ink::Plain, "from there on")])?;
        let [before, after] =
            [old, new].map(|names| names.all.iter().map(String::as_str).collect::<Vec<_>>());
        let diff = TextDiff::from_slices(&before, &after);
        for change in diff.iter_all_changes().take(MOST_LINES) {
            let (sign, ink) = match change.tag() {
                ChangeTag::Delete => ("- ", Ink::Bad),
                ChangeTag::Insert => ("+ ", Ink::Good),
                ChangeTag::Equal => ("  ", Ink::Plain),
            };
            self.line(2, &[(ink, sign), (ink, change.value())])?;
        }
        let all = diff.iter_all_changes().count();
        let more = all.saturating_sub(MOST_LINES) + old.more.max(new.more);
        if more > 0 {
            let words = format!("{} {}", self.marks.elided, plural(more, "more state"));
            self.line(2, &[(Ink::Dim, &words)])?;
        }
        Ok(())
    }

    fn ends(&mut self, old: &End, new: &End) -> io::Result<()> {
        if old.is_same(new) {
            return self.line(0, &[(Ink::Plain, "both end the same: "), (Ink::Plain, old.status())]);
        }
        let words = format!("{} {} {}", old.status(), self.marks.next, new.status());
        self.line(
            0,
            &[
                (Ink::Plain, "end  "),
                (Ink::Warn, if old.status() == new.status() { old.status() } else { &words }),
            ],
        )?;
        let output = |end: &End| end.end.as_ref().and_then(|end| end.output.clone());
        self.values("output", output(old).as_ref(), output(new).as_ref())?;
        let error =
            |end: &End| end.end.as_ref().filter(|end| end.output.is_none()).map(|end| value(&end.error));
        self.values("error", error(old).as_ref(), error(new).as_ref())?;
        for (sign, end) in [("-", old), ("+", new)] {
            if let Some(stop) = &end.stop {
                self.fact("stopped", Ink::Bad, &format!("{sign} {stop}"))?;
            }
        }
        Ok(())
    }
}

/// The elements of two lists side by side, as far as the longer one goes.
fn longest<'l, T>(old: &'l [T], new: &'l [T]) -> impl Iterator<Item = (Option<&'l T>, Option<&'l T>)> {
    (0..old.len().max(new.len())).map(|at| (old.get(at), new.get(at)))
}

/// An error as an object.
pub(super) fn value(error: &TaskError) -> Value {
    let field = |key: &str, text: &Option<std::sync::Arc<str>>| {
        text.as_ref().map(|text| (std::sync::Arc::from(key), Value::from(&**text)))
    };
    let fields = field("Error", &error.error).into_iter().chain(field("Cause", &error.cause));
    Value::from(fields.collect::<crate::base::value::Object>())
}
