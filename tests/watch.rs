//! Watching, on given events and on files: when it looks, what counts, what is done again.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use sfn::load::reads;
use sfn::project::settings::Settings;
use sfn::project::units::Units;
use sfn::report::findings::PLAIN;
use sfn::report::watch::Run;
use sfn::services::clock::real_now;
use sfn::suite::Cancel;
use sfn::suite::watch::disk::{DiskEvent, Folders, Unwatched};
use sfn::suite::watch::known::Known;
use sfn::suite::watch::pace::{BROKEN_FILE_GRACE, Job, POLL, Pace, Scope, Step};
use sfn::suite::watch::quiet::{LONGEST, QUIET, Quiet};
use sfn::suite::watch::{Choice, Ending, Input, Part, PartPage, Subject, Terminal, Writing, watch};

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("watch").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder.canonicalize().unwrap()
}

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

#[test]
fn it_looks_once_nothing_happened_for_a_while() {
    let start = real_now();
    let mut quiet = Quiet::default();
    assert!(!quiet.is_over(start) && quiet.ends().is_none());
    quiet.note(start);
    quiet.note(start + ms(10));
    assert_eq!(quiet.ends(), Some(start + ms(10) + QUIET));
    assert!(!quiet.is_over(start + ms(10) + QUIET - ms(1)));
    assert!(quiet.is_over(start + ms(10) + QUIET));
    assert!(quiet.ends().is_none(), "what happened is settled");
    (0..50).for_each(|at| quiet.note(start + ms(at * 10)));
    assert_eq!(quiet.ends(), Some(start + LONGEST), "things that go on put it off so long, and no longer");
}

fn changed(paths: &[&str]) -> Job {
    Job { changed: paths.iter().map(PathBuf::from).collect(), scope: Scope::Touched }
}

#[test]
fn a_change_ends_the_job_under_way_and_joins_the_next() {
    let start = real_now();
    let mut pace: Pace<&str> = Pace::default();
    assert_eq!(pace.ask(Job::default()), [Step::Start(Job::default())]);
    assert_eq!(pace.changed(changed(&["a"]).changed), [Step::Cancel]);
    assert_eq!(pace.changed(changed(&["b"]).changed), [Step::Cancel]);
    assert_eq!(pace.changed(BTreeSet::new()), [], "nothing changed, nothing is done");
    assert_eq!(pace.ask(Job { scope: Scope::Failed, ..Job::default() }), [Step::Cancel]);
    let next = Job { scope: Scope::Failed, ..changed(&["a", "b"]) };
    assert_eq!(pace.done("cut short", false, start), [Step::Start(next)], "what was cut short is not shown");
    assert_eq!(pace.done("all of it", false, start), [Step::Show("all of it")]);
}

#[test]
fn a_file_that_cannot_be_read_for_a_moment_is_not_shown() {
    let start = real_now();
    let mut pace: Pace<&str> = Pace::default();
    let job = |pace: &mut Pace<&'static str>| drop(pace.ask(Job::default()));
    job(&mut pace);
    assert_eq!(pace.done("empty file", true, start), []);
    assert_eq!(pace.wakes(), Some(start + BROKEN_FILE_GRACE));
    job(&mut pace);
    assert_eq!(pace.done("whole again", false, start + ms(30)), [Step::Show("whole again")]);
    assert_eq!(pace.tick(start + BROKEN_FILE_GRACE), []);
    job(&mut pace);
    assert_eq!(pace.done("broken", true, start), []);
    assert_eq!(pace.tick(start + BROKEN_FILE_GRACE), [Step::Show("broken")], "it stays so");
    job(&mut pace);
    assert_eq!(pace.done("broken otherwise", true, start), [Step::Show("broken otherwise")]);
}

#[test]
fn it_looks_again_and_again_where_the_system_says_nothing() {
    let start = real_now();
    let mut pace: Pace<()> = Pace::default();
    pace.poll(start);
    assert_eq!((pace.wakes(), pace.tick(start)), (Some(start + POLL), vec![]));
    assert_eq!(pace.tick(start + POLL), [Step::Look]);
    assert_eq!(pace.wakes(), Some(start + POLL + POLL));
}

