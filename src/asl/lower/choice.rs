//! The rules of a Choice.

use std::sync::Arc;

use crate::asl::machine::{
    Choice, Comparison, FlowId, Operand, Operator, Order, Quality, QueryLanguage, Rule, Test,
};
use crate::base::diag::{Diagnostic, Place};
use crate::base::time::parse_nanos;
use crate::base::value::Value;

use super::collect::Outline;
use super::fields::Fields;

pub(super) fn lower(
    fields: &Fields<'_>,
    outline: &Outline<'_>,
    flow: FlowId,
    language: QueryLanguage,
) -> Option<Choice> {
    if !fields.require(&["Choices"]) {
        return None;
    }
    let rules = fields.objects("Choices");
    if fields.value("Choices").and_then(Value::as_array).is_some_and(|list| list.is_empty()) {
        fields.report("SFN110", "Choices", "`Choices` is empty", "Value cannot be empty");
    }
    let rules = rules
        .iter()
        .map(|(pointer, members)| rule(&fields.inner(members, pointer), outline, flow, language))
        .collect::<Vec<_>>();
    let default = fields.has("Default").then(|| fields.target("Default", outline, flow));
    if default == Some(None) {
        return None;
    }
    Some(Choice { rules: rules.into_iter().collect::<Option<_>>()?, default: default.flatten() })
}

fn rule(fields: &Fields<'_>, outline: &Outline<'_>, flow: FlowId, language: QueryLanguage) -> Option<Rule> {
    fields.require(&["Next"]);
    let next = fields.target("Next", outline, flow);
    let test = match language {
        QueryLanguage::JsonPath => test(fields),
        QueryLanguage::Jsonata => condition(fields),
    };
    let assign = fields.has("Assign").then(|| fields.template("Assign", language));
    let output = fields.has("Output").then(|| fields.template("Output", language));
    if assign.as_ref().is_some_and(Option::is_none) || output.as_ref().is_some_and(Option::is_none) {
        return None;
    }
    Some(Rule {
        test: test?,
        next: next?,
        assign: assign.flatten(),
        output: output.flatten(),
        pointer: fields.pointer.into(),
    })
}

fn condition(fields: &Fields<'_>) -> Option<Test> {
    if !fields.require(&["Condition"]) {
        return None;
    }
    match fields.value("Condition") {
        Some(Value::String(text)) if !(text.starts_with("{%") && text.ends_with("%}")) => {
            fields.report(
                "SFN305",
                "Condition",
                "`Condition` must be an expression in {% %} or a boolean",
                "",
            );
            None
        }
        Some(Value::String(_) | Value::Bool(_)) => fields.jsonata("Condition").map(Test::Condition),
        Some(_) | None => {
            fields.report(
                "SFN100",
                "Condition",
                "`Condition` must be an expression in {% %} or a boolean",
                "",
            );
            None
        }
    }
}

/// What combines or negates rules, and every comparison operator.
fn test(fields: &Fields<'_>) -> Option<Test> {
    let combined: Vec<&str> = ["And", "Or", "Not"].into_iter().filter(|name| fields.has(name)).collect();
    match combined[..] {
        [] => compare(fields).map(|comparison| Test::Compare(Box::new(comparison))),
        ["Not"] => {
            let pointer = fields.place("Not");
            let inner = fields.object("Not")?;
            test(&fields.inner(inner, &pointer)).map(|test| Test::Not(Box::new(test)))
        }
        [name] => {
            let rules = fields.objects(name);
            if rules.is_empty() {
                fields.report("SFN110", name, &format!("`{name}` is empty"), "Value cannot be empty");
                return None;
            }
            let tests = rules
                .iter()
                .map(|(pointer, members)| test(&fields.inner(members, pointer)))
                .collect::<Vec<_>>()
                .into_iter()
                .collect::<Option<Vec<_>>>()?;
            Some(if name == "And" { Test::And(tests) } else { Test::Or(tests) })
        }
        _ => {
            fields.at_most_one(&combined);
            None
        }
    }
}

fn compare(fields: &Fields<'_>) -> Option<Comparison> {
    let operators: Vec<(&Arc<str>, &Value)> = fields
        .members
        .iter()
        .map(|(key, value)| (key, value))
        .filter(|(key, _)| {
            !matches!(&***key, "Variable" | "Next" | "Comment" | "Assign" | "Output" | "Condition")
        })
        .collect();
    let known: Vec<_> = operators.iter().filter(|(key, _)| operator(key).is_some()).collect();
    fields.require(&["Variable"]);
    let variable = fields.path("Variable");
    match known[..] {
        [(written, value)] => {
            let (kind, by_path) = operator(written)?;
            let operand = if by_path {
                fields.path(written).map(Operand::Path)
            } else {
                operand(fields, written, kind, value)
            };
            Some(Comparison {
                variable: variable?,
                operator: kind,
                operand: operand?,
                written: Arc::clone(written),
                pointer: fields.pointer.into(),
            })
        }
        [] => {
            unknown_operator(fields, operators.first().map(|(key, _)| &***key));
            None
        }
        [..] => {
            let names: Vec<&str> = known.iter().map(|(key, _)| &***key).collect();
            fields.at_most_one(&names);
            None
        }
    }
}

