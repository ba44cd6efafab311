//! Functions of lists and maps. Maps go by their keys in order, as in Terraform.

use std::collections::BTreeMap;

use crate::load::node::{Body, Member, Node};
use crate::load::terraform::expression::is_unknown;

use super::call::{Call, Refusal, Returned};

pub(super) fn length(call: &Call<'_>) -> Returned {
    let length = match &call.arguments[0].body {
        Body::Members(members) => members.len(),
        Body::Text(text) if !is_unknown(text.as_str()) => text.as_str().chars().count(),
        Body::Plain(_) | Body::Text(_) | Body::List(_) => call.list(0)?.len(),
    };
    Ok(call.value(length))
}

pub(super) fn keys(call: &Call<'_>) -> Returned {
    let sorted = sorted(call.map(0)?);
    let key = |member: &&Member| Node::text(&call.arguments[0].source, member.key_at.clone(), &*member.key);
    Ok(call.listed(sorted.iter().map(key).collect()))
}

pub(super) fn values(call: &Call<'_>) -> Returned {
    Ok(call.listed(sorted(call.map(0)?).into_iter().map(|member| member.value.clone()).collect()))
}

fn sorted(members: &[Member]) -> Vec<&Member> {
    let mut members: Vec<&Member> = members.iter().collect();
    members.sort_by(|one, other| one.key.cmp(&other.key));
    members
}

pub(super) fn lookup(call: &Call<'_>) -> Returned {
    let (key, default) = (call.text(1)?, call.arguments.get(2));
    let found = match call.map(0) {
        Ok(members) => members.iter().find(|member| member.key == key).map(|member| &member.value),
        Err(refusal) => return default.cloned().ok_or(refusal),
    };
    match found.or(default) {
        Some(value) => Ok(value.clone()),
        None if key.contains("${") => Err(Refusal::Unknown),
        None => Err(Refusal::BadArgument(1, format!("finds no `{key}` and has no default"))),
    }
}

/// Later maps win; a key keeps its first place. An unknown map adds nothing.
pub(super) fn merge(call: &Call<'_>) -> Returned {
    let (mut members, mut places) = (Vec::<Member>::new(), BTreeMap::new());
    for index in 0..call.arguments.len() {
        let more = match call.map(index) {
            Ok(more) => more,
            Err(Refusal::Unknown) => continue,
            Err(refusal) => return Err(refusal),
        };
        for member in more {
            let place = *places.entry(member.key.clone()).or_insert(members.len());
            match members.get_mut(place) {
                Some(known) => *known = member.clone(),
                None => members.push(member.clone()),
            }
        }
    }
    Ok(call.with(Body::Members(members)))
}

pub(super) fn zipmap(call: &Call<'_>) -> Returned {
    let (keys, values) = (call.list(0)?, call.list(1)?);
    if keys.len() != values.len() {
        let words = format!("has {} values for {} keys", values.len(), keys.len());
        return Err(Refusal::BadArgument(1, words));
    }
    let member = |(key, value): (&Node, &Node)| {
        Some(Member { key: key.to_string()?, key_at: key.at.clone(), value: value.clone() })
    };
    let members: Option<Vec<Member>> = keys.iter().zip(values.iter()).map(member).collect();
    members
        .map(|members| call.with(Body::Members(members)))
        .ok_or_else(|| Refusal::BadArgument(0, "takes a list of texts here".to_owned()))
}

pub(super) fn concat(call: &Call<'_>) -> Returned {
    let mut items = Vec::new();
    for index in 0..call.arguments.len() {
        items.extend(call.list(index)?.into_owned());
    }
    Ok(call.listed(items))
}

pub(super) fn flatten(call: &Call<'_>) -> Returned {
    fn flat(items: &[Node], out: &mut Vec<Node>) {
        for item in items {
            match item.items() {
                Some(items) => flat(items, out),
                None => out.push(item.clone()),
            }
        }
    }
    let mut items = Vec::new();
    flat(&call.list(0)?, &mut items);
    Ok(call.listed(items))
}

pub(super) fn compact(call: &Call<'_>) -> Returned {
    let items = call.list(0)?;
    let full = items.iter().filter(|item| !item.is_null() && item.as_str() != Some(""));
    Ok(call.listed(full.cloned().collect()))
}

pub(super) fn reverse(call: &Call<'_>) -> Returned {
    Ok(call.listed(call.list(0)?.iter().rev().cloned().collect()))
}

/// Counts from the end if the index is negative, and round and round.
pub(super) fn element(call: &Call<'_>) -> Returned {
    let (items, index) = (call.list(0)?, call.whole(1)?);
    let at = index.checked_rem_euclid(items.len() as i64);
    let at = at.ok_or_else(|| Refusal::BadArgument(0, "finds nothing in an empty list".to_owned()))?;
    Ok(items[at as usize].clone())
}

pub(super) fn index(call: &Call<'_>) -> Returned {
    let wanted = call.arguments[1].to_value();
    match call.list(0)?.iter().position(|item| item.to_value() == wanted) {
        Some(at) => Ok(call.value(at)),
        None => Err(Refusal::BadArgument(1, "finds no such element".to_owned())),
    }
}

pub(super) fn slice(call: &Call<'_>) -> Returned {
    let (items, start, end) = (call.list(0)?, call.whole(1)?, call.whole(2)?);
    let range = usize::try_from(start).unwrap_or(usize::MAX)..usize::try_from(end).unwrap_or(usize::MAX);
    match items.get(range) {
        Some(part) => Ok(call.listed(part.to_vec())),
        None => Err(Refusal::BadArgument(2, format!("has no elements {start} to {end} here"))),
    }
}

pub(super) fn chunklist(call: &Call<'_>) -> Returned {
    let (items, size) = (call.list(0)?, call.whole(1)?);
    match usize::try_from(size) {
        Ok(0) => Ok(call.listed(vec![call.listed(items.into_owned())])),
        Ok(size) => Ok(call.listed(items.chunks(size).map(|chunk| call.listed(chunk.to_vec())).collect())),
        Err(_) => Err(Refusal::BadArgument(1, "takes a size of at least 0".to_owned())),
    }
}

/// The only element; null if there is none.
pub(super) fn one(call: &Call<'_>) -> Returned {
    match &*call.list(0)? {
        [] => Ok(call.value(crate::base::value::Value::Null)),
        [only] => Ok(only.clone()),
        [..] => Err(Refusal::BadArgument(0, "takes a list of at most one element".to_owned())),
    }
}

pub(super) fn coalesce(call: &Call<'_>) -> Returned {
    let found = call.arguments.iter().find(|value| !value.is_null() && value.as_str() != Some(""));
    found.cloned().ok_or_else(|| Refusal::BadArgument(0, "finds nothing but null and empty text".to_owned()))
}

pub(super) fn coalescelist(call: &Call<'_>) -> Returned {
    for index in 0..call.arguments.len() {
        let items = call.list(index)?;
        if !items.is_empty() {
            return Ok(call.listed(items.into_owned()));
        }
    }
    Err(Refusal::BadArgument(0, "finds nothing but empty lists".to_owned()))
}
