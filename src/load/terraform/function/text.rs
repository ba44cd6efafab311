//! Functions of text. An unknown part of one is kept as it is.

use crate::load::node::{Body, Node};

use super::call::{Call, Refusal, Returned};

/// How many bytes a text that is made may have at most.
pub(super) const MAX_TEXT_BYTES: usize = 4 << 20;
/// How many bytes the elements of a list may take that is longer than what it is made of.
pub(super) const MAX_MADE_BYTES: usize = 4 * MAX_TEXT_BYTES;

pub(super) fn lower(call: &Call<'_>) -> Returned {
    changed(call, |text| text.to_lowercase())
}

pub(super) fn upper(call: &Call<'_>) -> Returned {
    changed(call, |text| text.to_uppercase())
}

pub(super) fn title(call: &Call<'_>) -> Returned {
    changed(call, |text| {
        let mut is_start = true;
        let letter = |c: char| {
            let letters: String = if is_start { c.to_uppercase().collect() } else { c.to_string() };
            is_start = !c.is_alphanumeric() && c != '\'' && c != '_';
            letters
        };
        text.chars().map(letter).collect()
    })
}

pub(super) fn strrev(call: &Call<'_>) -> Returned {
    changed(call, |text| text.chars().rev().collect())
}

/// Changes a text that has no name in it that is yet to be replaced.
fn changed(call: &Call<'_>, change: impl FnOnce(&str) -> String) -> Returned {
    let text = call.text(0)?;
    if text.contains("${") { Ok(call.arguments[0].clone()) } else { Ok(call.made(change(&text))) }
}

pub(super) fn basename(call: &Call<'_>) -> Returned {
    let text = call.text(0)?;
    Ok(call.made(text.trim_end_matches('/').rsplit('/').next().unwrap_or_default()))
}

pub(super) fn dirname(call: &Call<'_>) -> Returned {
    let text = call.text(0)?;
    Ok(call.made(text.rsplit_once('/').map_or(".", |(folder, _)| folder)))
}

pub(super) fn chomp(call: &Call<'_>) -> Returned {
    cut(call, |text| text.trim_end_matches(['\r', '\n']))
}

pub(super) fn trimspace(call: &Call<'_>) -> Returned {
    cut(call, str::trim)
}

pub(super) fn trim(call: &Call<'_>) -> Returned {
    let set: Vec<char> = call.text(1)?.chars().collect();
    cut(call, |text| text.trim_matches(set.as_slice()))
}

pub(super) fn trimprefix(call: &Call<'_>) -> Returned {
    let prefix = call.text(1)?;
    cut(call, |text| text.strip_prefix(&*prefix).unwrap_or(text))
}

pub(super) fn trimsuffix(call: &Call<'_>) -> Returned {
    let suffix = call.text(1)?;
    cut(call, |text| text.strip_suffix(&*suffix).unwrap_or(text))
}

/// A part of the text, which keeps its place.
fn cut(call: &Call<'_>, part: impl FnOnce(&str) -> &str) -> Returned {
    let value = &call.arguments[0];
    let text = value.to_text().ok_or_else(|| call.wrong(0, "text"))?;
    let all = text.as_str();
    let part = part(all);
    let start = part.as_ptr().addr() - all.as_ptr().addr();
    let range = start..start + part.len();
    Ok(Node { body: Body::Text(text.slice(range)), ..value.clone() })
}

pub(super) fn substr(call: &Call<'_>) -> Returned {
    let (text, offset, length) = (call.text(0)?, call.whole(1)?, call.whole(2)?);
    if text.contains("${") {
        return Err(Refusal::Unknown);
    }
    let chars: Vec<char> = text.chars().collect();
    let count = chars.len() as i64;
    let start = if offset < 0 { (count + offset).max(0) } else { offset.min(count) };
    let end = if length < 0 { count } else { (start + length).min(count) };
    Ok(call.made(chars[start as usize..end as usize].iter().collect::<String>()))
}

pub(super) fn startswith(call: &Call<'_>) -> Returned {
    Ok(call.value(call.text(0)?.starts_with(&*call.text(1)?)))
}

pub(super) fn endswith(call: &Call<'_>) -> Returned {
    Ok(call.value(call.text(0)?.ends_with(&*call.text(1)?)))
}

pub(super) fn strcontains(call: &Call<'_>) -> Returned {
    Ok(call.value(call.text(0)?.contains(&*call.text(1)?)))
}

pub(super) fn replace(call: &Call<'_>) -> Returned {
    let (text, from, to) = (call.text(0)?, call.text(1)?, call.text(2)?);
    let is_pattern = from.len() > 1 && from.starts_with('/') && from.ends_with('/');
    let longest = text.len() + (text.matches(&*from).count() + 1) * to.len();
    if is_pattern || longest > MAX_TEXT_BYTES {
        return Err(Refusal::Unsupported);
    }
    Ok(call.made(text.replace(&*from, &to)))
}

pub(super) fn split(call: &Call<'_>) -> Returned {
    let (by, text) = (call.text(0)?, call.text(1)?);
    let parts: Vec<Node> = if by.is_empty() {
        text.chars().map(|c| call.made(c)).collect()
    } else {
        text.split(&*by).map(|part| call.made(part)).collect()
    };
    Ok(call.listed(parts))
}

pub(super) fn join(call: &Call<'_>) -> Returned {
    let (between, list) = (call.text(0)?, call.list(1)?);
    let parts: Option<Vec<String>> = list.iter().map(Node::to_string).collect();
    let parts = parts.ok_or_else(|| Refusal::BadArgument(1, "takes a list of texts here".to_owned()))?;
    let length = parts.iter().map(|part| part.len() + between.len()).sum::<usize>();
    if length > MAX_TEXT_BYTES { Err(Refusal::Unsupported) } else { Ok(call.made(parts.join(&between))) }
}

pub(super) fn indent(call: &Call<'_>) -> Returned {
    let (blanks, text) = (call.whole(0)?, call.text(1)?);
    let blanks = usize::try_from(blanks).ok().filter(|blanks| *blanks <= 1000);
    let blanks = blanks.ok_or_else(|| Refusal::BadArgument(0, "takes at most 1000 blanks".to_owned()))?;
    if text.matches('\n').count() * blanks > MAX_TEXT_BYTES {
        return Err(Refusal::Unsupported);
    }
    Ok(call.made(text.replace('\n', &format!("\n{}", " ".repeat(blanks)))))
}
