//! Stepping through a run that is over: its records are gone through, forwards and backwards. It can be looked at, not
//! changed.

use std::sync::Arc;

use crate::asl::machine::StateMachine;
use crate::base::time::Time;
use crate::engine::Outcome;
use crate::engine::call::TaskError;
use crate::engine::history::{Detail, Record};

use super::breakpoint::Breakpoint;
use super::changes::Changes;
use super::command::Command;
use super::debugger::Front;
use super::log::Log;
use super::mode::{Mode, edit};
use super::place::{Place, Stop};
use super::scopes::Scopes;
use super::seen::error;

/// A run that is over.
pub struct Playback<'f> {
    front: &'f mut dyn Front,
    records: Vec<Record>,
    /// The numbers of the records before which there is something to see: a state that is entered, a call, a failure;
    /// and the end.
    sights: Vec<usize>,
    breakpoints: Vec<Breakpoint>,
    mode: Mode,
    scopes: Scopes,
    log: Log,
}

impl<'f> Playback<'f> {
    /// One of these records of `machine`; it stops as a [`Debugger`](super::Debugger) does.
    pub fn new(
        front: &'f mut dyn Front,
        machine: &Arc<StateMachine>,
        seed: u64,
        records: Vec<Record>,
        (breakpoints, stops_at_once): (Vec<Breakpoint>, bool),
    ) -> Self {
        let is_sight = |record: &Record| match record {
            Record::Event(event) => {
                matches!(event.detail, Detail::StateEntered { .. } | Detail::TaskScheduled(_))
                    || error(&event.detail).is_some()
            }
            Record::Note(_) => false,
        };
        let numbered = records.iter().enumerate().filter(|(_, record)| is_sight(record));
        let mut sights: Vec<usize> = numbered.map(|(at, _)| at).collect();
        sights.push(records.len());
        let mode = if stops_at_once { Mode::Into } else { Mode::Run(None) };
        let (scopes, log) = (Scopes::new(Arc::clone(machine), seed), Log::default());
        Self { front, records, sights, breakpoints, mode, scopes, log }
    }

    /// Goes through it until the front has seen enough.
    pub fn run(mut self) {
        let mut at = 0;
        while let Some(&number) = self.sights.get(at) {
            self.go_to(number);
            match self.stand(at, number) {
                Some(next) => at = next,
                None => return,
            }
        }
    }

    /// Takes the records up to this one, or back to it.
    fn go_to(&mut self, number: usize) {
        let told = self.log.records().len();
        if number < told {
            self.scopes.clear();
            self.log = Log::default();
            let before = &self.records[..number];
            before.iter().for_each(|record| self.scopes.see(record));
            self.log.take_turn(before.to_vec());
            self.front.rewound(&self.log);
            return;
        }
        let new = &self.records[told..number];
        new.iter().for_each(|record| self.scopes.see(record));
        self.front.happened(new);
        self.log.take_turn(new.to_vec());
    }

    /// Stands still before this record if it is to be seen; the sight to go to then, none to end.
    fn stand(&mut self, at: usize, number: usize) -> Option<usize> {
        let ended = (number == self.records.len()).then(|| outcome(&self.records));
        let call = self.records.get(number).and_then(|record| self.scopes.call(record));
        let strand = self.records.get(number).and_then(|record| self.scopes.strand(record));
        let stop = match (self.records.get(number), &ended, &call) {
            (None, Some(outcome), _) => Stop::End(outcome),
            (_, _, Some(call)) => Stop::Call(call, Ok(None)),
            (Some(Record::Event(event)), _, None) => match (error(&event.detail), event.detail.state()) {
                (Some((state, error)), _) => Stop::Failing(state, error),
                (None, Some(state)) => Stop::Entry(state),
                (None, None) => return Some(at + 1),
            },
            (Some(Record::Note(_)) | None, _, None) => return Some(at + 1),
        };
        let path = strand.as_ref().map(|strand| strand.path.clone()).unwrap_or_default();
        let mut met = None;
        loop {
            let place = Place {
                stop: stop.clone(),
                met: met.and_then(|at: usize| self.breakpoints.get(at)),
                strand: strand.clone(),
                behind: &self.scopes,
                now: self
                    .records
                    .get(number.min(self.records.len() - 1))
                    .map_or(Time::from_millis(0), moment),
                log: &self.log,
                breakpoints: &self.breakpoints,
            };
            let (is_wanted, found) = self.wants(&place, &path);
            if !is_wanted && met.is_none() && found.is_none() {
                return Some(at + 1);
            }
            if met.is_none() && found.is_some() {
                met = found;
                continue;
            }
            let command = self.front.ask(&place, &Changes::default());
            match self.obey(&command, (at, &path), ended.is_some()) {
                Ok(Some(next)) => return next,
                Ok(None) => self.front.noted(),
                Err(why) => self.front.refuse(&why),
            }
            // It stands still here whatever is said about breakpoints.
            self.mode = Mode::Into;
        }
    }

