//! Retry and Catch: which rule an error meets, and how long a retry waits.
//!
//! Which names match an error is the business of [`crate::asl::errors`].

use std::sync::Arc;

use crate::asl::errors::is_match;
use crate::asl::machine::{Catcher, Retrier, State};
use crate::base::chance::Chance;

use super::failure::Failure;

/// The retrier an error meets, if it may still be used; counts its use.
pub fn retrier<'a>(
    state: &'a State,
    failure: &Failure,
    attempts: &mut Vec<u32>,
) -> Option<(usize, &'a Retrier, u32)> {
    // The first that matches decides: if it is used up, later ones are not looked at.
    let (at, retrier) = state.retry.iter().enumerate().find(|(_, rule)| matches(&rule.errors, failure))?;
    attempts.resize(state.retry.len(), 0);
    if attempts[at] >= retrier.max_attempts {
        return None;
    }
    attempts[at] += 1;
    Some((at, retrier, attempts[at]))
}

/// The catcher an error meets.
pub fn catcher<'a>(state: &'a State, failure: &Failure) -> Option<(usize, &'a Catcher)> {
    state.catch.iter().enumerate().find(|(_, rule)| matches(&rule.errors, failure))
}

/// How long to wait before attempt number `attempt` (from 1) of this retrier, in milliseconds:
/// interval × rate^(attempt−1), capped, then drawn from 0 to that with full jitter.
pub fn delay_ms(retrier: &Retrier, attempt: u32, chance: &Chance) -> i64 {
    let exponent = i32::try_from(attempt.saturating_sub(1)).unwrap_or(i32::MAX);
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
