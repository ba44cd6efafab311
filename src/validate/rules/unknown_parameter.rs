//! SFN142: unknown parameter.

use crate::asl::machine::Workflow;
use crate::base::diag::{Diagnostic, Severity};
use crate::base::near::{closest, is_typo, near};
use crate::catalog::Parameter;

use super::super::calls::Call;
use super::{Finder, Rule};
use super::{by_catalog, clipped, listed, schema, within};

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "SFN142",
    name: "unknown-parameter",
    severity: Severity::Error,
    about: "The called API has no such parameter, and AWS refuses what it does not know. Capitals matter: \
        names are those of the AWS SDK for Java with a capital letter, `SsekmsKeyId` and not `SSEKMSKeyId`. \
        AWS's APIs grow, and this program knows them as they were when it was made; AWS itself is often \
        behind. If AWS takes a parameter that is refused here, write `sfn:allow SFN142` into the `Comment` \
        of the state.",
    examples: Some(examples!("SFN142", "json")),
    workflow: Workflow::Standard,
    aws: Some((
        super::SCHEMA,
        "The field \"VersionID\" is not supported by Step Functions. Did you mean 'VersionId'?",
    )),
    finder: Finder::Along,
};

/// That the API, which takes `takes`, has nothing called `key`.
pub(in super::super) fn diagnostic(call: &Call<'_>, key: &str, takes: &[Parameter]) -> Diagnostic {
    let name = call.name(key);
    let names = || takes.iter().map(|parameter| parameter.name);
    let api = call.resource.short_name();
    let message = format!("`{api}` has no parameter `{}`{}", clipped(name), within(call.part));
    let mut diagnostic = by_catalog(RULE.at(call.key(key), message));
    if let Some(near) = near(name, names()) {
        diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
        if !call.has(near) && is_typo(name, near) {
            let suffix = &key[name.len()..];
            diagnostic = diagnostic.fix(call.key(key), key, format!("{near}{suffix}"));
        }
    } else if takes.is_empty() {
        diagnostic = diagnostic.help("remove it: this action takes no parameters");
    } else if takes.len() <= 8 {
        diagnostic = diagnostic.help(format!("it takes {}", listed(&names().collect::<Vec<_>>())));
    }
    let mut words = format!("The field \"{name}\" is not supported by Step Functions.");
    // AWS offers the nearest name however far it is.
    if let Some(nearest) = closest(name, names()) {
        words.push_str(&format!(" Did you mean '{nearest}'?"));
    }
    schema(diagnostic, words, &call.pointer)
}

/// That the integration takes the parameter `key` for itself.
pub(in super::super) fn closed(call: &Call<'_>, key: &str) -> Diagnostic {
    let (name, api) = (call.name(key), call.resource.short_name());
    let suffix = call.resource.pattern.suffix();
    let message = format!("`{api}{suffix}` does not take `{name}`{}", within(call.part));
    let diagnostic = RULE.at(call.key(key), message).help("remove it");
    schema(diagnostic, format!("The field '{name}' is not supported by Step Functions"), &call.pointer)
}
