//! JSONata expressions made up from a grammar, and damaged ones: no panic, no endless run, and the same
//! answer twice.

use sfn::base::chance::Chance;
use sfn::base::time::Time;
use sfn::base::value::Value;
use sfn::expr::jsonata::{Context, Expression, Level, Limits, Settings};
use sfn::expr::{Bindings, NoScope};

const USUAL: u64 = 3000;

/// What stands for an expression, `E` for any other one, `V` for a variable, `N` for a name.
const FORMS: &[&str] = &[
    "N",
    "N",
    "V",
    "1",
    "0",
    "-2.5",
    "'a'",
    "\"b\"",
    "true",
    "null",
    "$",
    "$$",
    "E.N",
    "E.E",
    "E[E]",
    "E[0]",
    "E[-1]",
    "E[]",
    "E.*",
    "**",
    "E.**.N",
    "[E, E]",
    "[E]",
    "[1..E]",
    "[0..3]",
    "{'k': E}",
    "{N: E, 'x': E}",
    "E{N: E}",
    "E{$string(E): $count($)}",
    "E^(N)",
    "E^(>E, N)",
    "(E; E)",
    "(V := E; E)",
    "E ? E : E",
    "E ?: E",
    "E ?? E",
    "E + E",
    "E - E",
    "E * E",
    "E / E",
    "E % E",
    "E & E",
    "E = E",
    "E != E",
    "E < E",
    "E >= E",
    "E in E",
    "E and E",
    "E or E",
    "-E",
    "E ~> $F",
    "E ~> $F(E)",
    "$F(E)",
    "$F(E)",
    "$F(E, E)",
    "$F(E, E, E)",
    "$F(?, E)",
    "$F",
    "function(V){E}",
    "function(V, V){E}",
    "λ(V)<n:n>{E}",
    "$map(E, function(V){E})",
    "$filter(E, function(V){E})",
    "$reduce(E, function($x, $y){E})",
    "$sort(E, function($x, $y){E})",
    "$sift(E, function($x, $y){E})",
    "$each(E, $F)",
    "E@V.E",
    "E#V[V < 1]",
    "E.N.(%.N)",
    "E.%.N",
    "|E|{'a': E}|",
    "E ~> |N|{'a': E}, 'b'|",
    "/a+/",
    "$match(E, /[a-z]/)",
    "$replace(E, /(a)|b/i, '$1')",
    "$split(E, /,/)",
    "$formatInteger(E, '#,##0')",
    "$fromMillis(E, '[Y]-[M01]')",
    "$toMillis(E, '[Y]')",
    "$eval(E)",
    "(V := function($n){$n > 5 ? E : V($n + 1)}; V(0))",
];
const NAMES: &[&str] = &["a", "b", "c", "list", "`x y`"];
const VARIABLES: &[&str] = &["$x", "$y", "$z"];
const DATA: &str = r#"{"a":{"a":[1,2,{"b":"ab,c"}],"b":"x"},"b":[{"a":1,"c":null},{"a":"z","b":[[1],[]]}],
    "c":-7.25,"list":["b","a","c"],"x y":{"a":{"a":{"a":{}}}}}"#;

fn pick<'a, T>(chance: &Chance, from: &'a [T]) -> &'a T {
    &from[chance.bits() as usize % from.len()]
}

fn expression(chance: &Chance, functions: &[&str], depth: usize) -> String {
    let form = if depth == 0 { pick(chance, &FORMS[..12]) } else { pick(chance, FORMS) };
    let mut out = String::new();
    for c in form.chars() {
        match c {
            'E' => out.push_str(&expression(chance, functions, depth - 1)),
            'N' => out.push_str(pick::<&str>(chance, NAMES)),
            'V' => out.push_str(pick::<&str>(chance, VARIABLES)),
            'F' => out.push_str(pick::<&str>(chance, functions)),
            other => out.push(other),
        }
    }
    out
}

/// The text with a part lost, doubled or exchanged.
fn damaged(chance: &Chance, text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for _ in 0..=chance.bits() % 3 {
        let at = chance.bits() as usize % (letters.len() + 1);
        match chance.bits() % 3 {
            0 => letters.truncate(at),
            1 if at < letters.len() => {
                letters.remove(at);
            }
            _ => letters.insert(
                at,
                *pick(chance, &['(', ')', '[', '{', '}', '"', '\\', '/', '$', '%', '.', 'é', '?']),
            ),
        }
    }
    letters.into_iter().collect()
}

/// The outcome of a text at a level, and whether it broke a promise.
fn answer(text: &str, level: Level, data: &Value) -> String {
    let expression = match Expression::parse(text, level) {
        Ok(expression) => expression,
        Err(error) => {
            assert!(text.get(error.span.clone()).is_some(), "{text}: the span of {error} is within the text");
            return error.to_string();
        }
    };
    let chance = Chance::new(7);
    let bindings = Bindings {
        input: data,
        result: None,
        error_output: None,
        scope: &NoScope,
        chance: &chance,
        now: Time::from_millis(1_000_000_000_000),
    };
    let limits = Limits { steps: 20_000, memory: 4 << 20, held: 6_990_256, depth: 150 };
    match expression.eval_with(&bindings, Settings { limits, context: Context::Input }) {
        Ok(value) => value.map_or_else(String::new, |value| value.to_json()),
        Err(error) => format!("{error} at {} {:?}", error.position, error.span),
    }
}

#[test]
fn fuzz_jsonata() {
    let functions: Vec<&str> = sfn::expr::jsonata::functions(Level::Full)
        .chain(sfn::expr::jsonata::functions(Level::Aws))
        .map(|(name, _, _)| name)
        .collect();
    let data = Value::parse(DATA).unwrap();
    crate::fuzz::each("jsonata", USUAL, |_, chance| {
        let whole = expression(chance, &functions, 4);
        let text = if chance.bits().is_multiple_of(4) { damaged(chance, &whole) } else { whole };
        let mut is_value = false;
        for level in [Level::Full, Level::Aws] {
            let first = answer(&text, level, &data);
            assert_eq!(first, answer(&text, level, &data), "{text} is the same twice");
            is_value |= !first.contains(": ");
        }
        is_value
    });
}
