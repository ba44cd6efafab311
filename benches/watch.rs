//! From a save to the printed result: `sfn watch` in a pseudo-terminal over 20 machines with a test each, 20 saves, in
//! place and by rename by turns. `cargo bench --bench watch` prints the times, and fails if the median is 100 ms or more.

#![expect(clippy::unwrap_used, reason = "the terminal is that of the tests, which may unwrap")]

#[path = "../tests/terminal.rs"]
#[expect(dead_code, reason = "the tests need more of it")]
mod terminal;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use terminal::{Terminal, now, pause};

const MACHINES: usize = 20;
const SAVES: usize = 20;
const MOST: Duration = Duration::from_millis(100);

/// A machine of some size: what it gives is `number`, behind thirty states that do something.
fn machine(number: usize) -> String {
    let state = |at: usize| {
        format!(
            r#""Step {at}": {{"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "Step {}",
                "Parameters": {{"FunctionName": "step", "Payload.$": "$"}}, "ResultPath": "$.step{at}"}}"#,
            at + 1
        )
    };
    let steps = (0..30).map(state).collect::<Vec<_>>().join(",\n");
    format!(
        r#"{{"StartAt": "Step 0", "States": {{{steps},
            "Step 30": {{"Type": "Pass", "Result": {number}, "End": true}}}}}}"#
    )
}

fn project() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-watch");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder for the machines");
    fs::write(folder.join("sfn.toml"), "version = 1\n").expect("settings");
    for at in 0..MACHINES {
        let tests = format!(
            "version: 1\nmocks: {{services: {{lambda:invoke: {{payload: ok}}}}}}\n\
             tests: {{m{at}: {{expect: {{output: 0}}}}}}\n"
        );
        fs::write(folder.join(format!("m{at}.asl.json")), machine(0)).expect("a machine");
        fs::write(folder.join(format!("m{at}.sfn.yaml")), tests).expect("its test");
    }
    folder
}

#[expect(clippy::print_stderr, reason = "a benchmark says what it measured")]
fn main() -> ExitCode {
    let folder = project();
    let mut terminal = Terminal::start(env!("CARGO_BIN_EXE_sfn"), &["watch"], &folder, 500);
    terminal.page_with("waiting for changes");
    let mut times = Vec::new();
    for save in 0..SAVES {
        // Somebody reads the page before he saves again.
        pause(150);
        let (file, number) = (folder.join(format!("m{}.asl.json", save % MACHINES)), 1000 + save);
        let text = machine(number);
        let began = now();
        if save % 2 == 0 {
            fs::write(&file, text).expect("it can be written");
        } else {
            let beside = file.with_extension("tmp");
            fs::write(&beside, text).expect("it can be written");
            fs::rename(beside, file).expect("it can be renamed");
        }
        terminal.wait_for(&format!("was {number}"));
        times.push(began.elapsed());
    }
    terminal.press("q");
    let (code, _) = terminal.end();
    times.sort();
    let median = (times[SAVES / 2 - 1] + times[SAVES / 2]) / 2;
    let ms = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1000.0);
    let (least, most) = (ms(times[0]), ms(times[SAVES - 1]));
    eprintln!("{SAVES} saves, {MACHINES} machines: median {}, least {least}, most {most}", ms(median));
    if median < MOST && code == Some(0) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
