//! Items as text: what `$string` and `&` make of them; and the order of texts.
//!
//! JavaScript's number format and JSON, except that numbers are shown with 15 significant digits.
//! 2.0.6 does that to whole numbers too, later versions do not.

use std::cmp::Ordering;

use crate::base::value::{Number, Value};

use super::Level;
use super::error::{Fault, Limit, Res};
use super::item::Item;
use super::number::{out_of_range, to_js, to_precision_15};

/// From here on 15 digits are not enough for whole numbers.
const WIDE: f64 = 1e15;

/// How items are written at one level of the language.
#[derive(Clone, Copy)]
pub(super) struct Texts {
    level: Level,
    indent: usize,
    /// The most bytes that are written.
    most: usize,
}

impl Texts {
    /// No more than `most` bytes of them.
    pub const fn of(level: Level, most: usize) -> Self {
        Self { level, indent: 0, most }
    }

    /// With objects and arrays spread over lines.
    pub const fn pretty(self) -> Self {
        Self { indent: 2, ..self }
    }

    /// Appends an item: a string as it is, a function or nothing as nothing, the rest as JSON.
    pub fn append(self, item: &Item, out: &mut String) -> Res<()> {
        if let Some(text) = item.as_str() {
            out.push_str(text);
            return Ok(());
        }
        if let Item::List(items, flags) = item
            && flags.outer
        {
            return items.iter().try_for_each(|value| self.value(value, 0, out));
        }
        if matches!(item, Item::NonFinite(_)) {
            return Err(Fault::new("D3001"));
        }
        if !item.is_defined() || item.as_function().is_some() {
            return Ok(());
        }
        self.item(item, 0, out)
    }

    fn item(self, item: &Item, level: usize, out: &mut String) -> Res<()> {
        match item {
            Item::Json(value) => return self.value(value, level, out),
            Item::NonFinite(_) => return Err(out_of_range()),
            Item::Function(_) => out.push_str("\"\""),
            Item::Undefined | Item::Tail(_) | Item::Tuples(_) => out.push_str("null"),
            Item::Record(record) => {
                return self.enclosed(('{', '}'), &record.members, level, out, |(key, item), out| {
                    self.key(key, out);
                    self.item(item, level + 1, out)
                });
            }
            Item::List(..) | Item::Mixed(_) | Item::Range(_) => {
                let items: Vec<Item> = item.as_list().map(|l| l.iter().collect()).unwrap_or_default();
                return self
                    .enclosed(('[', ']'), &items, level, out, |item, out| self.item(item, level + 1, out));
            }
        }
        Ok(())
    }

    fn value(self, value: &Value, level: usize, out: &mut String) -> Res<()> {
        match value {
            Value::Null => out.push_str("null"),
            Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
            Value::Number(number) => self.number(*number, out),
            Value::String(text) => quoted(text, out),
            Value::Array(items) => {
                return self
                    .enclosed(('[', ']'), items, level, out, |item, out| self.value(item, level + 1, out));
            }
            Value::Object(members) => {
                let members = members.iter().as_slice();
                return self.enclosed(('{', '}'), members, level, out, |(key, value), out| {
                    self.key(key, out);
                    self.value(value, level + 1, out)
                });
            }
        }
        Ok(())
    }

    fn enclosed<T>(
        self,
        (open, close): (char, char),
        parts: &[T],
        level: usize,
        out: &mut String,
        part: impl Fn(&T, &mut String) -> Res<()>,
    ) -> Res<()> {
        out.push(open);
        for (at, one) in parts.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            self.line(level + 1, out);
            part(one, out)?;
            if out.len() > self.most {
                return Err(Fault::limit(Limit::Memory));
            }
        }
        if !parts.is_empty() {
            self.line(level, out);
        }
        out.push(close);
        Ok(())
    }

    fn line(self, level: usize, out: &mut String) {
        if self.indent > 0 {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', level * self.indent));
        }
    }

    fn key(self, key: &str, out: &mut String) {
        quoted(key, out);
        out.push_str(if self.indent > 0 { ": " } else { ":" });
    }

    fn number(self, number: Number, out: &mut String) {
        let f = number.as_f64();
        let whole = number.is_integer() || f.fract() == 0.0;
        if whole && (self.level == Level::Full || f.abs() < WIDE) {
            out.push_str(&super::number::text(number));
        } else {
            out.push_str(&to_js(to_precision_15(f)));
        }
    }
}

/// Appends a JSON string.
fn quoted(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if c < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// The order of texts in JavaScript, which compares UTF-16 units. The texts are looked at as far as they are the same.
pub(super) fn compare_text(a: &str, b: &str) -> Ordering {
    const BLOCK: usize = 64;
    let blocks = a.as_bytes().chunks(BLOCK).zip(b.as_bytes().chunks(BLOCK));
    let same = blocks.take_while(|(a, b)| a == b).count() * BLOCK;
    let same = same.min(a.len()).min(b.len());
    let same = same + a.bytes().skip(same).zip(b.bytes().skip(same)).take_while(|(a, b)| a == b).count();
    // A character in which they differ may begin with the same bytes in both.
    let start = (0..=same).rev().find(|at| a.is_char_boundary(*at) && b.is_char_boundary(*at)).unwrap_or(0);
    a[start..].encode_utf16().cmp(b[start..].encode_utf16())
}
