//! `Percent`: a percentage that is compared without rounding.

/// A percentage in hundredths, from 0 to 10,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Percent(u32);

impl Percent {
    /// So many hundredths of a percent; more than 10,000 are all of it.
    #[must_use]
    pub const fn of_hundredths(hundredths: u32) -> Self {
        Self(if hundredths > 10_000 { 10_000 } else { hundredths })
    }

    /// In hundredths of a percent.
    #[must_use]
    pub const fn hundredths(self) -> u32 {
        self.0
    }

    /// Reads `80`, `79.5` or `80%`: from 0 to 100, with at most two decimals.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.strip_suffix('%').unwrap_or(text);
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(whole) || !is_number(decimals) || decimals.len() > 2 {
            return None;
        }
        let scale = if decimals.len() == 1 { 10 } else { 1 };
        let hundredths = whole.parse::<u32>().ok()?.checked_mul(100)? + decimals.parse::<u32>().ok()? * scale;
        (hundredths <= 10_000).then_some(Self(hundredths))
    }

    /// The number without trailing zeros: `80`, `79.5`.
    #[must_use]
    pub fn text(self) -> String {
        let text = format!("{}.{:02}", self.0 / 100, self.0 % 100);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}
