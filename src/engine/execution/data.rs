//! How data flows through a state, by language and in AWS's order.
//!
//! JSONPath: InputPath, Parameters, the work, ResultSelector and Assign side by side, ResultPath into
//! the raw input, OutputPath (semantics: Developer Guide "Processing input and output").
//! JSONata: Arguments, the work, then Output and Assign against the same variables.

use crate::asl::errors::names;
use crate::asl::machine::{Catcher, Data, Dynamic, Filter, Kind, ResultPath, Rule, State};
use crate::base::chance::Chance;
use crate::base::pointer::{self, Pointer};
use crate::base::value::{Number, Object, Value};
use crate::expr::Bindings;
use crate::expr::jsonata;
use crate::expr::jsonpath::{Missing, Path, Root};
use crate::expr::template::{EvalError, Fault, Template};

use super::agenda::StrandId;
use super::core::Execution;
use super::failure::{Failure, Reason};
use super::field::Field;
use super::scope::View;
use super::strand::Strand;
use super::variables::Item;
use crate::engine::alone::{Stage, listed};
use crate::engine::payload::Payload;

/// The result of a state before its output is made.
pub enum StateResult {
    /// A result of its own: of a Task, Pass, Parallel or Map.
    Output(Payload),
    /// No result: Choice, Wait and Succeed pass on their input after InputPath.
    PassThrough(Payload),
}

/// The output of a state, and the variables it assigns.
pub struct StateOutput {
    pub output: Payload,
    pub assigned: Option<Object>,
}

/// Evaluates the fields of one state, against its input, variables and context.
pub struct StateEval<'a> {
    pub view: View<'a>,
    pub state: &'a State,
}

impl Execution {
    /// The state a strand is in, for evaluating its fields.
    pub fn eval<'a>(&'a self, id: StrandId, state: &'a State) -> StateEval<'a> {
        StateEval {
            view: View { execution: self, strand: &self.strands[id], item: None, token: None },
            state,
        }
    }
}

impl<'a> StateEval<'a> {
    /// The same while the arguments of a task with this token are evaluated.
    pub fn with_token(mut self, token: Option<&'a str>) -> Self {
        self.view.token = token;
        self
    }

    /// The same while an ItemSelector is evaluated for `item`.
    pub const fn with_item(mut self, item: &'a Item) -> Self {
        self.view.item = Some(item);
        self
    }

    pub const fn is_jsonpath(&self) -> bool {
        matches!(self.state.data, Data::JsonPath(_))
    }

    fn strand(&self) -> &Strand {
        self.view.strand
    }

    /// AWS's prefix of texts about evaluation.
    pub fn prefix(&self) -> String {
        // TestState's texts have none (seen on AWS).
        if self.view.execution.alone(self.strand()).is_some() {
            return String::new();
        }
        let entered = self.strand().entered_event;
        format!(
            "An error occurred while executing the state '{}' (entered at the event id #{entered}). ",
            self.state.name
        )
    }

    /// `States.Runtime` with AWS's prefix, at a field of the state.
    pub fn runtime(&self, field: &str, text: &str, reason: Reason) -> Failure {
        Failure::new(names::RUNTIME, self.prefix() + text).because(
            self.strand().state,
            self.state.pointer.join(field),
            reason,
        )
    }

    /// Evaluates the template in `field` (a pointer such as `/Parameters`).
    pub fn template(
        &self,
        field: &str,
        template: &Template,
        bindings: &Bindings<'_>,
    ) -> Result<Value, Failure> {
        template.eval(bindings).map_err(|fault| self.fault(field, fault, bindings))
    }

    fn evaluate(&self, field: Field, template: &Template, bindings: &Bindings<'_>) -> Result<Value, Failure> {
        template.eval(bindings).map_err(|fault| self.fault(&field.pointer(), fault, bindings))
    }

    /// Evaluates a path field such as `InputPath`.
    pub fn path(&self, field: &str, path: &Path, input: &Value) -> Result<Value, Failure> {
        let bindings = self.view.bindings(input);
        path.eval_strict(&bindings).map_err(|missing| {
            let text = match (path.root(), input) {
                (Root::Input, Value::Null) => {
                    "Unable to apply Path transformation to null or empty input.".to_owned()
                }
                _ => format!("Invalid path '{}' : {}", path.text(), missing.aws_reason()),
            };
            self.missing(field, &text, missing, &bindings)
        })
    }

    pub fn missing(&self, field: &str, text: &str, missing: Missing, bindings: &Bindings<'_>) -> Failure {
        let searched = searched(&missing, bindings);
        self.runtime(field, text, Reason::Missing { missing, searched })
    }

