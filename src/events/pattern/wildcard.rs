//! `wildcard`: text with `*` in it, and how much work such texts would make for AWS.

use std::collections::{BTreeSet, VecDeque};

/// A text of which each `*` stands for any characters, none included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wildcard {
    /// What stands between the `*`: one more than there are of them.
    parts: Vec<String>,
}

impl Wildcard {
    /// Reads `text`: `\*` and `\\` are the only escapes. The error is AWS's, which counts the quote before the text.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut parts = vec![String::new()];
        let bytes = text.as_bytes();
        let (mut at, mut from) = (0, 0);
        while at < bytes.len() {
            let next = bytes.get(at + 1);
            let is_escape = bytes[at] == b'\\';
            if !is_escape && bytes[at] != b'*' {
                at += 1;
                continue;
            }
            let part = parts.last_mut().expect("there is one from the start");
            part.push_str(&text[from..at]);
            match next {
                Some(b'*' | b'\\') if is_escape => {
                    part.push_str(&text[at + 1..at + 2]);
                    at += 2;
                }
                _ if is_escape => return Err(format!("Invalid escape character at pos {}", at + 1)),
                Some(b'*') => return Err(format!("Consecutive wildcard characters at pos {}", at + 1)),
                Some(_) | None => {
                    parts.push(String::new());
                    at += 1;
                }
            }
            from = at;
        }
        parts.last_mut().expect("there is one from the start").push_str(&text[from..]);
        Ok(Self { parts })
    }

    /// Whether `text` is one of those it stands for.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        let Some((first, rest)) = self.parts.split_first() else { return text.is_empty() };
        let Some((last, between)) = rest.split_last() else { return text == first };
        let Some(mut left) = text.strip_prefix(first.as_str()) else { return false };
        for part in between {
            let Some(at) = left.find(part.as_str()) else { return false };
            left = &left[at + part.len()..];
        }
        left.ends_with(last.as_str())
    }

    /// The signs of the text in quotes, as AWS has them; none stands for `*`.
    fn signs(&self) -> Vec<Option<u8>> {
        let mut signs = vec![Some(b'"')];
        for (at, part) in self.parts.iter().enumerate() {
            if at > 0 {
                signs.push(None);
            }
            signs.extend(part.bytes().map(Some));
        }
        signs.push(Some(b'"'));
        signs
    }
}

/// The most of [`complexity`] that AWS takes: 10 was accepted and 11 refused (recorded).
pub const MOST_COMPLEX: usize = 10;

/// How many sets of places are looked at before the texts count as too complex, whatever they are.
const MOST_SETS: usize = 20_000;

/// Places in texts, sorted: a text by its number, and how many of its signs were matched.
type Places = Vec<(usize, usize)>;

/// How many beginnings of these texts one value can match at the same time, at most; counted to one more than
/// [`MOST_COMPLEX`].
#[must_use]
pub fn complexity(wildcards: &[&Wildcard]) -> usize {
    let texts: Vec<Vec<Option<u8>>> = wildcards.iter().map(|wildcard| wildcard.signs()).collect();
    let start: Places = (0..texts.len()).map(|text| (text, 0)).collect();
    let (mut seen, mut open, mut most) = (BTreeSet::new(), VecDeque::from([start]), 0);
    while let Some(places) = open.pop_front() {
        let wanted = places.iter().map(|(text, place)| texts[*text].get(*place).copied().flatten());
        // None stands for a letter that no place waits for.
        let letters: BTreeSet<Option<u8>> = wanted.chain([None]).collect();
        for letter in letters {
            let next = step(&texts, &places, letter);
            most = most.max(next.len());
            if most > MOST_COMPLEX || seen.len() > MOST_SETS {
                return MOST_COMPLEX + 1;
            }
            if !next.is_empty() && seen.insert(next.clone()) {
                open.push_back(next);
            }
        }
    }
    most
}

/// The places behind one more `letter`.
fn step(texts: &[Vec<Option<u8>>], places: &Places, letter: Option<u8>) -> Places {
    let mut next = BTreeSet::new();
    let mut reach = |text: usize, place: usize| {
        next.insert((text, place));
        if texts[text].get(place) == Some(&None) {
            next.insert((text, place + 1));
        }
    };
    for &(text, place) in places {
        if letter.is_some() && texts[text].get(place) == Some(&letter) {
            reach(text, place + 1);
        }
        // Behind a `*`, it takes one letter more.
        if place > 0 && texts[text][place - 1].is_none() {
            reach(text, place);
        }
    }
    next.into_iter().collect()
}
