//! The checker: every finding about a definition, and a `StateMachine` if none is an error.
//!
//! A definition is compiled by lowering, which reports what only parsing and resolving find out; the rest
//! is in [`rules`]. Rules that warn of what is legal but likely wrong look at definitions without errors.

pub mod allow;
mod allowance;
pub mod fix;
mod follow_on;
pub mod levels;
pub mod rules;

mod calls;
mod circles;
mod definition;
mod flow;
mod nulls;
mod order;
mod shapes;

use crate::asl::lower;
use crate::asl::machine::{StateMachine, Workflow};
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::document::Document;
use crate::base::pointer::Pointer;
use crate::base::value::Value;

use definition::Definition;
use rules::{Finder, RULES};

pub use rules::too_large::{is_left_out, left_out};

/// How many findings of one definition are kept: each takes memory, and nobody reads so many. As many of all that are
/// checked together.
pub const MOST: usize = 100_000;

/// What checking a definition gave.
#[derive(Debug)]
pub struct Checked {
    /// The compiled machine, unless a finding is an error.
    pub machine: Option<StateMachine>,
    /// Everything found, in the order of the definition.
    pub diagnostics: Vec<Diagnostic>,
}

impl Checked {
    /// Whether a finding is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|found| found.severity == Severity::Error)
    }
}

/// How much is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Only what keeps a definition from running; if there is any of it, everything. The machine is the same.
    Errors,
    /// Everything.
    All,
}

/// Checks and compiles a definition of which every value was given.
#[must_use]
pub fn check(definition: &Value, workflow: Workflow) -> Checked {
    examine(definition, None, workflow, Depth::All)
}

/// Checks and compiles what `document` says. Nothing is held against values that were made up for it.
#[must_use]
pub fn check_document(document: &Document, workflow: Workflow, depth: Depth) -> Checked {
    let examine = |depth| examine(document.value(), Some(document), workflow, depth);
    let checked = examine(depth);
    // Whoever is told of an error is told of the rest as well.
    if depth == Depth::Errors && checked.machine.is_none() { examine(Depth::All) } else { checked }
}

fn examine(value: &Value, document: Option<&Document>, workflow: Workflow, depth: Depth) -> Checked {
    let Value::Object(members) = value else {
        let message = format!("a definition is a JSON object, this is {}", value.type_name());
        let place = Place::Value(Pointer::root());
        let diagnostic = Diagnostic::error(rules::wrong_type::RULE.code, place, message).aws(
            rules::SCHEMA,
            "Definition must be a valid JSON object",
            "",
        );
        return Checked { machine: None, diagnostics: vec![diagnostic] };
    };
    let definition = Definition::new(value, members, document, workflow);
    if let Some(cleaned) = nulls::dropped(&definition) {
        return examine(&cleaned, document, workflow, depth);
    }
    let (machine, mut found) = lower::lower(members, workflow);
    let mut left_out = cut(&mut found) + by_text(&definition, depth, &mut found);
    let mut dropped = Vec::new();
    allow::by_definition(&mut found, value, document, &mut dropped);
    let is_fine = |found: &[Diagnostic]| !found.iter().any(|found| found.severity == Severity::Error);
    let machine = machine.filter(|_| left_out == 0 && is_fine(&found));
    if let Some(machine) = &machine {
        for rule in due(depth) {
            if let Finder::Machine(find) = rule.finder {
                find(&definition, machine, &mut found);
                left_out += cut(&mut found);
            }
        }
    }
    let machine = machine.filter(|_| is_fine(&found));
    allow::by_definition(&mut found, value, document, &mut dropped);
    order::sort(&mut found, value);
    let mut found = follow_on::fold(found, &definition);
    rules::lambda_retry::once(&mut found);
    if machine.is_some() && depth == Depth::All {
        found.extend(allow::unused(&definition, document, &dropped));
    }
    found.extend((left_out > 0).then(|| self::left_out(left_out)));
    Checked { machine, diagnostics: found }
}

/// The rules that find what is looked for.
fn due(depth: Depth) -> impl Iterator<Item = &'static &'static rules::Rule> {
    RULES.iter().filter(move |rule| depth == Depth::All || rule.severity == Severity::Error)
}

/// Adds what the rules find in a definition as it is written. Returns how much was left out.
fn by_text(definition: &Definition<'_>, depth: Depth, found: &mut Vec<Diagnostic>) -> usize {
    let mut left_out = 0;
    let misshapen = shapes::judge(definition);
    for rule in due(depth) {
        match rule.finder {
            Finder::Definition(find) => find(definition, found),
            Finder::Shape(word) => found.extend(misshapen.iter().filter_map(word)),
            Finder::Loading
            | Finder::Compiling
            | Finder::ByAnotherRule
            | Finder::Call(_)
            | Finder::Machine(_) => {}
        }
        left_out += cut(found);
    }
    calls::judge(definition, &mut |verdict| {
        found.extend(RULES.iter().find_map(|rule| match rule.finder {
            Finder::Call(word) => word(verdict),
            Finder::Loading
            | Finder::Compiling
            | Finder::ByAnotherRule
            | Finder::Definition(_)
            | Finder::Shape(_)
            | Finder::Machine(_) => None,
        }));
    });
    left_out + cut(found)
}

/// Leaves out what is beyond the first findings; how many that are.
fn cut(found: &mut Vec<Diagnostic>) -> usize {
    let left_out = found.len().saturating_sub(MOST);
    found.truncate(MOST);
    left_out
}
