//! The parts of a path and of an intrinsic call, found in their text: for explanations and carets only,
//! the languages themselves read on their own.

use std::ops::Range;

/// Where the steps of a path begin.
pub fn path(text: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut depth = 0_usize;
    let mut quote = None;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), _) if c == open && before != '\\' => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') if depth > 0 => quote = Some(c),
            (None, '.' | '[') if depth == 0 && before != '.' => starts.push(at),
            (None, _) => {}
        }
        match (quote, c) {
            (None, '[' | '(') => depth += 1,
            (None, ']' | ')') => depth = depth.saturating_sub(1),
            (None | Some(_), _) => {}
        }
        before = c;
    }
    starts
}

/// The paths and calls inside a call and the call itself, inner ones first.
pub fn call(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Vec<Option<usize>> = Vec::new();
    let mut path: Option<(usize, usize)> = None;
    let mut name = None;
    let mut quoted = false;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let escaped = before == '\\';
        before = if escaped { ' ' } else { c };
        if c == '\'' && !escaped {
            quoted = !quoted;
        }
        if quoted || escaped {
            continue;
        }
        if let Some((start, depth)) = path {
            if open.len() == depth && matches!(c, ',' | ')') {
                found.push(start..start + text[start..at].trim_end().len());
                path = None;
            }
        } else if c == '$' {
            path = Some((at, open.len()));
        } else if name.is_none() && text[at..].starts_with("States.") {
            name = Some(at);
        }
        match c {
            '(' | '[' => open.push(name.take()),
            ')' | ']' => {
                if let Some(Some(start)) = open.pop() {
                    found.push(start..at + 1);
                }
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{call, path};

    #[test]
    fn parts_are_found_whatever_stands_in_quotes() {
        assert_eq!(path("$.a['b.c'][0]..d[?(@.e == ']')].f"), [1, 3, 10, 13, 16, 31]);
        assert!(path("$").is_empty());
        let text = "States.Format('{} (States.', $.a[?(@.b)], States.UUID())";
        let parts: Vec<&str> = call(text).into_iter().map(|span| &text[span]).collect();
        assert_eq!(parts, ["$.a[?(@.b)]", "States.UUID()", text]);
    }
}
