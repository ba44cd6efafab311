//! Snapshots of `sfn test`: what stands in them, what is written when, what is never lost.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use proptest::prelude::*;
use sfn::base::source::Source;
use sfn::base::value::{Object, Value};
use sfn::suite::snapshot::Snapshot;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/snapshots")
}

/// A project of its own with the files of `fixtures/snapshots`.
pub struct Project(pub PathBuf);

impl Project {
    pub fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("snapshots").join(name);
        let _ = std::fs::remove_dir_all(&folder);
        crate::command::copy(&fixtures(), &folder);
        std::fs::create_dir_all(folder.join(".git")).unwrap();
        Self(folder)
    }

    /// The same without any snapshot.
    pub fn bare(name: &str) -> Self {
        let project = Self::new(name);
        let _ = std::fs::remove_dir_all(project.0.join("__snapshots__"));
        project
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sfn"));
        command.args(arguments).current_dir(&self.0).env_clear();
        command
    }

    pub fn sfn(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    pub fn test(&self, arguments: &[&str]) -> Output {
        self.sfn(&[&["test"], arguments].concat())
    }

    /// Every file below `__snapshots__`, by its path in there.
    pub fn snapshots(&self) -> BTreeMap<String, String> {
        let (mut open, mut found) = (vec![self.0.join("__snapshots__")], BTreeMap::new());
        while let Some(path) = open.pop() {
            if path.is_dir() {
                open.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            } else if path.is_file() {
                let name = path.strip_prefix(self.0.join("__snapshots__")).unwrap();
                // What another program writes just now has become a snapshot by the time it is read.
                let Ok(text) = std::fs::read_to_string(&path) else { continue };
                found.insert(name.display().to_string(), text);
            }
        }
        found
    }

    pub fn write(&self, path: &str, text: &str) {
        std::fs::write(self.0.join(path), text).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.0.join(path)).unwrap()
    }

    /// Changes what the definition does.
    pub fn edit(&self, from: &str, to: &str) {
        let before = self.read("order.asl.json");
        assert!(before.contains(from), "{from}");
        self.write("order.asl.json", &before.replace(from, to));
    }
}

pub fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

const HAPPY: &str = "__snapshots__/order/happy-path.snap";

