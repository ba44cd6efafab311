//! `Structure`: the members that an API's input or output, or a part of it, can have.
//!
//! Nothing is built of the text: a structure is its line, read again by each question, so that a run pays
//! for what it asks and for nothing else.

use super::CHECKED;

/// A structure: an object with members of its own.
#[derive(Clone, Copy, Debug)]
pub struct Structure {
    /// The structures of the service.
    lines: &'static str,
    line: &'static str,
}

/// What a structure can hold.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// Its name in `Parameters` and `Arguments`.
    pub name: &'static str,
    /// What its value must be.
    pub shape: Shape,
    /// Whether no structure can be without it. At the top level AWS asks for it before the call, further
    /// inside the called service does.
    pub is_required: bool,
}

/// The type of a value, as written in the catalogue.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    lines: &'static str,
    text: &'static str,
}

/// The type of a value.
#[derive(Clone, Copy, Debug)]
pub enum ApiKind {
    /// Text.
    String,
    /// A whole number of 32 bits.
    Integer,
    /// A whole number of 64 bits.
    Long,
    /// A number of 32 bits.
    Float,
    /// A number of 64 bits.
    Double,
    /// `true` or `false`.
    Boolean,
    /// A point in time.
    Timestamp,
    /// An array of these.
    List(Shape),
    /// An object of these, with keys as one likes.
    Map(Shape),
    /// An object with members of its own.
    Structure(Structure),
    /// Any JSON: binary data, documents.
    Any,
}

/// Two are the same if they are one line of the catalogue.
impl PartialEq for Structure {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.line, other.line)
    }
}

impl Structure {
    /// The structure whose line starts at byte `start` of `lines`. `start` is decimal digits, as the lines of
    /// operations and of other structures name it; they are parsed only here, when the structure is asked for.
    pub(super) fn at(lines: &'static str, start: &str) -> Self {
        let rest = &lines[start.parse::<usize>().expect(CHECKED)..];
        Self { lines, line: rest.split('\n').next().unwrap_or(rest) }
    }

    /// A structure of one line in the catalogue's notation, for calls that are no API operation of AWS.
    #[must_use]
    pub const fn of_line(line: &'static str) -> Self {
        Self { lines: "", line }
    }

    /// Its members, required ones first.
    pub fn members(&self) -> impl Iterator<Item = Member> + use<> {
        let lines = self.lines;
        self.line.split(' ').filter(|word| !word.is_empty()).map(move |word| Member::new(lines, word))
    }

    /// The member `name`, in exactly these letters.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<Member> {
        let word = self.line.split(' ').find(|word| {
            let rest = word.strip_prefix('!').unwrap_or(word).strip_prefix(name);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
        });
        word.filter(|word| !word.is_empty()).map(|word| Member::new(self.lines, word))
    }
}

impl Member {
    fn new(lines: &'static str, word: &'static str) -> Self {
        let (is_required, word) = word.strip_prefix('!').map_or((false, word), |word| (true, word));
        let (name, text) = word.split_once(':').unwrap_or((word, ""));
        Self { name, shape: Shape { lines, text }, is_required }
    }
}

impl Shape {
    /// The type that its text in the catalogue means.
    #[must_use]
    pub fn kind(&self) -> ApiKind {
        let inner = || Self { lines: self.lines, text: &self.text[1..] };
        match self.text.as_bytes().first() {
            None => ApiKind::String,
            Some(b'i') => ApiKind::Integer,
            Some(b'l') => ApiKind::Long,
            Some(b'f') => ApiKind::Float,
            Some(b'd') => ApiKind::Double,
            Some(b'b') => ApiKind::Boolean,
            Some(b't') => ApiKind::Timestamp,
            Some(b'*') => ApiKind::Any,
            Some(b'L') => ApiKind::List(inner()),
            Some(b'M') => ApiKind::Map(inner()),
            Some(_) => ApiKind::Structure(Structure::at(self.lines, self.text)),
        }
    }
}
