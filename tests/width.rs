//! The trace and what goes with it keep within the width, on pages from 60 to 120 columns, and cut nothing that a
//! reader needs to find his way.

use std::path::{Path, PathBuf};

use crate::run::sfn;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/run/views/long-names")
}

/// What a run of the machine with long names prints for people.
fn trace(input: &str, width: usize, flags: &[&str]) -> String {
    let width = width.to_string();
    let arguments = ["run", "machine.asl.json", "--seed", "1", "-i", input, "--width", &width];
    String::from_utf8(sfn(&folder(), &[&arguments, flags].concat()).stderr).unwrap()
}

/// The same as one line, with single blanks.
fn joined(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Columns of a line without wide characters.
fn columns(line: &str) -> usize {
    line.chars().count()
}

#[test]
fn no_line_is_wider_than_the_page() {
    for width in [60, 80, 100, 120] {
        for flags in [&["-q"][..], &[], &["-v"], &["-vv"], &["-vv", "--unicode", "never"]] {
            for input in [r#"{"doc": "d-1", "more": {"k": [1]}}"#, r#"{"wait": true, "doc": "d-1"}"#] {
                let shown = trace(input, width, flags);
                // A headline is one line, whatever its length.
                let wide = shown.lines().find(|line| columns(line) > width && !line.starts_with("error["));
                assert!(wide.is_none(), "{width} {flags:?} {wide:?}\n{shown}");
            }
        }
    }
}

#[test]
fn names_of_errors_places_and_last_parts_are_whole() {
    for width in [60, 80, 120] {
        let shown = trace(r#"{"wait": true, "doc": "d-1"}"#, width, &["-v"]);
        for part in [
            "machine.asl.json:4",
            "machine.sfn.yaml:9",
            "SNS.AuthorizationErrorException",
            "[States.HeartbeatTimeout]",
            "HeartbeatSeconds 100",
            "3.00s",
            "- .doc",
            "start 2026-01-01T00:00:00Z",
            "\n2026-01-04\n",
        ] {
            assert!(shown.contains(part), "{width} {part}\n{shown}");
        }
    }
    let wide = trace(r#"{"doc": "d-1"}"#, 120, &[]);
    assert!(wide.contains("Task lambda:invoke document-archive-fetcher-production"), "{wide}");
}

#[test]
fn everything_is_whole_where_it_is_asked_for() {
    let whole = joined(&trace(r#"{"doc": "d-1"}"#, 100, &["-vv"]));
    for part in [
        // Arguments, results and causes.
        "says something very important to all of the people",
        "seventeen eighteen",
        "because no identity-based policy allows the SNS:Publish action",
        // Text that holds JSON.
        r#"'{"a": 1, "b": [1,2,3]}'"#,
        "JSON text",
    ] {
        assert!(whole.contains(part), "{part}\n{whole}");
    }
    let part = trace(
        r#"{"doc": "d-1"}"#,
        100,
        &["--full", "Parameters.Payload.body", "--full", "Result.StatusCode"],
    );
    assert!(part.contains("Parameters.Payload.body\n") && part.contains("Result.StatusCode\n"), "{part}");
    assert!(part.contains("\"A long body of text that says something very important to all"), "{part}");
}