    fn fault(&self, field: &str, fault: Fault, bindings: &Bindings<'_>) -> Failure {
        let at = Pointer::from(field).join(&fault.pointer);
        match fault.error {
            EvalError::Missing(missing) => {
                let key = at.last().unwrap_or_default();
                let text = format!(
                    "The JSONPath '{}' specified for the field '{key}' could not be found in the input '{}'",
                    missing.path().text(),
                    searched(&missing, bindings)
                );
                self.missing(&at, &text, missing, bindings)
            }
            EvalError::Undefined(expression) => {
                let text = format!(
                    "The JSONata expression '{}' specified for the field '{}' returned nothing (undefined).",
                    expression.text(),
                    field_name(&at)
                );
                self.query_error(&at, &text, Reason::Undefined { expression })
            }
            EvalError::Jsonata(expression, error) => {
                let text = format!(
                    "The JSONata expression '{}' specified for the field '{}' {}",
                    expression.text(),
                    field_name(&at),
                    jsonata_trouble(&error, bindings.chance)
                );
                self.query_error(&at, &text, Reason::Jsonata { expression, error })
            }
            EvalError::Intrinsic(failure) => {
                let reason = Reason::Intrinsic { failure: failure.clone(), input: bindings.input.clone() };
                self.runtime(&at, &failure.aws_message(), reason)
            }
        }
    }

    /// Notes the data at a stage, if the state runs alone.
    pub fn see(&self, stage: Stage, data: &Payload) {
        self.view.execution.inspect_stage(self.strand(), stage, data);
    }

    /// Notes the items of a Map at a stage, if it runs alone: their text is made only then.
    pub fn see_items(&self, stage: Stage, items: &[Value]) {
        self.view.execution.inspect(self.strand(), |seen| seen.set(stage, listed(items)));
    }

    /// What the state works on: after InputPath (JSONata knows none).
    pub fn received(&self) -> Result<Payload, Failure> {
        let raw = &self.strand().input;
        match &self.state.data {
            Data::JsonPath(filters) => {
                let received = self.filter("/InputPath", &filters.input_path, raw.clone())?;
                self.see(Stage::AfterInputPath, &received);
                Ok(received)
            }
            Data::Jsonata(_) => Ok(raw.clone()),
        }
    }

    /// What a Task or Parallel is given: after InputPath and Parameters, or JSONata's Arguments.
    pub fn arguments(&self) -> Result<Payload, Failure> {
        let received = self.received()?;
        let (field, template) = match &self.state.data {
            Data::JsonPath(filters) => ("/Parameters", &filters.parameters),
            Data::Jsonata(fields) => ("/Arguments", &fields.arguments),
        };
        let arguments = match template {
            Some(template) => {
                let bindings = self.view.bindings(received.value());
                self.template(field, template, &bindings)?.into()
            }
            None => received,
        };
        match (&self.state.data, &self.state.kind) {
            (Data::JsonPath(_), _) => self.see(Stage::AfterParameters, &arguments),
            (Data::Jsonata(_), Kind::Task(_)) => self.see(Stage::AfterArguments, &arguments),
            (Data::Jsonata(_), _) => {}
        }
        Ok(arguments)
    }

    /// What the state gives after its work, and what it assigns. A Choice's rule brings its own.
    pub fn give(&self, result: StateResult) -> Result<StateOutput, Failure> {
        let assign = self.state.assign.as_ref().map(|template| (Field::own("Assign"), template));
        let output = match &self.state.data {
            Data::JsonPath(_) => None,
            Data::Jsonata(fields) => fields.output.as_ref(),
        };
        self.give_and_assign(result, assign, output.map(|template| (Field::own("Output"), template)))
    }

    /// The same for a Choice that goes by a rule, to which the state's `Assign` and `Output` do not apply.
    pub fn give_by_rule(
        &self,
        rule: &Rule,
        index: usize,
        result: StateResult,
    ) -> Result<StateOutput, Failure> {
        let assign = rule.assign.as_ref().map(|template| (Field::of_rule(index, "Assign"), template));
        let output = rule.output.as_ref().map(|template| (Field::of_rule(index, "Output"), template));
        self.give_and_assign(result, assign, output)
    }

