//! Findings in the order in which a reader of the definition meets them.

use crate::base::diag::Diagnostic;
use crate::base::pointer;
use crate::base::value::Value;

/// Sorts `found` by where they are in `definition`; equal places keep their order.
pub(super) fn sort(found: &mut [Diagnostic], definition: &Value) {
    found.sort_by_cached_key(|diagnostic| steps(definition, diagnostic.place.pointer()));
}

/// The way to `pointer` as the number of each member, as far as it leads.
fn steps(definition: &Value, pointer: &str) -> Vec<usize> {
    let mut at = definition;
    let mut steps = Vec::new();
    for token in pointer::tokens(pointer) {
        let next = match at {
            Value::Object(members) => {
                members.position(&token).and_then(|n| Some((n, &members.iter().as_slice().get(n)?.1)))
            }
            Value::Array(items) => {
                token.parse().ok().and_then(|n: usize| Some((n, items.as_slice().get(n)?)))
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
        };
        let Some((step, value)) = next else { break };
        steps.push(step);
        at = value;
    }
    steps
}
