//! What earlier calls leave in `.sfn/` for later ones: the last run, tests that failed, what came of each test.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{sfn_in as sfn, stdout as out};

/// A project with a machine whose Task is answered, and two tests, one of which fails.
fn project(name: &str) -> PathBuf {
    let project = crate::temporary(name);
    std::fs::create_dir(project.join(".git")).unwrap();
    let definition = r#"{"StartAt": "Ask", "States": {"Ask":
      {"Type": "Task", "Resource": "arn:aws:lambda:eu-west-1:123456789012:function:ask", "End": true}}}"#;
    std::fs::write(project.join("ask.asl.json"), definition).unwrap();
    write_tests(&project, "FAILED");
    project
}

fn write_tests(project: &Path, wanted: &str) {
    let tests = format!(
        "version: 1\nmocks: {{states: {{Ask: {{return: {{ok: true}}}}}}}}\ntests:\n  holds: {{}}\n  does not:\n    \
         expect: {{status: {wanted}}}\n"
    );
    std::fs::write(project.join("ask.sfn.yaml"), tests).unwrap();
}

fn listed(project: &Path, arguments: &[&str]) -> Vec<String> {
    let listed = out(&sfn(project, &[&["test", "--list"], arguments].concat()));
    listed.lines().map(|line| line.split_once("  ").unwrap().1.to_owned()).collect()
}

#[test]
fn the_last_results_choose_tests() {
    let project = &project("kept-results");
    assert_eq!(listed(project, &["-k", "failed()"]), [""; 0]);
    assert_eq!(listed(project, &["--last-failed"]), ["holds", "does not"], "nothing ran, so all are new");
    assert_eq!(sfn(project, &["test"]).status.code(), Some(1));
    assert_eq!(listed(project, &["-k", "failed()"]), ["does not"]);
    assert_eq!(listed(project, &["--last-failed"]), ["does not"]);

    // What passes now no longer is one of them, and a new one is.
    write_tests(project, "SUCCEEDED");
    assert_eq!(sfn(project, &["test", "--last-failed"]).status.code(), Some(0));
    assert_eq!(listed(project, &["-k", "failed()"]), [""; 0]);
    let mut tests = std::fs::read_to_string(project.join("ask.sfn.yaml")).unwrap();
    tests.push_str("  new one: {}\n");
    std::fs::write(project.join("ask.sfn.yaml"), tests).unwrap();
    assert_eq!(listed(project, &["--last-failed"]), ["new one"]);
    assert_eq!(sfn(project, &["test", "new one"]).status.code(), Some(0));
    let output = sfn(project, &["test", "--last-failed"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("all are run"), "{output:?}");
    assert!(out(&output).contains("3 passed"), "{output:?}");

    // A file of another version, or a broken one, is as good as none.
    std::fs::write(project.join(".sfn/tests.json"), "{\"version\": 99}").unwrap();
    assert_eq!(listed(project, &["--last-failed"]).len(), 3);
    std::fs::write(project.join(".sfn/tests.json"), "{").unwrap();
    assert_eq!(listed(project, &["--last-failed"]).len(), 3);
}

#[test]
fn a_test_that_fails_leaves_its_recording() {
    let project = &project("kept-failed");
    let told = out(&sfn(project, &["test"]));
    let command = told.lines().find_map(|line| line.trim().strip_prefix("trace    sfn ")).expect(&told);
    let shown = sfn(project, &command.split(' ').collect::<Vec<_>>());
    assert!(String::from_utf8_lossy(&shown.stderr).contains("Ask"), "{shown:?}");
    let ignore = std::fs::read_to_string(project.join(".sfn/.gitignore")).unwrap();
    assert_eq!(ignore, "*\n");
    let recordings = || std::fs::read_dir(project.join(".sfn/failed")).unwrap().count();
    assert_eq!(recordings(), 1);
    write_tests(project, "SUCCEEDED");
    assert_eq!(sfn(project, &["test"]).status.code(), Some(0));
    assert_eq!(recordings(), 0, "what passes needs none");
}

#[test]
fn tests_that_pass_or_are_told_to_leave_nothing() {
    let project = &project("kept-nothing");
    assert_eq!(sfn(project, &["test", "holds"]).status.code(), Some(0));
    assert_eq!(sfn(project, &["test", "--no-recordings"]).status.code(), Some(1));
    assert_eq!(sfn(project, &["run", "ask.asl.json", "-m", "ask.sfn.yaml"]).status.code(), Some(0));
    assert!(!project.join(".sfn").exists());
    std::fs::write(project.join("sfn.toml"), "[test]\nno-recordings = true\n").unwrap();
    assert_eq!(sfn(project, &["test"]).status.code(), Some(1));
    assert!(!project.join(".sfn").exists());
}

#[test]
fn the_last_run_is_kept_where_the_project_keeps_any() {
    let project = &project("kept-run");
    let run = ["run", "ask.asl.json", "-m", "ask.sfn.yaml"];
    let without = sfn(project, &["trace", "last"]);
    assert_eq!(without.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&without.stderr).contains("mkdir .sfn"), "{without:?}");
    std::fs::create_dir(project.join(".sfn")).unwrap();
    let ran = sfn(project, &[&run[..], &["--seed", "7"]].concat());
    let shown = sfn(project, &["trace", "last"]);
    assert_eq!((shown.status.code(), &shown.stdout), (Some(0), &ran.stdout));
    assert_eq!(std::fs::read_to_string(project.join(".sfn/.gitignore")).unwrap(), "*\n");
    // From a folder below, too.
    std::fs::create_dir(project.join("below")).unwrap();
    assert_eq!(sfn(&project.join("below"), &["trace", "last"]).stdout, ran.stdout);
    // A run that is stopped is the last one as well.
    std::fs::remove_file(project.join("ask.sfn.yaml")).unwrap();
    let stopped = sfn(project, &["run", "ask.asl.json"]);
    assert_eq!(stopped.status.code(), Some(5));
    let shown = sfn(project, &["trace", "last"]);
    assert!(String::from_utf8_lossy(&shown.stderr).contains("no mock answers this call"), "{shown:?}");
    let names = |entry: std::io::Result<std::fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
    let mut left: Vec<String> = std::fs::read_dir(project.join(".sfn")).unwrap().map(names).collect();
    left.sort();
    assert_eq!(left, [".gitignore", "failed", "last.jsonl"]);
}

