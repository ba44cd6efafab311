//! Runs that are saved and restored: every case of `fixtures/run/` is run to its end, then again, written
//! down as JSON and read again between steps, with what its mocks have counted. Both must leave the same
//! records, whatever the report, and the same answers unused.

use std::io;
use std::path::Path;

use sfn::base::time::Time;
use sfn::base::value::Value;
use sfn::engine::history::Record;
use sfn::engine::{Fleet, Next};
use sfn::project::clock::ClockSpeed;
use sfn::project::settings::Settings;
use sfn::report::ink::style::Style;
use sfn::report::runs::history::History;
use sfn::report::runs::jsonl::Stream;
use sfn::report::runs::trace::{Trace, View};
use sfn::report::runs::{OfVisits, Report, Run};
use sfn::services::mock::Counters;
use sfn::services::{DataStore as _, Promise, Service as _};
use sfn::session::order::Text;
use sfn::session::{Order, Prepared, Router, prepare};

use crate::lab::Lab;

/// Runs of more events are left out: some cases go on until a quota or the caller stops them.
const MOST: u64 = 1_000;

/// What a run is driven by between its steps.
type Between<'a> = &'a mut dyn FnMut(Fleet, &mut Prepared) -> Fleet;

/// A case of `fixtures/run/`, unless it cannot even start.
fn prepared(folder: &Path) -> Option<Prepared> {
    let definition = ["machine.asl.json", "machine.asl.yaml"]
        .map(|name| folder.join(name))
        .into_iter()
        .find(|path| path.exists())?;
    let mut order = Order::new(Text::File(definition.to_str()?.to_owned()));
    order.clock = Some(ClockSpeed::Virtual);
    order.start = Time::parse("2026-01-01T00:00:00Z");
    order.seed = Some(1);
    if let Ok(input) = std::fs::read_to_string(folder.join("input.json")) {
        order.input = Some(Value::parse(&input).ok()?.into());
    }
    prepare(&order, &Settings::default()).ok()
}

/// Runs as far as the run goes and gives what three reports make of it.
fn reports(prepared: &mut Prepared, is_stepping: bool, between: Between<'_>) -> String {
    let records = run(prepared, is_stepping, between);
    let run = Run {
        machine: &prepared.machine,
        definition: &prepared.document,
        name: &prepared.setup.machine_name,
        mocks: &[],
        region: &prepared.region,
        role: &prepared.setup.role_arn,
        start: prepared.setup.start,
        clock: "virtual",
        seed: 1,
    };
    let mut outs = [Vec::new(), Vec::new(), Vec::new()];
    let [history, lines, trace] = &mut outs;
    let write = |report: &mut dyn Report| -> io::Result<()> {
        records.iter().try_for_each(|record| report.record(record))?;
        report.finish(0)
    };
    write(&mut History::new(run, history)).unwrap();
    let style = Style { colour: false, unicode: true, width: 100 };
    let start = prepared.setup.start;
    write(&mut OfVisits::new(start, Stream::new(run, lines))).unwrap();
    write(&mut OfVisits::new(start, Trace::new(run, style, View::Full, trace))).unwrap();
    let unused: Vec<_> = prepared.world.router.mocks.unused().iter().map(ToString::to_string).collect();
    format!("{}\n{}", outs.map(|out| String::from_utf8(out).unwrap()).join("\n"), unused.join("\n"))
}

fn run(prepared: &mut Prepared, is_stepping: bool, between: Between<'_>) -> Vec<Record> {
    let mut fleet = prepared.start();
    let mut now = prepared.setup.start;
    let mut records = Vec::new();
    let machine = fleet.machine().clone();
    while fleet.event_count() < MOST {
        let next = if is_stepping { fleet.step(now) } else { fleet.advance(now) };
        records.append(&mut fleet.records());
        match next {
            Next::Done | Next::WaitForSignal => break,
            Next::Busy => {}
            Next::WaitUntil(time) => now = time,
            Next::Invoke(calls) => {
                for call in calls {
                    let answer = prepared.world.router.call(&call, &machine);
                    let Ok(Promise::Now(answer)) = answer else { return records };
                    fleet = between(fleet, prepared);
                    fleet.resolve(call.ticket, call.at, answer.reply);
                }
            }
            Next::Data(requests) => {
                for request in requests {
                    let Ok(reply) = prepared.world.router.supply(&request, &machine) else { return records };
                    fleet = between(fleet, prepared);
                    fleet.supply(request.ticket, reply);
                }
            }
        }
        fleet = between(fleet, prepared);
    }
    if fleet.event_count() < MOST { records } else { Vec::new() }
}

/// The records of a case of `fixtures/run/`, and when it starts; none if it cannot start or is too long.
pub(crate) fn records(folder: &Path) -> Option<(Vec<Record>, Time)> {
    let mut prepared = prepared(folder)?;
    let start = prepared.setup.start;
    let records = run(&mut prepared, false, &mut |fleet, _| fleet);
    (!records.is_empty()).then_some((records, start))
}

/// Writes down what the mocks have counted, and goes on with mocks that have counted nothing else.
fn mocks_again(prepared: &mut Prepared, fresh: &Router) {
    let text = prepared.world.router.mocks.counters().save().to_json();
    let counters = Counters::restore(&Value::parse(&text).unwrap()).unwrap_or_else(|why| panic!("{why}"));
    prepared.world.router = Router::new(fresh.mocks.clone().counting_from(counters));
}

