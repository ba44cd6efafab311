//! `sfn watch` in a terminal: files are saved in every way there is, keys pressed, the terminal left as it was.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::terminal::{Terminal, pause};

const SFN: &str = env!("CARGO_BIN_EXE_sfn");

/// A machine whose output is `text`.
fn machine(text: &str) -> String {
    format!(r#"{{"StartAt": "A", "States": {{"A": {{"Type": "Pass", "Result": "{text}", "End": true}}}}}}"#)
}

/// A project of two machines, each with a test that wants the output `good`.
fn project(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("watching").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("flows")).unwrap();
    fs::write(folder.join("sfn.toml"), "version = 1\n").unwrap();
    for name in ["order", "price"] {
        fs::write(folder.join(format!("flows/{name}.asl.json")), machine("good")).unwrap();
        let tests = format!("version: 1\ntests: {{{name} is good: {{expect: {{output: good}}}}}}\n");
        fs::write(folder.join(format!("flows/{name}.sfn.yaml")), tests).unwrap();
    }
    folder
}

/// Waits for something that another process does.
#[track_caller]
fn wait_until(is_so: impl Fn() -> bool, what: &str) {
    for _ in 0..2_000 {
        if is_so() {
            return;
        }
        pause(10);
    }
    panic!("{what}: it does not");
}

/// Saves by writing another file and renaming it over the old one.
fn rename_over(path: &Path, text: &str) {
    let beside = path.with_extension("tmp");
    fs::write(&beside, text).unwrap();
    fs::rename(beside, path).unwrap();
}

#[test]
fn a_save_of_every_kind_is_seen_and_keys_do_what_they_say() {
    let folder = project("saves");
    let order = folder.join("flows/order.asl.json");
    let mut terminal = Terminal::start(SFN, &["watch"], &folder, 40);
    let page = terminal.page_with("✓ 2");
    assert!(page.contains("validate  ✓ 2 machines") && page.contains("2 of 2 run"), "{page}");
    assert!(page.contains("a all  f failed  ⏎ again"), "{page}");

    fs::write(&order, machine("in place")).unwrap();
    let page = terminal.page_with("in place");
    assert!(page.contains("✓ 1   ✗ 1") && page.contains("changed: order.asl.json → 1 of 2 run"), "{page}");
    rename_over(&order, &machine("by rename"));
    let page = terminal.page_with("by rename");
    assert!(!page.contains("in place"), "{page}");
    fs::remove_file(&order).unwrap();
    fs::write(&order, machine("made anew")).unwrap();
    terminal.page_with("made anew");
    // What vim does outside of /tmp.
    fs::rename(&order, folder.join("flows/order.asl.json~")).unwrap();
    fs::write(&order, "").unwrap();
    pause(30);
    fs::write(&order, machine("like vim")).unwrap();
    fs::remove_file(folder.join("flows/order.asl.json~")).unwrap();
    let came = terminal.wait_for("like vim");
    assert!(!came.contains("SFN0") && !came.contains("cannot run"), "never shown half-written: {came}");

    fs::write(&order, "{\"StartAt\": ").unwrap();
    let page = terminal.page_with("SFN001");
    assert!(page.contains("1 from before") && page.contains("like vim"), "the last result stays: {page}");
    assert!(page.find("SFN001") < page.find("like vim"), "below the error: {page}");
    fs::write(&order, machine("good")).unwrap();
    let page = terminal.page_with("✓ 2");
    assert!(!page.contains("SFN001") && !page.contains('✗'), "{page}");

    terminal.press("?");
    assert!(terminal.page_with("any key goes back").contains("open the selected failure in $EDITOR"));
    terminal.press(" ");
    terminal.page_with("waiting for changes");
    terminal.press("tprice");
    terminal.page_with("name: price_");
    terminal.press("\n");
    terminal.page_with("✓ 1 ");
    terminal.press("x");
    terminal.page_with("✓ 2");
    terminal.press("a");
    terminal.page_with("2 of 2 run");
    fs::write(&order, machine("bad")).unwrap();
    terminal.page_with("good\" expected");
    terminal.press("d");
    terminal.page_with("replay");
    terminal.press(" v");
    let trace = terminal.wait_for("any key goes back");
    assert!(trace.contains("SUCCEEDED"), "{trace}");
    terminal.press(" c");
    let covered = terminal.wait_for("any key goes back");
    assert!(covered.contains("branches"), "{covered}");
    terminal.press(" q");
    assert_eq!(terminal.end().0, Some(0));
}

