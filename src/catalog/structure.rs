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

/// What a value of a type must be beside it, as the newest model has it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Limits {
    /// The least number, length in characters or bytes, or number of items.
    pub least: Option<f64>,
    /// The most.
    pub most: Option<f64>,
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
        Self { lines, line: line(lines, start) }
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
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '{']))
        });
        word.filter(|word| !word.is_empty()).map(|word| Member::new(self.lines, word))
    }
}

impl Member {
    fn new(lines: &'static str, word: &'static str) -> Self {
        let (is_required, word) = word.strip_prefix('!').map_or((false, word), |word| (true, word));
        let (name, text) = word.split_at(word.find([':', '{']).unwrap_or(word.len()));
        let text = text.strip_prefix(':').unwrap_or(text);
        Self { name, shape: Shape { lines, text }, is_required }
    }
}

impl Shape {
    /// The type that its text in the catalogue means.
    #[must_use]
    pub fn kind(&self) -> ApiKind {
        let inner = || Self { lines: self.lines, text: self.after_limits() };
        match self.text.as_bytes().first() {
            None | Some(b'{' | b'=') => ApiKind::String,
            Some(b'i') => ApiKind::Integer,
            Some(b'l') => ApiKind::Long,
            Some(b'f') => ApiKind::Float,
            Some(b'd') => ApiKind::Double,
            Some(b'b') => ApiKind::Boolean,
            Some(b't') => ApiKind::Timestamp,
            Some(b'*' | b'B') => ApiKind::Any,
            Some(b'L') => ApiKind::List(inner()),
            Some(b'M') => ApiKind::Map(inner()),
            Some(_) => ApiKind::Structure(Structure::at(self.lines, self.text)),
        }
    }

    /// Whether it is binary data, which results hold as text.
    #[must_use]
    pub fn is_binary(&self) -> bool {
        self.text.starts_with('B')
    }

    /// The limits of a number, of the length of a text or of binary data, of the size of a list or map.
    #[must_use]
    pub fn limits(&self) -> Limits {
        let Some((_, rest)) = self.text.split_once('{').filter(|(letter, _)| letter.len() <= 1) else {
            return Limits::default();
        };
        let (limits, _) = rest.split_once('}').expect(CHECKED);
        let (least, most) = limits.split_once(',').expect(CHECKED);
        let number = |text: &str| (!text.is_empty()).then(|| text.parse().expect(CHECKED));
        Limits { least: number(least), most: number(most) }
    }

    /// The values that a text must be one of; none if there are no such.
    pub fn values(&self) -> impl Iterator<Item = &'static str> + use<> {
        let line = self.text.strip_prefix('=').map(|start| line(self.lines, start));
        line.into_iter().flat_map(|line| line.split('\t'))
    }

    /// What follows the letter of a list or map and its limits.
    fn after_limits(&self) -> &'static str {
        let rest = &self.text[1..];
        rest.strip_prefix('{').and_then(|rest| rest.split_once('}')).map_or(rest, |(_, rest)| rest)
    }
}

/// The line that starts at byte `start` of `lines`, in decimal digits.
pub(super) fn line(lines: &'static str, start: &str) -> &'static str {
    let rest = &lines[start.parse::<usize>().expect(CHECKED)..];
    rest.split('\n').next().unwrap_or(rest)
}
