//! The rules: each finds its bad example and leaves its good one alone, and all are documented.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::load::load;
use sfn::base::diag::{Code, Diagnostic, Severity};
use sfn::base::document::Document;
use sfn::base::source::{Format, Source};
use sfn::base::value::Value;
use sfn::load::Options;
use sfn::report::findings::human;
use sfn::report::ink::style::Style;
use sfn::validate::rules::{Examples, RULES, Rule, find};
use sfn::validate::{Depth, allow, check, check_document, levels, levels::Levels};

use super::golden;

const PLAIN: Style = Style { colour: false, unicode: false, width: 100 };

fn folder(rule: &Rule) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/validate").join(rule.code.as_str())
}

/// Everything found about `text`, which is called `name`.
fn findings(name: &str, text: &str, rule: &Rule) -> Vec<(Document, Diagnostic)> {
    let (document, found) = match load(&Source::new(name, text), &Options::default()) {
        Ok(loaded) => {
            let checked = check_document(&loaded.document, rule.workflow, Depth::All);
            (loaded.document, [loaded.diagnostics, checked.diagnostics].concat())
        }
        Err(rejected) => (rejected.document, rejected.diagnostics),
    };
    found.into_iter().map(|found| (document.clone(), found)).collect()
}

/// The rules that have examples.
fn examples() -> impl Iterator<Item = (&'static Rule, Examples)> {
    RULES.iter().filter_map(|rule| Some((*rule, rule.examples?)))
}

#[test]
fn codes_are_sorted_and_unique() {
    let codes: Vec<&str> = RULES.iter().map(|rule| rule.code.as_str()).collect();
    assert!(codes.is_sorted_by(|one, next| one < next), "{codes:?}");
    let names: BTreeSet<&str> = RULES.iter().map(|rule| rule.name).collect();
    assert_eq!(names.len(), RULES.len(), "names are unique, too");
}

#[test]
fn every_rule_is_documented() {
    for rule in RULES {
        assert!(rule.about.ends_with('.') && rule.about.len() > 40, "{}: a paragraph", rule.code);
        assert_eq!(find(&rule.code.to_lowercase()).unwrap().name, rule.name);
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/validate");
    let folders: BTreeSet<String> = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("SFN"))
        .collect();
    assert_eq!(folders, examples().map(|(rule, _)| rule.code.as_str().to_owned()).collect());
}

