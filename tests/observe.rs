//! What AWS's observability sees of a run: log records, metrics, alarms, spans.

use std::path::Path;

use sfn::base::value::Value;
use sfn::engine::history::Record;
use sfn::observe::Subject;
use sfn::observe::alarms::{AlarmState, Evaluation, Missing};
use sfn::observe::logs::{self, Level, Logging};
use sfn::observe::metrics::{self, Metrics};
use sfn::observe::spans::Spans;
use sfn::observe::totals::Totals;
use sfn::observe::xray::Segments;
use sfn::record::visits::Visits;
use sfn::record::{Recording, RecordingEntry};

use crate::cli::Folder;

const FAILS: &str = r#"{"StartAt": "Both", "States": {
    "Both": {"Type": "Parallel", "Next": "Charge", "Branches": [
        {"StartAt": "Look", "States": {"Look": {"Type": "Pass", "End": true}}},
        {"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 2, "End": true}}}]},
    "Charge": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true,
        "Parameters": {"FunctionName": "charge"}, "Retry": [{"ErrorEquals": ["Busy"], "MaxAttempts": 1}]}}}"#;
const MOCKS: &str = r#"{"version": 1, "mocks": {"states": {"Charge": [
    {"throw": {"error": "Busy", "cause": "later"}}, {"throw": {"error": "Declined", "cause": "no money"}}]}}}"#;

const SUBJECT: Subject<'static> = Subject {
    execution_arn: "arn:aws:states:us-east-1:123456789012:execution:m:e",
    machine_arn: "arn:aws:states:us-east-1:123456789012:stateMachine:m",
    redrive_count: 0,
};

fn golden(name: &str, found: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/observe").join(name);
    assert_eq!(super::golden(&file, found), None, "{name} differs");
}

/// The folder of a run that fails, its recording and its spans in it.
fn run() -> Folder {
    let files = [("m.asl.json", FAILS), ("m.sfn.yaml", MOCKS)];
    let folder = Folder::new("observe", &files);
    let ended = folder.sfn(&[
        "run",
        "m.asl.json",
        "-q",
        "--seed",
        "1",
        "--name",
        "e",
        "--save-trace",
        "run.jsonl",
        "--trace-out",
        "spans.json",
    ]);
    assert_eq!(ended.code, Some(1), "{}", ended.err);
    folder
}

/// Log records of all levels, with data and without.
#[test]
fn log_records_are_those_of_cloudwatch() {
    let folder = run();
    let saved = std::fs::read(folder.0.join("run.jsonl")).unwrap();
    let mut told = String::new();
    for (level, includes_data) in
        [("ALL", true), ("ALL", false), ("ERROR", true), ("FATAL", true), ("OFF", true)]
    {
        told.push_str(&format!("{level}, data {includes_data}\n"));
        let logging = Logging { level: Level::of(level).unwrap(), includes_data };
        let mut recording = Recording::open("run.jsonl", &saved[..]).unwrap();
        let opening = recording.opening().clone();
        while let Some(entry) = recording.entry().unwrap() {
            let RecordingEntry::Record(record) = entry else { continue };
            let Record::Event(event) = record else { continue };
            if let Some(line) = logs::record(&opening.run(), &SUBJECT, &event, logging) {
                told.push_str(&line);
                told.push('\n');
            }
        }
    }
    golden("logs.txt", &told);
}

/// Data points of a run, as EMF and as text for Prometheus.
#[test]
fn metrics_are_those_of_aws_states() {
    let folder = run();
    let saved = std::fs::read(folder.0.join("run.jsonl")).unwrap();
    let mut recording = Recording::open("run.jsonl", &saved[..]).unwrap();
    let opening = recording.opening().clone();
    let mut metrics = Metrics::new(&SUBJECT, opening.start);
    while let Some(entry) = recording.entry().unwrap() {
        if let RecordingEntry::Record(Record::Event(event)) = entry {
            metrics.event(&opening.run(), &event);
        }
    }
    let mut told = Vec::new();
    let mut totals = Totals::default();
    metrics.points.iter().for_each(|point| totals.add(point));
    totals.write(&mut told).unwrap();
    metrics::emf(&mut told, "AWS/States", &metrics.points).unwrap();
    golden("metrics.txt", &String::from_utf8(told).unwrap());
}

