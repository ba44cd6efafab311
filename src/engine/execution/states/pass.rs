//! Pass: a fixed `Result`, or what came in.

use crate::asl::machine::State;
use crate::base::value::Value;
use crate::engine::alone::Stage;

use crate::engine::execution::agenda::StrandId;
use crate::engine::execution::core::Execution;
use crate::engine::execution::data::StateResult;
use crate::engine::execution::failure::Failure;

impl Execution {
    pub(super) fn pass(
        &mut self,
        id: StrandId,
        state: &State,
        result: Option<&Value>,
    ) -> Result<(), Failure> {
        let given = self.eval(id, state).arguments()?;
        if result.is_some() {
            // TestState shows nothing of what a fixed result replaces (recorded).
            let unused = [Stage::AfterInputPath, Stage::AfterParameters];
            self.inspect(&self.strands[id], |seen| seen.forget(&unused));
        }
        let result = result.map_or(given, |result| result.clone().into());
        self.complete(id, state, StateResult::Output(result));
        Ok(())
    }
}