#[test]
fn rules_find_their_bad_examples_and_pass_their_good_ones() {
    let mut wrong = Vec::new();
    for (rule, examples) in examples() {
        let bad = findings(&format!("bad.asl.{}", examples.format), examples.bad, rule);
        if !bad.iter().any(|(_, found)| found.code == rule.code && found.severity == rule.severity) {
            wrong.push(format!("{} does not find its bad example: {bad:?}", rule.code));
        }
        let mut printed = Vec::new();
        human::render(&mut printed, &bad, &PLAIN).unwrap();
        wrong.extend(golden(&folder(rule).join("bad.txt"), &String::from_utf8(printed).unwrap()));
        for (_, found) in findings(&format!("good.asl.{}", examples.format), examples.good, rule) {
            if found.code == rule.code || found.severity == Severity::Error {
                wrong.push(format!("{}: the good example has {}: {}", rule.code, found.code, found.message));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn headlines_are_short() {
    for (rule, examples) in examples() {
        for (_, found) in findings(&format!("bad.asl.{}", examples.format), examples.bad, rule) {
            assert!(
                !found.message.ends_with('.') && found.message.chars().count() <= 160,
                "{}",
                found.message
            );
        }
    }
}

/// Whatever is done to a definition, there is a machine or an error, never both, never neither; and a run, which looks for
/// errors alone, takes the same definitions.
#[test]
fn a_machine_or_an_error() {
    let others =
        ["null", "0", "-1", "\"x\"", "\"{% $x %}\"", "[]", "{}", "[{}]", "{\"x\": {}}", "true", "1.5"];
    let others: Vec<Value> = others.iter().map(|text| Value::parse(text).unwrap()).collect();
    for (rule, examples) in examples() {
        for text in [examples.good, examples.bad] {
            let Ok(loaded) = load(&Source::new("x.asl.json", text), &Options::default()) else { continue };
            let mut variants = Vec::new();
            vary(loaded.document.value(), &others, &mut |variant| variants.push(variant));
            for variant in variants {
                let checked = check(&variant, rule.workflow);
                assert_ne!(checked.machine.is_some(), checked.has_errors(), "{variant}\n{checked:?}");
                let source = Source::new("x.asl.json", variant.to_json());
                let document = Document::new(source, Format::Json, variant.clone(), None, None);
                let for_a_run = check_document(&document, rule.workflow, Depth::Errors);
                assert_eq!(checked.machine.is_some(), for_a_run.machine.is_some(), "{variant}\n{checked:?}");
                let mut places = BTreeSet::new();
                for found in checked.diagnostics.iter().filter(|found| found.severity == Severity::Error) {
                    let place = format!("{} {:?} {}", found.code, found.place, found.message);
                    assert!(places.insert(place), "reported twice: {found:?}\n{variant}");
                }
            }
        }
    }
}

/// Every way to replace or remove one value inside `value`.
fn vary(value: &Value, others: &[Value], emit: &mut dyn FnMut(Value)) {
    others.iter().for_each(|other| emit(other.clone()));
    match value {
        Value::Object(members) => {
            for (key, inner) in members {
                let mut without = members.clone();
                without.remove(key);
                emit(Value::from(without));
                vary(inner, others, &mut |inner| {
                    let mut with = members.clone();
                    with.insert(key.clone(), inner);
                    emit(Value::from(with));
                });
            }
        }
        Value::Array(items) => {
            for (at, inner) in items.iter().enumerate() {
                vary(inner, others, &mut |inner| {
                    let mut with: Vec<Value> = items.iter().cloned().collect();
                    with[at] = inner;
                    emit(Value::from(with));
                });
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn comments_allow_warnings_but_not_errors() {
    let text = r#"{"StartAt": "A", "States": {"A": {"Comment": "sfn:allow SFN100 it is fine",
        "Type": "Wait", "Seconds": "5", "End": true}}}"#;
    let checked = check(&Value::parse(text).unwrap(), sfn::asl::machine::Workflow::Standard);
    assert!(checked.has_errors());
}

/// Wherever something is put into a text with comments, the checker has an answer.
#[test]
fn comments_anywhere_are_survived() {
    let parts = [
        "# sfn:allow",
        "// sfn:allow SFN2,é: SFN",
        "/* sfn:allow",
        "*/",
        "\n",
        "\r\n",
        "\"",
        " #",
        "é",
        "sfn:allow",
    ];
    let mut allowed = 0;
    for name in ["whole.asl.yaml", "flow.asl.jsonc", "template.yaml"] {
        let text = super::fixture(&format!("cli/comments/{name}"));
        for (at, _) in text.char_indices() {
            for part in parts {
                let changed = format!("{}{part}{}", &text[..at], &text[at..]);
                let Ok(loaded) = load(&Source::new(name, changed), &Options::default()) else { continue };
                let mut found =
                    check(loaded.document.value(), sfn::asl::machine::Workflow::Standard).diagnostics;
                let (before, errors) =
                    (found.len(), found.iter().filter(|f| f.severity == Severity::Error).count());
                allow::by_comments(&loaded.document, &mut found);
                let kept = found.iter().filter(|found| found.severity == Severity::Error).count();
                assert_eq!(errors, kept, "errors stay");
                allowed += usize::from(found.len() < before);
            }
        }
    }
    assert!(allowed > 100, "{allowed}");
}

#[test]
fn levels_allow_and_deny_by_code() {
    let place = sfn::base::diag::Place::Value("".into());
    let warning = |code| Diagnostic::error(Code::new(code), place.clone(), "x").severity(Severity::Warning);
    let all = || {
        vec![warning("SFN201"), warning("SFN203"), Diagnostic::error(Code::new("SFN100"), place.clone(), "x")]
    };
    let codes = |levels: &[Levels]| {
        let mut found = all();
        let levels: Vec<&Levels> = levels.iter().collect();
        found.retain_mut(|found| levels::keep(&levels, found));
        found.iter().map(|found| (found.code.as_str(), found.severity)).collect::<Vec<_>>()
    };
    let levels = |allow: &[&str], deny: &[&str], select: &[&str]| {
        let list = |codes: &[&str]| codes.iter().map(|&code| code.to_owned()).collect();
        Levels { allow: list(allow), deny: list(deny), select: list(select) }
    };
    let error = ("SFN100", Severity::Error);
    let (denied, warned) = (("SFN203", Severity::Error), ("SFN203", Severity::Warning));
    assert_eq!(codes(&[levels(&["SFN2", "SFN100"], &["SFN203"], &[])]), [denied, error]);
    assert_eq!(codes(&[levels(&[], &["warnings"], &[])]), [("SFN201", Severity::Error), denied, error]);
    // The longer code is the closer one.
    assert_eq!(codes(&[levels(&["SFN201"], &["warnings"], &[])]), [denied, error]);
    assert_eq!(codes(&[levels(&["SFN203"], &["SFN203"], &[])])[1], denied);
    assert_eq!(codes(&[levels(&[], &[], &["SFN203"])]), [warned, error]);
    // What is said first is said loudest.
    let (all, first) = (levels(&[], &["warnings"], &[]), levels(&["SFN2"], &[], &[]));
    assert_eq!(codes(&[first.clone(), all.clone()]), [error]);
    assert_eq!(codes(&[levels(&[], &[], &["SFN203"]), first]), [warned, error]);
    assert_eq!(codes(&[all, levels(&["SFN201"], &[], &[])]).len(), 3);
}

/// What newcomers write: the message says what they meant.
#[test]
fn slips_are_understood() {
    let state = |inner: &str| format!(r#"{{"StartAt": "A", "States": {{"A": {{{inner}}}}}}}"#);
    let task = r#""Type": "Task", "End": true, "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"}"#;
    let rule = |test: &str| {
        state(&format!(
            r#""Type": "Choice", "Default": "A", "Choices": [{{"Variable": "$.x", {test}, "Next": "A"}}]"#
        ))
    };
    let cases = [
        (state(r#""type": "Pass", "End": true"#), "write `Type`, not `type`"),
        (state(r#""Type": "Pass", "End": "true""#), "write it without quotes: true"),
        (state(r#""Type": "Wait", "Seconds": "10", "End": true"#), "write it without quotes: 10"),
        (
            state(&format!(r#"{task}, "Retry": {{"ErrorEquals": ["E"]}}"#)),
            r#"in brackets: [{"ErrorEquals":["E"]}]"#,
        ),
        (state(&format!(r#"{task}, "Retry": [{{"ErrorEquals": "E"}}]"#)), r#"in brackets: ["E"]"#),
        (
            r#"{"StartAt": "A", "States": [{"Type": "Pass", "End": true}]}"#.to_owned(),
            "each state stands below its name",
        ),
        (state(&task.replace("lambda:invoke", "lamda:invoke")), "did you mean `lambda`?"),
        (rule(r#""Equals": 5"#), "write `NumericEquals`"),
        (rule(r#""LessThan": "b""#), "write `StringLessThan`"),
        (
            state(r#""Type": "Pass", "End": true, "Parameters": {"c": "States.UUID()"}"#),
            "not what the function gives",
        ),
        (
            state(
                r#""Type": "Pass", "End": true, "QueryLanguage": "JSONata", "Output": "{% $map(l, x => x.a) %}""#,
            ),
            "there is no operator `=>`",
        ),
    ];
    let told = |text: &str| {
        let mut told = Vec::new();
        human::render(&mut told, &findings("slip.asl.json", text, RULES[0]), &PLAIN).unwrap();
        String::from_utf8(told).unwrap().replace("\n          ", " ")
    };
    for (text, words) in cases {
        assert!(told(&text).contains(words), "{words}\n{}", told(&text));
    }
    // One slip is one finding.
    let both = state(&format!(r#""QueryLanguage": "JSONata", {task}"#));
    assert!(told(&both).contains("SFN117") && !told(&both).contains("SFN231"), "{}", told(&both));
}
