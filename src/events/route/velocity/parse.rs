//! Reads a template.

use std::fmt;

use super::{Arithmetic, Expression, Operator, Piece, Reference, Step};
use crate::base::value::{Number, Value};

/// How deep directives and expressions may be nested.
const DEEPEST: usize = 50;

/// What is wrong with a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// What is wrong.
    pub message: String,
    /// Where, in bytes.
    pub at: usize,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (at byte {} of the template)", self.message, self.at)
    }
}

pub fn parse(text: &str) -> Result<Vec<Piece>, Broken> {
    let mut reader = Reader { text, at: 0, depth: 0 };
    let (pieces, end) = reader.pieces()?;
    match end {
        None => Ok(pieces),
        Some(word) => Err(reader.broken(format!("`#{word}` ends nothing"))),
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
}

/// A directive that ends a block: `end`, `else`, `elseif`.
type End = Option<&'static str>;

impl<'t> Reader<'t> {
    fn broken(&self, message: impl Into<String>) -> Broken {
        Broken { message: message.into(), at: self.at }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn take(&mut self, word: &str) -> bool {
        let is_next = self.rest().starts_with(word);
        self.at += if is_next { word.len() } else { 0 };
        is_next
    }

    fn need(&mut self, word: &str) -> Result<(), Broken> {
        self.spaces();
        if self.take(word) { Ok(()) } else { Err(self.broken(format!("`{word}` is missing"))) }
    }

    fn spaces(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn name(&mut self) -> &'t str {
        let rest = self.rest();
        let is_first = |c: char| c.is_ascii_alphabetic() || c == '_';
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        let end =
            if rest.starts_with(is_first) { rest.find(|c| !is_part(c)).unwrap_or(rest.len()) } else { 0 };
        self.at += end;
        &rest[..end]
    }

    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Broken>) -> Result<T, Broken> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.broken("this is nested too deep"));
        }
        let done = read(self);
        self.depth -= 1;
        done
    }

    /// The pieces up to the end, or to a directive that ends them, which is taken.
    fn pieces(&mut self) -> Result<(Vec<Piece>, End), Broken> {
        let (mut pieces, mut text) = (Vec::new(), String::new());
        while let Some(next) = self.peek() {
            let piece = match next {
                '\\' if self.rest().starts_with("\\$") || self.rest().starts_with("\\#") => {
                    text.push_str(&self.rest()[1..2]);
                    self.at += 2;
                    continue;
                }
                '$' => self.reference()?.map(Piece::Reference),
                '#' if self.comment() => continue,
                '#' => match self.directive()? {
                    Directive::None => None,
                    Directive::End(word) => {
                        flush(&mut pieces, &mut text);
                        return Ok((pieces, Some(word)));
                    }
                    Directive::Piece(piece) => Some(piece),
                },
                _ => None,
            };
            match piece {
                Some(piece) => {
                    flush(&mut pieces, &mut text);
                    pieces.push(piece);
                }
                None => {
                    text.push(next);
                    self.at += next.len_utf8();
                }
            }
        }
        flush(&mut pieces, &mut text);
        Ok((pieces, None))
    }

    /// Skips a comment, if there is one.
    fn comment(&mut self) -> bool {
        let rest = self.rest();
        let end = if rest.starts_with("##") {
            rest.find('\n').map_or(rest.len(), |at| at + 1)
        } else if rest.starts_with("#*") {
            rest.find("*#").map_or(rest.len(), |at| at + 2)
        } else {
            return false;
        };
        self.at += end;
        true
    }

    fn directive(&mut self) -> Result<Directive, Broken> {
        let start = self.at;
        self.at += 1;
        let is_braced = self.take("{");
        let word = self.name();
        if is_braced && !self.take("}") {
            self.at = start;
            return Ok(Directive::None);
        }
        let directive = match word {
            "set" => {
                self.need("(")?;
                self.spaces();
                let target = self.reference()?.ok_or_else(|| self.broken("`#set` needs a name"))?;
                self.need("=")?;
                let value = self.nested(Self::expression)?;
                self.need(")")?;
                Directive::Piece(Piece::Set(target, value))
            }
            "if" => Directive::Piece(self.nested(Self::branches)?),
            "foreach" => Directive::Piece(self.nested(Self::each)?),
            "stop" | "return" => Directive::Piece(Piece::Stop),
            "end" => Directive::End("end"),
            "else" => Directive::End("else"),
            "elseif" => Directive::End("elseif"),
            _ => {
                self.at = start;
                return Ok(Directive::None);
            }
        };
        self.line_end();
        Ok(directive)
    }

    /// Skips blanks and the end of the line, if nothing else is on the line of a directive.
    fn line_end(&mut self) {
        let rest = self.rest();
        let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\r']).len();
        if rest[blank..].starts_with('\n') {
            self.at += blank + 1;
        }
    }

    fn condition(&mut self) -> Result<Expression, Broken> {
        self.need("(")?;
        let condition = self.nested(Self::expression)?;
        self.need(")")?;
        self.line_end();
        Ok(condition)
    }

    fn branches(&mut self) -> Result<Piece, Broken> {
        let mut branches = Vec::new();
        let mut condition = Some(self.condition()?);
        loop {
            let (pieces, end) = self.pieces()?;
            branches.push((condition.take(), pieces));
            match end {
                Some("end") => return Ok(Piece::If(branches)),
                Some("elseif") => condition = Some(self.condition()?),
                Some(_) => {}
                None => return Err(self.broken("`#end` of an `#if` is missing")),
            }
        }
    }

    fn each(&mut self) -> Result<Piece, Broken> {
        self.need("(")?;
        self.spaces();
        let item = self.reference()?.ok_or_else(|| self.broken("`#foreach` needs a name"))?;
        self.need("in")?;
        let list = self.nested(Self::expression)?;
        self.need(")")?;
        self.line_end();
        match self.pieces()? {
            (pieces, Some("end")) => Ok(Piece::Each(item.name, list, pieces)),
            _ => Err(self.broken("`#end` of a `#foreach` is missing")),
        }
    }

    /// The reference that begins here; none if the sign is text.
    fn reference(&mut self) -> Result<Option<Reference>, Broken> {
        let start = self.at;
        if !self.take("$") {
            return Ok(None);
        }
        let is_quiet = self.take("!");
        let is_braced = self.take("{");
        let name = self.name().to_owned();
        if name.is_empty() {
            self.at = start;
            return Ok(None);
        }
        let mut steps = Vec::new();
        while let Some(step) = self.nested(Self::step)? {
            steps.push(step);
        }
        if is_braced && !self.take("}") {
            return Err(self.broken("`}` is missing"));
        }
        let written = self.text[start..self.at].to_owned();
        Ok(Some(Reference { name, is_quiet, steps, written }))
    }

    fn step(&mut self) -> Result<Option<Step>, Broken> {
        let start = self.at;
        if self.take("[") {
            let index = self.expression()?;
            self.need("]")?;
            return Ok(Some(Step::Index(index)));
        }
        if !self.take(".") {
            return Ok(None);
        }
        let name = self.name().to_owned();
        if name.is_empty() {
            self.at = start;
            return Ok(None);
        }
        if !self.take("(") {
            return Ok(Some(Step::Member(name)));
        }
        Ok(Some(Step::Call(name, self.list(")")?)))
    }

    /// Expressions with commas between them, up to `close`.
    fn list(&mut self, close: &str) -> Result<Vec<Expression>, Broken> {
        let mut items = Vec::new();
        self.spaces();
        if self.take(close) {
            return Ok(items);
        }
        loop {
            items.push(self.nested(Self::expression)?);
            self.spaces();
            if self.take(close) {
                return Ok(items);
            }
            self.need(",")?;
        }
    }

    fn expression(&mut self) -> Result<Expression, Broken> {
        self.binary(0)
    }

    fn binary(&mut self, level: usize) -> Result<Expression, Broken> {
        let Some(operators) = LEVELS.get(level) else { return self.unary() };
        let mut left = self.binary(level + 1)?;
        loop {
            self.spaces();
            let Some(operator) = operators.iter().find(|(word, _)| self.is_operator(word)) else {
                return Ok(left);
            };
            self.at += operator.0.len();
            let right = self.nested(|reader| reader.binary(level + 1))?;
            left = Expression::Binary(operator.1, Box::new(left), Box::new(right));
        }
    }

    /// Whether this operator is next; a word is none if it goes on.
    fn is_operator(&self, word: &str) -> bool {
        let Some(after) = self.rest().strip_prefix(word) else { return false };
        let is_word = word.starts_with(|c: char| c.is_ascii_alphabetic());
        !is_word || !after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
    }

    fn unary(&mut self) -> Result<Expression, Broken> {
        self.spaces();
        if self.take("!") {
            return Ok(Expression::Not(Box::new(self.nested(Self::unary)?)));
        }
        match self.peek() {
            Some('(') => {
                self.at += 1;
                let inner = self.nested(Self::expression)?;
                self.need(")")?;
                Ok(inner)
            }
            Some('$') => {
                let reference = self.reference()?;
                reference.map(Expression::Reference).ok_or_else(|| self.broken("a name is missing"))
            }
            Some('\'') => Ok(Expression::Literal(self.quoted('\'')?.into())),
            Some('"') => {
                let text = self.quoted('"')?;
                let inner = self.nested(|reader| {
                    let mut inner = Reader { text: &text, at: 0, depth: reader.depth };
                    inner.pieces()
                })?;
                Ok(Expression::Quoted(inner.0))
            }
            Some('[') => self.brackets(),
            Some('{') => self.braces(),
            Some('-' | '0'..='9') => self.number(),
            _ => {
                let name = self.name();
                match name {
                    "true" | "false" => Ok(Expression::Literal((name == "true").into())),
                    "null" => Ok(Expression::Literal(Value::Null)),
                    "not" => Ok(Expression::Not(Box::new(self.nested(Self::unary)?))),
                    _ => Err(self.broken("this is no expression")),
                }
            }
        }
    }

    /// A text in quotes; the quote itself is doubled in it.
    fn quoted(&mut self, quote: char) -> Result<String, Broken> {
        self.at += 1;
        let mut text = String::new();
        loop {
            let rest = self.rest();
            let end = rest.find(quote).ok_or_else(|| self.broken(format!("`{quote}` is missing")))?;
            text.push_str(&rest[..end]);
            self.at += end + 1;
            if !self.rest().starts_with(quote) {
                return Ok(text);
            }
            text.push(quote);
            self.at += 1;
        }
    }

    fn brackets(&mut self) -> Result<Expression, Broken> {
        self.at += 1;
        self.spaces();
        if self.take("]") {
            return Ok(Expression::List(Vec::new()));
        }
        let first = self.nested(Self::expression)?;
        self.spaces();
        if self.take("..") {
            let last = self.nested(Self::expression)?;
            self.need("]")?;
            return Ok(Expression::Range(Box::new(first), Box::new(last)));
        }
        let mut items = vec![first];
        if !self.take("]") {
            self.need(",")?;
            items.extend(self.list("]")?);
        }
        Ok(Expression::List(items))
    }

    fn braces(&mut self) -> Result<Expression, Broken> {
        self.at += 1;
        let mut members = Vec::new();
        self.spaces();
        if self.take("}") {
            return Ok(Expression::Map(members));
        }
        loop {
            let key = self.nested(Self::expression)?;
            self.need(":")?;
            members.push((key, self.nested(Self::expression)?));
            self.spaces();
            if self.take("}") {
                return Ok(Expression::Map(members));
            }
            self.need(",")?;
        }
    }

    fn number(&mut self) -> Result<Expression, Broken> {
        let rest = self.rest();
        let digits = |from: usize| rest[from..].bytes().take_while(u8::is_ascii_digit).count();
        let sign = usize::from(rest.starts_with('-'));
        let mut end = sign + digits(sign);
        // `1..5` is a range.
        if rest[end..].starts_with('.') && digits(end + 1) > 0 {
            end += 1 + digits(end + 1);
        }
        let number = rest[..end].parse().ok().and_then(Number::from_f64_integral);
        let number = number.or_else(|| rest[..end].parse().ok().and_then(Number::from_f64));
        self.at += end;
        number
            .map(|number| Expression::Literal(Value::Number(number)))
            .ok_or_else(|| self.broken("this is no number"))
    }
}

