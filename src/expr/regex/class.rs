//! Sets of characters.

/// A set of characters, as ranges.
#[derive(Clone, Debug, Default)]
pub(super) struct Class {
    pub ranges: Vec<(char, char)>,
    pub negated: bool,
}

const DIGITS: &[(char, char)] = &[('0', '9')];
const WORDS: &[(char, char)] = &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];
const SPACES: &[(char, char)] = &[
    ('\t', '\r'),
    (' ', ' '),
    ('\u{a0}', '\u{a0}'),
    ('\u{1680}', '\u{1680}'),
    ('\u{2000}', '\u{200a}'),
    ('\u{2028}', '\u{2029}'),
    ('\u{202f}', '\u{202f}'),
    ('\u{205f}', '\u{205f}'),
    ('\u{3000}', '\u{3000}'),
    ('\u{feff}', '\u{feff}'),
];

/// Whether upper and lower case are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    Exact,
    Ignored,
}

impl Class {
    /// What `\d`, `\W` and their like denote.
    pub fn of_escape(letter: char) -> Option<Self> {
        let ranges = match letter.to_ascii_lowercase() {
            'd' => DIGITS,
            'w' => WORDS,
            's' => SPACES,
            _ => return None,
        };
        let class = Self { ranges: ranges.to_vec(), negated: false };
        Some(if letter.is_ascii_uppercase() { class.complement() } else { class })
    }

    /// All other characters, as ranges.
    fn complement(&self) -> Self {
        let mut ranges = Vec::new();
        let mut next = Some('\0');
        for (first, last) in &self.ranges {
            if let (Some(start), Some(end)) = (next, before(*first))
                && start <= end
            {
                ranges.push((start, end));
            }
            next = after(*last);
        }
        ranges.extend(next.map(|start| (start, char::MAX)));
        Self { ranges, negated: false }
    }

    /// Whether a character belongs to it; in any case, if case is ignored.
    pub fn contains(&self, c: char, case: Case) -> bool {
        let within = |c: char| self.ranges.iter().any(|(first, last)| (*first..=*last).contains(&c));
        let found = within(c) || (case == Case::Ignored && (within(fold(c)) || c.to_lowercase().any(within)));
        found != self.negated
    }
}

fn before(c: char) -> Option<char> {
    ('\0'..c).next_back()
}

fn after(c: char) -> Option<char> {
    (c..=char::MAX).nth(1)
}

/// A character as ECMAScript compares it when case is ignored: its upper case, if that is one character
/// and does not turn into ASCII.
pub(super) fn fold(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_uppercase();
    }
    let mut upper = c.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(single), None) if !single.is_ascii() => single,
        _ => c,
    }
}

/// Whether `\b` counts it as part of a word.
pub(super) fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Whether it ends a line, which `.` does not match.
pub(super) const fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}
