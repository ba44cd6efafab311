//! What every report is written with: lines of coloured text that fit the page, amounts and values in short
//! form, secrets hidden; JSON and YAML for programs.

pub mod style;

pub mod control;
pub mod line;
pub mod marks;
pub mod paint;
pub mod unified;
pub mod width;

pub use crate::base::amount;
pub mod secret;
pub mod shell;
pub mod shorten;
pub mod whole;

pub mod yaml;
