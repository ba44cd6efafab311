//! Parallel: every branch receives the same input; the result lists the branches' outputs in order.

use crate::asl::machine::{FlowId, State};
use crate::base::value::{Array, Value};

use crate::engine::call::Step;
use crate::engine::execution::agenda::StrandId;
use crate::engine::execution::agenda::WakeKind;
use crate::engine::execution::core::Execution;
use crate::engine::execution::failure::Failure;
use crate::engine::execution::history::{Detail, Note};
use crate::engine::execution::strand::{Join, Phase, STRAND_BYTES, Strand};
use crate::engine::execution::variables::Variables;
use crate::engine::payload::Payload;

impl Execution {
    pub(super) fn fork(&mut self, id: StrandId, state: &State, branches: &[FlowId]) -> Result<(), Failure> {
        let eval = self.eval(id, state);
        let input = eval.arguments()?;
        eval.within_quota(&input)?;
        if let Some(work) = self.given_work(id) {
            self.join_given(id, work);
            return Ok(());
        }
        let owner = self.strands[id].state;
        self.event(id, Detail::StateStarted { state: owner, length: 0 });
        let running =
            branches.iter().enumerate().map(|(index, flow)| Some(self.branch(id, index, *flow, &input)));
        let running = running.collect();
        self.strands[id].phase = Phase::Joining(Box::new(Join {
            results: vec![Value::Null; branches.len()],
            running,
            ended: 0,
            next: branches.len(),
            items: Array::default(),
            input: Value::Null,
        }));
        Ok(())
    }

    fn branch(&mut self, parent: StrandId, index: usize, flow: FlowId, input: &Payload) -> StrandId {
        let branch = self.history.branch();
        let owner = &self.strands[parent];
        let step = Step { state: owner.state, index, is_item: false };
        self.history.note(Note::BranchStarted { state: step.state, index, parent: owner.branch, branch });
        let strand = Strand::ready(
            branch,
            Some((parent, step)),
            self.machine.flow(flow).start,
            input.clone(),
            owner.cursor,
            Variables::inside(&owner.variables),
            owner.item.clone(),
        );
        self.history.weigh(STRAND_BYTES);
        let child = self.strands.add(strand);
        self.queue(child, WakeKind::Enter);
        child
    }
}
