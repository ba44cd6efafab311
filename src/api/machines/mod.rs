//! Operations on state machines.

pub(super) mod create;
pub(super) mod delete;
pub(super) mod describe;
pub(super) mod list;
pub(super) mod refresh;
pub(super) mod update;
pub(super) mod validate;

pub(super) mod definition;
