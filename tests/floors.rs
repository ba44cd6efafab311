//! The floors: a room imports only from floors below its own, and rooms on one floor never see each other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Every room with its floor. `lib.rs` draws the same.
const FLOORS: &[(&str, u8)] = &[
    ("base", 0),
    ("catalog", 1),
    ("expr", 1),
    ("load", 1),
    ("asl", 2),
    ("events", 2),
    ("convert", 3),
    ("engine", 3),
    ("policy", 3),
    ("validate", 3),
    ("project", 4),
    ("record", 4),
    ("services", 4),
    ("store", 4),
    ("observe", 5),
    ("report", 5),
    ("session", 5),
    ("api", 6),
    ("debug", 6),
    ("page", 6),
    ("suite", 6),
    ("explore", 7),
    ("server", 7),
    ("cli", 8),
];

fn floor(room: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == room).map(|(_, floor)| *floor)
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The rooms a line names: `use crate::base::…`, `crate::expr::…` in a path.
fn rooms_named(line: &str) -> impl Iterator<Item = &str> {
    line.split("crate::").skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        Some(&rest[..end]).filter(|room| !room.is_empty())
    })
}

#[test]
fn rooms_use_only_the_floors_below() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(files.len() > 50, "the walk must find the sources");
    let mut wrong = Vec::new();
    for file in &files {
        let inside = file.strip_prefix(&root).unwrap();
        let Some(room) = inside.iter().next().and_then(|part| part.to_str()) else { continue };
        let Some(own) = floor(room) else {
            assert!(["lib.rs", "main.rs"].contains(&room), "{room} has no floor: add it to the table");
            continue;
        };
        for (at, line) in std::fs::read_to_string(file).unwrap().lines().enumerate() {
            for named in rooms_named(line).filter(|named| *named != room) {
                if floor(named).is_none_or(|other| other >= own) {
                    wrong.push(format!("{}:{}: {room} uses {named}", inside.display(), at + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that point up or sideways:\n{}", wrong.join("\n"));
}

#[test]
fn files_stay_short_enough_to_hold_in_mind() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let long: Vec<String> = files
        .iter()
        .map(|file| (file, std::fs::read_to_string(file).unwrap().lines().count()))
        .filter(|(_, lines)| *lines > 500)
        .map(|(file, lines)| format!("{} has {lines} lines", file.display()))
        .collect();
    assert!(long.is_empty(), "split these: {long:#?}");
}

/// The drawing in `lib.rs` has every room, on its floor.
#[test]
fn the_front_page_draws_every_room() {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    for &(room, floor) in FLOORS {
        let is_drawn =
            |line: &str| line.contains(&format!("│ {room} ")) && line.contains(&format!("   {floor}    │"));
        assert!(page.lines().any(is_drawn), "lib.rs does not draw `{room}` on floor {floor}");
    }
}

/// The circles of imports inside rooms, all of them the recursion of an evaluator, which one file would only hide.
/// One line a circle: its files, sorted. None may be added without a reason, and one that was opened is to be
/// struck off.
#[rustfmt::skip]
const CIRCLES: &[&str] = &[
    // A value may be a function, a function holds the environment it was made in, and that holds values; rows of a
    // path (tuples) hold values with variables, and a number may become a value that is not finite.
    "expr/jsonata/env.rs expr/jsonata/function.rs expr/jsonata/item.rs expr/jsonata/number.rs expr/jsonata/tuple.rs",
    // A path holds filters and functions, whose operands are paths.
    "expr/jsonpath/filter.rs expr/jsonpath/function.rs expr/jsonpath/walk.rs",
    // An expression may be a text with expressions in it, an operation on expressions, a call of a module, and so on.
    "load/terraform/call.rs load/terraform/directive.rs load/terraform/expression.rs load/terraform/module.rs load/terraform/operation.rs load/terraform/repeat.rs load/terraform/text.rs",
];

/// The files that the `use` lines of `text`, the text of the file `own`, name; faces (`mod.rs`) left out.
fn imports(own: &Path, text: &str, files: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    for statement in code.split("\nuse ").skip(1).filter_map(|rest| rest.split(';').next()) {
        let flat = statement.split_whitespace().collect::<String>();
        for leaf in leaves(&flat) {
            let mut at = own.parent().unwrap().to_owned();
            if own.file_stem().unwrap() != "mod" {
                at = at.join(own.file_stem().unwrap());
            }
            let mut steps = leaf.split("::").peekable();
            match steps.peek() {
                Some(&"crate") => {
                    at = PathBuf::new();
                    steps.next();
                }
                Some(&"self") => _ = steps.next(),
                _ => {}
            }
            while steps.peek() == Some(&"super") {
                at.pop();
                steps.next();
            }
            for step in steps {
                at.push(step);
                let file = at.with_extension("rs");
                if files.contains(&file) && file != own {
                    found.insert(file);
                }
            }
        }
    }
    found
}

/// `a::{b,c::{d}}` as `a::b` and `a::c::d`.
fn leaves(path: &str) -> Vec<String> {
    let Some((head, rest)) = path.split_once('{') else { return vec![path.to_owned()] };
    let inner = rest.strip_suffix('}').unwrap_or(rest);
    let (mut parts, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, c) in inner.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&inner[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&inner[start..]);
    parts.iter().filter(|part| !part.is_empty()).flat_map(|part| leaves(&format!("{head}{part}"))).collect()
}

#[test]
fn no_circle_of_imports_is_added() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    sources(&root, &mut all);
    let inside = |path: &Path| path.strip_prefix(&root).unwrap().to_owned();
    let files: BTreeSet<PathBuf> =
        all.iter().map(|path| inside(path)).filter(|path| !path.ends_with("mod.rs")).collect();
    let direct: BTreeMap<PathBuf, BTreeSet<PathBuf>> = files
        .iter()
        .map(|file| {
            let text = std::fs::read_to_string(root.join(file)).unwrap();
            (file.clone(), imports(file, &text, &files))
        })
        .collect();
    assert!(direct.values().map(BTreeSet::len).sum::<usize>() > 500, "the imports must be found");
    let reached = |from: &PathBuf| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![from.clone()]);
        while let Some(file) = open.pop() {
            open.extend(direct[&file].iter().filter(|next| seen.insert((*next).clone())).cloned());
        }
        seen
    };
    let reached: BTreeMap<&PathBuf, BTreeSet<PathBuf>> =
        files.iter().map(|file| (file, reached(file))).collect();
    let mut circles = BTreeSet::new();
    for file in files.iter().filter(|file| reached[file].contains(*file)) {
        let members = reached[file].iter().filter(|other| reached[other].contains(file));
        circles.insert(members.map(|member| member.display().to_string()).collect::<Vec<_>>().join(" "));
    }
    let known: BTreeSet<String> = CIRCLES.iter().map(|circle| (*circle).to_owned()).collect();
    let added: Vec<_> = circles.difference(&known).collect();
    let gone: Vec<_> = known.difference(&circles).collect();
    assert!(added.is_empty() && gone.is_empty(), "added: {added:#?}\ngone: {gone:#?}");
}
