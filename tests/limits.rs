//! AWS's quotas, on definitions and data too large to keep as files: the number of events, the size of
//! payloads and variables, depth.

use std::process::Command;

use sfn::base::value::Value;

/// Runs a definition through the public binary; gives the events of its history, one line each.
fn events(name: &str, definition: &str, input: &str) -> Vec<String> {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("limits-{name}"));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("machine.asl.json"), definition).unwrap();
    std::fs::write(folder.join("input.json"), input).unwrap();
    let arguments = ["run", "machine.asl.json", "--input", "@input.json", "--format", "history"];
    let output = Command::new(env!("CARGO_BIN_EXE_sfn"))
        .current_dir(&folder)
        .env_clear()
        .args(arguments)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let events: Vec<_> =
        text.lines().filter(|line| line.contains("previousEventId")).map(str::to_owned).collect();
    assert!(!events.is_empty(), "{name}:\n{}", String::from_utf8_lossy(&output.stderr));
    events
}

/// `TYPE<previous`, then the error and cause if there are any.
fn brief(line: &str) -> String {
    let event = Value::parse(line.trim_end_matches(',')).unwrap();
    let text = |key: &str| event.get(key).unwrap().as_str().unwrap().to_owned();
    let mut brief = format!("{}<{}", text("type"), event.get("previousEventId").unwrap());
    for (key, details) in event.as_object().unwrap() {
        for part in ["error", "cause"] {
            if let Some(text) = details.get(part).and_then(Value::as_str) {
                assert!(key.ends_with("EventDetails"));
                brief = format!("{brief} {text}");
            }
        }
    }
    brief
}

/// The last `count` events, brief.
fn tail(events: &[String], count: usize) -> Vec<String> {
    events[events.len() - count..].iter().map(|line| brief(line)).collect()
}

/// A caught failure (5 events) if `odd`, a Map over the input (4 a item and 4), then a Pass (2).
fn long(odd: bool) -> String {
    let caught = r#""Odd": {"Type": "Parallel", "ResultPath": null, "Next": "Map",
        "Branches": [{"StartAt": "Boom", "States": {"Boom": {"Type": "Fail"}}}],
        "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": null, "Next": "Map"}]},"#;
    let (start, caught) = if odd { ("Odd", caught) } else { ("Map", "") };
    format!(
        r#"{{"StartAt": "{start}", "States": {{{caught}
            "Map": {{"Type": "Map", "Next": "Last",
                "ItemProcessor": {{"StartAt": "Item", "States": {{"Item": {{"Type": "Pass", "End": true}}}}}}}},
            "Last": {{"Type": "Pass", "End": true}}}}}}"#
    )
}

fn zeros(count: usize) -> String {
    format!("[{}]", vec!["0"; count].join(","))
}

#[test]
fn an_execution_may_succeed_with_its_25_000th_event() {
    let events = events("events-fit", &long(false), &zeros(6248));
    assert_eq!(events.len(), 25_000);
    assert_eq!(tail(&events, 2), ["PassStateExited<24998", "ExecutionSucceeded<24999"]);
}

#[test]
fn the_25_000th_event_is_a_failure_where_more_would_follow() {
    const FULL: &str = "ExecutionFailed<24999 States.Runtime The execution reached the maximum number of \
                        history events (25000).";
    // The event there is no room for: Exited of the last state, right before the success.
    let events_odd = events("events-odd", &long(true), &zeros(6247));
    assert_eq!(events_odd.len(), 25_000);
    assert_eq!(tail(&events_odd, 2), ["PassStateEntered<24998", FULL]);
    // Any event in the middle.
    let events_many = events("events-many", &long(false), &zeros(10_000));
    assert_eq!(events_many.len(), 25_000);
    assert_eq!(tail(&events_many, 1), [FULL]);
}

/// A string of so many bytes of JSON text.
fn text(bytes: usize) -> String {
    format!("\"{}\"", "x".repeat(bytes - 2))
}

