//! `LambdaFunction`: a Lambda function that a template declares, as far as its code can be run where it lies.
//!
//! Nothing here says whether it may be run, or whether its folders are there.

use super::node::Node;

/// A Lambda function that a template declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LambdaFunction {
    /// What names it in its file: its logical id, with those of the nested stacks around it before it.
    pub id: String,
    /// Its name, and what a definition of the same file may have in that place: the ids of its aliases and versions.
    pub names: Vec<String>,
    /// The file that declares it.
    pub file: String,
    /// Its code.
    pub code: FunctionCode,
    /// The handler, such as `app.handler`.
    pub handler: Option<String>,
    /// The runtime, such as `python3.12`.
    pub runtime: Option<String>,
    /// The variables of its environment whose values are known.
    pub environment: Vec<(String, String)>,
    /// The variables whose values are known only when it is deployed.
    pub unset: Vec<String>,
    /// The longest that one call may take.
    pub timeout_seconds: u32,
    /// Its memory.
    pub memory_mb: u32,
    /// Whether it has layers, which are not read.
    pub has_layers: bool,
}

/// Where the code of a function is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FunctionCode {
    /// In the first of these folders that is there, each relative to the folder of the file that declares it.
    Folders(Vec<String>),
    /// In the template itself.
    Text(String),
    /// Where it cannot be run, for this reason: `is an image of a container`.
    Elsewhere(&'static str),
}

/// Its code lies where only AWS reads it.
pub(super) const IN_S3: FunctionCode = FunctionCode::Elsewhere("has its code in S3");
/// Its code is packed.
pub(super) const PACKED: FunctionCode = FunctionCode::Elsewhere("has its code in a packed file");
/// Its code is an image.
pub(super) const IMAGE: FunctionCode = FunctionCode::Elsewhere("is an image of a container");
/// Its code is not named.
pub(super) const UNKNOWN: FunctionCode =
    FunctionCode::Elsewhere("has code of which the place is known only when it is deployed");

/// The folder that `path` names.
pub(super) fn folder(path: &str) -> FunctionCode {
    if path.contains("${") {
        return UNKNOWN;
    }
    if path.starts_with("s3://") || path.starts_with("https://") {
        return IN_S3;
    }
    let is_packed = [".zip", ".jar"].iter().any(|ending| path.ends_with(ending));
    if is_packed { PACKED } else { FunctionCode::Folders(vec![path.to_owned()]) }
}

/// Adds the variables that `variables` holds: numbers and booleans are texts there. Later ones replace earlier ones.
pub(super) fn add_variables(
    variables: Option<&Node>,
    known: &mut Vec<(String, String)>,
    unset: &mut Vec<String>,
) {
    for member in variables.map(Node::members).unwrap_or_default() {
        known.retain(|(name, _)| *name != member.key);
        unset.retain(|name| *name != member.key);
        match member.value.to_string().filter(|text| !text.contains("${")) {
            Some(text) => known.push((member.key.clone(), text)),
            None => unset.push(member.key.clone()),
        }
    }
}

/// The whole number that `node` is or spells.
pub(super) fn number(node: Option<&Node>) -> Option<u32> {
    node?.to_string()?.parse().ok()
}
