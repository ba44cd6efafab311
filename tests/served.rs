//! Calls of AWS that are more than one request of the same name: actions that only Step Functions has, signed calls of
//! API Gateway, tokens that come back, credentials that a program hands out.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use sfn::base::value::Value;

use crate::cli::{Ended, Folder};
use crate::server::{Received, Server, closed_port, json};

/// Runs a Task that calls `resource` with `parameters` and `rest`; `passthrough` has these members.
fn run(resource: &str, parameters: &str, rest: &str, passthrough: &str, flags: &[&str]) -> Ended {
    let definition = format!(
        r#"{{"StartAt": "Call", "States": {{"Call": {{"Type": "Task", "End": true{rest},
            "Resource": "arn:aws:states:::{resource}", "Parameters": {parameters}}}}}}}"#
    );
    let mocks = format!("version: 1\nmocks: {{states: {{Call: {{passthrough: {{{passthrough}}}}}}}}}\n");
    let folder = Folder::new("served", &[("w.asl.json", &definition), ("w.sfn.yaml", &mocks)]);
    folder.sfn(&[&["run", "w.asl.json", "--json", "--allow-net=localhost"], flags].concat())
}

/// What a server was asked, by target, and what the state saw without what came with the answer.
fn served(resource: &str, parameters: &str, answers: &'static [(&str, &str)]) -> (Vec<String>, String) {
    let server = Server::new(|request| {
        let target = request.header("x-amz-target").unwrap_or(&request.line);
        let name = target.rsplit('.').next().unwrap();
        let found = answers.iter().find(|(action, _)| *action == name);
        found.map_or_else(|| json("400 Bad Request", "{}"), |(_, body)| json("200 OK", body))
    });
    let ended = run(resource, parameters, "", &format!("endpoint: \"{}\"", server.url()), &[]);
    let asked = |request: &Received| {
        let target = request.header("x-amz-target").unwrap_or(&request.line).rsplit('.').next().unwrap();
        format!("{target} {}", request.body)
    };
    let value = Value::parse(&ended.out).unwrap_or_else(|_| panic!("{}", ended.err));
    let said = match value.get("output").and_then(Value::as_object) {
        Some(output) => {
            let own = output.iter().filter(|(key, _)| !key.starts_with("Sdk")).cloned();
            Value::from(own.collect::<sfn::base::value::Object>()).to_json()
        }
        None => format!("{:?} {:?}", value.get("error"), value.get("cause")),
    };
    (server.received().iter().map(asked).collect(), said)
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn actions_of_emr_are_those_of_its_api_with_other_names() {
    for (action, parameters, answers, asked, said) in [
        (
            "createCluster",
            r#"{"Name": "n", "Instances": {"KeepJobFlowAliveWhenNoSteps": true}}"#,
            &[("RunJobFlow", r#"{"JobFlowId": "j-1", "ClusterArn": "arn:c"}"#)][..],
            &[r#"RunJobFlow {"Name":"n","Instances":{"KeepJobFlowAliveWhenNoSteps":true}}"#][..],
            r#"{"ClusterArn":"arn:c","ClusterId":"j-1"}"#,
        ),
        (
            "addStep",
            r#"{"ClusterId": "j-1", "Step": {"Name": "s", "HadoopJarStep": {"Jar": "x"}}}"#,
            &[("AddJobFlowSteps", r#"{"StepIds": ["s-1"]}"#)],
            &[r#"AddJobFlowSteps {"JobFlowId":"j-1","Steps":[{"Name":"s","HadoopJarStep":{"Jar":"x"}}]}"#],
            r#"{"StepId":"s-1"}"#,
        ),
        (
            "cancelStep",
            r#"{"ClusterId": "j-1", "StepId": "s-1"}"#,
            &[("CancelSteps", r#"{"CancelStepsInfoList": [{"StepId": "s-1", "Status": "SUBMITTED"}]}"#)],
            &[r#"CancelSteps {"ClusterId":"j-1","StepIds":["s-1"]}"#],
            r#"{"CancelStepsInfo":{"Status":"SUBMITTED","StepId":"s-1"}}"#,
        ),
        (
            "setClusterTerminationProtection",
            r#"{"ClusterId": "j-1", "TerminationProtected": true}"#,
            &[("SetTerminationProtection", "")],
            &[r#"SetTerminationProtection {"JobFlowIds":["j-1"],"TerminationProtected":true}"#],
            "{}",
        ),
        (
            "terminateCluster",
            r#"{"ClusterId": "j-1"}"#,
            &[("TerminateJobFlows", "")],
            &[r#"TerminateJobFlows {"JobFlowIds":["j-1"]}"#],
            "{}",
        ),
        (
            "modifyInstanceFleetByName",
            r#"{"ClusterId": "j-1", "InstanceFleetName": "core", "InstanceFleet": {"TargetOnDemandCapacity": 2}}"#,
            &[
                (
                    "ListInstanceFleets",
                    r#"{"InstanceFleets": [{"Id": "f-1", "Name": "master"}, {"Id": "f-2", "Name": "core"}]}"#,
                ),
                ("ModifyInstanceFleet", ""),
            ],
            &[
                r#"ListInstanceFleets {"ClusterId":"j-1"}"#,
                r#"ModifyInstanceFleet {"ClusterId":"j-1","InstanceFleet":{"InstanceFleetId":"f-2","TargetOnDemandCapacity":2}}"#,
            ],
            "{}",
        ),
        (
            "modifyInstanceGroupByName",
            r#"{"ClusterId": "j-1", "InstanceGroupName": "task", "InstanceGroup": {"InstanceCount": 3}}"#,
            &[
                ("ListInstanceGroups", r#"{"InstanceGroups": [{"Id": "g-1", "Name": "task"}]}"#),
                ("ModifyInstanceGroups", ""),
            ],
            &[
                r#"ListInstanceGroups {"ClusterId":"j-1"}"#,
                r#"ModifyInstanceGroups {"ClusterId":"j-1","InstanceGroups":[{"InstanceGroupId":"g-1","InstanceCount":3}]}"#,
            ],
            "{}",
        ),
    ] {
        let found = served(&format!("elasticmapreduce:{action}"), parameters, answers);
        assert_eq!(found, (asked.iter().map(|one| (*one).to_owned()).collect(), said.to_owned()), "{action}");
    }
    let none = served(
        "elasticmapreduce:modifyInstanceGroupByName",
        r#"{"ClusterId": "j-1", "InstanceGroupName": "no", "InstanceGroup": {}}"#,
        &[("ListInstanceGroups", r#"{"InstanceGroups": []}"#)],
    );
    assert!(none.1.contains("EMR.SdkClientException") && none.1.contains("InstanceGroupName no"), "{none:?}");
}

#[test]
fn what_no_api_answers_says_why() {
    let kubernetes = r#"{"ClusterName": "c", "CertificateAuthority": "x", "Endpoint": "https://e", "Method": "GET", "Path": "/"}"#;
    let harness = r#"{"HarnessArn": "arn:h", "Messages": []}"#;
    for (resource, parameters, why) in [
        ("eks:call", kubernetes, "it speaks to the Kubernetes cluster itself"),
        ("bedrockagentcore:invokeHarness", harness, "its API answers in a stream of events"),
    ] {
        let ended = run(resource, parameters, "", "endpoint: \"http://localhost:1\"", &[]);
        assert!(ended.code == Some(3) && ended.err.contains(why), "{}", ended.err);
    }
}

#[test]
fn a_call_of_api_gateway_with_a_role_is_signed() {
    let server = Server::new(|_| json("200 OK", r#"{"ok": true}"#));
    let parameters = r#"{"ApiEndpoint": "a1.execute-api.eu-west-1.amazonaws.com", "Method": "GET", "Stage": "prod",
        "Path": "x", "AuthType": "IAM_ROLE"}"#;
    let endpoint = format!("endpoint: \"{}\"", server.url());
    let ended = run("apigateway:invoke", parameters, "", &endpoint, &[]);
    assert_eq!(ended.code, Some(0), "{}{}", ended.out, ended.err);
    let received = server.received();
    let signed = received[0].header("authorization").unwrap();
    assert!(
        signed.contains("Credential=test/") && signed.contains("/eu-west-1/execute-api/aws4_request"),
        "{signed}"
    );
    assert_eq!(received[0].line, "GET /prod/x");
    // Nobody's real credentials sign without permission.
    let ended = run("apigateway:invoke", parameters, "", "", &["--allow-net"]);
    assert!(ended.code == Some(5) && ended.err.contains("add --allow-aws=apigateway"), "{}", ended.err);
}

/// Does something with a token at `port`; what came back.
fn send(port: u16, operation: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let head = format!(
        "POST / HTTP/1.1\r\nhost: x\r\nx-amz-target: AWSStepFunctions.{operation}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// A queue whose messages hold a token; `work` is what is done with it at the port.
fn queue(port: u16, work: fn(u16, &str)) -> Server {
    Server::new(move |request| {
        let body = Value::parse(&request.body).unwrap();
        let message = Value::parse(body.get("MessageBody").and_then(Value::as_str).unwrap()).unwrap();
        let token = message.get("token").and_then(Value::as_str).unwrap().to_owned();
        // Whoever reads the queue may well be quicker than its answer.
        std::thread::spawn(move || work(port, &token));
        json("200 OK", r#"{"MessageId": "m-1"}"#)
    })
}

const TOKEN: &str = r#"{"QueueUrl": "https://q", "MessageBody": {"token.$": "$$.Task.Token"}}"#;

#[test]
fn a_token_comes_back_from_outside() {
    for (work, limit, expected) in [
        (
            (|port, token| {
                let answer = send(port, "SendTaskHeartbeat", &format!(r#"{{"taskToken": "{token}"}}"#));
                assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
                let wrong = send(port, "SendTaskSuccess", r#"{"taskToken": "none", "output": "{}"}"#);
                assert!(wrong.contains("InvalidToken"), "{wrong}");
                send(
                    port,
                    "SendTaskSuccess",
                    &format!(r#"{{"taskToken": "{token}", "output": "{{\"ok\": 1}}"}}"#),
                );
            }) as fn(u16, &str),
            "",
            r#""output":{"ok":1}"#,
        ),
        (
            |port, token| {
                let body = format!(r#"{{"taskToken": "{token}", "error": "Declined", "cause": "no"}}"#);
                send(port, "SendTaskFailure", &body);
            },
            "",
            r#""error":"Declined","cause":"no""#,
        ),
        (|_, _| {}, r#", "TimeoutSeconds": 1"#, r#""error":"States.Timeout""#),
    ] {
        let port = closed_port();
        let server = queue(port, work);
        let passthrough = format!("endpoint: \"{}\", token_port: {port}", server.url());
        let ended = run("sqs:sendMessage.waitForTaskToken", TOKEN, limit, &passthrough, &[]);
        assert!(ended.out.contains(expected), "{expected}: {}{}", ended.out, ended.err);
        assert_eq!(server.received().len(), 1);
    }
    let ended = run("sqs:sendMessage.waitForTaskToken", TOKEN, "", "endpoint: \"http://localhost:1\"", &[]);
    assert!(ended.code == Some(3) && ended.err.contains("token_port"), "{}", ended.err);
}

#[test]
fn what_a_token_brings_is_recorded() {
    let definition = r#"{"StartAt": "Call", "States": {"Call": {"Type": "Task", "End": true, "Resource":
        "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "https://q", "MessageBody":
        {"token.$": "$$.Task.Token"}}, "Catch": [{"ErrorEquals": ["Declined"], "Next": "No"}]},
        "No": {"Type": "Pass", "End": true}}}"#;
    for (work, expected) in [
        (
            (|port, token| {
                send(
                    port,
                    "SendTaskSuccess",
                    &format!(r#"{{"taskToken": "{token}", "output": "{{\"ok\": 1}}"}}"#),
                );
            }) as fn(u16, &str),
            "callback:\n          success:\n            ok: 1\n",
        ),
        (
            |port, token| {
                let body = format!(r#"{{"taskToken": "{token}", "error": "Declined", "cause": "no"}}"#);
                send(port, "SendTaskFailure", &body);
            },
            "callback:\n          failure:\n            error: Declined\n            cause: \"no\"\n",
        ),
    ] {
        let port = closed_port();
        let server = queue(port, work);
        let mocks = format!(
            "version: 1\nmocks:\n  states:\n    Call:\n      passthrough: {{endpoint: \"{}\", token_port: {port}, record: \
             true}}\n",
            server.url()
        );
        let folder = Folder::new("served", &[("w.asl.json", definition), ("w.sfn.yaml", &mocks)]);
        let first = folder.sfn(&["run", "w.asl.json", "--json", "--allow-net=localhost"]);
        assert_eq!(first.code, Some(0), "{}{}", first.out, first.err);
        let written = std::fs::read_to_string(folder.0.join("w.sfn.yaml")).unwrap();
        assert!(written.contains(expected), "{written}");
        assert!(written.contains(&format!("token_port: {port}")), "{written}");
        let again = folder.sfn(&["run", "w.asl.json"]);
        assert_eq!(again.code, Some(0), "{}{}", again.out, again.err);
        assert_eq!(server.received().len(), 1);
    }
}

#[test]
#[cfg(unix)]
fn a_program_hands_out_credentials_only_if_it_may_be_started() {
    let server = Server::new(|_| json("200 OK", "{}"));
    let definition = r#"{"StartAt": "Call", "States": {"Call": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:::aws-sdk:dynamodb:listTables", "Parameters": {}}}}"#;
    let mocks = format!(
        "version: 1\nmocks: {{states: {{Call: {{passthrough: {{endpoint: \"{}\", profile: helped}}}}}}}}\n",
        server.url()
    );
    let folder = Folder::new("served", &[("w.asl.json", definition), ("w.sfn.yaml", &mocks)]);
    let helper = folder.0.join("help me.sh");
    let made = r#"{"Version": 1, "AccessKeyId": "HELPED", "SecretAccessKey": "s", "SessionToken": "t"}"#;
    std::fs::write(&helper, format!("#!/bin/sh\ntouch '{}/started'\necho '{made}'\n", folder.0.display()))
        .unwrap();
    let config = format!("[profile helped]\ncredential_process = /bin/sh \"{}\"\n", helper.display());
    std::fs::write(folder.0.join("config"), config).unwrap();
    let file = folder.0.join("config").display().to_string();
    let environment = [
        ("AWS_CONFIG_FILE", &*file),
        ("AWS_SHARED_CREDENTIALS_FILE", "/none"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("PATH", "/usr/bin:/bin"),
    ];
    let flags = ["run", "w.asl.json", "--json", "--allow-net=localhost", "--allow-aws"];
    let refused = folder.sfn_with(&flags, "", &environment);
    assert_eq!(refused.code, Some(3), "{}{}", refused.out, refused.err);
    assert!(refused.err.contains("`credential_process` is started with --allow-run only"), "{}", refused.err);
    assert!(server.received().is_empty() && !folder.0.join("started").exists());
    let allowed = folder.sfn_with(&[&flags[..], &["--allow-run"]].concat(), "", &environment);
    assert_eq!(allowed.code, Some(0), "{}{}", allowed.out, allowed.err);
    let received = server.received();
    assert!(received[0].header("authorization").unwrap().contains("Credential=HELPED/"), "{received:?}");
    assert_eq!(received[0].header("x-amz-security-token"), Some("t"));
}
