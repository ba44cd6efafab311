//! HTTP Tasks that are really sent (`passthrough`): what goes out with the connection's parts, and what comes of the
//! answer. Expected requests are those that were recorded in September 2026.

use sfn::base::value::Value;

use crate::cli::{Ended, Folder};
use crate::server::{Received, Server, answer, closed_port, json};

/// Runs an HTTP Task with `parameters`, sent to `endpoint` in place of its host, over `connection`.
fn run(endpoint: &str, resource: &str, parameters: &str, connection: &str, arguments: &[&str]) -> Ended {
    let definition = format!(
        r#"{{"StartAt": "Call", "States": {{"Call": {{"Type": "Task", "End": true,
            "Resource": "arn:aws:states:::{resource}", "Parameters": {parameters}}}}}}}"#
    );
    let mocks = format!(
        "version: 1\nmocks:\n  connections:\n    pay: {connection}\n  states:\n    Call: {{passthrough: {{endpoint: \"{endpoint}\"}}}}\n"
    );
    let folder = Folder::new("http-task", &[("w.asl.json", &definition), ("w.sfn.yaml", &mocks)]);
    folder.sfn(&[&["run", "w.asl.json", "--json"], arguments].concat())
}

/// The members that all Tasks have here.
fn parameters(method: &str, rest: &str) -> String {
    format!(
        r#"{{"ApiEndpoint": "https://api.example.com/v1/x", "Method": "{method}",
            "Authentication": {{"ConnectionArn": "arn:aws:events:us-east-1:123456789012:connection/pay/1-2"}}{rest}}}"#
    )
}

fn sent(bytes: Vec<u8>, parameters: &str, connection: &str) -> (Vec<Received>, Ended) {
    let server = Server::new(move |_| bytes.clone());
    let ended = run(&server.url(), "http:invoke", parameters, connection, &["--allow-net=localhost"]);
    (server.received(), ended)
}

fn failed(ended: &Ended) -> [String; 2] {
    assert_eq!(ended.code, Some(1), "{}{}", ended.out, ended.err);
    let value = Value::parse(&ended.out).unwrap();
    ["error", "cause"].map(|key| value.get(key).and_then(Value::as_str).unwrap_or("none").to_owned())
}

