//! What a state tried and what it failed with: errors, causes, limits of time, and where they led.

use std::sync::Arc;

use crate::asl::machine::StateId;
use crate::base::time::Time;
use crate::engine::call::TaskError;
use crate::engine::failure::Failure;
use crate::engine::history::Transition;
use crate::record::visits::{Attempt, Visit};
use crate::report::ink::amount::{count, plural, span, took};
use crate::report::ink::line::TextLine;
use crate::report::ink::paint::Ink;
use crate::report::ink::secret::redact;
use crate::report::ink::shorten::{embedded, literal, shorten};
use crate::report::ink::width::{clip, clip_path, columns};
use crate::report::runs::limit::Met;

use super::page::Page;

/// In front of what a text holds that is not shown as it is.
const JSON_TEXT: &str = "JSON text ";
/// How many lines of a log are shown by default.
const LOG: usize = 5;
/// Columns around the place of a limit.
const BRACKETS: usize = 4;

impl Page<'_> {
    /// Every try, if there was more than one.
    pub(super) fn tries(&self, visit: &Visit, margin: &TextLine, lines: &mut Vec<TextLine>) {
        if visit.retries() == 0 {
            visit.attempts.iter().for_each(|attempt| self.log(attempt, margin, lines));
            return;
        }
        for attempt in &visit.attempts {
            self.log(attempt, margin, lines);
            lines.extend(self.attempt(visit.state, attempt, margin));
        }
        if visit.attempts_left_out > 0 {
            let mut line = margin.clone();
            line.push(Ink::Dim, &format!("{} {} more", self.marks.elided, count(visit.attempts_left_out)));
            lines.push(line);
        }
    }

    /// What whoever answered a call wrote to its log: the last lines of it, where the reason of a failure is.
    fn log(&self, attempt: &Attempt, margin: &TextLine, lines: &mut Vec<TextLine>) {
        let left_out = attempt.log.len().saturating_sub(LOG);
        let mut push = |text: &str| {
            let mut line = margin.clone();
            line.push(Ink::Dim, "log ");
            let room = self.style.width.saturating_sub(line.width());
            line.push(Ink::Plain, &clip(text, room, self.marks.elided));
            lines.push(line);
        };
        if left_out > 0 {
            push(&format!("{} {} before", self.marks.elided, plural(left_out, "line")));
        }
        attempt.log.iter().skip(left_out).for_each(|line| push(&redact(line, self.marks)));
    }

    /// What it failed with unless a try says so, and where that led.
    pub(super) fn failure(&self, visit: &Visit, margin: &TextLine, lines: &mut Vec<TextLine>) {
        let Some(failure) = &visit.failure else { return };
        let said = visit.retries() > 0 && visit.attempts.last().is_some_and(|last| last.retry.is_none());
        if !said {
            let mut line = margin.clone();
            line.push(Ink::Bad, self.marks.failed).push(Ink::Plain, " ");
            let room = self.style.width.saturating_sub(line.width());
            let parts = self.reason(visit, failure, room);
            lines.extend(line.flow(margin, Ink::Plain, parts, "  ", self.style.width));
        }
        if let Some(Transition::Caught(at, next)) = visit.way {
            let mut line = margin.clone();
            line.push(Ink::Warn, self.marks.next).push(Ink::Plain, " ").push(Ink::Name, self.name(next));
            let catcher = self.run.machine.state(visit.state).catch.get(at);
            let before = format!("   Catch {} ", at + 1);
            let room = self.style.width.saturating_sub(line.width() + columns(&before));
            let errors = catcher.map_or_else(String::new, |catcher| self.errors(&catcher.errors, room));
            line.push(Ink::Dim, &before).push(Ink::Dim, &errors);
            lines.push(line);
        }
    }

    /// What a state failed with, in parts that are not to be broken. What the definition or its data is to
    /// blame for is explained at the end of the trace.
    pub fn reason(&self, visit: &Visit, failure: &Failure, room: usize) -> Vec<String> {
        let last = visit.attempts.last().filter(|last| last.retry.is_none());
        match (&failure.why, visit.way, last) {
            (Some(_), None, _) => vec![failure.error.error.as_deref().unwrap_or("failed").to_owned()],
            (Some(_) | None, _, Some(last)) => self.failed_with(visit.state, last, &failure.error, room),
            (Some(_) | None, _, None) => vec![self.error(&failure.error, room)],
        }
    }

    /// The error of a try; for one that ran out of time also which limit it met and where that is set.
    pub fn failed_with(
        &self,
        state: StateId,
        attempt: &Attempt,
        error: &TaskError,
        room: usize,
    ) -> Vec<String> {
        let mut parts = vec![self.error(error, room)];
        if let Some(met) = Met::by(attempt) {
            let state = self.run.machine.state(state);
            parts.push(met.words(&self.run, state));
            let place = met.place(&self.run, state);
            // Behind a margin, marks and brackets.
            let most = room.saturating_sub(BRACKETS);
            parts.extend(place.map(|place| format!("({})", clip_path(&place, most, self.marks.elided))));
        }
        parts
    }

    fn attempt(&self, state: StateId, attempt: &Attempt, margin: &TextLine) -> Vec<TextLine> {
        let (mut line, width) = (margin.clone(), self.style.width);
        let word = if attempt.args.is_some() { "call" } else { "try" };
        let number = format!(" {word} {}  ", attempt.number);
        let ended = attempt.ended.map_or(0, Time::millis);
        let ms = took((ended - attempt.began.millis()).max(0));
        match (&attempt.outcome, attempt.retry) {
            (Some(Err(error)), Some(retry)) => {
                line.push(Ink::Warn, self.marks.retry).push(Ink::Plain, &number);
                let name = error.error.as_deref().unwrap_or("(no error name)");
                line.push(Ink::Plain, name);
                let met = Met::by(attempt).map(|met| met.words(&self.run, self.run.machine.state(state)));
                if let Some(words) = met {
                    line.push(Ink::Plain, "  ").push(Ink::Plain, &words);
                }
                let again = format!(
                    "retry {}/{} in {}",
                    retry.retry_number,
                    retry.max_attempts,
                    span(retry.delay_ms)
                );
                if line.width() + 3 + columns(&again) > width {
                    let mut next = margin.clone();
                    next.pad(margin.width() + 2).push(Ink::Dim, &again);
                    return vec![line, next];
                }
                line.push(Ink::Dim, "   ").push(Ink::Dim, &again);
            }
            (Some(Err(error)), None) => {
                line.push(Ink::Bad, self.marks.failed).push(Ink::Plain, &number);
                let room = self.style.width.saturating_sub(line.width());
                let parts = self.failed_with(state, attempt, error, room);
                return line.flow(margin, Ink::Plain, parts, "  ", width);
            }
            (Some(Ok(_)), _) => {
                line.push(Ink::Good, self.marks.ok).push(Ink::Plain, &number).push(Ink::Dim, &ms);
            }
            (None, _) => {
                line.push(Ink::Dim, self.marks.cut).push(Ink::Plain, &number).push(Ink::Dim, "no answer");
            }
        }
        vec![line]
    }

    /// Names of errors as a rule lists them, in about `room` columns: those without room are counted, none is cut.
    pub fn errors(&self, names: &[Arc<str>], room: usize) -> String {
        let mut shown = names.len();
        loop {
            let left_out = names.len() - shown;
            let more =
                if left_out > 0 { format!(", {} {left_out} more", self.marks.elided) } else { String::new() };
            let text = format!("[{}{more}]", names[..shown].join(", "));
            if shown <= 1 || columns(&text) <= room {
                return text;
            }
            shown -= 1;
        }
    }

    /// An error on one line.
    pub fn error(&self, error: &TaskError, room: usize) -> String {
        let name = match error.error.as_deref() {
            None => "(no error name)",
            Some("") => "(empty error name)",
            Some(name) => name,
        };
        let cause = match error.cause.as_deref() {
            None | Some("") => String::new(),
            Some(cause) => {
                let room = room.saturating_sub(columns(name) + 2);
                match embedded(cause) {
                    // A cause is always a text: one that holds JSON is shown as it is, if there is room.
                    Some(value) => match literal(cause, room, self.marks) {
                        Some(literal) => format!("  {}", literal.trim_matches('\'')),
                        None => {
                            let room = room.saturating_sub(JSON_TEXT.len());
                            format!("  {JSON_TEXT}{}", shorten(&value, room, self.marks))
                        }
                    },
                    None => {
                        let first = redact(cause.lines().next().unwrap_or(""), self.marks);
                        format!("  {}", clip(&first, room, self.marks.elided))
                    }
                }
            }
        };
        format!("{name}{cause}")
    }
}
