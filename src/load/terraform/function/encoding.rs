//! Functions that write a value in another way.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest as _, Md5};
use sha1::Sha1;
use sha2::Sha256;

use crate::load::node::{Body, Member, Node};
use crate::load::substitute;
use crate::load::terraform::expression::is_unknown;

use super::call::{Call, Refusal, Returned};

/// Where a state has a number, what is not known will be one.
pub(super) fn jsonencode(call: &Call<'_>) -> Returned {
    let value = &call.arguments[0];
    let is_number =
        |member: &Member| substitute::is_count(&member.key) && member.value.as_str().is_some_and(is_unknown);
    Ok(Node { body: Body::Text(value.to_json_but(&is_number)), ..value.clone() })
}

pub(super) fn base64encode(call: &Call<'_>) -> Returned {
    Ok(call.made(STANDARD.encode(closed(call)?)))
}

pub(super) fn base64decode(call: &Call<'_>) -> Returned {
    let bytes = STANDARD.decode(closed(call)?).ok();
    match bytes.and_then(|bytes| String::from_utf8(bytes).ok()) {
        Some(text) => Ok(call.made(text)),
        None => Err(Refusal::BadArgument(0, "finds no Base64 of text here".to_owned())),
    }
}

pub(super) fn md5(call: &Call<'_>) -> Returned {
    Ok(call.made(hexadecimal(&Md5::digest(closed(call)?))))
}

pub(super) fn sha1(call: &Call<'_>) -> Returned {
    Ok(call.made(hexadecimal(&Sha1::digest(closed(call)?))))
}

pub(super) fn sha256(call: &Call<'_>) -> Returned {
    Ok(call.made(hexadecimal(&Sha256::digest(closed(call)?))))
}

/// Text with `+` for a blank, as in a query.
pub(super) fn urlencode(call: &Call<'_>) -> Returned {
    let mut out = String::new();
    for byte in closed(call)?.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            _ => write!(out, "%{byte:02X}").expect("a String takes all that is written to it"),
        }
    }
    Ok(call.made(out))
}

/// A text without unknown parts, which an encoding would make unrecognisable.
fn closed(call: &Call<'_>) -> Result<String, Refusal> {
    let text = call.text(0)?;
    if text.contains("${") { Err(Refusal::Unknown) } else { Ok(text) }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        write!(out, "{byte:02x}").expect("a String takes all that is written to it");
        out
    })
}
