//! EventBridge: what AWS answered, played against `sfn::events`.

use std::path::Path;

use sfn::base::time::Time;
use sfn::base::value::{Object, Value};
use sfn::events::input::{BadTarget, Delivery, Origin, TargetInput, Written};
use sfn::events::pattern::{Pattern, read_event};
use sfn::events::schedule::{self, Dialect, Expression, Schedule};
use sfn::events::status::{self, Facts, Status};

fn fixture(name: &str) -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/events").join(name);
    Value::parse(&std::fs::read_to_string(file).unwrap()).unwrap()
}

fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key)?.as_str()
}

/// Which of 294 patterns match, and AWS's words about those that are none, places included.
#[test]
fn patterns_match_what_aws_matches() {
    let cases = fixture("patterns.json");
    let cases = cases.as_array().unwrap().as_slice();
    assert_eq!(cases.len(), 294);
    let mut wrong = Vec::new();
    for case in cases {
        let event = read_event(text(case, "event").unwrap()).unwrap();
        let pattern = text(case, "pattern").unwrap();
        let found = match Pattern::read(pattern) {
            Ok(pattern) => {
                let matches = pattern.matches(&event);
                let reasons = pattern.mismatches(&event);
                assert_eq!(matches, reasons.is_empty(), "{pattern:?}: a mismatch has a reason");
                matches.to_string()
            }
            Err(error) => error.message(),
        };
        let wanted =
            text(case, "error").map_or_else(|| case.get("match").unwrap().to_string(), str::to_owned);
        if found != wanted {
            wrong
                .push(format!("{}: {pattern}\n  AWS: {wanted}\n  sfn: {found}", text(case, "name").unwrap()));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// What the case hands over: the text, or what happens instead.
fn outcome(case: &Value, event: &Value) -> (&'static str, String) {
    let target = case.get("in").unwrap_or(case);
    let transformer = target.get("InputTransformer").map(|transformer| {
        let paths = transformer.get("InputPathsMap").and_then(Value::as_object);
        (paths, text(transformer, "InputTemplate").unwrap())
    });
    let written =
        Written { input: text(target, "Input"), input_path: text(target, "InputPath"), transformer };
    match TargetInput::read("<id>", written) {
        Err(BadTarget(message)) => ("refused", message),
        Ok(input) => match input.deliver(event, &Origin::default()) {
            Delivery::Body(body) => ("target", body),
            Delivery::Nothing => ("nothing", String::new()),
            Delivery::NotJson(body) => ("dlq INVALID_JSON", body),
            Delivery::TooLong => ("too long", String::new()),
        },
    }
}

/// The 67 captured cases: input, path and template of a target, byte for byte.
#[test]
fn targets_get_what_aws_hands_over() {
    let cases = fixture("targets.json");
    let cases = cases.get("wire").unwrap();
    let event = Object::from_iter([("detail", cases.get("detail").unwrap().clone())]).into();
    let cases = cases.get("cases").unwrap().as_array().unwrap().as_slice();
    assert_eq!(cases.len(), 67);
    for case in cases {
        let (kind, body) = outcome(case, &event);
        assert_eq!(text(case, "result"), Some(kind), "{case}: {body}");
        assert_eq!(text(case, "body").unwrap_or_default(), body, "{case}");
    }
}

/// The 17 cases of the snapshot tests: of some, only the value that arrived is known.
#[test]
fn templates_are_filled_as_recorded() {
    let cases = fixture("targets.json");
    let recorded = cases.get("recorded").unwrap();
    let event = Object::from_iter([
        ("detail-type", "core.update-account-command".into()),
        ("time", "(event time)".into()),
        ("detail", recorded.get("detail").unwrap().clone()),
    ])
    .into();
    let cases = recorded.get("cases").unwrap().as_array().unwrap().as_slice();
    assert_eq!(cases.len(), 17);
    for case in cases {
        let paths = case.get("paths").or_else(|| recorded.get("paths")).unwrap();
        let transformer = Object::from_iter([
            ("InputTemplate", case.get("template").unwrap().clone()),
            ("InputPathsMap", paths.clone()),
        ]);
        let (kind, body) =
            outcome(&Object::from_iter([("InputTransformer", transformer.into())]).into(), &event);
        match case.get("body").unwrap() {
            Value::Null => assert_eq!(kind, "dlq INVALID_JSON", "{case}"),
            Value::String(wanted) => assert_eq!((kind, &*body), ("target", &**wanted), "{case}"),
            wanted @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
                assert_eq!(Value::parse(&body).as_ref(), Ok(wanted), "{case}")
            }
        }
    }
}

/// Reserved names of templates, which a rule knows and an event has.
#[test]
fn templates_know_the_rule_and_the_event() {
    let event = r#"{"detail": {"a": 1}, "id": "7", "time": "2026-09-13T12:17:30Z", "detail-type": "T", "source": "s",
        "account": "1", "region": "r", "resources": [], "version": "0"}"#;
    let template = r#"{"arn": <aws.events.rule-arn>, "name": "<aws.events.rule-name>",
        "at": <aws.events.event.ingestion-time>, "event": <aws.events.event>, "all": <aws.events.event.json>}"#;
    let written = Written { transformer: Some((None, template)), ..Written::default() };
    let origin = Origin {
        rule_arn: "arn:rule".to_owned(),
        rule_name: "rule".to_owned(),
        ingested: Time::parse("2026-09-13T12:17:30.408Z").unwrap(),
    };
    let delivery = TargetInput::read("t", written).unwrap().deliver(&read_event(event).unwrap(), &origin);
    let wanted = r#"{"arn": "arn:rule", "name": "rule",
        "at": "2026-09-13T12:17:30.408Z", "event": {"id":"7","account":"1","detailType":"T","time":1789301850000,"source":"s","region":"r","resources":[],"version":"0"}, "all": {"version":"0","id":"7","detail-type":"T","source":"s","account":"1","time":"2026-09-13T12:17:30Z","region":"r","resources":[],"detail":{"a":1}}}"#;
    assert_eq!(delivery, Delivery::Body(wanted.to_owned()));
}

