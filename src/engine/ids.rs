//! Numbers that name executions and what belongs to them.

use crate::engine::saving::saved;

/// Names an execution within its fleet: 0 is the one that was started from outside, the others are child
/// executions in the order of their start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExecutionId(pub u32);

impl ExecutionId {
    /// The execution that was started from outside.
    pub const ROOT: Self = Self(0);
}

/// Names a group of child executions within the execution whose strand waits for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupId(pub u32);

saved!(number ExecutionId);
saved!(number GroupId);
