//! `States.Hash`. What is no text is hashed as its JSON text.

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::base::chance::Chance;
use crate::base::value::Value;

use super::{Invalid, short_text};

pub(super) fn hash(arguments: &[Value], _: &Chance) -> Result<Value, Invalid> {
    let printed;
    let data = match &arguments[0] {
        Value::String(_) => short_text(&arguments[0])?,
        Value::Null => return Err(Invalid::default()),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            printed = Value::from(arguments[0].to_json());
            short_text(&printed)?
        }
    };
    let algorithm = arguments[1].as_str().ok_or_else(Invalid::default)?;
    hex(algorithm, data.as_bytes()).map(Value::from).ok_or_else(Invalid::default)
}

/// The hash in lower-case hexadecimal; `None` if AWS does not know the algorithm.
fn hex(algorithm: &str, data: &[u8]) -> Option<String> {
    let digest = match algorithm {
        "MD5" => Md5::digest(data).to_vec(),
        "SHA-1" => Sha1::digest(data).to_vec(),
        "SHA-256" => Sha256::digest(data).to_vec(),
        "SHA-384" => Sha384::digest(data).to_vec(),
        "SHA-512" => Sha512::digest(data).to_vec(),
        _ => return None,
    };
    let digit = |half: u8| char::from_digit(u32::from(half), 16);
    digest.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
