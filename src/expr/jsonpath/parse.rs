//! Text to tokens. Follows Jayway's reading of blanks, quotes and dots before brackets.

use crate::expr::SyntaxError;

use super::Root;
use super::token::{FUNCTIONS, Route, Token, counted};

/// How deep filters, arguments and parentheses may be nested.
const MAX_NESTING: usize = 32;
/// How many steps a path may have.
const MAX_STEPS: usize = 200;

/// Reads a whole path: the root, then its steps. Spaces at the end are dropped, as Jayway drops them; any
/// other blank there belongs to a name.
pub(super) fn path(text: &str) -> Result<(Root, Route), SyntaxError> {
    let mut cursor = Cursor { text: text.trim_end_matches(' '), at: 0, depth: 0 };
    if !cursor.eat('$') {
        let mut error = cursor.error("a path starts with `$`");
        error.help = Some(rooted(text.trim()));
        return Err(error);
    }
    let root = if cursor.eat('$') {
        Root::Context
    } else if cursor.peek().is_some_and(|c| c.is_alphabetic() || c == '_') {
        let start = cursor.at;
        cursor.skip_while(|c| c.is_alphanumeric() || c == '_');
        Root::Variable(cursor.text[start..cursor.at].into())
    } else {
        Root::Input
    };
    Ok((root, cursor.steps()?))
}

/// How to write a path that does not begin with `$`.
fn rooted(text: &str) -> String {
    match text.strip_prefix("{%") {
        Some(rest) => {
            let inner = rest.trim_end_matches("%}").trim();
            let path = inner.strip_prefix("$states.input").map(|rest| format!("${rest}"));
            let path =
                path.unwrap_or_else(|| if inner.starts_with('$') { inner } else { "$.name" }.to_owned());
            format!("{{% … %}} is JSONata: write `{path}`, or give the state \"QueryLanguage\": \"JSONata\"")
        }
        None => format!("write `$.{}`", text.trim_start_matches(['@', '.'])),
    }
}

/// Whether what follows a name is an operator, as in `$.a == 1`.
fn is_operator(rest: &str) -> bool {
    let sign = rest.trim_start().split(' ').next().unwrap_or_default();
    ["==", "=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "&&", "||", "and", "or"].contains(&sign)
}

/// A position in the text, counting bytes.
pub(super) struct Cursor<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    pub(super) depth: usize,
}

impl Cursor<'_> {
    /// The steps of a path, the cursor being behind its root: all that is left of the text.
    pub(super) fn steps(&mut self) -> Result<Route, SyntaxError> {
        self.deeper()?;
        let mut tokens = Vec::new();
        while let Some(c) = self.peek() {
            match c {
                '.' => self.dots(&mut tokens)?,
                '[' => tokens.push(self.bracket()?),
                _ if tokens.is_empty() => return Err(self.error("`.` or `[` is expected here")),
                // Jayway reads `[0]name` as `[0].name`, but forgets a name of one letter at the end.
                c if self.rest().len() == c.len_utf8() && !(c == ')' && ends_in_call(&tokens)) => {
                    return Err(self.error("`.` or `[` is expected here"));
                }
                _ => tokens.push(self.name()?),
            }
            if tokens.len() > MAX_STEPS {
                return Err(self.error(format!("the path has more than {MAX_STEPS} steps")));
            }
        }
        if let [Token::Scan, Token::Call(..)] = &tokens[..] {
            return Err(self.error("a name or `[` is expected between `..` and a function"));
        }
        self.depth -= 1;
        Ok(Route::new(tokens))
    }

    /// A path of its own that is all of `text`, which begins with its root at byte `start`.
    pub(super) fn inner_path(&mut self, start: usize, end: usize) -> Result<Route, SyntaxError> {
        let text = self.text[..end].trim_end_matches(' ');
        let mut inner = Cursor { text, at: start + 1, depth: self.depth };
        inner.steps()
    }

    fn dots(&mut self, tokens: &mut Vec<Token>) -> Result<(), SyntaxError> {
        let start = self.at;
        self.expect('.')?;
        if self.eat('.') {
            tokens.push(Token::Scan);
        }
        match self.peek() {
            Some('[') => Ok(()),
            Some(c) if !matches!(c, '.' | ' ') => {
                tokens.push(self.name()?);
                Ok(())
            }
            Some(_) | None => {
                let mut error = self.error("a name or `[` is expected behind the dot");
                error.span.start = start;
                Err(error)
            }
        }
    }

    /// `name`, `*` or `name(…)`.
    fn name(&mut self) -> Result<Token, SyntaxError> {
        if self.eat('*') {
            return Ok(Token::Wildcard);
        }
        let start = self.at;
        self.skip_while(|c| !matches!(c, '.' | '[' | '(' | ' '));
        let name = &self.text[start..self.at];
        match self.peek() {
            Some('(') => self.call(start),
            Some(' ') if is_operator(&self.text[self.at..]) => {
                let mut error = self.error("a path has no operators");
                error.help =
                    Some("compare in a Choice, or compute with intrinsic functions or JSONata".to_owned());
                Err(error)
            }
            Some(' ') => {
                let mut error = self.error("a name with blanks needs brackets and quotes");
                error.help = Some(format!("write `['{}']`", &self.text[start..]));
                Err(error)
            }
            Some(_) | None => Ok(Token::Name(name.into())),
        }
    }

    /// The call of the function whose name goes from `start` to the cursor.
    fn call(&mut self, start: usize) -> Result<Token, SyntaxError> {
        let name = &self.text[start..self.at];
        let Some((_, function)) = FUNCTIONS.iter().find(|(known, _)| *known == name) else {
            let known: Vec<&str> = FUNCTIONS.iter().map(|(known, _)| *known).collect();
            return Err(SyntaxError {
                message: format!("`{name}` is not a function of JSONPath"),
                span: start..self.at,
                help: Some(format!("there are {}", known.join(", "))),
            });
        };
        self.expect('(')?;
        if self.peek() == Some(')') {
            // Jayway takes the `)` for the beginning of a further name if anything follows it.
            self.at += usize::from(self.rest().len() == 1);
            return Ok(Token::Call(*function, Vec::new()));
        }
        let arguments = counted(*function, self.arguments()?);
        Ok(Token::Call(*function, arguments))
    }
}

