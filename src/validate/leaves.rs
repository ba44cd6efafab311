//! Every expression of a state, with its place.

use crate::asl::machine::{
    Choice, Data, Fail, Filter, Given, Kind, Map, Operand, State, Test, WaitFor, Words,
};
use crate::expr::intrinsics::Call;
use crate::expr::jsonata::Expression;
use crate::expr::jsonpath::Path;
use crate::expr::template::{Template, escape};

/// One expression.
#[derive(Clone, Copy, Debug)]
pub(super) enum Leaf<'m> {
    Path(&'m Path),
    Call(&'m Call),
    Jsonata(&'m Expression),
}

type Visit<'v, 'm> = &'v mut dyn FnMut(&str, Leaf<'m>);

/// Visits every expression of `state`; its place is a JSON Pointer from the definition.
pub(super) fn each<'m>(state: &'m State, visit: Visit<'_, 'm>) {
    let at = |name: &str| format!("{}/{name}", state.pointer);
    match &state.data {
        Data::JsonPath(filters) => {
            filter(&filters.input_path, &at("InputPath"), visit);
            templates(filters.parameters.as_ref(), &at("Parameters"), visit);
            templates(filters.result_selector.as_ref(), &at("ResultSelector"), visit);
            filter(&filters.output_path, &at("OutputPath"), visit);
        }
        Data::Jsonata(data) => {
            templates(data.arguments.as_ref(), &at("Arguments"), visit);
            templates(data.output.as_ref(), &at("Output"), visit);
        }
    }
    templates(state.assign.as_ref(), &at("Assign"), visit);
    kind(state, visit);
    for (index, catcher) in state.catch.iter().enumerate() {
        templates(catcher.assign.as_ref(), &at(&format!("Catch/{index}/Assign")), visit);
        templates(catcher.output.as_ref(), &at(&format!("Catch/{index}/Output")), visit);
    }
}

fn kind<'m>(state: &'m State, visit: Visit<'_, 'm>) {
    let at = |name: &str| format!("{}/{name}", state.pointer);
    match &state.kind {
        Kind::Task(task) => {
            given(task.timeout.as_ref(), &at("TimeoutSeconds"), visit);
            given(task.heartbeat.as_ref(), &at("HeartbeatSeconds"), visit);
            templates(task.credentials.as_ref(), &at("Credentials"), visit);
        }
        Kind::Choice(choice) => rules(choice, visit),
        Kind::Wait(WaitFor::Seconds(seconds)) => given(Some(seconds), &at("Seconds"), visit),
        Kind::Wait(WaitFor::Timestamp(time)) => given(Some(time), &at("Timestamp"), visit),
        Kind::Fail(Fail { error, cause }) => {
            for (words, name) in [(error, "Error"), (cause, "Cause")] {
                if let Some(Words::Found(found)) = words {
                    let by_path = if matches!(state.data, Data::JsonPath(_)) { "Path" } else { "" };
                    template(found, &at(&format!("{name}{by_path}")), visit);
                }
            }
        }
        Kind::Map(fields) => map(state, fields, visit),
        Kind::Pass { .. } | Kind::Succeed | Kind::Parallel { .. } => {}
    }
}

fn map<'m>(state: &'m State, map: &'m Map, visit: Visit<'_, 'm>) {
    let at = |name: &str| format!("{}/{name}", state.pointer);
    if let Some(path) = &map.items_path {
        visit(&at("ItemsPath"), Leaf::Path(path));
    }
    templates(map.items.as_ref(), &at("Items"), visit);
    templates(map.item_selector.as_ref(), &at("ItemSelector"), visit);
    given(map.max_concurrency.as_ref(), &at("MaxConcurrency"), visit);
    given(map.tolerated_count.as_ref(), &at("ToleratedFailureCount"), visit);
    given(map.tolerated_percentage.as_ref(), &at("ToleratedFailurePercentage"), visit);
    let Some(distributed) = &map.distributed else { return };
    if let Some(reader) = &distributed.reader {
        templates(reader.arguments.as_ref(), &at("ItemReader/Parameters"), visit);
    }
    if let Some(batcher) = &distributed.batcher {
        templates(batcher.input.as_ref(), &at("ItemBatcher/BatchInput"), visit);
    }
    if let Some(writer) = &distributed.writer {
        templates(writer.arguments.as_ref(), &at("ResultWriter/Parameters"), visit);
    }
}

fn rules<'m>(choice: &'m Choice, visit: Visit<'_, 'm>) {
    for rule in &choice.rules {
        test(&rule.test, &rule.pointer, visit);
        templates(rule.assign.as_ref(), &format!("{}/Assign", rule.pointer), visit);
        templates(rule.output.as_ref(), &format!("{}/Output", rule.pointer), visit);
    }
}

fn test<'m>(tested: &'m Test, pointer: &str, visit: Visit<'_, 'm>) {
    match tested {
        Test::And(all) | Test::Or(all) => all.iter().for_each(|one| test(one, pointer, visit)),
        Test::Not(one) => test(one, pointer, visit),
        Test::Compare(comparison) => {
            visit(&format!("{}/Variable", comparison.pointer), Leaf::Path(&comparison.variable));
            if let Operand::Path(path) = &comparison.operand {
                visit(&format!("{}/{}", comparison.pointer, comparison.written), Leaf::Path(path));
            }
        }
        Test::Condition(condition) => template(condition, &format!("{pointer}/Condition"), visit),
    }
}

fn filter<'m>(filter: &'m Filter, pointer: &str, visit: Visit<'_, 'm>) {
    if let Filter::Path(path) = filter {
        visit(pointer, Leaf::Path(path));
    }
}

fn given<'m, T>(given: Option<&'m Given<T>>, pointer: &str, visit: Visit<'_, 'm>) {
    match given {
        Some(Given::Path(path)) => visit(&format!("{pointer}Path"), Leaf::Path(path)),
        Some(Given::Expression(expression)) => template(expression, pointer, visit),
        Some(Given::Fixed(_)) | None => {}
    }
}

fn templates<'m>(found: Option<&'m Template>, pointer: &str, visit: Visit<'_, 'm>) {
    if let Some(found) = found {
        template(found, pointer, visit);
    }
}

/// Visits every expression of a template.
pub(super) fn template<'m>(found: &'m Template, pointer: &str, visit: Visit<'_, 'm>) {
    match found {
        Template::Fixed(_) => {}
        Template::Path(path) => visit(pointer, Leaf::Path(path)),
        Template::Call(call) => visit(pointer, Leaf::Call(call)),
        Template::Jsonata(expression) => visit(pointer, Leaf::Jsonata(expression)),
        Template::Object(members) => {
            for member in members {
                template(&member.value, &format!("{pointer}/{}", escape(&member.written)), visit);
            }
        }
        Template::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                template(item, &format!("{pointer}/{at}"), visit);
            }
        }
    }
}
