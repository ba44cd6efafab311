//! Where in a JSONata expression a name is: in text, in another name, or where a value must be.
//!
//! No more than that is read of the expression. It is read once from the front, so that a long one with many
//! names costs no more than its length.

/// As much of an expression as it takes to know what is at its end. Without `{%` in front it is none.
#[derive(Default)]
pub(super) struct Expression {
    read: usize,
    begins: Option<char>,
    is_one: bool,
    inside: Inside,
    /// The last character, and the last that is no blank.
    last: char,
    last_written: char,
}

/// What a name can stand for at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Text: inside quotes, a comment, another name, or outside of any expression.
    Text,
    /// Any value.
    Value,
    /// A value with members: a path goes on behind it.
    Object,
}

/// What is open.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Inside {
    #[default]
    Code,
    /// A text, a name in backticks or a regular expression, up to this character.
    Quoted(char),
    /// The same, behind a backslash.
    Escaped(char),
    Comment,
}

impl Expression {
    /// Reads on.
    pub(super) fn push(&mut self, text: &str) {
        text.chars().for_each(|c| self.push_char(c));
    }

    /// Reads a part of a JSON string on, of which `text` is what is between the quotes.
    pub(super) fn push_json(&mut self, text: &str) {
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            match (c, if c == '\\' { chars.next() } else { None }) {
                (_, Some(c @ ('"' | '\\' | '/'))) => self.push_char(c),
                (_, Some('u')) => {
                    let code = chars.by_ref().take(4).collect::<String>();
                    let c = u32::from_str_radix(&code, 16).ok().and_then(char::from_u32);
                    self.push_char(c.unwrap_or('x'));
                }
                (_, Some(_)) => self.push_char(' '),
                (c, None) => self.push_char(c),
            }
        }
    }

    /// Takes a name for read that is not pushed.
    pub(super) const fn skip(&mut self) {
        self.last = 'x';
        self.last_written = 'x';
    }

    /// What is due here, before `rest`.
    pub(super) fn wanted(&self, rest: &str) -> Wanted {
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
        let is_code = self.is_one && self.inside == Inside::Code;
        let is_part = is_name(self.last) || self.last_written == '.';
        match rest.chars().next() {
            _ if !is_code || is_part => Wanted::Text,
            Some(c) if is_name(c) || c == '(' => Wanted::Text,
            Some('.') => Wanted::Object,
            Some(_) | None => Wanted::Value,
        }
    }

    fn push_char(&mut self, c: char) {
        self.read += 1;
        match self.read {
            1 => self.begins = Some(c),
            2 => self.is_one = self.begins == Some('{') && c == '%',
            _ => {}
        }
        self.inside = match self.inside {
            Inside::Code => self.opened(c),
            Inside::Escaped(end) => Inside::Quoted(end),
            Inside::Quoted(end) if c == '\\' && end != '`' => Inside::Escaped(end),
            Inside::Quoted(end) if c == end => Inside::Code,
            Inside::Comment if self.last == '*' && c == '/' => Inside::Code,
            Inside::Quoted(_) | Inside::Comment => self.inside,
        };
        self.last = c;
        if !c.is_whitespace() {
            self.last_written = c;
        }
    }

    fn opened(&self, c: char) -> Inside {
        match c {
            '"' | '\'' | '`' => Inside::Quoted(c),
            '*' if self.last == '/' => Inside::Comment,
            // A division follows a value.
            '/' if matches!(self.last_written, '(' | ',' | '?' | ':' | '=' | '[' | '{' | '%' | '&' | '~') => {
                Inside::Quoted('/')
            }
            _ => Inside::Code,
        }
    }
}
