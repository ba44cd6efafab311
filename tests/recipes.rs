//! The recipes of `docs/ci.md` and the hooks of `.pre-commit-hooks.yaml`: their commands do in a new project what the
//! page says.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The commands of the page and of the hooks that call `sfn`.
fn commands() -> Vec<String> {
    let page = std::fs::read_to_string(root().join("docs/ci.md")).unwrap();
    let hooks = std::fs::read_to_string(root().join(".pre-commit-hooks.yaml")).unwrap();
    let code = page.split("```").skip(1).step_by(2).flat_map(str::lines).chain(hooks.lines());
    let plain = code.map(|line| {
        let line = line.trim();
        let line =
            ["- run: ", "- ", "entry: "].iter().find_map(|lead| line.strip_prefix(lead)).unwrap_or(line);
        line.split(" #").next().unwrap_or(line).trim().to_owned()
    });
    plain.filter(|line| line.starts_with("sfn ")).collect()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        match entry.path().is_dir() {
            true => copy(&entry.path(), &to.join(entry.file_name())),
            false => _ = std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap(),
        }
    }
}

/// A new project of its own, with three examples in it.
fn project(name: &str) -> PathBuf {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    _ = std::fs::remove_dir_all(&place);
    std::fs::create_dir_all(place.join(".git")).unwrap();
    for example in ["order-saga", "api-quote", "event-thumbnail"] {
        copy(&root().join("fixtures/workflows").join(example), &place.join(example));
    }
    place
}

fn shell(command: &str, place: &Path) -> Output {
    let bin = Path::new(env!("CARGO_BIN_EXE_sfn")).parent().unwrap();
    let path = format!("{}:/usr/bin:/bin", bin.display());
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", command]).current_dir(place).env_clear().env("PATH", path).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned()
}

#[test]
fn every_command_passes_in_a_sound_project() {
    let place = project("recipes-sound");
    let commands = commands();
    assert!(commands.len() >= 10, "{commands:?}");
    for command in commands {
        let output = shell(&command.replace("sfn trace FILE", "sfn list"), &place);
        assert_eq!(output.status.code(), Some(0), "{command}: {}", said(&output));
    }
    assert!(place.join("sfn-junit.xml").exists(), "the report that GitLab reads");
}

#[test]
fn a_change_in_behaviour_stops_the_pipeline() {
    let place = project("recipes-changed");
    let definition = place.join("order-saga/order-saga.asl.json");
    let changed = std::fs::read_to_string(&definition).unwrap().replace("CardDeclined", "CardRefused");
    std::fs::write(&definition, changed).unwrap();
    for command in commands().iter().filter(|command| command.starts_with("sfn test")) {
        let output = shell(command, &place);
        assert_eq!(output.status.code(), Some(1), "{command}");
        assert!(said(&output).contains("Charge Card"), "{command} names the state: {}", said(&output));
        assert!(
            !command.contains("--github") || said(&output).contains("::error file=order-saga/"),
            "{command}"
        );
    }
    assert!(std::fs::read_dir(place.join(".sfn/failed")).unwrap().count() > 0, "recordings to be uploaded");
}

#[test]
fn a_definition_that_aws_would_refuse_stops_the_pipeline() {
    let place = project("recipes-broken");
    let definition = place.join("order-saga/order-saga.asl.json");
    let broken = std::fs::read_to_string(&definition)
        .unwrap()
        .replace("\"Next\": \"Order Placed\"", "\"Next\": \"Placed\"");
    std::fs::write(&definition, broken).unwrap();
    let checks = commands().into_iter().filter(|command| command.starts_with("sfn validate"));
    for command in checks.filter(|command| !command.contains("--exit-zero")) {
        let output = shell(&command, &place);
        assert_eq!(output.status.code(), Some(1), "{command}");
        assert!(said(&output).contains("SFN103"), "{command}: {}", said(&output));
    }
}
