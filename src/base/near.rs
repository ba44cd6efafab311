//! "Did you mean": the known name that a written one was probably meant to be.
//!
//! The only place that measures how alike two names are. Upper and lower case count as the same letter; an
//! insertion, a deletion, a replacement and a swap of neighbours count one each (the optimal string
//! alignment distance). How many are few enough to be a typo depends on the lengths alone: see `limit`.

use std::cell::Cell;

/// Measures at most so many pairs of names for one file. A file can hold thousands of unknown names and
/// thousands of known ones; what is beyond this gets no suggestion.
const MOST_PAIRS: usize = 200_000;

/// The most differences between two names that may be a typo, by the numbers of their characters: none in
/// one letter or between pairs of letters, which could be meant to be anything.
const fn limit(shorter: usize, longer: usize) -> usize {
    match shorter {
        0..=1 => 0,
        2 => (longer > 2) as usize,
        3..=4 => 1,
        5..=11 => 2,
        12..=15 => 3,
        16..=19 => 4,
        _ => 5,
    }
}

/// The one of `known` that is nearest to `written`, the first of several; `None` if none is near enough.
#[must_use]
pub fn near<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    nearest(written, known).map(|(name, _)| name)
}

/// The same, but `None` if two are as near: for what is changed without asking.
#[must_use]
pub fn only_near<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    nearest(written, known).filter(|(_, is_only)| *is_only).map(|(name, _)| name)
}

/// Whether `written` can hardly be meant to be anything but `known`, so that it may be changed unasked: at
/// most a quarter of the letters differ.
#[must_use]
pub fn is_typo(written: &str, known: &str) -> bool {
    let (written, known) = (folded(written), folded(known));
    distance(&written, &known, known.len() / 4).is_some()
}

/// The one of `known` nearest to `written` however far it is, by Levenshtein's distance: AWS suggests by it.
#[must_use]
pub fn closest<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    // No name of a parameter is that long; without an end, a long key would be measured for minutes.
    let written: String = written.chars().take(200).collect();
    #[expect(clippy::disallowed_methods, reason = "the one place that may")]
    known.into_iter().min_by_key(|known| strsim::levenshtein(known, &written))
}

/// Suggestions for all unknown names of one file, which together take a bounded time.
#[derive(Debug)]
pub struct Suggestions {
    /// How many pairs may still be measured.
    left: Cell<usize>,
}

impl Default for Suggestions {
    fn default() -> Self {
        Self { left: Cell::new(MOST_PAIRS) }
    }
}

impl Suggestions {
    /// [`near`], until too many pairs were measured.
    #[must_use]
    pub fn near<'k>(&self, written: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
        near(written, self.counted(known))
    }

    /// [`only_near`], until too many pairs were measured.
    #[must_use]
    pub fn only_near<'k>(&self, written: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
        only_near(written, self.counted(known))
    }

    fn counted<'k>(&self, known: impl IntoIterator<Item = &'k str>) -> impl Iterator<Item = &'k str> {
        known.into_iter().map_while(|name| {
            self.left.set(self.left.get().checked_sub(1)?);
            Some(name)
        })
    }
}

/// The nearest name, and whether no other is as near.
fn nearest<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> Option<(&'k str, bool)> {
    let (written, mut other) = (folded(written), Vec::new());
    let mut best: Option<(usize, &str, bool)> = None;
    for name in known {
        other.clear();
        other.extend(name.chars().flat_map(char::to_lowercase));
        let most = limit(written.len().min(other.len()), written.len().max(other.len()));
        let most = best.map_or(most, |(least, ..)| most.min(least));
        match (distance(&written, &other, most), best) {
            (Some(far), Some((least, first, _))) if far == least => {
                best = Some((least, first, first == name));
            }
            (Some(far), _) => best = Some((far, name, true)),
            (None, _) => {}
        }
    }
    best.map(|(_, name, is_only)| (name, is_only))
}

fn folded(name: &str) -> Vec<char> {
    name.chars().flat_map(char::to_lowercase).collect()
}

/// The least number of insertions, deletions, replacements and swaps of neighbours between `a` and `b`;
/// `None` if it is more than `most`. Only the cells that may lead to so few are computed, so that it takes
/// time by `most` times the length.
fn distance(a: &[char], b: &[char], most: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let far = most + 1;
    let (mut before, mut last) = (vec![far; b.len() + 1], (0..=b.len()).collect::<Vec<_>>());
    for i in 1..=a.len() {
        let mut row = vec![far; b.len() + 1];
        if i <= most {
            row[0] = i;
        }
        for j in i.saturating_sub(most).max(1)..=(i + most).min(b.len()) {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        if row.iter().all(|cell| *cell > most) {
            return None;
        }
        (before, last) = (last, row);
    }
    Some(last[b.len()]).filter(|far| *far <= most)
}

#[cfg(test)]
mod tests {
    use super::{Suggestions, is_typo, near, only_near};

    #[test]
    fn only_what_may_be_a_typo_is_suggested() {
        let known = ["ItemsPath", "Map", "a", "id", "OrderTable"];
        assert_eq!(near("itemspath", known), Some("ItemsPath"));
        assert_eq!(near("ItmesPath", known), Some("ItemsPath"));
        assert_eq!(near("Mpa", known), Some("Map"));
        assert_eq!(near("Mp", known), Some("Map"), "one letter was left out");
        assert_eq!(near("OrdresTable", known), Some("OrderTable"));
        for far in ["b", "is", "Pam", "Orders", "ItemReader", ""] {
            assert_eq!(near(far, known), None, "{far}");
        }
        assert_eq!(near("ID", known), Some("id"), "the same but for case");
    }

    #[test]
    fn of_two_as_near_none_is_certain() {
        assert_eq!(only_near("State3", ["State1", "State2"]), None);
        assert_eq!(near("State3", ["State1", "State2"]), Some("State1"));
        assert!(is_typo("TableNam", "TableName") && !is_typo("Table", "TableName"));
    }

    #[test]
    fn thousands_of_names_end() {
        let names: Vec<String> = (0..20_000).map(|at| format!("{at:05}-state-of-many")).collect();
        let known = || names.iter().map(String::as_str);
        let suggestions = Suggestions::default();
        let found = names.iter().filter(|name| suggestions.near(&format!("{name}s"), known()).is_some());
        assert_eq!(found.count(), 10, "the first ones, whose pairs are measured");
        let long = "x".repeat(1_000_000);
        assert_eq!(near(&long, [&*long.replace("xx", "xy")]), None);
    }
}
