//! The rules of the house that a machine can hold: what lies where, how long it may be, who formats it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every `.rs` file below `folder`.
fn sources(folder: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.insert(path);
        }
    }
    found
}

/// The module that a line declares plainly, as rustfmt looks for it: `mod x;`, `pub(crate) mod x;`.
fn declared(line: &str) -> Option<&str> {
    let name = line.strip_suffix(';')?.split_once("mod ").map(|(before, name)| (before.trim_end(), name))?;
    let plain = matches!(name.0, "" | "pub") || (name.0.starts_with("pub(") && name.0.ends_with(')'));
    plain.then_some(name.1)
}

/// `file` and all files its plain `mod` lines lead to.
fn reached(file: &Path, found: &mut BTreeSet<PathBuf>) {
    found.insert(file.to_owned());
    let stem = file.file_stem().unwrap().to_str().unwrap();
    let folder = file.parent().unwrap();
    let inside = if ["mod", "lib", "main"].contains(&stem) { folder.to_owned() } else { folder.join(stem) };
    for name in std::fs::read_to_string(file).unwrap().lines().filter_map(declared) {
        let beside = [inside.join(format!("{name}.rs")), inside.join(name).join("mod.rs")];
        let next = beside.iter().find(|path| path.is_file());
        reached(next.unwrap_or_else(|| panic!("{}: mod {name} has no file", file.display())), found);
    }
}

/// rustfmt follows plain `mod` lines only: a module that a macro or a `#[path]` declares is never formatted,
/// and `cargo fmt --check` says nothing of it.
#[test]
fn cargo_fmt_reaches_every_file() {
    for (folder, doors) in [("src", &["lib.rs", "main.rs"][..]), ("tests", &["main.rs"])] {
        let mut seen = BTreeSet::new();
        for door in doors {
            reached(&root().join(folder).join(door), &mut seen);
        }
        let missed: Vec<_> = sources(&root().join(folder)).difference(&seen).cloned().collect();
        assert!(missed.is_empty(), "no plain `mod` line leads to these: {missed:#?}");
    }
}

fn text(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap()
}

/// Every file of the program begins by saying what it is.
#[test]
fn every_file_says_what_it_is() {
    let files = ["src", "tests"].into_iter().flat_map(|folder| sources(&root().join(folder)));
    let silent: Vec<_> = files.filter(|file| !text(file).starts_with("//! ")).collect();
    assert!(silent.is_empty(), "these begin without a `//!` line: {silent:#?}");
}

/// What `clippy.toml` and `Cargo.toml` ask for may be excused at a few places, each with its reason: never a
/// whole file, and at most two functions of more than 60 lines.
#[test]
fn exceptions_to_the_lints_are_few() {
    let files = || ["src", "tests"].into_iter().flat_map(|folder| sources(&root().join(folder)));
    let places = |words: &[&str]| -> Vec<String> {
        let found = files().filter(|file| !file.ends_with("tests/house.rs")).flat_map(|file| {
            let lines: Vec<String> = text(&file).lines().map(|line| line.trim().to_owned()).collect();
            let hit = move |line: &String| words.iter().any(|word| line.starts_with(word));
            lines
                .into_iter()
                .filter(hit)
                .map(move |line| format!("{}: {line}", file.display()))
                .collect::<Vec<_>>()
        });
        found.collect()
    };
    let long = places(&["#[expect(clippy::too_many_lines"]);
    assert!(long.len() <= 2, "functions of more than 60 lines: {long:#?}");
    let broad = places(&["#[allow", "#![allow", "#![expect", "#[ignore", "#[should_panic"]);
    assert!(broad.len() == 1 && broad[0].contains("tests/main.rs"), "use `#[expect(…, reason)]`: {broad:#?}");
}

