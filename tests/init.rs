//! `sfn init`: what it writes is green as it is, and nothing that is there is touched.

use std::path::{Path, PathBuf};

use crate::cli::Folder;

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// The definitions and templates below `fixtures/workflows` and `examples`, without their mock files.
#[test]
fn first_tests_of_every_example_pass_as_they_are() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Folder::new("init", &[]);
    for name in ["fixtures/workflows", "examples"] {
        crate::command::copy(&root.join(name), &folder.0.join(name));
    }
    let mut all = Vec::new();
    files(&folder.0, &mut all);
    for file in all {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        if name.contains(".sfn.") || name.contains(".mocks.") || name == "sfn.toml" || name.contains(".snap")
        {
            std::fs::remove_file(file).unwrap();
        }
    }
    let written = folder.sfn(&["init"]);
    assert_eq!(written.code, Some(0), "{}{}", written.out, written.err);
    let tested = folder.sfn(&["test", "--no-recordings"]);
    assert_eq!(tested.code, Some(0), "{}\n{}{}", written.out, tested.out, tested.err);
    let again = folder.sfn(&["init"]);
    assert!(again.code == Some(0) && !again.out.contains("wrote"), "{}", again.out);
}

/// A link where a file is to be written leads nowhere.
#[cfg(unix)]
#[test]
fn no_link_is_written_through() {
    let text = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}"#;
    let outside = Folder::new("init-outside", &[]);
    let inside = Folder::new("init-inside", &[("a.asl.json", text)]);
    std::os::unix::fs::symlink(outside.0.join("new.yaml"), inside.0.join("a.sfn.yaml")).unwrap();
    let done = inside.sfn(&["init"]);
    assert_eq!(done.code, Some(3), "{}{}", done.out, done.err);
    assert!(!outside.0.join("new.yaml").exists());
}
