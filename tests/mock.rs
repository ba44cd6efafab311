//! Mock files: what is wrong with them, and what they answer.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use sfn::asl::machine::{StateMachine, Workflow};
use sfn::asl::resource::Resource;
use sfn::base::source::Source;
use sfn::base::time::Time;
use sfn::base::value::{Object, Value};
use sfn::engine::call::{Call, Reply, Signal, Step, TaskError, Ticket};
use sfn::report::findings::human;
use sfn::report::ink::style::Style;
use sfn::services::mock::{
    ExpectedStatus, Finding, MockFile, Mocks, Skip, Snapshot, TimeLimit, TimeOperator,
};
use sfn::services::refusal::Refusal;
use sfn::services::{Answer, Promise, Service as _};
use sfn::session::Router;
use sfn::validate::check;

const PLAIN: Style = Style { colour: false, unicode: false, width: 100 };

/// Every `fixtures/mock/<case>/` holds mock files, `calls.yaml` (see `run`) and `expected.txt`.
#[test]
fn cases() {
    let root = format!("{}/fixtures/mock", env!("CARGO_MANIFEST_DIR"));
    let mut cases: Vec<_> = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    let mut wrong = Vec::new();
    for case in cases {
        let found = run(&case);
        wrong.extend(crate::golden(&case.join("expected.txt"), &found));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Reads the files that `calls.yaml` names (default `mocks.sfn.yaml`), selects its `case` for its `machine`,
/// makes its calls, and prints all that is heard.
fn run(case: &Path) -> String {
    let plan = value(case, "calls.yaml");
    let names = match plan.get("files") {
        Some(files) => files.as_array().unwrap().iter().map(text_of).collect(),
        None => vec!["mocks.sfn.yaml".to_owned()],
    };
    let sources: Vec<Source> = names.iter().map(|name| source(case, name).unwrap()).collect();
    let mut out = String::new();
    let file = match MockFile::read(&sources, &mut |path, _| source(case, path)) {
        Ok(file) => Arc::new(file),
        Err(findings) => return rendered(&findings),
    };
    out += &rendered(file.warnings());
    let mut selected = None;
    if let Some(name) = plan.get("case") {
        let machine = plan.get("machine").and_then(Value::as_str);
        match file.case(name.as_str().unwrap(), machine) {
            Ok(case) => {
                let input = case.input.as_ref().map(Value::to_json);
                writeln!(out, "case {} with input {input:?}", case.name).unwrap();
                selected = Some(case);
            }
            Err(error) => writeln!(out, "{error:?}").unwrap(),
        }
    }
    let layer = file.layer(selected);
    let mut router = Router::new(Mocks::new(Arc::clone(&file), Arc::clone(&layer), 1));
    let calls = plan.get("calls").unwrap().as_array().unwrap();
    let machine = machine_of(calls);
    out += &rendered(&layer.check_against(&machine, &BTreeSet::new()));
    for call in calls.iter() {
        let call = call_of(call, &machine);
        writeln!(out, "{} {}", machine.state(call.state).name, call.resource.arn).unwrap();
        match router.call(&call, &machine) {
            Ok(Promise::Now(answer)) => print_answer(&mut out, &answer),
            Ok(Promise::Later | Promise::Within(_)) => panic!("mocks answer at once"),
            Err(refusal) => print_refusal(&mut out, &refusal),
        }
    }
    for origin in router.mocks.unused() {
        writeln!(out, "unused {origin}").unwrap();
    }
    out
}

fn print_answer(out: &mut String, answer: &Answer) {
    if let Some(by) = &answer.by {
        writeln!(out, "    {by}").unwrap();
    }
    print_reply(out, &answer.reply);
}

fn print_reply(out: &mut String, reply: &Reply) {
    let error = |error: &TaskError| format!("{:?} {:?}", error.error, error.cause);
    for (at, signal) in reply {
        let words = match signal {
            Signal::Started { worker } => format!("Started {worker:?}"),
            Signal::Submitted(payload) => format!("Submitted {}", payload.text()),
            Signal::SubmitFailed(why) => format!("SubmitFailed {}", error(why)),
            Signal::Heartbeat => "Heartbeat".to_owned(),
            Signal::Succeeded(payload) => format!("Succeeded {}", payload.text()),
            Signal::Failed(why) => format!("Failed {}", error(why)),
        };
        writeln!(out, "    {at} ms {words}").unwrap();
    }
}

fn print_refusal(out: &mut String, refusal: &Refusal) {
    if let Some(found) = &refusal.at {
        *out += &rendered(std::slice::from_ref(found));
        return;
    }
    writeln!(out, "    error[{}]: {}", refusal.code, refusal.message).unwrap();
    refusal.facts.iter().for_each(|fact| writeln!(out, "    = {fact}").unwrap());
    refusal.help.iter().for_each(|help| writeln!(out, "    = help: {help}").unwrap());
}

/// A machine that has all the states that `calls` speak of.
fn machine_of(calls: &[Value]) -> StateMachine {
    let mut names: Vec<&str> = Vec::new();
    for call in calls {
        let outer = call.get("in").and_then(Value::as_array).into_iter().flat_map(|steps| steps.iter());
        let named = outer.filter_map(|step| step.at(0)).chain(call.get("state"));
        names.extend(named.filter_map(Value::as_str));
    }
    names.sort_unstable();
    names.dedup();
    let mut states = Object::new();
    for (at, name) in names.iter().enumerate() {
        let next = names.get(at + 1).map_or_else(
            || r#""End": true"#.to_owned(),
            |next| format!(r#""Next": {}"#, Value::from(*next).to_json()),
        );
        let state = format!(r#"{{"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", {next}}}"#);
        states.insert(*name, Value::parse(&state).unwrap());
    }
    let mut definition = Object::new();
    let first = states.keys().next().cloned().unwrap_or_else(|| "Done".into());
    if states.is_empty() {
        states.insert("Done", Value::parse(r#"{"Type": "Succeed"}"#).unwrap());
    }
    definition.insert("StartAt", Value::from(first));
    definition.insert("States", Value::from(states));
    check(&definition.into(), Workflow::Standard).machine.unwrap()
}

fn call_of(call: &Value, machine: &StateMachine) -> Call {
    let resource = text_of(call.get("resource").unwrap());
    let arn = if resource.starts_with("arn:") { resource } else { format!("arn:aws:states:::{resource}") };
    let id = |name: &Value| machine.find(name.as_str().unwrap()).unwrap();
    let given = |key: &str| call.get(key).cloned();
    let seconds = |key: &str| given(key).map(|v| u32::try_from(v.as_i64().unwrap()).unwrap());
    let steps = given("in").map_or_else(Vec::new, |steps| steps.as_array().unwrap().to_vec());
    let step = |step: &Value| Step {
        state: id(step.at(0).unwrap()),
        index: usize::try_from(step.at(1).unwrap().as_i64().unwrap()).unwrap(),
        is_item: step.at(2).is_none(),
    };
    Call {
        ticket: Ticket(0),
        state: id(call.get("state").unwrap()),
        after: None,
        resource: Resource::parse(&arn).unwrap(),
        args: given("args").unwrap_or_default(),
        input: given("input").unwrap_or_default(),
        path: steps.iter().map(step).collect(),
        item: given("item"),
        retry_count: given("attempt").map_or(0, |n| u32::try_from(n.as_i64().unwrap()).unwrap()),
        error: given("error"),
        context: given("context").unwrap_or_else(Value::empty_object),
        variables: given("vars").unwrap_or_else(Value::empty_object),
        at: Time::from_millis(0),
        timeout_seconds: seconds("timeout"),
        heartbeat_seconds: seconds("heartbeat"),
        token: given("token").map(|token| text_of(&token).into()),
    }
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn source(case: &Path, name: &str) -> std::io::Result<Source> {
    std::fs::read_to_string(case.join(name)).map(|text| Source::new(name, text))
}

fn value(case: &Path, name: &str) -> Value {
    sfn::load::data(&source(case, name).unwrap()).unwrap().value().clone()
}

fn rendered(findings: &[Finding]) -> String {
    let mut out = Vec::new();
    human::render(&mut out, findings, &PLAIN).unwrap();
    String::from_utf8(out).unwrap()
}

/// The text with a line moved, lost or doubled, and `word` in place of a few letters.
fn odd_word(text: &str, word: &str, below: impl Fn(usize) -> usize) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let (from, to) = (below(lines.len()), below(lines.len()));
    match below(3) {
        0 => lines.swap(from, to),
        1 => drop(lines.remove(from)),
        _ => lines.insert(from, lines[to]),
    }
    let mut letters: Vec<char> = lines.join("\n").chars().collect();
    let at = below(letters.len() + 1);
    let end = (at + below(8)).min(letters.len());
    letters.splice(at..end, word.chars());
    letters.into_iter().collect()
}

/// Whatever a file holds, reading it and answering from it never panics.
#[test]
fn fuzz_mocks() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let is_mock = |name: &str| name.ends_with(".sfn.yaml") || name == "MockConfigFile.json";
    let files = ["mock", "run"].map(|folder| crate::fuzz::files(&root.join(folder), &is_mock));
    let texts: Vec<String> =
        files.concat().iter().filter_map(|file| std::fs::read_to_string(file).ok()).collect();
    let plan =
        Value::parse(r#"[{"state": "A", "resource": "lambda:invoke", "args": {"FunctionName": "a:b"}}]"#);
    let plan = plan.unwrap();
    let machine = machine_of(plan.as_array().unwrap());
    let call = call_of(plan.at(0).unwrap(), &machine);
    let words =
        ["A:", "null", "[]", "{}", "-1", "99999999999999999999", "\"{%", "*a", "&a", "'", "3+", "at:"];
    crate::fuzz::each("mocks", 4000, |seed, chance| {
        let below = |limit: usize| crate::fuzz::below(chance, limit);
        let text = &texts[seed as usize % texts.len()];
        let text = match below(4) {
            0 => crate::templates::mutated(text, chance),
            1 => odd_word(text, words[below(words.len())], below),
            _ => crate::fuzz::worded(text, chance),
        };
        let read = MockFile::read(&[Source::new("m.yaml", text)], &mut |_, _| Ok(Source::new("r", "{}")));
        match read {
            Ok(file) => {
                let layer = file.layer(file.case("Happy", Some("Shop")).ok());
                assert!(rendered(&layer.check_against(&machine, &BTreeSet::new())).len() < 1_000_000);
                let _ = Mocks::new(Arc::new(file), layer, seed).find(&call, &machine);
                true
            }
            Err(findings) => {
                assert!(!rendered(&findings).is_empty());
                false
            }
        }
    });
}

/// All runs of a test suite use one parsed file, on whichever thread they run.
#[test]
fn a_file_is_shared_between_threads() {
    fn is_shared<T: Send + Sync>() {}
    fn is_sent<T: Send>() {}
    is_shared::<MockFile>();
    is_sent::<Mocks>();
}

const TESTS: &str = r#"
version: 1
mocks: {states: {A: {return: 1}}}
tests:
  whole:
    from: A
    until: B
    skip: not today
    snapshot: [path, history]
    tags: [slow]
    expect:
      status: TIMED_OUT
      error: {name: Odd, cause: {n: 1}}
      path: [A, B]
      calls: {A: 2, B: {times: 1, all_args: [{n: 1}]}}
      duration: "<= 1m30s"
    each:
      - {name: short, expect: {error: Even}, snapshot: false}
"#;

#[test]
fn test_cases_are_read_with_what_they_expect() {
    let file = MockFile::read(&[Source::new("m.yaml", TESTS)], &mut |_, _| unreachable!()).unwrap();
    let case = file.case("whole / short", None).unwrap();
    assert_eq!((case.from.as_deref(), case.until.as_deref()), (Some("A"), Some("B")));
    assert_eq!(case.skip, Some(Skip { reason: Some("not today".into()) }));
    assert_eq!(case.snapshot, Some(Snapshot::None), "a row has its own in place of the test's");
    let expect = &case.expect;
    assert_eq!(expect.status, Some(ExpectedStatus::TimedOut));
    assert_eq!(expect.error.as_ref().and_then(|error| error.name.as_deref()), Some("Even"));
    assert_eq!(expect.duration, Some(TimeLimit { operator: TimeOperator::AtMost, ms: 90_000 }));
    let counts: Vec<_> = expect.calls.iter().map(|(state, calls)| (&**state, calls.times)).collect();
    assert_eq!(counts, [("A", Some(2)), ("B", Some(1))]);
}
