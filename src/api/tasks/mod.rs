//! Operations on tasks that wait for somebody outside: those of activities, and those with a token.

pub(super) mod poll;
pub(super) mod send;
