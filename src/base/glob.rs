//! Patterns in which `*` matches any characters, none included. Nothing else is special, but for a
//! backslash where the caller says so.

/// Whether `text` matches `pattern`, in which `*` is special.
#[must_use]
pub fn matches(pattern: &str, text: &str) -> bool {
    fits(pattern.split('*'), text)
}

/// Whether `text` matches `pattern`, in which `*` is special, `\*` is a star and `\\` a backslash.
#[must_use]
pub fn matches_escaped(pattern: &str, text: &str) -> bool {
    if !pattern.contains('\\') {
        return matches(pattern, text);
    }
    let mut parts = vec![String::new()];
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        let last = parts.last_mut().expect("there is always a last part");
        match letter {
            '*' => parts.push(String::new()),
            '\\' => last.extend(letters.next().or(Some('\\'))),
            other => last.push(other),
        }
    }
    fits(parts.iter().map(String::as_str), text)
}

/// Whether `text` is these parts in order, the first at its beginning and the last at its end, with
/// anything between them.
fn fits<'p>(mut parts: impl DoubleEndedIterator<Item = &'p str>, text: &str) -> bool {
    let Some(mut rest) = text.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::{matches, matches_escaped};

    #[test]
    fn stars_match_anything() {
        for (pattern, text, is) in [
            ("", "", true),
            ("a", "a", true),
            ("a", "ab", false),
            ("*", "", true),
            ("a*c", "abc", true),
            ("a*c", "ac", true),
            ("a*c", "abcd", false),
            ("*b*", "abc", true),
            ("a*a", "a", false),
            ("a*b*b", "ab", false),
        ] {
            assert_eq!(matches(pattern, text), is, "{pattern} {text}");
            assert_eq!(matches_escaped(pattern, text), is, "{pattern} {text}");
        }
        let escaped =
            [(r"a\*", "a*", true), (r"a\*", "ab", false), (r"a\\*", r"a\b", true), (r"a\", r"a\", true)];
        for (pattern, text, is) in escaped {
            assert_eq!(matches_escaped(pattern, text), is, "{pattern} {text}");
        }
    }
}
