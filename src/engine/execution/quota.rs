//! AWS's quotas of bytes: what a state may receive, give and assign. All are measured on JSON text.

use crate::asl::errors::{Trigger, names};
use crate::asl::machine::Kind;
use crate::base::pointer::Pointer;
use crate::base::value::Object;

use super::data::StateEval;
use super::failure::{Failure, Reason};
use crate::engine::payload::Payload;

/// The most bytes a state may receive or give.
pub const PAYLOAD: usize = crate::expr::PAYLOAD_BYTES;
/// The most bytes of one variable, and of all that one state assigns.
const VARIABLES_OF_STATE: usize = PAYLOAD;
/// The most bytes of all variables of an execution at a time.
const VARIABLES_OF_EXECUTION: usize = 10_485_760;

impl StateEval<'_> {
    /// Refuses data that is too large to be received or given by the state.
    pub fn within_quota(&self, data: &Payload) -> Result<(), Failure> {
        self.within("", data, PAYLOAD)
    }

    /// Refuses data of more than `most` bytes, as `field` says.
    pub fn within(&self, field: &str, data: &Payload, most: usize) -> Result<(), Failure> {
        let size = data.size();
        if size <= most {
            return Ok(());
        }
        let is_task = matches!(self.state.kind, Kind::Task(_));
        let trigger = if is_task { Trigger::Work } else { Trigger::Quota };
        let failure = too_large(&self.state.name).triggered_by(trigger);
        Err(failure.because(
            self.view.strand.state,
            self.state.pointer.join(field),
            Reason::TooLarge { size, quota: most },
        ))
    }

    /// Gives `assigned` back if these variables, assigned by the template in `field`, are within limits.
    pub fn within_variable_quotas(
        &self,
        field: impl Fn() -> Pointer,
        assigned: Option<Object>,
    ) -> Result<Option<Object>, Failure> {
        let Some(assigned) = assigned else { return Ok(None) };
        let state = &self.state.name;
        let refused = |cause: String, size, quota| {
            let failure = Failure::new(names::DATA_LIMIT_EXCEEDED, cause).triggered_by(Trigger::Quota);
            let pointer = self.state.pointer.join(&field());
            Err(failure.because(self.view.strand.state, pointer, Reason::Variables { size, quota }))
        };
        let (mut sum, mut replaced) = (0, 0);
        for (name, value) in &assigned {
            let size = value.json_size();
            sum += size;
            replaced += self.view.strand.variables.own(name).map_or(0, |old| old.json_size());
            let words = || format!("Variable '{name}' in state '{state}' was assigned {size} bytes");
            if size > VARIABLES_OF_STATE {
                let cause = format!("Variable size limit exceeded. {}.", words());
                return refused(cause, size, VARIABLES_OF_STATE);
            }
            if sum > VARIABLES_OF_STATE {
                let cause = format!(
                    "State total variable size limit exceeded. {}, which caused the size of variables assigned \
                     in the state to exceed its limit by {} bytes.",
                    words(),
                    sum - VARIABLES_OF_STATE
                );
                return refused(cause, sum, VARIABLES_OF_STATE);
            }
        }
        let strands = self.view.execution.strands.iter();
        let total = strands.map(|(_, strand)| strand.variables.size).sum::<usize>() + sum - replaced;
        if total > VARIABLES_OF_EXECUTION {
            let cause = format!(
                "Execution total variable size limit exceeded. State '{state}' assigned variables that \
                 exceed the total execution limit by {} bytes.",
                total - VARIABLES_OF_EXECUTION
            );
            return refused(cause, total, VARIABLES_OF_EXECUTION);
        }
        Ok(Some(assigned))
    }
}

/// AWS's error for data beyond the quota; `who` is a state, a service or a function ARN.
pub fn too_large(who: &str) -> Failure {
    Failure::new(
        names::DATA_LIMIT_EXCEEDED,
        format!(
            "The state/task '{who}' returned a result with a size exceeding the maximum number of bytes service limit."
        ),
    )
}
