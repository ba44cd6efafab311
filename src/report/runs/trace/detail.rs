//! The long form: every field through which the data of a state went, every rule that was looked at.

use std::sync::Arc;

use crate::asl::machine::{Data, Filter, Kind, ResultPath, State};
use crate::base::diag::Place;
use crate::base::value::Value;
use crate::engine::history::Transition;
use crate::engine::quota::PAYLOAD as PAYLOAD_QUOTA;
use crate::record::visits::{Attempt, Visit};
use crate::report::ink::amount::{size, span};
use crate::report::ink::line::{Ink, TextLine};
use crate::report::ink::shorten::{named, shorten};
use crate::report::ink::whole;
use crate::report::ink::width::columns;
use crate::report::runs::rule::rule;

use super::View;
use super::page::Page;
use super::what::extent;

/// Where what stands behind a label begins, from the margin.
const COLUMN: usize = 15;
/// Lists of error names are aligned up to here.
const LABEL: usize = 48;

/// The lines between the headline of a state and what ran inside it.
pub fn before(page: &Page<'_>, visit: &Visit, margin: &TextLine, lines: &mut Vec<TextLine>) {
    let state = page.run.machine.state(visit.state);
    let mut sheet = Sheet { page, margin, lines };
    sheet.place(visit, state);
    let input = visit.input.value();
    let bytes = size(visit.input.size());
    sheet.put("input", &format!("{} {bytes}", shorten(input, sheet.room(COLUMN + 10), page.marks)));
    if page.view == View::Full {
        sheet.whole(input);
    }
    if let Some(context) = visit.context.as_ref().filter(|_| page.view == View::Full) {
        sheet.members("context", context);
    }
    if let Data::JsonPath(filters) = &state.data {
        sheet.filter("InputPath", &filters.input_path);
    }
    sheet.calls(visit, state);
    sheet.rules(visit, state);
}

/// The lines between what ran inside a state and its changes.
pub fn after(page: &Page<'_>, visit: &Visit, margin: &TextLine, lines: &mut Vec<TextLine>) {
    let state = page.run.machine.state(visit.state);
    let mut sheet = Sheet { page, margin, lines };
    sheet.failure(visit);
    sheet.retriers(visit, state);
    sheet.catchers(visit, state);
    if let Data::JsonPath(filters) = &state.data {
        match &filters.result_path {
            ResultPath::Put(path) => sheet.put("ResultPath", path.text()),
            ResultPath::Discard => sheet.put("ResultPath", "null"),
            ResultPath::Replace => {}
        }
        sheet.filter("OutputPath", &filters.output_path);
    }
    if let Some(output) = &visit.output {
        let bytes = output.size();
        let tenths = bytes.saturating_mul(1000) / PAYLOAD_QUOTA;
        let share = format!("({}.{}%)", tenths / 10, tenths % 10);
        sheet.put(
            "output",
            &format!("{}, {} of {} {share}", extent(output.value()), size(bytes), size(PAYLOAD_QUOTA)),
        );
        if page.view == View::Full {
            sheet.whole(output.value());
        }
    }
}

struct Sheet<'s, 'a> {
    page: &'s Page<'a>,
    margin: &'s TextLine,
    lines: &'s mut Vec<TextLine>,
}

impl Sheet<'_, '_> {
    fn room(&self, used: usize) -> usize {
        self.page.style.width.saturating_sub(self.margin.width() + used)
    }

    fn put(&mut self, label: &str, text: &str) {
        self.indented(0, label, text);
    }

    fn indented(&mut self, by: usize, label: &str, text: &str) {
        let mut line = self.margin.clone();
        let start = line.width();
        line.pad(start + by).push(Ink::Dim, label).push(Ink::Plain, " ").pad(start + COLUMN);
        line.push(Ink::Plain, text);
        self.lines.push(line);
    }

    fn place(&mut self, visit: &Visit, state: &State) {
        let run = &self.page.run;
        let at = run.definition.locate(&Place::Key(state.pointer.clone()));
        let (first, last) = visit.events;
        let mut line = self.margin.clone();
        let file = &run.definition.source().shown;
        line.push(Ink::Dim, &format!("{file}:{}   event ids {first}-{last}   entered ", at.line));
        line.push(Ink::Dim, visit.entered.iso_millis().split_once('T').map_or("", |(_, time)| time));
        self.lines.push(line);
    }

    fn filter(&mut self, label: &str, filter: &Filter) {
        match filter {
            Filter::All => {}
            Filter::Nothing => self.put(label, "null"),
            Filter::Path(path) => self.put(label, path.text()),
        }
    }

    fn calls(&mut self, visit: &Visit, state: &State) {
        let field = match state.data {
            Data::JsonPath(_) => "Parameters",
            Data::Jsonata(_) => "Arguments",
        };
        let mut shown: Option<&Value> = None;
        for attempt in &visit.attempts {
            if let Some(args) = attempt.args.as_ref().filter(|args| shown != Some(*args)) {
                self.members(field, args);
                shown = Some(args);
            }
            self.call(attempt);
        }
        if visit.attempts_left_out > 0 {
            self.put("", &format!("{} {} more", self.page.marks.elided, visit.attempts_left_out));
        }
    }

    /// An object member by member, anything else on one line.
    fn members(&mut self, label: &str, value: &Value) {
        let marks = self.page.marks;
        let Some(members) = value.as_object().filter(|members| !members.is_empty()) else {
            return self.put(label, &shorten(value, self.room(COLUMN), marks));
        };
        self.put(label, "");
        for (key, value) in members {
            let used = COLUMN.max(3 + columns(key));
            self.indented(2, key, &named(key, value, self.room(used), marks));
        }
    }

