//! `sfn review`: by keys in a terminal of its own, and without one.

use std::io::Read as _;
use std::os::fd::OwnedFd;
use std::process::{Child, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Termios, Winsize, tcgetattr, tcsetwinsize};
use sfn::suite::snapshot::{Place, Waiting};

use crate::snapshots::{Project, told};

/// The last words of the line of keys.
const ASKED: &str = "q quit";

/// A terminal and what runs in it.
struct Terminal {
    ours: OwnedFd,
    theirs: OwnedFd,
    before: Termios,
    shown: Receiver<Vec<u8>>,
    text: String,
    child: Child,
}

impl Terminal {
    fn run(project: &Project, arguments: &[&str]) -> Self {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&ours).unwrap();
        unlockpt(&ours).unwrap();
        let name = ptsname(&ours, Vec::new()).unwrap().into_string().unwrap();
        let theirs: OwnedFd = std::fs::File::options().read(true).write(true).open(name).unwrap().into();
        tcsetwinsize(&ours, Winsize { ws_row: 40, ws_col: 100, ws_xpixel: 0, ws_ypixel: 0 }).unwrap();
        let before = tcgetattr(&theirs).unwrap();
        let stream = || Stdio::from(theirs.try_clone().unwrap());
        let mut command = project.command(arguments);
        let child = command.stdin(stream()).stdout(stream()).stderr(stream()).spawn().unwrap();
        let (sender, shown) = mpsc::channel();
        let mut reading = std::fs::File::from(ours.try_clone().unwrap());
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(length @ 1..) = reading.read(&mut bytes) {
                let _ = sender.send(bytes[..length].to_vec());
            }
        });
        Self { ours, theirs, before, shown, text: String::new(), child }
    }

    /// Waits until it has shown `words` so often since the last key.
    fn wait(&mut self, words: &str) {
        while !self.text.contains(words) {
            let shown = self.shown.recv_timeout(Duration::from_secs(60));
            self.text.push_str(&String::from_utf8_lossy(&shown.unwrap_or_else(|_| panic!("{}", self.text))));
        }
    }

    /// Presses a key once it is asked for; gives what was shown before.
    fn press(&mut self, key: &str) -> String {
        self.wait(ASKED);
        rustix::io::write(&self.ours, key.as_bytes()).unwrap();
        std::mem::take(&mut self.text)
    }

    /// How it ends, and that the terminal is as it was.
    fn end(mut self) -> (Option<i32>, String) {
        let status = self.child.wait().unwrap();
        let now = tcgetattr(&self.theirs).unwrap();
        let modes = |termios: &Termios| (termios.local_modes, termios.input_modes, termios.output_modes);
        assert_eq!(modes(&now), modes(&self.before), "the terminal is as it was");
        while let Ok(shown) = self.shown.recv_timeout(Duration::from_millis(200)) {
            self.text.push_str(&String::from_utf8_lossy(&shown));
        }
        (status.code(), self.text)
    }
}

/// A project with two snapshots, and four that wait for review; the first of them has changed.
fn waiting(name: &str) -> Project {
    let project = Project::new(name);
    for file in ["fails", "one-state-paid", "one-state-declined"] {
        std::fs::remove_file(project.0.join(format!("__snapshots__/order/{file}.snap"))).unwrap();
    }
    let file = "__snapshots__/order/declined-stock-0ee2173f.snap";
    project.write(file, &project.read(file).replace("- Release\n", "- Refund\n"));
    assert_eq!(project.test(&[]).status.code(), Some(1));
    assert_eq!(files(&project, ".snap.new").len(), 4);
    project
}

fn files(project: &Project, ending: &str) -> Vec<String> {
    project.snapshots().into_keys().filter(|file| file.ends_with(ending)).collect()
}

#[test]
fn keys_decide_on_one_after_the_other() {
    let project = waiting("review-keys");
    let mut terminal = Terminal::run(&project, &["review"]);
    let first = terminal.press("d");
    assert!(first.contains("1 of 4  declined/stock") && first.contains("- Refund"), "{first}");
    let whole = terminal.press("v");
    assert!(whole.contains("machine: order"), "{whole}");
    let trace = terminal.press("?");
    assert!(trace.contains("SUCCEEDED") && trace.contains("Release"), "{trace}");
    terminal.press("a");
    let second = terminal.press("r");
    assert!(second.contains("2 of 4  fails") && second.contains("new, 2 parts"), "{second}");
    terminal.press("s");
    terminal.press("A");
    let (code, last) = terminal.end();
    assert_eq!(code, Some(0), "{last}");
    assert!(last.contains("2 accepted, 1 rejected, 1 left"), "{last}");
    assert_eq!(files(&project, ".snap.new"), ["order/one-state-declined.snap.new"]);
    assert_eq!(project.test(&["--check", "declined/stock"]).status.code(), Some(0));
    assert_eq!(project.test(&["--check", "one state / paid"]).status.code(), Some(0));
    assert_eq!(project.test(&["--check", "fails"]).status.code(), Some(1));
}

