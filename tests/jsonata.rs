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

use super::{fixture, golden};

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
    let Some(suite) = crate::setting("SFN_JSONATA_SUITE").map(PathBuf::from) else {
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

/// How Step Functions' level of the language changes a case; nothing if it does not.
fn change_at_aws(full: &Case) -> Option<String> {
    let limits = full.settings.limits;
    let (expr, bindings) = (full.expr.clone(), full.bindings.clone());
    let settings = Settings { limits, context: Context::Nothing };
    let aws = Case { expr, input: full.input.clone(), bindings, settings, level: Level::Aws };
    let (full, aws) = (full.run(), aws.run());
    let same = match (&full, &aws) {
        (Ok(full), Ok(aws)) => full == aws,
        (Err(full), Err(aws)) => full.code == aws.code,
        (Ok(_), Err(_)) | (Err(_), Ok(_)) => false,
    };
    (!same).then(|| match aws {
        Ok(Some(_)) => "another value".to_owned(),
        Ok(None) => "no value, for the input is not at the top".to_owned(),
        Err(error) => format!("{} {}", error.code, error.message.lines().next().unwrap_or_default()),
    })
}

#[test]
fn what_step_functions_changes_is_listed() {
    let Some(suite) = crate::setting("SFN_JSONATA_SUITE").map(PathBuf::from) else {
        return;
    };
    let mut list = String::from("case\tat the level of Step Functions\n");
    for (name, case) in official(&suite) {
        let fickle = ["$random", "$shuffle", "$millis", "$now", "$uuid"];
        let case = official_case(&suite, &name, &case);
        if let Some(change) = change_at_aws(&case)
            && !fickle.iter().any(|name| case.expr.contains(name))
        {
            list.push_str(&format!("{name}\t{change}\n"));
        }
    }
    let path = format!("{}/fixtures/jsonata/aws-level.tsv", env!("CARGO_MANIFEST_DIR"));
    let differs = golden(Path::new(&path), &list);
    assert!(differs.is_none(), "{}", differs.unwrap_or_default());
}

/// A family of our own cases: a level, an input for all, and the cases.
fn own_cases(name: &str) -> (Level, Value, Vec<Value>) {
    let family = Value::parse(&fixture(&format!("jsonata/{name}"))).unwrap();
    let level = if family.get("level").is_some() { Level::Aws } else { Level::Full };
    let cases = family.get("cases").and_then(Value::as_array).unwrap().to_vec();
    (level, family.get("data").cloned().unwrap_or_default(), cases)
}

fn families() -> Vec<String> {
    let folder = format!("{}/fixtures/jsonata", env!("CARGO_MANIFEST_DIR"));
    let names = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name());
    let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    names.retain(|name| name.ends_with(".json"));
    names.sort();
    names
}

/// What is wrong with the outcome of one of our cases.
fn mistake(case: &Value, result: &Result<Option<Value>, Error>) -> Option<String> {
    let wrong = match (case.get("code"), result) {
        (Some(code), Err(error)) => {
            let position = case.get("position").and_then(Value::as_i64);
            let message = case.get("message").and_then(Value::as_str);
            code.as_str() != Some(error.code)
                || position.is_some_and(|position| position != i64::try_from(error.position).unwrap())
                || message.is_some_and(|message| message != error.message)
        }
        (None, Ok(value)) => value.as_ref() != case.get("result"),
        (Some(_), Ok(_)) | (None, Err(_)) => true,
    };
    let place = result.as_ref().err().map_or(0, |error| error.position);
    wrong.then(|| format!("{}\n    got {} at {place}", case.to_json(), outcome(result)))
}