#[test]
fn events_count_that_are_about_something_that_was_read() {
    let root = folder("known");
    let (file, link) = (root.join("in/a.json"), root.join("link.json"));
    fs::create_dir_all(root.join("in")).unwrap();
    fs::create_dir_all(root.join("flat")).unwrap();
    fs::write(&file, "{}").unwrap();
    std::os::unix::fs::symlink("in/a.json", &link).unwrap();
    let missing = root.join("not/there/yet.json");
    let look = || [&link, &missing, &root.join("flat")].into_iter().for_each(|path| reads::note(path));
    let mut known = Known::default();
    known.replace(reads::logged(look).1);
    for folder in ["", "in", "flat"] {
        assert!(known.folders().contains(&root.join(folder)), "{folder}: {:?}", known.folders());
    }
    let written = |path: &str| DiskEvent::Written(root.join(path));
    let entry = |path: &str| DiskEvent::Entry(root.join(path));
    for event in [written("in/a.json"), written("link.json"), entry("not"), entry("in"), entry("flat/new")] {
        assert!(known.concerns(&event), "{event:?}");
    }
    for event in [written("flat/app.log"), entry("other"), written("in/b.json"), entry("in/4913")] {
        assert!(!known.concerns(&event), "{event:?}");
    }
    assert!(known.changed().is_empty());
    fs::write(&file, "[]").unwrap();
    assert!(known.concerns(&written("in/a.json")));
    assert_eq!(known.changed(), BTreeSet::from([link]), "the link leads to what changed");
}

#[test]
fn only_work_is_done_again_that_rests_on_a_change() {
    let root = folder("units");
    let paths: Vec<PathBuf> = ["a", "b", "c"].iter().map(|name| root.join(name)).collect();
    let mut units: Units<PathBuf, u32> = Units::default();
    let done = Mutex::new(0);
    let renew = |units: &mut Units<PathBuf, u32>, paths: &[PathBuf]| {
        let renewed = units.renew(Some(2), paths, |path| {
            reads::note(path);
            *done.lock().unwrap() += 1;
            (!path.ends_with("c")).then_some(1)
        });
        (renewed.len(), std::mem::take(&mut *done.lock().unwrap()))
    };
    assert_eq!(renew(&mut units, &paths), (2, 3));
    assert_eq!(renew(&mut units, &paths), (0, 1), "work that was cut short is due");
    units.spoil(&BTreeSet::from([paths[1].clone()]));
    assert_eq!(renew(&mut units, &paths[..2]), (1, 1));
    units.keep(&paths[..1]);
    assert!(units.get(&paths[0]).is_some() && units.get(&paths[1]).is_none());
}

/// Tells of events in the folders, until none came for a while.
fn told(events: &Receiver<DiskEvent>) -> Vec<DiskEvent> {
    let mut all = Vec::new();
    while let Ok(event) = events.recv_timeout(ms(300)) {
        all.push(event);
    }
    all
}

#[test]
fn folders_tell_of_saves_of_every_kind_and_of_no_reads() {
    let root = folder("folders");
    let (inside, file) = (root.join("in"), root.join("in/a.json"));
    fs::create_dir_all(&inside).unwrap();
    fs::write(&file, "{}").unwrap();
    let (sender, events) = mpsc::channel();
    let mut folders = Folders::new(move |event| drop(sender.send(event))).unwrap();
    let watched = BTreeSet::from([root.clone(), inside.clone(), root.join("none")]);
    assert!(folders.watch(&watched).unwrap());
    assert!(!folders.watch(&watched).unwrap(), "they are watched already");
    assert_eq!((fs::read(&file).unwrap().len(), fs::read_dir(&inside).unwrap().count()), (2, 1));
    assert_eq!(told(&events), [], "reading wakes nobody");
    fs::write(&file, "[]").unwrap();
    assert!(told(&events).contains(&DiskEvent::Written(file.clone())), "in place");
    fs::write(inside.join("tmp"), "{}").unwrap();
    fs::rename(inside.join("tmp"), &file).unwrap();
    assert!(told(&events).contains(&DiskEvent::Entry(file.clone())), "by rename");
    fs::remove_dir_all(&inside).unwrap();
    fs::create_dir_all(&inside).unwrap();
    told(&events).iter().for_each(|event| folders.forget(event));
    assert!(folders.watch(&watched).unwrap(), "a folder that was made anew is watched anew");
    fs::write(&file, "{}").unwrap();
    assert!(told(&events).iter().any(|event| *event == DiskEvent::Written(file.clone())));
}

