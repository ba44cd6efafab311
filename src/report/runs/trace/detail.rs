//! The long form: every field through which the data of a state went, every rule that was looked at.

use std::sync::Arc;

use crate::asl::machine::{Data, Filter, Filters, Kind, ResultPath, State};
use crate::base::diag::Place;
use crate::base::secret::hides_member;
use crate::base::value::{Object, Value};
use crate::engine::call::TaskError;
use crate::engine::history::Transition;
use crate::engine::quota::PAYLOAD as PAYLOAD_QUOTA;
use crate::record::visits::{Attempt, Visit};
use crate::report::ink::amount::{size, span, took};
use crate::report::ink::line::TextLine;
use crate::report::ink::marks::Marks;
use crate::report::ink::paint::Ink;
use crate::report::ink::secret::redact;
use crate::report::ink::shorten::{embedded, literal, named, shorten};
use crate::report::ink::whole;
use crate::report::ink::width::{clip, clip_path, columns, wrap};
use crate::report::runs::rule::rule;

use super::View;
use super::page::Page;
use super::what::extent;

/// The column where the text behind a label begins, from the margin.
const COLUMN: usize = 15;
/// In front of what is not shown again, since it stands whole further up.
const ABOVE: &str = "as above: ";
/// Lists of error names are aligned up to here.
const LABEL: usize = 48;

/// The lines between the headline of a state and what ran inside it.
pub fn before(page: &Page<'_>, visit: &Visit, margin: &TextLine, lines: &mut Vec<TextLine>) {
    let state = page.run.machine.state(visit.state);
    let mut sheet = Sheet { page, margin, lines };
    sheet.place(visit, state);
    sheet.input(visit);
    if let Some(context) = visit.context.as_ref().filter(|_| page.view == View::Full) {
        sheet.context(context);
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
        sheet.result_path(visit, state, filters);
        sheet.filter("OutputPath", &filters.output_path);
    }
    if let Some(output) = &visit.output {
        let bytes = output.size();
        let tenths = bytes.saturating_mul(1000) / PAYLOAD_QUOTA;
        let share = format!("({}.{}%)", tenths / 10, tenths % 10);
        let is_above = sheet.is_above(output.value());
        let above = if is_above { ABOVE } else { "" };
        let text =
            format!("{above}{}, {} of {} {share}", extent(output.value()), size(bytes), size(PAYLOAD_QUOTA));
        sheet.put("output", &text);
        if page.view == View::Full && !is_above {
            sheet.whole(2, output.value());
        }
    }
}

