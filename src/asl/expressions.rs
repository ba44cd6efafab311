//! Every expression of a state, with its place and what it is applied to.
//!
//! Each pattern below names every field of what it takes apart, so that the compiler leads here whoever adds
//! a field to [`State`]: whether it holds expressions must be said.

use crate::base::pointer::Pointer;
use crate::expr::intrinsics::Call;
use crate::expr::jsonata;
use crate::expr::jsonpath::Path;
use crate::expr::template::Template;

use super::distributed::{Batcher, Distributed, Reader, Writer};
use super::machine::{
    Arguments, Catcher, Choice, Comparison, Data, Dynamic, Fail, Filter, Filters, Kind, Map, Operand, Rule,
    State, Task, Test, TextField, WaitFor,
};

/// One expression.
#[derive(Clone, Copy, Debug)]
pub enum Expression<'m> {
    /// A JSONPath.
    Path(&'m Path),
    /// An intrinsic function.
    Call(&'m Call),
    /// JSONata.
    Jsonata(&'m jsonata::Expression),
}

/// What `$` is in a JSONPath state's field. (JSONata has all of it side by side in `$states`.)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppliedTo {
    /// The input of the state.
    Input,
    /// What `InputPath` let through.
    Filtered,
    /// The result of the state's work.
    Result,
    /// What `ResultPath` made of input and result.
    Output,
    /// The error that was caught.
    Error,
}

type Visit<'v, 'm> = &'v mut dyn FnMut(&Pointer, AppliedTo, Expression<'m>);

/// Visits every expression of `state` itself, not of the states inside it. Its place is a JSON Pointer from the
/// definition.
pub fn each<'m>(state: &'m State, visit: Visit<'_, 'm>) {
    let State { name: _, pointer, flow: _, comment: _, data, assign, kind: _, next: _, retry: _, catch } =
        state;
    let mut fields = Fields { holder: pointer.clone(), visit };
    match data {
        Data::JsonPath(Filters { input_path, parameters, result_selector, result_path: _, output_path }) => {
            fields.filter("InputPath", AppliedTo::Input, input_path);
            fields.template("Parameters", AppliedTo::Filtered, parameters.as_ref());
            fields.template("ResultSelector", AppliedTo::Result, result_selector.as_ref());
            fields.filter("OutputPath", AppliedTo::Output, output_path);
        }
        Data::Jsonata(Arguments { arguments, output }) => {
            fields.template("Arguments", AppliedTo::Filtered, arguments.as_ref());
            fields.template("Output", AppliedTo::Result, output.as_ref());
        }
    }
    fields.template("Assign", AppliedTo::Result, assign.as_ref());
    fields.kind(state);
    for (index, catcher) in catch.iter().enumerate() {
        let Catcher { errors: _, next: _, result_path: _, assign, output } = catcher;
        let mut fields = Fields { holder: pointer.key("Catch").index(index), visit: fields.visit };
        fields.template("Assign", AppliedTo::Error, assign.as_ref());
        fields.template("Output", AppliedTo::Error, output.as_ref());
    }
}

/// Visits every expression of a template that stands at `pointer`.
pub fn of_template<'m>(
    template: &'m Template,
    pointer: &Pointer,
    visit: &mut dyn FnMut(&Pointer, Expression<'m>),
) {
    match template {
        Template::Fixed(_) => {}
        Template::Path(path) => visit(pointer, Expression::Path(path)),
        Template::Call(call) => visit(pointer, Expression::Call(call)),
        Template::Jsonata(expression) => visit(pointer, Expression::Jsonata(expression)),
        Template::Object(members) => {
            for member in members {
                of_template(&member.value, &pointer.key(&member.written), visit);
            }
        }
        Template::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                of_template(item, &pointer.index(at), visit);
            }
        }
    }
}

/// The fields of a state, a rule or a catcher. Places are written only for what is there.
struct Fields<'v, 'm> {
    /// The pointer of what has the fields.
    holder: Pointer,
    visit: Visit<'v, 'm>,
}