fn unknown_operator(fields: &Fields<'_>, written: Option<&str>) {
    let near = written.and_then(|written| {
        OPERATORS
            .iter()
            .flat_map(|(name, ..)| [(*name).to_owned(), format!("{name}Path")])
            .map(|name| (strsim::damerau_levenshtein(&name, written), name))
            .filter(|(distance, _)| *distance <= 5)
            .min()
    });
    let (place, message) = match written {
        Some(written) => (fields.place(written), format!("`{written}` is no comparison operator")),
        None => (fields.pointer.to_owned(), "the rule has no comparison operator".to_owned()),
    };
    let mut diagnostic = Diagnostic::error("SFN109", Place::Key(place), message);
    diagnostic.help = Some(near.map_or_else(
        || "a rule compares `Variable` by one operator such as `StringEquals` or `IsPresent`".to_owned(),
        |(_, name)| format!("did you mean `{name}`?"),
    ));
    fields.push(diagnostic);
}

/// Checks the literal operand.
fn operand(fields: &Fields<'_>, written: &str, operator: Operator, value: &Value) -> Option<Operand> {
    let (fits, wanted) = match operator {
        Operator::String(_) | Operator::Matches => (value.as_str().is_some(), "a string"),
        Operator::Numeric(_) => (value.as_number().is_some(), "a number"),
        Operator::Timestamp(_) => (
            value.as_str().is_some_and(|text| parse_nanos(text).is_some()),
            "a timestamp such as \"2026-01-31T12:00:00Z\"",
        ),
        Operator::Boolean | Operator::Is(_) => (value.as_bool().is_some(), "true or false"),
    };
    if !fits {
        fields.report(
            "SFN100",
            written,
            &format!("`{written}` must be {wanted}, not {} {value}", value.type_name()),
            "",
        );
    }
    fits.then(|| Operand::Fixed(value.clone()))
}

/// The operator a key names, and whether it is the `…Path` form.
fn operator(written: &str) -> Option<(Operator, bool)> {
    let find = |name: &str| OPERATORS.iter().find(|(known, ..)| *known == name);
    if let Some((_, operator, _)) = find(written) {
        return Some((*operator, false));
    }
    find(written.strip_suffix("Path")?)
        .filter(|(.., by_path)| *by_path)
        .map(|(_, operator, _)| (*operator, true))
}

/// Every operator: its name, what it does, and whether it has a `…Path` form.
const OPERATORS: [(&str, Operator, bool); 23] = [
    ("BooleanEquals", Operator::Boolean, true),
    ("IsBoolean", Operator::Is(Quality::Boolean), false),
    ("IsNull", Operator::Is(Quality::Null), false),
    ("IsNumeric", Operator::Is(Quality::Numeric), false),
    ("IsPresent", Operator::Is(Quality::Present), false),
    ("IsString", Operator::Is(Quality::String), false),
    ("IsTimestamp", Operator::Is(Quality::Timestamp), false),
    ("NumericEquals", Operator::Numeric(Order::Equals), true),
    ("NumericGreaterThan", Operator::Numeric(Order::Greater), true),
    ("NumericGreaterThanEquals", Operator::Numeric(Order::GreaterOrEqual), true),
    ("NumericLessThan", Operator::Numeric(Order::Less), true),
    ("NumericLessThanEquals", Operator::Numeric(Order::LessOrEqual), true),
    ("StringEquals", Operator::String(Order::Equals), true),
    ("StringGreaterThan", Operator::String(Order::Greater), true),
    ("StringGreaterThanEquals", Operator::String(Order::GreaterOrEqual), true),
    ("StringLessThan", Operator::String(Order::Less), true),
    ("StringLessThanEquals", Operator::String(Order::LessOrEqual), true),
    ("StringMatches", Operator::Matches, false),
    ("TimestampEquals", Operator::Timestamp(Order::Equals), true),
    ("TimestampGreaterThan", Operator::Timestamp(Order::Greater), true),
    ("TimestampGreaterThanEquals", Operator::Timestamp(Order::GreaterOrEqual), true),
    ("TimestampLessThan", Operator::Timestamp(Order::Less), true),
    ("TimestampLessThanEquals", Operator::Timestamp(Order::LessOrEqual), true),
];
