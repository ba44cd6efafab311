//! `Debugger`: leads a run from stop to stop.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use crate::asl::machine::{Kind, StateId};
use crate::base::value::Value;
use crate::engine::call::{Call, Ticket};
use crate::engine::history::Record;
use crate::engine::{Next, StrandView};
use crate::services::Answer;
use crate::session::Halt;
use crate::session::lead::{Leader, Led, Point};

use super::answers::{answer_of, preview, sample};
use super::breakpoint::Breakpoint;
use super::changes::{Change, Changes};
use super::command::Command;
use super::log::Log;
use super::mode::{Mode, edit};
use super::place::{Place, Stop};
use super::seen::Seen;
use super::track::Track;

/// Shows where a run stands, and says how it goes on.
pub trait Front {
    /// The run stands still: how is it to go on? Called again after a command that moves nothing.
    fn ask(&mut self, place: &Place<'_>, changes: &Changes) -> Command;

    /// The last command could not be done.
    fn refuse(&mut self, why: &str);

    /// The last command was done, and the run stays where it is.
    fn noted(&mut self);

    /// This was recorded as the run went on.
    fn happened(&mut self, records: &[Record]);

    /// A call was answered by this.
    fn answered(&mut self, ticket: Ticket, by: &str);

    /// The run was taken back: this is what happened up to where it is.
    fn rewound(&mut self, log: &Log);
}

/// A real answer that came to a call.
struct Known {
    state: StateId,
    args: Value,
    answer: Answer,
}

/// What comes of a stop.
enum Went {
    /// The run goes on from here.
    On,
    /// It was taken elsewhere, or changed.
    Elsewhere,
    /// It is given up.
    Quit,
}

/// Leads a run from stop to stop, as its front says.
pub struct Debugger<'f> {
    front: &'f mut dyn Front,
    breakpoints: Vec<Breakpoint>,
    mode: Mode,
    log: Log,
    track: Track<Rc<Point>>,
    /// The turns in which a state was entered.
    entries: Vec<usize>,
    changes: Changes,
    /// Calls that were made and have no answer yet.
    asked: BTreeMap<Ticket, (StateId, Value)>,
    /// The answers of calls that were out: a real call is not made twice.
    known: BTreeMap<Ticket, Known>,
    /// The turn at which the run stood still last: it does not stop there again.
    passed: Option<usize>,
    has_quit: bool,
}

impl<'f> Debugger<'f> {
    /// One that stops before the first state, or, if there are breakpoints and it is not asked to, at the first of
    /// those.
    pub fn new(front: &'f mut dyn Front, breakpoints: Vec<Breakpoint>, stops_at_once: bool) -> Self {
        Self {
            front,
            breakpoints,
            mode: if stops_at_once { Mode::Into } else { Mode::Run(None) },
            log: Log::default(),
            track: Track::default(),
            entries: Vec::new(),
            changes: Changes::default(),
            asked: BTreeMap::new(),
            known: BTreeMap::new(),
            passed: None,
            has_quit: false,
        }
    }

    /// What was recorded, and whether the run was given up.
    #[must_use]
    pub fn over(self) -> (Log, bool) {
        (self.log, self.has_quit)
    }

    fn turn(&self) -> usize {
        self.log.turns()
    }

    const fn is_silent(&self) -> bool {
        matches!(self.mode, Mode::Again(_))
    }

    /// Once the run is back where it was to be, it stands still there.
    fn arrive(&mut self) {
        if matches!(self.mode, Mode::Again(to) if self.turn() >= to) {
            self.mode = Mode::Into;
            self.front.rewound(&self.log);
        }
    }

    /// Stands still before a turn in which something happens that is to be seen first.
    fn stops_before(&self, seen: &Seen, run: &Led<'_>) -> Option<(Stop<'static>, Option<usize>)> {
        if self.passed == Some(self.turn()) || self.is_silent() {
            return None;
        }
        if let Some((state, error)) = &seen.failure {
            let name = error.error.as_deref().unwrap_or_default();
            let met = self.breakpoints.iter().position(|breakpoint| breakpoint.takes_error(name));
            if met.is_some() || self.mode.stops_at_error(name) {
                return Some((Stop::Failing(*state, error.clone()), met));
            }
        }
        let strand = seen.entering.as_ref()?;
        let is_wanted = self.mode.stops_at(&strand.path, |to| self.holds(to, strand, run));
        let met = self.breakpoints.iter().position(|breakpoint| self.holds(breakpoint, strand, run));
        (is_wanted || met.is_some()).then_some((Stop::Entry(strand.state), met))
    }

    /// Whether `breakpoint` is met as `strand` is about to enter its state.
    fn holds(&self, breakpoint: &Breakpoint, strand: &StrandView, run: &Led<'_>) -> bool {
        let place = Place {
            stop: Stop::Entry(strand.state),
            met: None,
            strand: Some(strand.clone()),
            behind: &*run.fleet,
            now: run.now(),
            log: &self.log,
            breakpoints: &self.breakpoints,
        };
        place.meets(breakpoint)
    }

