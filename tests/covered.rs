//! `sfn test --coverage`: what is counted agrees with counts made by hand, and every format is the same whatever runs
//! side by side.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::stdout;

use sfn::base::percent::Percent;
use sfn::base::value::Value;
use sfn::report::coverage::{FORMATS, Share};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/covered")
}

fn sfn_in(folder: &Path, arguments: &[&str]) -> Output {
    crate::sfn_in(folder, &[&["test", "--no-recordings"], arguments].concat())
}

/// The coverage of `folder` as the file with this name has it, from so many jobs.
fn written(folder: &Path, name: &str, jobs: &str) -> String {
    let file = crate::temporary(&format!("covered-{name}-{jobs}")).join(name);
    let flag = format!("--coverage={}", file.display());
    let output = sfn_in(folder, &[&flag, "-j", jobs]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    std::fs::read_to_string(file).unwrap()
}

/// Visits and hits by state and way. A way without hits is not in it.
type Counts = BTreeMap<String, BTreeMap<String, i64>>;

/// The lines of a test file that begin with `#:`, counted by hand: `#: State  VISITS | way HITS | …`.
fn by_hand(text: &str) -> Counts {
    let pair = |part: &str| {
        let (name, number) = part.trim().rsplit_once(' ').unwrap();
        (name.trim().to_owned(), number.parse().unwrap())
    };
    let lines = text.lines().filter_map(|line| line.strip_prefix("#:"));
    lines
        .map(|line| {
            let mut parts = line.split('|');
            let (state, visits): (String, i64) = pair(parts.next().unwrap());
            let mut counts: BTreeMap<String, i64> = parts.map(pair).collect();
            counts.retain(|_, hits| *hits > 0);
            counts.insert("visits".to_owned(), visits);
            (state, counts)
        })
        .collect()
}

fn by_program(machine: &Value) -> Counts {
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap().to_owned();
    let number = |value: &Value, key: &str| value.get(key).and_then(Value::as_i64).unwrap();
    let list = |value: &Value, key: &str| value.get(key).and_then(Value::as_array).unwrap().to_vec();
    let states = list(machine, "state_list").into_iter().map(|state| {
        let branches = list(&state, "branches").into_iter();
        let mut counts: BTreeMap<String, i64> =
            branches.map(|branch| (text(&branch, "id"), number(&branch, "hits"))).collect();
        counts.retain(|_, hits| *hits > 0);
        counts.insert("visits".to_owned(), number(&state, "visits"));
        (text(&state, "name"), counts)
    });
    states.collect()
}

#[test]
fn counts_agree_with_those_made_by_hand() {
    let coverage = Value::parse(&written(&folder(), "counts.json", "2")).unwrap();
    let machines = coverage.get("machines").and_then(Value::as_array).unwrap().to_vec();
    let mut compared = 0;
    for file in ["alone", "both", "choice", "fleet", "items", "limits", "retry"] {
        let text = crate::fixture(&format!("covered/{file}.sfn.yaml"));
        let home = if file == "alone" { "template.yaml#Two".to_owned() } else { format!("/{file}.asl.") };
        let is_it =
            |machine: &&Value| machine.get("machine").and_then(Value::as_str).unwrap().contains(&home);
        let machine = machines.iter().find(is_it).unwrap();
        assert_eq!(by_program(machine), by_hand(&text), "{file}");
        compared += by_hand(&text).len();
    }
    assert_eq!(compared, 26);
}

#[test]
fn every_format_is_the_same_whatever_runs_side_by_side() {
    let mut wrong = Vec::new();
    let alone = sfn_in(&folder(), &["--coverage", "-j", "1"]);
    let together = sfn_in(&folder(), &["--coverage", "-j", "2"]);
    let table = |output: &Output| {
        let text = stdout(output);
        text[text.find("PASS  22 passed").unwrap()..].split_once('\n').unwrap().1.to_owned()
    };
    assert_eq!(table(&alone), table(&together));
    wrong.extend(crate::golden(&folder().join("human.txt"), &table(&alone)));
    for format in FORMATS {
        let name = format!("coverage.{}", format.endings[0]);
        let alone = written(&folder(), &name, "1");
        assert_eq!(alone, written(&folder(), &name, "2"));
        wrong.extend(crate::golden(&folder().join(&name), &alone));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Debian's lcov, where it is installed, has nothing to complain about.
#[test]
fn genhtml_reads_lcov_without_a_warning() {
    let place = crate::temporary("covered-genhtml");
    std::fs::write(place.join("coverage.info"), written(&folder(), "genhtml.info", "2")).unwrap();
    let read = Command::new("genhtml")
        .args(["--branch-coverage", "-o", place.join("page").to_str().unwrap()])
        .arg(place.join("coverage.info"))
        .current_dir(folder())
        .output();
    let Ok(read) = read else { return };
    let said = String::from_utf8_lossy(&read.stdout).to_lowercase();
    assert!(read.status.success() && read.stderr.is_empty(), "{}", String::from_utf8_lossy(&read.stderr));
    assert!(!said.contains("warning") && said.contains("(51 of 54 branches)"), "{said}");
}

#[test]
fn too_little_coverage_fails() {
    let code = |arguments: &[&str]| sfn_in(&folder(), arguments).status.code();
    // 51 of 54 branches are 94.44 percent and a bit.
    assert_eq!(code(&["--coverage-min", "94.44"]), Some(0));
    assert_eq!(code(&["--coverage-min", "94.45"]), Some(1));
    assert_eq!(code(&["--coverage-min", "101"]), Some(2));
    let output = sfn_in(&folder(), &["--coverage-min", "95"]);
    assert!(
        stdout(&output).ends_with("\n  94.44% is below --coverage-min 95 (SFN620)\n"),
        "{}",
        stdout(&output)
    );
    // Documents stay whole; why it failed is said beside them.
    let output = sfn_in(&folder(), &["--coverage-min", "95", "--format", "json"]);
    assert!(Value::parse(&stdout(&output)).is_ok(), "{}", stdout(&output));
    assert!(String::from_utf8_lossy(&output.stderr).contains("error: 94.44% is below --coverage-min 95"));
    // Of one machine, only that one counts.
    assert_eq!(code(&["retry.sfn.yaml", "--coverage-min", "100"]), Some(0));
}

#[test]
fn what_is_shown_is_never_rounded_up() {
    let share = |covered, total| Share { covered, total };
    let minimum = |text| Percent::parse(text).unwrap();
    assert_eq!((share(799, 1000).whole(), share(799, 1000).percent().text().as_str()), (79, "79.9"));
    assert!(share(799, 1000).is_below(minimum("80")) && !share(800, 1000).is_below(minimum("80")));
    assert_eq!(share(999_999, 1_000_000).percent().text(), "99.99");
    assert!(share(999_999, 1_000_000).is_below(minimum("100%")));
    assert_eq!(share(0, 0).percent().text(), "100");
    assert!(
        Percent::parse("80.125").is_none() && Percent::parse("-1").is_none() && Percent::parse("").is_none()
    );
}

#[test]
fn settings_ask_for_coverage_too() {
    let place = crate::temporary("covered-settings");
    std::fs::copy(folder().join("both.asl.json"), place.join("both.asl.json")).unwrap();
    std::fs::copy(folder().join("both.sfn.yaml"), place.join("both.sfn.yaml")).unwrap();
    let settings = "[test]\ncoverage-min = 87.5\n[profile.ci]\ntest.coverage-min = \"88\"\n\
                    test.coverage = \"covered.txt\"\ntest.coverage-format = \"lcov\"\n";
    std::fs::write(place.join("sfn.toml"), settings).unwrap();
    assert_eq!(sfn_in(&place, &[]).status.code(), Some(0));
    assert_eq!(sfn_in(&place, &["--profile", "ci"]).status.code(), Some(1));
    assert!(
        std::fs::read_to_string(place.join("covered.txt"))
            .unwrap()
            .starts_with("TN:sfn_test\nSF:both.asl.json\n")
    );
    assert_eq!(sfn_in(&place, &["--profile", "ci", "--coverage-min", "50"]).status.code(), Some(0));
    std::fs::write(place.join("sfn.toml"), "[test]\ncoverage-min = 120\n").unwrap();
    let refused = sfn_in(&place, &[]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("0 to 100"));
}

#[test]
fn a_file_needs_a_format() {
    let output = sfn_in(&folder(), &["--coverage=covered.txt"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--coverage-format"));
    assert_eq!(sfn_in(&folder(), &["--coverage", "--coverage-format", "json"]).status.code(), Some(2));
}

/// Of every machine of the examples, in JSON, SAM, CDK output and Terraform: the line of a state holds its name, and
/// that of a transition its key.
#[test]
fn lines_are_those_of_the_file_that_was_written() {
    let place = crate::temporary("covered-lines");
    crate::command::copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples"), &place);
    std::fs::create_dir_all(place.join(".git")).unwrap();
    std::fs::write(place.join("first.asl.json"), r#"{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}"#)
        .unwrap();
    std::fs::write(place.join("first.sfn.yaml"), "version: 1\ntests: {t: {}}\n").unwrap();
    std::fs::copy(folder().join("template.yaml"), place.join("inline.yaml")).unwrap();
    let terraform = "resource \"aws_sfn_state_machine\" \"m\" {\n  name = \"m\"\n  definition = jsonencode({\n    \
                     StartAt = \"One\"\n    States = {\n      One = {\n        Type = \"Pass\"\n        Next = \"Two\"\n      \
                     }\n      Two = { Type = \"Pass\", End = true }\n    }\n  })\n}\n";
    std::fs::write(place.join("inline.tf"), terraform).unwrap();
    assert_eq!(sfn_in(&place, &["--coverage=lines.json"]).status.code(), Some(0));
    let coverage = Value::parse(&std::fs::read_to_string(place.join("lines.json")).unwrap()).unwrap();
    let mut files = std::collections::BTreeSet::new();
    for machine in coverage.get("machines").and_then(Value::as_array).unwrap().iter() {
        let file = machine.get("file").and_then(Value::as_str).unwrap();
        let text = std::fs::read_to_string(place.join(file)).unwrap();
        let line = |value: &Value| {
            let number = usize::try_from(value.get("line").and_then(Value::as_i64).unwrap()).unwrap();
            text.lines().nth(number - 1).unwrap_or_else(|| panic!("{file}:{number}")).to_owned()
        };
        for state in machine.get("state_list").and_then(Value::as_array).unwrap().iter() {
            let name = state.get("name").and_then(Value::as_str).unwrap();
            assert!(line(state).contains(name), "{file}: {name}: {}", line(state));
            for branch in state.get("branches").and_then(Value::as_array).unwrap().iter() {
                if branch.get("id").and_then(Value::as_str) == Some("next") {
                    let line = line(branch);
                    assert!(line.contains("Next") || line.contains("End"), "{file}: {name}: {line}");
                }
            }
        }
        files.insert(file.rsplit('/').next().unwrap().to_owned());
    }
    for kind in ["order.asl.json", "inline.yaml", "Orders.template.json", "inline.tf"] {
        assert!(files.contains(kind), "{kind} is not among {files:?}");
    }
}

/// Names and data of a definition are text and nothing else, and its secrets are not shown.
#[test]
fn a_definition_cannot_write_into_reports() {
    let place = crate::temporary("covered-odd");
    std::fs::create_dir_all(place.join(".git")).unwrap();
    let definition = r#"{"StartAt": "a,b", "States": {
  "a,b": {"Type": "Pass", "Result": {"password": "hunter2-secret"}, "Next": "a;b"},
  "a;b": {"Type": "Pass", "Next": "<script>alert(1)</script>"},
  "<script>alert(1)</script>": {"Type": "Succeed", "Comment": "</pre><img src=x>"}}}"#;
    std::fs::write(place.join("odd.asl.json"), definition).unwrap();
    std::fs::write(place.join("odd.sfn.yaml"), "version: 1\ntests: {t: {}}\n").unwrap();
    let written = |name: &str| {
        assert_eq!(sfn_in(&place, &[&format!("--coverage={name}")]).status.code(), Some(0));
        std::fs::read_to_string(place.join(name)).unwrap()
    };
    let page = written("odd.html");
    assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("hunter2"), "{page}");
    assert!(!page.contains("http:") && !page.contains("https:"), "the page needs nothing else");
    let lcov = written("odd.info");
    let names: Vec<&str> = lcov.lines().filter_map(|line| line.strip_prefix("FN:")).collect();
    assert_eq!(names, ["2,a_b", "3,a_b_2", "4,_script_alert_1___script_"]);
}