/// Writes a run down and reads it again.
fn again(fleet: &Fleet, prepared: &Prepared) -> Fleet {
    let text = fleet.save().to_json();
    let saved = Value::parse(&text).unwrap();
    Fleet::restore(&saved, prepared.machine.clone()).unwrap_or_else(|why| panic!("{why}: {text:.2000}"))
}

/// Saves and restores at some 40 places of a run, more often at its beginning.
fn now_and_then(is_stepping: bool, folder: &Path) -> String {
    let (mut calls, mut due) = (0_usize, 0_usize);
    let mut first = prepared(folder).unwrap();
    let fresh = first.world.router.clone();
    let mut between = |fleet: Fleet, prepared: &mut Prepared| {
        calls += 1;
        if calls < due {
            return fleet;
        }
        due = calls + 1 + calls / 8;
        mocks_again(prepared, &fresh);
        again(&fleet, prepared)
    };
    reports(&mut first, is_stepping, &mut between)
}

#[test]
fn a_run_goes_on_where_it_was_saved() {
    let (mut tried, mut wrong) = (0, Vec::new());
    for folder in crate::run::cases() {
        let Some(mut first) = prepared(&folder) else { continue };
        tried += 1;
        let whole = reports(&mut first, false, &mut |fleet, _| fleet);
        let saved = now_and_then(false, &folder);
        let stepped = now_and_then(true, &folder);
        if whole != saved || whole != stepped {
            let found = if whole == saved { stepped } else { saved };
            let differs = whole.lines().zip(found.lines()).find(|(one, other)| one != other);
            wrong.push(format!("{}: {differs:?}", folder.display()));
        }
    }
    assert!(tried > 200, "only {tried} cases were tried");
    assert!(wrong.is_empty(), "{} of {tried} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// A loop that puts its data into itself twice, forty times.
const DOUBLE: &str = r#"{"StartAt": "Wait", "QueryLanguage": "JSONata", "States": {
    "Wait": {"Type": "Wait", "Seconds": 1, "Next": "Again?"},
    "Again?": {"Type": "Choice", "Default": "Done",
        "Choices": [{"Condition": "{% $states.input.n < 12 %}", "Next": "Double"}]},
    "Double": {"Type": "Pass", "Next": "Wait",
        "Output": {"n": "{% $states.input.n + 1 %}", "a": "{% $states.input %}", "b": "{% $states.input %}"}},
    "Done": {"Type": "Pass", "Output": "done", "End": true}}}"#;

#[test]
fn what_is_shared_is_saved_once() {
    let lab = Lab::new(DOUBLE, "", sfn::asl::machine::Workflow::Standard);
    let mut fleet = lab.execution(Value::parse(r#"{"n": 0}"#).unwrap(), 1);
    let (mut now, mut longest) = (fleet.now(), 0);
    loop {
        match fleet.advance(now) {
            Next::WaitUntil(time) => now = time,
            Next::Done => break,
            Next::Busy | Next::Invoke(_) | Next::Data(_) | Next::WaitForSignal => panic!("it only waits"),
        }
        longest = longest.max(fleet.save().to_json().len());
        let saved = Value::parse(&fleet.save().to_json()).unwrap();
        fleet = Fleet::restore(&saved, fleet.machine().clone()).unwrap();
    }
    assert!(longest < 6000, "12 doublings are {longest} bytes");
}

#[test]
fn what_cannot_be_restored_is_refused() {
    let lab = Lab::new(DOUBLE, "", sfn::asl::machine::Workflow::Standard);
    let other = Lab::new(&DOUBLE.replace("Done", "End"), "", sfn::asl::machine::Workflow::Standard);
    let mut fleet = lab.execution(Value::parse(r#"{"n": 0}"#).unwrap(), 1);
    fleet.advance(fleet.now());
    let text = fleet.save().to_json();
    let machine = fleet.machine().clone();
    let refused = |text: &str, machine| {
        let saved = Value::parse(text).unwrap_or_default();
        Fleet::restore(&saved, machine).map(|_| ()).unwrap_err().to_string()
    };
    let elsewhere = other.execution(Value::Null, 1).machine().clone();
    assert_eq!(refused(&text, elsewhere), "the state machine is not the one this run was saved with");
    let older = text.replacen("\"version\":3", "\"version\":0", 1);
    assert_eq!(
        refused(&older, machine.clone()),
        "a saved run of version 0 cannot be read: this program reads version 3"
    );
    let damaged = text.replacen("\"epoch\":", "\"epoch\":1", 1);
    assert_eq!(refused(&damaged, machine.clone()), "the saved run is damaged: its sum does not match");
    assert!(refused("{}", machine).contains("version null"));
}

#[test]
fn counters_that_cannot_be_restored_are_refused() {
    let refused = |text: &str| Counters::restore(&Value::parse(text).unwrap()).unwrap_err().to_string();
    let older = r#"{"version": 0, "calls": [], "used": []}"#;
    assert_eq!(refused(older), "saved counters of version 0 cannot be read: this program reads version 1");
    assert_eq!(refused(r#"{"version": 1, "used": []}"#), "saved counters need a list `calls`");
    let call = r#"{"version": 1, "calls": [{"state": 0, "path": [[1, 2]], "count": 1}], "used": []}"#;
    assert_eq!(refused(call), r#"the saved counters are damaged: {"state":0,"path":[[1,2]],"count":1}"#);
    let used = r#"{"version": 1, "calls": [], "used": [["a.yaml"]]}"#;
    assert_eq!(refused(used), r#"the saved counters are damaged: ["a.yaml"]"#);
}