fn assigning(assign: &str) -> String {
    format!(
        r#"{{"StartAt": "A", "States": {{"A": {{"Type": "Pass", "Assign": {{{assign}}}, "End": true}}}}}}"#
    )
}

#[test]
fn one_variable_may_hold_256_kib() {
    let fits = events("variable-fits", &assigning(&format!(r#""x": {}"#, text(262_144))), "{}");
    assert_eq!(tail(&fits, 1), ["ExecutionSucceeded<3"]);
    let beyond = events("variable-beyond", &assigning(&format!(r#""x": {}"#, text(262_145))), "{}");
    let error = "States.DataLimitExceeded Variable size limit exceeded. Variable 'x' in state 'A' was \
                 assigned 262145 bytes.";
    assert_eq!(
        tail(&beyond, 2),
        [format!("EvaluationFailed<2 {error}"), format!("ExecutionFailed<3 {error}")]
    );
}

#[test]
fn one_state_may_assign_256_kib() {
    let half = text(131_073);
    let beyond = events("variables-state", &assigning(&format!(r#""x": {half}, "y": {half}"#)), "{}");
    let error = "States.DataLimitExceeded State total variable size limit exceeded. Variable 'y' in state \
                 'A' was assigned 131073 bytes, which caused the size of variables assigned in the state to \
                 exceed its limit by 2 bytes.";
    assert_eq!(
        tail(&beyond, 2),
        [format!("EvaluationFailed<2 {error}"), format!("ExecutionFailed<3 {error}")]
    );
}

#[test]
fn all_variables_may_hold_10_mib() {
    // As recorded: 42 states assign a text of 250,000 letters each.
    let states: Vec<String> = (1..=42)
        .map(|at| {
            let next =
                if at == 42 { r#""End": true"#.to_owned() } else { format!(r#""Next": "Assign{}""#, at + 1) };
            let value = if at == 1 { "$" } else { "$v1" };
            format!(
                r#""Assign{at}": {{"Type": "Pass", "Assign": {{"v{at}.$": "{value}"}}, "OutputPath": null, {next}}}"#
            )
        })
        .collect();
    let definition = format!(r#"{{"StartAt": "Assign1", "States": {{{}}}}}"#, states.join(", "));
    let events = events("variables-execution", &definition, &text(250_002));
    let error = "States.DataLimitExceeded Execution total variable size limit exceeded. State 'Assign42' \
                 assigned variables that exceed the total execution limit by 14324 bytes.";
    assert_eq!(events.len(), 86);
    assert_eq!(
        tail(&events, 2),
        [format!("EvaluationFailed<84 {error}"), format!("ExecutionFailed<85 {error}")]
    );
}

#[test]
fn a_branch_that_assigns_too_much_has_one_event_of_it() {
    let definition = format!(
        r#"{{"StartAt": "P", "States": {{
            "P": {{"Type": "Parallel", "End": true, "Catch": [
                {{"ErrorEquals": ["States.TaskFailed"], "Next": "No"}},
                {{"ErrorEquals": ["States.DataLimitExceeded"], "Next": "Yes"}},
                {{"ErrorEquals": ["States.ALL"], "Next": "No"}}],
                "Branches": [{{"StartAt": "A", "States": {{
                    "A": {{"Type": "Pass", "Assign": {{"x": {}}}, "End": true}}}}}}]}},
            "Yes": {{"Type": "Succeed"}}, "No": {{"Type": "Fail"}}}}}}"#,
        text(262_145)
    );
    let events = events("variable-branch", &definition, "{}");
    let types: Vec<_> =
        events[3..].iter().map(|event| brief(event).split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(
        types,
        [
            "PassStateEntered<3",
            "EvaluationFailed<4",
            "ParallelStateFailed<5",
            "ParallelStateExited<6",
            "SucceedStateEntered<7",
            "SucceedStateExited<8",
            "ExecutionSucceeded<9"
        ]
    );
}

#[test]
fn a_catcher_that_gives_too_much_fails_the_state() {
    let definition = r#"{"StartAt": "P", "States": {
        "P": {"Type": "Parallel", "End": true,
            "Parameters": {"small": true},
            "Catch": [{"ErrorEquals": ["Boom"], "ResultPath": "$.error", "Next": "Never"},
                      {"ErrorEquals": ["States.DataLimitExceeded"], "Next": "Never"}],
            "Branches": [{"StartAt": "Boom", "States": {"Boom": {"Type": "Fail", "Error": "Boom"}}}]},
        "Never": {"Type": "Succeed"}}}"#;
    let input = format!(r#"{{"a": {}}}"#, text(262_136));
    let events = events("catch-beyond", definition, &input);
    let error = "States.DataLimitExceeded The state/task 'P' returned a result with a size exceeding the \
                 maximum number of bytes service limit.";
    assert_eq!(tail(&events, 2), ["ParallelStateFailed<4".to_owned(), format!("ExecutionFailed<5 {error}")]);
}

#[test]
fn what_states_receive_after_their_parameters_is_limited_too() {
    let input = format!(r#"{{"a": {}}}"#, text(200_000));
    let twice = r#"{"a.$": "$.a", "b.$": "$.a"}"#;
    let flow = r#"{"StartAt": "In", "States": {"In": {"Type": "Pass", "Result": 1, "End": true}}}"#;
    for (name, state) in [
        ("input-parallel", format!(r#""Type": "Parallel", "Parameters": {twice}, "Branches": [{flow}]"#)),
        (
            "input-item",
            format!(
                r#""Type": "Map", "ItemsPath": "$.list", "ItemSelector": {twice}, "ItemProcessor": {flow}"#
            ),
        ),
    ] {
        let definition = format!(
            r#"{{"StartAt": "S", "States": {{"S": {{{state}, "End": true, "Retry": [{{"ErrorEquals": ["States.ALL"]}}]}}}}}}"#
        );
        let input = input.replacen('{', r#"{"list": [1], "#, 1);
        let last = tail(&events(name, &definition, &input), 1).remove(0);
        assert!(last.contains("The state/task 'S' returned a result with a size exceeding"), "{last}");
    }
}

#[test]
fn nested_branches_join_and_fail_at_any_depth() {
    let nested = |innermost: &str| {
        (0..120).fold(format!(r#"{{"StartAt": "L", "States": {{"L": {innermost}}}}}"#), |inner, at| {
            format!(
                r#"{{"StartAt": "P{at}", "States": {{"P{at}": {{"Type": "Parallel", "Branches": [{inner}], "End": true}}}}}}"#
            )
        })
    };
    let joined = events("depth-joined", &nested(r#"{"Type": "Pass", "End": true}"#), "{}");
    assert_eq!(tail(&joined, 1), ["ExecutionSucceeded<483"]);
    let failed = events("depth-failed", &nested(r#"{"Type": "Fail", "Error": "Boom"}"#), "{}");
    assert_eq!(tail(&failed, 1), ["ExecutionFailed<362 Boom"]);
}

/// `--timeout` is heeded inside one expression: what was recorded before stands, the state that was evaluated
/// does not fail.
#[test]
fn one_long_expression_is_stopped() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("limits-stopped");
    std::fs::create_dir_all(&folder).unwrap();
    let definition = r#"{"QueryLanguage": "JSONata", "StartAt": "First", "States": {
        "First": {"Type": "Pass", "Next": "Long"},
        "Long": {"Type": "Map", "Items": "{% [1..1000] %}", "ItemProcessor": {"StartAt": "Sum", "States": {
            "Sum": {"Type": "Pass", "Output": "{% $sum([1..800000].($ * 2)) %}", "End": true}}}, "End": true}}}"#;
    std::fs::write(folder.join("machine.asl.json"), definition).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_sfn"))
        .current_dir(&folder)
        .env_clear()
        .args(["run", "machine.asl.json", "--format", "jsonl", "--timeout", "300ms"])
        .output()
        .unwrap();
    let (told, trouble) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(124), "{told}{trouble}");
    assert!(told.contains("First") && !told.contains("QueryEvaluationError"), "{told}");
}
