//! JSONata: our own cases, the official suite where it lies at hand, and expressions made up at random.
//!
//! The suite is not ours and is not kept here: `SFN_JSONATA_SUITE` names the directory with its `groups`
//! and `datasets`.

use std::path::{Path, PathBuf};

use sfn::base::chance::Chance;
use sfn::base::time::Time;
use sfn::base::value::{Array, Object, Value};
use sfn::expr::jsonata::{Context, Error, Expression, Level, Limits, Settings};
use sfn::expr::{Bindings, Scope};

use super::fixture;

/// Variables given from outside.
struct Given(Object);

impl Scope for Given {
    fn context(&self) -> Value {
        Value::parse(r#"{"Execution":{"Name":"run"},"State":{"Name":"here"}}"#).unwrap()
    }

    fn variable(&self, name: &str) -> Option<Value> {
        self.0.get(name).cloned()
    }
}

/// A case of a suite or of a fixture.
struct Case {
    expr: String,
    input: Option<Value>,
    bindings: Object,
    settings: Settings,
    level: Level,
}

impl Case {
    fn run(&self) -> Result<Option<Value>, Error> {
        let expression = Expression::parse(&self.expr, self.level)?;
        let scope = Given(self.bindings.clone());
        let input = self.input.clone().unwrap_or_default();
        let result = self.bindings.get("result");
        let chance = Chance::new(1);
        let now = Time::from_millis(1_577_836_800_123);
        let bindings =
            Bindings { input: &input, result, error_output: None, scope: &scope, chance: &chance, now };
        expression.eval_with(&bindings, self.settings)
    }
}

/// What the one who runs the tests sets in the environment.
#[expect(clippy::disallowed_methods, reason = "a test's own knobs: where the suite is, how much to fuzz")]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// What became of a case, as text to compare.
fn outcome(result: &Result<Option<Value>, Error>) -> String {
    match result {
        Ok(Some(value)) => value.to_json(),
        Ok(None) => "undefined".to_owned(),
        Err(error) => format!("{} {}", error.code, error.message),
    }
}

fn read(path: &Path) -> Option<Value> {
    Value::parse(&std::fs::read_to_string(path).ok()?).ok()
}

/// Every case file of the official suite with the cases in it.
fn official(suite: &Path) -> Vec<(String, Value)> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(suite.join("groups"))
        .unwrap()
        .flat_map(|group| std::fs::read_dir(group.unwrap().path()).unwrap())
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    let mut cases = Vec::new();
    for path in files {
        let group = path.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
        let name = format!("{group}/{}", path.file_stem().unwrap().to_string_lossy());
        match read(&path) {
            Some(Value::Array(list)) => {
                cases
                    .extend(list.iter().enumerate().map(|(at, case)| (format!("{name}.{at}"), case.clone())));
            }
            Some(case) => cases.push((name, case)),
            // Two files hold half a surrogate pair, which is no text.
            None => {}
        }
    }
    cases
}

fn official_case(suite: &Path, name: &str, case: &Value) -> Case {
    let expr = match case.get("expr-file") {
        Some(file) => {
            let group = name.split('/').next().unwrap();
            std::fs::read_to_string(suite.join("groups").join(group).join(file.as_str().unwrap())).unwrap()
        }
        None => case.get("expr").unwrap().as_str().unwrap().to_owned(),
    };
    let dataset = case.get("dataset").and_then(Value::as_str);
    let input = match dataset {
        Some(name) => read(&suite.join("datasets").join(format!("{name}.json"))),
        None => case.get("data").cloned(),
    };
    let context = if input.is_some() { Context::Input } else { Context::Nothing };
    let mut limits = Limits::FULL;
    if let Some(depth) = case.get("depth").and_then(Value::as_i64).filter(|depth| *depth >= 300) {
        limits.depth = u32::try_from(depth).unwrap();
        limits.steps = 1_000_000;
    }
    let bindings = case.get("bindings").and_then(Value::as_object).cloned().unwrap_or_default();
    Case { expr, input, bindings, settings: Settings { limits, context }, level: Level::Full }
}

/// Whether a case of the suite came out as it should.
fn passes(case: &Value, result: &Result<Option<Value>, Error>) -> bool {
    let error = case.get("error");
    let code = case.get("code").or_else(|| error.and_then(|error| error.get("code")));
    match (code, result) {
        (Some(code), Err(error)) => {
            let token = case.get("token").or_else(|| case.get("error")?.get("token"));
            let message = case.get("error").and_then(|expected| expected.get("message"));
            code.as_str() == Some(error.code)
                && token.is_none_or(|token| token.as_str() == error.token.as_deref())
                && message.is_none_or(|message| message.as_str() == Some(&error.message))
        }
        (Some(_), Ok(_)) | (None, Err(_)) => false,
        (None, Ok(value)) => match case.get("result") {
            Some(expected) => value.as_ref().is_some_and(|value| close(expected, value)),
            None => value.is_none(),
        },
    }
}

/// Equal, but for the last digit of numbers.
fn close(a: &Value, b: &Value) -> bool {
    let lists = |a: &Array, b: &Array| a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| close(a, b));
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => {
            a == b || (a.as_f64() - b.as_f64()).abs() <= a.as_f64().abs() * 1e-14
        }
        (Value::Array(a), Value::Array(b)) => lists(a, b),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter().all(|(key, value)| b.get(key).is_some_and(|other| close(value, other)))
        }
        _ => a == b,
    }
}

#[test]
fn the_official_suite_passes_but_for_the_listed_exceptions() {
    let Some(suite) = setting("SFN_JSONATA_SUITE").map(PathBuf::from) else {
        return;
    };
    let suite = suite.as_path();
    let exceptions = fixture("jsonata/exceptions.tsv");
    let listed: Vec<&str> = exceptions.lines().skip(1).filter_map(|line| line.split('\t').next()).collect();
    let cases = official(suite);
    let mut wrong = Vec::new();
    let mut passed = 0;
    for (name, case) in &cases {
        let result = official_case(suite, name, case).run();
        match (passes(case, &result), listed.contains(&name.as_str())) {
            (true, false) | (false, true) => passed += usize::from(!listed.contains(&name.as_str())),
            (true, true) => wrong.push(format!("{name}: listed as an exception, but passes")),
            (false, false) => {
                let expr = case.get("expr").map_or_else(String::new, Value::to_json);
                wrong.push(format!(
                    "{name}: {expr}\n    got {}\n    of {}",
                    outcome(&result),
                    case.to_json()
                ));
            }
        }
    }
    println!("{passed} of {} cases pass, {} exceptions", cases.len(), listed.len());
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
