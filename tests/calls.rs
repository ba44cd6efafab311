//! What Tasks pass to APIs: the rows of `fixtures/validate/calls.json`, with AWS's words, and what is not
//! held against anybody.

use crate::fixture;
use crate::load::load;
use sfn::asl::machine::Workflow;
use sfn::base::diag::{Diagnostic, Severity};
use sfn::base::source::Source;
use sfn::base::value::{Object, Value};
use sfn::load::Options;
use sfn::validate::levels::{Levels, keep};
use sfn::validate::{Checked, Depth, check, check_document};

fn object(members: Vec<(&str, Value)>) -> Value {
    members.into_iter().collect::<Object>().into()
}

/// A machine of one Task.
fn machine(mut state: Vec<(&str, Value)>) -> Value {
    state.extend([("Type", "Task".into()), ("End", true.into())]);
    object(vec![("StartAt", "Call".into()), ("States", object(vec![("Call", object(state))]))])
}

fn about_the_call(found: &Diagnostic) -> bool {
    ["SFN108", "SFN14", "SFN23"].iter().any(|code| found.code.starts_with(code))
}

/// The machine of a row, and the field its call passes.
fn called(row: &Value) -> (Value, &'static str) {
    let arn = format!("arn:aws:states:::{}", row.get("resource").unwrap().as_str().unwrap());
    let mut state = vec![("Resource", arn.into())];
    let mut field = "Parameters";
    if let Some(arguments) = row.get("arguments") {
        field = "Arguments";
        state.extend([("QueryLanguage", "JSONata".into()), (field, arguments.clone())]);
    }
    state.extend(row.get("parameters").map(|parameters| (field, parameters.clone())));
    (machine(state), field)
}

/// Calls of every optimized integration and of many APIs by the parameters that AWS documents.
#[test]
fn nothing_is_held_against_documented_calls() {
    let rows = Value::parse(&fixture("validate/calls-valid.json")).unwrap();
    for row in rows.as_array().unwrap().as_slice() {
        let found = check(&called(row).0, Workflow::Standard).diagnostics;
        assert!(!found.iter().any(about_the_call), "{}\n{found:#?}", row.to_json());
    }
}

