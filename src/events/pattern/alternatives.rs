//! The list of a field: exact values, and objects of one operator each.

use super::address::{self, Range};
use super::fault::Fault;
use super::leaf::{Alternative, TextTest, fold};
use super::numbers;
use super::wildcard::Wildcard;
use crate::base::value::{Number, Value};
use crate::events::reader::{Reader, Token};

const ONE_KEY: &str = "Only one key allowed in match expression";
const TOO_MANY: &str = "Too many elements in numeric expression";

/// The alternatives of a list whose bracket is read.
pub(super) fn list(reader: &mut Reader<'_>) -> Result<Vec<Alternative>, Fault> {
    let mut found = Vec::new();
    loop {
        found.push(match reader.advance()? {
            Token::EndArray => break,
            Token::StartObject => expression(reader)?,
            Token::Text => same(&reader.text()?),
            Token::Number => Alternative::Number(number(reader)?),
            Token::True => Alternative::Plain(true.into()),
            Token::False => Alternative::Plain(false.into()),
            Token::Null => Alternative::Plain(Value::Null),
            Token::StartArray | Token::EndObject | Token::Field | Token::End => {
                return Err(Fault::at("Match value must be String, number, true, false, or null"));
            }
        });
    }
    if found.is_empty() { Err(Fault::at("Empty arrays are not allowed")) } else { Ok(found) }
}

/// Exactly `text`; an address also in another spelling.
fn same(text: &str) -> Alternative {
    match address::read(text) {
        Ok(Some(address)) => Alternative::Address(Range::one(address)),
        Ok(None) | Err(_) => Alternative::Text(TextTest::Same(text.to_owned())),
    }
}

fn number(reader: &mut Reader<'_>) -> Result<Number, Fault> {
    let text = reader.text()?;
    crate::events::reader::number(&text).ok_or_else(|| Fault::At(format!("Cannot compare number : {text}")))
}

/// An object with one operator, whose brace is read.
fn expression(reader: &mut Reader<'_>) -> Result<Alternative, Fault> {
    if reader.advance()? != Token::Field {
        return Err(Fault::at("Match expression name not found"));
    }
    let name = reader.text()?;
    match name.as_str() {
        "exactly" => {
            let text = text(reader, "exact match pattern must be a string")?;
            close(reader, ONE_KEY, Alternative::Text(TextTest::Same(text)))
        }
        "prefix" => affix(reader, &PREFIX),
        "suffix" => affix(reader, &SUFFIX),
        "numeric" => {
            if reader.advance()? != Token::StartArray {
                return Err(Fault::at("Value of numeric must be an array."));
            }
            let range = numbers::range(reader)?;
            close(reader, TOO_MANY, range)
        }
        "anything-but" => anything_but(reader),
        "exists" => {
            let token = reader.advance()?;
            if token != Token::True && token != Token::False {
                return Err(Fault::at("exists match pattern must be either true or false."));
            }
            let alternative = if token == Token::True { Alternative::There } else { Alternative::Absent };
            close(reader, ONE_KEY, alternative)
        }
        "cidr" => {
            // That AWS speaks of a prefix here is recorded.
            let text = text(reader, "prefix match pattern must be a string")?;
            let range = address::cidr(&text).map_err(Fault::Nowhere)?;
            close(reader, ONE_KEY, Alternative::Address(range))
        }
        "equals-ignore-case" => {
            let text = text(reader, "equals-ignore-case match pattern must be a string")?;
            close(reader, ONE_KEY, Alternative::Text(TextTest::SameFolded(fold(&text))))
        }
        "wildcard" => {
            let text = text(reader, "wildcard match pattern must be a string")?;
            let wildcard = Wildcard::read(&text).map_err(Fault::At)?;
            close(reader, ONE_KEY, Alternative::Text(TextTest::Wildcard(wildcard)))
        }
        _ => Err(Fault::At(format!("Unrecognized match type {name}"))),
    }
}

/// `alternative`, if its object ends here.
fn close(reader: &mut Reader<'_>, otherwise: &str, alternative: Alternative) -> Result<Alternative, Fault> {
    if reader.advance()? == Token::EndObject { Ok(alternative) } else { Err(Fault::at(otherwise)) }
}

fn text(reader: &mut Reader<'_>, otherwise: &str) -> Result<String, Fault> {
    if reader.advance()? == Token::Text { Ok(reader.text()?) } else { Err(Fault::at(otherwise)) }
}

/// What sets `prefix` and `suffix` apart.
struct Affix {
    name: &'static str,
    title: &'static str,
    plain: fn(String) -> TextTest,
    folded: fn(String) -> TextTest,
}

const PREFIX: Affix =
    Affix { name: "prefix", title: "Prefix", plain: TextTest::Prefix, folded: TextTest::PrefixFolded };
const SUFFIX: Affix =
    Affix { name: "suffix", title: "Suffix", plain: TextTest::Suffix, folded: TextTest::SuffixFolded };

