//! `Retry` and `Catch`.

use std::sync::Arc;

use crate::asl::fields::{ObjectKind, field};
use crate::asl::machine::{Catcher, QueryLanguage, ResultPath, Retrier};

use super::collect::{Found, Outline};
use super::fields::{Fields, result_path};

pub(super) fn retriers(fields: &Fields<'_>) -> Option<Vec<Retrier>> {
    let objects = if fields.has(field!("Retry")) { fields.objects(field!("Retry"))? } else { Vec::new() };
    objects
        .iter()
        .map(|(pointer, members)| retrier(&fields.inner(ObjectKind::Retrier, members, pointer)))
        .collect::<Vec<_>>()
        .into_iter()
        .collect()
}

fn retrier(fields: &Fields<'_>) -> Option<Retrier> {
    let errors = errors(fields);
    let whole = |name, default| if fields.has(name) { fields.whole(name) } else { Some(default) };
    let interval_seconds = whole(field!("IntervalSeconds"), 1);
    let max_attempts = whole(field!("MaxAttempts"), 3);
    let backoff_rate =
        if fields.has(field!("BackoffRate")) { fields.number(field!("BackoffRate")) } else { Some(2.0) };
    let max_delay_seconds = if fields.has(field!("MaxDelaySeconds")) {
        fields.whole(field!("MaxDelaySeconds")).map(Some)
    } else {
        Some(None)
    };
    let full_jitter =
        match fields.has(field!("JitterStrategy")).then(|| fields.text(field!("JitterStrategy"))) {
            None | Some(Some("NONE")) => Some(false),
            Some(Some("FULL")) => Some(true),
            Some(Some(_) | None) => None,
        };
    Some(Retrier {
        errors: errors?,
        interval_seconds: interval_seconds?,
        max_attempts: max_attempts?,
        backoff_rate: backoff_rate?,
        max_delay_seconds: max_delay_seconds?,
        full_jitter: full_jitter?,
    })
}

pub(super) fn catchers(
    fields: &Fields<'_>,
    found: &Found<'_>,
    outline: &Outline<'_>,
    language: QueryLanguage,
) -> Option<Vec<Catcher>> {
    let objects = if fields.has(field!("Catch")) { fields.objects(field!("Catch"))? } else { Vec::new() };
    objects
        .iter()
        .map(|(pointer, members)| {
            catcher(&fields.inner(ObjectKind::Catcher, members, pointer), found, outline, language)
        })
        .collect::<Vec<_>>()
        .into_iter()
        .collect()
}

fn catcher(
    fields: &Fields<'_>,
    found: &Found<'_>,
    outline: &Outline<'_>,
    language: QueryLanguage,
) -> Option<Catcher> {
    let errors = errors(fields);
    let next = outline.transition(fields, field!("Next"), found.flow);
    let result_path = match language {
        QueryLanguage::JsonPath => result_path(fields),
        QueryLanguage::Jsonata => Some(ResultPath::Replace),
    };
    let template =
        |name| if fields.has(name) { fields.template(name, language).map(Some) } else { Some(None) };
    let (assign, output) = (template(field!("Assign")), template(field!("Output")));
    Some(Catcher {
        errors: errors?,
        next: next?,
        result_path: result_path?,
        assign: assign?,
        output: output?,
    })
}

fn errors(fields: &Fields<'_>) -> Option<Vec<Arc<str>>> {
    fields.list(field!("ErrorEquals"))?.iter().map(|name| name.as_str().map(Into::into)).collect()
}
