//! JSONPath against our own cases, and against a bigger set answered by Jayway itself if there is one.

use std::collections::BTreeMap;

use sfn::base::chance::Chance;
use sfn::base::time::Time;
use sfn::base::value::{MAX_DEPTH, Value};
use sfn::expr::jsonpath::{Path, ReferencePath, Root, Step};
use sfn::expr::{Bindings, Scope};

use crate::{fixture, setting};

/// What a path gave: the JSON text, or the reason of the failure in Jayway's words.
fn answer(document: &str, path: &str) -> Result<(bool, Value), String> {
    let path = Path::parse(path).map_err(|error| format!("syntax: {}", error.message))?;
    let document = Value::parse(document).unwrap();
    let value = path.select_strict(&document).map_err(|missing| missing.aws_reason())?;
    Ok((path.is_definite(), value))
}

#[test]
fn own_cases() {
    let cases = fixture("jsonpath/cases.tsv");
    let mut above = "";
    for line in cases.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let [document, path, expected] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("three columns are needed: {line}")
        };
        above = if document.is_empty() { above } else { document };
        let document = above;
        match (answer(document, path), expected.strip_prefix("error: ")) {
            (Ok((_, value)), None) => assert_eq!(value.to_json(), expected, "{path} on {document}"),
            (Err(reason), Some(expected)) => assert_eq!(reason, expected, "{path} on {document}"),
            (answer, _) => panic!("{path} on {document} gives {answer:?}, not {expected}"),
        }
    }
}

/// Whether our answer is Jayway's: the value, the definiteness, or that both refuse.
fn agrees(ours: &Result<(bool, Value), String>, theirs: [&str; 3]) -> bool {
    match (ours, theirs) {
        (Ok((definite, value)), [kind, "ok", expected]) => {
            *definite == (kind == "def") && *value == Value::parse(expected).unwrap()
        }
        (Err(ours), [_, "err", message]) => {
            // A message for something missing must be theirs, word by word.
            message.strip_prefix("PathNotFoundException: ").is_none_or(|theirs| theirs == ours)
        }
        _ => false,
    }
}

#[test]
fn answers_of_jayway() {
    let Some(folder) = setting("SFN_JSONPATH_CASES") else { return };
    let read = |file: &str| {
        let further = std::fs::read_to_string(format!("{folder}/more/{file}")).unwrap_or_default();
        std::fs::read_to_string(format!("{folder}/{file}")).unwrap() + &further
    };
    let exceptions = fixture("jsonpath/exceptions.tsv");
    let mut listed: BTreeMap<&str, usize> = exceptions
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let [path, evidence, reason] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("three columns are needed: {line}")
            };
            assert!(["recorded", "documented", "choice"].contains(&evidence), "{line}");
            assert!(!reason.is_empty(), "{line}");
            (path, 0)
        })
        .collect();
    let (mut agreed, mut wrong) = (0, Vec::new());
    for (case, theirs) in read("cases.tsv").lines().zip(read("oracle.tsv").lines()) {
        let (document, path) = case.split_once('\t').unwrap();
        let [kind, outcome, text] = theirs.splitn(3, '\t').collect::<Vec<_>>()[..] else {
            panic!("{theirs}")
        };
        let ours = answer(document, path);
        if agrees(&ours, [kind, outcome, text]) {
            agreed += 1;
        } else if let Some(count) = listed.get_mut(path) {
            *count += 1;
        } else {
            wrong
                .push(format!("{path} on {document}\n  theirs: {kind} {outcome} {text}\n  ours:   {ours:?}"));
        }
    }
    println!("{agreed} agree, {} are listed as different", listed.values().sum::<usize>());
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    let idle: Vec<&&str> = listed.iter().filter(|(_, count)| **count == 0).map(|(path, _)| path).collect();
    assert!(idle.is_empty(), "listed as different, but agree: {idle:?}");
}

