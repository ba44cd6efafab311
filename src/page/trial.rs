//! An expression tried on the data of a visit, or on data that is written down.

use crate::base::chance::Chance;
use crate::base::members::{array, object};
use crate::base::time::Time;
use crate::base::value::{Object, Value};
use crate::expr::{Bindings, Scope};
use crate::record::visits::Visit;
use crate::report::evaluation::{Language, Question, bare};

use super::held::Held;
use super::{Page, Result, refused, text};

/// What the expression is tried on: input, result, now, and the rest.
type Seen = (Value, Option<Value>, Time, TrialScope);

/// What the expression sees beside its input.
struct TrialScope {
    context: Value,
    variables: Object,
}

impl Scope for TrialScope {
    fn context(&self) -> Value {
        self.context.clone()
    }

    fn variable(&self, name: &str) -> Option<Value> {
        self.variables.get(name).cloned()
    }
}

impl Page {
    /// The value of `{expression, run, visit}`, or of `{expression, input}`.
    pub(super) fn try_out(&self, body: &Value) -> Result<Vec<u8>> {
        let written = text(body, "expression")?;
        let (expression, _) = bare(written);
        let run = body.get("run").and_then(Value::as_str).and_then(|id| self.runs().get(id));
        let at = body.get("visit").and_then(Value::as_i64).and_then(|at| usize::try_from(at).ok());
        let held = run.as_ref().zip(at).and_then(|(held, at)| Some((held, held.visits.get(at)?)));
        let seen = match held {
            Some((held, visit)) => seen(held, visit),
            None => {
                let given = body.get("input").and_then(Value::as_str).unwrap_or("{}");
                let input = Value::parse(given)
                    .map_err(|error| refused(400, &format!("the input is not JSON: {error}")))?;
                let scope = TrialScope { context: Value::empty_object(), variables: Object::new() };
                (input, None, Time::from_millis(0), scope)
            }
        };
        Ok(document(written, expression, &seen))
    }
}

/// The value of an expression on what a visit saw, if it has one.
pub(super) fn seen_by(held: &Held, visit: &Visit, written: &str) -> Option<Value> {
    let (expression, _) = bare(written);
    let (input, result, now, scope) = seen(held, visit);
    let bindings = Bindings {
        input: &input,
        result: result.as_ref(),
        error_output: None,
        scope: &scope,
        chance: &Chance::new(1),
        now,
    };
    let aws = written.trim().starts_with("{%");
    let question = Question { text: expression, language: Language::of(written), aws, has_input: true };
    question.answer(&bindings).ok().flatten()
}

/// What a visit saw.
fn seen(held: &Held, visit: &Visit) -> Seen {
    let call = visit.call().and_then(|call| call.outcome.as_ref()?.as_ref().ok()).cloned();
    let variables = super::details::variables(held, visit);
    let context = visit.context.clone().unwrap_or_else(Value::empty_object);
    (visit.input.value().clone(), call, visit.entered_at, TrialScope { context, variables })
}

fn document(written: &str, expression: &str, seen: &Seen) -> Vec<u8> {
    let (input, result, now, scope) = seen;
    let chance = Chance::new(1);
    let bindings =
        Bindings { input, result: result.as_ref(), error_output: None, scope, chance: &chance, now: *now };
    let language = Language::of(written);
    let is_bare = language == Language::Jsonata && written.trim().starts_with("{%");
    let question = Question { text: expression, language, aws: is_bare, has_input: true };
    let mut out = Vec::new();
    let answer = question.answer(&bindings);
    object(&mut out, |m| {
        m.text(
            "language",
            match language {
                Language::Path => "JSONPath",
                Language::Intrinsic => "intrinsic function",
                Language::Jsonata => "JSONata",
            },
        );
        match &answer {
            Ok(Some(value)) => {
                m.value("value", value);
            }
            Ok(None) => {
                m.plain("undefined", true).maybe("help", question.why_undefined(&bindings).as_deref());
            }
            Err(error) => {
                m.text("code", &error.code).text("message", &error.message).plain("position", error.position);
            }
        }
        m.put("steps", |out| {
            let steps = question.steps(&bindings);
            array(out, steps.iter().take(100), |out, step| {
                object(out, |m| {
                    m.plain("start", step.span.start).plain("end", step.span.end);
                    if let Some(value) = &step.value {
                        m.value("value", value);
                    }
                });
            });
        });
    });
    out
}