fn ends_in_call(tokens: &[Token]) -> bool {
    matches!(tokens.last(), Some(Token::Call(..)))
}

/// Reading single pieces.
impl Cursor<'_> {
    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    pub(super) fn eat(&mut self, c: char) -> bool {
        let here = self.peek() == Some(c);
        self.at += if here { c.len_utf8() } else { 0 };
        here
    }

    pub(super) fn expect(&mut self, c: char) -> Result<(), SyntaxError> {
        if self.eat(c) { Ok(()) } else { Err(self.error(format!("`{c}` is expected here"))) }
    }

    pub(super) fn skip_blanks(&mut self) {
        self.skip_while(char::is_whitespace);
    }

    /// Jayway's own blank is the space alone.
    pub(super) fn skip_spaces(&mut self) {
        self.skip_while(|c| c == ' ');
    }

    pub(super) fn skip_while(&mut self, skips: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.find(|c| !skips(c)).unwrap_or(rest.len());
    }

    /// A text in single or double quotes; `\n`, `\u0041` and the like mean what they mean in JSON, any
    /// other escaped character means itself. The other kind of quote needs no escape, and AWS keeps a
    /// backslash before it (recorded case `escape_sequence_parsing`).
    pub(super) fn quoted(&mut self) -> Result<String, SyntaxError> {
        let start = self.at;
        let Some(quote @ ('\'' | '"')) = self.peek() else {
            return Err(self.error("a quoted name is expected here"));
        };
        let mut out = String::new();
        let mut chars = self.text[start + 1..].char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '\\' => match chars.next().map(|(_, c)| c) {
                    Some('n') => out.push('\n'),
                    Some('r') => out.push('\r'),
                    Some('t') => out.push('\t'),
                    Some('b') => out.push('\u{8}'),
                    Some('f') => out.push('\u{c}'),
                    Some('u') => {
                        let digits: String = chars.by_ref().take(4).map(|(_, c)| c).collect();
                        let code = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
                        out.push(code.unwrap_or(char::REPLACEMENT_CHARACTER));
                    }
                    Some(other @ ('\'' | '"')) if other != quote => out.extend(['\\', other]),
                    Some(c) => out.push(c),
                    None => break,
                },
                c if c == quote => {
                    self.at = start + 1 + at + 1;
                    return Ok(out);
                }
                c => out.push(c),
            }
        }
        Err(SyntaxError {
            message: format!("the closing {quote} is missing"),
            span: start..self.text.len(),
            help: None,
        })
    }

    /// Counts one more level of nesting; the caller counts down again on success.
    pub(super) fn deeper(&mut self) -> Result<(), SyntaxError> {
        self.depth += 1;
        if self.depth > MAX_NESTING { Err(self.error("nested too deep")) } else { Ok(()) }
    }

    /// An error at the cursor.
    pub(super) fn error(&self, message: impl Into<String>) -> SyntaxError {
        let end = self.at + self.peek().map_or(0, char::len_utf8);
        SyntaxError { message: message.into(), span: self.at..end, help: None }
    }
}
