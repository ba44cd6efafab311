//! The names of an `InputPathsMap`.

use super::BadTarget;
use crate::base::value::Value;

/// Refuses a name that AWS does not take.
pub(super) fn check(name: &str, path: &Value) -> Result<(), BadTarget> {
    let is_fine = (1..=256).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
        && !name.starts_with("AWS");
    if is_fine {
        return Ok(());
    }
    let path = path.as_str().map_or_else(|| path.to_json(), str::to_owned);
    Err(BadTarget(format!(
        "1 validation error detected: Value '{{{name}={path}}}' at 'targets.1.member.inputTransformer.inputPathsMap' \
         failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal \
         to 256, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: \
         [A-Za-z0-9\\_\\-]+]"
    )))
}
