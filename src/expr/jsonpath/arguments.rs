//! The arguments of a function, split as Jayway splits them: by counting brackets, before any of them is
//! read. That is why an argument that starts like neither a path nor JSON is dropped, and a comma in a
//! quoted text is lost.

use crate::base::value::Value;
use crate::expr::SyntaxError;

use super::parse::Cursor;
use super::token::Argument;

/// What an argument is, as its first character says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Json,
    Path,
}

/// An argument that is being collected, and what is open around the cursor.
struct Collector {
    /// What the argument is; unknown up to its first character that says so.
    kind: Option<(Kind, usize)>,
    text: String,
    /// Less than none if more were closed than opened, which Jayway takes no offence at.
    parentheses: isize,
    brackets: usize,
    braces: usize,
    quotes: usize,
}

impl Collector {
    const fn nothing_open(&self) -> bool {
        self.quotes == 0 && self.brackets == 0 && self.braces == 0
    }
}

impl Cursor<'_> {
    /// The arguments, the cursor being behind the `(`; it ends behind the `)`.
    pub(super) fn arguments(&mut self) -> Result<Vec<Argument>, SyntaxError> {
        let open = self.at;
        let mut arguments = Vec::new();
        let mut all =
            Collector { kind: None, text: String::new(), parentheses: 1, brackets: 0, braces: 0, quotes: 0 };
        let mut before = ' ';
        while let Some(c) = self.peek() {
            let here = self.at;
            self.at += c.len_utf8();
            if all.kind.is_none() {
                if matches!(c, ' ' | '\t' | '\n' | '\r') {
                    continue;
                }
                all.kind = match c {
                    '{' | '0'..='9' | '"' | '-' => Some((Kind::Json, here)),
                    '$' | '@' => Some((Kind::Path, here)),
                    _ => None,
                };
            }
            self.count(&mut all, c, before)?;
            if matches!(c, ')' | ',') && all.nothing_open() {
                let closed = all.parentheses == 0 && c == ')';
                if closed || all.parentheses == 1 {
                    arguments.extend(self.argument(&mut all)?);
                }
                if closed {
                    return Ok(arguments);
                }
            }
            let separates = c == ',' && all.braces == 0 && all.brackets == 0 && all.parentheses == 1;
            if all.kind.is_some() && !separates {
                all.text.push(c);
            }
            before = c;
        }
        Err(SyntaxError {
            message: "the closing `)` of the function is missing".into(),
            span: open - 1..self.text.len(),
            help: None,
        })
    }

    /// Counts what `c` opens or closes.
    fn count(&self, all: &mut Collector, c: char, before: char) -> Result<(), SyntaxError> {
        let unopened = || self.error(format!("`{c}` closes nothing"));
        match c {
            '"' if before != '\\' && all.quotes > 0 => all.quotes -= 1,
            '"' => all.quotes += 1,
            '(' => all.parentheses += 1,
            '{' => all.braces += 1,
            '[' => all.brackets += 1,
            '}' => all.braces = all.braces.checked_sub(1).ok_or_else(unopened)?,
            ']' => all.brackets = all.brackets.checked_sub(1).ok_or_else(unopened)?,
            ')' => {
                all.parentheses -= 1;
                if before == '(' {
                    all.text.push(c);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The argument that was collected, if it is one.
    fn argument(&self, all: &mut Collector) -> Result<Option<Argument>, SyntaxError> {
        let text = std::mem::take(&mut all.text);
        let Some((kind, start)) = all.kind.take() else { return Ok(None) };
        let mut inner = Cursor { text: &text, at: 0, depth: self.depth };
        if kind == Kind::Path {
            inner.at = 1;
            return inner.steps().map(|route| Some(Argument::Path(route))).map_err(|error| SyntaxError {
                span: (start + error.span.start).min(self.text.len())
                    ..(start + error.span.end).min(self.text.len()),
                ..error
            });
        }
        let value = inner.literal();
        inner.skip_blanks();
        let whole = inner.peek().is_none();
        Ok(Some(Argument::Json(value.ok().filter(|_| whole).unwrap_or_else(|| Value::from(&*text)))))
    }
}
