//! Fail: ends its scope with an error of its own.

use std::sync::Arc;

use crate::asl::machine::{Fail, State, TextField};
use crate::base::value::Value;
use crate::engine::alone::Stage;

use crate::engine::call::TaskError;
use crate::engine::execution::agenda::StrandId;
use crate::engine::execution::core::Execution;
use crate::engine::execution::data::StateEval;
use crate::engine::execution::failure::{Failure, Reason};

impl Execution {
    /// The failure the state raises, or that of a field that cannot be evaluated.
    pub(super) fn fail_state(&self, id: StrandId, state: &State, fail: &Fail) -> Failure {
        let eval = self.eval(id, state);
        if eval.is_jsonpath() {
            eval.see(Stage::AfterInputPath, &eval.view.strand.input);
        }
        let text = |name: &str, words: &Option<TextField>| {
            words.as_ref().map(|words| say(&eval, name, words)).transpose()
        };
        match (text("Error", &fail.error), text("Cause", &fail.cause)) {
            (Ok(error), Ok(cause)) => TaskError { error, cause }.into(),
            (Err(failure), _) | (_, Err(failure)) => failure,
        }
    }
}

fn say(eval: &StateEval<'_>, name: &str, words: &TextField) -> Result<Arc<str>, Failure> {
    match words {
        TextField::Fixed(text) => Ok(Arc::clone(text)),
        TextField::Found(template) => {
            let field = eval.words_field(name);
            let input = eval.view.strand.input.value();
            let value = eval.template(&field, template, &eval.view.bindings(input))?;
            value.as_str().map(Arc::from).ok_or_else(|| {
                if eval.is_jsonpath() {
                    eval.not_text(&field, value)
                } else {
                    eval.unexpected(&field, template, "string", value)
                }
            })
        }
    }
}

impl StateEval<'_> {
    fn not_text(&self, field: &str, value: Value) -> Failure {
        let name = field.trim_start_matches('/');
        let text = format!("The field '{name}' must be a string but was: {value}");
        self.runtime(field, &text, Reason::Unusable { value })
    }
}
