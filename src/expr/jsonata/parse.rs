//! The parser: operator precedence (Pratt), one method per construct, as the reference parses.
//!
//! Depth is bounded twice: nesting while parsing, and the height of the tree, which a long chain of
//! operators makes tall without any nesting.

use std::sync::Arc;

use crate::base::value::Value;

use super::Level;
use super::error::{Fault, Kind as ErrorKind, Limit, Place, Res};
use super::lex::{Lexer, Tok, Token};
use super::raw::{Condition, Keep, Kind, Lambda, Pair, Raw, Term, Transform};
use super::signature::Signature;

/// How deep expressions may nest, and how tall their tree may become. With debug frames of up to 3 KB
/// a level, everything that walks the tree stays within the 2 MB a Rust thread has.
const MAX_NESTING: u16 = 160;
const MAX_HEIGHT: u16 = 260;

/// Reads a whole text.
pub(super) fn parse(text: &str, level: Level) -> Res<Raw> {
    let start = Token { kind: Tok::End, start: 0, end: 0 };
    let mut parser = Parser { lexer: Lexer::new(text), token: start, last_end: 0, depth: 0, level };
    parser.advance(false)?;
    let tree = parser.expression(0)?;
    if matches!(parser.token.kind, Tok::End) {
        return Ok(tree);
    }
    Err(Fault::new("S0201").token(parser.token.value()).at(parser.token.place()))
}

struct Parser<'t> {
    lexer: Lexer<'t>,
    /// The token that is looked at.
    token: Token,
    /// Where the token before it ended.
    last_end: u32,
    depth: u16,
    level: Level,
}

/// How tightly an operator binds its left side; 0 for all that never continues an expression.
fn power(token: &Token) -> u8 {
    match token.op() {
        "[" | "(" | "@" | "#" => 80,
        "." => 75,
        "{" => 70,
        "*" | "/" | "%" => 60,
        "+" | "-" | "&" => 50,
        "=" | "<" | ">" | "^" | "!=" | "<=" | ">=" | "~>" | "?:" | "??" | "in" => 40,
        "and" => 30,
        "or" => 25,
        "?" => 20,
        ":=" => 10,
        _ => 0,
    }
}

