//! Reports of runs: every fixture is run by the engine and told in every form.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sfn::asl::machine::{StateMachine, Workflow};
use sfn::base::diag::{Code, Diagnostic, Place};
use sfn::base::source::Source;
use sfn::base::time::Time;
use sfn::base::value::Value;
use sfn::engine::call::{Call, Signal, TaskError, Ticket};
use sfn::engine::dataset::{DataCall, DataReply};
use sfn::engine::history::Record;
use sfn::engine::{Fleet, Next};
use sfn::project::clock::ClockSpeed;
use sfn::project::settings::Settings;
use sfn::record::{Run, Stop, StopCause, StopMessage};
use sfn::report::ink::style::Style;
use sfn::report::runs::trace::{Trace, View};
use sfn::report::runs::{FORMATS, OfVisits, Report};
use sfn::services::clock::Virtual;
use sfn::services::inbox::Inbox;
use sfn::services::refusal::Refusal;
use sfn::services::{Answer, Backend, DataStore, Promise, Service};
use sfn::session::host::Host;
use sfn::session::order::{Names, Text};
use sfn::session::{Limits, Observer, Order, Prepared, prepare};

const START: Time = Time::from_millis(1_767_225_600_000);
const PLAIN: Style = Style { colour: false, unicode: true, width: 100 };

/// A definition to run, with its input and the answers its tasks get.
struct Case {
    prepared: Prepared,
    answers: Value,
}

/// Answers calls from a case.
struct Answers<'a> {
    answers: &'a Value,
    inbox: Inbox,
    counts: BTreeMap<(u32, Option<usize>), usize>,
}

impl Service for Answers<'_> {
    /// A state's answers in order, per item, the last one again and again.
    fn call(&mut self, call: &Call, machine: &StateMachine) -> Result<Promise, Box<Refusal>> {
        let name = &*machine.state(call.state).name;
        let answers = self.answers.get(name).and_then(Value::as_array).unwrap_or_else(|| panic!("{name}"));
        let count = self.counts.entry((call.state.0, call.item_index())).or_default();
        let answer = &answers[(*count).min(answers.len() - 1)];
        *count += 1;
        let after = answer.get("after").and_then(Value::as_i64).unwrap_or(0);
        let text = |key: &str| answer.get(key).and_then(Value::as_str).map(Arc::from);
        let signal = match answer.get("return") {
            Some(value) => Signal::Succeeded(value.clone().into()),
            None => Signal::Failed(TaskError { error: text("error"), cause: text("cause") }),
        };
        Ok(Promise::Now(Answer { reply: vec![(after, signal)], by: Some("case.json".to_owned()) }))
    }
}

impl Backend for Answers<'_> {
    fn inbox(&self) -> &Inbox {
        &self.inbox
    }
}

impl DataStore for Answers<'_> {
    fn supply(&mut self, _: &DataCall, _: &StateMachine) -> Result<DataReply, Box<Refusal>> {
        unreachable!("no case reads items")
    }
}

/// Lets a report watch.
struct Watch<'a>(&'a mut dyn Report);

impl Observer for Watch<'_> {
    fn records(&mut self, records: &[Record]) -> std::io::Result<()> {
        records.iter().try_for_each(|record| self.0.record(record))
    }

    fn answered(&mut self, ticket: Ticket, by: &str) -> std::io::Result<()> {
        self.0.answered(ticket, by);
        Ok(())
    }
}

impl Case {
    fn read(folder: &Path) -> Self {
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let definition = files
            .filter(|path| path.to_string_lossy().contains(".asl."))
            .min()
            .unwrap_or_else(|| panic!("{} has no definition", folder.display()));
        let name = definition.file_name().unwrap().to_str().unwrap();
        let case = Value::parse(&std::fs::read_to_string(folder.join("case.json")).unwrap()).unwrap();
        let of = |key: &str| case.get(key).cloned().unwrap_or_else(Value::empty_object);
        let text = std::fs::read_to_string(&definition).unwrap();
        Self::new(name, &text, of("input"), of("answers"), case.get("express").is_some())
    }

