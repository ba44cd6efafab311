//! `sfn trace` over every case of `fixtures/run`: what it prints of a saved run is what the run printed.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::run::{arguments, cases, sfn};

/// The views and formats that are compared.
const VIEWS: &[&[&str]] = &[
    &[],
    &["-q"],
    &["-v"],
    &["-vv"],
    &["--by-time", "--width", "70", "--unicode", "never"],
    &["--format", "json"],
    &["--format", "jsonl"],
    &["--format", "history"],
];

/// An empty folder of this name.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Text without the real time a run took.
fn timeless(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let lines = text.lines().map(|line| {
        let line = line.split("   real ").next().unwrap_or(line);
        match line.split_once("\"wall\":") {
            Some((before, after)) => {
                format!("{before}{}", after.trim_start_matches(|c: char| c.is_ascii_digit()))
            }
            None => line.to_owned(),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn same(left: &Output, right: &Output) -> bool {
    timeless(&left.stdout) == timeless(&right.stdout) && timeless(&left.stderr) == timeless(&right.stderr)
}

fn show(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stderr), String::from_utf8_lossy(&output.stdout))
}

#[test]
fn a_saved_run_is_shown_as_the_run_was() {
    let scratch = scratch("saved-runs");
    let file = scratch.join("run.jsonl").display().to_string();
    let mut wrong = Vec::new();
    let mut saved = 0;
    for folder in cases() {
        let arguments = arguments(&folder);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let _ = std::fs::remove_file(&file);
        let run = sfn(&folder, &[&arguments[..], &["--save-trace", &file]].concat());
        if !Path::new(&file).exists() {
            // What could not even start has nothing to save.
            continue;
        }
        saved += 1;
        // `args` may hold flags about the look, which the recording does not.
        let display = std::fs::read_to_string(folder.join("args")).unwrap_or_default();
        let display: Vec<&str> = display_flags(&display);
        let again = sfn(&folder, &[&["trace", &file][..], &display].concat());
        if (&run.stdout, &run.stderr) != (&again.stdout, &again.stderr) || again.status.code() != Some(0) {
            wrong.push(format!("{}\n{}\n{}", folder.display(), show(&run), show(&again)));
        }
        // Other views of a recording do not depend on the view it was made with. One in turn for some of the
        // cases: all of them for all would be thousands of processes.
        if saved % 3 > 0 || !display.is_empty() {
            continue;
        }
        let view = VIEWS[saved / 3 % VIEWS.len()];
        let run = sfn(&folder, &[&arguments[..], view].concat());
        let again = sfn(&folder, &[&["trace", &file][..], view].concat());
        if !same(&run, &again) {
            wrong.push(format!("{} {view:?}\n{}\n{}", folder.display(), show(&run), show(&again)));
        }
    }
    assert!(saved > 200, "only {saved} runs were saved");
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n----\n"));
}

/// The flags in the file `args` that say how a run is shown.
fn display_flags(text: &str) -> Vec<&str> {
    let mut flags = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        match line {
            "--only" | "--full" | "--format" | "--width" | "--view" => {
                flags.push(line);
                flags.extend(lines.next());
            }
            "-q" | "-v" | "-vv" | "--by-time" | "--json" => flags.push(line),
            _ if ["--only=", "--full=", "--format=", "--width=", "--view="]
                .iter()
                .any(|f| line.starts_with(f)) =>
            {
                flags.push(line);
            }
            _ => {}
        }
    }
    flags
}

#[test]
fn standard_input_is_read_as_a_file_is() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/run/order/priced");
    let scratch = scratch("saved-run-on-stdin");
    let file = scratch.join("run.jsonl").display().to_string();
    let arguments = arguments(&folder);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let run = sfn(&folder, &[&arguments[..], &["--save-trace", &file]].concat());
    let again = Command::new(env!("CARGO_BIN_EXE_sfn"))
        .current_dir(&folder)
        .env_clear()
        .args(["trace", "-"])
        .stdin(Stdio::from(std::fs::File::open(&file).unwrap()))
        .output()
        .unwrap();
    assert_eq!((run.stdout, run.stderr), (again.stdout, again.stderr));
}

