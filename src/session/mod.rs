//! Running a machine: an [`Order`] says what is to be run, [`prepare`] reads and checks everything it names,
//! [`host`] drives the execution to its end while observers take its records, and a [`Halt`] says why it
//! stopped before that. Nothing here prints, knows of a command line or of a report.

mod alone;
mod build;
mod functions;
mod mocking;
pub mod order;
mod part;
mod prepare;
mod template;

pub mod host;
mod kept;
mod kin;
pub mod lead;
mod out;
mod outside;
pub mod pool;
pub mod route;

pub mod halt;

mod recorded;
pub mod signals;
mod story;
mod world;

pub use alone::{AloneRun, AloneStatus};
pub use build::{Building, NotBuilt, Why, build};
pub use halt::Halt;
pub use host::{Limits, MOST_MEMORY, Observer, Unseen};
pub use kept::Kept;
pub use mocking::{mock_files, mock_files_over};
pub use order::Order;
pub use outside::Outside;
pub use part::state;
pub use prepare::{Prepared, REPEATABLE_START, Stage, prepare};
pub use recorded::{opening, stop, too_much_to_show, unused};
pub use route::Router;
pub use template::{Birth, Template};
pub use world::World;
