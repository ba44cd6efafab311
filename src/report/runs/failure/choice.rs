//! A Choice of which no rule matched: every comparison with the value it saw and what came of it.

use crate::asl::machine::{Choice, Comparison, Kind, Operand, Operator, Quality, Test};
use crate::base::diag::Diagnostic;
use crate::base::value::Value;
use crate::engine::satisfies;
use crate::report::ink::shorten::named;
use crate::report::ink::width::{clip, columns};
use crate::report::runs::rule::{compared, rule};

use super::case::Case;
use super::codes;

/// Columns of a rule and of a value.
const RULE: usize = 48;
const VALUE: usize = 28;
/// More rows are counted.
const ROWS: usize = 20;

/// A comparison and what came of it.
struct Row {
    number: String,
    rule: String,
    value: String,
    result: String,
}

pub fn no_rule(case: &Case<'_>, input: &Value) -> Diagnostic {
    let headline = format!("no rule of {} matched, and it has no Default", case.state.name);
    let pointer = case.state.pointer.key("Choices");
    let mut found = case.error(codes::NO_RULE, &pointer, &headline).label("none of these holds");
    let Kind::Choice(choice) = &case.state.kind else { return found };
    let rows = rows(case, choice, input);
    found = found.note(table(case, &rows));
    if let Some(row) = rows.iter().find(|row| row.result.contains(':')) {
        let number = row.number.trim_end_matches(|c: char| c.is_ascii_lowercase());
        found = found.note(format!(
            "rule {number} compares values of different types: never an error in\nStep Functions, simply false"
        ));
    }
    found.help("add a Default, or a rule for this input")
}

fn rows(case: &Case<'_>, choice: &Choice, input: &Value) -> Vec<Row> {
    let mut rows = Vec::new();
    for (at, found) in choice.rules.iter().enumerate() {
        let mut leaves = Vec::new();
        collect(&found.test, &mut leaves);
        if leaves.len() == 1 && matches!(found.test, Test::Compare(_)) {
            rows.extend(leaves.iter().map(|leaf| row(case, (at + 1).to_string(), leaf, input)));
            continue;
        }
        rows.push(Row {
            number: (at + 1).to_string(),
            rule: rule(case.run.definition, found, case.marks),
            value: String::new(),
            result: "false".to_owned(),
        });
        let letters = ('a'..='z').map(|letter| format!("{}{letter}", at + 1));
        rows.extend(letters.zip(&leaves).map(|(number, leaf)| row(case, number, leaf, input)));
    }
    rows
}

fn collect<'t>(test: &'t Test, leaves: &mut Vec<&'t Comparison>) {
    match test {
        Test::And(tests) | Test::Or(tests) => tests.iter().for_each(|test| collect(test, leaves)),
        Test::Not(test) => collect(test, leaves),
        Test::Compare(comparison) => leaves.push(comparison),
        Test::Condition(_) => {}
    }
}

fn row(case: &Case<'_>, number: String, comparison: &Comparison, input: &Value) -> Row {
    let left = comparison.variable.select(input);
    let right = match &comparison.operand {
        Operand::Fixed(value) => Ok(value.clone()),
        Operand::Path(path) => path.select(input),
    };
    // What is compared with a secret is as good as one.
    let other = match &comparison.operand {
        Operand::Fixed(_) => "",
        Operand::Path(path) => path.text(),
    };
    let names = format!("{} {other}", comparison.variable.text());
    let show = |value: &Value| named(&names, value, VALUE, case.marks);
    let (value, result) = match (&left, &right) {
        (left, Ok(right)) if comparison.operator == Operator::Is(Quality::Present) => {
            let present = left.as_ref().map_or("absent".to_owned(), show);
            (present, (right.as_bool() == Some(left.is_ok())).to_string())
        }
        (Ok(left), Ok(right)) => {
            let result = satisfies(comparison.operator, left, right);
            let wanted = wanted(comparison.operator);
            let other = !result && wanted.is_some_and(|wanted| wanted != left.type_name());
            let note = if other { format!(": it is a {}", left.type_name()) } else { String::new() };
            (show(left), format!("{result}{note}"))
        }
        (Ok(left), Err(_)) => (show(left), "the other side is absent".to_owned()),
        (Err(_), _) => ("absent".to_owned(), "false".to_owned()),
    };
    Row { number, rule: compared(comparison, case.marks), value, result }
}

/// The type an operator compares.
const fn wanted(operator: Operator) -> Option<&'static str> {
    match operator {
        Operator::String(_) | Operator::Timestamp(_) | Operator::Matches => Some("string"),
        Operator::Numeric(_) => Some("number"),
        Operator::Boolean => Some("boolean"),
        Operator::Is(_) => None,
    }
}

fn table(case: &Case<'_>, rows: &[Row]) -> String {
    let shown = &rows[..rows.len().min(ROWS)];
    let widest = |text: fn(&Row) -> &str, most: usize| {
        shown.iter().map(|row| columns(text(row))).max().unwrap_or(0).min(most)
    };
    let number = widest(|row| &row.number, RULE);
    let rule = widest(|row| &row.rule, RULE);
    let value = widest(|row| &row.value, VALUE).max(5);
    let mut table = "the rules and what they saw:".to_owned();
    for row in shown {
        let text = clip(&row.rule, RULE, case.marks.elided);
        let cells = [(row.number.as_str(), number), (&text, rule), (&row.value, value)];
        table.push_str("\n ");
        for (cell, width) in cells {
            table.push_str(&format!(" {cell}{} ", " ".repeat(width.saturating_sub(columns(cell)))));
        }
        table.push_str(&format!(" {}", row.result));
    }
    if shown.len() < rows.len() {
        table.push_str(&format!("\n  {} {} more", case.marks.elided, rows.len() - shown.len()));
    }
    table
}