impl Parser<'_> {
    /// Moves on and returns the token that was looked at; after an operand (`infix`) a slash divides.
    fn advance(&mut self, infix: bool) -> Res<Token> {
        let next = self.lexer.next(infix)?;
        if matches!(next.op(), "!" | "~") {
            return Err(Fault::new("S0204").token(next.op()).at(next.place()));
        }
        self.last_end = self.token.end;
        Ok(std::mem::replace(&mut self.token, next))
    }

    /// Moves past `op`, which must come here.
    fn expect(&mut self, op: &'static str, infix: bool) -> Res<()> {
        if self.token.op() != op {
            return Err(self.missing(op));
        }
        self.advance(infix).map(drop)
    }

    /// Moves past `op`, which closes what was opened at `open`.
    fn close(&mut self, op: &'static str, infix: bool, open: Place) -> Res<()> {
        if self.token.op() != op {
            return Err(self.missing(op).opened(open.range()));
        }
        // `last_end` of a closing bracket is wanted by the node it closes.
        self.advance(infix).map(drop)
    }

    /// `op` should come here, but does not.
    fn missing(&self, op: &'static str) -> Box<Fault> {
        let code = if matches!(self.token.kind, Tok::End) { "S0203" } else { "S0202" };
        Fault::new(code).token(self.token.value()).value(op).at(self.token.place())
    }

    /// Moves past `op` if it comes here.
    fn accept(&mut self, op: &'static str) -> Res<bool> {
        let here = self.token.op() == op;
        if here {
            self.advance(false)?;
        }
        Ok(here)
    }

    fn expression(&mut self, right_power: u8) -> Res<Raw> {
        self.depth += 1;
        if self.depth > MAX_NESTING {
            return Err(too_deep(self.token.place()));
        }
        let first = self.advance(true)?;
        let mut left = self.prefix(first)?;
        while right_power < power(&self.token) {
            let operator = self.advance(false)?;
            left = self.infix(left, &operator)?;
            if left.height > MAX_HEIGHT {
                return Err(too_deep(operator.place()));
            }
        }
        self.depth -= 1;
        Ok(left)
    }

    /// An operand, or a prefix operator.
    fn prefix(&mut self, token: Token) -> Res<Raw> {
        let place = token.place();
        let kind = match token.kind {
            Tok::Name(name) => Kind::Name(name),
            Tok::Variable(name) => Kind::Variable(name),
            Tok::Literal(value) => Kind::Literal(value),
            Tok::Regex(pattern) => Kind::Regex(pattern),
            Tok::End => Kind::End,
            Tok::Op(op) => return self.prefix_operator(op, place),
        };
        Ok(Raw::leaf(kind, place))
    }

    fn prefix_operator(&mut self, op: &'static str, place: Place) -> Res<Raw> {
        match op {
            "and" | "or" | "in" => Ok(Raw::leaf(Kind::Name(op.into()), place)),
            "*" => Ok(Raw::leaf(Kind::Wildcard, place)),
            "**" => Ok(Raw::leaf(Kind::Descendant, place)),
            "%" => Ok(Raw::leaf(Kind::Parent, place)),
            "-" => {
                let operand = self.expression(70)?;
                let height = operand.height;
                Ok(self.node(Kind::Negate(Box::new(operand)), place, height))
            }
            "(" => self.block(place),
            "[" => self.array(place),
            "{" => {
                let (pairs, height) = self.pairs(place)?;
                Ok(self.node(Kind::Object(pairs), place, height))
            }
            "|" => self.transform(place),
            _ => Err(Fault::new("S0211").token(op).at(place)),
        }
    }

    /// A node that began at `place` and ends before the token now looked at.
    fn node(&self, kind: Kind, place: Place, below: u16) -> Raw {
        let place = Place { end: self.last_end, ..place };
        Raw { kind, place, keep_array: false, height: below + 1 }
    }

    fn block(&mut self, place: Place) -> Res<Raw> {
        let mut parts = Vec::new();
        while self.token.op() != ")" {
            parts.push(self.expression(0)?);
            if !self.accept(";")? {
                break;
            }
        }
        self.close(")", true, place)?;
        let height = tallest(&parts);
        Ok(self.node(Kind::Block(parts), place, height))
    }

    fn array(&mut self, place: Place) -> Res<Raw> {
        let mut items = Vec::new();
        if self.token.op() != "]" {
            loop {
                let mut item = self.expression(0)?;
                if self.token.op() == ".." {
                    let operator = self.advance(false)?;
                    let last = self.expression(0)?;
                    item = self.binary("..", item, last, &operator);
                }
                items.push(item);
                if !self.accept(",")? {
                    break;
                }
            }
        }
        self.close("]", true, place)?;
        let height = tallest(&items);
        Ok(self.node(Kind::Array(items), place, height))
    }

    /// `key: value, ...}`
    fn pairs(&mut self, open: Place) -> Res<(Vec<Pair>, u16)> {
        let mut pairs = Vec::new();
        if self.token.op() != "}" {
            loop {
                let key = self.expression(0)?;
                self.expect(":", false)?;
                pairs.push((key, self.expression(0)?));
                if !self.accept(",")? {
                    break;
                }
            }
        }
        self.close("}", true, open)?;
        let height = pairs.iter().map(|(key, value)| key.height.max(value.height)).max().unwrap_or(0);
        Ok((pairs, height))
    }

    fn transform(&mut self, place: Place) -> Res<Raw> {
        let pattern = self.expression(0)?;
        self.close("|", false, place)?;
        let update = self.expression(0)?;
        let delete = if self.accept(",")? { Some(self.expression(0)?) } else { None };
        self.close("|", false, place)?;
        let below = delete.as_ref().map_or(0, |delete| delete.height);
        let height = pattern.height.max(update.height).max(below);
        Ok(self.node(Kind::Transform(Box::new(Transform { pattern, update, delete })), place, height))
    }

    /// An operator and what follows it.
    fn infix(&mut self, left: Raw, operator: &Token) -> Res<Raw> {
        match operator.op() {
            "." => self.pair(left, operator, 75, Kind::Step),
            "~>" => self.pair(left, operator, 40, Kind::Apply),
            "[" => self.filter(left, operator),
            "{" => {
                let (pairs, height) = self.pairs(operator.place())?;
                let height = height.max(left.height);
                let place = joined(&left, operator);
                Ok(self.node(Kind::Group(Box::new(left), pairs), place, height))
            }
            "(" => self.call(left, operator),
            "^" => self.sort(left, operator),
            ":=" => self.bind(left, operator),
            "@" | "#" => self.position_variable(left, operator),
            "?" => self.condition(left, operator),
            "?:" => self.default(Keep::True, left, operator),
            "??" => self.default(Keep::Present, left, operator),
            sign => {
                let right = self.expression(power(operator))?;
                Ok(self.binary(sign, left, right, operator))
            }
        }
    }

    fn binary(&self, sign: &'static str, left: Raw, right: Raw, operator: &Token) -> Raw {
        let (place, height) = (joined(&left, operator), left.height.max(right.height));
        self.node(Kind::Binary(sign, Box::new((left, right))), place, height)
    }

    fn pair(
        &mut self,
        left: Raw,
        operator: &Token,
        power: u8,
        kind: fn(Box<(Raw, Raw)>) -> Kind,
    ) -> Res<Raw> {
        let right = self.expression(power)?;
        let (place, height) = (joined(&left, operator), left.height.max(right.height));
        Ok(self.node(kind(Box::new((left, right))), place, height))
    }

    fn filter(&mut self, mut left: Raw, operator: &Token) -> Res<Raw> {
        if self.token.op() == "]" {
            let mut step = &mut left;
            while let Kind::Filter(pair) = &mut step.kind {
                step = &mut pair.0;
            }
            step.keep_array = true;
            // The reference takes a slash behind `[]` for the beginning of a regular expression.
            self.advance(false)?;
            return Ok(left);
        }
        let predicate = self.expression(0)?;
        self.close("]", true, operator.place())?;
        let (place, height) = (joined(&left, operator), left.height.max(predicate.height));
        Ok(self.node(Kind::Filter(Box::new((left, predicate))), place, height))
    }

    fn sort(&mut self, left: Raw, operator: &Token) -> Res<Raw> {
        let open = self.token.place();
        self.expect("(", false)?;
        let mut terms = Vec::new();
        loop {
            let descending = self.token.op() == ">";
            if descending || self.token.op() == "<" {
                self.advance(false)?;
            }
            terms.push(Term { descending, expression: self.expression(0)? });
            if !self.accept(",")? {
                break;
            }
        }
        self.close(")", false, open)?;
        let height = terms.iter().map(|term| term.expression.height).fold(left.height, u16::max);
        let place = joined(&left, operator);
        Ok(self.node(Kind::Sort(Box::new(left), terms), place, height))
    }

    fn bind(&mut self, left: Raw, operator: &Token) -> Res<Raw> {
        let Kind::Variable(name) = &left.kind else {
            return Err(Fault::new("S0212").token(text(&left)).at(left.place));
        };
        let name = Arc::clone(name);
        if self.level == Level::Aws && &*name == "states" {
            let message = "The reserved variable $states cannot be assigned";
            return Err(Fault::new("S0212").text(message).of(ErrorKind::Unsupported).at(left.place));
        }
        let value = self.expression(9)?;
        let (place, height) = (joined(&left, operator), value.height);
        Ok(self.node(Kind::Bind(name, Box::new(value)), place, height))
    }

    /// `left@$name` or `left#$name`
    fn position_variable(&mut self, left: Raw, operator: &Token) -> Res<Raw> {
        let right = self.expression(80)?;
        let Kind::Variable(name) = right.kind else {
            return Err(Fault::new("S0214").token(operator.op()).at(right.place));
        };
        let (place, height) = (joined(&left, operator), left.height);
        let left = Box::new(left);
        let kind = if operator.op() == "@" { Kind::Focus(left, name) } else { Kind::Index(left, name) };
        Ok(self.node(kind, place, height))
    }

    fn condition(&mut self, test: Raw, operator: &Token) -> Res<Raw> {
        let then = self.expression(0)?;
        let otherwise = if self.accept(":")? { Some(self.expression(0)?) } else { None };
        let below = otherwise.as_ref().map_or(0, |otherwise| otherwise.height);
        let (place, height) = (joined(&test, operator), test.height.max(then.height).max(below));
        Ok(self.node(Kind::Condition(Box::new(Condition { test, then, otherwise })), place, height))
    }

    fn default(&mut self, keep: Keep, left: Raw, operator: &Token) -> Res<Raw> {
        if self.level == Level::Aws {
            let message =
                format!("The operator {} needs JSONata 2.1, Step Functions runs 2.0.6", operator.op());
            return Err(Fault::new("S0211")
                .token(operator.op())
                .value("2.1")
                .text(message)
                .at(operator.place()));
        }
        let right = self.expression(0)?;
        let (place, height) = (joined(&left, operator), left.height.max(right.height));
        Ok(self.node(Kind::Default(keep, Box::new((left, right))), place, height))
    }

    fn call(&mut self, left: Raw, operator: &Token) -> Res<Raw> {
        let mut arguments = Vec::new();
        let mut partial = false;
        if self.token.op() != ")" {
            loop {
                if self.token.op() == "?" {
                    partial = true;
                    arguments.push(Raw::leaf(Kind::Placeholder, self.token.place()));
                    self.advance(false)?;
                } else {
                    arguments.push(self.expression(0)?);
                }
                if !self.accept(",")? {
                    break;
                }
            }
        }
        self.close(")", true, operator.place())?;
        let place = joined(&left, operator);
        if let Kind::Name(name) = &left.kind
            && matches!(&**name, "function" | "λ")
        {
            return self.lambda(arguments, place);
        }
        let height = tallest(&arguments).max(left.height);
        let left = Box::new(left);
        let kind = if partial { Kind::Partial(left, arguments) } else { Kind::Call(left, arguments) };
        Ok(self.node(kind, place, height))
    }

    fn lambda(&mut self, arguments: Vec<Raw>, place: Place) -> Res<Raw> {
        let mut params = Vec::with_capacity(arguments.len());
        for (index, argument) in arguments.into_iter().enumerate() {
            let Kind::Variable(name) = &argument.kind else {
                let error = Fault::new("S0208").token(text(&argument)).value(index + 1);
                return Err(error.at(argument.place));
            };
            params.push(Arc::clone(name));
        }
        let signature = if self.token.op() == "<" { Some(self.signature()?) } else { None };
        let open = self.token.place();
        self.expect("{", false)?;
        let body = self.expression(0)?;
        self.close("}", false, open)?;
        let height = body.height;
        Ok(self.node(Kind::Lambda(Box::new(Lambda { params, signature, body })), place, height))
    }

    fn signature(&mut self) -> Res<Signature> {
        let open = self.token.place();
        let mut text = "<".to_owned();
        let mut depth = 1;
        while depth > 0 && self.token.op() != "{" && !matches!(self.token.kind, Tok::End) {
            self.advance(false)?;
            match self.token.op() {
                ">" => depth -= 1,
                "<" => depth += 1,
                _ => {}
            }
            text.push_str(&self.token.text());
        }
        let end = self.token.end;
        self.close(">", false, open)?;
        Signature::parse(&text).map_err(|(error, offset)| {
            error.at(Place { start: open.start, end, op: open.end + u32::try_from(offset).unwrap_or(0) })
        })
    }
}