#[test]
fn whoever_quits_or_is_interrupted_decides_nothing_more() {
    let project = waiting("review-quit");
    let mut terminal = Terminal::run(&project, &["review"]);
    terminal.press("s");
    terminal.press("q");
    assert_eq!(terminal.end().0, Some(0));
    let mut terminal = Terminal::run(&project, &["review"]);
    terminal.wait(ASKED);
    let pid = rustix::process::Pid::from_child(&terminal.child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    assert_eq!(terminal.end().0, Some(130));
    assert_eq!(files(&project, ".snap.new").len(), 4);
    let mut terminal = Terminal::run(&project, &["review"]);
    terminal.press("s");
    terminal.press("R");
    assert_eq!(terminal.end().0, Some(0));
    assert_eq!(files(&project, ".snap.new").len(), 1);
}

#[test]
fn a_test_run_goes_on_to_its_review() {
    let project = Project::bare("review-test");
    let mut terminal = Terminal::run(&project, &["test", "--review", "happy path"]);
    let page = terminal.press("a");
    assert!(page.contains("FAIL") && page.contains("1 of 1  happy path"), "{page}");
    let (code, last) = terminal.end();
    assert_eq!(code, Some(0), "what failed was accepted: {last}");
    assert_eq!(files(&project, ".snap"), ["order/happy-path.snap"]);
}

#[test]
fn without_a_terminal_flags_decide() {
    let project = waiting("review-flags");
    for arguments in [&["review"][..], &["test", "--review"]] {
        let refused = project.sfn(arguments);
        assert_eq!(refused.status.code(), Some(2), "{}", told(&refused));
        assert!(told(&refused).contains("is not a terminal"), "{}", told(&refused));
    }
    let listed = told(&project.sfn(&["review", "--list"]));
    assert_eq!(listed.lines().count(), 4, "{listed}");
    assert!(listed.contains("__snapshots__/order/fails.snap  new, 2 parts  fails"), "{listed}");
    let one = project.sfn(&["review", "--accept", "__snapshots__/order/fails.snap.new"]);
    assert_eq!(told(&one), "1 accepted, 0 rejected, 0 left\n");
    let rest = project.sfn(&["review", "--reject", "order.sfn.yaml"]);
    assert_eq!(told(&rest), "0 accepted, 3 rejected, 0 left\n");
    assert_eq!(told(&project.sfn(&["review"])), "no snapshot waits for review\n");
    assert_eq!(project.test(&["--check", "fails"]).status.code(), Some(0));
}

#[test]
fn what_cannot_be_read_is_neither_accepted_nor_lost() {
    let project = waiting("review-broken");
    let file = "__snapshots__/order/fails.snap.new";
    project.write(file, "---\nversion: 9\n---\nx: 1\n");
    let done = project.sfn(&["review", "--accept"]);
    assert_eq!(done.status.code(), Some(3));
    assert!(
        told(&done).contains("SFN604") && told(&done).contains("3 accepted, 0 rejected, 1 left"),
        "{}",
        told(&done)
    );
    assert_eq!(files(&project, ".snap.new"), ["order/fails.snap.new"]);
}

/// A review, and a run of the tests, that were killed while they wrote: what they left is no snapshot, and what was not
/// decided still waits.
#[test]
fn a_review_that_is_killed_loses_nothing() {
    let project = waiting("review-killed");
    let mut terminal = Terminal::run(&project, &["review"]);
    terminal.press("a");
    terminal.wait("2 of 4");
    let pid = rustix::process::Pid::from_child(&terminal.child);
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
    terminal.child.wait().unwrap();
    let half = &project.read("__snapshots__/order/fails.snap.new")[..40].to_owned();
    for name in [".fails.snap.sfn-7-0", ".fails.snap.new.sfn-7-1"] {
        project.write(&format!("__snapshots__/order/{name}"), half);
    }
    let listed = told(&project.sfn(&["review", "--list"]));
    assert_eq!(listed.lines().count(), 3, "{listed}");
    assert_eq!(told(&project.sfn(&["review", "--accept"])), "3 accepted, 0 rejected, 0 left\n");
    let checked = project.test(&["--check"]);
    assert_eq!(checked.status.code(), Some(0), "{}", told(&checked));
    assert!(!told(&checked).contains("sfn-7"), "{}", told(&checked));
}

/// What is accepted is what was shown, whatever another run of the tests wrote meanwhile.
#[test]
fn what_is_made_anew_during_a_review_is_not_accepted() {
    let project = waiting("review-meanwhile");
    let file = project.0.join("__snapshots__/order/fails.snap.new");
    let place = Place::of_file(&file).unwrap();
    let shown = Waiting::at(&place).unwrap().unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("name: Alert", "name: Other")).unwrap();
    assert!(shown.accept().is_err() && shown.reject().is_err());
    assert!(file.is_file() && !place.file().exists());
    std::fs::write(&file, text).unwrap();
    assert!(shown.accept().is_ok() && place.file().is_file());
}