    fn new(name: &str, text: &str, input: Value, answers: Value, express: bool) -> Self {
        let workflow = if express { Workflow::Express } else { Workflow::Standard };
        let names = Names {
            execution: Some("run".to_owned()),
            machine: Some("Order".to_owned()),
            role: Some("arn:aws:iam::123456789012:role/sfn".to_owned()),
            ..Names::default()
        };
        let order = Order {
            workflow: Some(workflow),
            input: Some(input.into()),
            clock: Some(ClockSpeed::Virtual),
            start: Some(START),
            names,
            ..Order::new(Text::Given(Source::new(name, text)))
        };
        let prepared = prepare(&order, &Settings::default()).unwrap_or_else(|error| panic!("{error:#?}"));
        Self { prepared, answers }
    }

    fn info(&self) -> Run<'_> {
        Run {
            machine: &self.prepared.machine,
            definition: &self.prepared.document,
            name: &self.prepared.setup.machine_name,
            mocks: &[],
            region: &self.prepared.region,
            role: &self.prepared.setup.role_arn,
            start: START,
            clock: "virtual",
            seed: self.prepared.setup.seed,
        }
    }

    fn start(&self) -> Fleet {
        self.prepared.start()
    }

    fn run(&self, report: &mut dyn Report) {
        let mut execution = self.start();
        let host = Host {
            backend: &mut Answers {
                answers: &self.answers,
                inbox: Inbox::default(),
                counts: BTreeMap::new(),
            },
            clock: &mut Virtual::new(START),
            limits: Limits { events: 1_000_000, ..Limits::default() },
            observer: &mut Watch(report),
            leader: None,
        };
        host.drive(&mut execution).unwrap();
        report.finish(11).unwrap();
    }

    fn trace(&self, style: Style, view: View) -> String {
        let mut out = Vec::new();
        self.run(&mut OfVisits::new(START, Trace::new(self.info(), style, view, &mut out)));
        String::from_utf8(out).unwrap()
    }

    fn format(&self, name: &str) -> String {
        let format = FORMATS.iter().find(|format| format.name == name).unwrap();
        let mut out = Vec::new();
        self.run(&mut *(format.start)(self.info(), &mut out));
        String::from_utf8(out).unwrap()
    }
}

