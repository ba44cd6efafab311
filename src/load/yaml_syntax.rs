//! Where YAML stopped making sense, in plain words and at the line that is wrong. The parser names what it was
//! doing and the place where it noticed: often a line too late, in words that only its author needs.

use std::ops::Range;

/// What is wrong, where, and how to write it.
#[derive(Debug)]
pub(super) struct Reason {
    /// The bytes it is about.
    pub at: Range<usize>,
    /// What is there, or not.
    pub label: String,
    /// How to fix it.
    pub help: Option<String>,
}

impl Reason {
    fn new(at: Range<usize>, label: impl Into<String>) -> Self {
        Self { at, label: label.into(), help: None }
    }

    fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

/// A line of the text.
#[derive(Clone, Copy)]
struct Line<'t> {
    /// The byte at which it begins.
    start: usize,
    text: &'t str,
}

impl<'t> Line<'t> {
    /// The one that holds the byte `at`.
    fn of(text: &'t str, at: usize) -> Self {
        let start = text[..at].rfind('\n').map_or(0, |found| found + 1);
        let end = text[start..].find('\n').map_or(text.len(), |found| start + found);
        Self { start, text: text[start..end].trim_end_matches('\r') }
    }

    /// The one before it that holds more than blanks and comments.
    fn above(self, text: &'t str) -> Option<Self> {
        let mut start = self.start;
        while start > 0 {
            let line = Self::of(text, start - 1);
            if !line.words().is_empty() && !line.words().starts_with('#') {
                return Some(line);
            }
            start = line.start;
        }
        None
    }

    fn words(self) -> &'t str {
        self.text.trim()
    }

    fn indent(self) -> usize {
        self.text.len() - self.text.trim_start_matches(' ').len()
    }

    /// The bytes of its words.
    fn range(self) -> Range<usize> {
        let start = self.start + self.text.len() - self.text.trim_start().len();
        start..start + self.words().len()
    }

    /// Whether it begins a block of text: `Output: |`.
    fn begins_block(self) -> bool {
        let last = self.words().rsplit([' ', ':']).next().unwrap_or("");
        last.starts_with(['|', '>']) && last.chars().skip(1).all(|c| c.is_ascii_digit() || "+-".contains(c))
    }

    /// Whether it has the form `key: value` or `key:`.
    fn is_pair(self) -> bool {
        let words = self.words().strip_prefix("- ").unwrap_or(self.words());
        words.ends_with(':') || words.contains(": ")
    }
}

/// The reason behind the parser's `words` about the byte `at` of `text`.
pub(super) fn reason(text: &str, words: &str, at: usize) -> Reason {
    let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let has = |part: &str| words.contains(part);
    let found = if has("found a tab") || has("tab cannot") || has("tabs disallowed") || has("with a tab") {
        tab(text, at)
    } else if has("unexpected character") {
        character(text, at)
    } else if has("mapping values are not allowed") {
        second_colon(text, at)
    } else if has("simple key expect") {
        missing_colon(text, at)
    } else if has("did not find expected key") {
        indentation(text, at)
    } else if has("trailing content after double-quoted") {
        after_quote(text, at)
    } else if has("unknown escape character") {
        escape(text, at)
    } else if has("quoted scalar") {
        open_quote(text, at)
    } else if has("flow") || has("misplaced bracket") || has("placement of ':'") || has("unexpected eof") {
        bracket(text, at)
    } else {
        special(text, words, at)
    };
    found.unwrap_or_else(|| Reason::new(one(text, at), plain(words)))
}

/// The character at `at`.
fn one(text: &str, at: usize) -> Range<usize> {
    let next = text[at..].chars().next().filter(|c| *c != '\n' && *c != '\r');
    at..at + next.map_or(0, char::len_utf8)
}

/// The parser's words, less what it was doing.
fn plain(words: &str) -> String {
    let what = words.split_once(", ").filter(|(doing, _)| doing.starts_with("while "));
    let what = what.map_or(words, |(_, what)| what);
    what.strip_prefix("did not find expected").map_or(what.to_owned(), |what| format!("expected{what} here"))
}

