//! `View`: what is on the page, what is selected, and what a key does to it.

use std::io::{self, Write};

use crate::load::reads::Seen;
use crate::report::findings::PLAIN;
use crate::report::ink::style::Style;
use crate::report::tests::{CaseResult, human};
use crate::report::watch::{self, Page, Tests};

use super::keys::{self, Command, Key};
use super::pace::{Job, Scope};
use super::{Choice, PartPage, Update};

/// What is shown now.
#[derive(Debug, Default)]
pub struct View {
    page: Page,
    mode: Mode,
    /// Which tests are meant beside those of the command line.
    pub choice: Choice,
    has_keys: bool,
    /// Whether there are tests.
    has_tests: bool,
    /// What the command line says of them.
    tests: Vec<String>,
    /// Whether the next result is shown even if it says the same: it is the first, or a key asked for it.
    is_asked: bool,
}

/// What the terminal shows.
#[derive(Debug, Default)]
enum Mode {
    /// The page.
    #[default]
    Results,
    /// The keys.
    Help,
    /// All that differs in one failure.
    Details,
    /// The page, and a line to write in.
    Ask(Asked, String),
    /// What something else printed.
    Away,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Name,
    File,
    Machine,
}

/// What is to be done after a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Nothing.
    Nothing,
    /// Draw the page anew.
    Draw,
    /// Run something.
    Run(Job),
    /// Run `sfn` with these arguments and show what it prints.
    Show(Vec<String>),
    /// Open a file at a line.
    Open(String, usize),
    /// End the watch.
    Quit,
}

impl View {
    /// An empty page of the command `title`; `tests` is what the command line says of tests, if they are run.
    #[must_use]
    pub fn new(title: &str, has_keys: bool, tests: Option<&[String]>) -> Self {
        let page = Page { title: title.to_owned(), ..Page::default() };
        let (has_tests, tests) = (tests.is_some(), tests.unwrap_or_default().to_vec());
        Self { page, has_keys, has_tests, tests, is_asked: true, ..Self::default() }
    }

    /// Takes what a job brought. What was good before stays where a file cannot be read. Says whether there is
    /// something to draw: a file that is none of ours may come and go.
    pub fn take(&mut self, update: Update, time: String) -> bool {
        let before = self.essence();
        self.replace(update, time);
        std::mem::take(&mut self.is_asked) || before != self.essence()
    }

    /// What the page says, its times apart.
    fn essence(&self) -> Vec<u8> {
        let mut page = Page { time: String::new(), took_ms: Some(0), ..self.page.clone() };
        page.tests.iter_mut().for_each(|tests| (tests.rerun, tests.changed) = (0, Vec::new()));
        let mut text = Vec::new();
        // Memory takes it.
        drop(watch::write(&mut text, &page, PLAIN, None));
        text
    }

    fn replace(&mut self, update: Update, time: String) {
        let Update { parts, broken, took_ms, reads } = update;
        let is_broken = !broken.is_empty();
        self.page.broken = broken;
        self.page.took_ms = Some(took_ms);
        self.page.time = time;
        if is_broken {
            return;
        }
        for part in parts {
            match part {
                PartPage::Checks(checks) => self.page.checks = Some(checks),
                PartPage::Run(run) if run.unread.is_empty() => self.page.run = Some(run.text),
                PartPage::Run(run) => self.page.broken = run.unread,
                PartPage::Tests(tests) => self.page.tests = Some(kept(self.page.tests.take(), tests)),
            }
        }
        let checked = self.page.checks.iter().flat_map(|checks| checks.files.iter());
        let tested = self.page.tests.iter().flat_map(|tests| tests.files.iter());
        let mut named: Vec<String> = Vec::new();
        checked.chain(tested).for_each(|file| {
            if !named.contains(file) {
                named.push(file.clone())
            }
        });
        let files = reads.iter().filter(|(_, seen)| matches!(seen, Seen::File { .. })).count();
        self.page.more = files.saturating_sub(named.len());
        self.page.files = named;
        let failures = self.failures().count();
        self.page.selected = self.page.selected.min(failures.saturating_sub(1));
        if matches!(self.mode, Mode::Details) && failures == 0 {
            self.mode = Mode::Results;
        }
    }

