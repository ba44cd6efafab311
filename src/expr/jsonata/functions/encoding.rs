//! Base64 and URL encoding.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::expr::jsonata::Level;
use crate::expr::jsonata::error::Res;
use crate::expr::jsonata::item::Item;

use super::{Cx, Row, blaming, internal, text};

pub(super) const ROWS: &[Row] = &[
    Row::new("base64encode", "<s-:s>", 1, base64_encode, "In base 64."),
    Row::new("base64decode", "<s-:s>", 1, base64_decode, "From base 64."),
    Row::new("encodeUrlComponent", "<s-:s>", 1, encode_component, "Escaped for a part of a URL."),
    Row::new("encodeUrl", "<s-:s>", 1, encode_url, "Escaped for a whole URL."),
    Row::new("decodeUrlComponent", "<s-:s>", 1, decode_component, "From a part of a URL."),
    Row::new("decodeUrl", "<s-:s>", 1, decode_url, "From a whole URL."),
];

/// Characters that a whole URL needs unescaped.
const RESERVED: &str = ";/?:@&=+$,#";
/// Characters that need no escape anywhere, besides letters and digits.
const UNRESERVED: &str = "-_.!~*'()";

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Step Functions encodes UTF-8; the reference takes each character for one byte.
fn base64_encode(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let Some(text) = text(args, 0) else {
        return Ok(Item::Undefined);
    };
    let encoded = match cx.run.level {
        Level::Aws => BASE64.encode(text.as_bytes()),
        Level::Full => {
            let bytes: Vec<u8> = text.encode_utf16().map(|unit| unit.to_le_bytes()[0]).collect();
            BASE64.encode(bytes)
        }
    };
    cx.run.text(encoded)
}

/// The reference skips what is not base 64; Step Functions fails without saying why.
fn base64_decode(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let Some(text) = text(args, 0) else {
        return Ok(Item::Undefined);
    };
    let decoded = match cx.run.level {
        Level::Aws => {
            let bytes = BASE64.decode(text.as_bytes()).map_err(|_| internal())?;
            String::from_utf8_lossy(&bytes).into_owned()
        }
        Level::Full => {
            let known = text.chars().take_while(|c| *c != '=').filter_map(|c| match c {
                '-' => Some('+'),
                '_' => Some('/'),
                c if c.is_ascii_alphanumeric() || matches!(c, '+' | '/') => Some(c),
                _ => None,
            });
            let mut known: String = known.collect();
            if known.len() % 4 == 1 {
                known.pop();
            }
            BASE64.decode(known).unwrap_or_default().into_iter().map(char::from).collect()
        }
    };
    cx.run.text(decoded)
}

fn encode_component(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    encode(cx, args, "")
}

fn encode_url(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    encode(cx, args, RESERVED)
}

fn encode(cx: &Cx<'_, '_>, args: &[Item], plain: &str) -> Res<Item> {
    let Some(text) = text(args, 0) else {
        return Ok(Item::Undefined);
    };
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || UNRESERVED.contains(c) || plain.contains(c) {
            out.push(c);
        } else {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    cx.run.text(out)
}

fn decode_component(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    decode(cx, args, "", "decodeUrlComponent")
}

fn decode_url(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    decode(cx, args, RESERVED, "decodeUrl")
}

/// Undoes escapes, except of the characters in `keep`.
fn decode(cx: &Cx<'_, '_>, args: &[Item], keep: &str, function: &'static str) -> Res<Item> {
    let Some(text) = text(args, 0) else {
        return Ok(Item::Undefined);
    };
    let malformed = || blaming("D3140", &args[0]).param("functionName", function);
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let byte = after.get(..2).and_then(|digits| {
            let digits = str::from_utf8(digits).ok().filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
            u8::from_str_radix(digits, 16).ok()
        });
        let byte = byte.ok_or_else(malformed)?;
        if keep.contains(char::from(byte)) && byte.is_ascii() {
            bytes.push(b'%');
            continue;
        }
        bytes.push(byte);
        rest = &after[2..];
    }
    String::from_utf8(bytes).map_err(|_| malformed()).and_then(|text| cx.run.text(text))
}