/// This line or one below it is indented by a tab.
fn tab(text: &str, at: usize) -> Option<Reason> {
    let from = Line::of(text, at).start;
    let indents = |tab: &usize| Line::of(text, *tab).text.get(..tab - Line::of(text, *tab).start);
    let is_indent = |tab: &usize| indents(tab).is_some_and(|before| before.trim().is_empty());
    let mut tabs = text[from..].match_indices('\t').map(|(tab, _)| from + tab).take(20);
    let tab = tabs.clone().find(is_indent).or_else(|| tabs.next())?;
    Some(Reason::new(tab..tab + 1, "a tab; YAML indents with blanks").help("replace the tab by blanks"))
}

/// A character that no text may begin with.
fn character(text: &str, at: usize) -> Option<Reason> {
    let c = text[at..].chars().next()?;
    let line = Line::of(text, at);
    if c == '%' && text[..at].ends_with('{') {
        let is_first = line.range().start == at - 1;
        if let Some(block) = line.above(text).filter(|above| is_first && above.begins_block()) {
            return Some(outside_block(line, block));
        }
        return Some(
            Reason::new(at - 1..at + 1, "YAML reads `{` as the beginning of an object")
                .help("write the expression in quotes: \"{% … %}\""),
        );
    }
    let label = format!("a text that begins with `{c}` needs quotes");
    let end = line.start + line.text.trim_end().len();
    let written = text.get(at..end.max(at))?;
    let is_short = written.chars().count() < 60 && !written.contains(['\'', ',', ']', '}']);
    let help = if is_short { format!("write '{written}'") } else { "put the text in quotes".to_owned() };
    Some(Reason::new(one(text, at), label).help(help))
}

/// The text of a block that is not indented below its key.
fn outside_block(line: Line, block: Line) -> Reason {
    let label =
        format!("this line is not indented deeper than the key of the block above it: {}", block.words());
    Reason::new(line.range(), label).help(format!("indent the text by more than {} blanks", block.indent()))
}

/// A `:` where no value can begin.
fn second_colon(text: &str, at: usize) -> Option<Reason> {
    let line = Line::of(text, at);
    let before = &text[line.start..at];
    if let Some((key, value)) = before.split_once(": ") {
        let rest = line.text.get(at - line.start..).unwrap_or("").trim_end();
        let written = format!("{}{rest}", value.trim_start());
        let help = match written.contains('"') || written.chars().count() > 60 {
            true => "put the whole value in quotes".to_owned(),
            false => format!("write {}: \"{written}\"", key.trim()),
        };
        return Some(
            Reason::new(at..at + 1, "a second `:` in this line: a value that holds `: ` needs quotes")
                .help(help),
        );
    }
    let above = line.above(text)?;
    if !above.is_pair() {
        return Some(no_pair(text, above));
    }
    let deeper = line.indent() > above.indent();
    deeper.then(|| {
        let label = "this line is indented deeper than the one above, which has a value already";
        Reason::new(line.range(), label).help(match above.indent() {
            0 => "do not indent it".to_owned(),
            blanks => format!("indent it by {blanks} blanks, as the line above"),
        })
    })
}

/// A line that should be `key: value` and is not.
fn no_pair(text: &str, line: Line) -> Reason {
    let words = line.words();
    if let Some(block) =
        line.above(text).filter(|above| above.begins_block() && above.indent() >= line.indent())
    {
        return outside_block(line, block);
    }
    match words.split_once(':') {
        Some((key, value)) if !value.is_empty() && !key.contains(' ') => {
            Reason::new(line.range(), "a blank is missing behind the `:`")
                .help(format!("write {key}: {value}"))
        }
        _ => {
            let found = Reason::new(line.range(), "this line has no `:`, so it is no key with a value");
            match words.split_once(' ') {
                Some((key, value)) if !value.contains(' ') => found.help(format!("write {key}: {value}")),
                _ => found.help("write it as `key: value`"),
            }
        }
    }
}