fn affix(reader: &mut Reader<'_>, affix: &Affix) -> Result<Alternative, Fault> {
    let token = reader.advance()?;
    if token == Token::Text {
        let text = reader.text()?;
        return close(reader, ONE_KEY, Alternative::Text((affix.plain)(text)));
    }
    if token != Token::StartObject {
        return Err(Fault::At(format!("{} match pattern must be a string", affix.name)));
    }
    if reader.advance()? != Token::Field {
        return Err(Fault::At(format!("{} expression name not found", affix.title)));
    }
    let name = reader.text()?;
    if name != "equals-ignore-case" {
        return Err(Fault::At(format!("Unsupported {} pattern: {name}", affix.name)));
    }
    let text = text(reader, "equals-ignore-case match pattern must be a string")?;
    let inner = close(reader, ONE_KEY, Alternative::Text((affix.folded)(fold(&text))))?;
    close(reader, ONE_KEY, inner)
}

/// What `anything-but` denies beside values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Denied {
    Value,
    Folded,
    Prefix,
    Suffix,
    Wildcard,
}

fn anything_but(reader: &mut Reader<'_>) -> Result<Alternative, Fault> {
    let mut token = reader.advance()?;
    let mut denied = Denied::Value;
    if token == Token::StartObject {
        if reader.advance()? != Token::Field {
            return Err(Fault::at("Anything-But expression name not found"));
        }
        let name = reader.text()?;
        denied = match name.as_str() {
            "equals-ignore-case" => Denied::Folded,
            "prefix" => Denied::Prefix,
            "suffix" => Denied::Suffix,
            "wildcard" => Denied::Wildcard,
            _ => return Err(Fault::At(format!("Unsupported anything-but pattern: {name}"))),
        };
        token = reader.advance()?;
    }
    if !matches!(token, Token::StartArray | Token::Text | Token::Number) {
        let message = "Value of anything-but must be an array or single string/number value.";
        return Err(Fault::at(message));
    }
    // An error inside of a list is caught and told again, place included.
    let found = match (token, denied) {
        (Token::StartArray, Denied::Value) => denied_values(reader)?,
        (Token::StartArray, _) => denied_list(reader, denied)?,
        (Token::Number, Denied::Value) => Alternative::NotNumber(vec![numbers::comparable(reader)?]),
        _ => Alternative::NotText(vec![denied_text(reader, token, denied)?]),
    };
    let found = close(reader, TOO_MANY, found)?;
    if denied == Denied::Value { Ok(found) } else { close(reader, TOO_MANY, found) }
}

fn again(fault: Fault) -> Fault {
    match fault {
        Fault::At(message) | Fault::Again(message) | Fault::Nowhere(message) => Fault::Again(message),
    }
}

fn denied_values(reader: &mut Reader<'_>) -> Result<Alternative, Fault> {
    let (mut texts, mut found) = (Vec::new(), Vec::new());
    loop {
        let token = reader.advance().map_err(|error| again(error.into()))?;
        if token == Token::EndArray {
            break;
        }
        if token == Token::Text {
            texts.push(TextTest::Same(reader.text().map_err(|error| again(error.into()))?));
        } else if token == Token::Number {
            found.push(numbers::comparable(reader)?);
        } else {
            let message = "Inside anything but list, start|null|boolean is not supported.";
            return Err(Fault::Again(message.to_owned()));
        }
    }
    if texts.is_empty() == found.is_empty() {
        let message =
            "Inside anything but list, either all values are number or string, mixed type is not supported";
        return Err(Fault::at(message));
    }
    Ok(if found.is_empty() { Alternative::NotText(texts) } else { Alternative::NotNumber(found) })
}

fn denied_list(reader: &mut Reader<'_>, denied: Denied) -> Result<Alternative, Fault> {
    let mut tests = Vec::new();
    loop {
        let token = reader.advance().map_err(|error| again(error.into()))?;
        if token == Token::EndArray {
            return Ok(Alternative::NotText(tests));
        }
        // Wildcards are read when the list is at its end, and told once.
        let is_told_once = denied == Denied::Wildcard && token == Token::Text;
        let test = denied_text(reader, token, denied);
        tests.push(test.map_err(|fault| if is_told_once { fault } else { again(fault) })?);
    }
}

/// What `anything-but` denies with the text `token`.
fn denied_text(reader: &mut Reader<'_>, token: Token, denied: Denied) -> Result<TextTest, Fault> {
    if token != Token::Text {
        return Err(Fault::at(match denied {
            Denied::Folded => {
                "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported."
            }
            Denied::Wildcard => "wildcard match pattern must be a string",
            Denied::Prefix | Denied::Suffix | Denied::Value => "prefix/suffix match pattern must be a string",
        }));
    }
    let text = reader.text()?;
    Ok(match denied {
        Denied::Prefix | Denied::Suffix if text.is_empty() => {
            return Err(Fault::at("Null prefix/suffix not allowed"));
        }
        Denied::Value => TextTest::Same(text),
        Denied::Folded => TextTest::SameFolded(fold(&text)),
        Denied::Prefix => TextTest::Prefix(text),
        Denied::Suffix => TextTest::Suffix(text),
        Denied::Wildcard => TextTest::Wildcard(Wildcard::read(&text).map_err(Fault::At)?),
    })
}
