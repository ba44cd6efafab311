//! `Out`: a call that a service took on and has not answered.

use crate::asl::machine::StateId;

/// A call that is out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Out {
    pub(super) state: StateId,
    pub(super) after: Option<StateId>,
}
