//! `Granted`: what policies that somebody wrote allow and deny. Names of actions are compared without regard to case, `*` and
//! `?` match as in IAM. Conditions are taken to be met, and what stands for a value that is not known matches anything.

use crate::base::value::Value;

/// One statement, as it was written.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) is_allowed: bool,
    pub(super) actions: Names,
    pub(super) resources: Names,
    pub(super) has_conditions: bool,
}

/// What a statement is about, or all but what it names.
#[derive(Clone, Debug)]
pub(super) enum Names {
    These(Vec<String>),
    AllBut(Vec<String>),
}

/// What policies allow and deny.
#[derive(Clone, Debug, Default)]
pub struct Granted {
    pub(super) rules: Vec<Rule>,
    /// Policies whose statements are not known: AWS has them.
    pub unread: Vec<String>,
    /// The role, if it is known.
    pub role: Option<String>,
}

/// What is said of a permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Allowed,
    /// It is, of a part of what may be asked for.
    Perhaps,
    Denied,
    Missing,
}

impl Granted {
    /// Adds the statements of a policy document.
    pub fn add(&mut self, document: &Value) {
        let statements = document.get("Statement").or_else(|| document.get("statement"));
        match statements {
            Some(Value::Array(all)) => all.iter().for_each(|one| self.statement(one)),
            Some(one @ Value::Object(_)) => self.statement(one),
            Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) | None => {}
        }
    }

    fn statement(&mut self, statement: &Value) {
        let names = |these: &str, all_but: &str| match (statement.get(these), statement.get(all_but)) {
            (Some(these), _) => Names::These(texts(these)),
            (None, Some(but)) => Names::AllBut(texts(but)),
            (None, None) => Names::These(Vec::new()),
        };
        self.rules.push(Rule {
            is_allowed: statement.get("Effect").and_then(Value::as_str) == Some("Allow"),
            actions: names("Action", "NotAction"),
            resources: names("Resource", "NotResource"),
            has_conditions: statement.get("Condition").is_some(),
        });
    }

    /// Adds that `actions` are allowed on `resources`.
    pub(super) fn allow(&mut self, actions: Vec<String>, resources: Vec<String>) {
        let (actions, resources) = (Names::These(actions), Names::These(resources));
        self.rules.push(Rule { is_allowed: true, actions, resources, has_conditions: false });
    }

    /// Whether nothing is known of it at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty() && self.unread.is_empty()
    }

    /// What is said of `action` on `resource`, which may have stars; `is_open` if a run asks for one of those only.
    pub(super) fn verdict(&self, action: &str, resource: &str, is_open: bool) -> Verdict {
        let (mut is_allowed, mut is_part) = (false, false);
        for rule in self.rules.iter().filter(|rule| rule.actions.has(action, true)) {
            if rule.resources.has(resource, false) {
                if !rule.is_allowed && !rule.has_conditions {
                    return Verdict::Denied;
                }
                is_allowed |= rule.is_allowed;
            } else if rule.is_allowed && is_open {
                is_part |= rule.resources.patterns().iter().any(|one| fits(resource, one, false));
            }
        }
        match (is_allowed, is_part) {
            (true, _) => Verdict::Allowed,
            (false, true) => Verdict::Perhaps,
            (false, false) => Verdict::Missing,
        }
    }
}

impl Names {
    /// Whether it is about `name`.
    pub(super) fn has(&self, name: &str, is_action: bool) -> bool {
        match self {
            Self::These(all) => all.iter().any(|one| fits(one, name, is_action)),
            Self::AllBut(all) => !all.iter().any(|one| fits(one, name, is_action)),
        }
    }

    pub(super) fn patterns(&self) -> &[String] {
        match self {
            Self::These(all) => all,
            Self::AllBut(_) => &[],
        }
    }
}

/// Whether `name` is what `pattern` says: `*` is any text, `?` any letter, `${…}` a text that is not known.
pub(super) fn fits(pattern: &str, name: &str, is_action: bool) -> bool {
    let pattern = without_unknown(pattern);
    if is_action {
        matches(pattern.to_ascii_lowercase().as_bytes(), name.to_ascii_lowercase().as_bytes())
    } else {
        matches(pattern.as_bytes(), name.as_bytes())
    }
}

/// `pattern` with a star for each `${…}`.
pub(super) fn without_unknown(pattern: &str) -> String {
    let (mut made, mut rest) = (String::new(), pattern);
    while let Some((before, (_, after))) =
        rest.split_once("${").and_then(|(before, behind)| Some((before, behind.split_once('}')?)))
    {
        made.push_str(before);
        made.push('*');
        rest = after;
    }
    made + rest
}

/// The usual walk: on a mismatch, the last star takes one more byte.
fn matches(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut read, mut star) = (0, 0, None);
    while read < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, read));
                at += 1;
            }
            Some(byte) if *byte == b'?' || *byte == text[read] => {
                at += 1;
                read += 1;
            }
            Some(_) | None => {
                let Some((back, taken)) = star else { return false };
                star = Some((back, taken + 1));
                (at, read) = (back + 1, taken + 1);
            }
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

/// A text, or the texts of a list, whose items may be lists where templates put some together.
pub(super) fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.to_string()],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn patterns_are_those_of_iam() {
        for (pattern, name, is) in [
            ("arn:aws:s3:::b/*", "arn:aws:s3:::b/k/l", true),
            ("arn:aws:s3:::b", "arn:aws:s3:::b/k", false),
            ("arn:aws:s3:::b/*", "arn:aws:s3:::b/*", true),
            ("arn:*:s3:::b-??", "arn:aws:s3:::b-ab", true),
            ("arn:aws:s3:::b-??", "arn:aws:s3:::b-abc", false),
            ("a*b*c", "aXbXbc", true),
            ("table/${Table}", "table/orders", true),
        ] {
            assert_eq!(fits(pattern, name, false), is, "{pattern} {name}");
        }
        assert!(fits("dynamodb:put*", "dynamodb:PutItem", true));
    }
}
