//! Where the snapshot of a test lies: `__snapshots__/<test file>/<test>.snap` beside the test file. The place follows
//! from the names alone, so that it is the same on every machine and whatever else is run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

/// What snapshot files end in.
pub const ENDING: &str = ".snap";
/// What a snapshot that waits for review ends in.
pub const PENDING: &str = ".snap.new";
/// What the names of test files may end in, the first of them first: two files that differ in nothing else do not
/// share a folder.
const TESTS: [&str; 3] = [".sfn.yaml", ".sfn.yml", ".sfn.json"];
/// The longest name, in bytes, that is not cut.
const LONGEST: usize = 80;
/// Names that mean devices on Windows, whatever stands behind them.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The folder of the snapshots of `test_file`; `snapshots` is what such folders are called.
#[must_use]
pub fn folder(test_file: &Path, snapshots: &str) -> PathBuf {
    let name = test_file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let above = test_file.parent().unwrap_or(Path::new("")).join(snapshots);
    let stem = match TESTS.iter().find_map(|ending| name.strip_suffix(ending)) {
        Some(stem) => stem,
        None => name.rsplit_once('.').map_or(&*name, |(stem, _)| stem),
    };
    let beside = |ending: &&&str| test_file.with_file_name(format!("{stem}{ending}")).is_file();
    match TESTS.iter().find(beside) {
        Some(first) if name != format!("{stem}{first}") => above.join(name),
        Some(_) | None => above.join(stem),
    }
}

/// The file names, without ending, of the snapshots of tests with these names, which are those of one test file.
/// Names that would share a file each get a part of their hash behind them, whatever their order.
#[must_use]
pub fn slugs(names: &[&str]) -> Vec<String> {
    let mut shared: BTreeMap<String, usize> = BTreeMap::new();
    for name in names {
        *shared.entry(slug(name)).or_default() += 1;
    }
    let one = |name: &&str| {
        let slug = slug(name);
        let is_device = DEVICES.contains(&&*slug) || slug.is_empty();
        if shared.get(&slug) == Some(&1) && slug.len() <= LONGEST && !is_device {
            return slug;
        }
        let hash: String = Sha256::digest(name).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        let cut = slug[..slug.len().min(LONGEST)].trim_end_matches('-');
        if cut.is_empty() { format!("test-{hash}") } else { format!("{cut}-{hash}") }
    };
    names.iter().map(one).collect()
}

/// The name in lower case, with `-` for all that is no letter or digit of ASCII.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars() {
        match c.to_ascii_lowercase() {
            c @ ('a'..='z' | '0'..='9') => slug.push(c),
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

#[cfg(test)]
mod tests {
    use super::slugs;

    #[test]
    fn names_that_would_share_a_file_are_told_apart_in_any_order() {
        let long = "x".repeat(200);
        let names = ["Happy path", "a/b", "a b", "prices / no stock", "日本", "日本語", "nul", &long];
        let found = slugs(&names);
        assert_eq!(
            &found[..7],
            [
                "happy-path",
                "a-b-c14cddc0",
                "a-b-c8687a08",
                "prices-no-stock",
                "test-cf2abf0c",
                "test-77710aed",
                "nul-99e62427",
            ]
        );
        assert!(found[7].len() < 100);
        let backwards: Vec<&str> = names.iter().rev().copied().collect();
        let mut same = slugs(&backwards);
        same.reverse();
        assert_eq!(same, found);
    }
}
