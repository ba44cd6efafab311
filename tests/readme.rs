//! The README's settings are such as the program takes, its commands can be typed in, and what it shows of their
//! answers is what is printed now. A line `...` stands for lines left out, and what follows does not matter.

use std::path::Path;
use std::process::Command;

/// What the README shows, or the program printed, without the real time a run took.
fn lines_of(text: &str) -> Vec<String> {
    let line = |line: &str| match line.find("   real ") {
        Some(at) => format!("{}   real …", &line[..at]),
        None => line.trim_end().to_owned(),
    };
    text.lines().map(line).collect()
}

/// The blocks of the README in one language.
fn blocks<'r>(readme: &'r str, language: &str) -> Vec<&'r str> {
    let fence = format!("```{language}\n");
    let blocks = readme.split(&*fence).skip(1).filter_map(|rest| rest.split("```").next());
    blocks.map(|block| block.trim_end()).collect()
}

/// A command that the README shows, with what it shows of the answer.
struct Sample {
    words: Vec<String>,
    shown: Option<Vec<String>>,
}

/// The arguments of a line that runs the program, as a shell would pass them on: without a comment, and without
/// what another program or a file gets.
fn arguments(line: &str) -> Option<Vec<String>> {
    let rest = line.strip_prefix("sfn ").or_else(|| line.strip_prefix("cargo run --release -- "))?;
    let words = crate::eval::words(rest);
    Some(words.into_iter().take_while(|word| !matches!(&**word, "|" | ">" | "#")).collect())
}

/// Every command of the README: lines of shell blocks, and the transcripts of text blocks.
fn samples(readme: &str) -> Vec<Sample> {
    let lines = blocks(readme, "sh").into_iter().flat_map(str::lines).filter_map(arguments);
    let mut samples: Vec<Sample> = lines.map(|words| Sample { words, shown: None }).collect();
    for block in blocks(readme, "text").into_iter().filter(|block| block.starts_with("$ sfn ")) {
        for part in format!("\n{block}").split("\n$ ").skip(1) {
            let (command, shown) = part.split_once('\n').unwrap_or((part, ""));
            samples.extend(arguments(command).map(|words| Sample { words, shown: Some(lines_of(shown)) }));
        }
    }
    samples
}

/// A copy of what the samples name, as the root of a repository.
fn copy_of_the_tree() -> std::path::PathBuf {
    let (root, folder) =
        (Path::new(env!("CARGO_MANIFEST_DIR")), Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(folder.join(".git")).unwrap();
    for named in [
        "examples",
        "fixtures/cli/cost",
        "fixtures/cli/emit",
        "fixtures/cli/explore",
        "fixtures/cli/policy",
        "fixtures/convert/order",
        "fixtures/covered",
        "fixtures/run/order",
        "fixtures/validate/SFN103",
    ] {
        crate::command::copy(&root.join(named), &folder.join(named));
    }
    folder
}

/// The words with a `*` in a file's name replaced by the files there are.
fn expanded(words: &[String], folder: &Path) -> Vec<String> {
    let mut all = Vec::new();
    for word in words {
        let Some((parent, ending)) = word.split_once("/*").filter(|(parent, _)| folder.join(parent).is_dir())
        else {
            all.push(word.clone());
            continue;
        };
        let entries = std::fs::read_dir(folder.join(parent)).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut found: Vec<String> = names.filter(|name| name.ends_with(ending)).collect();
        found.sort();
        all.extend(found.into_iter().map(|name| format!("{parent}/{name}")));
    }
    all
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
fn commands_can_be_typed_in_and_print_what_is_shown() {
    let readme = std::fs::read_to_string(format!("{}/README.md", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let (samples, folder) = (samples(&readme), copy_of_the_tree());
    assert!(samples.len() >= 20, "the README shows {} commands", samples.len());
    for Sample { words, shown } in samples {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sfn"));
        let run = command.current_dir(&folder).env_clear().args(expanded(&words, &folder)).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let printed = text(&run.stderr) + &text(&run.stdout);
        let command = words.join(" ");
        // A workflow may fail in a sample; a file that is missing or a wrong flag may not be.
        assert!(matches!(run.status.code(), Some(0 | 1)), "sfn {command}\n{printed}");
        if let Some(part) = shown.and_then(|shown| first_difference(&shown, &lines_of(&printed))) {
            panic!("sfn {command} does not print\n{part}\n--- but\n{printed}");
        }
    }
}

#[test]
fn files_that_are_shown_are_in_the_tree() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let mut count = 0;
    for block in blocks(&readme, "yaml") {
        let Some(name) = block.lines().next().and_then(|line| line.strip_prefix("# ")) else { continue };
        let file = std::fs::read_to_string(root.join("examples").join(name)).unwrap();
        assert_eq!(block, file.trim_end(), "examples/{name}");
        count += 1;
    }
    assert!(count >= 3, "{count} files are shown");
    for line in blocks(&readme, "sh").into_iter().flat_map(str::lines) {
        let named = line
            .split_whitespace()
            .filter(|word| ["scripts/", "benches/"].iter().any(|at| word.starts_with(at)));
        named.for_each(|name| assert!(root.join(name).exists(), "{line}"));
    }
}
