//! Snapshots: what a run was, kept in a readable file beside the test and compared with every later run.
//!
//! `place.rs` says where the file lies, `take.rs` what stands in it, `file.rs` how it is written, `differ.rs` how two
//! of them differ, `store.rs` what is written when,
//! `folders.rs` which files there are, `review.rs` what is decided on those that wait.

mod differ;
mod file;
mod folders;
pub mod made;
mod place;
mod review;
mod store;
mod take;

pub use differ::{parts, whole};
pub use file::Snapshot;
pub use folders::{delete, orphans, pending, pending_of};
pub use place::{folder, slugs};
pub use review::Waiting;
pub use store::{Place, Update};
pub use take::{needs_records, take, wanted};
