//! `sfn convert`: what becomes of definitions, and what the report says. A case is a folder of `fixtures/convert`, with
//! its commands in `cmd.txt` and what they said in `told.txt`.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn sfn(folder: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sfn")).current_dir(folder).env_clear().args(words).output().unwrap()
}

#[test]
fn definitions_are_converted_as_they_were() {
    crate::command::tell("fixtures/convert");
}

/// What no replay chose: the tests that people wrote for these definitions.
#[test]
fn converted_workflows_pass_their_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/workflows");
    let folders = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let folders: Vec<PathBuf> = folders.filter(|path| path.is_dir()).collect();
    let (mut converted, mut wrong) = (0, Vec::new());
    for from in &folders {
        let name = from.file_name().unwrap().to_str().unwrap();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("convert-{name}"));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(folder.join(".git")).unwrap();
        crate::command::copy(from, &folder);
        let files = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name());
        for file in files.filter_map(|file| file.into_string().ok()).filter(|file| file.contains(".asl.")) {
            let done = sfn(&folder, &["convert", &file, "--to", "jsonata", "--no-proof", "--write"]);
            let said = String::from_utf8_lossy(&done.stdout).into_owned();
            assert!(matches!(done.status.code(), Some(0 | 1)), "{name}/{file}: {said}{done:?}");
            converted += usize::from(said.contains("converted"));
        }
        let tested = sfn(&folder, &["test", "--format", "tap"]);
        if !tested.status.success() {
            wrong.push(format!("{name}:\n{}", String::from_utf8_lossy(&tested.stdout)));
        }
        let _ = std::fs::remove_dir_all(&folder);
    }
    assert!(converted >= 5, "{converted} definitions of {folders:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
