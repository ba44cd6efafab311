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
