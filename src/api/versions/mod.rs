//! Operations on versions of state machines.

pub(super) mod delete;
pub(super) mod list;
pub(super) mod publish;
