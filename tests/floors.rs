//! The floors: a room imports only from floors below its own, and rooms on one floor never see each other.

use std::path::{Path, PathBuf};

/// Every room with its floor. `lib.rs` draws the same.
const FLOORS: [(&str, u8); 13] = [
    ("base", 0),
    ("catalog", 1),
    ("expr", 1),
    ("load", 1),
    ("asl", 2),
    ("engine", 3),
    ("validate", 3),
    ("project", 4),
    ("record", 4),
    ("services", 4),
    ("report", 5),
    ("session", 5),
    ("cli", 7),
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
    for (room, floor) in FLOORS {
        let is_drawn =
            |line: &str| line.contains(&format!("│ {room} ")) && line.contains(&format!("   {floor}    │"));
        assert!(page.lines().any(is_drawn), "lib.rs does not draw `{room}` on floor {floor}");
    }
}
