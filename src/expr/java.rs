//! Java's view of JSON values: AWS runs on Java, and some of its texts and orders show it.

use crate::base::value::Value;

/// What `toString` of the parsed value prints: maps as `{a=1, b=[x, y]}`, texts raw.
#[must_use]
pub fn text(value: &Value) -> String {
    let mut out = String::new();
    print(value, &mut out);
    out
}

/// What `toString` prints of a value that JSON Smart has parsed: maps as `{a=1}`, but lists as JSON.
#[must_use]
pub fn map_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.to_string(),
        Value::Object(members) => {
            let members: Vec<String> =
                members.iter().map(|(key, member)| format!("{key}={}", map_text(member))).collect();
            format!("{{{}}}", members.join(", "))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => value.to_json(),
    }
}

fn print(value: &Value, out: &mut String) {
    match value {
        Value::String(text) => out.push_str(text),
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                print(item, out);
            }
            out.push(']');
        }
        Value::Object(members) => {
            out.push('{');
            for (at, (key, member)) in members.iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                out.push_str(key);
                out.push('=');
                print(member, out);
            }
            out.push('}');
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => out.push_str(&value.to_json()),
    }
}

/// The class a JSON parser of Java makes of the value, as Jayway names it.
#[must_use]
pub fn class_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "java.lang.Boolean",
        Value::Number(number) if !number.is_integer() => "java.lang.Double",
        Value::Number(number) if number.as_i64().is_some_and(|n| i32::try_from(n).is_ok()) => {
            "java.lang.Integer"
        }
        Value::Number(_) => "java.lang.Long",
        Value::String(_) => "java.lang.String",
        Value::Array(_) => "net.minidev.json.JSONArray",
        Value::Object(_) => "java.util.LinkedHashMap",
    }
}

/// `equals` of two parsed values: inside of lists and maps a whole number never equals a double.
#[must_use]
pub fn equals(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => {
            left.is_integer() == right.is_integer() && left == right
        }
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && left.iter().zip(right.iter()).all(|(left, right)| equals(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(key, left)| right.get(key).is_some_and(|right| equals(left, right)))
        }
        _ => left == right,
    }
}

/// `String.hashCode`: over UTF-16 code units.
#[must_use]
pub fn text_hash(text: &str) -> i32 {
    text.encode_utf16().fold(0, |hash: i32, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)))
}

/// `hashCode` of the parsed value: of a `Boolean`, `Integer`, `Long`, `Double`, `String`, `List` or `Map`.
#[must_use]
pub fn hash(value: &Value) -> i32 {
    let fold = |bits: u64| (bits ^ (bits >> 32)) as u32 as i32;
    match value {
        Value::Null => 0,
        Value::Bool(true) => 1231,
        Value::Bool(false) => 1237,
        Value::Number(number) => match number.as_i64().filter(|_| number.is_integer()) {
            Some(n) => i32::try_from(n).unwrap_or_else(|_| fold(n as u64)),
            None => fold(number.as_f64().to_bits()),
        },
        Value::String(text) => text_hash(text),
        Value::Array(items) => {
            items.iter().fold(1, |sum: i32, item| sum.wrapping_mul(31).wrapping_add(hash(item)))
        }
        Value::Object(members) => {
            members.iter().fold(0, |sum: i32, (key, member)| sum.wrapping_add(text_hash(key) ^ hash(member)))
        }
    }
}

/// The order in which a `HashMap` or `HashSet` gives back distinct keys that were put in with these
/// hash codes, as positions in `hashes`: by bucket, then first come, first served.
#[must_use]
pub fn hash_order(hashes: &[i32]) -> Vec<usize> {
    let mut buckets = 16_usize;
    while hashes.len() * 4 > buckets * 3 {
        buckets *= 2;
    }
    let mut order: Vec<usize> = (0..hashes.len()).collect();
    order.sort_by_key(|&at| {
        let hash = hashes[at] as u32;
        (hash ^ (hash >> 16)) as usize & (buckets - 1)
    });
    order
}

/// `java.util.Random`: a given seed always gives the same numbers.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    const MULTIPLIER: u64 = 0x5_deec_e66d;
    const MASK: u64 = (1 << 48) - 1;

    /// `new Random(seed)`
    #[must_use]
    pub const fn new(seed: i64) -> Self {
        Self((seed as u64 ^ Self::MULTIPLIER) & Self::MASK)
    }

    fn bits(&mut self, count: u32) -> u32 {
        self.0 = self.0.wrapping_mul(Self::MULTIPLIER).wrapping_add(0xb) & Self::MASK;
        (self.0 >> (48 - count)) as u32
    }

    /// `nextInt(bound)`: a number in `0 .. bound`; 0 if `bound` is not positive.
    pub fn below(&mut self, bound: i32) -> i32 {
        if bound < 1 {
            return 0;
        }
        let wide = u64::from(bound.unsigned_abs());
        if wide.is_power_of_two() {
            return ((wide * u64::from(self.bits(31))) >> 31) as i32;
        }
        loop {
            let drawn = self.bits(31) as i32;
            let rest = drawn % bound;
            // A draw from the last, incomplete round would favour small numbers.
            if drawn.wrapping_sub(rest).wrapping_add(bound - 1) >= 0 {
                return rest;
            }
        }
    }

    /// `nextDouble()`: a number in `0.0 .. 1.0`.
    pub fn unit(&mut self) -> f64 {
        let high = u64::from(self.bits(26)) << 27;
        (high + u64::from(self.bits(27))) as f64 / (1_u64 << 53) as f64
    }
}