impl<'m> Fields<'_, 'm> {
    fn path(&mut self, name: &str, applied: AppliedTo, path: &'m Path) {
        (self.visit)(&self.holder.key(name), applied, Expression::Path(path));
    }

    fn template(&mut self, name: &str, applied: AppliedTo, found: Option<&'m Template>) {
        if let Some(found) = found {
            of_template(found, &self.holder.key(name), &mut |pointer, expression| {
                (self.visit)(pointer, applied, expression);
            });
        }
    }

    fn filter(&mut self, name: &str, applied: AppliedTo, filter: &'m Filter) {
        if let Filter::Path(path) = filter {
            self.path(name, applied, path);
        }
    }

    /// A field that may have a `…Path` form.
    fn given<T>(&mut self, name: &str, given: Option<&'m Dynamic<T>>) {
        match given {
            Some(Dynamic::Path(path)) => self.path(&format!("{name}Path"), AppliedTo::Filtered, path),
            Some(Dynamic::Expression(expression)) => {
                self.template(name, AppliedTo::Filtered, Some(expression));
            }
            Some(Dynamic::Fixed(_)) | None => {}
        }
    }

    fn kind(&mut self, state: &'m State) {
        match &state.kind {
            Kind::Task(task) => {
                let Task { resource: _, model: _, timeout, heartbeat, credentials } = &**task;
                self.given("TimeoutSeconds", timeout.as_ref());
                self.given("HeartbeatSeconds", heartbeat.as_ref());
                self.template("Credentials", AppliedTo::Filtered, credentials.as_ref());
            }
            Kind::Choice(Choice { rules, default: _ }) => {
                for rule in rules {
                    self.rule(rule);
                }
            }
            Kind::Wait(WaitFor::Seconds(seconds)) => self.given("Seconds", Some(seconds)),
            Kind::Wait(WaitFor::Timestamp(time)) => self.given("Timestamp", Some(time)),
            Kind::Fail(Fail { error, cause }) => {
                let by_path = if matches!(state.data, Data::JsonPath(_)) { "Path" } else { "" };
                for (words, name) in [(error, "Error"), (cause, "Cause")] {
                    if let Some(TextField::Found(found)) = words {
                        self.template(&format!("{name}{by_path}"), AppliedTo::Filtered, Some(found));
                    }
                }
            }
            Kind::Map(map) => self
                .map(map, if matches!(state.data, Data::JsonPath(_)) { "Parameters" } else { "Arguments" }),
            Kind::Pass { result: _ } | Kind::Succeed | Kind::Parallel { branches: _ } => {}
        }
    }

    /// A Map; `arguments` is the name of what its reader and writer pass on.
    fn map(&mut self, map: &'m Map, arguments: &str) {
        let Map {
            processor: _,
            items_path,
            items,
            item_selector,
            max_concurrency,
            tolerated_count,
            tolerated_percentage,
            distributed,
        } = map;
        if let Some(path) = items_path {
            self.path("ItemsPath", AppliedTo::Filtered, path);
        }
        self.template("Items", AppliedTo::Filtered, items.as_ref());
        self.template("ItemSelector", AppliedTo::Filtered, item_selector.as_ref());
        self.given("MaxConcurrency", max_concurrency.as_ref());
        self.given("ToleratedFailureCount", tolerated_count.as_ref());
        self.given("ToleratedFailurePercentage", tolerated_percentage.as_ref());
        let Some(distributed) = distributed else { return };
        let Distributed { children: _, label: _, reader, batcher, writer } = &**distributed;
        if let Some(Reader { resource: _, arguments: given, max_items, config: _ }) = reader {
            let mut fields = self.inner("ItemReader");
            fields.template(arguments, AppliedTo::Filtered, given.as_ref());
            fields.inner("ReaderConfig").given("MaxItems", max_items.as_ref());
        }
        if let Some(Batcher { max_items, max_bytes, input }) = batcher {
            let mut fields = self.inner("ItemBatcher");
            fields.given("MaxItemsPerBatch", max_items.as_ref());
            fields.given("MaxInputBytesPerBatch", max_bytes.as_ref());
            fields.template("BatchInput", AppliedTo::Filtered, input.as_ref());
        }
        if let Some(Writer { resource: _, arguments: given, config: _ }) = writer {
            self.inner("ResultWriter").template(arguments, AppliedTo::Filtered, given.as_ref());
        }
    }

    /// The object in the field `name`.
    fn inner(&mut self, name: &str) -> Fields<'_, 'm> {
        Fields { holder: self.holder.key(name), visit: self.visit }
    }

    fn rule(&mut self, rule: &'m Rule) {
        let Rule { test, next: _, assign, output, pointer } = rule;
        let mut fields = Fields { holder: pointer.clone(), visit: self.visit };
        fields.test(test);
        fields.template("Assign", AppliedTo::Filtered, assign.as_ref());
        fields.template("Output", AppliedTo::Filtered, output.as_ref());
    }

    fn test(&mut self, test: &'m Test) {
        match test {
            Test::And(all) | Test::Or(all) => all.iter().for_each(|one| self.test(one)),
            Test::Not(one) => self.test(one),
            Test::Compare(comparison) => {
                let Comparison { variable, operator: _, operand, written, pointer } = &**comparison;
                let mut fields = Fields { holder: pointer.clone(), visit: self.visit };
                fields.path("Variable", AppliedTo::Filtered, variable);
                if let Operand::Path(path) = operand {
                    fields.path(written, AppliedTo::Filtered, path);
                }
            }
            Test::Condition(condition) => self.template("Condition", AppliedTo::Filtered, Some(condition)),
        }
    }
}
