//! `sfn help`: commands, and the pages about topics.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use sfn::base::value::Value;

const TOPICS: [&str; 6] = ["exit-codes", "jsonl", "mocks", "selectors", "time", "trace"];

/// Standard output, standard error and exit code of `sfn help` with these arguments.
fn help(arguments: &[&str]) -> (String, String, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sfn"));
    let output = command.arg("help").args(arguments).env_clear().output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code())
}

#[test]
fn every_topic_has_a_page_that_fits_a_terminal() {
    let (list, _, _) = help(&[]);
    for topic in TOPICS {
        assert!(list.contains(&format!("sfn help {topic} ")), "{topic}: {list}");
        for unicode in ["always", "never"] {
            let (page, error, exit) = help(&[topic, "--unicode", unicode]);
            assert_eq!((error.as_str(), exit), ("", Some(0)), "{topic}");
            // The help of the command of the same name is as wide as clap makes it.
            let page = page.rsplit("Reading a trace").next().unwrap();
            assert!(unicode == "always" || page.is_ascii(), "{topic}");
            let wide = page.lines().find(|line| line.chars().count() > 80);
            assert!(wide.is_none(), "{topic}: {wide:?}");
            let held = ["{ok:}", "{next}", "{next:}", "{times}", "{elided:}", "{moved:}"];
            assert!(!held.iter().any(|mark| page.contains(mark)), "{page}");
        }
    }
}

#[test]
fn commands_have_their_help_and_other_words_advice() {
    let (trace, _, _) = help(&["trace"]);
    assert!(
        trace.starts_with("Show a run that was saved") && trace.contains("\nReading a trace\n"),
        "{trace}"
    );
    assert!(help(&["run"]).0.contains("--save-trace"));
    let (out, error, exit) = help(&["selctors"]);
    assert_eq!((out.as_str(), exit), ("", Some(2)));
    assert!(error.contains("did you mean `sfn help selectors`?"), "{error}");
}

/// The page about the lines of a run names every type of line that the reports of runs hold.
#[test]
fn the_page_about_lines_names_them_all() {
    let (page, _, _) = help(&["jsonl"]);
    let known: BTreeSet<&str> = page.split([' ', ',', '\n']).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/report");
    let mut seen = 0;
    for case in std::fs::read_dir(folder).unwrap() {
        let Ok(lines) = std::fs::read_to_string(case.unwrap().path().join("run.jsonl")) else { continue };
        for line in lines.lines() {
            let line = Value::parse(line).unwrap();
            let kind = line.get("type").and_then(Value::as_str).unwrap();
            assert!(known.contains(kind), "{kind}");
            seen += 1;
        }
    }
    assert!(seen > 50, "{seen}");
}