enum Directive {
    /// The sign is text.
    None,
    End(&'static str),
    Piece(Piece),
}

/// The operators, those that bind least first.
const LEVELS: [&[(&str, Operator)]; 6] = [
    &[("||", Operator::Or), ("or", Operator::Or)],
    &[("&&", Operator::And), ("and", Operator::And)],
    &[("==", Operator::Equal), ("!=", Operator::Differs), ("eq", Operator::Equal), ("ne", Operator::Differs)],
    &[
        ("<=", Operator::LessOrEqual),
        (">=", Operator::GreaterOrEqual),
        ("<", Operator::Less),
        (">", Operator::Greater),
        ("le", Operator::LessOrEqual),
        ("ge", Operator::GreaterOrEqual),
        ("lt", Operator::Less),
        ("gt", Operator::Greater),
    ],
    &[("+", Operator::Compute(Arithmetic::Plus)), ("-", Operator::Compute(Arithmetic::Minus))],
    &[
        ("*", Operator::Compute(Arithmetic::Times)),
        ("/", Operator::Compute(Arithmetic::Divided)),
        ("%", Operator::Compute(Arithmetic::Rest)),
    ],
];

fn flush(pieces: &mut Vec<Piece>, text: &mut String) {
    if !text.is_empty() {
        pieces.push(Piece::Text(std::mem::take(text)));
    }
}
