//! The layout of JSON, and of JSON with comments and other liberties.
//!
//! The words are read into items with the comments that belong to them, and written again. A comment in the line of
//! a value stays behind it; one on a line of its own stays above what follows it.

use super::tokens::{Kind, Token, tokens};
use super::{INDENT, Refused, WIDTH};

/// Deeper texts are refused: no definition is.
const MAX_DEPTH: usize = 1_000;

/// A comment on a line of its own.
struct Comment<'t> {
    text: &'t str,
    /// Whether an empty line comes before it.
    is_apart: bool,
}

/// A member of an object, an element of an array, or the whole text.
struct Item<'t> {
    above: Vec<Comment<'t>>,
    is_apart: bool,
    key: Option<&'t str>,
    /// Comments between the key and the value.
    inside: Vec<&'t str>,
    value: Node<'t>,
    /// Comments behind the value, in its line.
    behind: Vec<&'t str>,
}

/// A value.
enum Node<'t> {
    Scalar(&'t str),
    Container(Container<'t>),
}

/// An object or array.
struct Container<'t> {
    open: &'t str,
    close: &'t str,
    items: Vec<Item<'t>>,
    /// Comments before the closing bracket.
    end: Vec<Comment<'t>>,
    /// The columns it takes on one line, if it may be on one.
    flat: Option<usize>,
}

/// `text` laid out; see [`super::lay_out`].
pub(super) fn lay_out(text: &str) -> Result<String, Refused> {
    let words = tokens(text)?;
    let mut reader = Reader { words: &words, at: 0, end: text.len() };
    let mut above = Vec::new();
    reader.comments(&mut above);
    let root = reader.item(above, Role::Machine, 0)?;
    let mut end = Vec::new();
    reader.comments(&mut end);
    if let Some(word) = reader.words.get(reader.at) {
        return Err(Refused::new(word.at..word.at + word.text.len(), "a second value begins here"));
    }
    let mut out = String::with_capacity(text.len());
    item(&root, 0, false, true, &mut out);
    comments(&end, 0, false, &mut out);
    out.push('\n');
    check(&words, &out)?;
    Ok(out)
}

/// Refuses to lose or change a word.
fn check(words: &[Token<'_>], out: &str) -> Result<(), Refused> {
    let now = tokens(out)?;
    let values = |words: &[Token<'_>]| -> Vec<String> {
        let plain: Vec<&Token<'_>> = words.iter().filter(|word| !word.is_comment()).collect();
        // A comma before a closing bracket says nothing.
        let is_kept = |at: usize| {
            plain[at].kind != Kind::Comma || plain.get(at + 1).is_none_or(|next| next.kind != Kind::Close)
        };
        (0..plain.len()).filter(|at| is_kept(*at)).map(|at| plain[at].text.to_owned()).collect()
    };
    let comments = |words: &[Token<'_>]| -> Vec<String> {
        let mut all: Vec<String> =
            words.iter().filter(|word| word.is_comment()).map(|word| word.text.to_owned()).collect();
        all.sort();
        all
    };
    if values(words) == values(&now) && comments(words) == comments(&now) {
        return Ok(());
    }
    Err(Refused::new(0..0, "what is written in it would not stay the same"))
}

/// What a value is in a definition, as far as its layout depends on it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// The whole definition.
    Machine,
    /// The value of a `States`.
    States,
    /// A value in `States`.
    State,
    /// Anything else.
    Other,
}

impl Role {
    /// That of the member `key` of an object with this role.
    fn of_member(self, key: &str) -> Self {
        match self {
            Self::States => Self::State,
            Self::Machine | Self::State | Self::Other if key.trim_matches(['"', '\'']) == "States" => {
                Self::States
            }
            Self::Machine | Self::State | Self::Other => Self::Other,
        }
    }
}

struct Reader<'w, 't> {
    words: &'w [Token<'t>],
    at: usize,
    /// The bytes of the text.
    end: usize,
}