#[test]
fn results_are_put_where_the_path_says() {
    let put = |path: &str, into: &str| {
        let into = Value::parse(into).unwrap();
        let result = ReferencePath::parse(path).unwrap().put(&into, Value::from("new"));
        result.map(|value| value.to_json()).map_err(|conflict| conflict.aws_cause())
    };
    for (path, into, expected) in [
        ("$", "[1]", r#""new""#),
        ("$.a", r#"{"a":1,"b":2}"#, r#"{"a":"new","b":2}"#),
        ("$.c", r#"{"a":1,"b":2}"#, r#"{"a":1,"b":2,"c":"new"}"#),
        ("$.a.b.c", r#"{"z":1}"#, r#"{"z":1,"a":{"b":{"c":"new"}}}"#),
        ("$['a b'].c", r#"{"a b":{"d":1}}"#, r#"{"a b":{"d":1,"c":"new"}}"#),
        ("$.l[1].x", r#"{"l":[1,{}]}"#, r#"{"l":[1,{"x":"new"}]}"#),
        ("$[0]", "[1,2]", r#"["new",2]"#),
    ] {
        assert_eq!(put(path, into).as_deref(), Ok(expected), "{path} into {into}");
    }
    for (path, into) in
        [("$.child", "4"), ("$.a.b", r#"{"a":null}"#), ("$.l[2]", r#"{"l":[1,2]}"#), ("$.l[0]", "{}")]
    {
        let cause = format!("Unable to apply ReferencePath {path} to input {into}");
        assert_eq!(put(path, into), Err(cause));
    }
    for path in
        ["$$.a", "$x.a", "$.a[*]", "$..a", "$.a[0:1]", "$.a.length()", "$.a[?(@.b)]", "$['a','b']", "a"]
    {
        assert!(ReferencePath::parse(path).is_err(), "{path}");
    }
}

/// A context and one variable.
struct Around;

impl Scope for Around {
    fn context(&self) -> Value {
        Value::parse(r#"{"State":{"Name":"S"}}"#).unwrap()
    }

    fn variable(&self, name: &str) -> Option<Value> {
        (name == "v").then(|| Value::parse(r#"{"x":[1]}"#).unwrap())
    }
}

#[test]
fn a_path_starts_at_the_input_the_context_or_a_variable() {
    let (input, chance) = (Value::parse(r#"{"a":1}"#).unwrap(), Chance::new(0));
    let bindings = Bindings {
        input: &input,
        result: None,
        error_output: None,
        scope: &Around,
        chance: &chance,
        now: Time::default(),
    };
    let eval = |text: &str| Path::parse(text).unwrap().eval(&bindings).map(|value| value.to_json());
    for (path, expected) in [
        ("$", r#"{"a":1}"#),
        ("$.a ", "1"),
        ("$$.State.Name", r#""S""#),
        ("$$['State']", r#"{"Name":"S"}"#),
        ("$v", r#"{"x":[1]}"#),
        ("$v.x[0]", "1"),
        ("$no_such.x", "unassigned"),
        // Payload templates never fail for what an indefinite path does not find.
        ("$.no.such[*]", "[]"),
        ("$v.x[1:].y", "[]"),
    ] {
        let found = eval(path).unwrap_or_else(|missing| {
            assert!(missing.is_unassigned());
            "unassigned".into()
        });
        assert_eq!(found, expected, "{path}");
    }
    assert_eq!(*Path::parse("$größe.x").unwrap().root(), Root::Variable("größe".into()));
}

#[test]
fn what_is_missing_is_told_precisely() {
    let document = Value::parse(r#"{"a":{"b":[1]},"s":"x","n":null}"#).unwrap();
    for (text, step, resolved, leaf, past_end, instead) in [
        ("$.no", Step::Name("no"), 0, true, false, None),
        ("$.a.no.such", Step::Name("no"), 1, false, false, None),
        ("$.a.b[1]", Step::Index(1), 2, true, true, None),
        ("$.a.b[1].c", Step::Index(1), 2, false, true, None),
        ("$.a.b[-2]", Step::Index(-2), 2, true, false, None),
        ("$.s.x", Step::Name("x"), 1, true, false, Some("string")),
        ("$.n[0]", Step::Index(0), 1, true, false, Some("null")),
        ("$.a[0]", Step::Index(0), 1, true, false, Some("object")),
    ] {
        let missing = Path::parse(text).unwrap().select(&document).unwrap_err();
        let found = (missing.step(), missing.resolved(), missing.is_leaf(), missing.past_end());
        assert_eq!(found, (step, resolved, leaf, past_end), "{text}");
        assert_eq!(missing.not_container().map(Value::type_name), instead, "{text}");
    }
    let missing = Path::parse("$.a.no[1].x").unwrap().select(&document).unwrap_err();
    assert_eq!(missing.normalized(), "$['a']['no'][1]['x']");
}

/// A scope that wants its evaluations to end.
struct Impatient;

impl Scope for Impatient {
    fn context(&self) -> Value {
        Value::empty_object()
    }

    fn variable(&self, _name: &str) -> Option<Value> {
        None
    }

    fn is_interrupted(&self) -> bool {
        true
    }
}

#[test]
fn patterns_and_filters_without_an_end_are_stopped() {
    let text = "a".repeat(40);
    let many = format!("[{}0]", "0,".repeat(4_000));
    let (input, chance) =
        (Value::parse(&format!(r#"{{"l":["{text}"],"m":{many}}}"#)).unwrap(), Chance::new(0));
    // Put together here, for a text like this one would stop other programs.
    let pattern = ["(a", "+)", "+b"].concat();
    let filter = format!("$.l[?(@ =~ /{pattern}/)]");
    for (path, reason) in [
        (filter.as_str(), format!("the pattern /{pattern}/ takes more than 10000000 steps on a text")),
        ("$.m[?($.m subsetof $.m)]", "the path takes more than 10000000 steps".to_owned()),
        ("$.m[?(@ in $.m)].x", "the path takes more than 10000000 steps".to_owned()),
        ("$['m','m','m'][0:2999]", String::new()),
    ] {
        let path = Path::parse(path).unwrap();
        let found = path.select(&input).err();
        let named = found.as_ref().and_then(|missing| missing.breakdown()).unwrap_or_default();
        assert_eq!(named, reason, "{}", path.text());
        assert_eq!(found.map(|missing| missing.aws_reason()).unwrap_or_default(), reason, "{}", path.text());
    }
    let bindings = Bindings {
        input: &input,
        result: None,
        error_output: None,
        scope: &Impatient,
        chance: &chance,
        now: Time::default(),
    };
    let stopped = Path::parse(&filter).unwrap().eval(&bindings).unwrap_err();
    assert_eq!(stopped.aws_reason(), "the run ended before this path did");
}

#[test]
fn deep_and_greedy_paths_end() {
    let deep = Value::parse(&("[".repeat(MAX_DEPTH) + &"]".repeat(MAX_DEPTH))).unwrap();
    for (path, ends) in [
        ("$".to_owned() + &"[0]".repeat(200), true),
        ("$".to_owned() + &"..*".repeat(90), false),
        ("$..*".to_owned() + &"[?(@)]".repeat(150), true),
        ("$..[?(@.a == 1 || ".to_owned() + &"(".repeat(20) + "@.b" + &")".repeat(20) + ")]", true),
    ] {
        let selected = Path::parse(&path).unwrap().select(&deep);
        assert_eq!(selected.is_ok(), ends, "{path}: {:?}", selected.map_err(|missing| missing.aws_reason()));
    }
    for piece in ["[?(", "(", ".a", "[?(@[?(", "!", "[", "[?(@ in [[[[", ".sum($"] {
        for start in ["$", "$[?(", "$.sum("] {
            assert!(Path::parse(&(start.to_owned() + &piece.repeat(10_000))).is_err(), "{start}{piece}");
        }
    }
}
