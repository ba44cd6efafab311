//! What a definition reads of its input and of the results of its tasks, found without running it.
//!
//! It follows the states from the first one and keeps who made the data that comes in: the input, a task, or both, where
//! `ResultPath` put a result into it. What somebody else makes, such as the output of a Parallel, is not followed. A
//! guess that is wrong costs a better first test and nothing else: the test is written from a run.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::base::value::{Object, Value};

use super::paths::paths;
use super::shape::{Shape, Step};

/// What is read of the input, of the results of tasks, and of the items that Maps read from elsewhere.
#[derive(Debug, Default)]
pub(super) struct Reads {
    pub(super) input: Shape,
    /// By the names of states.
    pub(super) results: BTreeMap<String, Shape>,
    pub(super) items: BTreeMap<String, Shape>,
}

/// Who made a value.
#[derive(Clone, Debug)]
enum Maker {
    Input,
    Task(String),
    Reader(String),
}

/// A part of what somebody made.
#[derive(Clone, Debug)]
struct Origin {
    maker: Maker,
    path: Vec<Step>,
}

/// Where data came from.
#[derive(Clone, Debug, Default)]
struct Source {
    /// The maker of it as a whole, if that is known.
    root: Option<Origin>,
    /// Members that somebody else made.
    members: Vec<(String, Option<Origin>)>,
}

impl Source {
    fn of(root: Option<Origin>) -> Self {
        Self { root, members: Vec::new() }
    }

    /// Where the part at `path` came from.
    fn part(&self, path: &[Step]) -> Option<Origin> {
        let (origin, rest) = match path.first() {
            Some(Step::Key(key)) => match self.members.iter().rev().find(|(known, _)| known == key) {
                Some((_, origin)) => (origin.as_ref()?, &path[1..]),
                None => (self.root.as_ref()?, path),
            },
            Some(Step::Item) | None => (self.root.as_ref()?, path),
        };
        Some(Origin { maker: origin.maker.clone(), path: [origin.path.as_slice(), rest].concat() })
    }
}

/// What `definition` reads.
pub(super) fn reads(definition: &Value) -> Reads {
    let mut walk = Walk::default();
    let is_jsonata = definition.get("QueryLanguage").and_then(Value::as_str) == Some("JSONata");
    let input = Source::of(Some(Origin { maker: Maker::Input, path: Vec::new() }));
    walk.machine(definition, input, is_jsonata);
    walk.reads
}

#[derive(Default)]
struct Walk {
    reads: Reads,
}

/// One state, while it is walked.
struct Visit<'d> {
    name: &'d str,
    fields: &'d Object,
    is_jsonata: bool,
    source: Source,
}

impl Walk {
    fn machine(&mut self, machine: &Value, source: Source, is_jsonata: bool) {
        let Some(states) = machine.get("States").and_then(Value::as_object) else { return };
        let Some(start) = machine.get("StartAt").and_then(Value::as_str) else { return };
        let (mut seen, mut open) = (BTreeSet::new(), VecDeque::from([(start.to_owned(), source)]));
        while let Some((name, source)) = open.pop_front() {
            let Some(fields) = states.get(&name).and_then(Value::as_object) else { continue };
            if !seen.insert(name.clone()) {
                continue;
            }
            let own = fields.get("QueryLanguage").and_then(Value::as_str);
            let is_jsonata = own.map_or(is_jsonata, |own| own == "JSONata");
            let visit = Visit { name: &name, fields, is_jsonata, source };
            let (output, caught) = self.state(&visit);
            let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
            let targets = |list: &str| -> Vec<String> {
                self::list(fields.get(list)).iter().filter_map(|rule| text(rule.get("Next"))).collect()
            };
            open.extend(targets("Choices").into_iter().map(|next| (next, output.clone())));
            let next = [text(fields.get("Next")), text(fields.get("Default"))];
            open.extend(next.into_iter().flatten().map(|next| (next, output.clone())));
            open.extend(targets("Catch").into_iter().map(|next| (next, caught.clone())));
        }
    }

