//! `numeric`, and which numbers AWS can compare.

use super::fault::Fault;
use super::leaf::{Alternative, Bound};
use crate::base::value::Number;
use crate::events::reader::{self, Reader, Token};

/// The range of a `numeric` whose bracket is read.
pub(super) fn range(reader: &mut Reader<'_>) -> Result<Alternative, Fault> {
    if reader.advance()? != Token::Text {
        return Err(Fault::At(format!("Invalid member in numeric match: {}", reader.text()?)));
    }
    let operator = reader.text()?;
    let token = reader.advance()?;
    let name = if operator == "=" { "equals" } else { &operator };
    if !matches!(operator.as_str(), "=" | "<" | "<=" | ">" | ">=") {
        return Err(Fault::At(format!("Unrecognized numeric range operator: {operator}")));
    }
    if token != Token::Number {
        return Err(Fault::At(format!("Value of {name} must be numeric")));
    }
    let text = reader.text()?;
    let token = reader.advance()?;
    let is_open = !operator.ends_with('=');
    if operator.starts_with('>') && token != Token::EndArray {
        return complete(reader, token, &text, is_open);
    }
    if token != Token::EndArray {
        return Err(Fault::at("Too many elements in numeric expression"));
    }
    let bound = Bound { number: exact(&text)?, is_open };
    Ok(match operator.as_bytes()[0] {
        b'=' => Alternative::Number(bound.number),
        b'<' => Alternative::Between(None, Some(bound)),
        _ => Alternative::Between(Some(bound), None),
    })
}

/// The second half of a range, which begins with `token`; `bottom` is how the number of the first was written.
fn complete(
    reader: &mut Reader<'_>,
    token: Token,
    bottom: &str,
    is_open: bool,
) -> Result<Alternative, Fault> {
    if token != Token::Text {
        return Err(Fault::At(format!("Bad value in numeric range: {}", reader.text()?)));
    }
    let operator = reader.text()?;
    if !matches!(operator.as_str(), "<" | "<=") {
        return Err(Fault::At(format!("Bad numeric range operator: {operator}")));
    }
    if reader.advance()? != Token::Number {
        return Err(Fault::At(format!("Value of {operator} must be numeric")));
    }
    let top = reader.text()?;
    if reader.advance()? != Token::EndArray {
        return Err(Fault::at("Too many terms in numeric range expression"));
    }
    let bottom = Bound { number: exact(bottom)?, is_open };
    let top = Bound { number: exact(&top)?, is_open: operator == "<" };
    if bottom.number >= top.number {
        return Err(Fault::at("Bottom must be less than top"));
    }
    Ok(Alternative::Between(Some(bottom), Some(top)))
}

/// The number that was met last.
pub(super) fn comparable(reader: &mut Reader<'_>) -> Result<Number, Fault> {
    let text = reader.text()?;
    exact(&text)
}

/// The number `text` writes, unless a double cannot hold it as written: AWS refuses those.
fn exact(text: &str) -> Result<Number, Fault> {
    let number = reader::number(text);
    let shortest = number.map(|number| format!("{:e}", number.as_f64()));
    match number.filter(|_| shortest.as_deref().is_some_and(|shortest| digits(shortest) == digits(text))) {
        Some(number) => Ok(number),
        None => Err(Fault::At(format!("Cannot compare number : {text}"))),
    }
}

/// The digits of a number without zeros at either end, whether it is below zero, and the power of ten of its last
/// digit. Zero has no digits.
fn digits(text: &str) -> (String, bool, i64) {
    let text = text.to_ascii_lowercase();
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i64 = exponent.parse().unwrap_or(i64::MAX / 2);
    let (is_negative, mantissa) = mantissa.strip_prefix('-').map_or((false, mantissa), |rest| (true, rest));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let significant = all.trim_end_matches('0');
    let power = exponent - fraction.len() as i64 + (all.len() - significant.len()) as i64;
    match significant.trim_start_matches('0') {
        "" => (String::new(), false, 0),
        digits => (digits.to_owned(), is_negative, power),
    }
}
