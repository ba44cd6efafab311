//! Human words for each mistake, and Jackson's, which AWS passes on.
//!
//! Jackson's column is the one behind the character it stumbled over.

use crate::base::document::Read;
use crate::base::locate::json::{Fault, JsonFault};
use crate::base::source::Source;

/// Jackson's words for what a value is.
pub(in crate::load) const A_VALUE: &str =
    "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

const A_KEY: &str = "was expecting double-quote to start field name";
const A_COLON: &str = "was expecting a colon to separate field name and value";
const A_COMMENT: &str = "maybe a (non-standard) comment? (not recognized as one since Feature \
                         'ALLOW_COMMENTS' not enabled for parser)";

/// What to say of one mistake.
pub(super) struct Words {
    /// At the caret.
    pub(super) label: String,
    /// One action that corrects it.
    pub(super) help: Option<String>,
    /// Jackson's words, if it minds.
    pub(super) aws: Option<String>,
}

impl Words {
    fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), help: None, aws: None }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    fn aws(mut self, aws: impl Into<Option<String>>) -> Self {
        self.aws = aws.into();
        self
    }
}

/// What to say of `fault`.
pub(super) fn words(source: &Source, read: &Read, fault: &Fault) -> Words {
    let at = At::new(&read.text, fault);
    match &fault.what {
        JsonFault::End => Words::new(format!("the text ends here; expected `{}`", at.close))
            .aws(format!("Unexpected end-of-input: expected close marker for {}", at.kind())),
        JsonFault::Value => Words::new("expected a value here").aws(at.unexpected(&at.a_value())),
        JsonFault::Key => at.key(),
        JsonFault::Colon => Words::new("expected `:` here").aws(at.unexpected(A_COLON)),
        JsonFault::Comma => {
            let before = at.before.trim_end().len();
            let end = read.spans.source(before.saturating_sub(1)..before).end;
            at.comma(source.location(end..end).line)
        }
        JsonFault::TrailingComma(comma) => {
            let comma = read.spans.source(*comma..*comma + 1).start;
            at.trailing_comma(source.location(comma..comma).line)
        }
        JsonFault::Extra => {
            Words::new("the definition ended before this").help("keep one JSON value in the file")
        }
        JsonFault::Word => word(at.shown),
        JsonFault::Comment => Words::new("a comment")
            .help("AWS refuses comments: use the field \"Comment\"")
            .aws(at.unexpected(A_COMMENT)),
        JsonFault::SingleQuote => at.single_quote(),
        JsonFault::OpenString => Words::new("this string is never closed")
            .help("add the closing `\"`")
            .aws("Unexpected end-of-input: was expecting closing quote for a string value".to_owned()),
        JsonFault::Control(c) => control(*c),
        JsonFault::Escape => escape(at.shown),
        JsonFault::Surrogate => Words::new("half of a surrogate pair").help("write the character itself"),
        JsonFault::Number => number(at.shown),
        JsonFault::Deep | JsonFault::Duplicate(_) => Words::new(""),
    }
}

/// What is around the mistake.
struct At<'t> {
    before: &'t str,
    /// The bytes the mistake is about.
    shown: &'t str,
    after: &'t str,
    /// The bracket that would close what is open.
    close: char,
}

impl<'t> At<'t> {
    fn new(text: &'t str, fault: &Fault) -> Self {
        let open = fault.open.and_then(|open| text.as_bytes().get(open));
        Self {
            before: &text[..fault.at.start],
            shown: &text[fault.at.clone()],
            after: &text[fault.at.end..],
            close: if open == Some(&b'[') { ']' } else { '}' },
        }
    }

