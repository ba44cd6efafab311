//! Functions that a template declares: their handlers answer without any mock, once `--allow-run` is there.

use std::process::{Command, Stdio};

use sfn::base::value::Value;
use sfn::load::reads;
use sfn::project::permissions::Granted;
use sfn::project::settings::Settings;
use sfn::suite;

use crate::cli::{Ended, Folder};

const SAM: &str = "\
Transform: AWS::Serverless-2016-10-31
Parameters:
  Secret: {Type: String}
Globals:
  Function:
    Timeout: 2
    Runtime: python3.11
    Environment: {Variables: {STAGE: test, LEVEL: 3}}
    Layers: [arn:aws:lambda:us-east-1:1:layer:shared:1]
Resources:
  Orders: {Type: AWS::DynamoDB::Table, Properties: {}}
  Price:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/price/
      Handler: app.handler
      Environment: {Variables: {TABLE: !Ref Orders, STAGE: own, KEY: !Ref Secret}}
  Ship:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: ship-it
      CodeUri: src/ship
      Handler: index.handler
      Runtime: nodejs20.x
      AutoPublishAlias: live
  Inline:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      InlineCode: |
        def handler(event, context):
            return {\"inline\": event}
  InlineNode:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs20.x
      Code: {ZipFile: \"exports.handler = async (event) => ({ node: event });\"}
  Java:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: src, Handler: a.B::c, Runtime: java21}
  Image:
    Type: AWS::Serverless::Function
    Properties: {PackageType: Image}
  Gone:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: src/nowhere, Handler: app.handler}
  Typed:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: src/typed, Handler: app.handler, Runtime: nodejs20.x}
  Order:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: order.asl.json
      DefinitionSubstitutions:
        PriceArn: !GetAtt Price.Arn
        ShipName: !Ref Ship
        ShipAlias: !Ref Ship.Alias
        InlineArn: !GetAtt Inline.Arn
        NodeArn: !GetAtt InlineNode.Arn
  Odd:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: Ask
        States:
          Ask:
            Type: Task
            Resource: arn:aws:states:::lambda:invoke
            Parameters: {FunctionName.$: $.name, Payload.$: $}
            End: true
";

const ORDER: &str = r#"{"StartAt": "Price", "States": {
    "Price": {"Type": "Task", "Resource": "${PriceArn}", "ResultPath": "$.price", "Next": "Ship"},
    "Ship": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "OutputPath": "$.Payload",
        "Parameters": {"FunctionName": "${ShipName}", "Payload.$": "$"}, "Next": "Alias"},
    "Alias": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:lambda:invoke", "ResultPath": "$.alias",
        "Parameters": {"FunctionName": "${ShipAlias}", "Payload": {"price": {"total": 9}}}, "Next": "Inline"},
    "Inline": {"Type": "Task", "Resource": "${InlineArn}", "InputPath": "$.shipped", "ResultPath": "$.inline", "Next": "Node"},
    "Node": {"Type": "Task", "Resource": "${NodeArn}", "InputPath": "$.shipped", "ResultPath": "$.node", "End": true}}}"#;

const PRICE: &str = "\
import os
class OutOfStock(Exception):
    pass
def handler(event, context):
    if event.get('do') == 'fail':
        raise OutOfStock('none left')
    if event.get('do') == 'exit':
        os._exit(3)
    if event.get('do') == 'hang':
        import time; time.sleep(30)
    if event.get('do') == 'grow':
        import time
        held = bytearray(400 << 20)
        time.sleep(30)
    names = ('STAGE', 'LEVEL', 'TABLE', 'KEY', 'MY_SECRET', 'AWS_SECRET_ACCESS_KEY', 'SFN_INLINE_CODE')
    return {'total': 3, 'env': {name: os.environ[name] for name in names if name in os.environ}}
";

/// Answers the token in its event by the endpoint that AWS's own clients would use.
const ANSWERS: &str = "\
import json, os, urllib.error, urllib.request
def send(operation, body):
    headers = {'X-Amz-Target': 'AWSStepFunctions.' + operation, 'Content-Type': 'application/x-amz-json-1.0'}
    request = urllib.request.Request(os.environ['AWS_ENDPOINT_URL_SFN'], json.dumps(body).encode(), headers)
    try:
        return urllib.request.urlopen(request).read().decode()
    except urllib.error.HTTPError as error:
        return error.read().decode()
def handler(event, context):
    token = {'taskToken': event['token']}
    said = [send('SendTaskHeartbeat', token), send('SendTaskSuccess', {'taskToken': 'x', 'output': '1'}),
            send('SendTaskSuccess', {**token, 'output': json.dumps({'by': 'handler'})}), send('SendTaskHeartbeat', token)]
    return said
