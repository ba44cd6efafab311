//! `sfn eval` over the transcripts `fixtures/eval/*.txt`: each line that begins with `$ sfn` is run as a
//! shell would, and what it prints stands below it: standard output, then standard error marked with `|`,
//! then the exit code unless it is 0.
//!
//! `SFN_ACCEPT=1 cargo test` writes what is printed now.

use std::path::Path;
use std::process::Command;

/// The words of a line; both kinds of quotes keep what is in them as it is.
pub fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in line.chars() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            (Some(_) | None, _) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

fn answer(folder: &Path, line: &str) -> String {
    let words = words(line);
    let output = Command::new(env!("CARGO_BIN_EXE_sfn"))
        .current_dir(folder)
        .env_clear()
        .args(&words[1..])
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    let mut out = String::from_utf8(output.stdout).unwrap();
    for line in String::from_utf8(output.stderr).unwrap().trim_end().lines() {
        out += format!("| {line}").trim_end();
        out.push('\n');
    }
    match output.status.code() {
        Some(0) => out,
        code => out + &format!("exit {}\n", code.map_or("killed".to_owned(), |code| code.to_string())),
    }
}

#[test]
fn transcripts_are_true() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/eval");
    let copy = crate::cli::Folder::copy(&folder);
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    assert!(files.len() > 4, "the transcripts must be found");
    let mut wrong = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let title = text.split("\n\n").next().unwrap_or_default();
        let mut found = format!("{title}\n");
        for line in text.lines() {
            if let Some(command) = line.strip_prefix("$ ") {
                found += &format!("\n$ {command}\n{}", answer(&copy.0, command));
            }
        }
        wrong.extend(crate::golden(&path, &found));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
