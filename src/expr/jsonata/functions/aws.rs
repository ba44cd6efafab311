//! The functions that Step Functions adds to JSONata. Integer parameters are rounded down.
//!
//! <https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html>

use md5::Digest as _;

use crate::base::value::Value;

use crate::expr::jsonata::Level;
use crate::expr::jsonata::error::{Fault, Res};
use crate::expr::jsonata::item::{Builder, Flags, Item};
use crate::expr::jsonata::number::from_f64;

use super::{Cx, Row, arg, blaming, double, text};

pub(super) const ROWS: &[Row] = &[
    Row::new("partition", "<an:a>", 2, partition, "An array in chunks.").only(Level::Aws),
    Row::new("range", "<nnn:a>", 3, range, "Numbers from first to last by a step.").only(Level::Aws),
    Row::new("hash", "<s-s:s>", 2, hash, "The hash of a text in hexadecimal.").only(Level::Aws),
    Row::new("random", "<n?:n>", 1, random, "A random number, the same for one seed.").only(Level::Aws),
    Row::new("uuid", "<:s>", 0, uuid, "A random version 4 UUID.").only(Level::Aws),
    Row::new("parse", "<s-:x>", 1, parse, "The value of a JSON text.").only(Level::Aws),
];

fn partition(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let (Some(list), Some(size)) = (arg(args, 0).as_list(), double(args, 1)?) else {
        return Ok(Item::Undefined);
    };
    let size = size.floor();
    if size < 1.0 {
        return Err(blaming("T0410", arg(args, 1)).param("index", 2_usize));
    }
    cx.run.room_for(list.len())?;
    let size = size as usize;
    let mut chunks = Builder::default();
    let mut start = 0;
    while start < list.len() {
        let end = start.saturating_add(size).min(list.len());
        let mut chunk = Builder::with_capacity(end - start);
        (start..end).for_each(|at| chunk.push(list.get(at)));
        chunks.push(cx.run.list(chunk, Flags::PLAIN)?);
        start = end;
    }
    let chunks = cx.run.list(chunks, Flags::PLAIN)?;
    cx.run.nested(chunks)
}

/// A range of one number is that number, as for any sequence.
fn range(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let (Some(first), Some(last), Some(step)) = (double(args, 0)?, double(args, 1)?, double(args, 2)?) else {
        return Ok(Item::Undefined);
    };
    let (first, last, step) = (first.floor(), last.floor(), step.floor());
    if step == 0.0 {
        return Err(blaming("T0410", arg(args, 2)).param("index", 3_usize));
    }
    let count = ((last - first) / step).floor() + 1.0;
    if count > 1e7 {
        return Err(Fault::new("D2014").value(from_f64(count).to_value().unwrap_or_default()));
    }
    let count = if count > 0.0 { count as usize } else { 0 };
    cx.run.room_for(count)?;
    let mut numbers = Builder::with_capacity(count);
    (0..count).for_each(|at| numbers.push(from_f64(first + step * at as f64)));
    cx.run.list(numbers, Flags::SEQUENCE)
}

fn hash(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let (Some(data), Some(algorithm)) = (text(args, 0), text(args, 1)) else {
        return Ok(Item::Undefined);
    };
    let data = data.as_bytes();
    cx.run.budget.steps(data.len() / 64)?;
    let digest = match &**algorithm {
        "MD5" => md5::Md5::digest(data).to_vec(),
        "SHA-1" => sha1::Sha1::digest(data).to_vec(),
        "SHA-256" => sha2::Sha256::digest(data).to_vec(),
        "SHA-384" => sha2::Sha384::digest(data).to_vec(),
        "SHA-512" => sha2::Sha512::digest(data).to_vec(),
        _ => return Err(blaming("T0410", arg(args, 1)).param("index", 2_usize)),
    };
    cx.run.text(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn random(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    Ok(from_f64(match double(args, 0)? {
        Some(seed) => seeded(seed.floor() as i64),
        None => cx.run.bindings.chance.unit(),
    }))
}

/// The first double of Java's generator for a seed.
fn seeded(seed: i64) -> f64 {
    const MULTIPLIER: u64 = 0x5_deec_e66d;
    const MASK: u64 = (1 << 48) - 1;
    let mut state = (seed.cast_unsigned() ^ MULTIPLIER) & MASK;
    let mut bits = |count: u32| {
        state = state.wrapping_mul(MULTIPLIER).wrapping_add(0xb) & MASK;
        state >> (48 - count)
    };
    let (high, low) = (bits(26), bits(27));
    ((high << 27) + low) as f64 / (1_u64 << 53) as f64
}

fn uuid(cx: &Cx<'_, '_>, _: &[Item]) -> Res<Item> {
    Ok(Item::from(cx.run.bindings.chance.uuid()))
}

/// `-0` is read as 0, for JSON of Java's making knows no other zero.
fn parse(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let Some(source) = text(args, 0) else {
        return Ok(Item::Undefined);
    };
    cx.run.budget.memory(source.len().saturating_mul(4))?;
    let value = Value::parse(source).map_err(|error| {
        let message = format!("Unable to parse the JSON text: {error}");
        blaming("D3137", arg(args, 0)).text(message)
    })?;
    let zero = value.as_f64() == Some(0.0);
    Ok(Item::Json(if zero { Value::from(0_i64) } else { value }))
}
