//! What a run was: its records and who answered its calls, written to a file as they come and read back as
//! a stream.
//!
//! [`visits`] is the one place that puts records together: whoever shows a run reads visits. A new kind of
//! event touches `engine/history.rs`, which records it, [`visits`], which understands it, and `event`, which
//! writes it as AWS does and reads it back.

pub mod visits;