    /// Stands still until the front lets the run go on.
    fn pause(
        &mut self,
        run: &mut Led<'_>,
        stop: &Stop<'_>,
        met: Option<usize>,
        strand: Option<&StrandView>,
    ) -> Went {
        run.hold_clock();
        let went = loop {
            if run.is_stopped() {
                break Went::On;
            }
            let place = Place {
                stop: stop.clone(),
                met: met.and_then(|at| self.breakpoints.get(at)),
                strand: strand.cloned(),
                behind: &*run.fleet,
                now: run.now(),
                log: &self.log,
                breakpoints: &self.breakpoints,
            };
            let command = self.front.ask(&place, &self.changes);
            match self.obey(command, run, stop, strand) {
                Ok(Some(went)) => break went,
                Ok(None) => self.front.noted(),
                Err(why) => self.front.refuse(&why),
            }
        };
        run.release_clock();
        went
    }

    /// Does what was said; `None` if the run stays where it is.
    fn obey(
        &mut self,
        command: Command,
        run: &mut Led<'_>,
        stop: &Stop<'_>,
        strand: Option<&StrandView>,
    ) -> Result<Option<Went>, String> {
        let path = strand.map_or(&[][..], |strand| &strand.path);
        if let Some(mode) = Mode::after(&command, path, matches!(stop, Stop::End(_)))? {
            self.mode = mode;
            return Ok(Some(Went::On));
        }
        if edit(&mut self.breakpoints, &command)? {
            return Ok(None);
        }
        match command {
            Command::Back(count) => self.back(run, count).map(|()| Some(Went::Elsewhere)),
            Command::Restart => self.take_back(run, 0).map(|()| Some(Went::Elsewhere)),
            Command::SetInput(input) => {
                let Stop::Entry(state) = stop else { return Err(only_before("input")) };
                let at = strand.map(|strand| (strand.execution, strand.branch)).ok_or_else(gone)?;
                self.change(run, Change::Input { at, state: *state, input })
            }
            Command::SetVariable(name, value) => {
                let Stop::Entry(state) = stop else { return Err(only_before("a variable")) };
                let at = strand.map(|strand| (strand.execution, strand.branch)).ok_or_else(gone)?;
                self.change(run, Change::Variable { at, state: *state, name, value })
            }
            Command::Answer(text) => self.answer_like(&text, run, stop, strand).map(|()| None),
            Command::Quit => {
                self.has_quit = true;
                Ok(Some(Went::Quit))
            }
            // The others were done above.
            Command::Next
            | Command::Into
            | Command::Out
            | Command::Continue(_)
            | Command::Break(_)
            | Command::Clear(_) => Ok(None),
        }
    }

    /// Changes something here.
    fn change(&mut self, run: &mut Led<'_>, change: Change) -> Result<Option<Went>, String> {
        if !change.apply(run.fleet) {
            return Err(gone());
        }
        self.changes.add(self.turn(), change);
        // It stands still here once more, to show what it is now.
        self.passed = None;
        self.mode = Mode::Into;
        Ok(Some(Went::Elsewhere))
    }

    /// Gives the next call of the state that is looked at this answer.
    fn answer_like(
        &mut self,
        text: &Arc<str>,
        run: &Led<'_>,
        stop: &Stop<'_>,
        strand: Option<&StrandView>,
    ) -> Result<(), String> {
        let (state, path) = match (stop, strand) {
            (Stop::Call(call, _), _) => (call.state, call.path.clone()),
            (Stop::Entry(state), Some(strand)) => (*state, strand.path.clone()),
            (Stop::Entry(_) | Stop::Failing(..) | Stop::End(_), _) => {
                return Err(
                    "a call is answered before it is made, or while it waits: go `back` first".to_owned()
                );
            }
        };
        let machine = Arc::clone(run.fleet.machine());
        let name = &machine.state(state).name;
        if !matches!(machine.state(state).kind, Kind::Task(_)) {
            return Err(format!("`{name}` calls nothing: only a Task has an answer"));
        }
        let call = match stop {
            Stop::Call(call, _) => (*call).clone(),
            Stop::Entry(_) | Stop::Failing(..) | Stop::End(_) => sample(run, strand.ok_or_else(gone)?)
                .ok_or("its call cannot be foreseen: step `into` it first")?,
        };
        let answer = answer_of(name, text, &call, &machine)?;
        self.changes.add(self.turn(), Change::Answer { state, path, text: Arc::clone(text), answer });
        Ok(())
    }

    /// Takes the run back by so many states.
    fn back(&mut self, run: &mut Led<'_>, count: usize) -> Result<(), String> {
        let here = self.turn();
        let mut before = self.entries.iter().rev().filter(|turn| **turn < here);
        match before.clone().nth(count - 1).or(before.next_back()) {
            Some(turn) => self.take_back(run, *turn),
            None => Err("this is the beginning".to_owned()),
        }
    }

