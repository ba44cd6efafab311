//! The flags that `sfn run` and `sfn trace` step with.

use crate::asl::machine::StateMachine;
use crate::cli::error::Error;
use crate::debug::Breakpoint;

/// Flags for stepping through a run.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct StepFlags {
    /// Stop before every state: step on, back and into branches and items, look at data, change it (`help` lists how)
    #[arg(long, help_heading = "Stepping")]
    pub(super) step: bool,
    /// Stop here: at a state, at an error (States.Timeout, error:NAME), or where '{% JSONATA %}' is true, of one
    /// state: 'STATE if {% JSONATA %}' (repeatable)
    #[arg(long = "break", value_name = "STATE|ERROR|CONDITION", help_heading = "Stepping")]
    breakpoints: Vec<String>,
}

impl StepFlags {
    /// Whether the run is stepped through.
    pub fn are_given(&self) -> bool {
        self.step || !self.breakpoints.is_empty()
    }

    /// The breakpoints in `machine`.
    pub(super) fn parse(&self, machine: &StateMachine) -> Result<Vec<Breakpoint>, Error> {
        let parsed = self.breakpoints.iter().map(|text| {
            Breakpoint::parse(text, machine).map_err(|why| Error::usage(format!("--break: {why}")))
        });
        parsed.collect()
    }
}
