//! The codes of what compiling a definition finds. Their pages are the rules of those codes
//! (`validate/rules`).

use crate::base::diag::Code;

/// A field has a value of the wrong type.
pub const WRONG_TYPE: Code = Code::new("SFN100");
/// A transition names a state that does not exist.
pub const UNKNOWN_TARGET: Code = Code::new("SFN103");
/// Text that is not a timestamp.
pub const TIMESTAMP: Code = Code::new("SFN114");
/// Neither a path nor an intrinsic function.
pub const PATH_SYNTAX: Code = Code::new("SFN300");
/// Not valid JSONata.
pub const JSONATA_SYNTAX: Code = Code::new("SFN301");
/// A path that names more than a single node, where only one may be named.
pub const REFERENCE_PATH: Code = Code::new("SFN302");
/// The value of a `.$` key is neither a path nor an intrinsic function.
pub const PAYLOAD: Code = Code::new("SFN303");
/// An object has a key and the same key with `.$`.
pub const PAYLOAD_TWICE: Code = Code::new("SFN304");
/// An expression lacks `{%` or `%}`.
pub const DELIMITERS: Code = Code::new("SFN305");
/// `$states` has no such field at that place.
pub const STATES_FIELD: Code = Code::new("SFN311");
/// JSONata that Step Functions does not have.
pub const JSONATA_UNSUPPORTED: Code = Code::new("SFN312");