    fn failures(&self) -> impl Iterator<Item = &CaseResult> {
        self.page.tests.iter().flat_map(|tests| watch::failed(&tests.results))
    }

    fn selected(&self) -> Option<&CaseResult> {
        self.failures().nth(self.page.selected)
    }

    /// What a key does.
    pub fn press(&mut self, key: Key) -> Wish {
        let wish = match std::mem::take(&mut self.mode) {
            Mode::Results => self.command(key),
            Mode::Help | Mode::Details | Mode::Away => Wish::Draw,
            Mode::Ask(asked, text) => self.ask(asked, text, key),
        };
        self.is_asked |= matches!(wish, Wish::Run(_));
        wish
    }

    fn command(&mut self, key: Key) -> Wish {
        if let Key::Char(digit @ '1'..='9') = key {
            let at = usize::from(digit as u8 - b'1');
            if at < self.failures().count() {
                self.page.selected = at;
                return Wish::Draw;
            }
            return Wish::Nothing;
        }
        let Some(command) = keys::command(key, self.has_tests) else { return Wish::Nothing };
        let run = |scope| Wish::Run(Job { scope, ..Job::default() });
        match command {
            Command::All => run(Scope::All),
            Command::Failed => run(Scope::Failed),
            Command::Again => run(Scope::Last),
            Command::Name => self.begin(Asked::Name),
            Command::File => self.begin(Asked::File),
            Command::Machine => self.begin(Asked::Machine),
            Command::Clear => {
                self.choice = Choice { in_real_time: self.choice.in_real_time, ..Choice::default() };
                run(Scope::Touched)
            }
            Command::Clock => {
                self.choice.in_real_time = !self.choice.in_real_time;
                run(Scope::Touched)
            }
            Command::Trace => self.trace(),
            Command::Coverage => {
                self.mode = Mode::Away;
                let words = ["test", "--coverage"].map(str::to_owned).into_iter();
                Wish::Show(words.chain(self.tests.iter().cloned()).collect())
            }
            Command::Update => self.snapshots(&["test", "-u", "always"]),
            Command::Review => self.snapshots(&["test", "--review"]),
            Command::Open => {
                self.selected().map_or(Wish::Nothing, |case| Wish::Open(case.file.clone(), case.line))
            }
            Command::Details if self.selected().is_some() => {
                self.mode = Mode::Details;
                Wish::Draw
            }
            Command::Details => Wish::Nothing,
            Command::Help => {
                self.mode = Mode::Help;
                Wish::Draw
            }
            Command::Quit => Wish::Quit,
        }
    }

    /// `sfn` with these words over the tests that are on the page, and no others.
    fn snapshots(&mut self, words: &[&str]) -> Wish {
        let mut files: Vec<&str> = Vec::new();
        for case in self.page.tests.iter().flat_map(|tests| &tests.results) {
            if !files.contains(&case.file.as_str()) {
                files.push(&case.file);
            }
        }
        if files.is_empty() {
            return Wish::Nothing;
        }
        let filters = self.tests.iter().skip_while(|word| *word != "-k").cloned();
        let chosen = self.choice.filter_words().flat_map(|word| ["-k".to_owned(), word]);
        let words = words.iter().chain(&files).map(|word| (*word).to_owned());
        let all = words.chain(filters).chain(chosen).collect();
        self.mode = Mode::Away;
        Wish::Show(all)
    }

    /// The run of the selected failure, unless its test cannot run.
    fn trace(&mut self) -> Wish {
        let Some(case) = self.selected().filter(|case| case.replay.is_some()) else { return Wish::Nothing };
        let words = ["run", &case.machine, "-m", &case.file, "-t", &case.name, "-v"];
        let words = words.map(str::to_owned).to_vec();
        self.mode = Mode::Away;
        Wish::Show(words)
    }

