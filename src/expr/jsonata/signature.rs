//! Function signatures as data: reads `<s-nn?:s>`. [`super::arguments`] matches arguments against them.

use super::error::Fault;

/// A signature longer than this is refused.
const MAX_PARAMS: usize = 64;

/// A parsed signature.
#[derive(Clone, Debug, Default)]
pub(super) struct Signature {
    pub params: Vec<Param>,
}

/// One parameter of a signature.
#[derive(Clone, Debug)]
pub(super) struct Param {
    /// The letters that fit.
    pub accepts: &'static str,
    /// The letters that fit, when they were written out as a choice.
    pub choice: Option<String>,
    pub array: bool,
    /// What the items of an array must be.
    pub items: Option<String>,
    pub context: bool,
    pub optional: bool,
    pub many: bool,
}

/// How many arguments a call may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Arity {
    pub least: usize,
    pub most: Option<usize>,
}

impl Signature {
    /// Reads `<...>`; on failure also how far into it the fault is.
    pub fn parse(text: &str) -> Result<Self, (Box<Fault>, usize)> {
        let mut params: Vec<Param> = Vec::new();
        let letters: Vec<char> = text.chars().collect();
        let mut at = 1;
        while at < letters.len() && letters[at] != ':' {
            let letter = letters[at];
            match letter {
                '-' | '?' | '+' => {
                    if let Some(last) = params.last_mut() {
                        last.context |= letter == '-';
                        last.optional |= letter != '+';
                        last.many |= letter == '+';
                    }
                }
                '(' => {
                    let end = closing(&letters, at, '(', ')');
                    let choice: String = letters[at + 1..end].iter().collect();
                    if choice.contains('<') {
                        return Err((Fault::new("S0402").value(choice), at));
                    }
                    params.push(Param { choice: Some(choice + "m"), ..Param::of("") });
                    at = end;
                }
                '<' => {
                    let end = closing(&letters, at, '<', '>');
                    match params.last_mut() {
                        Some(last) if last.array || last.accepts == "f" => {
                            last.items = Some(letters[at + 1..end].iter().collect());
                        }
                        last => {
                            let kind = last.map_or("", |last| last.accepts);
                            return Err((Fault::new("S0401").value(kind), at));
                        }
                    }
                    at = end;
                }
                _ => params.extend(Param::letter(letter)),
            }
            at += 1;
        }
        if params.len() > MAX_PARAMS {
            return Err((Fault::new("S0402").value(text), 0));
        }
        Ok(Self { params })
    }

    /// How many arguments a call may have, the context used in place of one.
    pub fn arity(&self) -> Arity {
        let least = self.params.iter().filter(|param| !param.optional).count();
        let most = (!self.params.iter().any(|param| param.many)).then_some(self.params.len());
        Arity { least, most }
    }
}

impl Param {
    const fn of(accepts: &'static str) -> Self {
        Self {
            accepts,
            choice: None,
            array: false,
            items: None,
            context: false,
            optional: false,
            many: false,
        }
    }

    /// The parameter a letter denotes; unknown letters mean nothing, as in the reference.
    fn letter(letter: char) -> Option<Self> {
        Some(match letter {
            's' => Self::of("sm"),
            'n' => Self::of("nm"),
            'b' => Self::of("bm"),
            'l' => Self::of("lm"),
            'o' => Self::of("om"),
            'a' => Self { array: true, ..Self::of("asnblfom") },
            'f' => Self::of("f"),
            'j' => Self::of("asnblom"),
            'x' => Self::of("asnblfom"),
            _ => return None,
        })
    }
}

/// Where the bracket that opens at `at` closes.
fn closing(letters: &[char], at: usize, open: char, close: char) -> usize {
    let mut depth = 1;
    let mut end = at;
    while depth > 0 && end + 1 < letters.len() {
        end += 1;
        depth += i32::from(letters[end] == open);
        depth -= i32::from(letters[end] == close);
    }
    end
}