#[test]
fn calls_are_judged_as_by_aws() {
    let rows = Value::parse(&fixture("validate/calls.json")).unwrap();
    let mut wrong = Vec::new();
    for row in rows.as_array().unwrap().as_slice() {
        let (machine, field) = called(row);
        let checked = check(&machine, Workflow::Standard);
        let mut found = Vec::new();
        for diagnostic in checked.diagnostics.iter().filter(|found| about_the_call(found)) {
            let mut line = diagnostic.code.as_str().to_owned();
            if let Some(aws) = &diagnostic.aws {
                let place = match () {
                    () if aws.message.starts_with("The resource") => "/States/Call/Resource".to_owned(),
                    () if aws.message.contains("field is required for") => "/States/Call".to_owned(),
                    () => format!("/States/Call/{field}"),
                };
                assert_eq!(aws.code, "SCHEMA_VALIDATION_FAILED");
                assert_eq!(aws.location, place);
                line.push_str(&format!(" {}", aws.message));
            }
            found.push(Value::from(line));
        }
        let found = Value::from(found);
        if found != *row.get("found").unwrap() {
            wrong.push(format!("{}:\n  {found}", row.get("case").unwrap()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn read(state: &str) -> Checked {
    let text =
        format!(r#"{{"StartAt": "Call", "States": {{"Call": {{"Type": "Task", "End": true, {state}}}}}}}"#);
    let document = load(&Source::new("x.asl.json", text), &Options::default()).unwrap().document;
    check_document(&document, Workflow::Standard, Depth::All)
}

#[test]
fn names_without_a_value_are_not_held_against_anybody() {
    for state in [
        r#""Resource": "arn:aws:states:::aws-sdk:${Service}:getItem", "Parameters": {"Bogus": 1}"#,
        r#""Resource": "arn:aws:states:::aws-sdk:dynamodb:${Action}", "Parameters": {"Bogus": 1}"#,
        r#""Resource": "arn:aws:states:::aws-sdk:s3:getObject", "Parameters": {"${Bucket}": "b", "Key": "k"}"#,
        r#""Resource": "arn:aws:states:::aws-sdk:s3:listObjectsV2",
            "Parameters": {"Bucket": ${Bucket}, "MaxKeys": "${Max}", "FetchOwner": "${ObjectKind}"}"#,
        r#""Resource": "arn:aws:states:::aws-sdk:ec2:describeInstances", "Parameters": {"InstanceIds": "${Ids}"}"#,
    ] {
        let found = read(state).diagnostics;
        assert!(!found.iter().any(about_the_call), "{state}\n{found:#?}");
    }
    let given = r#""Resource": "arn:${AWS::Partition}:states:::aws-sdk:dynamodb:getitem""#;
    assert!(read(given).has_errors(), "a pseudo parameter has a value");
}

/// What is known of integrations and APIs grows old, so what rests on it can be allowed; nothing else can.
#[test]
fn only_what_may_be_newer_can_be_allowed() {
    for (code, state) in [
        ("SFN108", r#""Resource": "arn:aws:states:::newservice:newAction""#),
        ("SFN140", r#""Resource": "arn:aws:states:::aws-sdk:dynamodb:newAction""#),
        (
            "SFN142",
            r#""Resource": "arn:aws:states:::aws-sdk:s3:getObject",
               "Parameters": {"Bucket": "b", "Key": "k", "NewName": 1}"#,
        ),
        ("SFN141", r#""Resource": "arn:aws:states:::aws-sdk:s3:getObject", "Parameters": {"Bucket": "b"}"#),
        (
            "SFN143",
            r#""Resource": "arn:aws:states:::aws-sdk:s3:listObjectsV2",
               "Parameters": {"Bucket": "b", "MaxKeys": "many"}"#,
        ),
    ] {
        let refused = read(state);
        assert!(refused.has_errors() && refused.machine.is_none(), "{code}");
        let allowed = read(&format!(r#""Comment": "sfn:allow {code} it is new", {state}"#));
        assert!(!allowed.has_errors() && allowed.machine.is_some(), "{code}");
        let levels = Levels { allow: vec![code.to_owned()], ..Levels::default() };
        let mut errors = refused.diagnostics;
        errors.retain(|found| found.severity == Severity::Error);
        assert!(errors.iter_mut().all(|error| !keep(&[&levels], error)), "{code}");
        let select = Levels { select: vec!["SFN203".to_owned()], ..Levels::default() };
        assert!(errors.iter_mut().all(|error| keep(&[&select], error)), "{code} is always reported");
    }
    let state =
        r#""Comment": "sfn:allow SFN115", "Resource": "arn:aws:states:::sqs:sendMessage", "Rsource": 1"#;
    assert!(read(state).has_errors());
}

/// Rules that know AWS's words, and what they let pass: the rows of `fixtures/validate/words.json`.
#[test]
fn definitions_are_refused_in_the_words_of_aws() {
    let rows = Value::parse(&fixture("validate/words.json")).unwrap();
    let mut wrong = Vec::new();
    for row in rows.as_array().unwrap().as_slice() {
        let machine = object(vec![("StartAt", "A".into()), ("States", row.get("states").unwrap().clone())]);
        let found = check(&machine, Workflow::Standard).diagnostics;
        let found = found.iter().filter(|found| !["SFN203", "SFN209"].contains(&found.code.as_str()));
        let found: Vec<Value> = found
            .map(|found| match &found.aws {
                Some(aws) => {
                    format!("{} {} {} at {}", found.code, aws.code, aws.message, aws.location).into()
                }
                None => found.code.as_str().into(),
            })
            .collect();
        let found = Value::from(found);
        if found != *row.get("found").unwrap() {
            wrong.push(format!("{}:\n  {found}", row.get("case").unwrap()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
