//! Calls of AWS's APIs that are really made (`passthrough`), to a server that stands for AWS: what each protocol sends,
//! what becomes of answers and errors, and what is never asked.

use sfn::base::value::Value;

use crate::cli::{Ended, Folder};
use crate::server::{Received, Server, answer, closed_port, json};

/// Runs a Task that calls `resource` with `parameters`, answered at `endpoint`.
fn run(endpoint: &str, resource: &str, parameters: &str, arguments: &[&str]) -> Ended {
    let definition = format!(
        r#"{{"StartAt": "Call", "States": {{"Call": {{"Type": "Task", "End": true, "TimeoutSeconds": 20,
            "Resource": "arn:aws:states:::{resource}", "Parameters": {parameters}}}}}}}"#
    );
    let mocks = format!(
        "version: 1\nmocks:\n  states:\n    Call: {{passthrough: {{endpoint: \"{endpoint}\"}}, validate: none}}\n"
    );
    let folder = Folder::new("passthrough", &[("w.asl.json", &definition), ("w.sfn.yaml", &mocks)]);
    // Credentials that must not be handed to an endpoint.
    let environment =
        [("AWS_ACCESS_KEY_ID", "REAL"), ("AWS_SECRET_ACCESS_KEY", "real"), ("AWS_SESSION_TOKEN", "real")];
    folder.sfn_with(&[&["run", "w.asl.json"], arguments].concat(), "", &environment)
}

const ALLOWED: &[&str] = &["--allow-net=localhost"];

/// What a server that answers with `bytes` was sent, and how the run ended.
fn served(bytes: Vec<u8>, resource: &str, parameters: &str) -> (Vec<Received>, Ended) {
    let server = Server::new(move |_| bytes.clone());
    let ended = run(&server.url(), resource, parameters, &["--allow-net=localhost", "--json"]);
    (server.received(), ended)
}

fn output(ended: &Ended) -> String {
    assert_eq!(ended.code, Some(0), "{}{}", ended.out, ended.err);
    Value::parse(&ended.out).unwrap().get("output").unwrap().to_json()
}

/// The error and the cause of a run that failed.
fn failed(ended: &Ended) -> [String; 2] {
    assert_eq!(ended.code, Some(1), "{}{}", ended.out, ended.err);
    let value = Value::parse(&ended.out).unwrap();
    ["error", "cause"].map(|key| value.get(key).and_then(Value::as_str).unwrap_or("none").to_owned())
}

fn sorted(form: &str) -> Vec<&str> {
    let mut pairs: Vec<&str> = form.split('&').collect();
    pairs.sort_unstable();
    pairs
}

