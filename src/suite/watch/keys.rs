//! What each key does.

/// A key that was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A letter, a digit, a sign.
    Char(char),
    /// Enter.
    Enter,
    /// Backspace.
    Backspace,
    /// Escape alone.
    Escape,
    /// Another one, such as an arrow.
    Other,
}

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Do everything again.
    All,
    /// Run again what failed.
    Failed,
    /// Do the last job again.
    Again,
    /// Ask for a part of the names of tests.
    Name,
    /// Ask for a part of the names of test files.
    File,
    /// Ask for a part of the names of machines.
    Machine,
    /// Run tests without these three.
    Clear,
    /// Show the trace of the selected failure.
    Trace,
    /// Show all that differs in the selected failure.
    Details,
    /// Show what the tests cover.
    Coverage,
    /// Accept what the chosen tests give now as their snapshots.
    Update,
    /// Decide on changed snapshots one by one.
    Review,
    /// Open the selected failure in an editor.
    Open,
    /// Let time pass as it does, or jump.
    Clock,
    /// Show all keys.
    Help,
    /// End the watch.
    Quit,
}

/// A key in the table of keys.
#[derive(Debug)]
pub struct Row {
    /// The key.
    pub key: Key,
    /// How it is written.
    pub sign: &'static str,
    /// A word for the last line of the page; none if only the help names the key.
    pub word: Option<&'static str>,
    /// A line for the help.
    pub about: &'static str,
    /// What it asks for.
    pub command: Command,
    /// Whether it is about tests.
    pub needs_tests: bool,
}

/// Every key, in the order of the help.
#[rustfmt::skip]
pub const KEYS: &[Row] = &[
    row('a', "a", Some("all"), "do everything again", Command::All, false),
    row('f', "f", Some("failed"), "run the tests again that failed", Command::Failed, true),
    Row { key: Key::Enter, ..row('\n', "⏎", Some("again"), "do the last job again", Command::Again, false) },
    row('t', "t", Some("name"), "only tests with a part of their name", Command::Name, true),
    row('u', "u", Some("update"), "accept what the tests give now as their snapshots", Command::Update, true),
    row('i', "i", Some("review"), "decide on changed snapshots one by one", Command::Review, true),
    row('p', "p", None, "only tests of files with a part of their path", Command::File, true),
    row('m', "m", None, "only tests of machines with a part of their name", Command::Machine, true),
    row('x', "x", None, "all tests, whatever t, p and m chose", Command::Clear, true),
    row('v', "v", Some("trace"), "the trace of the selected failure", Command::Trace, true),
    row('d', "d", None, "all that differs in the selected failure", Command::Details, true),
    row('c', "c", None, "what the tests cover, and the one worth writing next", Command::Coverage, true),
    row('o', "o", None, "open the selected failure in $EDITOR", Command::Open, true),
    row('r', "r", None, "run tests in real time, or in none", Command::Clock, true),
    row('?', "?", Some("more"), "this page", Command::Help, false),
    row('q', "q", None, "quit", Command::Quit, false),
];

const fn row(
    key: char,
    sign: &'static str,
    word: Option<&'static str>,
    about: &'static str,
    command: Command,
    needs_tests: bool,
) -> Row {
    Row { key: Key::Char(key), sign, word, about, command, needs_tests }
}

/// What `key` asks for.
#[must_use]
pub fn command(key: Key, has_tests: bool) -> Option<Command> {
    rows(has_tests).find(|row| row.key == key).map(|row| row.command)
}

/// The keys that there are.
pub fn rows(has_tests: bool) -> impl Iterator<Item = &'static Row> {
    KEYS.iter().filter(move |row| has_tests || !row.needs_tests)
}