impl<'t> Reader<'_, 't> {
    fn peek(&self) -> Option<Token<'t>> {
        self.words.get(self.at).copied()
    }

    fn take(&mut self, kind: Kind) -> Option<Token<'t>> {
        let word = self.peek().filter(|word| word.kind == kind)?;
        self.at += 1;
        Some(word)
    }

    /// Takes the comments that are next, as those on lines of their own.
    fn comments(&mut self, into: &mut Vec<Comment<'t>>) {
        while let Some(word) = self.peek().filter(Token::is_comment) {
            into.push(Comment { text: word.text, is_apart: word.breaks > 1 });
            self.at += 1;
        }
    }

    fn unexpected(&self) -> Refused {
        let (at, len) = self.peek().map_or((self.end, 0), |word| (word.at, word.text.len()));
        Refused::new(at..at + len, "this is not where JSON has it")
    }

    /// An item, whose comments `above` were taken already.
    fn item(&mut self, mut above: Vec<Comment<'t>>, role: Role, depth: usize) -> Result<Item<'t>, Refused> {
        let first = self.peek().ok_or_else(|| self.unexpected())?;
        let is_apart = first.breaks > 1;
        let (mut key, mut role, mut inside) = (None, role, Vec::new());
        if first.kind == Kind::Scalar && self.has_colon() {
            self.at += 1;
            let mut between = Vec::new();
            self.comments(&mut between);
            self.take(Kind::Colon).ok_or_else(|| self.unexpected())?;
            self.comments(&mut between);
            // A comment that ends with its line cannot be before a value in the same line.
            let fits = |comment: &Comment<'_>| comment.text.starts_with("/*") && !comment.text.contains('\n');
            for comment in between {
                if fits(&comment) {
                    inside.push(comment.text);
                } else {
                    above.push(Comment { is_apart: false, ..comment });
                }
            }
            (key, role) = (Some(first.text), role.of_member(first.text));
        }
        let value = self.value(role, depth)?;
        let mut behind = Vec::new();
        while let Some(word) = self.peek().filter(|word| word.is_comment() && word.breaks == 0) {
            behind.push(word.text);
            self.at += 1;
        }
        Ok(Item { above, is_apart, key, inside, value, behind })
    }

    /// Whether the word that is next is a key.
    fn has_colon(&self) -> bool {
        let mut rest = self.words[self.at + 1..].iter().filter(|word| !word.is_comment());
        rest.next().is_some_and(|word| word.kind == Kind::Colon)
    }

    fn value(&mut self, role: Role, depth: usize) -> Result<Node<'t>, Refused> {
        if let Some(word) = self.take(Kind::Scalar) {
            return Ok(Node::Scalar(word.text));
        }
        let open = self.take(Kind::Open).ok_or_else(|| self.unexpected())?;
        if depth >= MAX_DEPTH {
            return Err(Refused::new(open.at..open.at + 1, "it is nested too deep"));
        }
        let is_broken = self.peek().is_some_and(|word| word.breaks > 0);
        let (mut items, mut above) = (Vec::<Item<'t>>::new(), Vec::new());
        loop {
            self.comments(&mut above);
            if let Some(close) = self.take(Kind::Close) {
                let mut container =
                    Container { open: open.text, close: close.text, items, end: above, flat: None };
                let spread = role != Role::Other || (is_broken && open.text == "{");
                container.flat = container.columns().filter(|_| !spread || container.items.is_empty());
                return Ok(Node::Container(container));
            }
            let mut item = self.item(std::mem::take(&mut above), role, depth + 1)?;
            self.between(&mut item, &mut above)?;
            items.push(item);
        }
    }

    /// Takes what is between two items: comments of the first stay with it, others go `above` the second.
    fn between(&mut self, item: &mut Item<'t>, above: &mut Vec<Comment<'t>>) -> Result<(), Refused> {
        self.comments(above);
        if self.take(Kind::Comma).is_none() {
            let ends = self.peek().is_some_and(|word| word.kind == Kind::Close);
            return if ends { Ok(()) } else { Err(self.unexpected()) };
        }
        let rest = &self.words[self.at..];
        let is_here = |word: &&Token<'_>| word.is_comment() && word.breaks == 0;
        let here = rest.iter().take_while(is_here).count();
        // Comments that the next item follows in the same line are about that.
        let ends = rest.get(here).is_none_or(|next| next.breaks > 0 || next.kind == Kind::Close);
        let is_full = item.behind.last().is_some_and(|comment| comment.starts_with("//"));
        if ends && !is_full {
            item.behind.extend(rest[..here].iter().map(|word| word.text));
            self.at += here;
        }
        Ok(())
    }
}

