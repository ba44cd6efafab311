//! RedriveExecution. `fixtures/api/redrives.json` lists machines with what workers and clients do one after another;
//! `redrives.txt` is what the histories are then, each event with the one it follows, and what is said of Map Runs and
//! their children. `SFN_ACCEPT=1 cargo test` writes what happens now.
//!
//! The order of events around a redrive is that of AWS's own histories (2026-09).

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value as Json, json};
use sfn::api::Region;

use super::serving::{answered, ask, described, is_over, started, world};
use super::{fixture, golden};

/// A worker and a client of one execution.
struct Play {
    region: Arc<Region>,
    execution: String,
    tokens: Vec<String>,
}

impl Play {
    fn act(&mut self, step: &str) {
        let arn = json!({"executionArn": self.execution});
        let (word, which) = step.split_once(' ').unwrap_or((step, ""));
        let token = || self.tokens[which.parse().unwrap_or(self.tokens.len() - 1)].clone();
        match word {
            "take" => {
                let activity = "arn:aws:states:us-east-1:123456789012:activity:work";
                let task = ask(&self.region, "GetActivityTask", &json!({"activityArn": activity}));
                self.tokens.push(task["taskToken"].as_str().unwrap().to_owned());
            }
            "succeed" => {
                let done = json!({"taskToken": token(), "output": "{\"done\":true}"});
                ask(&self.region, "SendTaskSuccess", &done);
            }
            "fail" => {
                let failed = json!({"taskToken": token(), "error": "Broken", "cause": "again"});
                ask(&self.region, "SendTaskFailure", &failed);
            }
            "stop" => _ = ask(&self.region, "StopExecution", &arn),
            "ended" => _ = described(&self.region, &self.execution, is_over),
            "redrive" => {
                described(&self.region, &self.execution, is_over);
                ask(&self.region, "RedriveExecution", &arn);
                for token in &self.tokens {
                    let late = json!({"taskToken": token}).to_string();
                    let late = answered(&self.region, "SendTaskHeartbeat", &late).unwrap_err();
                    assert_eq!(late.code, "TaskTimedOut", "a token from before the redrive");
                }
            }
            other => panic!("no step is called {other}"),
        }
    }

    fn history(&self, execution: &str) -> String {
        let all = json!({"executionArn": execution, "maxResults": 1000});
        let history = ask(&self.region, "GetExecutionHistory", &all);
        let line = |event: &Json| {
            let more = ["executionRedrivenEventDetails", "mapRunRedrivenEventDetails"];
            let more = more.iter().find_map(|name| event[*name].get("redriveCount"));
            let more = more.map_or_else(String::new, |count| format!(" {count}"));
            let task = event["activityScheduledEventDetails"]["input"].as_str().unwrap_or_default();
            let kind = event["type"].as_str().unwrap();
            format!("  {} {kind}<{}{more} {task}", event["id"], event["previousEventId"])
                .trim_end()
                .to_owned()
                + "\n"
        };
        history["events"].as_array().unwrap().iter().map(line).collect()
    }

    fn map_runs(&self) -> String {
        let mut told = String::new();
        let runs = ask(&self.region, "ListMapRuns", &json!({"executionArn": self.execution}));
        for run in runs["mapRuns"].as_array().unwrap() {
            let arn = json!({"mapRunArn": run["mapRunArn"]});
            let said = ask(&self.region, "DescribeMapRun", &arn);
            told.push_str(&format!("  {} {} {}\n", said["status"], said["redriveCount"], said["itemCounts"]));
            let children = ask(&self.region, "ListExecutions", &arn);
            for child in children["executions"].as_array().unwrap() {
                let dated = child.get("redriveDate").is_some();
                told.push_str(&format!("  child {} {} {dated}\n", child["status"], child["redriveCount"]));
                let arn = child["executionArn"].as_str().unwrap();
                if arn.contains(":execution:") {
                    told.push_str(&self.history(arn).replace("  ", "    "));
                }
            }
        }
        told
    }
}

#[test]
fn histories_go_on_as_on_aws() {
    let cases: Vec<Json> = serde_json::from_str(&fixture("api/redrives.json")).unwrap();
    let mut told = String::new();
    for case in &cases {
        let region = world().region(None, None);
        ask(&region, "CreateActivity", &json!({"name": "work"}));
        let input = case.get("input").cloned().unwrap_or_else(|| json!({}));
        let execution = started(&region, "again", &case["definition"], &input);
        let mut play = Play { region, execution, tokens: Vec::new() };
        let steps = case["steps"].as_array().unwrap();
        steps.iter().for_each(|step| play.act(step.as_str().unwrap()));
        let said = described(&play.region, &play.execution, is_over);
        let words =
            format!("{}: {} {}\n", case["name"].as_str().unwrap(), said["status"], said["redriveCount"]);
        told.push_str(&(words + &play.history(&play.execution) + &play.map_runs()));
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/api/redrives.txt");
    let wrong = golden(&path, &told);
    assert!(wrong.is_none(), "{}", wrong.unwrap_or_default());
}
