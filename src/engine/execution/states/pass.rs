//! Pass: a fixed `Result`, or what came in.

use crate::asl::machine::State;
use crate::base::value::Value;

use super::super::Execution;
use super::super::data::Work;
use super::super::failure::Failure;
use super::super::strand::StrandId;

impl Execution {
    pub(super) fn pass(
        &mut self,
        id: StrandId,
        state: &State,
        result: Option<&Value>,
    ) -> Result<(), Failure> {
        let given = self.site(id, state).arguments()?;
        let result = result.map_or(given, |result| result.clone().into());
        self.complete(id, &Work::Result(result));
        Ok(())
    }
}