/// A stranger's link is not followed, and nothing is written where it leads.
#[cfg(unix)]
#[test]
fn a_link_out_of_the_project_keeps_nothing() {
    let project = &project("kept-link");
    let outside = crate::temporary("kept-link-outside");
    std::os::unix::fs::symlink(&outside, project.join(".sfn")).unwrap();
    assert_eq!(sfn(project, &["test"]).status.code(), Some(1));
    assert_eq!(sfn(project, &["run", "ask.asl.json", "-m", "ask.sfn.yaml"]).status.code(), Some(0));
    assert_eq!(std::fs::read_dir(&outside).unwrap().count(), 0);
}

/// Neither is one inside the folder: recordings that nobody needs any more are removed from there.
#[cfg(unix)]
#[test]
fn a_link_in_the_store_keeps_and_removes_nothing() {
    let project = &project("kept-inner-link");
    let outside = crate::temporary("kept-inner-link-outside");
    std::fs::write(outside.join("mine.jsonl"), "mine").unwrap();
    std::fs::create_dir(project.join(".sfn")).unwrap();
    std::os::unix::fs::symlink(outside.join("ignored"), project.join(".sfn/.gitignore")).unwrap();
    std::os::unix::fs::symlink(outside.join("mine.jsonl"), project.join(".sfn/last.jsonl")).unwrap();
    assert_eq!(sfn(project, &["test"]).status.code(), Some(1));
    let last = sfn(project, &["trace", "last"]);
    assert!(String::from_utf8_lossy(&last.stderr).contains("there is no last run"), "{last:?}");
    std::fs::remove_dir_all(project.join(".sfn/failed")).unwrap();
    std::os::unix::fs::symlink(&outside, project.join(".sfn/failed")).unwrap();
    assert_eq!(sfn(project, &["test"]).status.code(), Some(1));
    assert_eq!(sfn(project, &["run", "ask.asl.json", "-m", "ask.sfn.yaml"]).status.code(), Some(0));
    let names = std::fs::read_dir(&outside).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(names.collect::<Vec<_>>(), ["mine.jsonl"]);
}

