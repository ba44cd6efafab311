//! Words of commands that people paste into a shell.

/// `text` as one word of a shell: in single quotes if it has to be.
#[must_use]
pub fn word(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-/#".contains(c);
    match !text.is_empty() && text.chars().all(is_plain) {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::word;

    #[test]
    fn words_are_quoted_where_a_shell_would_read_something_else() {
        let words = [("a.yaml#B", "a.yaml#B"), ("", "''"), ("it is", "'it is'"), ("it's", r"'it'\''s'")];
        for (text, quoted) in words {
            assert_eq!(word(text), quoted);
        }
    }
}
