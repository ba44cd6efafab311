//! Where the values of a text are: spans by JSON Pointer.
//!
//! [`json`] finds them by a pass of its own, [`yaml`] gets them from the reader.

mod align;
pub mod json;
mod spans;
mod string;
mod tree;
pub mod yaml;

pub use align::{align, align_escaped};
pub use spans::{Piece, SpanMap};
pub use tree::{Found, Member, Node, Shape, Tree};