    fn begin(&mut self, asked: Asked) -> Wish {
        self.mode = Mode::Ask(asked, self.choice.of(asked).clone().unwrap_or_default());
        Wish::Draw
    }

    fn ask(&mut self, asked: Asked, mut text: String, key: Key) -> Wish {
        match key {
            Key::Escape => return Wish::Draw,
            Key::Enter => {
                *self.choice.of(asked) = Some(text).filter(|text| !text.is_empty());
                return Wish::Run(Job::default());
            }
            Key::Backspace => drop(text.pop()),
            Key::Char(c) => text.push(c),
            Key::Other => {}
        }
        self.mode = Mode::Ask(asked, text);
        Wish::Draw
    }

    /// Whether something else is on the screen, which is not to be written over.
    #[must_use]
    pub const fn is_away(&self) -> bool {
        matches!(self.mode, Mode::Away)
    }

    /// Adds something to be said for as long as the watch lasts.
    pub fn note(&mut self, note: String) {
        self.page.notes.push(note);
    }

    /// Writes what is shown for a terminal of so many `rows`.
    pub fn write(&self, out: &mut dyn Write, style: Style, rows: Option<usize>) -> io::Result<()> {
        let rows_of_keys = || keys::rows(self.has_tests);
        let sign = |row: &keys::Row| {
            if style.unicode || row.sign.is_ascii() { row.sign } else { "Enter" }.to_owned()
        };
        match &self.mode {
            Mode::Help => {
                let mut all: Vec<_> = rows_of_keys().map(|row| (sign(row), row.about.to_owned())).collect();
                if self.has_tests {
                    all.push(("1-9".to_owned(), "select a failure".to_owned()));
                }
                watch::help(out, &all, style)
            }
            Mode::Details => {
                let Some(case) = self.selected() else { return Ok(()) };
                human::page(case, out, style)
            }
            Mode::Away => Ok(()),
            Mode::Results | Mode::Ask(..) => {
                let mut page = self.page.clone();
                page.choice = self.choice.words();
                if self.has_keys {
                    let words = rows_of_keys().filter_map(|row| Some((sign(row), row.word?.to_owned())));
                    page.keys = words.collect();
                }
                if let Mode::Ask(asked, text) = &self.mode {
                    page.keys = vec![(format!("{}:", asked.word()), format!("{text}_"))];
                }
                watch::write(out, &page, style, rows)
            }
        }
    }
}

impl Asked {
    const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::File => "file",
            Self::Machine => "machine",
        }
    }
}

impl Choice {
    fn of(&mut self, asked: Asked) -> &mut Option<String> {
        match asked {
            Asked::Name => &mut self.name,
            Asked::File => &mut self.file,
            Asked::Machine => &mut self.machine,
        }
    }

    /// What is chosen, for the page.
    fn words(&self) -> Vec<String> {
        let named = [("name", &self.name), ("file", &self.file), ("machine", &self.machine)];
        let named = named.into_iter().filter_map(|(word, part)| Some(format!("{word}: {}", part.as_ref()?)));
        named.chain(self.in_real_time.then(|| "real time".to_owned())).collect()
    }
}

/// The new results, with the old ones of tests that cannot be run now.
fn kept(old: Option<Tests>, mut new: Tests) -> Tests {
    let is_unread = |file: &str| new.unread.iter().any(|unread| unread.file == file);
    let is_known = |case: &CaseResult| {
        new.results.iter().any(|known| (&known.file, &known.name) == (&case.file, &case.name))
    };
    let (old, covered) = old.map_or_else(Default::default, |old| (old.results, old.covered));
    if !new.unread.is_empty() && new.covered.is_some() && covered.is_some() {
        new.covered = covered;
    }
    let stale: Vec<CaseResult> =
        old.into_iter().filter(|case| is_unread(&case.file) && !is_known(case)).collect();
    new.stale = stale.len();
    new.results.extend(stale);
    new.results.sort_by(|one, other| one.file.cmp(&other.file).then(one.line.cmp(&other.line)));
    new
}