#[test]
fn our_own_cases_hold() {
    let mut wrong = Vec::new();
    for name in families() {
        let (level, data, cases) = own_cases(&name);
        for case in cases {
            let expr = case.get("expr").unwrap().as_str().unwrap().to_owned();
            let case_data = case.get("data").cloned().unwrap_or_else(|| data.clone());
            let mut settings = Settings::of(level);
            settings.limits.steps = 300_000;
            let run = Case { expr, input: Some(case_data), bindings: Object::new(), settings, level }.run();
            wrong.extend(mistake(&case, &run).map(|mistake| format!("{name}: {mistake}")));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_function_is_described_and_has_a_case() {
    let texts: String = families().iter().map(|name| fixture(&format!("jsonata/{name}"))).collect();
    for level in [Level::Full, Level::Aws] {
        let mut names = Vec::new();
        for (name, signature, doc) in sfn::expr::jsonata::functions(level) {
            assert!(texts.contains(&format!("${name}")), "no case names ${name}");
            assert!(signature.starts_with('<') && doc.ends_with('.'), "${name} is not described");
            assert!(!names.contains(&name), "${name} stands twice");
            names.push(name);
        }
    }
}

/// The value of an expression of the full language for an input.
fn value(expr: &str, input: &Value) -> Result<Option<Value>, Error> {
    let limits = Limits { steps: 500_000, memory: 1 << 25, ..Limits::FULL };
    let settings = Settings { limits, context: Context::Input };
    let input = Some(input.clone());
    Case { expr: expr.to_owned(), input, bindings: Object::new(), settings, level: Level::Full }.run()
}

#[test]
fn nothing_overflows_the_stack_or_runs_for_ever() {
    let nested = |open: &str, close: &str| open.repeat(10_000) + "1" + &close.repeat(10_000);
    let sum = vec!["1"; 10_000].join("+");
    for expr in [
        nested("[", "]"),
        nested("(", ")"),
        nested("{'a':", "}"),
        nested("$f(", ")"),
        nested("function(){", "}"),
        nested("1 ? ", " : 2"),
        nested("-", ""),
        sum,
        "a.".repeat(10_000) + "a",
        "a[".repeat(10_000),
        "1 ~> ".repeat(10_000) + "$f",
    ] {
        let error = value(&expr, &Value::Null).unwrap_err();
        assert!(["U1001", "S0203", "S0207"].contains(&error.code), "{error}: {}", &expr[..20]);
        assert!(error.span.end <= expr.len());
    }
    for expr in [
        "($f := function($n){ 1 + $f($n + 1) }; $f(0))",
        "($f := function($n){ $f($n + 1) }; $f(0))",
        "($f := function($x, $n){ $n = 0 ? $x : $f([[$x]], $n - 1) }; $f(1, 100000))",
        "($f := function($x, $n){ $n = 0 ? $x : $f({'a': $x}, $n - 1) }; $f(1, 100000))",
        "($f := function($x, $n){ $n = 0 ? $x : $f($map([1, 2], function(){ $x }), $n - 1) }; $f(1, 100000))",
        "($f := function($x, $n){ $n = 0 ? $x : $f($append([], [[$x]]), $n - 1) }; $f(1, 100000))",
        "($f := function($g, $n){ $n = 0 ? $g(1) : $f($g ~> $string, $n - 1) }; $f($string, 100000))",
        "($f := function($g, $n){ $n = 0 ? $g(1) : $f(function($x){ $g($x) }, $n - 1) }; $f($string, 100000))",
        "($f := function($g, $n){ $n = 0 ? $g : $f($append(?, $g), $n - 1) }; $f($string, 100000))",
        "($f := function($s){ $f($s & $s) }; $f('x'))",
        "$map([1..10000000], function($x){ [1..10000000] })",
        "$pad('x', 1e12)",
        "$match('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /(a+)+$/)",
        "$replace($pad('', 50000, 'a'), /(.*)*(.*)*(.*)*b/, '')",
        "$contains($pad('', 100000, 'ab'), /(?:(?:a|b)*,?)*x/)",
        "$eval('$eval(\"' & $pad('', 5000, '(') & '\")')",
        "{'a': {'b': 1}} ~> |a|{'c': $}|",
        "$string(function(){1}){1: 2}",
    ] {
        let error = value(expr, &Value::parse(r#"{"a":1}"#).unwrap());
        let fine = error.as_ref().err().is_none_or(|error| {
            matches!(error.kind, sfn::expr::jsonata::Kind::Limit(_)) || error.code != "U1001"
        });
        assert!(fine, "{expr}: {}", outcome(&error));
    }
}

/// What is there already costs no memory, but whoever looks at all of it again and again never ends.
#[test]
fn looking_at_long_lists_and_texts_takes_steps() {
    let zeros = vec![Value::from(0_i64); 20_000];
    let numbers: Vec<Value> = (0..20_000_i64).map(Value::from).collect();
    let text = "ab".repeat(100_000);
    let other = format!("{text}c");
    let input = Object::from_iter([
        ("l", Value::from(zeros)),
        ("n", numbers.into()),
        ("t", text.into()),
        ("u", other.into()),
    ]);
    for body in [
        "$boolean($$.l)",
        "$not($$.l)",
        "$$.l ? 1 : 2",
        "$$.l and true",
        "7 in $$.l",
        "$length($$.t)",
        "$contains($$.t, 'zz')",
        "$substringBefore($$.t, 'zz')",
        "$$.t < $$.u",
        "$$.t = $substring($$.u, 0, 200000)",
    ] {
        let found =
            value(&format!("$count($map([1..4000], function() {{ {body} }}))"), &input.clone().into());
        let error = found.expect_err(body);
        assert!(matches!(error.kind, sfn::expr::jsonata::Kind::Limit(_)), "{body}: {error}");
    }
    let error = value("$count($$.n[$$.n])", &input.into()).unwrap_err();
    assert!(matches!(error.kind, sfn::expr::jsonata::Kind::Limit(_)), "{error}");
}

/// Texts are in the order of their UTF-16 units, wherever they differ.
#[test]
fn texts_are_in_the_order_of_javascript() {
    for (less, more) in
        [("a", "b"), ("", "a"), ("a", "ab"), ("\u{1f600}", "\u{ff5e}"), ("\u{e9}", "\u{ea}"), ("z", "\u{e9}")]
    {
        for start in ["", "x", &"\u{1f600}y".repeat(40)] {
            let input = [("a", format!("{start}{less}")), ("b", format!("{start}{more}"))];
            let input: Object = input.into_iter().map(|(name, text)| (name, Value::from(text))).collect();
            let found = value("[a < b, a > b, a = b, b <= a, a >= a]", &input.into()).unwrap().unwrap();
            assert_eq!(found.to_json(), "[true,false,false,false,true]", "{start}{less} {more}");
        }
    }
}

#[test]
fn integers_pass_unchanged_and_shared() {
    let input = Value::parse(r#"{"n":9223372036854775807,"big":18446744073709551615,"list":[1,2]}"#).unwrap();
    let result = value("{'n': n, 'big': [big], 'list': list}", &input).unwrap().unwrap();
    assert_eq!(result.to_json(), r#"{"n":9223372036854775807,"big":[18446744073709551615],"list":[1,2]}"#);
    let shared = result.get("list").and_then(Value::as_array).unwrap();
    assert!(shared.same(input.get("list").and_then(Value::as_array).unwrap()), "lists are not copied");
}

#[test]
fn an_observer_sees_every_part_with_its_place() {
    let expression = Expression::parse("orders[qty > 1].id & '!'", Level::Full).unwrap();
    let input = Value::parse(r#"{"orders":[{"id":"a","qty":1},{"id":"b","qty":2}]}"#).unwrap();
    let (scope, chance) = (Given(Object::new()), Chance::new(1));
    let now = Time::from_millis(0);
    let bindings =
        Bindings { input: &input, result: None, error_output: None, scope: &scope, chance: &chance, now };
    let mut seen = Vec::new();
    let result = expression.eval_observed(&bindings, &mut |span, value| {
        let value = value.as_ref().map_or_else(|| "undefined".to_owned(), Value::to_json);
        seen.push(format!("{} = {value}", &expression.text()[span]));
    });
    assert_eq!(outcome(&result), "\"b!\"");
    for part in ["qty > 1 = false", "qty > 1 = true", "orders[qty > 1].id = \"b\"", "'!' = \"!\""] {
        assert!(seen.iter().any(|line| line == part), "{part} is missing in {seen:#?}");
    }
}

#[test]
fn an_expression_tells_what_it_reads_and_calls() {
    let text = "($y := $states.input.a; $f := function($z){ $z & $x & $y }; $f($states.context.b) & $sum(1, 2) & \
                $nope() & $now())";
    let expression = Expression::parse(text, Level::Aws).unwrap();
    let analysis = expression.analysis();
    let names = |reads: &[sfn::expr::jsonata::Read]| -> Vec<String> {
        reads.iter().map(|read| format!("{}={}", read.name, &text[read.span.clone()])).collect()
    };
    assert_eq!(names(&analysis.variables), ["x=$x"]);
    assert_eq!(names(&analysis.states), ["input=$states.input", "context=$states.context"]);
    assert!(analysis.whole_states.is_empty() && !analysis.constant);
    let [unknown] = analysis.unknown_functions.as_slice() else { panic!("{analysis:?}") };
    assert_eq!((&*unknown.name, &text[unknown.span.clone()]), ("nope", "$nope"));
    let [misuse] = analysis.wrong_arity.as_slice() else { panic!("{analysis:?}") };
    assert_eq!((&*misuse.name, misuse.given, misuse.least, misuse.most), ("sum", 2, 1, Some(1)));
    assert_eq!(&text[misuse.span.clone()], "$sum(1, 2)");
    for (text, constant) in [("1 + 2", true), ("$uuid()", false), ("$x", false), ("[1..3] ~> $sum", true)] {
        assert_eq!(Expression::parse(text, Level::Aws).unwrap().analysis().constant, constant, "{text}");
    }
    let own = Expression::parse("($x := $x + 1; $x)", Level::Aws).unwrap();
    assert_eq!(own.analysis().variables.len(), 1, "the first $x comes from outside");
}

#[test]
fn variables_from_outside_are_looked_at_side_by_side() {
    let values = [("a", 2_i64), ("b", 3), ("c", 1)].map(|(name, value)| (name, Value::from(value)));
    for level in [Level::Full, Level::Aws] {
        let expr = "$a > 1 and $a < $b and $c < $a".to_owned();
        let (bindings, settings) = (Object::from_iter(values.clone()), Settings::of(level));
        assert_eq!(outcome(&Case { expr, input: None, bindings, settings, level }.run()), "true");
    }
}
