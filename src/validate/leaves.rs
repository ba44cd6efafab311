//! Every expression of a state, with its place.

use crate::asl::machine::{
    Choice, Data, Fail, Filter, Given, Kind, Map, Operand, State, Test, WaitFor, Words,
};
use crate::base::pointer::Pointer;
use crate::expr::intrinsics::Call;
use crate::expr::jsonata::Expression;
use crate::expr::jsonpath::Path;
use crate::expr::template::Template;

/// One expression.
#[derive(Clone, Copy, Debug)]
pub(super) enum Leaf<'m> {
    Path(&'m Path),
    Call(&'m Call),
    Jsonata(&'m Expression),
}

type Visit<'v, 'm> = &'v mut dyn FnMut(&Pointer, Leaf<'m>);

/// Visits every expression of `state`; its place is a JSON Pointer from the definition.
pub(super) fn each<'m>(state: &'m State, visit: Visit<'_, 'm>) {
    let mut fields = Fields { holder: &state.pointer, visit };
    match &state.data {
        Data::JsonPath(filters) => {
            fields.filter("InputPath", &filters.input_path);
            fields.templates("Parameters", filters.parameters.as_ref());
            fields.templates("ResultSelector", filters.result_selector.as_ref());
            fields.filter("OutputPath", &filters.output_path);
        }
        Data::Jsonata(data) => {
            fields.templates("Arguments", data.arguments.as_ref());
            fields.templates("Output", data.output.as_ref());
        }
    }
    fields.templates("Assign", state.assign.as_ref());
    fields.kind(state);
    for (index, catcher) in state.catch.iter().enumerate() {
        let holder = state.pointer.key("Catch").index(index);
        let mut fields = Fields { holder: &holder, visit: fields.visit };
        fields.templates("Assign", catcher.assign.as_ref());
        fields.templates("Output", catcher.output.as_ref());
    }
}

/// The fields of a state, a rule or a catcher. Places are written only for what is there.
struct Fields<'v, 'm> {
    /// The pointer of what has the fields.
    holder: &'v Pointer,
    visit: Visit<'v, 'm>,
}

impl<'m> Fields<'_, 'm> {
    fn at(&self, name: &str) -> Pointer {
        self.holder.key(name)
    }

    fn path(&mut self, name: &str, path: &'m Path) {
        let pointer = self.at(name);
        (self.visit)(&pointer, Leaf::Path(path));
    }

    fn templates(&mut self, name: &str, found: Option<&'m Template>) {
        if let Some(found) = found {
            template(found, &self.at(name), self.visit);
        }
    }

    fn filter(&mut self, name: &str, filter: &'m Filter) {
        if let Filter::Path(path) = filter {
            self.path(name, path);
        }
    }

    fn given<T>(&mut self, name: &str, given: Option<&'m Given<T>>) {
        match given {
            Some(Given::Path(path)) => self.path(&format!("{name}Path"), path),
            Some(Given::Expression(expression)) => template(expression, &self.at(name), self.visit),
            Some(Given::Fixed(_)) | None => {}
        }
    }

    fn kind(&mut self, state: &'m State) {
        match &state.kind {
            Kind::Task(task) => {
                self.given("TimeoutSeconds", task.timeout.as_ref());
                self.given("HeartbeatSeconds", task.heartbeat.as_ref());
                self.templates("Credentials", task.credentials.as_ref());
            }
            Kind::Choice(choice) => rules(choice, self.visit),
            Kind::Wait(WaitFor::Seconds(seconds)) => self.given("Seconds", Some(seconds)),
            Kind::Wait(WaitFor::Timestamp(time)) => self.given("Timestamp", Some(time)),
            Kind::Fail(Fail { error, cause }) => {
                let by_path = if matches!(state.data, Data::JsonPath(_)) { "Path" } else { "" };
                for (words, name) in [(error, "Error"), (cause, "Cause")] {
                    if let Some(Words::Found(found)) = words {
                        self.templates(&format!("{name}{by_path}"), Some(found));
                    }
                }
            }
            Kind::Map(map) => self.map(map),
            Kind::Pass { .. } | Kind::Succeed | Kind::Parallel { .. } => {}
        }
    }

    fn map(&mut self, map: &'m Map) {
        if let Some(path) = &map.items_path {
            self.path("ItemsPath", path);
        }
        self.templates("Items", map.items.as_ref());
        self.templates("ItemSelector", map.item_selector.as_ref());
        self.given("MaxConcurrency", map.max_concurrency.as_ref());
        self.given("ToleratedFailureCount", map.tolerated_count.as_ref());
        self.given("ToleratedFailurePercentage", map.tolerated_percentage.as_ref());
        let Some(distributed) = &map.distributed else { return };
        if let Some(reader) = &distributed.reader {
            self.templates("ItemReader/Parameters", reader.arguments.as_ref());
        }
        if let Some(batcher) = &distributed.batcher {
            self.templates("ItemBatcher/BatchInput", batcher.input.as_ref());
        }
        if let Some(writer) = &distributed.writer {
            self.templates("ResultWriter/Parameters", writer.arguments.as_ref());
        }
    }
}

fn rules<'m>(choice: &'m Choice, visit: Visit<'_, 'm>) {
    for rule in &choice.rules {
        test(&rule.test, &rule.pointer, visit);
        let mut fields = Fields { holder: &rule.pointer, visit };
        fields.templates("Assign", rule.assign.as_ref());
        fields.templates("Output", rule.output.as_ref());
    }
}

fn test<'m>(tested: &'m Test, pointer: &Pointer, visit: Visit<'_, 'm>) {
    match tested {
        Test::And(all) | Test::Or(all) => all.iter().for_each(|one| test(one, pointer, visit)),
        Test::Not(one) => test(one, pointer, visit),
        Test::Compare(comparison) => {
            visit(&comparison.pointer.key("Variable"), Leaf::Path(&comparison.variable));
            if let Operand::Path(path) = &comparison.operand {
                visit(&comparison.pointer.key(&comparison.written), Leaf::Path(path));
            }
        }
        Test::Condition(condition) => template(condition, &pointer.key("Condition"), visit),
    }
}

/// Visits every expression of a template.
pub(super) fn template<'m>(found: &'m Template, pointer: &Pointer, visit: Visit<'_, 'm>) {
    match found {
        Template::Fixed(_) => {}
        Template::Path(path) => visit(pointer, Leaf::Path(path)),
        Template::Call(call) => visit(pointer, Leaf::Call(call)),
        Template::Jsonata(expression) => visit(pointer, Leaf::Jsonata(expression)),
        Template::Object(members) => {
            for member in members {
                template(&member.value, &pointer.key(&member.written), visit);
            }
        }
        Template::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                template(item, &pointer.index(at), visit);
            }
        }
    }
}