#[test]
fn many_seeds_find_what_one_does_not() {
    let project = &project("kept-stress");
    let tests = "version: 1\nmocks: {states: {Ask: {return: \"{% $random() %}\"}}}\ntests:\n  small:\n    \
                 expect: {assert: [\"$output > 0.03\"]}\n";
    std::fs::write(project.join("ask.sfn.yaml"), tests).unwrap();
    assert_eq!(sfn(project, &["test"]).status.code(), Some(0));
    let stressed = |jobs: &str| sfn(project, &["test", "--stress", "200", "--format", "json", "-j", jobs]);
    let (one, two) = (stressed("1"), stressed("2"));
    assert_eq!(one.status.code(), Some(1));
    assert_eq!(one.stdout, two.stdout);
    let found = sfn::base::value::Value::parse(&out(&one)).unwrap();
    let first = found.pointer("/tests/0/stress/first").unwrap().to_json();
    let replay = found.pointer("/tests/0/replay").unwrap().as_str().unwrap().to_owned();
    assert!(replay.ends_with(&format!("--seed {first}")), "{replay}");
    // The run that is named gives what the test saw.
    let words: Vec<String> = replay.replace('\'', "").split(' ').skip(1).map(str::to_owned).collect();
    let again = sfn(project, &words.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(out(&again).trim().parse::<f64>().unwrap() <= 0.03, "{again:?}");
}

#[test]
fn the_order_is_drawn_from_the_seed_that_is_shown() {
    let project = &project("kept-shuffle");
    let tests: String = (0..9).map(|at| format!("  t{at}:\n    expect: {{status: FAILED}}\n")).collect();
    let head = "version: 1\nmocks: {states: {Ask: {return: {}}}}\ntests:\n";
    std::fs::write(project.join("ask.sfn.yaml"), format!("{head}{tests}")).unwrap();
    let first_of = |seed: &str| {
        let shown = out(&sfn(project, &["test", &format!("--shuffle={seed}"), "--fail-fast"]));
        assert!(shown.contains(&format!("--shuffle={seed}")), "{shown}");
        shown.lines().find_map(|line| Some(line.trim().strip_prefix("FAIL ")?.to_owned())).unwrap()
    };
    assert_eq!(first_of("3"), first_of("3"));
    let firsts: std::collections::BTreeSet<String> = (1..6).map(|seed| first_of(&seed.to_string())).collect();
    assert!(firsts.len() > 1, "another seed is another order: {firsts:?}");
    assert!(out(&sfn(project, &["test", "--shuffle"])).contains("--shuffle="));
}

#[test]
fn a_job_at_github_gets_a_page() {
    let project = &project("kept-github");
    let page = project.join("summary.md");
    let mut command = Command::new(env!("CARGO_BIN_EXE_sfn"));
    command.args(["test", "--github", "--format", "json"]).current_dir(project).env_clear();
    let output = command.env("GITHUB_STEP_SUMMARY", &page).output().unwrap();
    assert!(sfn::base::value::Value::parse(&out(&output)).is_ok(), "a document stays whole: {output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("::error file=ask.sfn.yaml"), "{output:?}");
    let page = std::fs::read_to_string(page).unwrap();
    assert!(
        page.starts_with("### sfn test failed\n") && page.contains("| does not | `ask.sfn.yaml:5` |"),
        "{page}"
    );
    // The run of the test that failed is drawn below the table.
    let (_, drawn) = page.split_once("#### does not\n\n```mermaid\nflowchart TB\n").expect(&page);
    assert!(drawn.contains("Ask") && drawn.trim_end().ends_with("```"), "{page}");
}
