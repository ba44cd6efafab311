//! Retry and Catch: which retrier or catcher an error meets, and how long a retry waits.
//!
//! Which names match an error is the business of [`crate::asl::errors`].

use std::sync::Arc;

use crate::asl::errors::is_match;
use crate::asl::machine::{Catcher, Retrier, State};
use crate::base::chance::Chance;

use super::failure::Failure;

/// Takes the retrier an error meets, if it may still be used, and counts its use: its place in `Retry` from 0, the
/// retrier, and how often it was used now, from 1. `uses` holds a count for each retrier of the state.
pub fn use_retrier<'a>(
    state: &'a State,
    failure: &Failure,
    uses: &mut Vec<u32>,
) -> Option<(usize, &'a Retrier, u32)> {
    // The first that matches decides: if it is used up, later ones are not looked at.
    let (at, retrier) = retrier(state, failure)?;
    uses.resize(state.retry.len(), 0);
    if uses[at] >= retrier.max_attempts {
        return None;
    }
    uses[at] += 1;
    Some((at, retrier, uses[at]))
}

/// The retrier an error meets, used up or not, with its place in `Retry` from 0.
pub fn retrier<'a>(state: &'a State, failure: &Failure) -> Option<(usize, &'a Retrier)> {
    state.retry.iter().enumerate().find(|(_, rule)| matches(&rule.errors, failure))
}

/// The catcher an error meets, with its place in `Catch` from 0.
pub fn catcher<'a>(state: &'a State, failure: &Failure) -> Option<(usize, &'a Catcher)> {
    state.catch.iter().enumerate().find(|(_, rule)| matches(&rule.errors, failure))
}

/// How long to wait before retry number `retry` (from 1) by this retrier, in milliseconds:
/// interval × rate^(retry−1), capped, then drawn from 0 to that with full jitter.
pub fn delay_ms(retrier: &Retrier, retry: u32, chance: &Chance) -> i64 {
    let exponent = i32::try_from(retry.saturating_sub(1)).unwrap_or(i32::MAX);
    let seconds = f64::from(retrier.interval_seconds) * retrier.backoff_rate.powi(exponent);
    let capped = retrier.max_delay_seconds.map_or(seconds, |most| seconds.min(f64::from(most)));
    let drawn = if retrier.full_jitter { capped * chance.unit() } else { capped };
    // Casting saturates: a delay beyond all years stays beyond all years.
    (drawn * 1000.0).round() as i64
}

fn matches(errors: &[Arc<str>], failure: &Failure) -> bool {
    let name = failure.error.error.as_deref();
    errors.iter().any(|rule| is_match(rule, name, failure.origin))
}
