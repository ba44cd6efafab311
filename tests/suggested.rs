//! `sfn test --suggest`: what is suggested runs, takes the branches it says, and spoils no file.

use std::path::{Path, PathBuf};
use std::process::Output;

use crate::stdout;

use sfn::base::value::Value;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/suggested")
}

fn sfn_in(folder: &Path, arguments: &[&str]) -> Output {
    crate::sfn_in(folder, &[&["test", "--no-recordings"], arguments].concat())
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A copy of the definitions and test files.
fn copied(name: &str) -> PathBuf {
    let place = crate::temporary(name);
    std::fs::create_dir(place.join(".git")).unwrap();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name.contains(".asl.") || name.contains(".sfn.") || name == "sfn.toml" {
            std::fs::copy(&path, place.join(name)).unwrap();
        }
    }
    place
}

/// Branches that are covered, all of them, and the percentage, by machine.
fn figures(place: &Path) -> String {
    let output = sfn_in(place, &["--coverage=coverage.json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    let coverage = Value::parse(&std::fs::read_to_string(place.join("coverage.json")).unwrap()).unwrap();
    let mut machines: Vec<Value> = coverage.get("machines").and_then(Value::as_array).unwrap().to_vec();
    machines.push(coverage);
    let mut lines: Vec<String> = Vec::new();
    for machine in machines {
        let name = machine.get("machine").and_then(Value::as_str).unwrap_or("~ all");
        let branches = machine.get("branches").unwrap();
        let part = |key: &str| branches.get(key).unwrap().to_json();
        lines.push(format!("{name}  {}/{}  {}%", part("covered"), part("total"), part("percent")));
    }
    lines.sort();
    lines.join("\n") + "\n"
}

/// Added to their files, the tests pass, and take what was not taken before.
#[test]
fn suggested_tests_pass_and_cover_what_was_not() {
    let place = copied("suggested-added");
    let before = figures(&place);
    for file in ["fleet.sfn.yaml", "loan.sfn.yaml", "order.sfn.yaml", "new.suggested.sfn.yaml"] {
        let output = sfn_in(&place, &[&format!("--suggest={file}")]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert!(stderr(&output).contains("new test"), "{}", stderr(&output));
    }
    let found = format!("before\n{before}\nafter\n{}", figures(&place));
    let wrong = crate::golden(&folder().join("figures.txt"), &found);
    assert!(wrong.is_none(), "{}", wrong.unwrap_or_default());
    // What is left is a comment, and asking again adds nothing.
    let loan = std::fs::read_to_string(place.join("loan.sfn.yaml")).unwrap();
    assert!(
        loan.contains("  # to do: rule 5 of Decide matches: $contains($states.input.note, \"vip\")\n"),
        "{loan}"
    );
    let again = sfn_in(&place, &["--suggest=loan.sfn.yaml"]);
    assert!(stderr(&again).contains("no test to add"), "{}", stderr(&again));
    assert_eq!(loan, std::fs::read_to_string(place.join("loan.sfn.yaml")).unwrap());
}

#[test]
fn what_is_printed_is_the_same_every_time() {
    let printed = |jobs| {
        let text = stdout(&sfn_in(&folder(), &["--coverage", "--suggest", "-j", jobs]));
        text[text.find("\n# ").unwrap() + 1..].to_owned()
    };
    let found = printed("1");
    assert_eq!(found, printed("2"));
    let wrong = crate::golden(&folder().join("printed.txt"), &found);
    assert!(wrong.is_none(), "{}", wrong.unwrap_or_default());
}

#[test]
fn no_file_is_spoilt() {
    let place = copied("suggested-spoilt");
    let text = |name: &str| std::fs::read_to_string(place.join(name)).unwrap();
    // A file that is something else.
    std::fs::write(place.join("other.txt"), "version: 1\nmachine: else.asl.json\n").unwrap();
    let refused = sfn_in(&place, &["order.sfn.yaml", "--suggest=other.txt"]);
    assert_eq!(refused.status.code(), Some(3), "{}", stderr(&refused));
    assert!(stderr(&refused).contains("its mocks are not those of order.sfn.yaml"), "{}", stderr(&refused));
    assert_eq!(text("other.txt"), "version: 1\nmachine: else.asl.json\n");
    // Tests that are written on one line.
    let flow = "version: 1\nmocks: {states: {Validate: {payload: {score: 50}}, Pack: {return: {}}}}\n\
                tests: {happy: {input: {items: [1]}}}\n";
    std::fs::write(place.join("order.sfn.yaml"), flow).unwrap();
    let refused = sfn_in(&place, &["order.sfn.yaml", "--suggest=order.sfn.yaml"]);
    assert_eq!(refused.status.code(), Some(3), "{}", stdout(&refused));
    assert_eq!(text("order.sfn.yaml"), flow);
    // What stands behind the tests stays there, however the file ends.
    let last = "version: 1\ntests:\n    happy:\n        input: {name: B, express: false, items: [1]}   # one\n\nmocks:\n  states:\n    \
                Validate: {payload: {score: 50, tier: x}}\n    Pack: {return: {}}";
    std::fs::write(place.join("order.sfn.yaml"), last).unwrap();
    let added = sfn_in(&place, &["order.sfn.yaml", "--suggest=order.sfn.yaml"]);
    assert_eq!(added.status.code(), Some(0), "{}", stderr(&added));
    assert!(text("order.sfn.yaml").starts_with(
        "version: 1\ntests:\n    happy:\n        input: {name: B, express: false, items: [1]}   # one\n"
    ));
    assert!(text("order.sfn.yaml").ends_with("    Pack: {return: {}}"), "{}", text("order.sfn.yaml"));
    assert_eq!(sfn_in(&place, &["order.sfn.yaml"]).status.code(), Some(0));
    // Several machines at once.
    let refused = sfn_in(&place, &["--suggest=more.sfn.yaml"]);
    assert_eq!(refused.status.code(), Some(2), "{}", stderr(&refused));
    assert!(!place.join("more.sfn.yaml").exists());
}

/// Documents for programs stay whole.
#[test]
fn suggestions_beside_a_document_go_to_standard_error() {
    let output = sfn_in(&folder(), &["loan.sfn.yaml", "--suggest", "--format", "json"]);
    assert!(Value::parse(&stdout(&output)).is_ok(), "{}", stdout(&output));
    assert!(stderr(&output).contains("rule 1 of Decide matches:"), "{}", stderr(&output));
}
