//! Records in, bytes out: what the reader of a run sees, one file a format. Nothing here decides whether
//! colours or wide marks may be used; a [`style::Style`] says so.

pub mod style;

pub mod json;
pub mod text;

pub mod amount;
pub mod diff;
pub mod line;
pub mod marks;
pub mod secret;
pub mod shorten;
pub mod width;
