//! Patterns as trees, with what browsers tolerate: lone brackets and braces, octal and needless escapes.

use super::class::Class;

/// How deep groups may nest.
const MAX_DEPTH: usize = 60;

/// A part of a pattern.
#[derive(Clone, Debug)]
pub(super) enum Tree {
    Char(char),
    /// `.`
    Any,
    Class(Class),
    Concat(Vec<Tree>),
    Either(Vec<Tree>),
    /// A group, with its number if it is remembered.
    Group(Box<Tree>, Option<usize>),
    Repeat(Box<Repeat>),
    /// `^`
    Start,
    /// `$`
    End,
    Boundary(Boundary),
    /// `\1`
    Back(usize),
    LookAround(Box<LookAround>),
}

/// Between a character of a word and none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Boundary {
    /// `\b`
    Here,
    /// `\B`
    NotHere,
}

/// Which way a text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Forward,
    /// As a look-behind reads it.
    Backward,
}

/// `x*`, `x+`, `x?`, `x{2,3}`; groups numbered within `groups` start anew each time.
#[derive(Clone, Debug)]
pub(super) struct Repeat {
    pub tree: Tree,
    pub least: u32,
    pub most: Option<u32>,
    pub greedy: bool,
    pub groups: std::ops::Range<usize>,
}

/// `(?=x)`, `(?!x)`, `(?<=x)`, `(?<!x)`.
#[derive(Clone, Debug)]
pub(super) struct LookAround {
    pub tree: Tree,
    pub direction: Direction,
    pub negative: bool,
}

/// Reads a pattern; returns the number of groups too.
pub(super) fn parse(source: &str) -> Result<(Tree, usize), String> {
    let letters: Vec<char> = source.chars().collect();
    let names = group_names(&letters);
    let mut parser = Parser { letters, at: 0, opened: 0, names, depth: 0 };
    let tree = parser.either()?;
    if parser.at < parser.letters.len() {
        return Err("Unmatched ')'".to_owned());
    }
    Ok((tree, parser.names.len()))
}

/// The names of all groups, in order; most have none.
fn group_names(letters: &[char]) -> Vec<Option<String>> {
    let mut names = Vec::new();
    let (mut at, mut in_class) = (0, false);
    while at < letters.len() {
        match letters[at] {
            '\\' => at += 1,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => {
                let rest = &letters[at + 1..];
                if rest.first() != Some(&'?') {
                    names.push(None);
                } else if rest.get(1) == Some(&'<') && !matches!(rest.get(2), Some('=' | '!')) {
                    names.push(Some(rest[2..].iter().take_while(|c| **c != '>').collect()));
                }
            }
            _ => {}
        }
        at += 1;
    }
    names
}

struct Parser {
    letters: Vec<char>,
    at: usize,
    /// Groups opened so far.
    opened: usize,
    names: Vec<Option<String>>,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    fn accept(&mut self, text: &str) -> bool {
        let here = text.chars().enumerate().all(|(at, c)| self.letters.get(self.at + at) == Some(&c));
        if here {
            self.at += text.chars().count();
        }
        here
    }