/// Spans as OTLP takes them: whole, with ids that lead to each other, and the same at every run.
#[test]
fn spans_are_written_as_otlp() {
    let told = |folder: &Folder| std::fs::read_to_string(folder.0.join("spans.json")).unwrap();
    let spans = told(&run());
    assert_eq!(spans, told(&run()));
    let document = Value::parse(&spans).unwrap();
    let all = document.pointer("/resourceSpans/0/scopeSpans/0/spans").unwrap();
    let all = all.as_array().unwrap().as_slice();
    let text = |span: &Value, key: &str| span.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    for span in all {
        let parent = text(span, "parentSpanId");
        let is_known = all.iter().any(|other| text(other, "spanId") == parent);
        assert!(is_known || parent.is_empty() && text(span, "name") == "m", "{span}");
        let time = |key: &str| text(span, key).parse::<u64>().unwrap();
        assert!(time("startTimeUnixNano") <= time("endTimeUnixNano"), "{span}");
    }
    golden("spans.json", &spans);
}

/// The segment of X-Ray: the execution, its states and branches in it, calls below them.
#[test]
fn segments_are_nested_as_in_xray() {
    let folder = run();
    let saved = std::fs::read(folder.0.join("run.jsonl")).unwrap();
    let mut recording = Recording::open("run.jsonl", &saved[..]).unwrap();
    let opening = recording.opening().clone();
    let mut visits = Visits::new(opening.start);
    let mut spans = Spans::new(opening.run(), &SUBJECT, Segments::default());
    while let Some(entry) = recording.entry().unwrap() {
        if let RecordingEntry::Record(record) = entry {
            visits.record(&record, &mut spans).unwrap();
        }
    }
    visits.finish(&mut spans).unwrap();
    spans.finish(&visits).unwrap();
    let document = Value::parse(&spans.sink.document().unwrap()).unwrap();
    golden("segment.json", &format!("{}\n", document.to_json_pretty()));
}

/// The ten rows of the two tables in the CloudWatch guide: three periods; `0` is fine, `X` breaches, `-` is missing.
#[test]
fn alarms_treat_missing_data_as_the_guide_says() {
    let rows = [
        ("0 - X - X", 3, ["OK", "OK", "OK", "OK"]),
        ("0 - - - -", 3, ["OK", "OK", "OK", "OK"]),
        ("- - - - -", 3, ["INSUFFICIENT_DATA", "before", "ALARM", "OK"]),
        ("0 X X - X", 3, ["ALARM", "ALARM", "ALARM", "ALARM"]),
        ("- - X - -", 3, ["ALARM", "before", "ALARM", "OK"]),
        ("0 - X - X", 2, ["ALARM", "ALARM", "ALARM", "ALARM"]),
        ("0 0 X 0 X", 2, ["ALARM", "ALARM", "ALARM", "ALARM"]),
        ("0 - X - -", 2, ["OK", "OK", "ALARM", "OK"]),
        ("- - - - 0", 2, ["OK", "OK", "ALARM", "OK"]),
        ("- - - X -", 2, ["ALARM", "before", "ALARM", "OK"]),
    ];
    let ways = [Missing::Missing, Missing::Ignore, Missing::Breaching, Missing::NotBreaching];
    for (points, to_alarm, wanted) in rows {
        let row: Vec<Option<bool>> = points
            .split(' ')
            .map(|point| match point {
                "X" => Some(true),
                "0" => Some(false),
                _ => None,
            })
            .collect();
        for (missing, wanted) in ways.into_iter().zip(wanted) {
            for before in [AlarmState::Ok, AlarmState::Alarm, AlarmState::InsufficientData] {
                let found = Evaluation { periods: 3, to_alarm, missing }.evaluate(&row, before);
                let wanted = if wanted == "before" { before.name() } else { wanted };
                assert_eq!(found.name(), wanted, "{points} {to_alarm} {missing:?}");
            }
        }
    }
}