fn too_deep(place: Place) -> Box<Fault> {
    Fault::limit(Limit::Stack).at(place)
}

fn tallest(nodes: &[Raw]) -> u16 {
    nodes.iter().map(|node| node.height).max().unwrap_or(0)
}

/// From the start of the left operand; the position is the operator's.
fn joined(left: &Raw, operator: &Token) -> Place {
    Place { start: left.place.start, end: operator.end, op: operator.end }
}

/// An operand as error messages name it.
fn text(raw: &Raw) -> Value {
    let sign: &str = match &raw.kind {
        Kind::Name(name) | Kind::Variable(name) => name,
        Kind::Literal(value) => return value.clone(),
        Kind::Binary(sign, _) => sign,
        Kind::Call(..) | Kind::Partial(..) | Kind::Block(_) => "(",
        Kind::Array(_) | Kind::Filter(_) => "[",
        Kind::Object(_) | Kind::Group(..) => "{",
        Kind::Step(_) => ".",
        Kind::Negate(_) => "-",
        Kind::Placeholder | Kind::Condition(_) => "?",
        Kind::Wildcard => "*",
        Kind::Descendant => "**",
        Kind::Parent => "%",
        Kind::End => "(end)",
        Kind::Sort(..) => "^",
        Kind::Bind(..) => ":=",
        Kind::Focus(..) => "@",
        Kind::Index(..) => "#",
        Kind::Apply(_) => "~>",
        Kind::Default(Keep::True, _) => "?:",
        Kind::Default(Keep::Present, _) => "??",
        Kind::Regex(pattern) => pattern.source(),
        Kind::Lambda(_) => "function",
        Kind::Transform(_) => "|",
    };
    Value::from(sign)
}
