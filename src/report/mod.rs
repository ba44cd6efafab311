//! Records or diagnostics in, bytes out: what the reader sees, one file a format, named as `--format` names
//! it. Nothing here decides whether colours or wide marks may be used; an [`ink::style::Style`] says so.

pub mod runs;
pub mod schemas;

pub mod costs;
pub mod coverage;
pub mod definitions;
pub mod emission;

pub mod findings;
pub mod graph;
pub mod policies;
pub mod searches;
pub mod tests;
pub mod watch;

pub mod evaluation;
pub mod explain;
pub mod help;

pub mod ink;