impl Node<'_> {
    /// The columns it takes on one line, if it may be on one.
    fn columns(&self) -> Option<usize> {
        match self {
            Self::Scalar(text) => Some(text.chars().count()),
            Self::Container(container) => container.flat,
        }
    }

    /// Whether it holds at least two items, as an object or as an array.
    fn is_rich(&self, bracket: &str) -> bool {
        matches!(self, Self::Container(inner) if inner.open == bracket && inner.items.len() > 1)
    }
}

impl Container<'_> {
    /// The columns it takes on one line, if nothing in it keeps it from standing on one.
    fn columns(&self) -> Option<usize> {
        if !self.end.is_empty() {
            return None;
        }
        let is_table =
            |bracket| self.items.len() > 1 && self.items.iter().all(|item| item.value.is_rich(bracket));
        if self.open == "[" && (is_table("{") || is_table("[")) {
            return None;
        }
        let (mut sum, is_object) = (0, self.open == "{" && !self.items.is_empty());
        for item in &self.items {
            if !item.above.is_empty() || !item.inside.is_empty() || !item.behind.is_empty() {
                return None;
            }
            let key = item.key.map_or(0, |key| key.chars().count() + 2);
            sum += key + item.value.columns()?;
        }
        let between = self.items.len().saturating_sub(1) * 2;
        Some(sum + between + 2 + if is_object { 2 } else { 0 })
    }
}

fn new_line(level: usize, is_apart: bool, out: &mut String) {
    out.push_str(if is_apart { "\n\n" } else { "\n" });
    out.extend(std::iter::repeat_n(' ', level * INDENT));
}

/// Writes comments on lines of their own, behind a line.
fn comments(all: &[Comment<'_>], level: usize, is_first: bool, out: &mut String) {
    for (at, comment) in all.iter().enumerate() {
        new_line(level, comment.is_apart && !(is_first && at == 0), out);
        out.push_str(comment.text);
    }
}

/// Writes an item on lines of its own. The root has no line before it.
fn item(item: &Item<'_>, level: usize, has_next: bool, is_first: bool, out: &mut String) {
    let from = out.len();
    comments(&item.above, level, is_first, out);
    new_line(level, item.is_apart && !(is_first && item.above.is_empty()), out);
    if from == 0 {
        *out = out.trim_start().to_owned();
    }
    let mut column = level * INDENT;
    if let Some(key) = item.key {
        out.push_str(key);
        out.push_str(": ");
        column += key.chars().count() + 2;
    }
    for comment in &item.inside {
        out.push_str(comment);
        out.push(' ');
        column += comment.chars().count() + 1;
    }
    node(&item.value, level, column + usize::from(has_next), out);
    if has_next {
        out.push(',');
    }
    for comment in &item.behind {
        out.push(' ');
        out.push_str(comment);
    }
}

/// Writes a value that begins in the line at `level`, where `taken` columns are taken.
fn node(value: &Node<'_>, level: usize, taken: usize, out: &mut String) {
    let container = match value {
        Node::Scalar(text) => return out.push_str(text),
        Node::Container(container) => container,
    };
    if container.flat.is_some_and(|columns| taken + columns <= WIDTH) {
        return flat(container, out);
    }
    out.push_str(container.open);
    for (at, one) in container.items.iter().enumerate() {
        item(one, level + 1, at + 1 < container.items.len(), at == 0, out);
    }
    comments(&container.end, level + 1, container.items.is_empty(), out);
    new_line(level, false, out);
    out.push_str(container.close);
}

/// Writes an object or array on one line.
fn flat(container: &Container<'_>, out: &mut String) {
    let blank = if container.open == "{" && !container.items.is_empty() { " " } else { "" };
    out.push_str(container.open);
    out.push_str(blank);
    for (at, item) in container.items.iter().enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        if let Some(key) = item.key {
            out.push_str(key);
            out.push_str(": ");
        }
        match &item.value {
            Node::Scalar(text) => out.push_str(text),
            Node::Container(inner) => flat(inner, out),
        }
    }
    out.push_str(blank);
    out.push_str(container.close);
}
