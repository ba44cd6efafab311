//! Durations as mock files write them: `300ms`, `1.5s`, `1h30m`. Whole milliseconds inside.

/// The units, longest name first so that `ms` is not taken for `m`.
const UNITS: [(&str, f64); 5] =
    [("ms", 1.0), ("s", 1_000.0), ("m", 60_000.0), ("h", 3_600_000.0), ("d", 86_400_000.0)];

/// No wait is longer than this: a thousand years, far inside what the clock can count.
const LONGEST_MS: f64 = 1_000.0 * 365.25 * 86_400_000.0;

/// The milliseconds that `text` means; `None` if it is not a duration.
#[must_use]
pub fn parse(text: &str) -> Option<i64> {
    let mut rest = text;
    let mut total = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, tail) = rest.split_at(digits);
        let (unit, factor) = UNITS.into_iter().find(|(unit, _)| tail.starts_with(unit))?;
        total += decimal(number)? * factor;
        rest = &tail[unit.len()..];
    }
    (!text.is_empty() && total <= LONGEST_MS).then_some(total.round() as i64)
}

/// `12` or `1.5`, but neither `.5` nor `1.`.
fn decimal(text: &str) -> Option<f64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    (digits(whole) && digits(fraction)).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn durations_add_up_and_everything_else_is_refused() {
        for (text, ms) in [
            ("300ms", 300),
            ("0s", 0),
            ("1.5s", 1_500),
            ("1h30m", 5_400_000),
            ("30m", 1_800_000),
            ("2d", 172_800_000),
            ("1m1ms", 60_001),
        ] {
            assert_eq!(parse(text), Some(ms), "{text}");
        }
        for text in ["", "5", "s", "1 s", "-1s", ".5s", "1.s", "1..5s", "1w", "1s5", "99999999999999d", "1S"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