/// A member of an object.
type Member<'v> = &'v (Arc<str>, Value);

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

    fn input(&mut self, visit: &Visit) {
        let (input, bytes) = (visit.input.value(), size(visit.input.size()));
        if self.is_above(input) {
            return self.put("input", &format!("{ABOVE}{bytes}"));
        }
        let short = shorten(input, self.room(COLUMN + 10), self.page.marks);
        self.put("input", &format!("{short} {bytes}"));
        if self.page.view == View::Full {
            self.whole(2, input);
        }
    }

    /// Whether an input or output is what was shown whole last. If not, it is now.
    fn is_above(&self, data: &Value) -> bool {
        if self.page.view != View::Full {
            return false;
        }
        let last = &mut self.page.shown.borrow_mut().data;
        let is_above = last.as_ref() == Some(data);
        if !is_above {
            *last = Some(data.clone());
        }
        is_above
    }

    /// The members of the context object, those that are as in the one before by their names.
    fn context(&mut self, context: &Value) {
        let last = self.page.shown.borrow_mut().context.replace(context.clone());
        let (Some(members), Some(last)) = (context.as_object(), last.as_ref().and_then(Value::as_object))
        else {
            return self.members("context", context, false);
        };
        let (above, new): (Vec<Member<'_>>, Vec<Member<'_>>) =
            members.iter().partition(|(key, value)| last.get(key) == Some(value));
        let names: Vec<&str> = above.iter().map(|(key, _)| &**key).collect();
        let text = if names.is_empty() { String::new() } else { format!("{ABOVE}{}", names.join(", ")) };
        self.put("context", &text);
        self.each(members, &new, false);
    }

    /// Where the state is in the definition, which events are about it, when it was entered: with the date if
    /// that is not the day the run began. What does not fit goes to a second line.
    fn place(&mut self, visit: &Visit, state: &State) {
        let run = &self.page.run;
        let at = run.definition.locate(&Place::Key(state.pointer.clone()));
        let (first, last) = visit.events;
        let file = format!("{}:{}", run.definition.source().shown, at.line);
        let entered = visit.entered_at.iso_millis();
        let time = entered.split_once('T').map_or(&*entered, |(_, time)| time);
        let when = if run.start.day() == visit.entered_at.day() { time } else { &entered };
        let events = format!("event ids {first}-{last}   entered {when}");
        let mut line = self.margin.clone();
        line.push(Ink::Dim, &clip_path(&file, self.room(0), self.page.marks.elided));
        if line.width() + 3 + columns(&events) <= self.page.style.width {
            line.push(Ink::Dim, "   ").push(Ink::Dim, &events);
            return self.lines.push(line);
        }
        self.lines.push(line);
        let mut line = self.margin.clone();
        line.push(Ink::Dim, &events);
        self.lines.push(line);
    }

    /// The ResultPath that was applied: that of the catcher, if one took the error.
    fn result_path(&mut self, visit: &Visit, state: &State, filters: &Filters) {
        let own = &filters.result_path;
        let (path, of) = match visit.way {
            Some(Transition::Caught(at, _)) => {
                let catcher = state.catch.get(at).map(|catcher| &catcher.result_path);
                (catcher.unwrap_or(own), format!("   of Catch {}", at + 1))
            }
            Some(Transition::Next(_) | Transition::Rule(..) | Transition::Default(_)) => (own, String::new()),
            None => return,
        };
        let has_result = match &state.kind {
            Kind::Task(_) | Kind::Map(_) | Kind::Parallel { .. } => true,
            Kind::Pass { result } => result.is_some() || filters.parameters.is_some(),
            Kind::Choice(_) | Kind::Wait(_) | Kind::Succeed | Kind::Fail(_) => false,
        };
        let text = match path {
            ResultPath::Put(path) => path.text(),
            ResultPath::Discard => "null",
            ResultPath::Replace if has_result => "$",
            ResultPath::Replace => return,
        };
        self.put("ResultPath", &format!("{text}{of}"));
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
                self.members(field, args, self.page.view == View::Full);
                shown = Some(args);
            }
            self.call(visit, attempt);
        }
        if visit.attempts_left_out > 0 {
            self.put("", &format!("{} {} more", self.page.marks.elided, visit.attempts_left_out));
        }
    }

    /// An object member by member, anything else on one line; where everything is shown, members that do not
    /// fit whole below.
    fn members(&mut self, label: &str, value: &Value, is_whole_shown: bool) {
        let marks = self.page.marks;
        let Some(members) = value.as_object().filter(|members| !members.is_empty()) else {
            self.put(label, &shorten(value, self.room(COLUMN), marks));
            return if is_whole_shown {
                self.whole(4, value)
            };
        };
        self.put(label, "");
        let each: Vec<Member<'_>> = members.iter().collect();
        self.each(members, &each, is_whole_shown);
    }

    /// `some` members of an object, one below the other.
    fn each(&mut self, members: &Object, some: &[Member<'_>], is_whole_shown: bool) {
        let marks = self.page.marks;
        for (key, value) in some.iter().copied() {
            let room = self.room(COLUMN.max(3 + columns(key)));
            let may_be_whole = is_whole_shown && !hides_member(members, key, value);
            let text = match value.as_str().filter(|_| may_be_whole).map(|text| whole_text(text, room, marks))
            {
                Some(Some(text)) => text,
                Some(None) | None => named(key, value, room, marks),
            };
            self.indented(2, key, &text);
            if may_be_whole && !is_whole(value, &text) {
                self.whole(4, value);
            }
        }
    }

    fn call(&mut self, visit: &Visit, attempt: &Attempt) {
        let marks = self.page.marks;
        let word = if attempt.args.is_some() { "call" } else { "try" };
        let mut label = format!("{word} {}", attempt.number);
        if let Some(by) = &attempt.by {
            let (place, rule) = answered_by(by);
            let words = "answered by ";
            let place = clip_path(place, self.room(COLUMN + words.len()), marks.elided);
            self.parts(&std::mem::take(&mut label), vec![format!("{words}{place}"), rule.to_owned()], " ");
        }
        for line in &attempt.log {
            let text = redact(line, marks);
            self.put(
                &std::mem::take(&mut label),
                &format!("log {}", clip(&text, self.room(COLUMN + 4), marks.elided)),
            );
        }
        if let Some(submitted) = &attempt.submitted {
            self.answer(&std::mem::take(&mut label), submitted, "submitted");
        }
        match &attempt.outcome {
            Some(Ok(output)) => {
                let ms = attempt.ended.map_or(0, |ended| ended.since(attempt.began));
                self.answer(&std::mem::take(&mut label), output, &took(ms));
            }
            Some(Err(error)) => {
                let mut parts = self.page.failed_with(visit.state, attempt, error, self.room(COLUMN + 2));
                if let Some(first) = parts.first_mut() {
                    *first = format!("{} {first}", marks.failed);
                }
                self.parts(&std::mem::take(&mut label), parts, "  ");
                self.whole_cause(error);
            }
            None => self.put(&std::mem::take(&mut label), &format!("{} no answer", marks.cut)),
        }
        if let Some(retry) = attempt.retry {
            let (number, most, rule) = (retry.retry_number, retry.max_attempts, retry.retrier + 1);
            let text =
                format!("{} retry {number}/{most} in {}  rule {rule}", marks.retry, span(retry.delay_ms));
            self.put("", &text);
        }
    }

    /// What a call returned.
    fn answer(&mut self, label: &str, value: &Value, note: &str) {
        let marks = self.page.marks;
        let text = shorten(value, self.room(COLUMN + columns(note) + 4), marks);
        self.put(label, &format!("{} {text}  {note}", marks.back));
        if self.page.view == View::Full && !is_whole(value, &text) {
            self.whole(4, value);
        }
    }

    /// All of an error's cause, where everything is shown.
    fn whole_cause(&mut self, error: &TaskError) {
        let cause = error.cause.as_deref().filter(|_| self.page.view == View::Full).unwrap_or_default();
        let used = error.error.as_deref().map_or(0, columns) + columns(cause);
        if used > self.room(COLUMN + 4) || cause.contains('\n') {
            self.whole(4, &Value::from(cause));
        }
    }

    /// Parts of text behind a label, on as many lines as they need.
    fn parts(&mut self, label: &str, parts: Vec<String>, between: &str) {
        let mut line = self.margin.clone();
        line.push(Ink::Dim, label).push(Ink::Plain, " ").pad(self.margin.width() + COLUMN);
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        self.lines.extend(line.flow(self.margin, Ink::Plain, parts, between, self.page.style.width));
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
            let room = self.room(COLUMN);
            let mut parts: Vec<String> = if self.page.view == View::Full {
                wrap(&text, room, room).into_iter().map(str::to_owned).collect()
            } else {
                let room = room.saturating_sub(columns(result) + 3);
                vec![clip(&text, room, self.page.marks.elided).into_owned()]
            };
            parts.push(result.to_owned());
            self.parts(&format!("rule {}", at + 1), parts, "   ");
        }
    }

    /// What the state failed with, unless its last call says so.
    fn failure(&mut self, visit: &Visit) {
        let Some(failure) = &visit.failure else { return };
        let last = visit.attempts.last().filter(|last| last.retry.is_none());
        let last = last.and_then(|last| last.outcome.as_ref());
        if !matches!(last, Some(Err(error)) if error.error == failure.error.error) {
            let mut line = self.margin.clone();
            line.push(Ink::Bad, self.page.marks.failed).push(Ink::Plain, " ");
            let parts = self.page.reason(visit, failure, self.room(COLUMN + 2));
            self.lines.extend(line.flow(self.margin, Ink::Plain, parts, "  ", self.page.style.width));
            self.whole_cause(&failure.error);
        }
    }

    fn retriers(&mut self, visit: &Visit, state: &State) {
        let failed = visit.failure.is_some() || visit.retries() > 0;
        if !failed || state.retry.is_empty() {
            return;
        }
        self.put("Retry", "");
        let labels = self.labels(state.retry.iter().map(|retrier| retrier.errors.as_slice()));
        for (at, (retrier, label)) in state.retry.iter().zip(labels).enumerate() {
            let used =
                visit.attempts.iter().filter_map(|attempt| attempt.retry).filter(|retry| retry.retrier == at);
            let text = match used.map(|retry| retry.retry_number).max() {
                None => "not used".to_owned(),
                Some(n) if n == retrier.max_attempts => format!("used {n} of {n}, used up"),
                Some(n) => format!("used {n} of {}", retrier.max_attempts),
            };
            self.rule(label, text);
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
        let labels = self.labels(state.catch.iter().map(|catcher| catcher.errors.as_slice()));
        for (at, (catcher, label)) in state.catch.iter().zip(labels).enumerate() {
            let next = if matched == Some(at) {
                format!(" {} {}", self.page.marks.next, self.page.name(catcher.next))
            } else {
                String::new()
            };
            let text = format!("{}{next}", verdict(at, matched));
            self.rule(label, text);
        }
    }

    /// What came of a retrier or catcher, on a second line if the names take the first.
    fn rule(&mut self, label: String, text: String) {
        let mut line = self.margin.clone();
        line.pad(self.margin.width() + 2).push(Ink::Dim, &label);
        if line.width() + 3 + columns(&text) > self.page.style.width {
            self.lines.push(std::mem::replace(&mut line, self.margin.clone()));
            line.pad(self.margin.width() + 2);
        }
        line.push(Ink::Plain, "   ").push(Ink::Plain, &text);
        self.lines.push(line);
    }

    /// The error names of retriers or catchers, numbered, all of one width. Names without room are counted.
    fn labels<'e>(&self, rules: impl Iterator<Item = &'e [Arc<str>]>) -> Vec<String> {
        let room = self.room(2 + 3);
        let names =
            rules.enumerate().map(|(at, errors)| format!("{} {}", at + 1, self.page.errors(errors, room)));
        let names: Vec<String> = names.collect();
        let widest = names.iter().map(|name| columns(name)).max().unwrap_or(0).min(LABEL);
        let blanks = |name: &str| " ".repeat(widest.saturating_sub(columns(name)));
        names.into_iter().map(|name| format!("{name}{}", blanks(&name))).collect()
    }

    /// A value over as many lines as it takes, moved in by some columns.
    fn whole(&mut self, by: usize, value: &Value) {
        let mut margin = self.margin.clone();
        margin.pad(self.margin.width() + by);
        let room = self.page.style.width.saturating_sub(margin.width());
        whole::push(value, &margin, Ink::Dim, room, self.page.marks, self.lines);
    }
}

