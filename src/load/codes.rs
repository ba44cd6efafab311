//! The codes of what loading can find.

/// Not valid JSON.
pub const JSON: &str = "SFN001";
/// Not valid YAML.
pub const YAML: &str = "SFN002";
/// A key stands twice in one object.
pub const DUPLICATE: &str = "SFN003";
/// No definition: empty, or no object.
pub const SHAPE: &str = "SFN004";
/// Another kind of file.
pub const KIND: &str = "SFN005";
/// Not UTF-8.
pub const ENCODING: &str = "SFN006";
/// Too large or nested too deep.
pub const LARGE: &str = "SFN007";
/// A value was given for a name that does not occur.
pub const UNUSED: &str = "SFN010";
/// A made-up number stands for a name without a value.
pub const PLACEHOLDER: &str = "SFN011";
/// A word that YAML 1.1 takes for a boolean.
pub const OLD_BOOLEAN: &str = "SFN012";
/// AWS refuses what this program reads: comments, trailing commas.
pub const LENIENT: &str = "SFN013";
/// The template gives a name no value.
pub const UNBOUND: &str = "SFN014";
/// A file that is named cannot be read.
pub const FILE: &str = "SFN015";
/// Something in a template that cannot be computed.
pub const FUNCTION: &str = "SFN016";
/// No state machine in a template, or none of that name.
pub const NO_MACHINE: &str = "SFN017";
/// Not valid HCL.
pub const HCL: &str = "SFN018";
/// Something in a template is looked up only when it is deployed.
pub const LATER: &str = "SFN019";
/// A value is deployed as something else than it looks like.
pub const READING: &str = "SFN021";
/// A file that is named lies outside of the project.
pub const OUTSIDE: &str = "SFN020";
