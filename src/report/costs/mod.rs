//! What runs of a machine cost, for people and as JSON. Amounts are US dollars for all executions of a month.

mod human;
mod json;

pub use human::write as human;
pub use json::write as json;

/// The costs of a machine.
#[derive(Clone, Debug)]
pub struct Costs {
    /// The machine, as it is referred to.
    pub machine: String,
    /// The region that was asked for.
    pub region: String,
    /// When the prices were looked up, the oldest of them: `2026-03`.
    pub as_of: &'static str,
    /// Whether they are those of the region; those of us-east-1 otherwise.
    pub is_own: bool,
    /// What the machine is: `STANDARD` or `EXPRESS`.
    pub workflow: &'static str,
    /// How many executions the amounts are for.
    pub executions: u64,
    /// Its runs.
    pub bills: Vec<Bill>,
    /// Runs that did not come to an end, and are not counted.
    pub unfinished: Vec<String>,
    /// The type that fits: `STANDARD` or `EXPRESS`.
    pub fits: &'static str,
    /// Why.
    pub why: Vec<String>,
    /// Where something could be saved, or costs more than it seems.
    pub advice: Vec<Advice>,
}

/// What one run costs, if all executions were like it.
#[derive(Clone, Debug)]
pub struct Bill {
    /// The test, or what the input is.
    pub name: String,
    /// Transitions of Standard executions, those of child executions included.
    pub transitions: u64,
    /// Express child executions.
    pub child_requests: u64,
    /// How long it takes, in milliseconds.
    pub ms: i64,
    /// The memory that Express would be billed for, in MB.
    pub memory_mb: f64,
    /// The GB-seconds that Express would be billed for.
    pub gb_seconds: f64,
    /// US dollars as a Standard workflow.
    pub standard: f64,
    /// As an Express workflow; none if it cannot be one.
    pub express: Option<f64>,
}

/// Something to save, or to beware of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// What explains it: `SFN701`.
    pub code: &'static str,
    /// The state; empty for the machine itself.
    pub state: String,
    /// What there is to say of it.
    pub text: String,
}
