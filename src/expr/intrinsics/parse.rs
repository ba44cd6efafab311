//! Text to call. Blanks are allowed between any two tokens; strings are in single quotes.

use crate::base::near::near;
use crate::base::value::{Number, Value};
use crate::expr::SyntaxError;
use crate::expr::jsonpath::Path;

use super::{Argument, Body, INTRINSICS, Intrinsic};

/// How many calls may be nested in a call.
const MAX_NESTING: usize = 10;

/// Reads a whole call.
pub(super) fn call(text: &str) -> Result<Body, SyntaxError> {
    let mut reader = Reader { text, at: 0 };
    reader.skip_blanks();
    let call = reader.call(0)?;
    reader.skip_blanks();
    if reader.at < text.len() {
        return Err(reader.error("nothing may follow the call", reader.at, text.len()));
    }
    Ok(call)
}

/// A position in the text, counting bytes.
struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn call(&mut self, depth: usize) -> Result<Body, SyntaxError> {
        let start = self.at;
        self.skip_while(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-'));
        let function = find(&self.text[start..self.at], start)?;
        if depth > MAX_NESTING {
            let message = format!("more than {MAX_NESTING} calls are nested here");
            return Err(self.error(message, start, self.at));
        }
        self.skip_blanks();
        self.expect('(')?;
        let mut arguments = Vec::new();
        self.skip_blanks();
        while !self.eat(')') {
            if !arguments.is_empty() {
                self.expect(',')?;
            }
            let template = function.name == "States.Format" && arguments.is_empty();
            self.skip_blanks();
            arguments.push(self.argument(depth, template)?);
            self.skip_blanks();
            if !matches!(self.peek(), Some(',' | ')')) {
                return Err(self.here("`,` or `)` is expected here"));
            }
        }
        let count = arguments.len();
        if count < function.least || count > function.most {
            let takes = match (function.least, function.most) {
                (least, most) if least == most => format!("{least}"),
                (least, usize::MAX) => format!("at least {least}"),
                (least, most) => format!("{least} or {most}"),
            };
            let message = format!("`{}` takes {takes} arguments, not {count}", function.name);
            let mut error = self.error(message, start, self.at);
            error.help = Some(format!("for instance `{}`", function.example.0));
            return Err(error);
        }
        Ok(Body { function, arguments })
    }

    fn argument(&mut self, depth: usize, template: bool) -> Result<Argument, SyntaxError> {
        let start = self.at;
        match self.peek() {
            Some('\'') => self.quoted(template).map(|text| Argument::Literal(Value::from(text))),
            Some('$') => self.path().map(Argument::Path),
            Some('0'..='9' | '-' | '+') => {
                self.skip_while(|c| c.is_ascii_digit() || matches!(c, '.' | '+' | '-' | 'e' | 'E'));
                let text = &self.text[start..self.at];
                let number = number(text)
                    .ok_or_else(|| self.error(format!("`{text}` is no number"), start, self.at))?;
                Ok(Argument::Literal(Value::Number(number)))
            }
            Some(c) if c.is_alphabetic() => {
                self.skip_while(char::is_alphanumeric);
                match &self.text[start..self.at] {
                    "true" => Ok(Argument::Literal(Value::Bool(true))),
                    "false" => Ok(Argument::Literal(Value::Bool(false))),
                    "null" => Ok(Argument::Literal(Value::Null)),
                    _ => {
                        self.at = start;
                        self.call(depth + 1).map(Argument::Call)
                    }
                }
            }
            Some('"') => {
                let mut error = self.here("strings are written in single quotes here");
                error.help = Some("write 'text' instead of \"text\"".into());
                Err(error)
            }
            _ => Err(self.here("an argument is expected here")),
        }
    }

    /// A text in single quotes. A template of `States.Format` keeps its escapes: `\{` is no `{`.
    fn quoted(&mut self, template: bool) -> Result<String, SyntaxError> {
        let start = self.at;
        let mut out = String::new();
        let mut chars = self.text[start + 1..].char_indices();
        while let Some((at, c)) = chars.next() {
            let here = start + 1 + at;
            match c {
                '\'' => {
                    self.at = here + 1;
                    return Ok(out);
                }
                '\\' => match chars.next() {
                    Some((_, c @ ('\'' | '{' | '}' | '\\'))) => {
                        out.extend(template.then_some('\\'));
                        out.push(c);
                    }
                    Some((_, c)) => {
                        let end = here + 1 + c.len_utf8();
                        let mut error = self.error(format!("`\\{c}` is no escape"), here, end);
                        error.help = Some("only \\' \\{ \\} and \\\\ are; a backslash is \\\\".into());
                        return Err(error);
                    }
                    None => break,
                },
                c => out.push(c),
            }
        }
        Err(self.error("the closing ' is missing", start, self.text.len()))
    }

    /// A path up to the comma or bracket that ends the argument; brackets and quotes inside it count.
    fn path(&mut self) -> Result<Path, SyntaxError> {
        let start = self.at;
        let (mut open, mut quote, mut escaped) = (0_usize, None, false);
        self.skip_while(|c| {
            match (quote, c) {
                (Some(_), _) if escaped => escaped = false,
                (Some(_), '\\') => escaped = true,
                (Some(q), c) if q == c => quote = None,
                (Some(_), _) => {}
                (None, '\'' | '"') => quote = Some(c),
                (None, '[' | '(') => open += 1,
                (None, ']' | ')') if open > 0 => open -= 1,
                (None, ',' | ')') if open == 0 => return false,
                (None, _) => {}
            }
            true
        });
        Path::parse(&self.text[start..self.at]).map_err(|mut error| {
            error.span = error.span.start + start..error.span.end + start;
            error
        })
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn eat(&mut self, c: char) -> bool {
        let here = self.peek() == Some(c);
        self.at += if here { c.len_utf8() } else { 0 };
        here
    }

    fn expect(&mut self, c: char) -> Result<(), SyntaxError> {
        if self.eat(c) { Ok(()) } else { Err(self.here(format!("`{c}` is expected here"))) }
    }

    fn skip_blanks(&mut self) {
        self.skip_while(char::is_whitespace);
    }

    fn skip_while(&mut self, mut skips: impl FnMut(char) -> bool) {
        let rest = &self.text[self.at..];
        self.at += rest.find(|c| !skips(c)).unwrap_or(rest.len());
    }

    fn error(&self, message: impl Into<String>, start: usize, end: usize) -> SyntaxError {
        SyntaxError { message: message.into(), span: start..end, help: None }
    }

    /// An error at the character under the cursor.
    fn here(&self, message: impl Into<String>) -> SyntaxError {
        self.error(message, self.at, self.at + self.peek().map_or(0, char::len_utf8))
    }
}

/// The function called `name`, which begins at `start`.
fn find(name: &str, start: usize) -> Result<&'static Intrinsic, SyntaxError> {
    if let Ok(at) = INTRINSICS.binary_search_by(|row| row.name.cmp(name)) {
        return Ok(&INTRINSICS[at]);
    }
    // `Format` is meant to be `States.Format`.
    let bare = name.find('.').map_or(name, |dot| &name[dot + 1..]);
    let near = near(bare, INTRINSICS.iter().filter_map(|row| row.name.strip_prefix("States.")));
    Err(SyntaxError {
        message: if name.is_empty() {
            "the name of a function is expected here".into()
        } else {
            format!("there is no intrinsic function `{name}`")
        },
        span: start..start + name.len(),
        help: near.map(|near| format!("did you mean `States.{near}`?")),
    })
}

fn number(text: &str) -> Option<Number> {
    if let Ok(integer) = text.parse::<i64>() {
        return Some(integer.into());
    }
    Number::from_f64(text.parse().ok()?)
}
