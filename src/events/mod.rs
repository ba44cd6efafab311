//! EventBridge: patterns, what targets get, schedules. Pure: no server, no clock, no file.

pub mod input;
pub mod pattern;
mod reader;
pub mod schedule;