#[test]
fn a_build_runs_again_when_its_inputs_change() {
    let folder = project("build");
    let settings = "version = 1\n[project]\nbuild = \"cp source.txt flows/order.asl.json\"\n";
    fs::write(folder.join("sfn.toml"), settings).unwrap();
    fs::write(folder.join("source.txt"), machine("first")).unwrap();
    let mut terminal = Terminal::start(SFN, &["watch"], &folder, 40);
    terminal.page_with("--allow-run");
    terminal.press("q");
    assert_eq!(terminal.end().0, Some(0));

    let mut terminal = Terminal::start(SFN, &["watch", "--allow-run"], &folder, 40);
    terminal.page_with("first");
    fs::write(folder.join("source.txt"), machine("second")).unwrap();
    terminal.page_with("second");
    fs::write(folder.join("source.txt"), machine("good")).unwrap();
    terminal.page_with("✓ 2");
    terminal.press("q");
    assert_eq!(terminal.end().0, Some(0));
}

#[test]
fn a_test_file_that_is_named_is_all_that_is_looked_at_and_results_are_kept() {
    let folder = project("one");
    fs::write(folder.join("flows/price.asl.json"), "{").unwrap();
    let mut terminal = Terminal::start(SFN, &["watch", "flows/order.sfn.yaml"], &folder, 40);
    let page = terminal.page_with("1 of 1 run");
    assert!(page.contains("validate  ✓ 1 machine") && !page.contains("price"), "{page}");
    fs::write(folder.join("flows/order.asl.json"), machine("bad")).unwrap();
    terminal.page_with("✗ 1");
    let last = || fs::read_to_string(folder.join(".sfn/tests.json")).unwrap_or_default();
    assert!(last().contains("\"passed\":false"), "{}", last());
    fs::write(folder.join("flows/order.asl.json"), machine("good")).unwrap();
    wait_until(|| last().contains("\"passed\":true"), "its result is kept");
    terminal.press("q");
    assert_eq!(terminal.end().0, Some(0));
}

