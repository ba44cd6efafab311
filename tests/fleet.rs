//! What a fleet of executions shows and costs: forks of runs with many children, children's records, single
//! steps, and the view a debugger has.

use sfn::asl::machine::Workflow;
use sfn::base::time::Time;
use sfn::base::value::Value;
use sfn::engine::history::{Detail, Record};
use sfn::engine::ids::ExecutionId;
use sfn::engine::{Fleet, Next, WaitsFor};

use sfn::services::clock::real_now;

use crate::lab::Lab;

/// A distributed Map whose children wait an hour each, beside a branch that counts.
const NAPS: &str = r#"{"StartAt": "Both", "States": {"Both": {"Type": "Parallel", "End": true, "Branches": [
    {"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true,
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": "Nap", "States": {
                "Nap": {"Type": "Wait", "Seconds": 3600, "Next": "Up"},
                "Up": {"Type": "Pass", "End": true}}}}}},
    {"StartAt": "Set", "States": {
        "Set": {"Type": "Pass", "Assign": {"n": 7}, "Next": "Rest"},
        "Rest": {"Type": "Wait", "Seconds": 60, "End": true}}}]}}}"#;

fn naps(items: usize) -> Value {
    Value::from((0..items).map(Value::from).collect::<Vec<_>>())
}

/// Runs until nothing is due, and gives the moment that is waited for.
fn settle(fleet: &mut Fleet, now: Time) -> Option<Time> {
    loop {
        match fleet.advance(now) {
            Next::Busy => {}
            Next::WaitUntil(time) => return Some(time),
            Next::Done => return None,
            Next::Invoke(_) | Next::Data(_) | Next::WaitForSignal => panic!("it only waits"),
        }
    }
}

#[test]
fn a_fork_with_10_000_live_children_is_cheap() {
    let lab = Lab::new(NAPS, "", Workflow::Standard);
    let mut fleet = lab.execution(naps(10_000), 1);
    let start = fleet.now();
    settle(&mut fleet, start);
    assert_eq!(fleet.strands().len(), 10_003, "the machine, two branches and all children run");
    let fastest = (0..50).map(|_| {
        let began = real_now();
        let fork = fleet.clone();
        let took = began.elapsed();
        drop(fork);
        took
    });
    let fastest = fastest.min().unwrap();
    assert!(fastest.as_micros() < 1_000, "a fork takes {fastest:?}");
}

#[test]
fn forks_do_not_disturb_each_other() {
    let lab = Lab::new(NAPS, "", Workflow::Standard);
    let mut fleet = lab.execution(naps(300), 1);
    let start = fleet.now();
    let mut now = settle(&mut fleet, start);
    let fork = fleet.clone();
    let before = fork.strands().len();
    while let Some(time) = now {
        now = settle(&mut fleet, time);
    }
    assert!(fleet.outcome().is_some() && fork.outcome().is_none());
    assert_eq!(fork.strands().len(), before);
}

