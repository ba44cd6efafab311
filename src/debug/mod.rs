//! Stepping through a run, forwards and backwards. A [`Debugger`] leads a run turn by turn (a turn lets one branch or
//! item do one thing: enter its state, take an answer, wake up) and stops it where it was asked to; a [`Front`], such
//! as a terminal, shows the [`Place`] and says with a [`Command`] how to go on. Going back takes the run to a clone
//! that was kept, so that nothing runs from the start again; what is changed there makes a run of its own from there.

mod answers;
mod breakpoint;
mod changes;
mod command;
mod debugger;
mod keeping;
mod log;
mod mode;
mod place;
mod playback;
mod scopes;
mod seen;
mod track;
mod words;

pub use breakpoint::Breakpoint;
pub use changes::{Change, Changes};
pub use command::{COMMANDS, Command, Said, Shown, Word};
pub use debugger::{Debugger, Front};
pub use keeping::test;
pub use log::Log;
pub use place::{Behind, Place, Stop};
pub use playback::Playback;