#[test]
fn the_parts_of_task_and_connection_are_merged_as_recorded() {
    let connection = "{basic: {username: ada, password: pw}, headers: {x-shared: connection-header}, \
                      query: {shared: connection query, connectionOnly: query-only}, \
                      body: {shared: connection-body, connectionOnly: body-only}}";
    let rest = r#", "QueryParameters": {"shared": "task query", "taskOnly": "a+b & c"},
        "Headers": {"x-shared": "task-header", "X-Shared2": "t", "Content-Type": "application/x-www-form-urlencoded"},
        "Transform": {"RequestBodyEncoding": "URL_ENCODED", "RequestEncodingOptions": {"ArrayFormat": "BRACKETS"}},
        "RequestBody": {"shared": "task", "items": ["red green", "blue+gold"], "nested": {"enabled": true, "count": 2}}"#;
    let (received, ended) = sent(json("200 OK", r#"{"ok": true}"#), &parameters("POST", rest), connection);
    let [request] = &received[..] else { panic!("one request: {}", ended.err) };
    let query = "taskOnly=a%2Bb%20%26%20c&shared=connection%20query&connectionOnly=query-only";
    assert_eq!(request.line, format!("POST /v1/x?{query}"));
    let body = "shared=connection-body&items%5B%5D=red%20green&items%5B%5D=blue%2Bgold&nested%5Benabled%5D=true&\
                nested%5Bcount%5D=2&connectionOnly=body-only";
    assert_eq!(request.body, body);
    for (name, value) in [
        ("x-shared", "connection-header"),
        ("x-shared2", "t"),
        ("authorization", "Basic YWRhOnB3"),
        ("range", "bytes=0-262144"),
        ("user-agent", "Amazon|StepFunctions|HttpInvoke|us-east-1"),
        ("content-type", "application/x-www-form-urlencoded"),
    ] {
        assert_eq!(request.header(name), Some(value), "{name}");
    }
    let value = Value::parse(&ended.out).unwrap();
    let expected = concat!(
        r#"{"Headers":{"Content-Type":["application/json"],"Content-Length":["12"]},"ResponseBody":{"ok":true},"#,
        r#""StatusCode":200,"StatusText":"OK"}"#
    );
    assert_eq!(value.get("output").unwrap().to_json(), expected);
}

#[test]
fn arrays_are_encoded_in_four_ways() {
    for (format, expected) in [
        ("INDICES", "a%5B0%5D=x&a%5B1%5D=y%20z&n="),
        ("REPEAT", "a=x&a=y%20z&n="),
        ("COMMAS", "a=x%2Cy%20z&n="),
        ("BRACKETS", "a%5B%5D=x&a%5B%5D=y%20z&n="),
    ] {
        let rest = format!(
            r#", "Headers": {{"Content-Type": "application/x-www-form-urlencoded"}}, "RequestBody": {{"a": ["x", "y z"], "n": null}},
            "Transform": {{"RequestBodyEncoding": "URL_ENCODED", "RequestEncodingOptions": {{"ArrayFormat": "{format}"}}}}"#
        );
        let (received, _) = sent(json("200 OK", "1"), &parameters("POST", &rest), "{}");
        assert_eq!(received[0].body, expected, "{format}");
    }
}

#[test]
fn bodies_go_out_as_they_are() {
    let key = "{api_key: {name: X-Key, value: k1}}";
    let (received, _) = sent(json("200 OK", "1"), &parameters("POST", r#", "RequestBody": "raw text""#), key);
    assert_eq!(received[0].body, "raw text");
    assert_eq!(received[0].header("x-key"), Some("k1"));
    assert_eq!(received[0].header("content-type"), Some("application/json; charset=UTF-8"));
    let (received, _) = sent(json("200 OK", "1"), &parameters("GET", r#", "RequestBody": {}"#), key);
    assert_eq!((received[0].line.as_str(), received[0].body.as_str()), ("GET /v1/x", "{}"));
    let (received, ended) =
        sent(json("200 OK", "1"), &parameters("POST", r#", "RequestBody": "x""#), "{body: {a: 1}}");
    let cause = "Cannot merge connection body authorization parameters with request body.";
    assert_eq!(failed(&ended), ["States.Runtime", cause]);
    assert!(received.is_empty());
}

#[test]
fn answers_become_results_and_errors_as_recorded() {
    let get = parameters("GET", "");
    let (_, ended) = sent(answer("204 No Content", &[], ""), &get, "{}");
    let value = Value::parse(&ended.out).unwrap();
    let expected = r#"{"Headers":{"Content-Length":["0"]},"StatusCode":204,"StatusText":"No Content"}"#;
    assert_eq!(value.get("output").unwrap().to_json(), expected);
    let (_, ended) = sent(answer("200 OK", &["Content-Type: text/plain"], "[1]"), &get, "{}");
    assert!(
        ended.out.contains(r#""ResponseBody":"[1]""#) || ended.out.contains(r#""ResponseBody": "[1]""#),
        "{}",
        ended.out
    );
    for (bytes, error, cause) in [
        (answer("403 Forbidden", &[], "no"), "States.Http.StatusCode.403", "Forbidden"),
        (b"HTTP/1.1 418 \r\ncontent-length: 0\r\n\r\n".to_vec(), "States.Http.StatusCode.418", "none"),
        (answer("302 Found", &["Location: http://localhost/"], ""), "States.Http.StatusCode.302", "Found"),
        (
            answer("200 OK", &["Content-Type: image/png"], "x"),
            "States.Runtime",
            "The response body cannot be read as text; its content type is 'image/png'",
        ),
    ] {
        let (received, ended) = sent(bytes, &get, "{}");
        assert_eq!(failed(&ended), [error, cause]);
        assert_eq!(received.len(), 1);
    }
    let (_, ended) = sent(Vec::new(), &get, "{}");
    assert_eq!(failed(&ended)[0], "States.Http.Socket");
    let closed = format!("http://localhost:{}", closed_port());
    let ended = run(&closed, "http:invoke", &get, "{}", &["--allow-net=localhost"]);
    assert_eq!(failed(&ended)[0], "States.Http.Socket");
    let (_, ended) =
        sent(answer("200 OK", &["Content-Type: text/plain"], &"x".repeat(1_100_000)), &get, "{}");
    assert_eq!(failed(&ended)[0], "States.DataLimitExceeded");
}

#[test]
fn a_token_is_asked_for_where_the_connection_wants_one() {
    let server = Server::new(|request| match request.line.as_str() {
        "POST /token" => json("200 OK", r#"{"access_token": "t-1", "token_type": "Bearer"}"#),
        _ => json("200 OK", "1"),
    });
    let connection = format!(
        "{{oauth: {{url: \"{}/token\", client_id: me, client_secret: s, body: {{scope: a b}}}}}}",
        server.url()
    );
    let get = parameters("GET", "");
    let ended = run(&server.url(), "http:invoke", &get, &connection, &["--allow-net=localhost"]);
    assert_eq!(ended.code, Some(0), "{}{}", ended.out, ended.err);
    let [token, request] = &server.received()[..] else { panic!("two requests") };
    assert_eq!(token.body, "grant_type=client_credentials&scope=a%20b&client_secret=s&client_id=me");
    assert_eq!(request.header("authorization"), Some("Bearer t-1"));
    let refusing = Server::new(|_| json("401 Unauthorized", "{}"));
    let connection = format!("{{oauth: {{url: \"{}\", client_id: me, client_secret: s}}}}", refusing.url());
    let ended = run(&server.url(), "http:invoke", &get, &connection, &["--allow-net=localhost"]);
    assert_eq!(failed(&ended)[0], "Events.ConnectionResource.InvalidConnectionState");
    // The server of tokens must be allowed as well.
    let connection = "{oauth: {url: \"http://other.example.com/token\", client_id: me, client_secret: s}}";
    let ended = run(&server.url(), "http:invoke", &get, connection, &["--allow-net=localhost"]);
    assert_eq!(ended.code, Some(5), "{}", ended.err);
    assert!(ended.err.contains("--allow-net=other.example.com"), "{}", ended.err);
}

#[test]
fn apis_of_api_gateway_are_invoked_too() {
    let server = Server::new(|request| match request.line.as_str() {
        "POST /prod/pets?type=dog&type=cat" => json("200 OK", r#"{"id": 1}"#),
        other => json("404 Not Found", &format!("{{\"message\":\"{other}\"}}")),
    });
    let parameters = r#"{"ApiEndpoint": "a1.execute-api.us-east-1.amazonaws.com", "Method": "POST", "Stage": "prod",
        "Path": "pets", "QueryParameters": {"type": ["dog", "cat"]}, "Headers": {"k": ["v"]}, "RequestBody": {"a": 1}}"#;
    let ended = run(&server.url(), "apigateway:invoke", parameters, "{}", &["--allow-net=localhost"]);
    assert_eq!(ended.code, Some(0), "{}{}", ended.out, ended.err);
    let ended = run(
        &server.url(),
        "apigateway:invoke",
        &parameters.replace("pets", "x"),
        "{}",
        &["--allow-net=localhost"],
    );
    assert_eq!(failed(&ended), ["ApiGateway.404", r#"{"message":"POST /prod/x?type=dog&type=cat"}"#]);
}

/// The only test that takes as long as AWS does: `SFN_SLOW=1 cargo test --test main http_task::`.
#[test]
#[expect(clippy::disallowed_methods, reason = "it is real time that passes")]
fn a_server_has_a_minute() {
    if crate::setting("SFN_SLOW").is_none() {
        println!("SKIPPED: the minute of an HTTP Task, without SFN_SLOW");
        return;
    }
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let began = std::time::Instant::now();
    let ended = run(&url, "http:invoke", &parameters("GET", ""), "{}", &["--allow-net=127.0.0.1"]);
    let took = began.elapsed().as_secs();
    assert_eq!(failed(&ended)[0], "States.Http.Socket");
    assert!((60..75).contains(&took), "{took} s");
    drop(listener);
}