    fn either(&mut self) -> Result<Tree, String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("Groups nested too deeply".to_owned());
        }
        let mut branches = vec![self.concat()?];
        while self.accept("|") {
            branches.push(self.concat()?);
        }
        self.depth -= 1;
        Ok(if branches.len() == 1 { branches.remove(0) } else { Tree::Either(branches) })
    }

    fn concat(&mut self) -> Result<Tree, String> {
        let mut parts = Vec::new();
        while !matches!(self.peek(), None | Some('|' | ')')) {
            let opened = self.opened;
            let (tree, repeatable) = self.atom()?;
            parts.push(self.repeated(tree, repeatable, opened)?);
        }
        Ok(Tree::Concat(parts))
    }

    /// A part, with the quantifier that may follow.
    fn repeated(&mut self, tree: Tree, repeatable: bool, opened: usize) -> Result<Tree, String> {
        let Some((least, most)) = self.quantifier()? else {
            return Ok(tree);
        };
        if !repeatable {
            return Err("Nothing to repeat".to_owned());
        }
        let greedy = !self.accept("?");
        let groups = opened..self.opened;
        Ok(Tree::Repeat(Box::new(Repeat { tree, least, most, greedy, groups })))
    }

    fn quantifier(&mut self) -> Result<Option<(u32, Option<u32>)>, String> {
        for (sign, range) in [("*", (0, None)), ("+", (1, None)), ("?", (0, Some(1)))] {
            if self.accept(sign) {
                return Ok(Some(range));
            }
        }
        let start = self.at;
        let braces = self.braces();
        match braces {
            Some((least, Some(most))) if least > most => {
                Err("numbers out of order in {} quantifier".to_owned())
            }
            None => {
                self.at = start;
                Ok(None)
            }
            found => Ok(found),
        }
    }

    /// `{2}`, `{2,}` or `{2,3}`; anything else is plain text.
    fn braces(&mut self) -> Option<(u32, Option<u32>)> {
        if !self.accept("{") {
            return None;
        }
        let least = self.number()?;
        let most = if self.accept(",") {
            if self.peek() == Some('}') { None } else { Some(self.number()?) }
        } else {
            Some(least)
        };
        self.accept("}").then_some((least, most))
    }

    fn number(&mut self) -> Option<u32> {
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        let digits: String = self.letters[start..self.at].iter().collect();
        if digits.is_empty() { None } else { Some(digits.parse().unwrap_or(u32::MAX)) }
    }

    /// A part, and whether it may be repeated.
    fn atom(&mut self) -> Result<(Tree, bool), String> {
        let Some(c) = self.peek() else {
            return Err("Unexpected end of the pattern".to_owned());
        };
        if matches!(c, '*' | '+' | '?') || (c == '{' && self.quantifier()?.is_some()) {
            return Err("Nothing to repeat".to_owned());
        }
        self.at += 1;
        Ok(match c {
            '^' => (Tree::Start, false),
            '$' => (Tree::End, false),
            '.' => (Tree::Any, true),
            '(' => self.group()?,
            '[' => (Tree::Class(self.class()?), true),
            '\\' => self.escape()?,
            other => (Tree::Char(other), true),
        })
    }

    fn group(&mut self) -> Result<(Tree, bool), String> {
        use Direction::{Backward, Forward};
        let kinds = [("?:", None), ("?=", Some((Forward, false))), ("?!", Some((Forward, true)))];
        let behind = [("?<=", Some((Backward, false))), ("?<!", Some((Backward, true)))];
        for (sign, look) in kinds.into_iter().chain(behind) {
            if self.accept(sign) {
                let tree = self.closed()?;
                return Ok(match look {
                    None => (Tree::Group(Box::new(tree), None), true),
                    Some((direction, negative)) => {
                        let look = LookAround { tree, direction, negative };
                        (Tree::LookAround(Box::new(look)), direction == Forward)
                    }
                });
            }
        }
        if self.accept("?<") {
            while self.peek().is_some_and(|c| c != '>') {
                self.at += 1;
            }
            if !self.accept(">") {
                return Err("Invalid capture group name".to_owned());
            }
            let (before, here) = self.names.split_at(self.opened.min(self.names.len()));
            if here.first().is_some_and(|name| name.is_some() && before.contains(name)) {
                return Err("Duplicate capture group name".to_owned());
            }
        } else if self.peek() == Some('?') {
            return Err("Invalid group".to_owned());
        }
        self.opened += 1;
        let number = self.opened;
        Ok((Tree::Group(Box::new(self.closed()?), Some(number)), true))
    }

    fn closed(&mut self) -> Result<Tree, String> {
        let tree = self.either()?;
        if self.accept(")") { Ok(tree) } else { Err("Unterminated group".to_owned()) }
    }

    /// What follows a backslash, outside of a class.
    fn escape(&mut self) -> Result<(Tree, bool), String> {
        let Some(c) = self.peek() else {
            return Err("\\ at end of pattern".to_owned());
        };
        if let Some(class) = Class::of_escape(c) {
            self.at += 1;
            return Ok((Tree::Class(class), true));
        }
        if matches!(c, 'b' | 'B') {
            self.at += 1;
            let boundary = if c == 'b' { Boundary::Here } else { Boundary::NotHere };
            return Ok((Tree::Boundary(boundary), false));
        }
        if c == 'k' && self.names.iter().any(Option::is_some) {
            self.at += 1;
            return Ok((Tree::Back(self.named_group()?), true));
        }
        if c.is_ascii_digit() && c != '0' {
            let start = self.at;
            let number = self.number().unwrap_or(0) as usize;
            if number <= self.names.len() {
                return Ok((Tree::Back(number), true));
            }
            self.at = start;
        }
        Ok((Tree::Char(self.character_escape()), true))
    }

    fn named_group(&mut self) -> Result<usize, String> {
        let start = self.at + 1;
        let opened = self.accept("<");
        while self.peek().is_some_and(|c| c != '>') {
            self.at += 1;
        }
        let name: String = self.letters[start.min(self.at)..self.at].iter().collect();
        let known = self.names.iter().position(|known| known.as_deref() == Some(&name));
        match known {
            Some(at) if opened && self.accept(">") => Ok(at + 1),
            _ => Err("Invalid named reference".to_owned()),
        }
    }

    /// An escape for one character; the callers have checked that there is one.
    fn character_escape(&mut self) -> char {
        let c = self.peek().unwrap_or('\\');
        self.at += 1;
        match c {
            't' => '\t',
            'n' => '\n',
            'v' => '\u{b}',
            'f' => '\u{c}',
            'r' => '\r',
            'c' => match self.peek().filter(char::is_ascii_alphabetic) {
                Some(letter) => {
                    self.at += 1;
                    char::from(letter as u8 % 32)
                }
                None => {
                    self.at -= 1;
                    '\\'
                }
            },
            'x' => self.hex(2).and_then(char::from_u32).unwrap_or('x'),
            'u' => self.unicode().unwrap_or('u'),
            '0'..='7' => {
                self.at -= 1;
                self.octal()
            }
            other => other,
        }
    }

    fn hex(&mut self, len: usize) -> Option<u32> {
        let digits: String = self.letters.get(self.at..self.at + len)?.iter().collect();
        let value = u32::from_str_radix(&digits, 16).ok()?;
        self.at += len;
        Some(value)
    }

    fn unicode(&mut self) -> Option<char> {
        let high = self.hex(4)?;
        if (0xd800..0xdc00).contains(&high) && self.accept("\\u") {
            let low = self.hex(4).filter(|low| (0xdc00..0xe000).contains(low)).unwrap_or(0xdc00);
            return char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
        }
        Some(char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn octal(&mut self) -> char {
        let mut value = 0;
        while let Some(digit) =
            self.peek().and_then(|c| c.to_digit(8)).filter(|digit| value * 8 + digit < 256)
        {
            value = value * 8 + digit;
            self.at += 1;
        }
        char::from_u32(value).unwrap_or('\0')
    }

    fn class(&mut self) -> Result<Class, String> {
        let mut class = Class { negated: self.accept("^"), ..Class::default() };
        loop {
            if self.accept("]") {
                return Ok(class);
            }
            let first = self.class_atom()?;
            if self.peek() == Some('-') && self.letters.get(self.at + 1).is_some_and(|c| *c != ']') {
                self.at += 1;
                let last = self.class_atom()?;
                match (first, last) {
                    (Ok(first), Ok(last)) if first > last => {
                        return Err("Range out of order in character class".to_owned());
                    }
                    (Ok(first), Ok(last)) => class.ranges.push((first, last)),
                    (first, last) => {
                        class.ranges.push(('-', '-'));
                        [first, last].into_iter().for_each(|atom| add(&mut class, atom));
                    }
                }
            } else {
                add(&mut class, first);
            }
        }
    }

    /// A character of a class, or a class within it.
    fn class_atom(&mut self) -> Result<Result<char, Class>, String> {
        let c = self.peek().ok_or_else(|| "Unterminated character class".to_owned())?;
        self.at += 1;
        if c != '\\' {
            return Ok(Ok(c));
        }
        let escaped = self.peek().ok_or_else(|| "\\ at end of pattern".to_owned())?;
        if let Some(class) = Class::of_escape(escaped) {
            self.at += 1;
            return Ok(Err(class));
        }
        if escaped == 'b' {
            self.at += 1;
            return Ok(Ok('\u{8}'));
        }
        Ok(Ok(self.character_escape()))
    }
}

fn add(class: &mut Class, atom: Result<char, Class>) {
    match atom {
        Ok(c) => class.ranges.push((c, c)),
        Err(inner) => class.ranges.extend(inner.ranges),
    }
}