/// A text on one line, if all of it fits and it holds no JSON that is better opened.
fn whole_text(text: &str, room: usize, marks: &Marks) -> Option<String> {
    if embedded(text).is_some() {
        return literal(text, room, marks);
    }
    let shown = Value::from(&*redact(text, marks)).to_json();
    (columns(&shown) <= room).then_some(shown)
}

/// Whether `text`, which is `value` on one line, says all of it.
fn is_whole(value: &Value, text: &str) -> bool {
    match value {
        Value::Object(members) => members.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::String(written) => columns(text) >= columns(written) + 2,
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
    }
}

/// The place of an answer in a mock file, and its key there.
fn answered_by(by: &str) -> (&str, &str) {
    let behind_line = |at: &usize| {
        let number = by[..*at].rsplit(':').next().unwrap_or_default();
        number.len() < *at && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    };
    match by.match_indices(' ').map(|(at, _)| at).find(behind_line) {
        Some(at) => (&by[..at], &by[at + 1..]),
        None => (by, ""),
    }
}

/// What came of the rule at `at` if `matched` was the first to match.
fn verdict(at: usize, matched: Option<usize>) -> &'static str {
    match matched {
        Some(matched) if at == matched => "match",
        Some(matched) if at > matched => "not looked at",
        Some(_) | None => "no match",
    }
}
