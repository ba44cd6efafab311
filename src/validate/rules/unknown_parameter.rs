//! SFN142: unknown parameter.

use crate::asl::call_model::Wrong;
use crate::asl::machine::Workflow;
use crate::base::diag::{Code, Diagnostic, Place, Severity};
use crate::base::near::{is_typo, near};

use super::{Finder, Rule};
use super::{by_catalog, clipped, listed, schema, within};
use crate::validate::calls::Verdict;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN142"),
    name: "unknown-parameter",
    severity: Severity::Error,
    about: "The called API has no such parameter, or no such member inside of one, and AWS refuses what it does \
        not know. Capitals matter: names are those of the AWS SDK for Java with a capital letter, \
        `SsekmsKeyId` and not `SSEKMSKeyId`, at every depth; only the keys of maps are free. \
        AWS's APIs grow, and this program knows them as they were when it was made; AWS itself is often \
        behind. If AWS takes a parameter that is refused here, write `sfn:allow SFN142` into the `Comment` \
        of the state.",
    examples: Some(examples!("SFN142", "json")),
    workflow: Workflow::Standard,
    aws: Some((
        super::SCHEMA,
        "The field \"VersionID\" is not supported by Step Functions. Did you mean 'VersionId'?",
    )),
    finder: Finder::Call(word),
};

/// That the API, or a part of what it takes, has no such name.
fn word(verdict: &Verdict<'_>) -> Option<Diagnostic> {
    let (call, api) = (verdict.call, verdict.call.resource.short_name());
    let place = Place::Key(call.place(verdict.fault));
    let way: Vec<_> = verdict.fault.at.tokens().collect();
    let (key, outer) = way.split_last()?;
    let (name, names): (_, Vec<&str>) = match &verdict.fault.wrong {
        Wrong::Reserved(name) => {
            let suffix = call.resource.pattern.suffix();
            let message = format!("`{api}{suffix}` does not take `{name}`{}", within(call.part));
            let diagnostic = RULE.at(place, message).help("remove it");
            return Some(schema(diagnostic, verdict.words(), &call.pointer));
        }
        Wrong::Unknown(_, None) if call.model.may_grow() => return None,
        Wrong::Unknown(name, None) => (*name, call.model.members().map(|member| member.name).collect()),
        Wrong::Unknown(name, Some(inside)) => (*name, inside.members().map(|member| member.name).collect()),
        Wrong::Absent
        | Wrong::Missing(_)
        | Wrong::NoneOf(_)
        | Wrong::Type(..)
        | Wrong::Lists(_)
        | Wrong::Headers(_) => return None,
    };
    // The member that holds it, perhaps in a list.
    let inside = outer.iter().rev().find(|token| token.parse::<usize>().is_err());
    let whose = inside.map_or_else(
        || format!("`{api}` has no parameter"),
        |outer| format!("`{}` of `{api}` has no member", clipped(call.name(outer))),
    );
    let message = format!("{whose} `{}`{}", clipped(name), within(call.part));
    let mut diagnostic = by_catalog(RULE.at(place.clone(), message));
    if let Some(near) = near(name, names.iter().copied()) {
        diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
        let is_given = inside.is_none() && call.has(near);
        if !is_given && is_typo(name, near) {
            diagnostic = diagnostic.fix(place, &**key, format!("{near}{}", &key[name.len()..]));
        }
    } else if names.is_empty() {
        diagnostic = diagnostic.help("remove it: this action takes no parameters");
    } else if names.len() <= 8 {
        diagnostic = diagnostic.help(format!("it takes {}", listed(&names)));
    }
    Some(schema(diagnostic, verdict.words(), &call.pointer))
}
