//! Many executions on one clock: the child executions of Map Runs.

pub(in crate::engine) mod maprun;