    /// What a catcher passes on and assigns: the error goes into the raw input.
    pub fn caught(&self, catcher: &Catcher, index: usize, failure: &Failure) -> Result<StateOutput, Failure> {
        let error = Payload::from(failure.output());
        let raw = &self.strand().input;
        let field = Pointer::root().key("Catch").index(index);
        let bindings = match &self.state.data {
            Data::JsonPath(_) => self.view.bindings(error.value()),
            Data::Jsonata(_) => {
                Bindings { error_output: Some(error.value()), ..self.view.bindings(raw.value()) }
            }
        };
        let evaluated = |name: &str, template: &Option<Template>| {
            template.as_ref().map(|template| self.template(&field.key(name), template, &bindings)).transpose()
        };
        let output = match evaluated("Output", &catcher.output)? {
            Some(output) => output.into(),
            None => {
                let merged =
                    self.merge(&field.key("ResultPath"), &catcher.result_path, raw, error.clone())?;
                if self.is_jsonpath() {
                    self.see(Stage::AfterResultPath, &merged);
                }
                merged
            }
        };
        let assigned = evaluated("Assign", &catcher.assign)?;
        self.within_quota(&output)?;
        let assigned = self.within_variable_quotas(|| field.key("Assign"), names(assigned))?;
        Ok(StateOutput { output, assigned })
    }

    /// Bindings for what is evaluated once the work is done: JSONPath's `$` is then the result, while
    /// JSONata keeps the input and has the result beside it.
    fn after_work<'b>(&'b self, result: &'b Payload, through: bool) -> Bindings<'b> {
        match &self.state.data {
            Data::JsonPath(_) => self.view.bindings(result.value()),
            Data::Jsonata(_) => {
                let own = !through && !matches!(self.state.kind, Kind::Pass { .. });
                let bindings = self.view.bindings(self.strand().input.value());
                Bindings { result: own.then(|| result.value()), ..bindings }
            }
        }
    }

    fn give_and_assign(
        &self,
        result: StateResult,
        assign: Option<(Field, &Template)>,
        output: Option<(Field, &Template)>,
    ) -> Result<StateOutput, Failure> {
        let (result, through) = match result {
            StateResult::Output(result) => (result, false),
            StateResult::PassThrough(received) => (received, true),
        };
        let raw = &self.strand().input;
        if let Kind::Task(_) | Kind::Pass { result: Some(_) } = &self.state.kind
            && (self.is_jsonpath() || matches!(self.state.kind, Kind::Task(_)))
        {
            self.see(Stage::Result, &result);
        }
        // Assign looks at it once more; else it is moved on, not copied.
        let for_assign = assign.is_some().then(|| result.clone());
        let output = match &self.state.data {
            Data::JsonPath(filters) => {
                let selected = match &filters.result_selector {
                    Some(template) if !through => {
                        let bindings = self.view.bindings(result.value());
                        self.template("/ResultSelector", template, &bindings)?.into()
                    }
                    Some(_) | None => result,
                };
                let merged = if through {
                    selected
                } else {
                    self.see(Stage::AfterResultSelector, &selected);
                    let merged = self.merge("/ResultPath", &filters.result_path, raw, selected)?;
                    self.see(Stage::AfterResultPath, &merged);
                    merged
                };
                self.filter("/OutputPath", &filters.output_path, merged)?
            }
            Data::Jsonata(_) => match output {
                Some((field, template)) => {
                    let bindings = self.after_work(&result, through);
                    self.evaluate(field, template, &bindings)?.into()
                }
                None => result,
            },
        };
        let assigned = match assign.zip(for_assign) {
            Some(((field, template), result)) => {
                let bindings = self.after_work(&result, through);
                let assigned = self.evaluate(field, template, &bindings)?;
                self.within_variable_quotas(|| field.pointer(), names(Some(assigned)))?
            }
            None => None,
        };
        self.within_quota(&output)?;
        Ok(StateOutput { output, assigned })
    }

    /// Puts a result into the raw input as `ResultPath` says.
    pub fn merge(
        &self,
        field: &str,
        path: &ResultPath,
        raw: &Payload,
        result: Payload,
    ) -> Result<Payload, Failure> {
        match path {
            ResultPath::Replace => Ok(result),
            ResultPath::Discard => Ok(raw.clone()),
            ResultPath::Put(path) => {
                path.put(raw.value(), result.into_value()).map(Payload::from).map_err(|conflict| {
                    Failure::new(names::REFERENCE_PATH_CONFLICT, self.prefix() + &conflict.aws_cause())
                        .because(
                            self.strand().state,
                            self.state.pointer.join(field),
                            Reason::Unusable { value: raw.value().clone() },
                        )
                })
            }
        }
    }

    fn filter(&self, field: &str, filter: &Filter, payload: Payload) -> Result<Payload, Failure> {
        match filter {
            Filter::All => Ok(payload),
            Filter::Nothing => Ok(Value::empty_object().into()),
            Filter::Path(path) => self.path(field, path, payload.value()).map(Payload::from),
        }
    }

