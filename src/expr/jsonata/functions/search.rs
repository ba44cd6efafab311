//! Searching texts: for a text, or with a matcher.

use std::sync::Arc;

use crate::base::value::Value;

use crate::expr::jsonata::Level;
use crate::expr::jsonata::error::{Fault, Res};
use crate::expr::jsonata::item::{Builder, Flags, Item, Members};

use super::matching::{Hit, Hits, groups, utf16_at};
use super::{Cx, Row, arg, blaming, double, text};

pub(super) const ROWS: &[Row] = &[
    Row::new("contains", "<s-(sf):b>", 2, contains, "Whether the text or pattern occurs."),
    Row::new("match", "<s-f<s:o>n?:a<o>>", 3, find, "All matches of a pattern."),
    Row::new("replace", "<s-(sf)(sf)n?:s>", 4, replace, "Every occurrence replaced."),
    Row::new("split", "<s-(sf)n?:a<s>>", 3, split, "The parts between separators."),
];

/// How many matches are wanted; a negative number is an error.
fn limit(args: &[Item], at: usize, code: &'static str) -> Res<usize> {
    match double(args, at)? {
        Some(limit) if limit < 0.0 => Err(blaming(code, arg(args, at)).param("index", at + 1)),
        Some(limit) => Ok(limit.ceil() as usize),
        None => Ok(usize::MAX),
    }
}

fn contains(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let Some(whole) = text(args, 0) else {
        return Ok(Item::Undefined);
    };
    if let Some(part) = text(args, 1) {
        // `str::contains` has a way of its own for short texts, which is slow where both repeat themselves.
        return Ok(whole.find(&**part).is_some().into());
    }
    if !arg(args, 1).is_defined() && cx.run.level == Level::Full {
        return Ok(Item::Undefined);
    }
    Ok(Hits::new(cx, arg(args, 1), whole).next()?.is_some().into())
}

fn find(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let Some(whole) = text(args, 0) else {
        return Ok(Item::Undefined);
    };
    let limit = limit(args, 2, "D3040")?;
    let mut found = Builder::default();
    let mut hits = Hits::new(cx, arg(args, 1), whole).up_to(limit);
    while let Some(hit) = hits.next()? {
        let mut members = Members::default();
        members.add("match".into(), Item::Json(Value::String(Arc::clone(&hit.text))));
        members.add("index".into(), utf16_at(whole, hit.range.start).into());
        members.add("groups".into(), groups(&hit));
        cx.run.budget.memory(256 + hit.text.len())?;
        found.push(members.finish());
    }
    cx.run.list(found, Flags::SEQUENCE)
}

fn replace(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let Some(whole) = text(args, 0) else {
        return Ok(Item::Undefined);
    };
    let (pattern, replacement) = (arg(args, 1), arg(args, 2));
    if pattern.as_str() == Some("") {
        return Err(Fault::new("D3010").value("").param("index", 2_usize));
    }
    let limit = limit(args, 3, "D3011")?;
    if let Item::Json(Value::String(pattern)) = pattern {
        let with = match replacement.as_str() {
            Some(with) => with,
            // The reference pastes it as JavaScript prints it.
            None if !replacement.is_defined() => "undefined",
            None if limit > 0 && whole.contains(&**pattern) => return Err(blaming("D3012", replacement)),
            None => return Ok(arg(args, 0).clone()),
        };
        let times = whole.matches(&**pattern).take(limit).count();
        cx.run.budget.memory(times.saturating_mul(with.len()))?;
        return cx.run.text(whole.replacen(&**pattern, with, limit));
    }
    let mut hits = Hits::new(cx, pattern, whole).up_to(limit);
    let mut out = String::new();
    let (mut done, mut count) = (0, 0);
    while let Some(hit) = hits.next()? {
        out.push_str(whole.get(done..hit.range.start).unwrap_or_default());
        if let Some(template) = replacement.as_str() {
            substitute(template, &hit, &mut out);
        } else {
            let made = cx.call(replacement, vec![hits.object(&hit)])?;
            out.push_str(made.as_str().ok_or_else(|| blaming("D3012", &made))?);
        }
        done = hit.range.start + hit.text.len();
        count += 1;
        if out.len() > whole.len() {
            cx.run.budget.memory(hit.text.len() + replacement.as_str().map_or(0, str::len))?;
        }
    }
    if count == 0 {
        return Ok(arg(args, 0).clone());
    }
    out.push_str(whole.get(done..).unwrap_or_default());
    cx.run.text(out)
}

/// Appends a replacement with its `$0`, `$1` ... filled in.
fn substitute(template: &str, hit: &Hit, out: &mut String) {
    let mut rest = template;
    while let Some(dollar) = rest.find('$') {
        out.push_str(&rest[..dollar]);
        rest = &rest[dollar + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            out.push('$');
            rest = after;
        } else if let Some(after) = rest.strip_prefix('0') {
            out.push_str(&hit.text);
            rest = after;
        } else {
            match group_number(rest, hit.groups.len()) {
                Some((number, digits)) => {
                    if let Some(Some(group)) = hit.groups.get(number.wrapping_sub(1)) {
                        out.push_str(group);
                    }
                    rest = &rest[digits..];
                }
                None => out.push('$'),
            }
        }
    }
    out.push_str(rest);
}

/// The group a `$n` names, with no more digits than the number of groups has, and how long it is.
fn group_number(text: &str, groups: usize) -> Option<(usize, usize)> {
    let most = groups.checked_ilog10().map_or(1, |digits| digits as usize + 1);
    let digits = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let number: usize = text[..digits].parse().ok()?;
    if digits > 1 && number > groups {
        let number: usize = text[..digits - 1].parse().ok()?;
        return Some((number, digits - 1));
    }
    Some((number, number.checked_ilog10().map_or(1, |digits| digits as usize + 1)))
}

fn split(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let Some(whole) = text(args, 0) else {
        return Ok(Item::Undefined);
    };
    let limit = match double(args, 2)? {
        Some(n) if n >= 0.0 && arg(args, 1).as_str().is_some() => n.floor() as usize,
        _ => limit(args, 2, "D3020")?,
    };
    let mut parts = Builder::default();
    match text(args, 1) {
        Some(separator) if separator.is_empty() => {
            whole.chars().take(limit).for_each(|c| parts.push(Item::from(c.to_string())));
        }
        Some(separator) => {
            whole.split(&**separator).take(limit).for_each(|part| parts.push(Item::from(part)));
        }
        None => split_at_matches(cx, arg(args, 1), whole, limit, &mut parts)?,
    }
    cx.run.budget.steps(parts.len())?;
    cx.run.budget.memory(whole.len())?;
    cx.run.list(parts, Flags::PLAIN)
}

fn split_at_matches(
    cx: &Cx<'_, '_>,
    matcher: &Item,
    whole: &Arc<str>,
    limit: usize,
    parts: &mut Builder,
) -> Res<()> {
    let mut hits = Hits::new(cx, matcher, whole).up_to(limit);
    let mut start = 0;
    while let Some(hit) = hits.next()? {
        parts.push(Item::from(whole.get(start..hit.range.start).unwrap_or_default()));
        start = hit.range.end;
    }
    if parts.len() < limit {
        parts.push(Item::from(whole.get(start..).unwrap_or_default()));
    }
    Ok(())
}