#[test]
fn the_editor_opens_and_a_stopped_watch_goes_on() {
    let folder = project("editor");
    fs::write(folder.join("flows/order.asl.json"), machine("bad")).unwrap();
    let editor = folder.join("editor.sh");
    fs::write(&editor, "#!/bin/sh\necho \"opened $*\" > opened.txt\n").unwrap();
    fs::set_permissions(&editor, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let script = format!("EDITOR='{}' exec {SFN} watch", editor.display());
    let mut terminal = Terminal::start("/bin/sh", &["-c", &script], &folder, 40);
    terminal.page_with("✗ 1");
    terminal.press("o");
    terminal.page_with("waiting for changes");
    let opened = fs::read_to_string(folder.join("opened.txt")).unwrap_or_default();
    assert!(opened.starts_with("opened +") && opened.contains("flows/order.sfn.yaml"), "{opened}");

    let id = terminal.id();
    let state = || fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    let is_stopped = || state().split_once(") ").is_some_and(|(_, rest)| rest.starts_with('T'));
    let single_keys = terminal.modes();
    terminal.press("\x1a");
    wait_until(is_stopped, "Ctrl-Z stops it");
    assert_ne!(terminal.modes(), single_keys, "the terminal is the shell's again");
    let pid = rustix::process::Pid::from_raw(i32::try_from(id).unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::CONT).unwrap();
    wait_until(|| terminal.modes() == single_keys, "single keys again");
    fs::write(folder.join("flows/order.asl.json"), machine("good")).unwrap();
    terminal.page_with("✓ 2");
    terminal.press("q");
    assert_eq!(terminal.end().0, Some(0));
}

#[test]
fn snapshots_are_accepted_by_keys() {
    let folder = project("snapshots");
    let order = folder.join("flows/order.asl.json");
    fs::write(
        folder.join("order.sfn.yaml"),
        "version: 1\nmachine: flows/order.asl.json\ntests:\n  kept: {input: {}, snapshot: [output]}\n",
    )
    .unwrap();
    let kept = || fs::read_to_string(folder.join("__snapshots__/order/kept.snap")).unwrap_or_default();
    let mut terminal = Terminal::start(SFN, &["watch"], &folder, 40);
    terminal.page_with("waiting for changes");
    terminal.press("u");
    let updated = terminal.wait_for("any key goes back");
    assert!(updated.contains("PASS"), "{updated}");
    assert!(kept().contains("good"), "written by u: {}", kept());
    terminal.press(" ");
    terminal.page_with("✓ 2");

    fs::write(&order, machine("other")).unwrap();
    terminal.page_with("✗ 1");
    // Only what the page shows: the tests of the other file are not even run.
    terminal.press("porder");
    terminal.page_with("file: order_");
    terminal.press("\n");
    terminal.page_with("✗ 1");
    terminal.press("i");
    terminal.wait_for("a accept");
    terminal.press("a");
    let reviewed = terminal.wait_for("any key goes back");
    assert!(reviewed.contains("1 accepted, 0 rejected, 0 left"), "{reviewed}");
    assert!(kept().contains("other"), "accepted by a: {}", kept());
    terminal.press(" ");
    terminal.page_with("✓ 1 ");
    terminal.press("q");
    assert_eq!(terminal.end().0, Some(0));
}

#[test]
fn only_what_is_there_counts() {
    let folder = project("counts");
    let mut terminal = Terminal::start(SFN, &["watch"], &folder, 40);
    terminal.page_with("✓ 2");
    let order = folder.join("flows/order.asl.json");
    // A file that was touched, one that is none of ours, a folder with a file in it.
    fs::write(&order, machine("good")).unwrap();
    fs::write(folder.join("flows/notes.txt"), "x").unwrap();
    fs::create_dir_all(folder.join("new/deep")).unwrap();
    fs::write(folder.join("new/deep/c.asl.json"), machine("good")).unwrap();
    fs::write(folder.join("new/deep/c.sfn.yaml"), "version: 1\ntests: {c: {expect: {output: good}}}\n")
        .unwrap();
    let page = terminal.page_with("✓ 3");
    assert!(page.contains("3 machines") && page.contains("1 of 3 run"), "{page}");
    fs::write(folder.join("new/deep/c.asl.json"), machine("deep")).unwrap();
    terminal.page_with("was \"deep\"");
    fs::remove_dir_all(folder.join("new")).unwrap();
    terminal.page_with("✓ 2");
    fs::create_dir_all(folder.join("new/deep")).unwrap();
    fs::write(folder.join("new/deep/c.asl.json"), machine("again")).unwrap();
    fs::write(folder.join("new/deep/c.sfn.yaml"), "version: 1\ntests: {c: {expect: {output: good}}}\n")
        .unwrap();
    terminal.page_with("was \"again\"");
    fs::write(folder.join("sfn.toml"), "version = 1\nnonsense = 2\n").unwrap();
    terminal.page_with("nonsense");
    fs::write(folder.join("sfn.toml"), "version = 1\n[project]\nexclude = [\"new/**\"]\n").unwrap();
    let page = terminal.page_with("2 of 2 run");
    assert!(!page.contains("nonsense") && page.contains("✓ 2"), "{page}");
    terminal.press("q");
    assert_eq!(terminal.end().0, Some(0));
}

#[test]
fn a_run_and_checks_are_made_again() {
    let folder = project("run");
    let order = folder.join("flows/order.asl.json");
    let input = folder.join("input.json");
    fs::write(&input, "{}").unwrap();
    let arguments = ["run", "flows/order.asl.json", "-i", "@input.json", "-q", "--watch"];
    let mut terminal = Terminal::start(SFN, &arguments, &folder, 40);
    assert!(terminal.page_with("waiting").contains("SUCCEEDED"));
    fs::write(&order, machine("other")).unwrap();
    terminal.page_with("\"other\"");
    fs::write(&order, "{").unwrap();
    let page = terminal.page_with("SFN001");
    assert!(page.find("SFN001") < page.find("\"other\""), "the last run stays below the error: {page}");
    fs::write(&order, r#"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#).unwrap();
    terminal.page_with("{}");
    fs::write(&input, "[7]").unwrap();
    assert!(!terminal.page_with("7").contains("SFN001"));
    terminal.press("q");
    assert_eq!(terminal.end().0, Some(0));

    let mut terminal = Terminal::start(SFN, &["test", "--watch"], &folder, 40);
    terminal.page_with("2 of 2 run");
    fs::write(folder.join("new.asl.json"), machine("good")).unwrap();
    fs::write(folder.join("new.sfn.yaml"), "version: 1\ntests: {new one: {expect: {output: no}}}\n").unwrap();
    terminal.page_with("new one");
    fs::remove_file(folder.join("new.sfn.yaml")).unwrap();
    fs::remove_file(folder.join("new.asl.json")).unwrap();
    terminal.press("q");
    assert_eq!(terminal.end().0, Some(0));

    let mut terminal = Terminal::start(SFN, &["validate", "--watch"], &folder, 40);
    terminal.page_with("✓ 2 machines");
    fs::write(&order, r#"{"StartAt": "B", "States": {"A": {"Type": "Succeed"}}}"#).unwrap();
    let page = terminal.page_with("SFN103");
    assert!(page.contains("order.asl.json:1:13") && page.contains("1 error in 1 of 2 machines"), "{page}");
    terminal.press("q");
    assert_eq!(terminal.end().0, Some(0));
}

/// Whatever a stranger's tool puts in place of a file that is watched, the watch neither waits for it nor fills memory.
#[test]
fn what_takes_the_place_of_a_file_stops_no_watch() {
    let folder = project("places");
    let order = folder.join("flows/order.asl.json");
    let replace = |make: &dyn Fn()| {
        fs::remove_file(&order).unwrap();
        make();
    };
    let pipe = || assert!(Command::new("mkfifo").arg(&order).status().unwrap().success());
    let endless = || std::os::unix::fs::symlink("/dev/zero", &order).unwrap();
    let circle = || std::os::unix::fs::symlink("order.asl.json", &order).unwrap();
    let sparse = || fs::File::create(&order).unwrap().set_len(1 << 40).unwrap();
    let whole = || fs::write(&order, machine("good")).unwrap();
    // What is named on the command line may lie outside, but it has to be a file.
    let mut terminal = Terminal::start(SFN, &["watch", "flows/order.asl.json"], &folder, 40);
    terminal.page_with("✓ 1 machine");
    for (make, words) in [
        (&pipe as &dyn Fn(), "a device, a pipe or a socket"),
        (&endless, "a device, a pipe or a socket"),
        (&circle, "Too many levels"),
        (&sparse, "larger than 32 MB"),
    ] {
        replace(make);
        terminal.page_with(words);
        replace(&whole);
        terminal.page_with("✓ 1 machine");
    }
    terminal.press("q");
    assert_eq!(terminal.end().0, Some(0));
    let mut terminal = Terminal::start(SFN, &["watch"], &folder, 40);
    terminal.page_with("✓ 2 machines");
    replace(&pipe);
    terminal.page_with("✓ 1 machine");
    replace(&endless);
    terminal.page_with("a link that leads out");
    terminal.press("q");
    assert_eq!(terminal.end().0, Some(0));
}

#[test]
fn the_terminal_is_left_as_it_was() {
    for (what, code) in [("q", Some(0)), ("\x03", Some(130)), ("TERM", Some(143)), ("HUP", None)] {
        let mut terminal = Terminal::start(SFN, &["test", "--watch"], &project("left"), 40);
        let before = {
            let other = Terminal::start("/bin/true", &[], Path::new("/"), 40);
            other.modes()
        };
        terminal.page_with("✓ 2");
        assert_ne!(terminal.modes(), before, "keys are read one by one");
        match what {
            "TERM" | "HUP" => {
                let (signal, id) = (format!("-{what}"), terminal.id().to_string());
                assert!(Command::new("kill").args([signal, id]).status().unwrap().success());
            }
            keys => terminal.press(keys),
        }
        assert_eq!(terminal.end(), (code, before), "{what:?}");
    }
}

/// A machine that goes to `B` or, by default, to `end`.
fn fork(end: &str) -> String {
    format!(
        r#"{{"StartAt": "A", "States": {{
  "A": {{"Type": "Choice", "Default": "{end}", "Choices": [
    {{"Variable": "$.b", "IsPresent": true, "Next": "B"}}]}},
  "B": {{"Type": "Succeed"}},
  "{end}": {{"Type": "Succeed"}}}}}}"#
    )
}

