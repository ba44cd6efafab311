//! `sfn run` over `fixtures/run/<feature>/<case>/`: what the public binary prints for a definition, its
//! input and its mocks. `trace.txt` holds standard error, standard output and the exit code of a plain
//! run, `history.json` the recorded events. A file `args` gives more arguments, a file `views` flags such
//! as `-v`, each with a `trace-v.txt` of its own; one a line.
//!
//! `SFN_ACCEPT=1 cargo test` writes what is printed now.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::cli::Folder;

/// Runs the binary in a copy of `folder` with a fixed start and seed.
pub fn sfn(folder: &Path, arguments: &[&str]) -> Output {
    let folder = Folder::copy(folder);
    Command::new(env!("CARGO_BIN_EXE_sfn"))
        .current_dir(&folder.0)
        .env_clear()
        .args(arguments)
        .output()
        .unwrap()
}

/// The arguments of a case: its definition, its input, and the lines of its file `args`.
pub fn arguments(folder: &Path) -> Vec<String> {
    let definition = ["machine.asl.json", "machine.asl.yaml"]
        .into_iter()
        .find(|name| folder.join(name).exists())
        .unwrap_or_else(|| panic!("{} has no machine.asl.json or .yaml", folder.display()));
    let mut arguments: Vec<String> =
        ["run", definition, "--start", "2026-01-01T00:00:00Z", "--seed", "1"].map(str::to_owned).into();
    if folder.join("input.json").exists() {
        arguments.extend(["--input".to_owned(), "@input.json".to_owned()]);
    }
    if let Ok(more) = std::fs::read_to_string(folder.join("args")) {
        arguments.extend(more.lines().map(str::to_owned));
    }
    arguments
}

/// What a run printed, without the real time it took.
fn printed(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let trace: Vec<String> = text(&output.stderr)
        .lines()
        .map(|line| match line.rfind("   real ") {
            Some(at) => format!("{}   real …", &line[..at]),
            None => line.to_owned(),
        })
        .collect();
    let exit = output.status.code().map_or("killed".to_owned(), |code| code.to_string());
    format!("{}\n---- stdout\n{}---- exit {exit}\n", trace.join("\n"), text(&output.stdout))
}

/// The folders of all cases.
pub fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/run");
    let folders = |path: &Path| {
        let mut found: Vec<PathBuf> = std::fs::read_dir(path)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_dir())
            .collect();
        found.sort();
        found
    };
    folders(&root).iter().flat_map(|feature| folders(feature)).collect()
}

#[test]
fn every_case_prints_what_it_printed() {
    let mut wrong = Vec::new();
    for folder in cases() {
        let arguments = arguments(&folder);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let trace = printed(&sfn(&folder, &arguments));
        wrong.extend(crate::golden(&folder.join("trace.txt"), &trace));
        let views = std::fs::read_to_string(folder.join("views")).unwrap_or_default();
        for view in views.lines() {
            let trace = printed(&sfn(&folder, &[&arguments[..], &[view]].concat()));
            wrong.extend(crate::golden(&folder.join(format!("trace{view}.txt")), &trace));
        }
        let history = [&arguments[..], &["--format", "history"]].concat();
        let history = sfn(&folder, &history);
        let text = String::from_utf8(history.stdout).unwrap();
        // What could not even start has no history.
        if !text.is_empty() {
            assert!(sfn::base::value::Value::parse(&text).is_ok(), "{} is no JSON", folder.display());
            wrong.extend(crate::golden(&folder.join("history.json"), &text));
        }
    }
    assert!(wrong.is_empty(), "{} cases differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_same_seed_prints_the_same_bytes_and_another_does_not() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/run/chance/jitter-and-uuid");
    let run = |seed: u32| {
        let seed = seed.to_string();
        let arguments = ["run", "machine.asl.json", "--seed", &seed, "--format", "history"];
        let output = sfn(&folder, &arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    assert_eq!(run(7), run(7));
    assert_ne!(run(7), run(8));
}
