//! A `MockConfigFile.json` of Step Functions Local as mock and test files, one for each machine.
//!
//! It is kept as it is, with its counters and its real calls; what Step Functions Local would not have noticed is said
//! and never stops it.

mod answers;

use std::collections::BTreeSet;

use crate::base::value::{Object, Value};
use crate::report::ink::yaml;

use answers::Answers;

/// The file of one machine.
pub struct Imported {
    /// The machine's name in the file.
    pub machine: String,
    /// The text, without what names the machine.
    pub text: String,
}

/// What was made of a file.
pub struct Import {
    /// A file for each machine.
    pub files: Vec<Imported>,
    /// What else there is to say, a line each.
    pub notes: Vec<String>,
}

/// Reads `config`, in which the definition of a machine is where `definition` says for its name, if that is known.
pub fn import(config: &Value, definition: &dyn Fn(&str) -> Option<String>) -> Import {
    let mut notes = Vec::new();
    let answers = Answers::read(config.get("MockedResponses"), &mut notes);
    let machines = || members(config.get("StateMachines"));
    let used: BTreeSet<&str> = machines().flat_map(|(_, machine)| answers_of(machine)).collect();
    let mut files = Vec::new();
    for (machine, own) in machines() {
        let of_machine: BTreeSet<&str> = answers_of(own).collect();
        let head = head(machine, definition(machine));
        let tests = tests(own.get("TestCases"), &answers, machine, &mut notes);
        // What no test case uses is kept, for whoever goes on with it.
        let answers = answers.text(&|name| of_machine.contains(name) || !used.contains(name));
        files.push(Imported { machine: machine.to_owned(), text: format!("{head}{answers}{tests}") });
    }
    for name in answers.names().filter(|name| !used.contains(name)) {
        notes.push(format!("the mocked response `{name}` is used by no test case"));
    }
    Import { files, notes }
}

/// The names of the mocked responses that the test cases of a machine use.
fn answers_of(machine: &Value) -> impl Iterator<Item = &str> {
    let states = members(machine.get("TestCases")).flat_map(|(_, case)| members(Some(case)));
    states.filter_map(|(_, answer)| answer.as_str())
}

/// The members of an object; none of anything else.
fn members(value: Option<&Value>) -> impl Iterator<Item = (&str, &Value)> {
    value.and_then(Value::as_object).into_iter().flat_map(Object::iter).map(|(key, value)| (&**key, value))
}

/// What stands above answers and tests.
fn head(machine: &str, definition: Option<String>) -> String {
    let defaults = [("unmatched", "passthrough"), ("validate", "none"), ("exhausted", "error")];
    let defaults = defaults.map(|(key, word)| (key, Value::from(word)));
    let mut head = Object::from_iter([("version", Value::from(1_i64))]);
    if let Some(definition) = definition {
        head.insert("machine", Value::from(definition));
    }
    head.insert("defaults", Value::from(Object::from_iter(defaults)));
    let machine = machine.replace(['\r', '\n'], " ");
    format!(
        "# made by `sfn mock import`: {machine}\n# A state without an answer calls the service itself, as with Step \
         Functions Local: that needs --allow-aws.\n{}",
        yaml::text(&Value::from(head))
    )
}

/// The test cases of a machine.
fn tests(cases: Option<&Value>, answers: &Answers, machine: &str, notes: &mut Vec<String>) -> String {
    let mut text = String::new();
    for (name, states) in members(cases) {
        text.push_str(&format!("  {}\n    input: {{}}\n", key(name)));
        let mut lines = String::new();
        for (state, answer) in members(Some(states)) {
            match answer.as_str().and_then(|answer| answers.anchor(answer)) {
                Some(anchor) => lines.push_str(&format!("        {} *{anchor}\n", key(state))),
                None => notes.push(format!(
                    "{machine}, {name}: `{state}` has no answer that could be given, so it is left out"
                )),
            }
        }
        if !lines.is_empty() {
            text.push_str(&format!("    mocks:\n      states:\n{lines}"));
        }
    }
    if text.is_empty() { text } else { format!("tests:\n{text}") }
}

/// A key with its colon.
fn key(name: &str) -> String {
    let text = yaml::text(&Value::from(Object::from_iter([(name, Value::Null)])));
    text.trim_end().trim_end_matches("null").trim_end().to_owned()
}
