//! The paths in the texts of a definition: `$.order.id` in JSONPath and in intrinsic functions,
//! `$states.input.order.id` in JSONata.

use super::shape::Step;

/// The paths in `text` that begin with `root`, which is `$`, `$$` or `$states.input`, as far as they are plain.
pub(super) fn paths(text: &str, root: &str) -> Vec<Vec<Step>> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices(root) {
        let before = text[..at].chars().next_back();
        let rest = &text[at + root.len()..];
        let is_longer = rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '$' | '_'));
        if is_longer || before.is_some_and(|c| c == '$' || c.is_alphanumeric() || c == '_') {
            continue;
        }
        found.push(steps(rest));
    }
    found
}

/// The steps that `text` begins with.
fn steps(text: &str) -> Vec<Step> {
    let (mut steps, mut rest) = (Vec::new(), text);
    loop {
        if let Some(name) = rest.strip_prefix('.') {
            let name =
                name.strip_prefix('`').map_or(name, |quoted| quoted.split('`').next().unwrap_or_default());
            let len =
                name.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-')).unwrap_or(name.len());
            // A function, a wildcard or a step down any way: no member.
            if len == 0 || name[len..].starts_with('(') {
                return steps;
            }
            steps.push(Step::Key(name[..len].to_owned()));
            rest = &rest[1 + len..];
            continue;
        }
        let Some(inside) = rest.strip_prefix('[') else { return steps };
        let Some(end) = inside.find(']') else { return steps };
        let name = inside[..end].trim_matches(['\'', '"']);
        if name.len() < end {
            steps.push(Step::Key(name.to_owned()));
        } else if name == "*" || name.parse::<usize>().is_ok() || name.starts_with('?') {
            steps.push(Step::Item);
            if name.starts_with('?') {
                return steps;
            }
        } else {
            return steps;
        }
        rest = &inside[end + 1..];
    }
}