#[test]
fn childrens_records_are_kept_on_request() {
    let lab = Lab::new(NAPS, "", Workflow::Standard);
    let run = |mut fleet: Fleet| {
        let (mut now, mut found) = (Some(fleet.now()), Vec::new());
        while let Some(time) = now {
            now = settle(&mut fleet, time);
            found.append(&mut fleet.child_records());
        }
        found
    };
    assert!(run(lab.execution(naps(3), 1)).is_empty(), "nobody asked for them");
    let found = run(lab.with_children(naps(3), 1));
    for number in 0..3_u32 {
        let own: Vec<_> = found.iter().filter(|child| child.number == number).collect();
        let is = |child: ExecutionId| own.iter().all(|records| records.execution == child);
        assert!(is(ExecutionId(number + 1)), "children are numbered as they start");
        assert!(own.iter().all(|records| records.parent == ExecutionId::ROOT));
        assert!(own[0].arn.contains(":execution:machine/"), "{}", own[0].arn);
        let records: Vec<&Record> = own.iter().flat_map(|records| &records.records).collect();
        let ids = records.iter().filter_map(|record| match record {
            Record::Event(event) => Some(event.id),
            Record::Note(_) => None,
        });
        assert_eq!(ids.collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
        let Some(Record::Event(last)) = records.last() else { panic!("it ends with an event") };
        assert!(matches!(last.detail, Detail::ExecutionSucceeded { .. }));
    }
}

#[test]
fn a_step_is_one_turn() {
    let lab = Lab::new(NAPS, "", Workflow::Standard);
    let (mut whole, mut stepped) = (lab.execution(naps(3), 1), lab.execution(naps(3), 1));
    let mut now = whole.now();
    loop {
        let next = settle(&mut whole, now);
        let mut steps = 0;
        while matches!(stepped.step(now), Next::Busy) {
            steps += 1;
            let events = stepped.records().iter().filter(|record| matches!(record, Record::Event(_))).count();
            assert!(events <= 4, "one turn enters and leaves one state, or joins what ran in it");
        }
        assert!(steps > 0);
        assert_eq!(stepped.event_count(), whole.event_count());
        let Some(time) = next else { break };
        now = time;
    }
    assert!(stepped.outcome().is_some());
}

#[test]
fn a_view_shows_every_strand() {
    let lab = Lab::new(NAPS, "", Workflow::Standard);
    let mut fleet = lab.execution(naps(2), 1);
    let about: Vec<String> = fleet.strands().iter().map(|strand| strand.waits_for.words()).collect();
    assert_eq!(about, ["is about to enter"]);
    let start = fleet.now();
    settle(&mut fleet, start);
    let shown: Vec<String> = fleet
        .strands()
        .iter()
        .map(|strand| {
            let steps = strand.path.iter().map(|step| step.index.to_string()).collect::<Vec<_>>().join("/");
            let state = &fleet.machine().state(strand.state).name;
            let (id, words) = (strand.execution.0, strand.waits_for.words());
            let variables = Value::from(strand.variables.clone());
            format!("{id} [{steps}] {state} {words} {} {variables}", strand.input.text())
        })
        .collect();
    assert_eq!(
        shown,
        [
            "0 [] Both waits for 2 branches or items [0,1] {}",
            "0 [0] Each waits for 2 child executions [0,1] {}",
            "0 [1] Rest waits until 2026-01-01T00:01:00Z [0,1] {\"n\":7}",
            "1 [0/0] Nap waits until 2026-01-01T01:00:00Z 0 {}",
            "2 [0/1] Nap waits until 2026-01-01T01:00:00Z 1 {}",
        ]
    );
    assert!(fleet.strands().iter().all(|strand| !matches!(strand.waits_for, WaitsFor::Answer(_))));
}

/// A loop that makes 200 KB anew in each round.
const ANEW: &str = r#"{"StartAt": "Again?", "QueryLanguage": "JSONata", "States": {
    "Again?": {"Type": "Choice", "Default": "Done",
        "Choices": [{"Condition": "{% $states.input.n < 200 %}", "Next": "Make"}]},
    "Make": {"Type": "Pass", "Next": "Again?",
        "Output": {"n": "{% $states.input.n + 1 %}", "rows": "{% $map($states.input.rows, function($row) { $row & '' }) %}"}},
    "Done": {"Type": "Pass", "Output": "done", "End": true}}}"#;

#[test]
fn records_that_hold_much_data_leave_early() {
    let lab = Lab::new(ANEW, "", Workflow::Standard);
    let rows = (0..200).map(|row| Value::from(format!("{row:01000}"))).collect::<Vec<_>>();
    let input =
        Value::from(sfn::base::value::Object::from_iter([("n", Value::from(0_i64)), ("rows", rows.into())]));
    let mut fleet = lab.execution(input, 1);
    let mut most = 0;
    while !matches!(fleet.advance(fleet.now()), Next::Done) {
        most = most.max(fleet.records().len());
    }
    assert!(most > 0 && most < 120, "{most} records were held at a time");
}