#[test]
fn json_protocols_name_the_operation_in_a_header() {
    let (received, ended) = served(
        json("200 OK", r#"{"Item": {"id": {"S": "o-1"}, "flags": {"L": [{"BOOL": true}]}}, "Unknown": 1}"#),
        "aws-sdk:dynamodb:getItem",
        r#"{"TableName": "orders", "Key": {"id": {"S": "o-1"}}, "ConsistentRead": "true"}"#,
    );
    let [request] = &received[..] else { panic!("one request") };
    assert_eq!(request.line, "POST /");
    assert_eq!(request.header("x-amz-target"), Some("DynamoDB_20120810.GetItem"));
    assert_eq!(request.header("content-type"), Some("application/x-amz-json-1.0"));
    assert_eq!(request.body, r#"{"TableName":"orders","Key":{"id":{"S":"o-1"}},"ConsistentRead":true}"#);
    let signed = request.header("authorization").unwrap();
    assert!(signed.starts_with("AWS4-HMAC-SHA256 Credential=test/"), "{signed}");
    assert!(signed.contains("/us-east-1/dynamodb/aws4_request"), "{signed}");
    assert_eq!(request.header("x-amz-security-token"), None);
    assert_eq!(output(&ended), r#"{"Item":{"id":{"S":"o-1"},"flags":{"L":[{"Bool":true}]}}}"#);
}

#[test]
fn optimized_integrations_keep_old_names_and_show_what_came_with_the_answer() {
    let bytes = answer(
        "200 OK",
        &["x-amzn-RequestId: r-1", "Content-Type: application/x-amz-json-1.0"],
        r#"{"MD5OfMessageBody": "aa", "MessageId": "m-1"}"#,
    );
    let parameters = r#"{"QueueUrl": "https://sqs/1/q", "MessageBody": {"a": 1}}"#;
    let (received, ended) = served(bytes.clone(), "sqs:sendMessage", parameters);
    assert_eq!(received[0].body, r#"{"QueueUrl":"https://sqs/1/q","MessageBody":"{\"a\":1}"}"#);
    let expected = concat!(
        r#"{"MD5OfMessageBody":"aa","MessageId":"m-1","SdkHttpMetadata":{"AllHttpHeaders":{"x-amzn-RequestId":["r-1"],"#,
        r#""Content-Type":["application/x-amz-json-1.0"],"Content-Length":["46"]},"HttpHeaders":{"Content-Length":"46","#,
        r#""Content-Type":"application/x-amz-json-1.0","x-amzn-RequestId":"r-1"},"HttpStatusCode":200},"#,
        r#""SdkResponseMetadata":{"RequestId":"r-1"}}"#
    );
    assert_eq!(output(&ended), expected);
    let parameters = r#"{"QueueUrl": "https://sqs/1/q", "MessageBody": "x"}"#;
    let (_, ended) = served(bytes, "aws-sdk:sqs:sendMessage", parameters);
    assert_eq!(output(&ended), r#"{"Md5OfMessageBody":"aa","MessageId":"m-1"}"#);
}

#[test]
fn the_query_protocol_sends_a_form_and_reads_xml() {
    let body = "<CreateTopicResponse><CreateTopicResult><TopicArn>arn:t &amp; x</TopicArn></CreateTopicResult>\
                <ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></CreateTopicResponse>";
    let (received, ended) = served(
        answer("200 OK", &["Content-Type: text/xml"], body),
        "aws-sdk:sns:createTopic",
        r#"{"Name": "a b", "Attributes": {"DisplayName": "x&y"}, "Tags": [{"Key": "k", "Value": "v"}]}"#,
    );
    let expected = "Action=CreateTopic&Attributes.entry.1.key=DisplayName&Attributes.entry.1.value=x%26y&Name=a%20b&\
                    Tags.member.1.Key=k&Tags.member.1.Value=v&Version=2010-03-31";
    assert_eq!(sorted(&received[0].body), sorted(expected));
    assert_eq!(output(&ended), r#"{"TopicArn":"arn:t & x"}"#);
}

#[test]
fn ec2_numbers_lists_in_its_own_way() {
    let body = "<DescribeVpcsResponse><vpcSet><item><vpcId>vpc-1</vpcId><isDefault>false</isDefault>\
                <tagSet/></item></vpcSet></DescribeVpcsResponse>";
    let (received, ended) = served(
        answer("200 OK", &[], body),
        "aws-sdk:ec2:describeVpcs",
        r#"{"Filters": [{"Name": "cidr", "Values": ["10.0.0.0/16", "b"]}], "MaxResults": 5}"#,
    );
    let expected = "Action=DescribeVpcs&Filter.1.Name=cidr&Filter.1.Value.1=10.0.0.0%2F16&Filter.1.Value.2=b&\
                    MaxResults=5&Version=2016-11-15";
    assert_eq!(sorted(&received[0].body), sorted(expected));
    assert_eq!(output(&ended), r#"{"Vpcs":[{"IsDefault":false,"Tags":[],"VpcId":"vpc-1"}]}"#);
}

#[test]
fn rest_protocols_put_members_into_path_query_headers_and_body() {
    let (received, ended) = served(
        answer(
            "200 OK",
            &["ETag: \"e\"", "x-amz-meta-k: v", "Last-Modified: Thu, 24 Sep 2026 02:36:47 GMT"],
            "[1, 2]",
        ),
        "aws-sdk:s3:getObject",
        r#"{"Bucket": "data", "Key": "a b/é.json", "VersionId": "v/1", "Range": "bytes=0-9"}"#,
    );
    assert_eq!(received[0].line, "GET /data/a%20b/%C3%A9.json?versionId=v%2F1");
    assert_eq!(received[0].header("range"), Some("bytes=0-9"));
    let expected = concat!(
        r#"{"ContentLength":6,"ETag":"\"e\"","LastModified":"2026-09-24T02:36:47Z","Metadata":{"k":"v"},"#,
        r#""Body":"[1, 2]"}"#
    );
    assert_eq!(output(&ended), expected);

    let (received, _) = served(
        answer("200 OK", &[], ""),
        "aws-sdk:s3:putObject",
        r#"{"Bucket": "data", "Key": "k", "Body": "AP9BQgo=", "Metadata": {"a": "b"}}"#,
    );
    // A text is stored with its quotes (recorded).
    assert_eq!((received[0].line.as_str(), received[0].body.as_str()), ("PUT /data/k", "\"AP9BQgo=\""));
    assert_eq!(received[0].header("x-amz-meta-a"), Some("b"));
    assert_eq!(received[0].header("content-type"), Some("text/plain; charset=UTF-8"));

    let (received, _) = served(
        answer("200 OK", &[], ""),
        "aws-sdk:s3:deleteObjects",
        r#"{"Bucket": "data", "Delete": {"Objects": [{"Key": "a<b"}], "Quiet": true}}"#,
    );
    let expected = "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Object><Key>a&lt;b</Key></Object>\
                    <Quiet>true</Quiet></Delete>";
    assert_eq!((received[0].line.as_str(), received[0].body.as_str()), ("POST /data?delete=", expected));
    assert!(received[0].header("content-md5").is_some());

    let (received, ended) = served(
        json("200 OK", r#"{"id": "a1", "createdDate": 1577836800.5, "name": "n"}"#),
        "aws-sdk:apigateway:createRestApi",
        r#"{"Name": "n", "MinimumCompressionSize": 3}"#,
    );
    assert_eq!(
        (received[0].line.as_str(), received[0].body.as_str()),
        ("POST /restapis", r#"{"name":"n","minimumCompressionSize":3}"#)
    );
    assert_eq!(output(&ended), r#"{"CreatedDate":"2020-01-01T00:00:00.500Z","Id":"a1","Name":"n"}"#);
}

#[test]
fn functions_are_invoked_with_their_event() {
    let path = "POST /2015-03-31/functions/price/invocations";
    let bytes =
        answer("200 OK", &["X-Amz-Executed-Version: $LATEST", "x-amzn-RequestId: r"], r#"{"sum": 3}"#);
    let parameters = r#"{"FunctionName": "price", "Payload": {"id": 7}}"#;
    let (received, ended) = served(bytes.clone(), "lambda:invoke", parameters);
    assert_eq!((received[0].line.as_str(), received[0].body.as_str()), (path, r#"{"id":7}"#));
    let result = output(&ended);
    assert!(
        result.starts_with(r#"{"ExecutedVersion":"$LATEST","Payload":{"sum":3},"SdkHttpMetadata""#),
        "{result}"
    );
    assert!(result.ends_with(r#""StatusCode":200}"#), "{result}");
    let (_, ended) = served(bytes, "aws-sdk:lambda:invoke", parameters);
    assert_eq!(output(&ended), r#"{"ExecutedVersion":"$LATEST","StatusCode":200,"Payload":"{\"sum\": 3}"}"#);
    let error = r#"{"errorType": "Late", "errorMessage": "m"}"#;
    let bytes = answer("200 OK", &["X-Amz-Function-Error: Unhandled"], error);
    let (_, ended) = served(bytes, "lambda:invoke", parameters);
    assert_eq!(failed(&ended), ["Late", r#"{"errorType":"Late","errorMessage":"m"}"#]);
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn errors_are_worded_as_each_sdk_words_them() {
    let key = r#"{"TableName": "t", "Key": {"id": {"S": "1"}}}"#;
    let dynamodb = |kind: &str| {
        let body =
            format!(r#"{{"__type": "com.amazonaws.dynamodb.v20120810#{kind}", "message": "no such"}}"#);
        answer("400 Bad Request", &["x-amzn-RequestId: r-1"], &body)
    };
    let s3 = "<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message>\
              <RequestId>r-2</RequestId><HostId>h-2</HostId></Error>";
    let sns = "<ErrorResponse><Error><Type>Sender</Type><Code>NotFound</Code><Message>Topic does not exist</Message></Error>\
               <RequestId>r-3</RequestId></ErrorResponse>";
    let sqs = answer(
        "400 Bad Request",
        &["x-amzn-query-error: AWS.SimpleQueueService.NonExistentQueue;Sender", "x-amzn-RequestId: r-4"],
        r#"{"__type": "com.amazonaws.sqs#QueueDoesNotExist", "message": "gone"}"#,
    );
    let publish = r#"{"TopicArn": "arn:aws:sns:us-east-1:1:t", "Message": "m"}"#;
    let send = r#"{"QueueUrl": "https://sqs/1/q", "MessageBody": "x"}"#;
    let object = r#"{"Bucket": "b", "Key": "k"}"#;
    for (bytes, resource, parameters, error, cause) in [
        (
            dynamodb("ResourceNotFoundException"),
            "dynamodb:getItem",
            key,
            "DynamoDB.ResourceNotFoundException",
            "no such (Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ResourceNotFoundException; \
             Request ID: r-1; Proxy: null)",
        ),
        (
            dynamodb("ResourceNotFoundException"),
            "aws-sdk:dynamodb:getItem",
            key,
            "DynamoDb.ResourceNotFoundException",
            "no such (Service: DynamoDb, Status Code: 400, Request ID: r-1) (SDK Attempt Count: 1)",
        ),
        (
            dynamodb("ValidationException"),
            "dynamodb:getItem",
            key,
            "DynamoDB.AmazonDynamoDBException",
            "no such (Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ValidationException; Request ID: r-1; \
             Proxy: null)",
        ),
        (
            dynamodb("ValidationException"),
            "aws-sdk:dynamodb:getItem",
            key,
            "DynamoDb.DynamoDbException",
            "no such (Service: DynamoDb, Status Code: 400, Request ID: r-1) (SDK Attempt Count: 1)",
        ),
        (
            answer("404 Not Found", &[], s3),
            "aws-sdk:s3:getObject",
            object,
            "S3.NoSuchKeyException",
            "The specified key does not exist. (Service: S3, Status Code: 404, Request ID: r-2, Extended Request ID: h-2) \
             (SDK Attempt Count: 1)",
        ),
        (
            answer("404 Not Found", &["x-amz-request-id: r-5"], ""),
            "aws-sdk:s3:headObject",
            object,
            "S3.NoSuchKeyException",
            "null (Service: S3, Status Code: 404, Request ID: r-5) (SDK Attempt Count: 1)",
        ),
        (
            answer("404 Not Found", &[], sns),
            "sns:publish",
            publish,
            "SNS.NotFoundException",
            "Topic does not exist (Service: AmazonSNS; Status Code: 404; Error Code: NotFound; Request ID: r-3; \
             Proxy: null)",
        ),
        (
            sqs,
            "sqs:sendMessage",
            send,
            "SQS.QueueDoesNotExistException",
            "gone (Service: AmazonSQS; Status Code: 400; Error Code: AWS.SimpleQueueService.NonExistentQueue; \
             Request ID: r-4; Proxy: null)",
        ),
    ] {
        let (received, ended) = served(bytes, resource, parameters);
        assert_eq!(failed(&ended), [error, cause]);
        assert_eq!(received.len(), 1, "{resource}: what will not pass is not tried again");
    }
    let entries = r#"{"Entries": [{"Source": "s", "DetailType": "t", "Detail": {"a": 1}}]}"#;
    let body =
        r#"{"Entries": [{"ErrorCode": "InvalidArgument", "ErrorMessage": "m"}], "FailedEntryCount": 1}"#;
    let (received, ended) = served(json("200 OK", body), "events:putEvents", entries);
    let cause = r#"{"Entries":[{"ErrorCode":"InvalidArgument","ErrorMessage":"m"}],"FailedEntryCount":1}"#;
    assert_eq!(failed(&ended), ["EventBridge.FailedEntry", cause]);
    assert!(received[0].body.contains(r#""Detail":"{\"a\":1}""#), "{}", received[0].body);
    assert!(received[0].body.contains(r#""Resources":["arn:aws:states:us-east-1:"#), "{}", received[0].body);
    let job = r#"{"Role": "r", "Settings": {}, "Tags": {"team": "film", "ManagedByService": "me"}}"#;
    let (received, _) = served(json("200 OK", "{}"), "mediaconvert:createJob", job);
    let tags = r#""tags":{"team":"film","ManagedByService":"AWSStepFunctions"}"#;
    assert!(received[0].body.contains(tags), "{}", received[0].body);
}

#[test]
fn what_may_pass_is_tried_again() {
    let key = r#"{"TableName": "t", "Key": {"id": {"S": "1"}}}"#;
    let throttled = r#"{"__type": "ProvisionedThroughputExceededException", "message": "slow down"}"#;
    for (status, body) in
        [("500 Internal Server Error", "oops"), ("503 Busy", ""), ("400 Bad Request", throttled)]
    {
        let server = Server::new(move |_| json(status, body));
        let ended = run(&server.url(), "aws-sdk:dynamodb:getItem", key, &["--allow-net=localhost", "--json"]);
        let [error, cause] = failed(&ended);
        assert!(error.starts_with("DynamoDb."), "{error}");
        assert!(cause.ends_with("(SDK Attempt Count: 3)"), "{cause}");
        assert_eq!(server.received().len(), 3, "{status}");
    }
    // Twice no answer, then one.
    let count = std::sync::atomic::AtomicU32::new(0);
    let server = Server::new(move |_| match count.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
        0 => Vec::new(),
        1 => json("200 OK", "{\"Item\": "),
        _ => json("200 OK", "{}"),
    });
    let ended = run(&server.url(), "aws-sdk:dynamodb:getItem", key, &["--allow-net=localhost", "--json"]);
    assert_eq!(output(&ended), "{}");
    assert_eq!(server.received().len(), 3);
    let closed = format!("http://localhost:{}", closed_port());
    for (resource, error) in [("dynamodb:getItem", "DynamoDB"), ("aws-sdk:dynamodb:getItem", "DynamoDb")] {
        let ended = run(&closed, resource, key, &["--allow-net=localhost", "--json"]);
        let [name, cause] = failed(&ended);
        assert_eq!(name, format!("{error}.SdkClientException"));
        assert!(cause.starts_with("Unable to execute HTTP request: Connection refused"), "{cause}");
    }
}

#[test]
fn a_slow_service_runs_into_the_timeout_of_the_task() {
    let slow = Server::new(|_| {
        std::thread::park_timeout(std::time::Duration::from_secs(60));
        Vec::new()
    });
    let arguments = ["--allow-net=localhost", "--timeout", "700ms"];
    let ended = run(&slow.url(), "dynamodb:getItem", r#"{"TableName": "t", "Key": {}}"#, &arguments);
    assert_eq!(ended.code, Some(124), "{}", ended.err);
}

#[test]
fn a_job_is_asked_for_until_it_has_ended() {
    let count = std::sync::atomic::AtomicU32::new(0);
    let server = Server::new(move |request| {
        let target = request.header("x-amz-target").unwrap_or_default();
        if target == "AWSStepFunctions.StartExecution" {
            return json("200 OK", r#"{"executionArn": "arn:e", "startDate": 1790676767.025}"#);
        }
        assert_eq!(target, "AWSStepFunctions.DescribeExecution");
        assert_eq!(request.body, r#"{"executionArn":"arn:e"}"#);
        let status = if count.fetch_add(1, std::sync::atomic::Ordering::Relaxed) < 2 {
            "RUNNING"
        } else {
            "SUCCEEDED"
        };
        let output = if status == "SUCCEEDED" { r#", "output": "{\"b\": 2}""# } else { "" };
        json(
            "200 OK",
            &format!(
                r#"{{"executionArn": "arn:e", "status": "{status}", "startDate": 1790676767.025{output}}}"#
            ),
        )
    });
    let parameters = r#"{"StateMachineArn": "arn:m", "Input": {"a": 1}}"#;
    let arguments = ["--allow-net=localhost", "--json"];
    let ended = run(&server.url(), "states:startExecution.sync:2", parameters, &arguments);
    let expected =
        r#"{"ExecutionArn":"arn:e","Output":{"b":2},"StartDate":1790676767025,"Status":"SUCCEEDED"}"#;
    assert_eq!(output(&ended), expected);
    assert_eq!(server.received().len(), 4);
    let failing = Server::new(|request| match request.header("x-amz-target") {
        Some("AWSStepFunctions.StartExecution") => {
            json("200 OK", r#"{"executionArn": "arn:e", "startDate": 1}"#)
        }
        _ => json("200 OK", r#"{"executionArn": "arn:e", "status": "FAILED", "error": "Boom"}"#),
    });
    let ended = run(&failing.url(), "states:startExecution.sync", parameters, &arguments);
    let cause = r#"{"Error":"Boom","ExecutionArn":"arn:e","Status":"FAILED"}"#;
    assert_eq!(failed(&ended), ["States.TaskFailed", cause]);
    let absent = r#"{"__type": "StateMachineDoesNotExist", "message": "none"}"#;
    let (_, ended) = served(json("400 Bad Request", absent), "states:startExecution.sync", parameters);
    assert_eq!(failed(&ended)[0], "StepFunctions.StateMachineDoesNotExistException");
}

#[test]
fn nothing_is_asked_that_is_not_allowed() {
    let server = Server::new(|_| json("200 OK", "{}"));
    let key = r#"{"TableName": "t", "Key": {"id": {"S": "1"}}}"#;
    for arguments in [&[][..], &["--allow-aws"], &["--allow-net=example.com"]] {
        let ended = run(&server.url(), "dynamodb:getItem", key, arguments);
        assert_eq!(ended.code, Some(5), "{}", ended.err);
        assert!(ended.err.contains("add --allow-net=localhost"), "{}", ended.err);
    }
    // A host, a path and a token are no way out either.
    let object = r#"{"Bucket": "..", "Key": "x"}"#;
    let ended = run(&server.url(), "aws-sdk:s3:getObject", object, &["--allow-net=localhost", "--json"]);
    assert_eq!(failed(&ended)[0], "S3.SdkClientException");
    let ended = run(
        &server.url(),
        "sqs:sendMessage.waitForTaskToken",
        r#"{"QueueUrl": "q", "MessageBody": "b"}"#,
        ALLOWED,
    );
    assert_eq!(ended.code, Some(3), "{}", ended.err);
    assert!(server.received().is_empty());
    let definition = r#"{"StartAt": "Call", "States": {"Call": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:::aws-sdk:sts:getCallerIdentity", "Parameters": {}}}}"#;
    let mocks = "version: 1\ndefaults: {unmatched: passthrough}\n";
    let folder = Folder::new("passthrough", &[("w.asl.json", definition), ("w.sfn.yaml", mocks)]);
    let ended = folder.sfn(&["run", "w.asl.json", "--allow-net"]);
    assert_eq!(ended.code, Some(5), "{}", ended.err);
    assert!(ended.err.contains("add --allow-aws=sts"), "{}", ended.err);
}

/// Short to write, large to read.
#[test]
fn answers_end_at_their_bound() {
    let ones = format!(r#"{{"Item": {{"id": {{"L": [{}1]}}}}}}"#, "1,".repeat(1_200_000));
    let elements = format!("<ListTopicsResponse>{}</ListTopicsResponse>", "<a/>".repeat(1_100_000));
    let key = r#"{"TableName": "t", "Key": {"id": {"S": "1"}}}"#;
    for (body, resource, parameters, said) in [
        (json("200 OK", &ones), "aws-sdk:dynamodb:getItem", key, "more than 1,000,000 values"),
        (
            answer("200 OK", &["Content-Type: text/xml"], &elements),
            "aws-sdk:sns:listTopics",
            "{}",
            "more than 1,000,000 elements",
        ),
    ] {
        let (_, ended) = served(body, resource, parameters);
        let [_, cause] = failed(&ended);
        assert!(cause.contains(said), "{cause}");
    }
}