/// Of a project of two forks with three tests, only the tests run again that a change touches; the table is whole.
#[test]
fn coverage_is_kept_of_what_did_not_change() {
    let folder = project("covered");
    let order = folder.join("flows/order.asl.json");
    fs::write(&order, fork("C")).unwrap();
    fs::write(folder.join("flows/price.asl.json"), fork("D")).unwrap();
    let tests = "version: 1\ntests: {one: {input: {b: 1}}, two: {input: {}}}\n";
    fs::write(folder.join("flows/order.sfn.yaml"), tests).unwrap();
    let one = "version: 1\ntests: {three: {input: {b: 1}}}\n";
    fs::write(folder.join("flows/price.sfn.yaml"), one).unwrap();
    let written = || fs::read_to_string(folder.join("lcov.info")).unwrap_or_default();
    let arguments = ["test", "--watch", "--coverage=lcov.info", "--coverage-min", "60"];
    let mut terminal = Terminal::start(SFN, &arguments, &folder, 60);
    let page = terminal.page_with("waiting");
    assert!(page.contains("3 of 3 run"), "{page}");
    assert!(page.contains("order.asl.json   states 3/3   branches 2/2   100%"), "{page}");
    assert!(page.contains("price.asl.json   states 2/3   branches 1/2   50%"), "{page}");
    assert!(page.contains("all 2 machines   states 5/6   branches 3/4   75%"), "{page}");
    assert!(written().contains("SF:flows/price.asl.json"), "{}", written());

    fs::write(folder.join("flows/price.sfn.yaml"), one.replace("{b: 1}", "{}")).unwrap();
    let page = terminal.page_with("1 of 3 run");
    assert!(page.contains("order.asl.json   states 3/3   branches 2/2   100%"), "{page}");
    assert!(page.contains("B           0  never entered"), "what ran before is not counted: {page}");

    let before = written();
    fs::write(&order, fork("E")).unwrap();
    let page = terminal.page_with("2 of 3 run");
    assert!(page.contains("  E           1") && !page.contains("  C  "), "{page}");
    assert!(written().contains("E") && written() != before, "{}", written());

    fs::write(&order, "{").unwrap();
    let page = terminal.page_with("SFN001");
    assert!(page.contains("all 2 machines   states 5/6"), "the last table stays below the error: {page}");
    fs::write(&order, fork("E")).unwrap();
    fs::remove_file(folder.join("flows/price.sfn.yaml")).unwrap();
    let page = terminal.page_with("no test runs");
    assert!(page.contains("price.asl.json   states 0/3   branches 0/2   0%"), "{page}");
    assert!(page.contains("50% is below --coverage-min 60"), "{page}");
    terminal.press("q");
    assert_eq!(terminal.end().0, Some(0));

    let refused =
        Command::new(SFN).args(["test", "--watch", "--suggest"]).current_dir(&folder).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
}

#[test]
fn without_a_terminal_there_are_plain_lines() {
    let folder = project("plain");
    let mut child = Command::new(SFN)
        .args(["watch", "--poll"])
        .current_dir(&folder)
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let until = |lines: &mut dyn Iterator<Item = String>, text: &str| -> String {
        let mut all = String::new();
        while !all.contains(text) {
            all += &(lines.next().expect(text) + "\n");
        }
        all
    };
    let first = until(&mut lines, "waiting for changes");
    assert!(first.contains("✓ 2 ") && !first.contains('\x1b') && !first.contains("again"), "{first}");
    fs::write(folder.join("flows/price.asl.json"), machine("else")).unwrap();
    let second = until(&mut lines, "waiting for changes");
    assert!(second.contains("was \"else\"") && !second.contains('\x1b'), "{second}");
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
}