    /// Walks a state; gives where its output comes from, and what a catcher passes on.
    fn state(&mut self, visit: &Visit<'_>) -> (Source, Source) {
        let Visit { name, fields, is_jsonata, source } = visit;
        let input = self.part(fields.get("InputPath"), source);
        let kind = fields.get("Type").and_then(Value::as_str).unwrap_or_default();
        let result = match kind {
            "Task" => Some(Origin { maker: Maker::Task((*name).to_owned()), path: Vec::new() }),
            "Map" => {
                self.map(visit, &input);
                None
            }
            "Parallel" => {
                for branch in list(fields.get("Branches")) {
                    let source = if fields.contains("Parameters") || fields.contains("Arguments") {
                        Source::default()
                    } else {
                        input.clone()
                    };
                    self.machine(branch, source, *is_jsonata);
                }
                None
            }
            _ => None,
        };
        let result = Source::of(result);
        for (key, value) in *fields {
            match &**key {
                "ItemProcessor" | "Iterator" | "Branches" | "ResultSelector" | "Comment" | "Resource"
                | "InputPath" | "ResultPath" | "OutputPath" => {}
                "Choices" => {
                    for rule in list(Some(value)) {
                        self.rule(rule, &input, *is_jsonata);
                    }
                }
                _ => self.value(key, value, &input, &result, *is_jsonata),
            }
        }
        let result = match fields.get("ResultSelector") {
            Some(selector) => self.selected(selector, &result),
            None => result,
        };
        let output = if *is_jsonata {
            jsonata_output(fields, kind, &input, &result)
        } else {
            let put = put(fields, kind, source, &input, result);
            self.part(fields.get("OutputPath"), &put)
        };
        (output, Source { root: source.root.clone(), members: source.members.clone() })
    }

    /// What an `InputPath` or an `OutputPath` takes of `source`, which it reads.
    fn part(&mut self, path: Option<&Value>, source: &Source) -> Source {
        let path = match path {
            Some(Value::String(path)) => paths(path, "$").into_iter().next().unwrap_or_default(),
            Some(_) => return Source::default(),
            None => Vec::new(),
        };
        if path.is_empty() {
            return source.clone();
        }
        self.read(source, &path, None);
        Source::of(source.part(&path))
    }