fn texts<'v>(value: &'v Value, key: &str) -> Vec<&'v str> {
    value.get(key).unwrap().as_array().unwrap().as_slice().iter().map(|item| item.as_str().unwrap()).collect()
}

#[test]
fn schedule_expressions_are_taken_and_refused_as_by_aws() {
    let cases = fixture("schedules.json");
    for (list, dialect, is_taken) in [
        ("rule_takes", Dialect::Rule, true),
        ("rule_refuses", Dialect::Rule, false),
        ("scheduler_takes", Dialect::Scheduler, true),
        ("scheduler_refuses", Dialect::Scheduler, false),
    ] {
        for expression in texts(&cases, list) {
            assert_eq!(Expression::read(expression, dialect).is_some(), is_taken, "{list}: {expression}");
        }
    }
}

/// The first moments, as many as are wanted and one more.
fn due(cron: &str, zone: &str, after: &str, count: usize) -> Vec<String> {
    let schedule = Schedule {
        expression: Expression::read(&format!("cron({cron})"), Dialect::Rule).unwrap(),
        dialect: Dialect::Rule,
        zone: schedule::zone(zone).unwrap(),
        start: None,
        end: None,
        created: Time::default(),
    };
    let first = schedule.next(Time::parse(after).unwrap());
    let moments = std::iter::successors(first, |at| schedule.next(*at));
    moments.take(count.max(1)).map(Time::iso).collect()
}

#[test]
fn crons_are_due_when_aws_fires_them() {
    let cases = fixture("schedules.json");
    for case in cases.get("days").unwrap().as_array().unwrap().as_slice() {
        let (cron, after) = (case.at(0).unwrap().as_str().unwrap(), case.at(1).unwrap().as_str().unwrap());
        let wanted: Vec<String> = case
            .at(2)
            .unwrap()
            .as_array()
            .unwrap()
            .as_slice()
            .iter()
            .map(|day| format!("{}T00:00:00Z", day.as_str().unwrap()))
            .collect();
        assert_eq!(due(cron, "UTC", after, wanted.len()), wanted, "{cron}");
    }
    for case in cases.get("times").unwrap().as_array().unwrap().as_slice() {
        let text = |index: usize| case.at(index).unwrap().as_str().unwrap();
        let wanted: Vec<&str> = case
            .at(3)
            .unwrap()
            .as_array()
            .unwrap()
            .as_slice()
            .iter()
            .map(|at| at.as_str().unwrap())
            .collect();
        assert_eq!(due(text(0), text(2), text(1), wanted.len()), wanted, "{}", text(0));
    }
}

/// Rates count from when a rule was made; those of Scheduler from their start, and begin at once.
#[test]
fn rates_count_from_where_aws_counts() {
    let time = |text: &str| Time::parse(text).unwrap();
    let schedule = |dialect, start: Option<&str>, end: Option<&str>| Schedule {
        expression: Expression::read("rate(5 minutes)", dialect).unwrap(),
        dialect,
        zone: schedule::zone("UTC").unwrap(),
        start: start.map(time),
        end: end.map(time),
        created: time("2026-01-01T00:00:16Z"),
    };
    let next = |schedule: &Schedule, after: &str| schedule.next(time(after)).map(Time::iso);
    let rule = schedule(Dialect::Rule, None, None);
    assert_eq!(next(&rule, "2026-01-01T00:00:16Z").as_deref(), Some("2026-01-01T00:05:16Z"));
    assert_eq!(next(&rule, "2026-01-01T00:05:16Z").as_deref(), Some("2026-01-01T00:10:16Z"));
    let at_once = schedule(Dialect::Scheduler, None, None);
    assert_eq!(next(&at_once, "2026-01-01T00:00:00Z").as_deref(), Some("2026-01-01T00:00:16Z"));
    let bound = schedule(Dialect::Scheduler, Some("2026-02-01T00:00:00Z"), Some("2026-02-01T00:07:00Z"));
    assert_eq!(next(&bound, "2026-01-01T00:00:16Z").as_deref(), Some("2026-02-01T00:00:00Z"));
    assert_eq!(next(&bound, "2026-02-01T00:05:00Z"), None);
    let once = Schedule {
        expression: Expression::read("at(2026-07-01T09:00:00)", Dialect::Scheduler).unwrap(),
        zone: schedule::zone("Europe/Berlin").unwrap(),
        ..bound
    };
    assert_eq!(next(&once, "2026-06-01T00:00:00Z").as_deref(), Some("2026-07-01T07:00:00Z"));
    assert_eq!(next(&once, "2026-07-01T07:00:00Z"), None);
}