    const fn kind(&self) -> &'static str {
        if self.close == ']' { "Array" } else { "Object" }
    }

    fn unexpected(&self, expected: &str) -> Option<String> {
        let c = self.shown.chars().next()?;
        Some(format!("Unexpected character ('{c}' (code {})): {expected}", u32::from(c)))
    }

    fn a_value(&self) -> String {
        format!("expected a valid value {A_VALUE}")
    }

    /// Whether a key is expected here.
    fn wants_key(&self) -> bool {
        self.close == '}' && self.before.trim_end().ends_with(['{', ','])
    }

    fn key(&self) -> Words {
        let words = Words::new("expected a key in double quotes here").aws(self.unexpected(A_KEY));
        if is_name(self.shown) { words.help(format!("write \"{}\"", self.shown)) } else { words }
    }

    fn comma(&self, line: usize) -> Words {
        let words = Words::new(format!("expected `,` or `{}` here", self.close))
            .aws(self.unexpected(&format!("was expecting comma to separate {} entries", self.kind())));
        let blanks = &self.before[self.before.trim_end().len()..];
        let help = match self.shown.chars().next() {
            Some(':') if self.close == '}' => second_value(self.before, self.after),
            Some('"') if blanks.contains('\n') => Some(format!("add a comma at the end of line {line}")),
            Some('"') if !blanks.is_empty() => Some("add a comma here".to_owned()),
            Some(_) | None => None,
        };
        Words { help, ..words }
    }

    fn trailing_comma(&self, line: usize) -> Words {
        let (label, aws) = match self.close {
            '}' => ("expected another key after the comma", A_KEY.to_owned()),
            _ => ("expected another value after the comma", self.a_value()),
        };
        Words::new(label).help(format!("remove the comma in line {line}")).aws(self.unexpected(&aws))
    }

    fn single_quote(&self) -> Words {
        let aws = if self.wants_key() { A_KEY.to_owned() } else { self.a_value() };
        Words::new("strings stand in double quotes").help("replace ' by \"").aws(self.unexpected(&aws))
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Advice for `"A": "B": "C"`: the value of `A` is a key itself.
fn second_value(before: &str, after: &str) -> Option<String> {
    let mut strings = before.rsplit('"').skip(1).step_by(2);
    let (key, owner) = (strings.next()?, strings.next()?);
    let after = after.trim_start();
    let end = after.strip_prefix('"')?.find('"')? + 2;
    let value = &after[..end];
    let is_short = key.len() + owner.len() + value.len() < 200;
    is_short.then(|| format!("\"{owner}\" already has a value. Did you mean\n\"{key}\": {value}"))
}

fn word(word: &str) -> Words {
    let words = match word {
        "True" | "TRUE" => Words::new("JSON writes this `true`").help("write true"),
        "False" | "FALSE" => Words::new("JSON writes this `false`").help("write false"),
        "None" | "nil" | "Null" | "NULL" | "undefined" => {
            Words::new("JSON writes this `null`").help("write null")
        }
        "NaN" | "Infinity" | "INF" => {
            return Words::new("JSON has no such number").aws(format!(
                "Non-standard token '{word}': enable JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS to allow"
            ));
        }
        _ => Words::new("text stands in double quotes").help(format!("write \"{word}\"")),
    };
    words.aws(format!("Unrecognized token '{word}': was expecting {A_VALUE}"))
}

fn control(c: char) -> Words {
    let (label, escape) = match c {
        '\n' | '\r' => ("the line ends inside a string", "\\n".to_owned()),
        '\t' => ("a tab inside a string", "\\t".to_owned()),
        _ => ("a control character inside a string", format!("\\u{:04x}", u32::from(c))),
    };
    let code = u32::from(c);
    Words::new(label).help(format!("write it as {escape}, or close the string")).aws(format!(
        "Illegal unquoted character ((CTRL-CHAR, code {code})): has to be escaped using backslash to be \
         included in string value"
    ))
}

fn escape(shown: &str) -> Words {
    let c = shown.chars().nth(1);
    let words = Words::new("no such escape").aws(
        c.filter(|c| *c != 'u')
            .map(|c| format!("Unrecognized character escape '{c}' (code {})", u32::from(c))),
    );
    match c {
        Some('u') => words.help("write four hexadecimal digits after \\u"),
        Some(_) | None => words.help(format!("for a backslash write `\\{shown}`")),
    }
}

fn number(shown: &str) -> Words {
    let words = Words::new("not a number as JSON writes it");
    match shown.trim_start_matches('-').as_bytes() {
        [b'0', b'0'..=b'9', ..] => words.aws("Invalid numeric value: Leading zeroes not allowed".to_owned()),
        _ => words,
    }
}
