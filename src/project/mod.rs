//! A project on disk: its settings, which of its files hold machines, reading those files, and from a
//! reference such as `template.yaml#Order` to a checked machine. Nothing here runs a machine, prints or
//! knows of a command line.

mod error;

pub mod clock;
pub mod codes;
pub mod permissions;
pub mod settings;

pub mod events;
pub mod files;
pub mod inputs;
pub mod patience;
pub mod store;

pub mod definitions;
pub mod deployed;
pub mod discovery;
pub mod mock_files;
mod placeholders;
pub mod roles;
pub mod targets;
pub mod test_files;

pub mod one;

mod revision;
pub mod versions;

pub mod check;
pub mod fix;
pub mod format;
pub mod units;

pub use error::Error;