/// `cli` holds arguments, exit codes and one file a command; what a run, a project or a report is lies below.
#[test]
fn the_command_line_stays_thin() {
    // Commands beyond the first ten have a file or a folder each; no file has more than 150 lines.
    const LATER: &[&str] = &[
        "build",
        "convert",
        "cost",
        "diff",
        "emit",
        "explore",
        "fmt",
        "graph",
        "init",
        "mock",
        "policy",
        "review",
        "saved",
        "schema",
        "serve",
        "state",
        "step",
        "test",
        "trace_diff",
        "view",
        "watch",
    ];
    let cli = root().join("src/cli");
    let is_later = |file: &Path| {
        LATER
            .iter()
            .any(|name| file == cli.join(name).with_extension("rs") || file.starts_with(cli.join(name)))
    };
    let lines = |file: &PathBuf| text(file).lines().count();
    let (later, first): (Vec<PathBuf>, Vec<PathBuf>) =
        sources(&cli).into_iter().partition(|file| is_later(file));
    let all: usize = first.iter().map(lines).sum();
    assert!(all <= 3_000, "src/cli has {all} lines: move what is no argument to a room below");
    for file in later {
        assert!(lines(&file) <= 150, "{} has {} lines", file.display(), lines(&file));
    }
}

/// The paths of this project that a page names between backticks.
fn paths_named(page: &str) -> impl Iterator<Item = &str> {
    let rooms = ["src/", "tests/", "fixtures/", "scripts/", ".ci/", "completions/", "benches/"];
    let words = page.split('`').skip(1).step_by(2).flat_map(str::split_whitespace);
    words.filter(move |word| rooms.iter().any(|room| word.starts_with(room)))
}

/// A page that sends a newcomer to a file that is gone is worse than none. `NAME` stands for what is added:
/// the folder it goes to must be there.
#[test]
fn pages_name_files_that_exist() {
    for page in ["CONTRIBUTING.md", "SECURITY.md", "fixtures/README.md"] {
        for path in paths_named(&text(&root().join(page))) {
            let path = path.split(&[':', '#']).next().unwrap();
            let known = path.split_once("NAME").map_or(path, |(folder, _)| folder);
            let known = known.trim_end_matches(|c: char| !c.is_alphanumeric());
            assert!(root().join(known).exists(), "{page} names {path}, which is not there");
        }
    }
}

/// The files that a `//!` comment names between backticks: `engine/history.rs`, `happening.rs`.
fn files_named(line: &str) -> impl Iterator<Item = &str> {
    let words = line.split('`').skip(1).step_by(2);
    words.filter(|word| word.ends_with(".rs") && !word.contains(['*', ' ']))
}

/// What the head of a file says of other files is true: each is below `src/`, in the folder of the file, or in the
/// folder of its own name.
#[test]
fn heads_of_files_name_files_that_exist() {
    let src = root().join("src");
    let mut wrong = Vec::new();
    for file in sources(&src) {
        let (folder, own) = (file.parent().unwrap(), file.with_extension(""));
        for line in text(&file).lines().filter(|line| line.starts_with("//! ")) {
            for named in files_named(line) {
                let places = [root().join(named), src.join(named), folder.join(named), own.join(named)];
                if !places.iter().any(|path| path.is_file()) {
                    wrong.push(format!("{} names {named}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "these are not there: {wrong:#?}");
}

/// A path says where it leads: from the root of the crate, or one step up.
#[test]
fn paths_climb_one_step_at_most() {
    let climbs = |file: &PathBuf| text(file).contains("super::super");
    let found: Vec<_> = sources(&root().join("src")).into_iter().filter(climbs).collect();
    assert!(found.is_empty(), "write `crate::…` in these: {found:#?}");
}

/// The table of changes in `CONTRIBUTING.md` counts right, and no change touches more than four places, or six
/// where the compiler leads to each.
#[test]
fn changes_touch_few_places() {
    let page = text(&root().join("CONTRIBUTING.md"));
    let rows = page.lines().filter(|line| line.starts_with("| ") && line.matches(" | ").count() >= 3);
    let mut counted = 0;
    for row in rows.skip(1) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [change, places, which, beside] = cells[..] else { panic!("four cells are needed: {row}") };
        let named =
            paths_named(which).filter(|path| path.starts_with("src/") && path.ends_with(".rs")).count();
        assert_eq!(places, named.max(1).to_string(), "places of `{change}`");
        let most = if beside.contains("compiler") { 6 } else { 4 };
        assert!(named <= most, "`{change}` touches {named} places");
        counted += 1;
    }
    assert!(counted >= 22, "{counted} rows");
}