/// A key without its `:`, in the line of `at` or in one above.
fn missing_colon(text: &str, at: usize) -> Option<Reason> {
    let line = Line::of(text, at);
    let at_line = (!line.is_pair() && !line.words().is_empty()).then_some(line);
    let line = at_line.or_else(|| line.above(text).filter(|above| !above.is_pair()))?;
    Some(no_pair(text, line))
}

/// A line that begins in a column where none of the lines above begins.
fn indentation(text: &str, at: usize) -> Option<Reason> {
    let line = Line::of(text, at);
    if line.words().starts_with("- ") {
        let found = Reason::new(line.range(), "an item of a list between the keys of an object");
        return Some(found.help("a list begins below its key, which ends with `:`"));
    }
    if line.range().start != at {
        return None;
    }
    let (mut levels, mut open) = (Vec::<Line>::new(), line);
    while let Some(above) = open.above(text).filter(|_| levels.last().is_none_or(|last| last.indent() > 0)) {
        if levels.last().is_none_or(|last| above.indent() < last.indent()) {
            levels.push(above);
        }
        open = above;
    }
    let indent = line.indent();
    if levels.iter().any(|level| level.indent() == indent) {
        return Some(Reason::new(line.range(), "a key was expected here"));
    }
    let near = |deeper: bool| {
        let mut fitting = levels.iter().filter(|level| (level.indent() > indent) == deeper);
        let level = if deeper { fitting.next_back() } else { fitting.next() }?;
        let key = level.words().split(':').next().unwrap_or("");
        Some(format!("by {}, as `{}`", level.indent(), key.trim_start_matches("- ")))
    };
    let choices: Vec<String> = [near(true), near(false)].into_iter().flatten().collect();
    let label = format!("this line is indented by {indent} blanks, and none above it is");
    Some(Reason::new(line.range(), label).help(format!("indent it {}", choices.join(", or "))))
}

/// Something behind the quote that ends a text.
fn after_quote(text: &str, at: usize) -> Option<Reason> {
    let quote = text[..at].trim_end().chars().next_back()?;
    let found = Reason::new(one(text, at), format!("the text ends at the {quote} before this"));
    Some(match quote {
        '\'' => found.help("write '' for a ' in a text in single quotes, or put the text in double quotes"),
        _ => found.help("write \\\" for a \" in a text in double quotes, or put the text in single quotes"),
    })
}

/// A `\` in double quotes before a character that makes no sense there.
fn escape(text: &str, at: usize) -> Option<Reason> {
    const KNOWN: &str = "0abtn\tvfre \"/\\N_LPxuU\n\r";
    let mut rest = text[at..].char_indices();
    while let Some((slash, c)) = rest.next() {
        if c == '\\' {
            let (next, escaped) = rest.next()?;
            if !KNOWN.contains(escaped) {
                let (from, end) = (at + slash, at + next + escaped.len_utf8());
                let label = format!("`\\{escaped}` means nothing in double quotes");
                let help = format!("write \\\\{escaped}, or put the text in single quotes");
                return Some(Reason::new(from..end, label).help(help));
            }
        }
    }
    None
}

/// A quote that is not closed.
fn open_quote(text: &str, at: usize) -> Option<Reason> {
    // At the end of the text the parser has forgotten where the quote was opened.
    let at = if text[at..].starts_with(['"', '\'']) { at } else { opened(text)?.0 };
    let quote = text[at..].chars().next()?;
    let line = Line::of(text, at);
    let is_open = !text.get(at + 1..line.start + line.text.len())?.contains(quote);
    let label = match is_open {
        true => format!("this {quote} is not closed in its line"),
        false => format!(
            "the text that this {quote} begins is not closed, or goes on in a line that is not indented"
        ),
    };
    Some(Reason::new(at..at + 1, label).help(format!("close the text with {quote}")))
}

