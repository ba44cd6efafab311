//! The README's settings are such as the program takes, and its samples of `sfn run` are what it prints now.
//! A line `...` stands for lines left out, and what follows a sample does not matter.

use std::process::Command;

/// What the README shows, or the program printed, without the real time a run took.
fn lines(text: &str) -> Vec<String> {
    let line = |line: &str| match line.find("   real ") {
        Some(at) => format!("{}   real …", &line[..at]),
        None => line.trim_end().to_owned(),
    };
    text.lines().map(line).collect()
}

/// The blocks of plain text that begin with a command.
fn samples(readme: &str) -> Vec<(String, Vec<String>)> {
    let blocks = readme.split("```text\n").skip(1).filter_map(|rest| rest.split("\n```").next());
    blocks
        .filter_map(|block| block.strip_prefix("$ sfn run fixtures/")?.split_once('\n'))
        .map(|(arguments, shown)| (format!("run fixtures/{arguments}"), lines(shown)))
        .collect()
}

/// What of `shown` is not in `printed`, in this order: nothing if all is well.
fn first_difference(shown: &[String], printed: &[String]) -> Option<String> {
    let mut rest = printed;
    for (at, part) in shown.split(|line| line == "...").enumerate() {
        let begins = |from: &usize| rest[*from..].starts_with(part);
        let Some(from) = (0..=rest.len()).find(begins).filter(|from| at > 0 || *from == 0) else {
            return Some(part.join("\n"));
        };
        rest = &rest[from + part.len()..];
    }
    None
}

#[test]
fn the_settings_can_be_read() {
    let readme = std::fs::read_to_string(format!("{}/README.md", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let settings = readme.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme-settings");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("sfn.toml"), settings).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sfn"));
    let list = command.current_dir(&folder).env_clear().args(["list", "--profile", "ci"]).output().unwrap();
    assert!(list.status.success() && list.stderr.is_empty(), "{}", String::from_utf8_lossy(&list.stderr));
}

#[test]
fn samples_of_runs_are_what_is_printed() {
    let root = env!("CARGO_MANIFEST_DIR");
    let readme = std::fs::read_to_string(format!("{root}/README.md")).unwrap();
    let samples = samples(&readme);
    assert!(!samples.is_empty(), "the README shows no run");
    for (arguments, shown) in samples {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sfn"));
        let run = command.current_dir(root).env_clear().args(arguments.split(' ')).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let printed = text(&run.stderr) + &text(&run.stdout);
        if let Some(part) = first_difference(&shown, &lines(&printed)) {
            panic!("sfn {arguments} does not print\n{part}\n--- but\n{printed}");
        }
    }
}