    /// A whole number that is written, or found by a path.
    pub fn whole(&self, name: &str, given: &Dynamic<u32>, input: &Value) -> Result<u32, Failure> {
        match given {
            Dynamic::Fixed(number) => Ok(*number),
            Dynamic::Path(path) => {
                let field = format!("{name}Path");
                let value = self.path(&Pointer::root().key(&field), path, input)?;
                match integer(&value) {
                    Some(number) if number < 0 => {
                        Err(self.plain(&field, format!("{name} cannot be negative."), value))
                    }
                    Some(number) => Ok(u32::try_from(number).unwrap_or(u32::MAX)),
                    None => Err(self.plain(&field, unparsable(&field, &value, "integer", path), value)),
                }
            }
            Dynamic::Expression(template) => self.whole_expression(name, template),
        }
    }

    /// A percentage that is written, or found by a path.
    pub fn percentage(&self, name: &str, given: &Dynamic<Number>, input: &Value) -> Result<f64, Failure> {
        match given {
            Dynamic::Fixed(number) => Ok(number.as_f64()),
            Dynamic::Path(path) => {
                let field = format!("{name}Path");
                let value = self.path(&Pointer::root().key(&field), path, input)?;
                match decimal(&value) {
                    Some(number) if (0.0..=100.0).contains(&number) => Ok(number),
                    Some(_) => Err(self.plain(&field, format!("{name} must be between 0 and 100."), value)),
                    None => Err(self.plain(&field, unparsable(&field, &value, "float", path), value)),
                }
            }
            Dynamic::Expression(template) => self.percentage_expression(name, template),
        }
    }

    fn plain(&self, field: &str, text: String, value: Value) -> Failure {
        self.runtime(&Pointer::root().key(field), &text, Reason::Unusable { value })
    }
}

/// A whole number a path found. AWS takes text that holds one as well (recorded).
pub fn integer(value: &Value) -> Option<i64> {
    match value.as_str() {
        Some(text) => text.parse().ok(),
        None => value.as_number().filter(|number| number.is_integer()).and_then(Number::as_i64),
    }
}

fn decimal(value: &Value) -> Option<f64> {
    match value.as_str() {
        Some(text) => text.parse().ok().filter(|number: &f64| number.is_finite()),
        None => value.as_f64(),
    }
}

/// A path as AWS names it where it must lead to an array: one into the context object as if that were its input
/// (recorded).
pub fn reference(path: &Path) -> &str {
    match path.root() {
        Root::Context => path.text().strip_prefix('$').unwrap_or(path.text()),
        Root::Input | Root::Variable(_) => path.text(),
    }
}

pub fn unparsable(field: &str, value: &Value, wanted: &str, path: &Path) -> String {
    let shown = value.as_str().map_or_else(|| value.to_json(), str::to_owned);
    format!("The {field} field refers to value \"{shown}\" which is not a valid {wanted}: {}", path.text())
}

/// A field as AWS names it in texts about JSONata: `Output/total`, `Catch[1]/Output/v`.
pub fn field_name(pointer: &str) -> String {
    let mut name = String::new();
    for token in pointer::tokens(pointer) {
        if !token.is_empty() && token.bytes().all(|b| b.is_ascii_digit()) {
            name.push_str(&format!("[{token}]"));
        } else {
            if !name.is_empty() {
                name.push('/');
            }
            name.push_str(&token);
        }
    }
    name
}

/// How AWS words what went wrong in an expression. An internal error ends in a UUID that means nothing.
fn jsonata_trouble(error: &jsonata::Error, chance: &Chance) -> String {
    match error.kind {
        jsonata::Kind::UnsupportedResult => "returned an unsupported result type.".to_owned(),
        jsonata::Kind::Limit(_) => format!("threw an error during evaluation: {}", error.message),
        jsonata::Kind::Internal => format!("threw an internal error during evaluation. {}", chance.uuid()),
        jsonata::Kind::Syntax | jsonata::Kind::Unsupported | jsonata::Kind::Evaluation => {
            format!("threw an error during evaluation. {}: {}", error.code, error.message)
        }
    }
}

/// The assigned variables, unless there are none: AWS then records no `assignedVariables`.
fn names(assigned: Option<Value>) -> Option<Object> {
    assigned.and_then(|value| value.as_object().filter(|names| !names.is_empty()).cloned())
}

/// The value in which a path found nothing.
fn searched(missing: &Missing, bindings: &Bindings<'_>) -> Value {
    match missing.path().root() {
        Root::Input => bindings.input.clone(),
        Root::Context => bindings.scope.context(),
        Root::Variable(name) => bindings.scope.variable(name).unwrap_or_default(),
    }
}
