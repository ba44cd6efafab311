//! Intrinsic functions: one list of cases each, and the table itself.

use sfn::base::chance::Chance;
use sfn::base::time::Time;
use sfn::base::value::Value;
use sfn::expr::intrinsics::{Call, INTRINSICS};
use sfn::expr::{Bindings, Scope};

use crate::fixture;

/// What a case has besides its input.
struct Around<'c>(&'c Value);

impl Scope for Around<'_> {
    fn context(&self) -> Value {
        self.0.get("context").cloned().unwrap_or_else(Value::empty_object)
    }

    fn variable(&self, name: &str) -> Option<Value> {
        self.0.get("variables")?.get(name).cloned()
    }
}

/// The JSON text of the result, or the error.
fn answer(call: &str, case: &Value) -> Result<String, String> {
    let call = Call::parse(call).map_err(|error| format!("syntax: {}", error.message))?;
    let (none, scope, chance) = (Value::empty_object(), Around(case), Chance::new(0));
    let bindings = Bindings {
        input: case.get("input").unwrap_or(&none),
        result: None,
        error_output: None,
        scope: &scope,
        chance: &chance,
        now: Time::default(),
    };
    call.eval(&bindings).map(|value| value.to_json()).map_err(|failure| failure.aws_message())
}

#[test]
fn every_intrinsic_has_cases_that_hold() {
    for row in INTRINSICS {
        let file = row.name.strip_prefix("States.").unwrap();
        let cases = Value::parse(&fixture(&format!("intrinsics/{file}.json"))).unwrap();
        for case in cases.as_array().unwrap().iter() {
            let call = case.get("call").and_then(Value::as_str).unwrap();
            let expected = match (case.get("result"), case.get("error").and_then(Value::as_str)) {
                (Some(result), None) => Ok(result.to_json()),
                (None, Some(error)) => Err(error.to_owned()),
                _ => panic!("a case has either result or error: {case}"),
            };
            assert_eq!(answer(call, case), expected, "{call}");
        }
    }
}

#[test]
fn the_table_is_sorted_and_its_examples_hold() {
    assert!(INTRINSICS.windows(2).all(|pair| pair[0].name < pair[1].name));
    for row in INTRINSICS {
        let (call, result) = row.example;
        assert!(row.doc.ends_with('.') && call.contains(row.name), "{}", row.name);
        assert_eq!(answer(call, &Value::Null).as_deref(), Ok(result), "{call}");
    }
}

#[test]
fn mistakes_are_located_and_mended() {
    for (text, part, help) in [
        ("States.Fromat('a')", "States.Fromat", Some("did you mean `States.Format`?")),
        ("Format('a')", "Format", Some("did you mean `States.Format`?")),
        ("States.Array(1, states.uuid())", "states.uuid", Some("did you mean `States.UUID`?")),
        ("States.Nonsense()", "States.Nonsense", None),
        ("States.Array('é', $.a b)", " ", Some("write `['a b']`")),
        ("States.Array('é", "'é", None),
        ("States.UUID(", "", None),
        ("", "", None),
    ] {
        let error = Call::parse(text).unwrap_err();
        assert_eq!((&text[error.span.clone()], error.help.as_deref()), (part, help), "{text}: {error:?}");
    }
    let call = Call::parse("States.Array($.a, States.Array($$.b), $c)").unwrap();
    assert_eq!(call.paths().map(|path| path.text()).collect::<Vec<_>>(), ["$.a", "$$.b", "$c"]);
}
