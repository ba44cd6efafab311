//! One field of a cron expression that is a set of numbers. AWS's rules are read by Quartz's parser, with its quirks:
//! ranges wrap round (but for years), and what stands behind a value that it knows is not looked at.

/// What a field may hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    /// The least value.
    pub(super) first: u16,
    /// The greatest.
    pub(super) last: u16,
    /// Whether a range may go from a greater to a lesser value.
    pub(super) wraps: bool,
    /// Names of three letters for the values from the first on.
    pub(super) names: &'static [&'static str],
}

pub(super) const MINUTE: Kind = Kind { first: 0, last: 59, wraps: true, names: &[] };
pub(super) const HOUR: Kind = Kind { first: 0, last: 23, wraps: true, names: &[] };
pub(super) const DAY: Kind = Kind { first: 1, last: 31, wraps: true, names: &[] };
pub(super) const MONTH: Kind = Kind { first: 1, last: 12, wraps: true, names: &MONTHS };
pub(super) const WEEKDAY: Kind = Kind { first: 1, last: 7, wraps: true, names: &WEEKDAYS };
/// AWS takes years beyond 1970 to 2199 as well; they are never due.
pub(super) const YEAR: Kind = Kind { first: 1970, last: 2199, wraps: false, names: &[] };

const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

impl Kind {
    /// The value at the beginning of `text` and what stands behind it.
    pub(super) fn value(self, text: &str) -> Option<(u16, &str)> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (value, rest) = text.split_at(digits);
        if !value.is_empty() {
            let value = value.parse().ok()?;
            // Quartz does not look whether a year is one.
            let is_fine = (self.first..=self.last).contains(&value) || !self.wraps;
            return is_fine.then_some((value, rest));
        }
        let (name, rest) = text.split_at_checked(3)?;
        let at = self.names.iter().position(|known| known.eq_ignore_ascii_case(name))?;
        Some((self.first + u16::try_from(at).ok()?, rest))
    }

    /// The values of one item of a list, without those of days alone; none if AWS refuses it.
    pub(super) fn item(self, text: &str) -> Option<Vec<u16>> {
        if let Some(rest) = text.strip_prefix('*') {
            return match rest.strip_prefix('/') {
                Some(step) => self.stepped(self.first, self.last, number(step)?),
                None => Some((self.first..=self.last).collect()),
            };
        }
        if let Some(step) = text.strip_prefix('/') {
            return self.stepped(self.first, self.last, number(step)?);
        }
        let is_name = text.starts_with(|c: char| c.is_ascii_alphabetic());
        let (from, rest) = self.value(text)?;
        if let Some(step) = rest.strip_prefix('/').filter(|_| !is_name) {
            return match number(step)? {
                0 => Some(vec![from]),
                step => Some((from..=self.last.max(from)).step_by(usize::from(step)).collect()),
            };
        }
        let Some(until) = rest.strip_prefix('-') else { return Some(vec![from]) };
        let (until, rest) = self.value(until)?;
        let step = match rest.strip_prefix('/').filter(|_| !is_name) {
            Some(step) => number(step)?.max(1),
            None => 1,
        };
        self.range(from, until, step)
    }

    fn range(self, from: u16, until: u16, step: u16) -> Option<Vec<u16>> {
        if until >= from {
            // Years may be any: only so many are ever due.
            let values = (from..=until.min(self.last.max(from))).step_by(usize::from(step));
            return Some(values.collect());
        }
        let size = self.last - self.first + 1;
        let wrapped = |value: u16| if value > self.last { value - size } else { value };
        self.wraps.then(|| (from..=until + size).step_by(usize::from(step)).map(wrapped).collect())
    }

    fn stepped(self, first: u16, last: u16, step: u16) -> Option<Vec<u16>> {
        let most = self.last.max(self.last - self.first + 1);
        (step <= most).then(|| (first..=last).step_by(usize::from(step.max(1))).collect())
    }

    /// The values of a whole field, sorted.
    pub(super) fn set(self, text: &str) -> Option<Vec<u16>> {
        let mut values: Vec<u16> =
            text.split(',').map(|item| self.item(item)).collect::<Option<Vec<_>>>()?.concat();
        values.sort_unstable();
        values.dedup();
        Some(values)
    }
}

/// The number at the beginning of `text`; what stands behind it is not looked at.
pub(super) fn number(text: &str) -> Option<u16> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    text[..digits].parse().ok()
}