/// Work stays bounded on patterns and crons that mean to make it large.
#[test]
fn hostile_patterns_end_soon() {
    let or = r#"[{"a": ["1"]}, {"b": ["2"]}, {"c": ["3"]}, {"d": ["4"]}]"#;
    let nested =
        (0..12).map(|level| format!(r#""o{level}": {{"$or": {or}}}"#)).collect::<Vec<_>>().join(", ");
    let stars = format!(r#"{{"a": [{{"wildcard": "{}"}}]}}"#, "*ab".repeat(1000));
    let deep = format!("{}1{}", r#"{"a":"#.repeat(600), "}".repeat(600));
    for (pattern, words) in [
        (format!("{{{nested}}}"), "too complex"),
        (stars, "too complex"),
        (deep, "nesting depth"),
        (format!(r#"{{"a": ["{}"]}}"#, "x".repeat(5000)), "length less than or equal to 4096"),
    ] {
        let error = Pattern::read(&pattern).unwrap_err();
        assert!(error.reason.contains(words), "{}", error.message());
    }
}

/// The event of a failed execution as it was captured, member for member.
#[test]
fn a_status_change_has_its_eighteen_members_in_order() {
    let large = format!("\"{}\"", "x".repeat(248 * 1024));
    let failed = Facts {
        execution_arn: "arn:aws:states:us-east-1:123456789012:execution:m:e",
        machine_arn: "arn:aws:states:us-east-1:123456789012:stateMachine:m",
        name: "e",
        status: Status::Failed,
        start: Time::from_millis(1_551_225_146_847),
        stop: Some(Time::from_millis(1_551_225_151_881)),
        input: "{}",
        output: None,
        version_arn: None,
        alias_arn: None,
        redrive_count: 0,
        redrive_date: None,
        error: Some("ErrorCode"),
        cause: Some("An error occurred."),
        is_encrypted: false,
    };
    let envelope = status::Envelope {
        id: "315c1398-40ff-a850-213b-158f73e60175",
        account: "123456789012",
        region: "us-east-1",
        time: Time::parse("2026-02-26T19:42:21.5Z").unwrap(),
    };
    let text = status::event(&failed, &envelope).to_json();
    assert_eq!(
        text,
        r#"{"version":"0","id":"315c1398-40ff-a850-213b-158f73e60175","detail-type":"Step Functions Execution Status Change","source":"aws.states","account":"123456789012","time":"2026-02-26T19:42:21Z","region":"us-east-1","resources":["arn:aws:states:us-east-1:123456789012:execution:m:e"],"detail":{"executionArn":"arn:aws:states:us-east-1:123456789012:execution:m:e","stateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m","name":"e","status":"FAILED","startDate":1551225146847,"stopDate":1551225151881,"input":"{}","output":null,"stateMachineVersionArn":null,"stateMachineAliasArn":null,"redriveCount":0,"redriveDate":null,"redriveStatus":"REDRIVABLE","redriveStatusReason":null,"inputDetails":{"included":true},"outputDetails":null,"error":"ErrorCode","cause":"An error occurred."}}"#
    );
    let detail = |facts: &Facts<'_>| status::event(facts, &envelope).get("detail").unwrap().to_json();
    let running = detail(&Facts { status: Status::Running, stop: None, error: None, cause: None, ..failed });
    assert!(running.contains(r#""redriveStatus":"NOT_REDRIVABLE","redriveStatusReason":"Execution is RUNNING and cannot be redriven""#), "{running}");
    let timed_out = detail(&Facts { status: Status::TimedOut, ..failed });
    assert!(timed_out.ends_with(r#""error":null,"cause":null}"#), "{timed_out}");
    let left_out = detail(&Facts { status: Status::Succeeded, output: Some(&large), ..failed });
    assert!(left_out.contains(r#""input":null,"output":null"#), "{left_out}");
    assert!(left_out.contains(r#""inputDetails":{"included":false},"outputDetails":{"included":false}"#));
}
