//! `Mode`: where a run is to stop next, beside breakpoints.

use crate::engine::call::Step;

use super::breakpoint::Breakpoint;
use super::command::Command;

/// Where a run is to stop next, beside breakpoints.
#[derive(Clone, Debug)]
pub enum Mode {
    /// At any state or call.
    Into,
    /// At a state of this branch or item, or of what is around it.
    Next(Vec<Step>),
    /// At a state of what is around this branch or item.
    Out(Vec<Step>),
    /// At a breakpoint, or here.
    Run(Option<Breakpoint>),
    /// Before the turn with this number: the run was taken back.
    Again(usize),
}

impl Mode {
    /// What a command that goes on from `path` leads to; `None` for all other commands.
    ///
    /// # Errors
    /// Why it cannot go on so.
    pub fn after(command: &Command, path: &[Step], has_ended: bool) -> Result<Option<Self>, String> {
        match command {
            Command::Next | Command::Into | Command::Out if has_ended => {
                Err("the execution has ended: `back` goes back, `continue` and `quit` end this".to_owned())
            }
            Command::Next => Ok(Some(Self::Next(path.to_vec()))),
            Command::Into => Ok(Some(Self::Into)),
            Command::Out if path.is_empty() => {
                Err("this is the outermost level: `continue` goes on to the end".to_owned())
            }
            Command::Out => Ok(Some(Self::Out(path.to_vec()))),
            Command::Continue(to) => Ok(Some(Self::Run(to.clone()))),
            Command::Back(_)
            | Command::Restart
            | Command::Break(_)
            | Command::Clear(_)
            | Command::SetInput(_)
            | Command::SetVariable(..)
            | Command::Answer(_)
            | Command::Quit => Ok(None),
        }
    }

    /// Whether the run is to stop before a state at `path` is entered; `holds` says whether a breakpoint is met there.
    pub fn stops_at(&self, path: &[Step], holds: impl FnOnce(&Breakpoint) -> bool) -> bool {
        match self {
            Self::Into => true,
            Self::Next(own) => own.starts_with(path),
            Self::Out(own) => own.len() > path.len() && own.starts_with(path),
            Self::Run(Some(to)) => holds(to),
            Self::Run(None) | Self::Again(_) => false,
        }
    }

    /// Whether it is to stop before an error of this name.
    pub fn stops_at_error(&self, error: &str) -> bool {
        matches!(self, Self::Run(Some(to)) if to.takes_error(error))
    }
}

/// Does what is said about breakpoints; `false` if it is about something else.
///
/// # Errors
/// Why it cannot be done.
pub fn edit(breakpoints: &mut Vec<Breakpoint>, command: &Command) -> Result<bool, String> {
    match command {
        Command::Break(breakpoint) => breakpoints.push(breakpoint.clone()),
        Command::Clear(None) => breakpoints.clear(),
        Command::Clear(Some(at)) if *at <= breakpoints.len() => _ = breakpoints.remove(at - 1),
        Command::Clear(Some(at)) => return Err(format!("there is no breakpoint {at}; `break` lists them")),
        Command::Next
        | Command::Into
        | Command::Out
        | Command::Continue(_)
        | Command::Back(_)
        | Command::Restart
        | Command::SetInput(_)
        | Command::SetVariable(..)
        | Command::Answer(_)
        | Command::Quit => return Ok(false),
    }
    Ok(true)
}
