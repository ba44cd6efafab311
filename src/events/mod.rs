//! EventBridge: patterns, what targets get, schedules, triggers of templates; and API Gateway: what routes map. Pure: no
//! server, no clock, no file.

pub mod codes;
pub mod emission;
pub mod input;
pub mod pattern;
mod reader;
pub mod route;
pub mod schedule;
mod scheduled;
pub mod status;
pub mod trigger;