";

const SHIP: &str = "\
export const handler = async (event, context) => {
  if (event.do === 'fail') throw new TypeError('no address');
  return { shipped: event.price?.total, price: event.price, name: context.functionName };
};
";

fn project(files: &[(&str, &str)]) -> Folder {
    let own = [
        ("template.yaml", SAM),
        ("order.asl.json", ORDER),
        ("src/price/app.py", PRICE),
        ("src/ship/index.mjs", SHIP),
        ("src/typed/app.ts", "export const handler = async () => 1;"),
    ];
    Folder::new("functions", &[&own, files].concat())
}

fn sfn(folder: &Folder, arguments: &[&str]) -> Ended {
    let path = crate::setting("PATH").unwrap();
    let home = crate::setting("HOME").unwrap_or_default();
    let secrets = [("MY_SECRET", "x"), ("AWS_SECRET_ACCESS_KEY", "real")];
    folder.sfn_with(arguments, "", &[&[("PATH", &*path), ("HOME", &*home)], &secrets[..]].concat())
}

/// Whether Python and Node are installed; says what is not tested if they are not.
#[expect(clippy::print_stdout, reason = "what is not tested here is to be said")]
fn is_installed() -> bool {
    let is_there = |program: &str| {
        let mut command = Command::new(program);
        command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    let all = is_there("python3") && is_there("node");
    if !all {
        println!("SKIPPED: handlers of templates: Python or Node is not installed");
    }
    all
}

/// A machine of one Task that is written in `resource`, in the template of the tests.
fn one_task(resource: &str) -> (String, Folder) {
    let machine = format!(
        "  One:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      Definition:\n        StartAt: Work\n        \
         States:\n          Work: {{Type: Task, End: true, {resource}}}\n"
    );
    (format!("{SAM}{machine}"), project(&[]))
}

/// Runs a machine of one Task that calls Price.
fn price(resource: &str, arguments: &[&str]) -> Ended {
    let (template, folder) = one_task(resource);
    std::fs::write(folder.0.join("template.yaml"), template).unwrap();
    sfn(&folder, &[&["run", "template.yaml#One", "--allow-run"], arguments].concat())
}

const INVOKE: &str =
    "Resource: arn:aws:states:::lambda:invoke, Parameters: {FunctionName: !Ref Price, Payload.$: $}";

#[test]
fn a_sam_project_with_python_and_node_runs_without_mocks() {
    if !is_installed() {
        return;
    }
    let folder = project(&[]);
    let ended = sfn(&folder, &["run", "template.yaml#Order", "--allow-run"]);
    let expected = concat!(
        r#"{"shipped":3,"price":{"total":3,"env":{"STAGE":"own","LEVEL":"3","TABLE":"Orders","#,
        r#""AWS_SECRET_ACCESS_KEY":"local"}},"name":"ship-it","#,
        r#""alias":{"ExecutedVersion":"$LATEST","#,
        r#""Payload":"{\"shipped\":9,\"price\":{\"total\":9},\"name\":\"ship-it\"}","StatusCode":200},"#,
        r#""inline":{"inline":3},"node":{"node":3}}"#
    );
    assert_eq!((ended.code, ended.out.trim()), (Some(0), expected), "{}", ended.err);
    for said in ["log sfn: the layers of Price are not read", "log sfn: KEY of Price is not set"] {
        assert!(ended.err.contains(said), "{}", ended.err);
    }
}

#[test]
fn without_permission_the_refusal_names_the_handler_and_the_flag() {
    let folder = project(&[]);
    let ended = sfn(&folder, &["run", "template.yaml#Order"]);
    assert_eq!(ended.code, Some(5), "{}", ended.err);
    let said = "template.yaml declares Price: add --allow-run to run its handler app.handler";
    assert!(ended.err.contains("SFN401") && ended.err.contains(said), "{}", ended.err);
}

#[test]
fn a_function_that_cannot_be_run_here_says_why() {
    let folder = project(&[]);
    for (name, said) in [
        ("Java", "declares Java, which is not run here: it is written for java21"),
        ("Image", "declares Image, which is not run here: it is an image of a container"),
        ("Gone", "it has its code in src/nowhere, a folder that is not there or outside of"),
        ("Typed", "it is TypeScript, which has to be built first"),
    ] {
        let input = format!(r#"{{"name": "{name}"}}"#);
        let ended = sfn(&folder, &["run", "template.yaml#Odd", "--allow-run", "-i", &input]);
        assert_eq!(ended.code, Some(5), "{}", ended.err);
        let words: Vec<&str> = ended.err.split_whitespace().collect();
        assert!(words.join(" ").contains(said), "{said}: {}", ended.err);
    }
}

#[test]
fn mocks_win_over_handlers() {
    let folder = project(&[("Odd.sfn.yaml", "version: 1\nmocks: {states: {Ask: {payload: mocked}}}")]);
    let arguments = ["run", "template.yaml#Odd", "--allow-run", "-i", r#"{"name": "Price"}"#];
    let ended = sfn(&folder, &arguments);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert!(ended.out.contains(r#""Payload":"mocked""#), "{}", ended.out);
}

#[test]
fn errors_of_the_templates_handlers_are_lambdas() {
    if !is_installed() {
        return;
    }
    for (input, error, cause) in [
        (r#"{"do": "fail"}"#, "OutOfStock", r#"{"errorMessage":"none left","errorType":"OutOfStock""#),
        (r#"{"do": "exit"}"#, "Runtime.ExitError", "exit status 3"),
        (r#"{"do": "hang"}"#, "Sandbox.Timedout", "Task timed out after 2.00 seconds"),
        (r#"{"do": "grow"}"#, "Runtime.ExitError", "signal: killed"),
    ] {
        let ended = price(INVOKE, &["--json", "-i", input]);
        let value = Value::parse(&ended.out).unwrap_or_else(|_| panic!("{}{}", ended.out, ended.err));
        let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
        assert_eq!(text("error"), error, "{}", ended.out);
        assert!(text("cause").contains(cause), "{}", ended.out);
    }
}

#[test]
fn the_sdk_call_does_not_fail_with_its_function() {
    if !is_installed() {
        return;
    }
    let call = "Resource: arn:aws:states:::aws-sdk:lambda:invoke, Parameters: {FunctionName: !Ref Price, Payload.$: $}";
    let ended = price(call, &["-i", r#"{"do": "fail"}"#]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert!(ended.out.contains(r#""FunctionError":"Unhandled""#), "{}", ended.out);
}

#[test]
fn calls_that_hear_nothing_of_the_function_are_answered_so() {
    if !is_installed() {
        return;
    }
    for (service, kind, expected) in [
        ("lambda", "Event", r#"{"Payload":null,"StatusCode":202}"#),
        ("aws-sdk:lambda", "Event", r#"{"Payload":"","StatusCode":202}"#),
        ("lambda", "DryRun", r#"{"Payload":null,"StatusCode":204}"#),
    ] {
        let call = format!(
            "Resource: 'arn:aws:states:::{service}:invoke', \
             Parameters: {{FunctionName: !Ref Price, InvocationType: {kind}, Payload.$: $}}"
        );
        // What the function fails with is nobody's matter; with DryRun it does not run at all.
        let input = if kind == "Event" { r#"{"do": "fail"}"# } else { r#"{"do": "hang"}"# };
        let ended = price(&call, &["-i", input]);
        assert_eq!((ended.code, ended.out.trim()), (Some(0), expected), "{}", ended.err);
    }
}

#[test]
fn functions_of_cdk_lie_in_its_assets() {
    if !is_installed() {
        return;
    }
    let template = r#"{"Resources": {
        "Fn1ABC": {"Type": "AWS::Lambda::Function", "Properties": {"Handler": "app.handler", "Runtime": "python3.11",
            "Code": {"S3Bucket": {"Fn::Sub": "cdk-${AWS::AccountId}"}, "S3Key": "0a1b.zip"}}},
        "Flow": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"DefinitionString": {"Fn::Join": ["", [
            "{\"StartAt\":\"Work\",\"States\":{\"Work\":{\"Type\":\"Task\",\"End\":true,\"OutputPath\":\"$.Payload\",",
            "\"Resource\":\"arn:aws:states:::lambda:invoke\",\"Parameters\":{\"FunctionName\":\"",
            {"Fn::GetAtt": ["Fn1ABC", "Arn"]}, "\",\"Payload.$\":\"$\"}}}}"]]}}}}}"#;
    let assets =
        r#"{"version": "1", "files": {"0a1b": {"source": {"path": "asset.0a1b", "packaging": "zip"}}}}"#;
    let files = [
        ("cdk.out/Shop.template.json", template),
        ("cdk.out/Shop.assets.json", assets),
        ("cdk.out/asset.0a1b/app.py", "def handler(event, context):\n    return {'cdk': event}\n"),
    ];
    let folder = project(&files);
    let ended = sfn(&folder, &["run", "cdk.out/Shop.template.json", "--allow-run", "-i", "{\"a\":1}"]);
    assert_eq!((ended.code, ended.out.trim()), (Some(0), r#"{"cdk":{"a":1}}"#), "{}", ended.err);
}

#[test]
fn functions_of_the_serverless_framework_are_found() {
    if !is_installed() {
        return;
    }
    let service = "\
service: shop
provider: {name: aws, runtime: python3.11, environment: {STAGE: dev, WHO: all}}
functions:
  hello: {handler: src/price/app.handler, environment: {STAGE: '${self:custom.stage}'}}
custom: {stage: here}
stepFunctions:
  stateMachines:
    greet:
      definition:
        StartAt: Hello
        States:
          Hello: {Type: Task, End: true, Resource: {Fn::GetAtt: [hello, Arn]}}
";
    let folder = project(&[("serverless.yml", service)]);
    let ended = sfn(&folder, &["run", "serverless.yml", "--allow-run"]);
    assert_eq!(
        (ended.code, ended.out.trim()),
        (Some(0), r#"{"total": 3, "env": {"STAGE": "here", "AWS_SECRET_ACCESS_KEY": "local"}}"#),
        "{}",
        ended.err
    );
}

#[test]
fn functions_of_terraform_are_found_where_their_archive_is_packed_of() {
    if !is_installed() {
        return;
    }
    let code = r#"
variable "stage" { default = "dev" }
data "archive_file" "price" {
  type        = "zip"
  source_dir  = "${path.module}/src/price"
  output_path = "price.zip"
}
resource "aws_lambda_function" "price" {
  function_name = "price-${var.stage}"
  filename      = data.archive_file.price.output_path
  handler       = "app.handler"
  runtime       = "python3.11"
  environment { variables = { STAGE = var.stage } }
}
resource "aws_lambda_function" "packed" {
  function_name = "packed"
  filename      = "packed.zip"
  handler       = "app.handler"
  runtime       = "python3.11"
}
"#;
    let machine = |function: &str| {
        format!(
            r#"resource "aws_sfn_state_machine" "greet" {{
  name = "greet"
  definition = jsonencode({{StartAt = "Hello", States = {{Hello = {{
    Type = "Task", End = true, Resource = aws_lambda_function.{function}.arn}}}}}})
}}
"#
        )
    };
    let folder = project(&[("functions.tf", code), ("main.tf", &machine("price"))]);
    let ended = sfn(&folder, &["run", "main.tf", "--allow-run"]);
    assert_eq!(
        (ended.code, ended.out.trim()),
        (Some(0), r#"{"total": 3, "env": {"STAGE": "dev", "AWS_SECRET_ACCESS_KEY": "local"}}"#),
        "{}",
        ended.err
    );
    let folder = project(&[("functions.tf", code), ("main.tf", &machine("packed"))]);
    let ended = sfn(&folder, &["run", "main.tf", "--allow-run"]);
    assert_eq!(ended.code, Some(5), "{}", ended.err);
    assert!(ended.err.contains("has its code in a packed file"), "{}", ended.err);
}

#[test]
fn functions_outside_of_the_project_are_not_run() {
    let template = "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Out:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: ../../, Handler: app.handler, Runtime: python3.11}
  Flow:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition: {StartAt: A, States: {A: {Type: Task, Resource: !GetAtt Out.Arn, End: true}}}
";
    let folder = project(&[("out.yaml", template)]);
    let ended = sfn(&folder, &["run", "out.yaml", "--allow-run"]);
    assert_eq!(ended.code, Some(5), "{}", ended.err);
    assert!(ended.err.contains("it has its code in ../../, a folder that is not there"), "{}", ended.err);
}

#[test]
fn a_task_with_a_token_is_submitted_by_its_handler_and_ended_by_another_branch() {
    if !is_installed() {
        return;
    }
    let definition = r#"{"StartAt": "Both", "States": {"Both": {"Type": "Parallel", "End": true, "Branches": [
        {"StartAt": "Ask", "States": {"Ask": {"Type": "Task", "End": true,
            "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
            "Parameters": {"FunctionName": "ship-it", "Payload": {"price": {"total": 2}, "token.$": "$$.Task.Token"}}}}},
        {"StartAt": "Rest", "States": {"Rest": {"Type": "Wait", "Seconds": 3600, "Next": "Answer"},
            "Answer": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sfn:sendTaskSuccess", "End": true,
                "Parameters": {"TaskToken.$": "$.token", "Output": "{\"approved\": true}"}}}}]}}}"#;
    let folder = project(&[("order.asl.json", definition)]);
    let run = |token: &str, format: &str| {
        let input = format!(r#"{{"token": "{token}"}}"#);
        let arguments = ["--allow-run", "--seed", "1", "--format", format, "-i", &input];
        sfn(&folder, &[&["run", "template.yaml#Order"], &arguments[..]].concat())
    };
    let first = run("x", "history");
    let token = first.out.split(r#"\"token\":\""#).nth(1).and_then(|rest| rest.split('\\').next());
    let token = token.unwrap_or_else(|| panic!("{}{}", first.out, first.err));
    let ended = run(token, "history");
    let submitted = r#""output":"{\"ExecutedVersion\":\"$LATEST\",\"Payload\":{\"shipped\":2"#;
    assert!(
        ended.out.contains(submitted) && ended.out.contains("TaskSubmitted"),
        "{}{}",
        ended.out,
        ended.err
    );
    assert_eq!(ended.code, Some(0), "{}{}", ended.out, ended.err);
}

#[test]
fn a_handler_answers_its_own_token() {
    if !is_installed() {
        return;
    }
    let definition = r#"{"StartAt": "Both", "States": {"Both": {"Type": "Parallel", "End": true, "Branches": [
        {"StartAt": "Ask", "States": {"Ask": {"Type": "Task", "End": true, "TimeoutSeconds": 60,
            "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            "Parameters": {"QueueUrl": "q", "MessageBody.$": "$$.Task.Token"}}}},
        {"StartAt": "Work", "States": {"Work": {"Type": "Task", "End": true, "OutputPath": "$.Payload",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": {"FunctionName": "Price", "Payload": {"token.$": "$.token"}}}}}]}}}"#;
    let mocks = "version: 1\nmocks: {states: {Ask: {callback: {never: true}}}}\n";
    let folder =
        project(&[("order.asl.json", definition), ("Order.sfn.yaml", mocks), ("src/price/app.py", ANSWERS)]);
    let run = |token: &str, format: &str| {
        let input = format!(r#"{{"token": "{token}"}}"#);
        let arguments = ["--allow-run", "--seed", "1", "--format", format, "-i", &input];
        sfn(&folder, &[&["run", "template.yaml#Order"], &arguments[..]].concat())
    };
    let first = run("y", "history");
    let token = first.out.split(r#"\"MessageBody\":\""#).nth(1).and_then(|rest| rest.split('\\').next());
    let token = token.unwrap_or_else(|| panic!("{}{}", first.out, first.err));
    let ended = run(token, "json");
    let value = Value::parse(&ended.out).unwrap_or_else(|_| panic!("{}{}", ended.out, ended.err));
    let expected = concat!(
        r#"[{"by":"handler"},["{}","{\"__type\":\"InvalidToken\",\"message\":\"Invalid Token: 'Invalid token'\"}","{}","#,
        r#""{\"__type\":\"TaskTimedOut\",\"message\":\"Task Timed Out: 'Provided task does not exist anymore'\"}"]]"#
    );
    assert_eq!(
        value.get("output").map(Value::to_json).as_deref(),
        Some(expected),
        "{}{}",
        ended.out,
        ended.err
    );
}

#[test]
fn the_code_of_a_handler_is_watched() {
    if !is_installed() {
        return;
    }
    let tests = "version: 1\nmachine: template.yaml#Odd\ntests: {a: {input: {name: Price}, expect: {status: SUCCEEDED}}}\n";
    let folder = project(&[("sfn.toml", "version = 1\n"), ("Odd.sfn.yaml", tests)]);
    let root = folder.0.canonicalize().unwrap();
    let variable = |name: &str| crate::setting(name).map(|value| (name.into(), value.into()));
    let environment = ["PATH", "HOME"].into_iter().filter_map(variable).collect::<Vec<_>>();
    let (results, reads) = reads::logged(|| {
        let granted = Granted { run: Some(environment.into()), ..Granted::default() };
        let settings = Settings::find(Some(root.join("sfn.toml")), None).unwrap().granting(granted);
        let project = root.display().to_string();
        let found = suite::collect(&[project], &[], &suite::LastResults::default(), &settings).unwrap();
        suite::run(&found.cases, suite::How { jobs: Some(1), ..suite::How::default() })
    });
    assert_eq!(results[0].verdict.word(), "passed", "{results:#?}");
    assert!(reads.contains(&root.join("src/price/app.py")), "{reads:#?}");
}