fn cases() -> Vec<PathBuf> {
    let root = format!("{}/fixtures/report", env!("CARGO_MANIFEST_DIR"));
    let mut cases: Vec<_> = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

/// Every `fixtures/report/<case>/` holds `*.asl.*`, `case.json` with input and answers, and what is told of
/// the run: those of the files below that exist, `trace.txt` always.
#[test]
fn runs_are_told() {
    let ascii = Style { unicode: false, width: 80, ..PLAIN };
    let mut wrong = Vec::new();
    for folder in cases() {
        let case = Case::read(&folder);
        type Told<'t> = (&'t str, Box<dyn Fn() -> String + 't>);
        let told: [Told<'_>; 9] = [
            ("trace.txt", Box::new(|| case.trace(PLAIN, View::Default))),
            ("compact.txt", Box::new(|| case.trace(PLAIN, View::Compact))),
            ("verbose.txt", Box::new(|| case.trace(PLAIN, View::Verbose))),
            ("full.txt", Box::new(|| case.trace(PLAIN, View::Full))),
            ("ascii.txt", Box::new(|| case.trace(ascii, View::Default))),
            ("colour.txt", Box::new(|| case.trace(Style { colour: true, ..PLAIN }, View::Default))),
            ("history.json", Box::new(|| case.format("history"))),
            ("run.json", Box::new(|| case.format("json"))),
            ("run.jsonl", Box::new(|| case.format("jsonl"))),
        ];
        for (file, tell) in told {
            let path = folder.join(file);
            if file != "trace.txt" && !path.exists() {
                continue;
            }
            wrong.extend(crate::golden(&path, &tell()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the trace promises for any data: it is never wider than the page, and nothing that is equal
/// changed.
mod properties {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use sfn::report::ink::marks::Marks;
    use sfn::report::ink::secret::redact;
    use sfn::report::ink::shorten::shorten;
    use sfn::report::ink::width::columns;
    use sfn::report::runs::diff::{MadeBy, changes, diff};

    use super::*;

    fn json() -> impl Strategy<Value = Value> {
        let key = prop_oneof![Just("id"), Just("name"), Just("token"), Just("a"), Just("b c"), Just("ü")];
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "[a-z\n\u{1b}é世 ]{0,60}".prop_map(Value::from),
            Just(Value::from(r#"{"password":"x","n":[1,2]}"#)),
        ];
        leaf.prop_recursive(4, 48, 6, move |inner| {
            prop_oneof![
                vec(inner.clone(), 0..6).prop_map(Value::from),
                vec((key.clone(), inner), 0..6).prop_map(|members| Value::from(
                    members.into_iter().collect::<sfn::base::value::Object>()
                )),
            ]
        })
    }

    fn copy(value: &Value) -> Value {
        Value::parse(&value.to_json()).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn equal_values_have_no_changes(value in json()) {
            for origin in [MadeBy::New, MadeBy::Edited] {
                prop_assert_eq!(diff(&value, &copy(&value), origin), Vec::new());
            }
            prop_assert_eq!(changes(&value, &copy(&value)), Vec::new());
        }

        #[test]
        fn different_values_have_changes(a in json(), b in json()) {
            prop_assert_eq!(a == b, changes(&a, &b).is_empty());
            prop_assert_eq!(a == b, diff(&a, &b, MadeBy::Edited).is_empty());
        }

        #[test]
        fn values_fit_their_room(value in json(), room in 0usize..80, unicode in any::<bool>()) {
            let marks = Marks::of(Style { unicode, ..PLAIN });
            prop_assert!(columns(&shorten(&value, room, marks)) <= room);
        }

        #[test]
        fn lines_fit_the_page(input in json(), result in json(), width in 60usize..121, unicode in any::<bool>()) {
            let text = format!(r#"{{"StartAt": "A very long name of a state, with 世界 in it",
                "States": {{"A very long name of a state, with 世界 in it": {{"Type": "Pass", "Result": {result}, "Next": "B"}},
                "B": {{"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "ResultPath": "$.x.y",
                       "Parameters": {{"FunctionName": "b", "Payload.$": "$"}}, "Catch": [{{"ErrorEquals": ["States.ALL"], "Next": "C"}}], "End": true}},
                "C": {{"Type": "Pass", "Parameters": {{"z.$": "$.Cause"}}, "End": true}}}}}}"#);
            let answers = Value::parse(r#"{"B": [{"error": "Odd", "cause": "what a cause, so long that no line can hold it: and on and on and on it goes, 世界"}]}"#).unwrap();
            let case = Case::new("case.asl.json", &text, input, answers, false);
            for view in [View::Compact, View::Default, View::Verbose, View::Full] {
                let style = Style { width, unicode, colour: false };
                let trace = case.trace(style, view);
                // Snippets of the definition have rules of their own.
                let told = trace.lines().take_while(|line| !line.starts_with("error["));
                for line in told {
                    prop_assert!(columns(line) <= width, "{} > {}: {}", columns(line), width, line);
                    prop_assert!(!line.chars().any(char::is_control));
                }
            }
        }

        #[test]
        fn any_text_can_be_veiled(text in "[a-z\"\\\\:{}, ]{0,60}|.{0,40}") {
            prop_assert!(!redact(&text, Marks::of(PLAIN)).is_empty() || text.is_empty());
        }
    }

    #[test]
    fn secrets_in_texts_are_hidden() {
        let marks = Marks::of(PLAIN);
        for (text, veiled) in [
            (r#"in '{"apiKey":"abc","n":"1"}'"#, r#"in '{"apiKey":"‹hidden 3 B›","n":"1"}'"#),
            (r#"{"a":"{\"Token\": \"x\\\"y\"}"}"#, r#"{"a":"{\"Token\": \"‹hidden 6 B›\"}"}"#),
            (r#"{"password":7}"#, r#"{"password":7}"#),
            ("nothing here", "nothing here"),
        ] {
            assert_eq!(redact(text, marks), veiled);
        }
    }
}

/// A run of many events is told in a few lines, and no report takes long over it.
#[test]
fn long_runs_stay_short() {
    let text = r#"{"StartAt": "Count", "States": {
        "Count": {"Type": "Pass", "Parameters": {"n.$": "States.MathAdd($.n, 1)", "most.$": "$.most"}, "Next": "More?"},
        "More?": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericLessThanPath": "$.most", "Next": "Count"}],
                  "Default": "All"},
        "All": {"Type": "Map", "ItemsPath": "$.items", "ItemProcessor": {"StartAt": "A", "States": {
            "A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "End": true}}}, "End": true}}}"#;
    let text = text.replace("\"most.$\": \"$.most\"", "\"most.$\": \"$.most\", \"items.$\": \"$.items\"");
    let items = Value::from((0..300usize).map(Value::from).collect::<Vec<_>>());
    let input = [("n", Value::from(0i64)), ("most", Value::from(1500i64)), ("items", items)];
    let input = Value::from(input.into_iter().collect::<sfn::base::value::Object>());
    let case = Case::new("long.asl.json", &text, input, Value::Null, true);
    for view in [View::Compact, View::Default, View::Verbose] {
        let trace = case.trace(PLAIN, view);
        assert!(trace.lines().count() < 80, "{trace}");
        assert!(trace.contains("×1,500"), "{trace}");
    }
    assert!(case.trace(PLAIN, View::Default).contains("[1-299] ✓ same steps"));
    let told = Value::parse(&case.format("json")).unwrap();
    assert_eq!(told.pointer("/states/0/visits").and_then(Value::as_i64), Some(1500));
    assert_eq!(case.format("history").lines().count(), 2 + 7806);
    for line in case.format("jsonl").lines() {
        Value::parse(line).unwrap();
    }
}

#[test]
fn formats_have_names_of_their_own() {
    let names: Vec<_> = FORMATS.iter().map(|format| format.name).collect();
    assert!(names.is_sorted_by(|a, b| a < b), "{names:?}");
    assert!(FORMATS.iter().all(|format| !format.about.is_empty()));
}

#[test]
fn documents_are_json() {
    for folder in cases() {
        let case = Case::read(&folder);
        for name in ["history", "json"] {
            Value::parse(&case.format(name)).unwrap();
        }
    }
}

/// What StopExecution was told stands in the last lines.
#[test]
fn an_aborted_run_shows_its_error() {
    let text = r#"{"StartAt": "Hold", "States": {"Hold": {"Type": "Wait", "Seconds": 60, "End": true}}}"#;
    let case = Case::new("hold.asl.json", text, Value::empty_object(), Value::Null, false);
    let mut execution = case.start();
    let mut out = Vec::new();
    let mut trace = OfVisits::new(START, Trace::new(case.info(), PLAIN, View::Default, &mut out));
    while !matches!(execution.advance(START), Next::WaitUntil(_)) {}
    let error = TaskError { error: Some("Enough".into()), cause: Some("closed for today".into()) };
    execution.stop(START.after(5000), error);
    for record in execution.records() {
        trace.record(&record).unwrap();
    }
    trace.finish(11).unwrap();
    drop(trace);
    let told = String::from_utf8(out).unwrap();
    assert!(told.contains("Wait, cut short                                   5.00s"), "{told}");
    assert!(told.contains("✗ ABORTED   virtual 5.00s   real 11ms   Enough  closed for today\n"), "{told}");
}

/// A run that is given up leaves whole documents.
#[test]
fn abandoned_runs_leave_whole_documents() {
    let text = r#"{"StartAt": "Hold", "States": {"Hold": {"Type": "Wait", "Seconds": 60, "End": true}}}"#;
    let case = Case::new("hold.asl.json", text, Value::empty_object(), Value::Null, false);
    for format in FORMATS {
        let mut execution = case.start();
        let mut out = Vec::new();
        let mut report = (format.start)(case.info(), &mut out);
        while !matches!(execution.advance(START), Next::WaitUntil(_)) {}
        for record in execution.records() {
            report.record(&record).unwrap();
        }
        let place = Place::Key("/States/Hold".into());
        let found = Diagnostic::error(Code::new("SFN401"), place, "nothing answers");
        let message = StopMessage::Found(vec![(case.info().definition.clone(), found)]);
        report.abandon(&Stop { cause: StopCause::Unmocked, message }, 11).unwrap();
        drop(report);
        let told = String::from_utf8(out).unwrap();
        match format.name {
            "json" => {
                let document = Value::parse(&told).unwrap();
                assert_eq!(document.get("status").and_then(Value::as_str), Some("STOPPED"));
                assert_eq!(document.get("stopped").and_then(Value::as_str), Some("unmocked"));
            }
            "jsonl" => {
                let last = Value::parse(told.lines().last().unwrap()).unwrap();
                assert_eq!(last.get("type").and_then(Value::as_str), Some("run_stopped"));
                assert_eq!(last.get("code").and_then(Value::as_str), Some("SFN401"));
            }
            "mermaid" | "svg" => assert!(told.contains("Hold"), "{told}"),
            _ => {
                let events = Value::parse(&told).unwrap();
                assert_eq!(
                    events.get("events").and_then(Value::as_array).map(|events| events.len()),
                    Some(2)
                );
            }
        }
    }
}
