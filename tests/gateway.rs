//! Routes of API Gateway: `fixtures/serve/routes/requests.json` are sent one after the other to a server of the template
//! beside it; `answers.txt` has what clients get, ids and times aside.

use std::path::Path;

use serde_json::Value as Json;

use super::serving::Serving;
use super::{fixture, golden};

fn sent(server: &Serving, one: &Json) -> String {
    let body = one["body"].as_str().unwrap_or_default();
    let headers: String = one["headers"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| format!("{name}: {}\r\n", value.as_str().unwrap()))
        .collect();
    server.send(&format!(
        "{} HTTP/1.1\r\nHost: {}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        one["ask"].as_str().unwrap(),
        server.address,
        body.len()
    ))
}

/// `text` with ids and times of this run made `…`.
fn lasting(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_hexdigit()) {
        let end = rest[at..].find(|c: char| !(c.is_ascii_hexdigit() || matches!(c, '-' | '.')));
        let end = end.map_or(rest.len(), |end| at + end);
        let word = &rest[at..end];
        let is_id = word.len() == 36 && word.matches('-').count() == 4;
        let is_time =
            word.len() >= 10 && word.starts_with(|c: char| c.is_ascii_digit()) && word.parse::<f64>().is_ok();
        let is_account = word.len() == 12 && !word.contains('.');
        out.push_str(&rest[..at]);
        out.push_str(if is_id || (is_time && !is_account) { "…" } else { word });
        rest = &rest[end..];
    }
    out + rest
}

#[test]
fn routes_start_machines_and_give_what_comes_of_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/serve/routes");
    let template = root.join("template.yaml");
    let server = Serving::start(&[template.to_str().unwrap(), "--clock", "virtual"]);
    let requests: Vec<Json> = serde_json::from_str(&fixture("serve/routes/requests.json")).unwrap();
    let mut told = String::new();
    for one in &requests {
        let answer = sent(&server, one);
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().trim_start_matches("HTTP/1.1 ");
        let own = lines.filter(|line| !line.starts_with("content-length") && !line.starts_with("date"));
        let own: Vec<&str> = own.filter(|line| !line.starts_with("connection")).collect();
        let (ask, sent) = (one["ask"].as_str().unwrap(), one["body"].as_str().unwrap_or_default());
        told.push_str(&format!("{ask} {sent}\n    {status}; {}\n", own.join("; ")));
        told.push_str(&format!("    {}\n", lasting(body.trim())));
    }
    assert_eq!(golden(&root.join("answers.txt"), &told), None);
}

/// A plan that knows no ARN yet says as much as the files it is made of.
#[test]
fn a_plan_serves_what_its_files_do() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/serve/routes/terraform");
    for file in ["main.tf", "plan.json"] {
        let server = Serving::start(&[folder.join(file).to_str().unwrap(), "--clock", "virtual"]);
        let posted = serde_json::json!({"ask": "POST /_sfn/api/http/orders/o-17", "body": "{\"n\": 1}"});
        let answer = sent(&server, &posted);
        assert!(answer.starts_with("HTTP/1.1 202"), "{file}: {answer}");
        assert!(answer.contains(":execution:order:o-17\""), "{file}: {answer}");
        let entry = r#"{"Entries": [{"Source": "shop", "DetailType": "d", "Detail": "{\"n\": 5}"}]}"#;
        let put = server.post_to("AWSEvents.PutEvents", entry);
        assert!(put.contains(r#""FailedEntryCount":0"#), "{file}: {put}");
        // What an event starts, starts a moment later.
        let ran = || sent(&server, &serde_json::json!({"ask": "GET /_sfn/executions"}));
        while !ran().contains(r#""input":{"from":"a rule","n":5}"#) {
            std::thread::yield_now();
        }
    }
}