/// What is read on other threads counts for the thread that asked for it; each runs on as many as there are cores.
#[test]
fn what_many_threads_read_is_logged_by_the_one_that_asked() {
    let folder = folder("threads");
    let files: Vec<PathBuf> = (0..64).map(|at| folder.join(format!("{at}.txt"))).collect();
    for file in &files {
        fs::write(file, "x").unwrap();
    }
    let (lengths, reads) = reads::logged(|| {
        reads::each(&files, |file| {
            reads::note(file);
            fs::read(file).unwrap().len()
        })
    });
    assert_eq!(lengths, [1; 64]);
    assert!(files.iter().all(|file| reads.contains(file)), "{} of 64", reads.paths().count());
}

/// A file as a part of a watch: what it says is the result.
struct Shown(Units<(), String>, PathBuf);

impl Part for Shown {
    fn renew(&mut self, job: &Job, _: &Choice, _: &Cancel) -> PartPage {
        self.0.spoil(&job.changed);
        self.0.renew(Some(1), &[()], |()| {
            reads::note(&self.1);
            fs::read_to_string(&self.1).ok()
        });
        let text = self.0.get(&()).cloned().unwrap_or_default();
        PartPage::Run(Run { text, unread: Vec::new() })
    }

    fn add_reads(&self, reads: &mut reads::Reads) {
        self.0.add_reads(reads);
    }
}

/// Keeps the pages that are shown; once one says `last`, the watch ends.
struct Pages {
    shown: Vec<String>,
    file: PathBuf,
    sender: mpsc::Sender<Input>,
}

impl Terminal for Pages {
    fn show(&mut self, write: &Writing<'_>) -> std::io::Result<()> {
        let mut page = Vec::new();
        write(&mut page, PLAIN, None)?;
        let page = String::from_utf8(page).unwrap();
        match page.contains("last") {
            true => self.sender.send(Input::End(Ending::Quit)).unwrap(),
            false => fs::write(&self.file, "last").unwrap(),
        }
        self.shown.push(page);
        Ok(())
    }

    fn bell(&mut self) -> std::io::Result<()> {
        Ok(())
    }

    fn time(&self) -> String {
        String::new()
    }

    fn has_keys(&self) -> bool {
        false
    }

    fn lend(&mut self, _: &[String]) -> std::io::Result<()> {
        Ok(())
    }

    fn open(&mut self, _: &str, _: usize) -> std::io::Result<()> {
        Ok(())
    }
}

/// Where the system watches no more folders, the watch says so and how to allow more, and looks itself.
#[test]
fn a_system_that_watches_no_more_folders_is_made_up_for() {
    let file = folder("limit").join("file.txt");
    fs::write(&file, "first").unwrap();
    let (sender, inputs) = mpsc::channel();
    let mut pages = Pages { shown: Vec::new(), file: file.clone(), sender: sender.clone() };
    let subject = Subject {
        title: "sfn watch",
        settings: &|_| Ok(Settings::default()),
        parts: &|_| Ok(vec![Box::new(Shown(Units::default(), file.clone()))]),
        tests: None,
        folders: Some(&|_| Err(Unwatched::Limit)),
    };
    let ended = watch(&subject, &mut pages, (sender, inputs)).unwrap();
    assert_eq!(ended, Ending::Quit);
    let [first, .., last] = &pages.shown[..] else { panic!("{:?}", pages.shown) };
    assert!(first.contains("first") && first.contains("fs.inotify.max_user_watches"), "{first}");
    assert!(last.contains("last"), "{last}");
}
