//! The one test binary: public behaviour, driven over data files.
#![expect(clippy::unwrap_used, reason = "helpers outside #[test] may unwrap in tests")]

mod calls;
mod catalog;
mod checker_fuzz;
mod cli;
mod command;
mod completions;
mod convert;
mod coverage;
mod covered;
mod determinism;
mod diff;
mod distributed;
mod eval;
mod events;
mod explain;
mod exploring;
mod findings;
mod fleet;
mod floors;
mod fmt;
#[cfg(target_os = "linux")]
mod functions;
mod fuzz;
mod gateway;
mod graph;
#[cfg(target_os = "linux")]
mod handlers;
mod help;
#[cfg(unix)]
mod hostile;
mod house;
mod http;
mod http_task;
mod init;
mod intrinsics;
mod jobs;
mod jsonata;
mod jsonata_fuzz;
mod jsonpath;
mod kept;
mod lab;
mod later;
mod limits;
mod live;
mod load;
mod memory;
mod mock;
mod moto;
mod nested;
mod observe;
mod parity;
#[cfg(feature = "parquet")]
mod parquet;
mod passthrough;
mod paths;
#[cfg(target_os = "linux")]
mod processes;
mod quotas;
mod readme;
mod reads;
#[cfg(unix)]
mod recipes;
mod record_fuzz;
mod recorded;
mod recording;
mod redriving;
mod report;
#[cfg(unix)]
mod review;
mod room_fuzz;
mod run;
mod saving;
mod schema;
mod served;
mod server;
mod serving;
mod shown;
mod signing;
mod snapshots;
mod stepping;
mod stopping;
#[cfg(unix)]
mod stored;
mod suggested;
mod suite;
mod suite_fuzz;
mod templates;
#[cfg(target_os = "linux")]
mod terminal;
mod teststate;
mod trace;
mod validate;
mod value;
mod viewing;
mod visits;
#[cfg(unix)]
mod watch;
#[cfg(target_os = "linux")]
mod watching;
mod width;
mod wire;
mod workflows;

/// The text of a file below `fixtures/`.
fn fixture(path: &str) -> String {
    std::fs::read_to_string(format!("{}/fixtures/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// What the person who runs the tests set in the environment, for instance how much to fuzz.
#[expect(clippy::disallowed_methods, reason = "the one door of the tests to the environment")]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Compares `found` with the file `path` and returns what differs, ready to print; a file that is missing
/// counts as empty. `SFN_ACCEPT=1 cargo test` writes `found` there instead, or removes the file if nothing
/// was found. No other test writes below `fixtures/`.
fn golden(path: &std::path::Path, found: &str) -> Option<String> {
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    if expected == found {
        return None;
    }
    if setting("SFN_ACCEPT").is_none_or(|switch| switch != "1") {
        return Some(format!("{}\n--- expected\n{expected}--- found\n{found}", path.display()));
    }
    if found.is_empty() { std::fs::remove_file(path) } else { std::fs::write(path, found) }.unwrap();
    None
}

/// What the binary does in `folder` with these arguments and an empty environment.
fn sfn_in(folder: &std::path::Path, arguments: &[&str]) -> std::process::Output {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_sfn"));
    command.args(arguments).current_dir(folder).env_clear().output().unwrap()
}

/// What was written to standard output.
fn stdout(output: &std::process::Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// An empty folder for one test to write in.
fn temporary(name: &str) -> std::path::PathBuf {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn fixtures_can_be_read() {
    assert!(fixture("README.md").contains("fixtures"));
}
