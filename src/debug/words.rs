//! A place in words, for a terminal.

use crate::asl::machine::StateMachine;
use crate::base::diag::Place as Spot;
use crate::base::document::Document;
use crate::base::value::Value;
use crate::engine::call::{Step, TaskError};
use crate::engine::history::Detail;
use crate::engine::{Outcome, WaitsFor};
use crate::load::shown;
use crate::report::ink::control::escape_control;
use crate::report::ink::marks::Marks;
use crate::report::ink::shorten::shorten;
use crate::report::ink::width::clip;

use super::command::{COMMANDS, Shown};
use super::place::{Place, Stop};

/// The columns that a value takes at most beside its name.
const ROOM: usize = 80;

impl Place<'_> {
    /// What this place is: a line or two, in which the first begins with the mark.
    #[must_use]
    pub fn headlines(&self, definition: &Document, marks: &Marks) -> Vec<String> {
        let value = |name: &str, value: &Value| format!("  {name} {}", shorten(value, ROOM, marks));
        let mut lines = match &self.stop {
            Stop::Entry(_) => {
                vec![format!("about to enter {}", self.title(definition)), value("input", &self.input())]
            }
            Stop::Call(call, answer) => {
                let service = call.resource.short_name();
                let line = match answer {
                    Ok(Some(by)) => format!("  {by} answers"),
                    Ok(None) => "  the answer is not known yet".to_owned(),
                    Err(why) => format!("  nobody answers: {why}; say answer JSON or throw ERROR"),
                };
                vec![format!("{} calls {service}", self.title(definition)), value("args", &call.args), line]
            }
            Stop::Failing(_, error) => {
                vec![format!("{} is about to fail with {}", self.title(definition), error_words(error))]
            }
            Stop::End(outcome) => self.ended(outcome, marks),
        };
        if let Some(met) = self.met {
            lines[0].push_str(&format!(" (breakpoint {met})"));
        }
        lines[0] = format!("{} {}", marks.next, lines[0]);
        lines.iter().map(|line| escape_control(line).into_owned()).collect()
    }

    fn ended(&self, outcome: &Outcome, marks: &Marks) -> Vec<String> {
        match outcome {
            Outcome::Succeeded(output) => vec![
                "the execution SUCCEEDED".to_owned(),
                format!("  output {}", shorten(output.value(), ROOM, marks)),
            ],
            Outcome::Failed(failure) => {
                vec![format!("the execution FAILED with {}", error_words(&failure.error))]
            }
            Outcome::TimedOut => vec!["the execution TIMED_OUT".to_owned()],
            Outcome::Aborted(error) => vec![format!("the execution was ABORTED: {}", error_words(error))],
        }
    }

    /// The state with its type, the branches and items it is in, and its line.
    fn title(&self, definition: &Document) -> String {
        let Some(id) = self.state() else { return String::new() };
        let state = self.machine().state(id);
        let around = path_words(self.path(), self.machine());
        let line = definition.locate(&Spot::Key(state.pointer.clone())).line;
        let file = shown(&definition.source().name);
        let tried = match self.strand.as_ref().map_or(0, |strand| strand.retries) {
            0 => String::new(),
            count => {
                format!(", {}", if count == 1 { "1 retry".to_owned() } else { format!("{count} retries") })
            }
        };
        format!("{} ({}{tried}){around}  {file}:{line}", state.name, state.kind.name())
    }

    /// What is asked for, line by line.
    ///
    /// # Errors
    /// Why it cannot be shown.
    pub fn show(&self, what: &Shown, definition: &Document, marks: &Marks) -> Result<Vec<String>, String> {
        let lines = match what {
            Shown::Input
            | Shown::Arguments
            | Shown::Output
            | Shown::Variables
            | Shown::Context
            | Shown::Value(_) => match self.value(what)? {
                Some(value) => value.to_json_pretty().lines().map(str::to_owned).collect(),
                None => vec!["undefined".to_owned()],
            },
            Shown::Where => self.everywhere(marks),
            Shown::Source => self.source(definition),
            Shown::Breakpoints => self.breakpoint_lines(),
            Shown::Help => help(),
            Shown::Save(_) => Vec::new(),
        };
        Ok(lines.iter().map(|line| escape_control(line).into_owned()).collect())
    }

    /// The value that is asked for; none if it is undefined, or what is asked for is no value.
    ///
    /// # Errors
    /// Why there is none here.
    pub fn value(&self, what: &Shown) -> Result<Option<Value>, String> {
        Ok(match what {
            Shown::Input => Some(self.input()),
            Shown::Arguments => match &self.stop {
                Stop::Call(call, _) => Some(call.args.clone()),
                Stop::Entry(_) | Stop::Failing(..) | Stop::End(_) => {
                    return Err("no call is being made here: step `into` one".to_owned());
                }
            },
            Shown::Output => Some(self.output().ok_or("no state has ended yet")?),
            Shown::Variables => Some(Value::from(self.variables())),
            Shown::Context => Some(self.context()),
            Shown::Value(text) => self.evaluate(text)?,
            Shown::Where | Shown::Source | Shown::Breakpoints | Shown::Save(_) | Shown::Help => None,
        })
    }

    /// What the state that ended last gave.
    fn output(&self) -> Option<Value> {
        self.log.events().rev().find_map(|detail| {
            let Detail::StateExited { output, .. } = detail else { return None };
            Some(output.value().clone())
        })
    }

    fn everywhere(&self, marks: &Marks) -> Vec<String> {
        let machine = self.machine();
        let line = |strand: &crate::engine::StrandView| {
            let here = self
                .strand
                .as_ref()
                .is_some_and(|own| own.execution == strand.execution && own.branch == strand.branch);
            let mark = if here { marks.next } else { " " };
            let name = &machine.state(strand.state).name;
            let around = path_words(&strand.path, machine);
            let doing = match strand.waits_for {
                WaitsFor::Turn if strand.entered_at.is_none() => "is entered next".to_owned(),
                WaitsFor::Turn => "goes on next".to_owned(),
                WaitsFor::Moment(_) | WaitsFor::Answer(_) | WaitsFor::Strands(_) | WaitsFor::Children(_) => {
                    strand.waits_for.words()
                }
            };
            format!("{mark} {name}{around} {doing}")
        };
        self.behind.strands().iter().map(line).collect()
    }

    fn source(&self, definition: &Document) -> Vec<String> {
        let Some(id) = self.state() else { return vec!["the execution has ended".to_owned()] };
        let pointer = &self.machine().state(id).pointer;
        let from = definition.locate(&Spot::Key(pointer.clone()));
        let to = definition.locate(&Spot::Value(pointer.clone()));
        let text = &*definition.source().text;
        let first = from.line.saturating_sub(1);
        let numbered = text.lines().enumerate().skip(first).take(to.end_line.saturating_sub(first));
        numbered.map(|(at, line)| format!("{:>5}  {}", at + 1, clip(line, 200, "…"))).collect()
    }

    fn breakpoint_lines(&self) -> Vec<String> {
        if self.breakpoints.is_empty() {
            return vec!["there are no breakpoints".to_owned()];
        }
        let numbered = self.breakpoints.iter().enumerate();
        numbered.map(|(at, breakpoint)| format!("{:>3}  {breakpoint}", at + 1)).collect()
    }
}

/// ` in item 3 of Each, branch 0 of Both`; nothing at the top.
#[must_use]
pub fn path_words(path: &[Step], machine: &StateMachine) -> String {
    let step = |step: &Step| {
        let kind = if step.is_item { "item" } else { "branch" };
        format!("{kind} {} of {}", step.index, machine.state(step.state).name)
    };
    let steps: Vec<String> = path.iter().rev().map(step).collect();
    if steps.is_empty() { String::new() } else { format!(" in {}", steps.join(", ")) }
}

fn error_words(error: &TaskError) -> String {
    let name = error.error.as_deref().unwrap_or("an error without a name");
    match error.cause.as_deref().filter(|cause| !cause.is_empty()) {
        Some(cause) => format!("{name}: {cause}"),
        None => name.to_owned(),
    }
}

/// The commands, a line each.
fn help() -> Vec<String> {
    let words = |word: &super::command::Word| format!("{} {}", word.names.join(", "), word.rest);
    let widest = COMMANDS.iter().map(|word| words(word).len()).max().unwrap_or_default();
    let mut lines: Vec<String> =
        COMMANDS.iter().map(|word| format!("  {:widest$}  {}", words(word), word.about)).collect();
    lines.push("An empty line does what the last one did.".to_owned());
    lines
}