    /// Whether it is to stop here, and the breakpoint that says so.
    fn wants(&self, place: &Place<'_>, path: &[crate::engine::call::Step]) -> (bool, Option<usize>) {
        let position = |is_met: &dyn Fn(&Breakpoint) -> bool| self.breakpoints.iter().position(is_met);
        match &place.stop {
            Stop::End(_) => (true, None),
            Stop::Call(..) => (matches!(self.mode, Mode::Into), None),
            Stop::Failing(_, error) => {
                let name = error.error.as_deref().unwrap_or_default();
                (self.mode.stops_at_error(name), position(&|one| one.takes_error(name)))
            }
            Stop::Entry(_) => {
                (self.mode.stops_at(path, |to| place.meets(to)), position(&|one| place.meets(one)))
            }
        }
    }

    /// Does what was said: the sight to go to, or none to end; `None` to stay.
    fn obey(
        &mut self,
        command: &Command,
        (at, path): (usize, &[crate::engine::call::Step]),
        has_ended: bool,
    ) -> Result<Option<Option<usize>>, String> {
        if let Some(mode) = Mode::after(command, path, has_ended)? {
            self.mode = mode;
            return Ok(Some(Some(at + 1)));
        }
        if edit(&mut self.breakpoints, command)? {
            return Ok(None);
        }
        let entries: Vec<usize> = (0..at).filter(|sight| self.is_entry(self.sights[*sight])).collect();
        match command {
            Command::Quit => Ok(Some(None)),
            Command::Back(count) => {
                let found = entries.iter().rev().nth(count - 1).or(entries.first());
                self.mode = Mode::Into;
                found.map(|sight| Some(Some(*sight))).ok_or_else(|| "this is the beginning".to_owned())
            }
            Command::Restart => {
                self.mode = Mode::Into;
                Ok(Some(Some(0)))
            }
            Command::Next
            | Command::Into
            | Command::Out
            | Command::Continue(_)
            | Command::Break(_)
            | Command::Clear(_)
            | Command::SetInput(_)
            | Command::SetVariable(..)
            | Command::Answer(_) => Err("this run is over: it can be looked at, not changed".to_owned()),
        }
    }

    fn is_entry(&self, number: usize) -> bool {
        matches!(self.records.get(number), Some(Record::Event(event)) if matches!(event.detail, Detail::StateEntered { .. }))
    }
}

fn moment(record: &Record) -> Time {
    match record {
        Record::Event(event) => event.at,
        Record::Note(_) => Time::from_millis(0),
    }
}

/// How the execution ended, as its records say.
fn outcome(records: &[Record]) -> Outcome {
    let last = records.iter().rev().find_map(|record| match record {
        Record::Event(event) => Some(&event.detail),
        Record::Note(_) => None,
    });
    let cut =
        || TaskError { error: None, cause: Some("the recording ends before the execution does".into()) };
    let Some(last) = last else { return Outcome::Aborted(cut()) };
    if let Detail::ExecutionSucceeded { output } = last {
        return Outcome::Succeeded(output.clone());
    }
    if let Detail::ExecutionFailed(error) = last {
        return Outcome::Failed(error.clone().into());
    }
    if let Detail::ExecutionAborted(error) = last {
        return Outcome::Aborted(error.clone());
    }
    if matches!(last, Detail::ExecutionTimedOut) { Outcome::TimedOut } else { Outcome::Aborted(cut()) }
}
