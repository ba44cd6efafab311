//! `sfn test`: what passes, what does not, and what is said of it, in every format.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::stdout;

use sfn::base::value::Value;
use sfn::report::tests::FORMATS;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/suite")
}

fn sfn(arguments: &[&str]) -> Output {
    crate::sfn_in(&folder(), &[&["test", "--no-recordings"], arguments].concat())
}

#[test]
fn what_is_expected_and_holds_passes() {
    let output = sfn(&["order.sfn.yaml", "--format", "json"]);
    let found = Value::parse(&stdout(&output)).unwrap();
    assert_eq!(output.status.code(), Some(0), "{found}");
    let count = |key: &str| found.get(key).and_then(Value::as_i64);
    assert_eq!((count("passed"), count("failed"), count("skipped")), (Some(6), Some(0), Some(1)), "{found}");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

/// Each expectation is there once in a test in which it does not hold, so none of them can pass unseen.
#[test]
fn what_does_not_hold_is_shown_in_every_format() {
    let mut wrong = Vec::new();
    for format in FORMATS {
        let files = [
            "failing.sfn.yaml",
            "homeless.sfn.yaml",
            "order.sfn.yaml",
            "unanswered.sfn.yaml",
            "wrong.sfn.yaml",
        ];
        let alone = sfn(&[&files[..], &["-j", "1", "--format", format.name]].concat());
        let together = sfn(&[&files[..], &["-j", "2", "--format", format.name]].concat());
        assert_eq!(alone.status.code(), Some(1), "{}", format.name);
        let told = |output: &Output| without_wall_time(&stdout(output));
        assert_eq!(told(&alone), told(&together), "{}", format.name);
        let secrets = ["abc-12345", "xyz-12345", "k-12345678", "p-12345678"];
        assert!(!secrets.iter().any(|secret| told(&alone).contains(secret)), "{}", told(&alone));
        wrong.extend(crate::golden(&folder().join(format!("{}.txt", format.name)), &told(&alone)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The last line for people says how long it took.
pub fn without_wall_time(text: &str) -> String {
    match text.trim_end().rsplit_once("   ") {
        Some((before, _)) if text.trim_end().lines().last().is_some_and(|last| last.starts_with("FAIL")) => {
            format!("{before}\n")
        }
        Some(_) | None => text.to_owned(),
    }
}

#[test]
fn tests_are_chosen_by_name_tag_and_machine() {
    let names = |arguments: &[&str]| -> Vec<String> {
        let listed = stdout(&sfn(&[arguments, &["--list"]].concat()));
        listed.lines().filter_map(|line| Some(line.split_once("  ")?.1.to_owned())).collect()
    };
    assert_eq!(names(&["-k", "tag:all"]), ["every expectation fails"]);
    assert_eq!(names(&["order.sfn.yaml", "is caught"]), ["a state alone / is caught"]);
    assert_eq!(names(&["failing.sfn.yaml", "-k", "machine:other"]), [""; 0]);
    assert_eq!(names(&["failing.sfn.yaml", "-k", "machine:order", "-k", "no error"]), ["no error"]);
    assert!(names(&[]).len() > 10, "the project's files are found");
    let nothing = sfn(&["no such test"]);
    assert_eq!(nothing.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&nothing.stderr).contains("no tests found"));
    assert_eq!(sfn(&["no such test", "--no-tests", "pass"]).status.code(), Some(0));
}

#[test]
fn nothing_more_is_begun_after_a_failure_if_asked() {
    let output = sfn(&["failing.sfn.yaml", "--fail-fast", "--format", "json"]);
    let found = Value::parse(&stdout(&output)).unwrap();
    assert_eq!(found.get("failed").and_then(Value::as_i64), Some(1), "{found}");
    assert_eq!(found.get("skipped").and_then(Value::as_i64), Some(4), "{found}");
}

#[test]
fn reports_are_written_beside_the_results() {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("suite-junit.xml");
    let output = sfn(&["order.sfn.yaml", "--report-junit", place.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0));
    let written = std::fs::read_to_string(place).unwrap();
    assert!(
        written.contains(r#"<testsuites name="sfn test" tests="7" failures="0" errors="0" skipped="1">"#)
    );
}

/// The command that a page names shows the case, a row of a table too.
#[test]
fn a_case_is_replayed_as_the_page_says() {
    let run = Command::new(env!("CARGO_BIN_EXE_sfn"))
        .args(["run", "order.asl.json", "-m", "order.sfn.yaml", "-t", "a state alone / is caught", "-q"])
        .current_dir(folder())
        .env_clear()
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(told.contains("Declined"), "{told}");
}

/// A test file may come from a stranger: it names no definition outside its project.
#[test]
fn a_test_file_reads_no_definition_outside_its_project() {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("suite-outside");
    let project = place.join("project");
    std::fs::create_dir_all(project.join(".git")).unwrap();
    std::fs::copy(folder().join("order.asl.json"), place.join("outside.asl.json")).unwrap();
    let tests = "version: 1\nmachine: ../outside.asl.json\ntests: {t: {input: {}}}\n";
    std::fs::write(project.join("t.sfn.yaml"), tests).unwrap();
    let test = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sfn"));
        command.arg("test").args(arguments).current_dir(&project).env_clear().output().unwrap()
    };
    let refused = stdout(&test(&[]));
    assert!(refused.contains("outside") && refused.contains("--allow-read"), "{refused}");
    let opened = stdout(&test(&["--allow-read", ".."]));
    assert!(opened.contains("no mock answers this call"), "{opened}");
}

/// Whoever forgets an `only` sees what it leaves out.
#[test]
fn what_an_only_leaves_out_is_shown_as_skipped() {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("suite-only");
    std::fs::create_dir_all(&place).unwrap();
    std::fs::write(place.join("p.asl.json"), r#"{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}"#).unwrap();
    std::fs::write(place.join("p.sfn.yaml"), "version: 1\ntests: {a: {only: true}, b: {}}\n").unwrap();
    let path = place.join("p.sfn.yaml");
    let found = Value::parse(&stdout(&sfn(&[path.to_str().unwrap(), "--format", "json"]))).unwrap();
    let count = |key: &str| found.get(key).and_then(Value::as_i64);
    assert_eq!((count("passed"), count("skipped")), (Some(1), Some(1)), "{found}");
}

/// A flag that is not given is what `[test]` says.
#[test]
fn settings_stand_for_flags() {
    let project = crate::temporary("suite-settings");
    std::fs::create_dir(project.join(".git")).unwrap();
    let write = |name: &str, text: &str| std::fs::write(project.join(name), text).unwrap();
    write("sfn.toml", "[test]\nno-tests = \"pass\"\ngithub = true\nreport-tap = \"out.tap\"\n");
    let run = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sfn"));
        command.arg("test").current_dir(&project).env_clear().output().unwrap()
    };
    assert_eq!(run().status.code(), Some(0));
    write("one.asl.json", r#"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#);
    write("one.sfn.yaml", "version: 1\ntests:\n  fails:\n    expect: {status: FAILED}\n");
    let output = run();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stdout(&output).contains("::error file=one.sfn.yaml,line=3,title=fails::"),
        "{}",
        stdout(&output)
    );
    assert!(std::fs::read_to_string(project.join("out.tap")).unwrap().contains("not ok 1"));
}

/// Where a value went through a loop thousands of times, the page is made as fast as any other.
#[expect(clippy::disallowed_methods, reason = "it is real time that must not pass")]
#[test]
fn a_value_is_not_traced_back_through_a_whole_loop() {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("suite-loop");
    std::fs::create_dir_all(&place).unwrap();
    let definition = r#"{"QueryLanguage": "JSONata", "StartAt": "Begin", "States": {
        "Begin": {"Type": "Pass", "Assign": {"n": 0, "m": 0}, "Next": "Count"},
        "Count": {"Type": "Pass", "Assign": {"n": "{% $n + 1 %}", "m": "{% $n + $m %}"},
                  "Output": "{% $n + $m %}", "Next": "Enough?"},
        "Enough?": {"Type": "Choice", "Default": "Count",
                    "Choices": [{"Condition": "{% $n >= 5000 %}", "Next": "End"}]},
        "End": {"Type": "Pass", "Output": "{% $n + $m %}", "End": true}}}"#;
    std::fs::write(place.join("loop.asl.json"), definition).unwrap();
    let tests = "version: 1\ntests: {t: {expect: {output_exact: 0, variables: {n: 0, m: 0}}}}\n";
    std::fs::write(place.join("loop.sfn.yaml"), tests).unwrap();
    let began = std::time::Instant::now();
    let output = sfn(&[place.join("loop.sfn.yaml").to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1), "{}", stdout(&output));
    assert!(stdout(&output).contains("End reads $n of Count"), "{}", stdout(&output));
    assert!(began.elapsed().as_secs() < 30, "{:?}", began.elapsed());
}
