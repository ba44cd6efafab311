//! Base64, as Java's basic decoder reads it: padding may be missing, line breaks are an error.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::base::chance::Chance;
use crate::base::value::Value;

use super::{Invalid, short_text};

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

pub(super) fn encode(arguments: &[Value], _: &Chance) -> Result<Value, Invalid> {
    Ok(Value::from(BASE64.encode(short_text(&arguments[0])?)))
}

/// Bytes that are no UTF-8 become replacement characters, as in Java.
pub(super) fn decode(arguments: &[Value], _: &Chance) -> Result<Value, Invalid> {
    let bytes = BASE64.decode(short_text(&arguments[0])?).map_err(|_| Invalid::default())?;
    Ok(Value::from(String::from_utf8_lossy(&bytes).as_ref()))
}