    /// Reads the texts in `value`, the field `key` of a state.
    fn value(&mut self, key: &str, value: &Value, input: &Source, result: &Source, is_jsonata: bool) {
        match value {
            Value::String(text) if text.trim_start().starts_with("{%") => {
                let is_list = key == "Items";
                for path in paths(text, "$states.input") {
                    let path = if is_list { [path.as_slice(), &[Step::Item]].concat() } else { path };
                    self.read(input, &path, compared(text));
                }
                for path in paths(text, "$states.result") {
                    self.read(result, &path, None);
                }
                self.of_execution(paths(text, "$states.context"), compared(text));
            }
            Value::String(text) if !is_jsonata && (key.ends_with(".$") || key.ends_with("Path")) => {
                for path in paths(text, "$") {
                    self.read(input, &path, typed(key, text));
                }
                self.of_execution(paths(text, "$$"), typed(key, text));
            }
            Value::Object(members) => {
                for (key, value) in members {
                    self.value(key, value, input, result, is_jsonata);
                }
            }
            Value::Array(items) => {
                items.iter().for_each(|item| self.value(key, item, input, result, is_jsonata));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// Reads those of the paths into the context object that lead into the input of the execution.
    fn of_execution(&mut self, paths: Vec<Vec<Step>>, value: Option<Value>) {
        let above = ["Execution", "Input"].map(|key| Step::Key(key.to_owned()));
        for path in paths.iter().filter_map(|path| path.strip_prefix(&above)) {
            self.reads.input.read(path, value.clone());
        }
    }

    /// Reads a rule of a Choice: its operator tells what the value is.
    fn rule(&mut self, rule: &Value, input: &Source, is_jsonata: bool) {
        let Some(fields) = rule.as_object() else { return };
        if is_jsonata {
            return self.value("Condition", &Value::from(fields.clone()), input, &Source::default(), true);
        }
        for list in ["And", "Or"] {
            for rule in self::list(fields.get(list)) {
                self.rule(rule, input, false);
            }
        }
        fields.get("Not").into_iter().for_each(|rule| self.rule(rule, input, false));
        let Some(variable) = fields.get("Variable").and_then(Value::as_str) else { return };
        for (key, value) in fields {
            if matches!(&**key, "Variable" | "Next" | "Comment" | "Assign" | "Output") {
                continue;
            }
            for path in paths(variable, "$") {
                self.read(input, &path, operand(key, value));
            }
            if let (true, Some(text)) = (key.ends_with("Path"), value.as_str()) {
                paths(text, "$").iter().for_each(|path| self.read(input, path, operand(key, &Value::Null)));
                self.of_execution(paths(text, "$$"), operand(key, &Value::Null));
            }
        }
    }

    fn map(&mut self, visit: &Visit<'_>, input: &Source) {
        let fields = visit.fields;
        let text = |key: &str| fields.get(key).and_then(Value::as_str);
        let items = if fields.contains("ItemReader") {
            Some(Origin { maker: Maker::Reader(visit.name.to_owned()), path: Vec::new() })
        } else {
            let written = text("ItemsPath").map(|path| paths(path, "$"));
            let written = written.or_else(|| text("Items").map(|text| paths(text, "$states.input")));
            let path = written.and_then(|paths| paths.into_iter().next()).unwrap_or_default();
            input.part(&path)
        };
        let item =
            items.map(|origin| Origin { path: [origin.path.as_slice(), &[Step::Item]].concat(), ..origin });
        let item = Source::of(item);
        self.read(&item, &[], None);
        let selector = fields.get("ItemSelector").or_else(|| fields.get("Parameters"));
        let inner = match selector {
            Some(selector) => {
                let root =
                    if visit.is_jsonata { "$states.context.Map.Item.Value" } else { "$$.Map.Item.Value" };
                let mut inner = Source::default();
                for (key, value) in selector.as_object().into_iter().flatten() {
                    let Some(text) = value.as_str() else { continue };
                    let name = key.strip_suffix(".$").unwrap_or(key).to_owned();
                    let own = paths(text, root);
                    own.iter().for_each(|path| self.read(&item, path, None));
                    let origin = own.first().map(|path| item.part(path));
                    inner
                        .members
                        .push((name, origin.unwrap_or_else(|| input.part(paths(text, "$").first()?))));
                }
                inner
            }
            None => item,
        };
        let inner = if fields.contains("ItemBatcher") { Source::default() } else { inner };
        for key in ["ItemProcessor", "Iterator"] {
            fields
                .get(key)
                .into_iter()
                .for_each(|machine| self.machine(machine, inner.clone(), visit.is_jsonata));
        }
    }

    /// What a `ResultSelector` makes of a result.
    fn selected(&mut self, selector: &Value, result: &Source) -> Source {
        let mut selected = Source::default();
        for (key, value) in selector.as_object().into_iter().flatten() {
            let read = value.as_str().filter(|_| key.ends_with(".$")).map(|text| paths(text, "$"));
            for path in read.iter().flatten() {
                self.read(result, path, value.as_str().and_then(|text| typed(key, text)));
            }
            let origin = read.and_then(|paths| result.part(paths.first()?));
            selected.members.push((key.strip_suffix(".$").unwrap_or(key).to_owned(), origin));
        }
        selected
    }

    fn read(&mut self, source: &Source, path: &[Step], value: Option<Value>) {
        let Some(Origin { maker, path }) = source.part(path) else { return };
        let shape = match maker {
            Maker::Input => &mut self.reads.input,
            Maker::Task(name) => self.reads.results.entry(name).or_default(),
            Maker::Reader(name) => self.reads.items.entry(name).or_default(),
        };
        shape.read(&path, value);
    }
}

/// What a state of JSONPath passes on, before its `OutputPath`.
fn put(fields: &Object, kind: &str, source: &Source, input: &Source, result: Source) -> Source {
    let makes = matches!(kind, "Task" | "Map" | "Parallel")
        || (kind == "Pass" && (fields.contains("Result") || fields.contains("Parameters")));
    match fields.get("ResultPath") {
        Some(Value::Null) => source.clone(),
        _ if !makes => input.clone(),
        Some(Value::String(path)) => {
            match paths(path, "$").into_iter().next().and_then(|path| path.into_iter().next()) {
                Some(Step::Key(key)) => {
                    let mut put = source.clone();
                    let origin = if result.members.is_empty() { result.root } else { None };
                    put.members.push((key, origin));
                    put
                }
                Some(Step::Item) | None => result,
            }
        }
        Some(_) | None => result,
    }
}

/// What a state of JSONata passes on.
fn jsonata_output(fields: &Object, kind: &str, input: &Source, result: &Source) -> Source {
    let Some(output) = fields.get("Output") else {
        let makes = matches!(kind, "Task" | "Map" | "Parallel");
        return if makes { result.clone() } else { input.clone() };
    };
    let text = output.as_str().unwrap_or_default();
    match (paths(text, "$states.input"), paths(text, "$states.result")) {
        (_, own) if own.len() == 1 && !text.contains("$merge") => Source::of(result.part(&own[0])),
        (given, _) if !given.is_empty() => input.clone(),
        (_, _) => Source::default(),
    }
}

/// A value that a field of this name, with this text around the path, can take.
fn typed(key: &str, text: &str) -> Option<Value> {
    let is_list = text.contains("States.Array") && !text.contains("States.Array(") || key == "ItemsPath";
    match key {
        _ if is_list => None,
        "SecondsPath" | "TimeoutSecondsPath" | "HeartbeatSecondsPath" | "MaxConcurrencyPath" => {
            Some(Value::from(1_i64))
        }
        "M.$" => Some(Value::empty_object()),
        "L.$" | "SS.$" | "NS.$" => Some(Vec::new().into()),
        "BOOL.$" => Some(Value::from(true)),
        "N.$" if text.starts_with("$.") => Some(Value::from("1")),
        "TimestampPath" => Some(Value::from("2026-01-01T00:00:00Z")),
        _ if text.contains("States.Math") => Some(Value::from(1_i64)),
        _ if text.contains("States.StringToJson") => Some(Value::from("{}")),
        _ => None,
    }
}

/// A value for which a rule with this operator holds.
fn operand(operator: &str, value: &Value) -> Option<Value> {
    let number = |add: i64| Some(Value::from(value.as_i64().unwrap_or(0).saturating_add(add)));
    if operator.starts_with("Numeric") {
        let add = if operator.contains("GreaterThan") && !operator.contains("Equals") { 1 } else { 0 };
        return number(if operator.starts_with("NumericLessThan") && !operator.contains("Equals") {
            -1
        } else {
            add
        });
    }
    match operator {
        "StringEquals" | "BooleanEquals" => Some(value.clone()),
        "StringMatches" => Some(Value::from(value.as_str()?.replace('*', "x"))),
        "BooleanEqualsPath" | "IsBoolean" => Some(Value::from(true)),
        "IsNumeric" => Some(Value::from(1_i64)),
        "IsTimestamp" => Some(Value::from("2026-01-01T00:00:00Z")),
        "IsNull" if *value == Value::from(true) => Some(Value::Null),
        _ if operator.starts_with("Timestamp") => {
            Some(value.as_str().map_or_else(|| Value::from("2026-01-01T00:00:00Z"), Value::from))
        }
        _ => None,
    }
}

/// The literal that a JSONata text compares with, or a number where it computes.
fn compared(text: &str) -> Option<Value> {
    let (sign, at) = ["=", ">", "<"]
        .into_iter()
        .filter_map(|sign| Some((sign, text.find(sign)?)))
        .min_by_key(|(_, at)| *at)?;
    let rest = text[at..].trim_start_matches(['=', '>', '<', ' ']);
    if let Some(quoted) = rest.strip_prefix(['"', '\'']) {
        return Some(Value::from(quoted.split(['"', '\'']).next()?));
    }
    let word = rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '.').next()?;
    match word {
        "true" => Some(Value::from(true)),
        "false" => Some(Value::from(false)),
        _ => {
            let number: i64 = word.parse().ok()?;
            Some(Value::from(if sign == ">" { number + 1 } else { number }))
        }
    }
}

/// The elements of a list; none of anything else.
fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], |items| items.as_slice())
}
