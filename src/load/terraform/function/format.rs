//! `format` and `formatlist`: verbs such as `%s`, `%05.2f` and `%v`.

use crate::base::value::Value;
use crate::load::node::{Body, Node};
use crate::load::terraform::operation::{amount, boolean};

use super::call::{Call, Refusal, Returned};
use super::text::{MAX_MADE_BYTES, MAX_TEXT_BYTES};

/// How wide a field may be.
const WIDEST: usize = 1000;

pub(super) fn format(call: &Call<'_>) -> Returned {
    let arguments: Vec<&Node> = call.arguments[1..].iter().collect();
    Ok(call.made(formatted(&call.text(0)?, &arguments)?))
}

/// The same for each element of the lists among the arguments.
pub(super) fn formatlist(call: &Call<'_>) -> Returned {
    let pattern = call.text(0)?;
    let length = call.arguments[1..].iter().filter_map(Node::items).map(<[Node]>::len).max().unwrap_or(1);
    let (mut items, mut bytes) = (Vec::new(), 0);
    for at in 0..length {
        let arguments: Option<Vec<&Node>> = call.arguments[1..]
            .iter()
            .map(|argument| argument.items().map_or(Some(argument), |items| items.get(at)))
            .collect();
        let arguments =
            arguments.ok_or_else(|| Refusal::BadArgument(1, "takes lists of one length".to_owned()))?;
        let text = formatted(&pattern, &arguments)?;
        bytes += text.len() + size_of::<Node>();
        if bytes > MAX_MADE_BYTES {
            return Err(Refusal::Unsupported);
        }
        items.push(call.made(text));
    }
    Ok(call.listed(items))
}

/// One verb, and what is between `%` and its letter.
#[derive(Default)]
struct Verb {
    left: bool,
    zero: bool,
    plus: bool,
    width: usize,
    precision: Option<usize>,
}

fn formatted(pattern: &str, arguments: &[&Node]) -> Result<String, Refusal> {
    let mut arguments = arguments.iter().enumerate();
    let mut out = String::new();
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let mut verb = Verb::default();
        while let Some(flag) = chars.next_if(|c| matches!(c, '-' | '0' | '+' | ' ' | '#')) {
            verb.left |= flag == '-';
            verb.zero |= flag == '0';
            verb.plus |= flag == '+';
        }
        let number = |chars: &mut std::iter::Peekable<std::str::Chars<'_>>| {
            let mut number = 0;
            while let Some(digit) = chars.next_if(char::is_ascii_digit) {
                number = (number * 10 + digit as usize - '0' as usize).min(WIDEST);
            }
            number
        };
        verb.width = number(&mut chars);
        if chars.next_if_eq(&'.').is_some() {
            verb.precision = Some(number(&mut chars));
        }
        match chars.next() {
            Some('%') => out.push('%'),
            Some('[' | '*') => return Err(Refusal::Unsupported),
            Some(letter) => {
                let too_few = || Refusal::BadArgument(0, "has more verbs than arguments".to_owned());
                let (index, argument) = arguments.next().ok_or_else(too_few)?;
                let shown = verb.shown(letter, argument).map_err(|wanted| match wanted {
                    Some(wanted) => Refusal::BadArgument(index + 1, format!("wants {wanted} for %{letter}")),
                    None => Refusal::Unsupported,
                })?;
                out.push_str(&verb.padded(shown, letter));
            }
            None => return Err(Refusal::BadArgument(0, "ends within a verb".to_owned())),
        }
        if out.len() > MAX_TEXT_BYTES {
            return Err(Refusal::Unsupported);
        }
    }
    Ok(out)
}

impl Verb {
    /// The argument in the way of `letter`; what it should be, if it cannot be shown so.
    fn shown(&self, letter: char, argument: &Node) -> Result<String, Option<&'static str>> {
        let value = argument.to_value();
        // What is not known yet shows as its name, whatever it will be.
        if let Some(text) = value.as_str().filter(|text| text.contains("${")) {
            return Ok(text.to_owned());
        }
        let number = || amount(&value).ok_or(Some("a number"));
        let text = || argument.to_string().ok_or(Some("text"));
        Ok(match letter {
            's' => match self.precision {
                Some(most) => text()?.chars().take(most).collect(),
                None => text()?,
            },
            'q' => Value::from(text()?).to_json(),
            'v' => match &argument.body {
                Body::Text(text) => text.as_str().to_owned(),
                Body::Plain(_) | Body::List(_) | Body::Members(_) => value.to_json(),
            },
            't' => boolean(&value).ok_or(Some("a boolean"))?.to_string(),
            'd' => self.signed(format!("{}", number()?.trunc() as i64)),
            'x' => format!("{:x}", number()?.trunc() as i64),
            'X' => format!("{:X}", number()?.trunc() as i64),
            'b' => format!("{:b}", number()?.trunc() as i64),
            'o' => format!("{:o}", number()?.trunc() as i64),
            'f' => self.signed(format!("{:.*}", self.precision.unwrap_or(6), number()?)),
            _ => return Err(None),
        })
    }

    fn signed(&self, number: String) -> String {
        if self.plus && !number.starts_with('-') { format!("+{number}") } else { number }
    }

    fn padded(&self, shown: String, letter: char) -> String {
        let missing = self.width.saturating_sub(shown.chars().count());
        if self.left {
            return shown + &" ".repeat(missing);
        }
        if self.zero && matches!(letter, 'd' | 'f' | 'x' | 'X' | 'b' | 'o') {
            let digits = shown.trim_start_matches(['-', '+']);
            let sign = &shown[..shown.len() - digits.len()];
            return format!("{sign}{}{digits}", "0".repeat(missing));
        }
        " ".repeat(missing) + &shown
    }
}
