//! The codes of what loading can find. Their pages are the rules of those codes
//! (`validate/rules`).

use crate::base::diag::Code;

/// Not valid JSON.
pub const JSON: Code = Code::new("SFN001");
/// Not valid YAML.
pub const YAML: Code = Code::new("SFN002");
/// A key occurs twice in one object.
pub const DUPLICATE: Code = Code::new("SFN003");
/// No definition: empty, or no object.
pub const SHAPE: Code = Code::new("SFN004");
/// Another kind of file.
pub const KIND: Code = Code::new("SFN005");
/// Not UTF-8.
pub const ENCODING: Code = Code::new("SFN006");
/// Too large or nested too deep.
pub const LARGE: Code = Code::new("SFN007");
/// A value was given for a name that does not occur.
pub const UNUSED: Code = Code::new("SFN010");
/// A name without a value was replaced by a made-up number.
pub const PLACEHOLDER: Code = Code::new("SFN011");
/// A word that YAML 1.1 takes for a boolean.
pub const OLD_BOOLEAN: Code = Code::new("SFN012");
/// AWS refuses what this program reads: comments, trailing commas.
pub const LENIENT: Code = Code::new("SFN013");
/// The template gives a name no value.
pub const UNBOUND: Code = Code::new("SFN014");
/// A file that is named cannot be read.
pub const FILE: Code = Code::new("SFN015");
/// Something in a template that cannot be computed.
pub const FUNCTION: Code = Code::new("SFN016");
/// No state machine in a template, or none of that name.
pub const NO_MACHINE: Code = Code::new("SFN017");
/// Not valid HCL.
pub const HCL: Code = Code::new("SFN018");
/// Something in a template is looked up only when it is deployed.
pub const LATER: Code = Code::new("SFN019");
/// A value is deployed as something else than it looks like.
pub const READING: Code = Code::new("SFN021");
/// A file that is named is outside of the project.
pub const OUTSIDE: Code = Code::new("SFN020");
