//! The text of a pattern to its branches. The order of checks is the one of AWS, so that of two faults the same one is
//! told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::alternatives;
use super::fault::Fault;
use super::tree::Tree;
use super::wildcard::{MOST_COMPLEX, complexity};
use super::{BadPattern, Field, MOST_CHARACTERS, Pattern};
use crate::base::pointer::Pointer;
use crate::events::reader::{Reader, Token};

/// How many combinations `$or` may have (EventBridge guide).
const MOST_BRANCHES: usize = 1000;

/// Names that AWS keeps for operators, so that no field inside of `$or` may have them.
const RESERVED: [&str; 23] = [
    "exactly",
    "equals-ignore-case",
    "prefix",
    "suffix",
    "anything-but",
    "exists",
    "wildcard",
    "numeric",
    "cidr",
    "=",
    "<",
    "<=",
    ">",
    ">=",
    "regex",
    "not-wildcard",
    "not-equals-ignore-case",
    "date-after",
    "date-on-or-after",
    "date-before",
    "date-on-or-before",
    "in-date-range",
    "ip-address-in-range",
];

/// The fields of a branch: a path and which of the pattern's fields it has there.
type Branch = BTreeMap<Arc<str>, usize>;

struct Compiler<'t> {
    reader: Reader<'t>,
    fields: Vec<Field>,
    /// The names around, joined by dots, as a stack.
    path: Vec<String>,
}

/// Reads a pattern.
pub(super) fn compile(text: &str) -> Result<Pattern, BadPattern> {
    if text.chars().count() > MOST_CHARACTERS {
        let reason = format!("Member must have length less than or equal to {MOST_CHARACTERS}");
        return Err(BadPattern { reason, place: String::new(), at: Pointer::root() });
    }
    let mut compiler = Compiler { reader: Reader::new(text), fields: Vec::new(), path: Vec::new() };
    match compiler.pattern() {
        Ok(branches) => {
            let branches = branches.iter().map(tree).collect();
            Ok(Pattern { fields: compiler.fields, branches })
        }
        Err(fault) => Err(bad(text, &compiler.reader, fault)),
    }
}

fn bad(text: &str, reader: &Reader<'_>, fault: Fault) -> BadPattern {
    let (line, column) = reader.place();
    let place = format!("\n at [Source: (String)\"{}; line: {line}, column: {column}]", shortened(text));
    let (reason, place) = match fault {
        Fault::At(reason) => (reason, place),
        Fault::Again(reason) => (reason, format!("{place}{place}")),
        Fault::Nowhere(reason) => (reason, String::new()),
    };
    BadPattern { reason, place, at: reader.pointer() }
}

/// `text` with its closing quote, as Jackson shows a source: 500 characters of it.
fn shortened(text: &str) -> String {
    const SHOWN: usize = 500;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => {
            format!("{}\"[truncated {} chars]", &text[..end], text[end..].chars().count())
        }
        None => format!("{text}\""),
    }
}

fn tree(branch: &Branch) -> Tree {
    let mut tree = Tree::default();
    for (path, field) in branch {
        tree.insert(path, *field);
    }
    tree
}

impl Compiler<'_> {
    fn pattern(&mut self) -> Result<Vec<Branch>, Fault> {
        let mut branches = Vec::new();
        if self.reader.advance()? != Token::StartObject {
            return Err(Fault::at("Filter is not an object"));
        }
        self.object(&mut branches, false)?;
        let used: BTreeSet<usize> = branches.iter().flat_map(BTreeMap::values).copied().collect();
        used.into_iter().try_for_each(|field| weigh(&self.fields[field]))?;
        Ok(branches)
    }

    /// Adds the fields of an object, whose brace is read, to all of `branches`.
    fn object(&mut self, branches: &mut Vec<Branch>, is_in_or: bool) -> Result<(), Fault> {
        let mut is_empty = true;
        while self.reader.advance()? != Token::EndObject {
            is_empty = false;
            let name = self.reader.text()?;
            if name == "$or" {
                self.or(branches)?;
                continue;
            }
            if is_in_or && (RESERVED.contains(&name.as_str()) || name == "ip-address-not-in-range") {
                let message = format!("{name} is Ruler reserved fieldName which cannot be used inside $or.");
                return Err(Fault::At(message));
            }
            match self.reader.advance()? {
                Token::StartObject => {
                    self.path.push(name);
                    self.object(branches, is_in_or)?;
                    self.path.pop();
                }
                Token::StartArray => self.field(branches, name)?,
                Token::Text
                | Token::Number
                | Token::True
                | Token::False
                | Token::Null
                | Token::EndObject
                | Token::EndArray
                | Token::Field
                | Token::End => {
                    return Err(Fault::At(format!("\"{name}\" must be an object or an array")));
                }
            }
        }
        if is_empty { Err(Fault::at("Empty objects are not allowed")) } else { Ok(()) }
    }

    /// Each of `branches` with each object of the list behind `$or`.
    fn or(&mut self, branches: &mut Vec<Branch>) -> Result<(), Fault> {
        let before = std::mem::take(branches);
        if self.reader.advance()? != Token::StartArray {
            return Err(Fault::at("It must be an Array followed with $or."));
        }
        let mut objects = 0;
        loop {
            match self.reader.advance()? {
                Token::EndArray => break,
                Token::StartObject => objects += 1,
                Token::Text
                | Token::Number
                | Token::True
                | Token::False
                | Token::Null
                | Token::StartArray
                | Token::EndObject
                | Token::Field
                | Token::End => {
                    let message = "Only JSON object is allowed in array of $or relationship.";
                    return Err(Fault::at(message));
                }
            }
            let mut with = if before.is_empty() { vec![Branch::new()] } else { before.clone() };
            self.object(&mut with, true)?;
            branches.append(&mut with);
            if branches.len() > MOST_BRANCHES {
                let message = "Rule is too complex - the $or conditions have more than 1000 combinations";
                return Err(Fault::Nowhere(message.to_owned()));
            }
        }
        if objects < 2 {
            return Err(Fault::at("There must have at least 2 Objects in $or relationship."));
        }
        Ok(())
    }

    /// The field `name` with the list whose bracket is read.
    fn field(&mut self, branches: &mut Vec<Branch>, name: String) -> Result<(), Fault> {
        let at = self.reader.place_of_open();
        let alternatives = alternatives::list(&mut self.reader)?;
        self.path.push(name);
        let path: Arc<str> = self.path.join(".").into();
        self.path.pop();
        if branches.is_empty() {
            branches.push(Branch::new());
        }
        for branch in branches {
            branch.insert(Arc::clone(&path), self.fields.len());
        }
        let written = self.reader.since(at.1).to_owned();
        self.fields.push(Field { path, alternatives, written, at: at.0 });
        Ok(())
    }
}

/// Refuses a field whose wildcards would make too much work.
fn weigh(field: &Field) -> Result<(), Fault> {
    let wildcards: Vec<_> = field.alternatives.iter().flat_map(|one| one.wildcards()).collect();
    if complexity(&wildcards) <= MOST_COMPLEX {
        return Ok(());
    }
    let message = "Rule is too complex - try using fewer wildcard characters or fewer repeating character \
                   sequences after a wildcard character";
    Err(Fault::Nowhere(message.to_owned()))
}