/// A bracket that is not closed or closes nothing, or something between brackets.
fn bracket(text: &str, at: usize) -> Option<Reason> {
    let (open, bracket) = match opened(&text[..at]) {
        Some(open) => open,
        None => {
            let c = text[at..].chars().next().filter(|c| matches!(c, ']' | '}'))?;
            return Some(
                Reason::new(at..at + 1, format!("this `{c}` closes nothing"))
                    .help("put it in quotes if it is text"),
            );
        }
    };
    let close = match bracket {
        '[' => ']',
        '{' => '}',
        _ => return open_quote(text, open),
    };
    if text[at..].starts_with([']', '}']) && !text[at..].starts_with(close) {
        return Some(Reason::new(
            at..at + 1,
            format!("`{close}` is needed here, for the `{bracket}` before"),
        ));
    }
    if Line::of(text, open).start < Line::of(text, at).start || at == text.len() {
        let found = Reason::new(open..open + 1, format!("this `{bracket}` is not closed"));
        return Some(found.help(format!("a `{close}` is missing")));
    }
    Some(Reason::new(one(text, at), format!("expected `,` or `{close}` here")))
}

/// The last bracket or quote that `text` opens and does not close.
fn opened(text: &str) -> Option<(usize, char)> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut before = '\n';
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        let can_begin = before.is_whitespace() || matches!(before, '[' | '{' | ',' | ':' | '(');
        match (c, open.last().map(|(_, c)| *c)) {
            ('\\', Some('"')) => drop(chars.next()),
            (quote, Some(last)) if quote == last && matches!(last, '"' | '\'') => drop(open.pop()),
            (_, Some('"' | '\'')) => {}
            ('"' | '\'', _) if can_begin => open.push((at, c)),
            ('[' | '{', last) if can_begin || last.is_some() => open.push((at, c)),
            (']', Some('[')) | ('}', Some('{')) => drop(open.pop()),
            ('#', _) if before.is_whitespace() => drop(chars.find(|(_, c)| *c == '\n')),
            _ => {}
        }
        before = c;
    }
    open.pop()
}

/// What has a meaning in YAML that is seldom meant, and the rest.
fn special(text: &str, words: &str, at: usize) -> Option<Reason> {
    let has = |part: &str| words.contains(part);
    let word = |at: usize| text[at..].split([' ', '\n', '\r', ',', ']', '}']).next().unwrap_or("");
    let line = Line::of(text, at);
    if has("unknown anchor") {
        let (alias, name) = (word(at), word(at).trim_start_matches('*'));
        let label = format!("`{alias}` stands for what `&{name}` marks, and nothing does");
        return Some(
            Reason::new(at..at + alias.len(), label)
                .help(format!("put it in quotes if it is text: '{alias}'")),
        );
    }
    if has("anchor or alias") {
        let mark = text[at..].chars().next().filter(|c| matches!(c, '*' | '&'))?;
        let label = format!("a text that begins with `{mark}` needs quotes");
        return Some(Reason::new(at..at + 1, label).help(format!("put it in quotes: '{mark}'")));
    }
    if has("tag") {
        return Some(Reason::new(one(text, at), "a text that begins with `!` needs quotes"));
    }
    if has("block sequence entries") {
        let found = Reason::new(one(text, at), "a list cannot begin in the line of its key");
        return Some(found.help("write each `- ` in a line of its own, below the key"));
    }
    if has("'-' indicator") {
        let found =
            Reason::new(line.range(), "a key between the items of a list, each of which begins with `- `");
        return Some(found.help("indent it below the item it belongs to, or begin it with `- `"));
    }
    if has("block scalar") {
        return Some(Reason::new(
            line.range(),
            "this line is indented less than the text of the block it belongs to",
        ));
    }
    if has("node content") {
        let missing = || Reason::new(one(text, at), "a value is missing here");
        return Some(bracket(text, at).unwrap_or_else(missing));
    }
    has("comments must be").then(|| {
        Reason::new(one(text, at), "a `#` begins a comment behind a blank only")
            .help("write a blank before it")
    })
}
