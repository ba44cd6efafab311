//! The program over small projects: `fixtures/cli/CASE/cmd.txt` has a command a line, run one after the other
//! in a copy of the folder; `told.txt` is all that they said. A line may begin with variables of the
//! environment and with `in FOLDER`, where the command runs; `< FILE` is standard input, `cat FILE` shows what a
//! command wrote, `append FILE WORD…` adds a line to one, `link TARGET NAME` and `pipe NAME` make what no repository can hold.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::golden;

/// Copies `from`; `dot-x` becomes `.x`, for git would obey or refuse such names.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let hidden = name.strip_prefix("dot-").map(|name| format!(".{name}"));
        let target = to.join(hidden.as_deref().unwrap_or(name));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, target).unwrap();
        }
    }
}

/// The words of a command; single quotes hold one together.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, part) in line.split('\'').enumerate() {
        if at % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// What was said, without the real time it took, and without the start of a run that began now.
fn lasting(text: &str) -> String {
    let text: String = text.split_inclusive('\n').map(without_now).collect();
    let line = |line: &str| match line
        .split_once("ms real")
        .and_then(|(head, tail)| Some((head.rsplit_once(' ')?.0.to_owned(), tail.to_owned())))
    {
        Some((head, tail)) => format!("{head} …ms real{tail}\n"),
        None => match line.find("   real ") {
            Some(at) => format!("{}   real …\n", &line[..at]),
            None => format!("{line}\n"),
        },
    };
    // In JSON Lines it stands in the middle of a line.
    let wall = |line: &str| match line.split_once(r#""wall":"#) {
        Some((head, tail)) => {
            let tail = tail.trim_start_matches(|c: char| c.is_ascii_digit());
            format!(r#"{head}"wall":…{tail}"#)
        }
        None => line.to_owned(),
    };
    text.lines().map(|text| line(&wall(text))).collect()
}

/// A line of a trace's header, without the start unless it is the one that is asked for.
fn without_now(line: &str) -> String {
    match line.split_once("start 20") {
        Some((before, moment)) if !moment.starts_with("26-01-01T00:00:00Z") => format!("{before}start …\n"),
        Some(_) | None => line.to_owned(),
    }
}

fn run(folder: &Path, line: &str) -> String {
    let mut words = words(line);
    if words[0] == "cat" {
        return std::fs::read_to_string(folder.join(&words[1])).unwrap_or_else(|error| format!("{error}\n"));
    }
    match words[0].as_str() {
        "link" => {
            std::os::unix::fs::symlink(&words[1], folder.join(&words[2])).unwrap();
            return String::new();
        }
        "append" => {
            let path = folder.join(&words[1]);
            let mut file = std::fs::OpenOptions::new().append(true).create(true).open(path).unwrap();
            writeln!(file, "{}", words[2..].join(" ")).unwrap();
            return String::new();
        }
        "pipe" => {
            assert!(Command::new("mkfifo").arg(folder.join(&words[1])).status().unwrap().success());
            return String::new();
        }
        _ => {}
    }
    let folder = &if words[0] == "in" {
        let inner = folder.join(&words[1]);
        words.drain(..2);
        inner
    } else {
        folder.to_owned()
    };
    let input = words.iter().position(|word| word == "<").map(|at| words.split_off(at)[1].clone());
    let at = words.iter().position(|word| word == "sfn").unwrap();
    let environment = words[..at].iter().map(|word| word.split_once('=').unwrap());
    let stdin =
        input.map_or_else(Stdio::null, |input| std::fs::File::open(folder.join(input)).unwrap().into());
    let done = Command::new(env!("CARGO_BIN_EXE_sfn"))
        .current_dir(folder)
        .env_clear()
        .envs(environment)
        .args(&words[at + 1..])
        .stdin(stdin)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| lasting(&String::from_utf8(bytes).unwrap());
    let (out, err) = (text(done.stdout), text(done.stderr));
    let err = if err.is_empty() { err } else { format!("--- standard error\n{err}") };
    format!("{out}{err}--- exit {}\n", done.status.code().unwrap())
}

#[test]
fn projects_are_told_as_they_were() {
    tell("fixtures/cli");
}

/// Runs the commands of each case in the folder `area`, and holds what they say against what is written there.
pub fn tell(area: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(area);
    let mut cases: Vec<PathBuf> = std::fs::read_dir(root).unwrap().map(|case| case.unwrap().path()).collect();
    cases.sort();
    assert!(cases.len() >= 6, "{cases:?}");
    let mut wrong = Vec::new();
    for case in cases {
        let name = case.file_name().unwrap().to_str().unwrap();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("command-{name}"));
        let _ = std::fs::remove_dir_all(&folder);
        // A repository of its own: shown paths begin there, wherever the tests run.
        std::fs::create_dir_all(folder.join(".git")).unwrap();
        copy(&case, &folder);
        let commands = std::fs::read_to_string(case.join("cmd.txt")).unwrap();
        let told = commands.lines().filter(|line| !line.is_empty());
        let told: String = told.map(|line| format!("$ {line}\n{}\n", run(&folder, line))).collect();
        wrong.extend(golden(&case.join("told.txt"), &told));
        let _ = std::fs::remove_dir_all(&folder);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