    fn call(&mut self, attempt: &Attempt) {
        let marks = self.page.marks;
        let word = if attempt.args.is_some() { "call" } else { "try" };
        let took = attempt.ended.map_or(0, |ended| ended.millis() - attempt.began.millis());
        let mut facts = Vec::new();
        facts.extend(attempt.by.as_ref().map(|by| format!("answered by {by}")));
        if let Some(submitted) = &attempt.submitted {
            let text = shorten(submitted, self.room(COLUMN + 13), marks);
            facts.push(format!("{} {text}  submitted", marks.back));
        }
        facts.push(match &attempt.outcome {
            Some(Ok(output)) => {
                let text = shorten(output, self.room(COLUMN + 12), marks);
                format!("{} {text}  {}", marks.back, span(took))
            }
            Some(Err(error)) => format!("{} {}", marks.failed, self.page.error(error, self.room(COLUMN + 2))),
            None => format!("{} no answer", marks.cut),
        });
        facts.extend(attempt.retry.map(|retry| {
            let (number, most, rule) = (retry.attempt, retry.most, retry.rule + 1);
            format!("{} retry {number}/{most} in {}  rule {rule}", marks.retry, span(retry.delay_ms))
        }));
        let mut label = format!("{word} {}", attempt.number);
        for fact in facts {
            self.put(&std::mem::take(&mut label), &fact);
        }
    }

    /// The rules of a Choice up to the one that matched.
    fn rules(&mut self, visit: &Visit, state: &State) {
        let Kind::Choice(choice) = &state.kind else { return };
        let matched = match visit.way {
            Some(Transition::Rule(at, _)) => Some(at),
            Some(Transition::Next(_) | Transition::Default(_) | Transition::Caught(..)) | None => None,
        };
        for (at, found) in choice.rules.iter().enumerate() {
            let result = verdict(at, matched);
            let text = rule(self.page.run.definition, found, self.page.marks);
            self.put(&format!("rule {}", at + 1), &format!("{text}   {result}"));
        }
    }

    /// What the state failed with, unless its last call says so.
    fn failure(&mut self, visit: &Visit) {
        let Some(failure) = &visit.failure else { return };
        let last = visit.attempts.last().filter(|last| last.retry.is_none());
        let last = last.and_then(|last| last.outcome.as_ref());
        if !matches!(last, Some(Err(error)) if error.error == failure.error.error) {
            let room = self.room(COLUMN + 2);
            let text = self.page.reason(visit, failure, room);
            let mut line = self.margin.clone();
            line.push(Ink::Bad, self.page.marks.failed).push(Ink::Plain, " ").push(Ink::Plain, &text);
            self.lines.push(line);
        }
    }

    fn retriers(&mut self, visit: &Visit, state: &State) {
        let failed = visit.failure.is_some() || visit.retries() > 0;
        if !failed || state.retry.is_empty() {
            return;
        }
        self.put("Retry", "");
        let labels = labels(state.retry.iter().map(|retrier| retrier.errors.as_slice()));
        for (at, (retrier, label)) in state.retry.iter().zip(labels).enumerate() {
            let used =
                visit.attempts.iter().filter_map(|attempt| attempt.retry).filter(|retry| retry.rule == at);
            let text = match used.map(|retry| retry.attempt).max() {
                None => "not used".to_owned(),
                Some(n) if n == retrier.max_attempts => format!("used {n} of {n}, used up"),
                Some(n) => format!("used {n} of {}", retrier.max_attempts),
            };
            self.indented(2, &label, &text);
        }
    }

    fn catchers(&mut self, visit: &Visit, state: &State) {
        if visit.failure.is_none() || state.catch.is_empty() {
            return;
        }
        let matched = match visit.way {
            Some(Transition::Caught(at, _)) => Some(at),
            Some(Transition::Next(_) | Transition::Rule(..) | Transition::Default(_)) | None => None,
        };
        self.put("Catch", "");
        let labels = labels(state.catch.iter().map(|catcher| catcher.errors.as_slice()));
        for (at, (catcher, label)) in state.catch.iter().zip(labels).enumerate() {
            let next = if matched == Some(at) {
                format!(" {} {}", self.page.marks.next, self.page.name(catcher.next))
            } else {
                String::new()
            };
            let text = format!("{}{next}", verdict(at, matched));
            self.indented(2, &label, &text);
        }
    }

    /// A value over as many lines as it takes.
    fn whole(&mut self, value: &Value) {
        let mut margin = self.margin.clone();
        margin.pad(self.margin.width() + 2);
        let room = self.page.style.width.saturating_sub(margin.width());
        for text in whole::lines(value, room, self.page.marks) {
            let mut line = margin.clone();
            line.push(Ink::Dim, &text);
            self.lines.push(line);
        }
    }
}

/// The error names of retriers or catchers, numbered, all of one width.
fn labels<'e>(rules: impl Iterator<Item = &'e [Arc<str>]>) -> Vec<String> {
    let names = rules.enumerate().map(|(at, errors)| format!("{} [{}]", at + 1, errors.join(", ")));
    let names: Vec<String> = names.collect();
    let widest = names.iter().map(|name| columns(name)).max().unwrap_or(0).min(LABEL);
    let blanks = |name: &str| " ".repeat(widest.saturating_sub(columns(name)));
    names.into_iter().map(|name| format!("{name}{}  ", blanks(&name))).collect()
}

/// What came of the rule at `at` if `matched` was the first to match.
fn verdict(at: usize, matched: Option<usize>) -> &'static str {
    match matched {
        Some(matched) if at == matched => "match",
        Some(matched) if at > matched => "not looked at",
        Some(_) | None => "no match",
    }
}
