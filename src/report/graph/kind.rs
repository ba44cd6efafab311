//! What a node of a picture is: a state of one of AWS's types, or something in its place.

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// A Task.
    Task,
    /// A Pass.
    Pass,
    /// A Choice.
    Choice,
    /// A Wait.
    Wait,
    /// A Succeed.
    Succeed,
    /// A Fail.
    Fail,
    /// A Parallel.
    Parallel,
    /// A Map.
    Map,
    /// A state whose `Type` is missing or none of these.
    Other,
    /// A name that a way leads to and no state has.
    Missing,
}

impl NodeKind {
    /// The kind of a state whose `Type` is `written`.
    pub(super) fn of(written: &str) -> Self {
        match written {
            "Task" => Self::Task,
            "Pass" => Self::Pass,
            "Choice" => Self::Choice,
            "Wait" => Self::Wait,
            "Succeed" => Self::Succeed,
            "Fail" => Self::Fail,
            "Parallel" => Self::Parallel,
            "Map" => Self::Map,
            _ => Self::Other,
        }
    }

    /// A word for it, lower case.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Task => "task",
            Self::Pass => "pass",
            Self::Choice => "choice",
            Self::Wait => "wait",
            Self::Succeed => "succeed",
            Self::Fail => "fail",
            Self::Parallel => "parallel",
            Self::Map => "map",
            Self::Other => "other",
            Self::Missing => "missing",
        }
    }
}