    fn take_back(&mut self, run: &mut Led<'_>, turn: usize) -> Result<(), String> {
        let (at, point) = self.track.at(turn).ok_or("this is the beginning")?;
        run.go_to(&point);
        self.log.cut(at);
        self.track.cut(at);
        self.entries.retain(|entry| *entry < at);
        self.changes.cut(turn);
        self.changes.free();
        self.passed = None;
        self.mode = Mode::Again(turn);
        for ticket in point.out() {
            if let Some(known) = self.known.get(&ticket) {
                run.answer_again(ticket, &known.answer);
            }
        }
        Ok(())
    }

    /// Stands still at each of these calls, if that is asked for or nobody answers it.
    fn calls(&mut self, run: &mut Led<'_>, calls: &[Call], before: Option<&Point>) -> Went {
        for call in calls {
            if self.is_silent() || self.known.get(&call.ticket).is_some_and(|known| known.fits(call)) {
                continue;
            }
            let preview = preview(call, run, before);
            let is_wanted = matches!(self.mode, Mode::Into) || preview.is_err();
            if !is_wanted || self.changes.clone().answer(call).is_some() {
                continue;
            }
            let strand = run.fleet.strands().into_iter().find(|strand| {
                strand.path == call.path && strand.state == call.state && strand.entered_at.is_some()
            });
            match self.pause(run, &Stop::Call(call, preview), None, strand.as_ref()) {
                Went::On => {}
                went @ (Went::Elsewhere | Went::Quit) => return went,
            }
        }
        Went::On
    }

    /// Takes what was recorded before the first turn: that the execution has started.
    fn begin(&mut self, run: &mut Led<'_>) {
        if self.turn() == 0 && self.log.records().is_empty() {
            let records = run.fleet.records();
            self.front.happened(&records);
            self.log.begin(records);
        }
    }

    /// Takes a turn that is not to be seen first.
    fn took(&mut self, seen: Seen, before: Option<Rc<Point>>) {
        let turn = self.turn();
        if let Some(before) = before {
            self.track.keep(turn, before);
        }
        if seen.entering.is_some() {
            self.entries.push(turn);
        }
        if !self.is_silent() {
            self.front.happened(&seen.records);
        }
        self.log.take_turn(seen.records);
    }
}

impl Leader for Debugger<'_> {
    fn lead(&mut self, run: &mut Led<'_>) -> Result<Next, Halt> {
        self.begin(run);
        loop {
            if self.has_quit {
                return Err(Halt::Stopped);
            }
            self.arrive();
            self.changes.apply(self.turn(), run.fleet);
            let before = run.point().map(Rc::new);
            let next = run.step();
            let seen = Seen::take(run, before.as_deref());
            if !seen.records.is_empty() || seen.entering.is_some() {
                if let (Some((stop, met)), Some(before)) = (self.stops_before(&seen, run), &before) {
                    run.go_to(before);
                    self.passed = Some(self.turn());
                    let strand = seen.entering.clone().or_else(|| seen.failing(before));
                    match self.pause(run, &stop, met, strand.as_ref()) {
                        Went::On | Went::Elsewhere => continue,
                        Went::Quit => return Err(Halt::Stopped),
                    }
                }
                self.took(seen, before.clone());
            }
            let went = match &next {
                Next::Invoke(calls) => self.calls(run, calls, before.as_deref()),
                Next::Done if !self.is_silent() => match run.fleet.outcome().cloned() {
                    Some(outcome) => self.pause(run, &Stop::End(&outcome), None, None),
                    None => Went::On,
                },
                Next::Done | Next::Busy | Next::Data(_) | Next::WaitUntil(_) | Next::WaitForSignal => {
                    Went::On
                }
            };
            match went {
                Went::On => return Ok(next),
                Went::Elsewhere => {}
                Went::Quit => return Err(Halt::Stopped),
            }
        }
    }

    fn answer(&mut self, call: &Call) -> Option<Answer> {
        if let Some(answer) = self.changes.answer(call) {
            return Some(answer);
        }
        if let Some(known) = self.known.get(&call.ticket).filter(|known| known.fits(call)) {
            return Some(known.answer.clone());
        }
        self.asked.insert(call.ticket, (call.state, call.args.clone()));
        None
    }

    fn answered(&mut self, ticket: Ticket, by: Option<&str>) {
        let Some(by) = by else { return };
        self.log.note_answer(ticket, by);
        if !self.is_silent() {
            self.front.answered(ticket, by);
        }
    }

    fn came(&mut self, ticket: Ticket, answer: &Answer) {
        if let Some(known) = self.known.get_mut(&ticket) {
            known.answer.reply.extend(answer.reply.iter().cloned());
        } else if let Some((state, args)) = self.asked.remove(&ticket) {
            self.known.insert(ticket, Known { state, args, answer: answer.clone() });
        }
    }
}

impl Known {
    /// Whether it was given to the same call.
    fn fits(&self, call: &Call) -> bool {
        self.state == call.state && self.args == call.args
    }
}

fn only_before(what: &str) -> String {
    format!("{what} is set before a state is entered: go `back` or `next` first")
}

fn gone() -> String {
    "there is no branch or item here to change".to_owned()
}
