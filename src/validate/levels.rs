//! Levels: findings that the user allowed or denied by their code.
//!
//! A code means itself, its beginning all codes that begin so (`SFN2`), `warnings` for all
//! warnings. Errors stay errors: AWS refuses them anyway. The exceptions are those that
//! rest on what this program knows of integrations and APIs, which grow.

use crate::base::diag::{Code, Diagnostic, Severity};
use crate::base::near::near;

use super::rules::{
    self, RULES, missing_parameter, parameter_type, resource, unknown_api, unknown_parameter,
};

/// Errors that may be wrong one day, so that they can be allowed.
const AGEING: [Code; 5] = [
    resource::RULE.code,
    unknown_api::RULE.code,
    missing_parameter::RULE.code,
    unknown_parameter::RULE.code,
    parameter_type::RULE.code,
];

/// Whether `diagnostic` cannot be allowed.
pub(super) fn is_final(diagnostic: &Diagnostic) -> bool {
    diagnostic.severity == Severity::Error && !AGEING.contains(&diagnostic.code)
}

/// What was allowed, denied and selected in one place.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    /// Codes not to report.
    pub allow: Vec<String>,
    /// Codes to report as errors.
    pub deny: Vec<String>,
    /// The only codes to report; all of them if none is named.
    pub select: Vec<String>,
}

/// What is to be done with a finding; of two that are asked for equally closely the later one wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    Allow,
    Report,
    Deny,
}

impl Levels {
    /// What is asked for `diagnostic`: the longest code that covers it decides.
    fn judge(&self, diagnostic: &Diagnostic) -> Option<Verdict> {
        let lists =
            [(&self.allow, Verdict::Allow), (&self.select, Verdict::Report), (&self.deny, Verdict::Deny)];
        let asked = lists.iter().flat_map(|(codes, verdict)| codes.iter().map(move |code| (code, *verdict)));
        let covering = asked.filter(|(code, _)| covers(code, diagnostic));
        let length = |code: &str| if code == WARNINGS { 0 } else { code.len() };
        let closest = covering.map(|(code, verdict)| (length(code), verdict)).max();
        let may_drop = !self.select.is_empty() && diagnostic.severity != Severity::Error;
        let unselected = may_drop.then_some(Verdict::Allow);
        closest.map(|(_, verdict)| verdict).or(unselected)
    }
}

/// Whether to report `diagnostic`, which becomes an error if it is denied. The first of `levels` that has
/// anything to say about it decides.
pub fn keep(levels: &[&Levels], diagnostic: &mut Diagnostic) -> bool {
    if is_final(diagnostic) {
        return true;
    }
    match levels.iter().find_map(|levels| levels.judge(diagnostic)) {
        Some(Verdict::Allow) => false,
        Some(Verdict::Deny) => {
            diagnostic.severity = Severity::Error;
            true
        }
        Some(Verdict::Report) | None => true,
    }
}

/// The word that means all warnings.
const WARNINGS: &str = "warnings";

/// Whether `asked` means any code.
#[must_use]
pub fn is_known(asked: &str) -> bool {
    asked == WARNINGS || (!asked.is_empty() && RULES.iter().any(|rule| rule.code.starts_with(asked)))
}

/// All that means any code: `warnings`, the codes and their beginnings.
#[must_use]
pub fn known() -> Vec<&'static str> {
    let codes = RULES.iter().map(|rule| rule.code.as_str());
    let mut known: Vec<&str> = codes.flat_map(|code| (1..=code.len()).map(move |end| &code[..end])).collect();
    known.sort_unstable();
    known.dedup();
    known.push(WARNINGS);
    known
}

/// What may have been meant by `asked`, which means no code.
#[must_use]
pub fn advice(asked: &str) -> String {
    if let Some(rule) = RULES.iter().find(|rule| rule.name.eq_ignore_ascii_case(asked)) {
        return format!("its code is {}", rule.code);
    }
    match near(asked, RULES.iter().flat_map(|rule| [rule.code.as_str(), rule.name])) {
        Some(meant) => format!("did you mean {}?", rules::named(meant)),
        None => "codes look like SFN203, and SFN2 stands for all that begin so".to_owned(),
    }
}

pub(super) fn covers(asked: &str, diagnostic: &Diagnostic) -> bool {
    match asked {
        WARNINGS => diagnostic.severity == Severity::Warning,
        code => !code.is_empty() && diagnostic.code.starts_with(code),
    }
}
