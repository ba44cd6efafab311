//! `Retry` and `Catch`.

use std::sync::Arc;

use crate::asl::machine::{Catcher, QueryLanguage, ResultPath, Retrier};
use crate::base::diag::{Diagnostic, Place};
use crate::base::value::Value;

use super::collect::{Found, Outline};
use super::fields::Fields;
use super::state::result_path;

/// The longest interval AWS takes, in seconds.
const LONGEST: u32 = 99_999_999;

pub(super) fn retriers(fields: &Fields<'_>) -> Option<Vec<Retrier>> {
    let objects = if fields.has("Retry") { fields.objects("Retry") } else { Vec::new() };
    let last = objects.len().saturating_sub(1);
    objects
        .iter()
        .enumerate()
        .map(|(at, (pointer, members))| retrier(&fields.inner(members, pointer), at == last))
        .collect::<Vec<_>>()
        .into_iter()
        .collect()
}

fn retrier(fields: &Fields<'_>, last: bool) -> Option<Retrier> {
    let errors = errors(fields, last);
    let whole = |name, least, most, default| {
        if fields.has(name) { fields.whole(name, least, most) } else { Some(default) }
    };
    let interval_seconds = whole("IntervalSeconds", 1, LONGEST, 1);
    let max_attempts = whole("MaxAttempts", 0, LONGEST, 3);
    let backoff_rate =
        if fields.has("BackoffRate") { fields.number("BackoffRate", 1.0, f64::MAX) } else { Some(2.0) };
    let max_delay_seconds = if fields.has("MaxDelaySeconds") {
        fields.whole("MaxDelaySeconds", 1, 31_622_400).map(Some)
    } else {
        Some(None)
    };
    let full_jitter = match fields.has("JitterStrategy").then(|| fields.text("JitterStrategy")) {
        None | Some(Some("NONE")) => Some(false),
        Some(Some("FULL")) => Some(true),
        Some(Some(other)) => {
            let aws = "The field 'JitterStrategy' should have one of these values: [NONE, FULL]";
            fields.report(
                "SFN107",
                "JitterStrategy",
                &format!("`JitterStrategy` must be \"NONE\" or \"FULL\", not \"{other}\""),
                aws,
            );
            None
        }
        Some(None) => None,
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
    let objects = if fields.has("Catch") { fields.objects("Catch") } else { Vec::new() };
    let last = objects.len().saturating_sub(1);
    objects
        .iter()
        .enumerate()
        .map(|(at, (pointer, members))| {
            catcher(&fields.inner(members, pointer), at == last, found, outline, language)
        })
        .collect::<Vec<_>>()
        .into_iter()
        .collect()
}

fn catcher(
    fields: &Fields<'_>,
    last: bool,
    found: &Found<'_>,
    outline: &Outline<'_>,
    language: QueryLanguage,
) -> Option<Catcher> {
    let errors = errors(fields, last);
    fields.require(&["Next"]);
    let next = fields.target("Next", outline, found.flow);
    let result_path = match language {
        QueryLanguage::JsonPath => result_path(fields),
        QueryLanguage::Jsonata => Some(ResultPath::Replace),
    };
    let template =
        |name| if fields.has(name) { fields.template(name, language).map(Some) } else { Some(None) };
    let (assign, output) = (template("Assign"), template("Output"));
    Some(Catcher {
        errors: errors?,
        next: next?,
        result_path: result_path?,
        assign: assign?,
        output: output?,
    })
}

/// `ErrorEquals`: not empty, names only, `States.ALL` alone and in the last place.
fn errors(fields: &Fields<'_>, last: bool) -> Option<Vec<Arc<str>>> {
    if !fields.require(&["ErrorEquals"]) {
        return None;
    }
    let list = fields.list("ErrorEquals")?;
    if list.is_empty() {
        fields.report(
            "SFN110",
            "ErrorEquals",
            "`ErrorEquals` is empty: it would never match",
            "Value cannot be empty",
        );
        return None;
    }
    let names: Option<Vec<Arc<str>>> = list.iter().map(|name| name.as_str().map(Into::into)).collect();
    let Some(names) = names else {
        fields.report("SFN100", "ErrorEquals", "`ErrorEquals` must be an array of error names", "");
        return None;
    };
    let all = list.iter().position(|name| *name == Value::from("States.ALL"));
    if let Some(at) = all.filter(|_| names.len() > 1 || !last) {
        let pointer = format!("{}/ErrorEquals/{at}", fields.pointer);
        let location = super::aws_location(&pointer);
        let message = "`States.ALL` must stand alone and in the last rule";
        fields.push(
            Diagnostic::error("SFN112", Place::Value(pointer), message)
                .help("give it a rule of its own, after all others")
                .aws("SCHEMA_VALIDATION_FAILED", "States.ALL must appear alone and at end of list", location),
        );
        return None;
    }
    Some(names)
}