/// Nothing in a snapshot hangs on the folder, the machine, the language, the order, the seed or the day.
#[test]
fn snapshots_are_the_same_bytes_wherever_they_are_made() {
    let (mut seen, mut wrong) = (Vec::new(), Vec::new());
    for (name, arguments, variables, settings) in [
        ("alone", &["test", "-u", "always", "-j", "1"][..], &[("LANG", "C"), ("TZ", "Asia/Tokyo")][..], ""),
        (
            "together",
            &["test", "-u", "always", "-j", "2", "--width", "70", "--show-secrets"],
            &[("LC_ALL", "de_DE.UTF-8")],
            "",
        ),
        ("above", &["test", "-u", "always", "-C", "..", "elsewhere/order.sfn.yaml"], &[], ""),
        ("seeded", &["test", "-u", "always"], &[], "version = 1\n[run]\nseed = 42\n"),
        ("later", &["test", "-u", "always"], &[], "version = 1\n[run]\nstart = \"2031-05-06T07:08:09Z\"\n"),
    ] {
        let folder = if name == "above" { "above/elsewhere" } else { name };
        let project = Project::bare(folder);
        project.write("sfn.toml", if settings.is_empty() { "version = 1\n" } else { settings });
        let mut command = project.command(arguments);
        let done = command.envs(variables.iter().copied()).output().unwrap();
        assert_eq!(done.status.code(), Some(0), "{name}: {}", told(&done));
        let mut found = project.snapshots();
        if name == "later" {
            // The history has the times of the run as numbers, as AWS has them.
            found.remove("order/fails.snap");
        }
        seen.push((name, found));
    }
    let (_, first) = &seen[0];
    assert_eq!(first.len(), 6);
    for (name, found) in &seen[1..] {
        for (file, text) in found {
            assert_eq!(Some(text), first.get(file), "{name}: {file}");
        }
    }
    for (file, text) in first {
        wrong.extend(crate::golden(&fixtures().join("__snapshots__").join(file), text));
        assert!(!text.contains("k-12345678"), "{file} has a secret");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_accepted_passes_and_what_changed_is_shown() {
    let project = Project::new("changed");
    let same = project.test(&[]);
    assert_eq!(same.status.code(), Some(0), "{}", told(&same));
    project.edit(r#"["Declined"], "Next": "Release""#, r#"["Refused"], "Next": "Release""#);
    let (before, mut wrong) = (project.snapshots(), Vec::new());
    for format in sfn::report::tests::FORMATS {
        let alone = project.test(&["-j", "1", "--format", format.name]);
        let together = project.test(&["-j", "2", "--format", format.name]);
        let page = crate::suite::without_wall_time(&String::from_utf8(alone.stdout).unwrap());
        assert_eq!(page, crate::suite::without_wall_time(&String::from_utf8(together.stdout).unwrap()));
        wrong.extend(crate::golden(&fixtures().join("changed").join(format!("{}.txt", format.name)), &page));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let after = project.snapshots();
    assert!(before.iter().all(|(file, text)| after.get(file) == Some(text)), "no snapshot is touched");
    let pending: Vec<&String> = after.keys().filter(|file| file.ends_with(".snap.new")).collect();
    assert_eq!(pending.len(), 3, "{pending:?}");
    // A run that is as its snapshot says again takes back what waited for review.
    project.edit(r#"["Refused"]"#, r#"["Declined"]"#);
    assert_eq!(project.test(&[]).status.code(), Some(0));
    assert_eq!(project.snapshots(), before);
}

/// What is written follows from the flag, then the variable, then the settings, then CI.
#[test]
fn what_is_written_is_as_asked() {
    const NOTHING: (usize, usize) = (0, 0);
    const PENDING: (usize, usize) = (0, 6);
    const WRITTEN: (usize, usize) = (6, 0);
    let new = "version = 1\n[test]\nupdate = \"new\"\n";
    let check = "version = 1\n[test]\nupdate = \"new\"\n[profile.ci]\ntest.check = true\n";
    for (at, (arguments, variables, settings, expected)) in [
        (&[][..], &[][..], "", PENDING),
        (&[], &[("CI", "true")], "", NOTHING),
        (&[], &[("CI", "0")], "", PENDING),
        (&["--check"], &[("SFN_UPDATE", "always")], "", NOTHING),
        (&[], &[("SFN_UPDATE", "always"), ("CI", "1")], "", WRITTEN),
        (&[], &[("SFN_UPDATE", "no")], new, NOTHING),
        (&[], &[("CI", "1")], new, PENDING),
        (&["--profile", "ci"], &[], check, NOTHING),
        (&["-u", "always"], &[("SFN_UPDATE", "no")], new, WRITTEN),
        (&["--update", "no"], &[("SFN_UPDATE", "")], new, NOTHING),
    ]
    .into_iter()
    .enumerate()
    {
        let project = Project::bare(&format!("update-{at}"));
        project.write("sfn.toml", if settings.is_empty() { "version = 1\n" } else { settings });
        let mut command = project.command(&[&["test"], arguments].concat());
        let done = command.envs(variables.iter().copied()).output().unwrap();
        let found = project.snapshots();
        let pending = found.keys().filter(|file| file.ends_with(".snap.new")).count();
        assert_eq!((found.len() - pending, pending), expected, "{arguments:?} {variables:?} {}", told(&done));
        assert_eq!(done.status.code(), Some(i32::from(expected != WRITTEN)), "{arguments:?} {variables:?}");
        if expected == NOTHING {
            assert!(told(&done).contains("there is none, and this run writes none"), "{}", told(&done));
        }
    }
    let project = Project::bare("update-wrong");
    let wrong = project.command(&["test"]).env("SFN_UPDATE", "sometimes").output().unwrap();
    assert_eq!(wrong.status.code(), Some(2), "{}", told(&wrong));
    assert_eq!(project.test(&["--check", "-u", "new"]).status.code(), Some(2));
}

/// A file that is not what was written is never written over: it may be half of a merge.
#[test]
fn a_snapshot_that_cannot_be_read_is_left_as_it_is() {
    for (at, (from, to, expected)) in [
        ("status: SUCCEEDED", "<<<<<<< ours\nstatus: SUCCEEDED", "happy-path.snap:44:1"),
        ("---\n", "", "this is not a snapshot"),
        ("version: 1", "version: 7", "SFN604 a newer sfn wrote this snapshot: version 7"),
        ("version: 1\n", "", "has no `version`"),
        ("path:\n", "path: {\n", "SFN603"),
    ]
    .into_iter()
    .enumerate()
    {
        let project = Project::new(&format!("broken-{at}"));
        let text = project.read(HAPPY).replacen(from, to, 1);
        project.write(HAPPY, &text);
        for update in ["no", "new", "always"] {
            let done = project.test(&["-u", update, "happy path"]);
            assert_eq!(done.status.code(), Some(1), "{}", told(&done));
            assert!(told(&done).contains(expected), "{expected}: {}", told(&done));
            assert!(told(&done).contains("ERROR"), "{}", told(&done));
            assert_eq!(project.read(HAPPY), text, "{update}");
        }
    }
}

/// Snapshots that git gave the line ends of Windows, or that somebody laid out anew, are the same.
#[test]
fn how_a_snapshot_is_laid_out_does_not_matter() {
    let project = Project::new("layout");
    let text = project.read(HAPPY);
    project.write(HAPPY, &text.replace('\n', "\r\n"));
    assert_eq!(project.test(&["--check"]).status.code(), Some(0));
    project.write(
        HAPPY,
        &text.replace("path:\n- Validate\n- Charge\n- Notify\n", "path: [Validate, Charge, Notify]\n"),
    );
    assert_eq!(project.test(&["--check"]).status.code(), Some(0));
}

#[test]
fn where_nothing_can_be_written_the_result_is_still_told() {
    let project = Project::bare("unwritable");
    project.write("__snapshots__", "a file");
    let done = project.test(&["-u", "new"]);
    assert_eq!(done.status.code(), Some(1));
    assert!(
        told(&done).contains("SFN606 cannot write __snapshots__/order/happy-path.snap.new"),
        "{}",
        told(&done)
    );
    let done = project.test(&["-u", "always"]);
    assert_eq!(done.status.code(), Some(1));
    assert!(told(&done).contains("SFN606"), "{}", told(&done));
    assert_eq!(project.read("__snapshots__"), "a file");
}

/// A folder that a stranger made a link leads nowhere.
#[cfg(unix)]
#[test]
fn no_snapshot_is_written_through_a_link_that_leads_out() {
    let project = Project::bare("link");
    let outside = project.0.parent().unwrap().join("link-outside");
    let _ = std::fs::remove_dir_all(&outside);
    std::fs::create_dir_all(outside.join("order")).unwrap();
    std::fs::write(outside.join("order/gone.snap"), "outside").unwrap();
    std::os::unix::fs::symlink(&outside, project.0.join("__snapshots__")).unwrap();
    let done = project.test(&["-u", "always", "--unreferenced", "delete"]);
    assert!(told(&done).contains("a link leads it out of the repository"), "{}", told(&done));
    let left: Vec<_> =
        std::fs::read_dir(outside.join("order")).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(left, ["gone.snap"]);
    // The file itself a link: it is replaced, what it leads to is left alone.
    let project = Project::new("link-file");
    let target = outside.join("order/gone.snap");
    std::fs::remove_file(project.0.join(HAPPY)).unwrap();
    std::os::unix::fs::symlink(&target, project.0.join(HAPPY)).unwrap();
    let done = project.test(&["-u", "always", "happy path"]);
    assert!(told(&done).contains("cannot read"), "{}", told(&done));
    assert_eq!(std::fs::read_to_string(target).unwrap(), "outside");
}

#[test]
fn snapshots_without_a_test_are_named_and_removed_if_asked() {
    let project = Project::new("orphans");
    project.write("__snapshots__/order/old-name.snap", "whatever");
    project.write("__snapshots__/order/old-name.snap.new", "whatever");
    std::fs::create_dir_all(project.0.join("__snapshots__/gone")).unwrap();
    project.write("__snapshots__/gone/test.snap", "whatever");
    let named = |arguments: &[&str]| {
        let done = project.test(arguments);
        let err = String::from_utf8(done.stderr).unwrap();
        (done.status.code(), err.matches("warning[SFN605]").count())
    };
    assert_eq!(named(&[]), (Some(0), 3));
    assert_eq!(named(&["."]), (Some(0), 3));
    assert_eq!(named(&["order.sfn.yaml"]), (Some(0), 2), "those of this file only");
    assert_eq!(named(&["happy"]), (Some(0), 0), "a filter leaves out tests");
    assert_eq!(named(&["-k", "tag:x", "--no-tests", "pass"]), (Some(0), 0));
    assert_eq!(named(&["--unreferenced", "ignore"]), (Some(0), 0));
    assert_eq!(named(&["--unreferenced", "reject"]), (Some(1), 3));
    assert_eq!(project.snapshots().len(), 9, "nothing was removed yet");
    let tests = project.read("order.sfn.yaml");
    project.write("order.sfn.yaml", &tests.replace("version: 1", "version: one"));
    assert_eq!(
        named(&["--unreferenced", "delete"]).1,
        1,
        "a file that cannot be read may ask for all of them"
    );
    project.write("order.sfn.yaml", &tests);
    assert_eq!(named(&["--unreferenced", "delete"]), (Some(0), 2));
    assert_eq!(project.snapshots().len(), 6);
    assert!(!project.0.join("__snapshots__/gone").exists());
    assert_eq!(named(&[]), (Some(0), 0));
}

/// What waits for review is what the test did last, or nothing.
#[test]
fn a_test_without_a_result_leaves_nothing_to_review() {
    let project = Project::bare("broken-run");
    assert_eq!(project.test(&["happy path"]).status.code(), Some(1));
    assert_eq!(project.snapshots().len(), 1);
    let tests = project.read("order.sfn.yaml");
    project.write("order.sfn.yaml", &tests.replace("    Charge: {payload: {id", "    Chrage: {payload: {id"));
    let done = project.test(&["happy path"]);
    assert!(told(&done).contains("SFN401"), "{}", told(&done));
    assert_eq!(project.snapshots().len(), 0);
}

/// Several calls in one folder, some of them ended in the middle: every file is whole, and nothing is left over.
#[test]
fn snapshots_are_whole_whoever_writes_them() {
    let project = Project::bare("together-and-cut");
    let cases: String = (0..200)
        .map(|at| format!("  case {at}: {{input: {{orderId: o-{at}}}, snapshot: [output, trace]}}\n"))
        .collect();
    let tests = project.read("order.sfn.yaml");
    let head = tests.split("tests:").next().unwrap();
    project.write("order.sfn.yaml", &format!("{head}tests:\n{cases}"));
    let spawn =
        || project.command(&["test", "-u", "always"]).stdout(std::process::Stdio::null()).spawn().unwrap();
    for _ in 0..3 {
        let mut running = [spawn(), spawn(), spawn()];
        // Nothing is sent: this only waits.
        let (_sender, wait) = std::sync::mpsc::channel::<()>();
        // Only looked for, not read: each is written under another name first.
        let has_begun = || {
            let files = std::fs::read_dir(project.0.join("__snapshots__"));
            files.is_ok_and(|mut files| files.next().is_some())
        };
        while !has_begun() {
            let _ = wait.recv_timeout(std::time::Duration::from_millis(2));
        }
        running[0].kill().unwrap();
        running[0].wait().unwrap();
        assert!(running[1].wait().unwrap().success());
        assert!(running[2].wait().unwrap().success());
        let found = project.snapshots();
        assert_eq!(found.keys().filter(|file| file.ends_with(".snap")).count(), 200);
        let done = project.test(&["--check"]);
        assert_eq!(done.status.code(), Some(0), "{}", told(&done));
        std::fs::remove_dir_all(project.0.join("__snapshots__")).unwrap();
    }
}

/// Texts that YAML may take for something else.
#[rustfmt::skip]
const ODD: [&str; 42] = [
    "", "~", "null", "yes", "No", "0x1F", "1e5", ".inf", "-", "- a", "? a", "a: b",
    "#c", "'", "\"", "|", ">", "---", "...", "\u{85}", "\u{2028}", "\u{feff}", "\u{7}", "<<",
    "=", "1_000", "0o7", "012", "1:20", "!t", "&a", "*a", "%x", "@", "`", "\r\n",
    " a ", "a\n\nb\n", "\n", "\n a", "a\r", "2026-01-01",
];

fn value() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        "\\PC{0,12}",
        "[ -~\n\t]{0,40}",
        prop::sample::select(&ODD[..]).prop_map(str::to_owned),
        "[a-z ]{130,200}",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(|number| Value::Number(number.into())),
        any::<f64>().prop_filter_map("finite", |number| sfn::base::value::Number::from_f64(number)
            .map(Value::Number)),
        text.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((text.clone(), inner), 0..5).prop_map(|members| {
                Value::from(
                    members.iter().map(|(key, value)| (key.as_str(), value.clone())).collect::<Object>(),
                )
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_again(value in value(), name in "\\PC{0,20}") {
        let parts = Object::from_iter([("output", value)]);
        let snapshot = Snapshot { machine: "m".to_owned(), test: name, parts };
        let text = snapshot.text();
        let read = Snapshot::read(&Source::new("x.snap", &*text));
        prop_assert!(read.as_ref().is_ok_and(|read| *read == snapshot), "{text}\n{read:?}");
    }
}
