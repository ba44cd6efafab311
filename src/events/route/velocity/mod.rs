//! Mapping templates of API Gateway: the part of the Velocity Template Language that they use.
//!
//! What a template cannot find is left as it is written (`$name`), or is nothing (`$!name`). A template has so many steps
//! and so much output at most: it may be of anybody.

mod call;
mod parse;
mod run;

use std::collections::BTreeMap;

use crate::base::value::Value;

pub use call::NOT_JSON;
pub use parse::Broken;

/// A template.
#[derive(Clone, Debug)]
pub struct Template(Vec<Piece>);

/// What a template sees.
#[derive(Clone, Debug, Default)]
pub struct Seen<'s> {
    /// `$input.body`
    pub body: &'s str,
    /// `$input.params()`: an object of `path`, `querystring` and `header`.
    pub parameters: Value,
    /// `$context`
    pub context: Value,
    /// `$stageVariables`
    pub stage: Value,
}

/// What came of a template.
#[derive(Clone, Debug, Default)]
pub struct Made {
    /// The text.
    pub text: String,
    /// `$context.responseOverride`, if the template sets it.
    pub overrides: Value,
}

/// A part of a template.
#[derive(Clone, Debug)]
enum Piece {
    Text(String),
    Reference(Reference),
    Set(Reference, Expression),
    /// The first of these whose condition holds; one without a condition always does.
    If(Vec<(Option<Expression>, Vec<Piece>)>),
    Each(String, Expression, Vec<Piece>),
    /// Nothing comes after it.
    Stop,
}

/// `$name.member.call(1)[2]`
#[derive(Clone, Debug)]
struct Reference {
    name: String,
    is_quiet: bool,
    steps: Vec<Step>,
    /// As it is written.
    written: String,
}

#[derive(Clone, Debug)]
enum Step {
    Member(String),
    Call(String, Vec<Expression>),
    Index(Expression),
}

#[derive(Clone, Debug)]
enum Expression {
    Literal(Value),
    /// A text in double quotes, which is a template itself.
    Quoted(Vec<Piece>),
    Reference(Reference),
    List(Vec<Expression>),
    Map(Vec<(Expression, Expression)>),
    Range(Box<Expression>, Box<Expression>),
    Not(Box<Expression>),
    Binary(Operator, Box<Expression>, Box<Expression>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Or,
    And,
    Equal,
    Differs,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Compute(Arithmetic),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Arithmetic {
    Plus,
    Minus,
    Times,
    Divided,
    Rest,
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    ///
    /// What of it is not understood, and where.
    pub fn read(text: &str) -> Result<Self, Broken> {
        parse::parse(text).map(Self)
    }

    /// What comes of it.
    ///
    /// # Errors
    ///
    /// Why it cannot be evaluated: a method that does not exist, or too much work.
    pub fn evaluate(&self, seen: &Seen<'_>) -> Result<Made, String> {
        let variables = BTreeMap::from([
            ("context".to_owned(), seen.context.clone()),
            ("stageVariables".to_owned(), seen.stage.clone()),
        ]);
        let mut machine = run::Run::new(seen, variables);
        let mut text = String::new();
        machine.pieces(&self.0, &mut text)?;
        let overrides =
            machine.variable("context").and_then(|context| context.get("responseOverride").cloned());
        Ok(Made { text, overrides: overrides.unwrap_or_default() })
    }
}
