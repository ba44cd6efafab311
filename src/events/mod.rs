//! EventBridge: patterns, what targets get, schedules, triggers of templates. Pure: no server, no clock, no file.

pub mod codes;
pub mod emission;
pub mod input;
pub mod pattern;
mod reader;
pub mod schedule;
mod scheduled;
pub mod status;
pub mod trigger;
