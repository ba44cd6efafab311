//! Times, sizes and counts as people read them.

/// How long something took, two decimals below a minute: `0.05s`, `1m 05s`, `2h 05m`, `3d 04h`.
#[must_use]
pub fn took(ms: i64) -> String {
    let seconds = ms / 1000;
    match seconds {
        ..60 => format!("{}s", hundredths(ms)),
        60..3600 => format!("{}m {:02}s", seconds / 60, seconds % 60),
        3600..86_400 => format!("{}h {:02}m", seconds / 3600, seconds / 60 % 60),
        86_400.. => format!("{}d {:02}h", seconds / 86_400, seconds / 3600 % 24),
    }
}

/// A delay or a limit exactly, in its largest units: `300ms`, `2s`, `1.5s`, `1m 05s`, `1h 30m`, `365d`.
#[must_use]
pub fn span(ms: i64) -> String {
    const UNITS: [(i64, &str); 3] = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m")];
    if ms < 1000 {
        return format!("{ms}ms");
    }
    let mut rest = ms;
    let mut parts = Vec::new();
    for (unit, name) in UNITS {
        if rest >= unit {
            let digits = if parts.is_empty() { 1 } else { 2 };
            parts.push(format!("{:0digits$}{name}", rest / unit));
            rest %= unit;
        }
    }
    let digits = if parts.is_empty() { 1 } else { 2 };
    match (rest / 1000, rest % 1000) {
        (0, 0) => {}
        (seconds, 0) => parts.push(format!("{seconds:0digits$}s")),
        (seconds, ms) => {
            let fraction = format!("{seconds:0digits$}.{ms:03}");
            parts.push(format!("{}s", fraction.trim_end_matches('0')));
        }
    }
    parts.join(" ")
}

/// The time since the start in a narrow column, as [`took`] without the unit of plain seconds: `6.30`, `1m 05s`.
#[must_use]
pub fn clock(ms: i64) -> String {
    if ms < 60_000 { hundredths(ms) } else { took(ms) }
}

/// Seconds with two decimals, the rest cut off.
fn hundredths(ms: i64) -> String {
    let sign = if ms < 0 { "-" } else { "" };
    let ms = ms.unsigned_abs();
    format!("{sign}{}.{:02}", ms / 1000, ms % 1000 / 10)
}

/// A size in bytes: `24 B`, `1.1 kB`, `256 kB`, `1.5 MB`. As with AWS's quotas, 1 kB is 1,024 B.
#[must_use]
pub fn size(bytes: usize) -> String {
    const KILO: usize = 1024;
    const MEGA: usize = KILO * KILO;
    let (unit, name) = match bytes {
        ..KILO => return format!("{bytes} B"),
        KILO..MEGA => (KILO, "kB"),
        MEGA.. => (MEGA, "MB"),
    };
    let tenths = bytes / unit * 10 + bytes % unit * 10 / unit;
    if tenths < 100 {
        format!("{}.{} {name}", tenths / 10, tenths % 10)
    } else {
        format!("{} {name}", tenths / 10)
    }
}

/// A number with its thousands apart: `10,000`.
#[must_use]
pub fn count(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 state`, `5 states`.
#[must_use]
pub fn plural(n: usize, one: &str) -> String {
    let s = if n == 1 { "" } else { "s" };
    format!("{} {one}{s}", count(n))
}

/// The bytes that a size means, as people write it: `512MB`, `2 GB`, `64kB`, `1GiB`, `4096`. 1 kB and 1 KiB are
/// 1,024 B. Whole numbers only; `None` for anything else, and for more than fits.
#[must_use]
pub fn bytes(text: &str) -> Option<usize> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let factor = match text[digits.len()..].trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" | "kib" => 1 << 10,
        "m" | "mb" | "mib" => 1 << 20,
        "g" | "gb" | "gib" => 1 << 30,
        _ => return None,
    };
    digits.parse::<usize>().ok()?.checked_mul(factor)
}
