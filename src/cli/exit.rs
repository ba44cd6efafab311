//! Exit codes. 1 means "your workflow says no", 3 to 6 mean "sfn could not answer".

use std::process::ExitCode;

use crate::session::signals::Signal;

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// The execution succeeded, nothing was found.
    Ok = 0,
    /// The execution failed, timed out or was aborted; a definition has errors.
    Negative = 1,
    /// Wrong flags.
    Usage = 2,
    /// A file, an input or a mock file cannot be read or is wrong.
    Load = 3,
    /// There was nothing to check.
    Nothing = 4,
    /// A task had no answer.
    Unmocked = 5,
    /// Right for AWS, not emulated.
    Unsupported = 6,
    /// A limit of this program was reached: `--timeout`, `--max-steps`.
    Limit = 124,
    /// SIGINT stopped the run: Ctrl-C.
    Interrupted = 130,
    /// SIGTERM stopped the run.
    Terminated = 143,
}

impl From<Signal> for Exit {
    fn from(signal: Signal) -> Self {
        match signal {
            Signal::Interrupt => Self::Interrupted,
            Signal::Terminate => Self::Terminated,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
