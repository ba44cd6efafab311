//! Which real answers are recorded, and which recorded ones are given (`record`).

use std::path::Path;
use std::sync::Arc;

use crate::base::pointer::Pointer;
use crate::engine::call::Call;
use crate::services::location::MockLocation;
use crate::services::refusal::{CallLabel, Reason, Refusal};

use super::Mocks;
use super::cassette::{Cassette, Shelf, Tape};
use super::codes;
use super::destination::{Destination, Passthrough};
use super::entry::Answers;
use super::forward::{Asked, Forward};
use super::record_mode::RecordMode;

impl Mocks {
    /// When answers of `from` are recorded.
    fn mode(&self, from: &Passthrough) -> Option<RecordMode> {
        let of_run = self.context.cassette.as_ref().and_then(|cassette| cassette.mode);
        of_run.or(from.record)
    }

    /// Whether an answer that `from` gave is to be asked for again. A run that records nothing gives what is there.
    pub(super) fn is_anew(&self, from: &Passthrough) -> bool {
        self.context.cassette.is_some() && self.mode(from) == Some(RecordMode::All)
    }

    /// Who is asked for what is not among `answers` any more; nobody unless they were recorded and new ones may follow.
    pub(super) fn beyond<'a>(&self, answers: &'a Answers) -> Option<&'a Passthrough> {
        let from = answers.entries().last()?.recorded.as_ref()?;
        (self.mode(from) == Some(RecordMode::New)).then_some(from)
    }

    /// Asks `from` once more, where the answer or the rule at `origin` has an answer of it, or had the last one
    /// (`is_next`).
    pub(super) fn recording(
        &self,
        from: Passthrough,
        call: &Call,
        label: CallLabel,
        (origin, is_next): (&MockLocation, bool),
    ) -> Result<Box<Forward>, Box<Refusal>> {
        let mut asked = Asked::new(call, "`recorded`".to_owned(), label, Some(origin.clone()));
        let to = self.connected(Destination::Aws(from), call);
        self.taped(&to, &mut asked, is_next)?;
        Ok(Box::new(Forward { to, asked }))
    }

    /// Gives `asked` a tape if what `to` answers is to be recorded; an error if it may not be asked.
    pub(super) fn taped(
        &self,
        to: &Destination,
        asked: &mut Asked,
        is_next: bool,
    ) -> Result<(), Box<Refusal>> {
        let Destination::Aws(from) = to else { return Ok(()) };
        match self.mode(from) {
            None => return Ok(()),
            Some(RecordMode::None) => return Err(nothing_recorded(asked)),
            Some(RecordMode::Once | RecordMode::New | RecordMode::All) => {}
        }
        let Some(cassette) = &self.context.cassette else { return Ok(()) };
        match self.shelf(asked) {
            Some(shelf) => {
                let from = Passthrough { connection: None, ..from.clone() };
                asked.tape = Some(Tape::new(Cassette::clone(cassette), from, shelf, is_next));
            }
            None => asked.remarks.push("not recorded: there is no mock file to write it into".to_owned()),
        }
        Ok(())
    }

    /// Where answers are written to that the answer at `origin` asks for: a test keeps them to itself, and so does the
    /// machine that an execution is of, unless it was this state of it that was asked for elsewhere.
    fn shelf(&self, asked: &Asked) -> Option<Shelf> {
        let own = self.context.shelf.clone()?;
        let Some(origin) = asked.origin.as_ref().filter(|_| !own.holder.is_case()) else { return Some(own) };
        let states = Pointer::root().key("mocks").key("states").key(&asked.label.state);
        if own.holder.is_started() && origin.pointer().strip(states.as_str()).is_none() {
            return Some(own);
        }
        let file = Arc::clone(&origin.document().source().name);
        // What a flag says is in no file.
        let is_file = Path::new(&*file).is_file();
        Some(if is_file { Shelf { file, layer: Pointer::root(), ..own } } else { own })
    }
}

/// Nothing is recorded for this call, and nobody may be asked.
fn nothing_recorded(asked: &Asked) -> Box<Refusal> {
    let message =
        format!("nothing is recorded for this call, and `record: none` asks nobody: {}", asked.label);
    let help = "record it: sfn mock record, or `record: once` or `new` beside `passthrough`";
    asked.refuse((codes::UNANSWERED, Reason::Unanswered), message, help)
}
