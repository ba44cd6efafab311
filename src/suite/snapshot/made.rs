//! What a run makes up: UUIDs, times and task tokens. They follow from the seed and the start of the run, not from
//! what the machine does, so a snapshot has a word in their place.

/// What every task token of this program begins with, and how many hexadecimal digits follow.
const TOKEN: (&str, usize) = ("AQCEAAAAKgAAAAMAAAAAAAAAA", 96);

/// `text` with what the run made up replaced by `[uuid]`, `[time]` and `[token]`. What `is_given` says was written
/// by the user stays: then it is the same in every run.
pub fn replace(text: &str, is_given: impl Fn(&str) -> bool) -> String {
    let mut out = String::new();
    let (mut done, mut at) = (0, 0);
    while at < text.len() {
        let rest = &text[at..];
        let begins = !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        let found = if begins { made(rest).filter(|(length, _)| !is_given(&rest[..*length])) } else { None };
        match found {
            Some((length, word)) => {
                out.push_str(&text[done..at]);
                out.push_str(word);
                at += length;
                done = at;
            }
            None => at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    out.push_str(&text[done..]);
    out
}

/// The length of what `text` begins with, if a run makes up such things, and the word for it.
fn made(text: &str) -> Option<(usize, &'static str)> {
    let bytes = text.as_bytes();
    let found = match bytes.first()? {
        b'A' => token(bytes).map(|length| (length, "[token]")),
        b'0'..=b'9' | b'a'..=b'f' => match uuid(bytes) {
            Some(length) => Some((length, "[uuid]")),
            None => time(bytes).map(|length| (length, "[time]")),
        },
        _ => None,
    };
    found.filter(|(length, _)| !bytes.get(*length).is_some_and(u8::is_ascii_alphanumeric))
}

fn token(bytes: &[u8]) -> Option<usize> {
    let digits = bytes.strip_prefix(TOKEN.0.as_bytes())?.get(..TOKEN.1)?;
    digits.iter().all(u8::is_ascii_hexdigit).then_some(TOKEN.0.len() + TOKEN.1)
}

/// A UUID in lower case, as this program and AWS write them.
fn uuid(bytes: &[u8]) -> Option<usize> {
    fits(bytes, b"xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")
}

/// `2026-01-31T02:00:00Z`, perhaps with a fraction, perhaps with another offset.
fn time(bytes: &[u8]) -> Option<usize> {
    let mut length = fits(bytes, b"dddd-dd-ddTdd:dd:dd")?;
    if bytes.get(length) == Some(&b'.') {
        let digits = bytes[length + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        length += if digits > 0 { 1 + digits } else { 0 };
    }
    match bytes.get(length)? {
        b'Z' => Some(length + 1),
        b'+' | b'-' => fits(&bytes[length + 1..], b"dd:dd").map(|offset| length + 1 + offset),
        _ => None,
    }
}

/// The length of `pattern` if `bytes` begin as it says: `x` is a hexadecimal digit, `d` a digit.
fn fits(bytes: &[u8], pattern: &[u8]) -> Option<usize> {
    let is_it = |(byte, wanted): (&u8, &u8)| match wanted {
        b'x' => byte.is_ascii_digit() || (b'a'..=b'f').contains(byte),
        b'd' => byte.is_ascii_digit(),
        sign => byte == sign,
    };
    (bytes.len() >= pattern.len() && bytes.iter().zip(pattern).all(is_it)).then_some(pattern.len())
}

#[cfg(test)]
mod tests {
    use super::replace;

    #[test]
    fn what_a_run_makes_up_is_replaced_and_nothing_else() {
        let uuid = "3bcb6e8e-8b51-4375-b0bc-1a59812c6e51";
        let token = format!("AQCEAAAAKgAAAAMAAAAAAAAAA{}", "0f".repeat(48));
        for (text, expected) in [
            (format!("arn:x:execution:order:{uuid}"), "arn:x:execution:order:[uuid]".to_owned()),
            (format!("é{uuid}, {uuid}"), "é[uuid], [uuid]".to_owned()),
            (format!("0{uuid}"), format!("0{uuid}")),
            (format!("{uuid}0"), format!("{uuid}0")),
            ("at 2026-01-31T02:00:00Z".to_owned(), "at [time]".to_owned()),
            (
                "2026-01-31T02:00:00.123456+01:00 2026-01-31T02:00:00".to_owned(),
                "[time] 2026-01-31T02:00:00".to_owned(),
            ),
            ("2026-01-31T02:00:00.Z".to_owned(), "2026-01-31T02:00:00.Z".to_owned()),
            ("2026-01-31".to_owned(), "2026-01-31".to_owned()),
            (token, "[token]".to_owned()),
            ("AQCEAAAAKgAAAAMAAAAAAAAAA".to_owned(), "AQCEAAAAKgAAAAMAAAAAAAAAA".to_owned()),
        ] {
            assert_eq!(replace(&text, |_| false), expected, "{text}");
            assert_eq!(replace(&text, |_| true), text);
        }
    }
}