/// Every prefix of a recording, and every line of it with a byte changed, is shown or refused with a message
/// that names the line.
#[test]
fn broken_recordings_are_refused_with_their_line() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/run/order/declined");
    let scratch = scratch("broken-recordings");
    let file = scratch.join("run.jsonl").display().to_string();
    let arguments = arguments(&folder);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    sfn(&folder, &[&arguments[..], &["--save-trace", &file]].concat());
    let whole = std::fs::read_to_string(&file).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let broken = scratch.join("broken.jsonl").display().to_string();
    let check = |text: &str, line: usize, words: &str| {
        std::fs::write(&broken, text).unwrap();
        let output = sfn(&folder, &["trace", &broken]);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(3), "{told}");
        assert!(
            told.contains(&format!("broken.jsonl:{line}: ")) && told.contains(words),
            "{line} {words}: {told}"
        );
    };
    for end in (1..lines.len()).step_by(7) {
        let text = lines[..end].join("\n") + "\n";
        check(&text, end, "the recording ends here");
        check(&text[..text.len() - 3], end, "cut off");
        let mut wrong = lines.clone();
        wrong[end] = "{\"type\": \"TaskSucceeded\", \"sfn\": {}}";
        check(&(wrong.join("\n") + "\n"), end + 1, "is missing");
        wrong[end] = "[1, 2";
        check(&(wrong.join("\n") + "\n"), end + 1, "no JSON");
    }
    let mut huge = lines.clone();
    huge[1] = "{\"note\":\"BranchStarted\",\"state\":\"Charge Card\",\"index\":0,\"parent\":0,\"branch\":4000000000}";
    check(&huge.join("\n"), 2, "no branch 4000000000");
    check("", 1, "empty");
    check("{\"v\": 1, \"seq\": 1}\n", 1, "no recording");
    check("{\"sfn_recording\": 2, \"sfn\": \"9.1.0\"}\n", 1, "sfn 9.1.0 wrote this");
}

/// The lines about states in a trace, without what no history holds: reasons of our own for failures.
fn steps(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr).replace(" (virtual)", "");
    let steps = text
        .lines()
        .skip_while(|line| !line.trim_start().starts_with("0.00 "))
        .take_while(|line| !line.starts_with("error[") && !line.starts_with(['✓', '✗']));
    let lines = steps.map(|line| {
        // Durations are aligned with words that a history does not have.
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        let line = line.replace("Choice no rule matches", "Choice").replace("Choice a rule fails", "Choice");
        match line.split_once("✗ States.") {
            Some((before, error)) => format!("{before}✗ States.{}", error.split(' ').next().unwrap_or("")),
            None => line,
        }
    });
    lines.collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

/// What `--format history` printed is shown as the run was, as far as it can be known from it. Where two
/// rules of a Choice lead to the same state, and where a failure has no event at all, it cannot.
#[test]
fn a_history_is_shown_as_the_run_was() {
    let (mut same, mut others) = (0, Vec::new());
    for folder in cases().into_iter().filter(|folder| !folder.display().to_string().contains("/distributed/"))
    {
        let history = folder.join("history.json");
        if !history.exists() || folder.join("args").exists() {
            continue;
        }
        let arguments = arguments(&folder);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let history = sfn(&folder, &["trace", "history.json", "--definition", arguments[1]]);
        let run = std::fs::read_to_string(folder.join("trace.txt")).unwrap();
        let (run, _) = run.split_once("\n---- stdout\n").unwrap();
        if !run.contains("✓ SUCCEEDED") && !run.contains("✗ FAILED") {
            continue;
        }
        assert_eq!(history.status.code(), Some(0), "{}: {}", folder.display(), show(&history));
        let run = Output { status: history.status, stdout: Vec::new(), stderr: run.as_bytes().to_vec() };
        if steps(&run) == steps(&history) {
            same += 1;
        } else {
            others.push(format!("{}\n{}\n{}", folder.display(), steps(&run), steps(&history)));
        }
    }
    assert!(
        same > 200 && others.len() <= 12,
        "{same} alike, {} not:\n{}",
        others.len(),
        others.join("\n----\n")
    );
}

/// A history without its definition, in pages, out of order, with times as text, and what is none.
#[test]
fn histories_are_read_in_every_form() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/run/order/priced");
    let history = std::fs::read_to_string(folder.join("history.json")).unwrap();
    let scratch = scratch("histories");
    let file = scratch.join("events.json").display().to_string();
    let show = |text: &str, more: &[&str]| {
        std::fs::write(&file, text).unwrap();
        let definition =
            if folder.join("machine.asl.json").exists() { "machine.asl.json" } else { "machine.asl.yaml" };
        let with = ["--definition", definition];
        let more = if more.is_empty() { &with[..] } else { more };
        let output = sfn(&folder, &[&["trace", &file][..], more].concat());
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let whole = show(&history, &[]);
    assert_eq!(whole.0, Some(0), "{}", whole.1);
    let mut events: Vec<&str> =
        history.lines().filter(|line| line.starts_with('{') && line.contains("timestamp")).collect();
    events.iter_mut().for_each(|event| *event = event.trim_end_matches(','));
    events.reverse();
    let (first, second) = events.split_at(events.len() / 2);
    let pages = format!("{{\"events\": [{}]}}\n{{\"events\": [{}]}}", first.join(","), second.join(","));
    assert_eq!(show(&pages, &[]), whole);
    let (code, told) = show(&history, &["-v"]);
    assert!(code == Some(2) && told.contains("pass it: --definition FILE"), "{told}");
    let (code, told) = show("{\"events\": 7}", &[]);
    assert!(code == Some(3) && told.contains("no list `events`"), "{told}");
    let (code, told) =
        show(&history.replace("StateEntered", "StateEnter").replace("\"name\":\"", "\"name\":\"Other "), &[]);
    assert!(code == Some(3) && told.contains("the definition has no state"), "{told}");
}
