//! What is seen and done differently where a state runs [`Alone`].

use crate::asl::machine::{FlowId, Kind, State};
use crate::base::value::Object;
use crate::engine::alone::{Alone, Inspection, Stage, Unfit, Work};
use crate::engine::payload::Payload;

use super::agenda::StrandId;
use super::core::Execution;
use super::failure::Failure;
use super::history::Detail;
use super::outcome::Outcome;
use super::strand::Strand;
use super::variables::Item;

impl Execution {
    /// How the state runs that `strand` is in, if it runs alone: not what is inside it.
    #[inline]
    pub fn alone(&self, strand: &Strand) -> Option<&Alone> {
        self.setup.alone.as_deref().filter(|_| strand.parent.is_none())
    }

    /// What comes of the work of the state a strand is in, if that is given.
    pub fn given_work(&self, id: StrandId) -> Option<Work> {
        self.alone(&self.strands[id]).and_then(|alone| alone.work.clone())
    }

    /// Notes what was seen of a state that runs alone; nothing is asked for of any other.
    #[inline]
    pub fn inspect(&self, strand: &Strand, see: impl FnOnce(&mut Inspection)) {
        if self.alone(strand).is_some() {
            self.inspector.with(see);
        }
    }

    /// Notes the data of a state at a stage.
    #[inline]
    pub fn inspect_stage(&self, strand: &Strand, stage: Stage, data: &Payload) {
        self.inspect(strand, |seen| seen.set(stage, data.clone()));
    }

    /// The item that a state works on which is inside a Map and runs alone: the first one, its input.
    pub fn first_item(&self) -> Option<Item> {
        self.setup.alone.as_ref()?;
        let mut flow = self.machine.state(self.program.start).flow;
        while flow != FlowId(0) {
            let owner = self.machine.state(self.machine.flow(flow).owner?);
            if matches!(owner.kind, Kind::Map(_)) {
                return Some(Item { value: self.input.value().clone(), ..Item::default() });
            }
            flow = owner.flow;
        }
        None
    }

    /// The Parallel has the result that it was given.
    pub(super) fn join_given(&mut self, id: StrandId, work: Work) {
        self.inspect(&self.strands[id], |seen| {
            seen.forget(&[Stage::AfterInputPath, Stage::AfterParameters, Stage::AfterArguments]);
        });
        let state = self.strands[id].state;
        self.event(id, Detail::StateStarted { state, length: 0 });
        self.settle_given(id, work);
    }

    /// The state fails, or has its result.
    pub fn settle_given(&mut self, id: StrandId, work: Work) {
        match work {
            Work::Error(error) => self.fail(id, error.into()),
            Work::Result(result) => {
                let after = self.strands[id].cursor;
                self.gathered(id, result, after);
            }
        }
    }

    /// What was given does not fit the state: nothing more can be said of it.
    pub fn refuse_given(&mut self, unfit: Unfit) {
        self.inspector.with(|seen| seen.refused = Some(unfit));
        self.end(Outcome::Failed(Failure::new("", "")));
    }

    /// Whether the state would be tried again; the retrier that its error meets, used up or not, is noted.
    pub(super) fn note_retrier(&self, id: StrandId, state: &State, failure: &Failure) {
        self.inspect(&self.strands[id], |seen| {
            seen.retrier = super::retry::retrier(state, failure).map(|(at, _)| at);
        });
    }

    /// What was seen of the state that ran alone.
    pub fn inspection(&self) -> Inspection {
        let mut seen = self.inspector.with(|seen| seen.clone());
        let strands = self.strands.iter().find(|(_, strand)| strand.parent.is_none());
        let variables = strands.map_or_else(Object::new, |(_, strand)| strand.variables.visible());
        seen.variables = variables.into();
        seen
    }
}
