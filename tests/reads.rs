//! What a piece of work looked at on disk: watching is right only if this names every file.

use std::fs;
use std::path::{Path, PathBuf};

use sfn::load::reads::{self, Reads, Seen};
use sfn::project::settings::Settings;
use sfn::suite::{self, How};

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("reads").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder.canonicalize().unwrap()
}

/// The paths below `root`, with what was there.
fn below(reads: &Reads, root: &Path) -> String {
    let mut lines = String::new();
    for (path, seen) in reads.iter().filter(|(path, _)| path.starts_with(root)) {
        let kind = match seen {
            Seen::Missing => "missing",
            Seen::Folder { .. } => "folder",
            Seen::File { .. } => "file",
            Seen::Unsteady => "unsteady",
        };
        lines += &format!("{kind:8} {}\n", path.strip_prefix(root).unwrap().display());
    }
    lines
}

/// A template that names its definition, and a test whose file extends another and names data in every way there is.
#[test]
fn every_file_that_a_test_rests_on_is_named() {
    let root =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/watch/everything").canonicalize().unwrap();
    let project = root.display().to_string();
    let (results, reads) = reads::logged(|| {
        let settings = Settings::find(Some(root.join("sfn.toml")), None).unwrap();
        let found = suite::collect(&[project], &[], &sfn::suite::LastResults::default(), &settings).unwrap();
        suite::run(&found.cases, How { jobs: Some(1), ..How::default() })
    });
    assert_eq!(results[0].verdict.word(), "passed", "{results:#?}");
    let found = below(&reads, &root);
    let wrong = crate::golden(&root.with_file_name("everything.txt"), &found);
    assert!(wrong.is_none(), "{}", wrong.unwrap_or_default());
}

#[test]
fn only_other_contents_are_a_change() {
    let root = folder("contents");
    let (file, none) = (root.join("a.json"), root.join("b.json"));
    fs::write(&file, "{}").unwrap();
    let ((), mut seen) =
        reads::logged(|| [&file, &none, &root].into_iter().for_each(|path| reads::note(path)));
    let changed = |seen: &mut Reads| seen.changed(|_| true);
    assert!(changed(&mut seen).is_empty());
    fs::write(&file, "{}").unwrap();
    fs::rename(&file, root.join("moved")).unwrap();
    fs::write(&file, "{}").unwrap();
    fs::remove_file(root.join("moved")).unwrap();
    assert!(changed(&mut seen).is_empty(), "touched, renamed and made anew with the same contents");
    fs::write(&file, "[]").unwrap();
    assert_eq!(
        seen.changed(|path| path == file),
        [&*file],
        "of the same size, within the grain of the clock"
    );
    fs::write(&none, "{}").unwrap();
    assert_eq!(changed(&mut seen), [&*root, &file, &none], "a new file changes its folder");
    fs::remove_dir_all(&root).unwrap();
    assert_eq!(changed(&mut seen), [&*root, &file]);
}

#[test]
fn a_path_that_was_seen_as_two_things_has_changed() {
    let root = folder("unsteady");
    let file = root.join("a.json");
    let note = |text: &str| {
        fs::write(&file, text).unwrap();
        reads::logged(|| reads::note(&file)).1
    };
    let (mut all, later) = (note("{}"), note("[]"));
    all.extend(&later);
    assert_eq!(all.changed(|_| false), [&*file]);
    let ((), outer) = reads::logged(|| {
        reads::note(&root);
        drop(reads::logged(|| reads::note(&file)));
    });
    assert!(outer.contains(&file) && outer.contains(&root), "what is logged inside counts outside, too");
    let ((), written) = reads::logged(|| {
        reads::note(&file);
        drop(reads::logged(|| reads::wrote(&file)));
        reads::note(&file);
    });
    assert_eq!(written, Reads::default(), "work that changes what it read would never rest");
    let ((), own) = reads::logged(|| {
        for name in [".sfn/last.json", "target/sfn/s3/a", "__snapshots__/a/b.snap.new"] {
            reads::note(&root.join(name));
        }
    });
    assert_eq!(own, Reads::default(), "what is written by the program itself is no reason to run");
}
