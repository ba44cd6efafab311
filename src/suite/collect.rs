//! Which test cases there are: test files are read, their machines found, tables of cases spread out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use crate::base::diag::Diagnostic;
use crate::base::document::Document;
use crate::load::{self, Reach, Unread, meant, shown};
use crate::project::settings::Settings;
use crate::project::{Error, discovery, files, test_files};
use crate::record::{Stop, StopMessage};
use crate::report::findings::error_lines;
use crate::services::mock::{MockFile, Skip, TestCase};
use crate::session::Stage;
use crate::session::order::{Order, Text};

use super::LastResults;
use super::snapshot::{self, Place};

/// A test case with what it needs to run.
#[derive(Clone)]
pub struct Case<'s> {
    /// Its name; that of a row of a table follows the name of the table: `prices / no stock`.
    pub name: String,
    /// The file it is in.
    pub file: String,
    /// Where in the file, from 1.
    pub line: usize,
    /// The machine it runs.
    pub machine: String,
    /// The machine and the mock files, read and checked, or why they could not be.
    pub(super) stage: Result<Arc<Stage<'s>>, String>,
    /// The case; none for a file that could not be read.
    pub(super) test: Option<TestCase>,
    pub(super) order: Order,
    /// Where its snapshot lies, if it asks for one.
    pub(super) snapshot: Option<Place>,
}

impl Case<'_> {
    /// Why it cannot run, if its test file or its definition is wrong.
    pub(super) fn unread(&self) -> Option<&str> {
        self.stage.as_ref().err().map(String::as_str)
    }

    /// Whether it runs: it can, and nothing says to skip it.
    pub(super) fn is_to_run(&self) -> bool {
        self.unread().is_none() && self.test.as_ref().is_some_and(|test| test.skip.is_none())
    }
}

/// What was found.
pub struct Collected<'s> {
    /// The cases, in the order of files and in these.
    pub cases: Vec<Case<'s>>,
    /// How many files have some.
    pub files: usize,
    /// How many machines they run.
    pub machines: usize,
}

/// Which cases are meant: a part of the name, `tag:WORD`, `machine:NAME`, `file:PART`, `failed()`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// The name holds this.
    Name(String),
    /// It has this tag.
    Tag(String),
    /// Its machine's reference holds this.
    Machine(String),
    /// The path of its file holds this.
    File(String),
    /// Its machine's reference holds one of these.
    Machines(Vec<String>),
    /// It did not pass when it ran last.
    Failed,
    /// It did not pass when it ran last, or is new.
    FailedOrNew,
}

impl Filter {
    /// Reads `tag:slow`, `machine:order`, `file:orders/`, or a part of a name.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match text.split_once(':') {
            Some(("tag", tag)) => Self::Tag(tag.to_owned()),
            Some(("machine", machine)) => Self::Machine(machine.to_owned()),
            Some(("file", part)) => Self::File(part.to_owned()),
            Some(_) | None if text == "failed()" => Self::Failed,
            Some(_) | None => Self::Name(text.to_owned()),
        }
    }

    /// One that takes the tests of any of `machines`; none if there are none, which takes all tests.
    #[must_use]
    pub fn machines(machines: Vec<String>) -> Option<Self> {
        (!machines.is_empty()).then_some(Self::Machines(machines))
    }

    fn takes(&self, case: &Case<'_>, last: &LastResults) -> bool {
        let passed = || last.passed(&shown(&case.file), &case.name);
        match self {
            Self::Failed => passed() == Some(false),
            Self::FailedOrNew => passed() != Some(true),
            Self::Name(part) => case.name.contains(part),
            Self::Machine(part) => shown(&case.machine).contains(part),
            Self::File(part) => shown(&case.file).contains(part),
            Self::Machines(all) => all.iter().any(|part| shown(&case.machine).contains(part)),
            Self::Tag(tag) => {
                case.test.as_ref().is_some_and(|test| test.tags.iter().any(|own| **own == **tag))
            }
        }
    }
}

/// The cases in `paths`, files or folders; those of the project if there are none. All `filters` must take them; `last` is what came of
/// the tests of the last call.
pub fn collect<'s>(
    paths: &[String],
    filters: &[Filter],
    last: &LastResults,
    settings: &'s Settings,
) -> Result<Collected<'s>, Error> {
    let found = files(paths, settings);
    let cases = chosen(found.iter().flat_map(|file| of_file(file, settings)).collect(), filters, last);
    let files = cases.iter().map(|case| &case.file).collect::<BTreeSet<_>>().len();
    let machines = cases.iter().map(|case| &case.machine).collect::<BTreeSet<_>>().len();
    Ok(Collected { cases, files, machines })
}

/// An error if one of `files`, which the user named, is no mock file.
pub(super) fn check_named(files: &[String], settings: &Settings) -> Result<(), Error> {
    let mut named = files.iter().filter(|file| !Path::new(file).is_dir());
    named.try_for_each(|file| read(file, settings).map(drop))
}

/// The test files in `paths`, files or folders; those of the project if there are none.
pub(super) fn files(paths: &[String], settings: &Settings) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let here = [".".to_owned()];
    for path in if paths.is_empty() { &here[..] } else { paths } {
        // A path that a report shows means the same file in every folder of the repository.
        let path = meant(path);
        let path = Path::new(&path);
        match path.is_dir() {
            true => found.extend(test_files::below(path, settings)),
            false => found.push(discovery::plain(path).display().to_string()),
        }
    }
    found.dedup();
    found
}

/// The machines that the tests in `paths` run, each once; none if there are no paths.
#[must_use]
pub fn machines_tested(paths: &[String], settings: &Settings) -> Vec<String> {
    let files = if paths.is_empty() { Vec::new() } else { files(paths, settings) };
    let mut machines = BTreeSet::new();
    for file in files {
        let Ok(mock_file) = read(&file, settings) else { continue };
        machines
            .extend(mock_file.cases().iter().filter_map(|case| machine_of(&file, &mock_file, Some(case))));
    }
    machines.into_iter().collect()
}

/// Those of `cases` that all `filters` take. Where some say `only`, the others are skipped.
pub(super) fn chosen<'s>(mut cases: Vec<Case<'s>>, filters: &[Filter], last: &LastResults) -> Vec<Case<'s>> {
    let has_only = |case: &Case<'_>| case.test.as_ref().is_some_and(|test| test.only);
    if cases.iter().any(has_only) {
        // They are listed as left out: a forgotten `only` must not look like success.
        let others = cases.iter_mut().filter(|case| !has_only(case)).filter_map(|case| case.test.as_mut());
        others.for_each(|test| test.skip = Some(Skip { reason: Some("another test says `only`".into()) }));
    }
    cases.retain(|case| filters.iter().all(|filter| filter.takes(case, last)));
    cases
}

/// The cases of one file; a file that cannot be read is a case that has no answer.
pub(super) fn of_file<'s>(file: &str, settings: &'s Settings) -> Vec<Case<'s>> {
    let read = read(file, settings);
    let mock_file = match read {
        Ok(mock_file) => Arc::new(mock_file),
        Err(error) => return vec![unread(file, words(error))],
    };
    let mut places = places(file, mock_file.cases(), settings);
    let mut stages: BTreeMap<String, Result<Arc<Stage<'s>>, String>> = BTreeMap::new();
    let mut cases = Vec::new();
    for (case, snapshot) in mock_file.cases().iter().zip(&mut places) {
        let machine = machine_of(file, &mock_file, Some(case)).unwrap_or_default();
        let order = order(file, &machine);
        let stage =
            stages.entry(machine.clone()).or_insert_with(|| stage(&order, file, &mock_file, settings));
        cases.push(Case {
            name: case.name.to_string(),
            file: file.to_owned(),
            line: case.origin.line(),
            machine,
            stage: stage.clone(),
            order,
            snapshot: snapshot.take(),
            test: Some(case.clone()),
        });
    }
    cases
}

/// The place of each case's snapshot, if it asks for one.
fn places(file: &str, cases: &[TestCase], settings: &Settings) -> Vec<Option<Place>> {
    let asks = |case: &TestCase| !snapshot::wanted(case).is_empty();
    let names: Vec<String> = cases
        .iter()
        .filter(|case| asks(case))
        .map(|case| match &case.machine_name {
            Some(machine) => format!("{machine} {}", case.name),
            None => case.name.to_string(),
        })
        .collect();
    let slugs = snapshot::slugs(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let folder = snapshot::folder(Path::new(file), settings.snapshots());
    let mut found = slugs.iter().map(|slug| Place::new(&folder, slug));
    cases.iter().map(|case| if asks(case) { found.next() } else { None }).collect()
}

/// The machine that the test case, else the mock file, is for, if that is known.
pub(super) fn machine_of(file: &str, mock_file: &MockFile, case: Option<&TestCase>) -> Option<String> {
    let own = case.and_then(|case| case.layer.machine.clone());
    match own.or_else(|| mock_file.layer(None).machine.clone()) {
        Some(named) => Some(beside(&named.path, &named.by)),
        None => test_files::definition_beside(file),
    }
}

/// Reads a mock file, which was mostly found by looking: no link leads it out of the repository unless that is allowed.
pub(super) fn read(file: &str, settings: &Settings) -> Result<MockFile, Error> {
    let reach = Reach::around(file, &settings.readable());
    let is_out = load::leads_out(Path::new(file));
    let source = if is_out { files::read_found(&reach, file) } else { files::read(file) }?;
    MockFile::read(&[source], &mut |path, from| files::read_from(&reach, path, from)).map_err(Error::Found)
}

fn unread<'s>(file: &str, message: String) -> Case<'s> {
    Case {
        name: "the test file".to_owned(),
        file: file.to_owned(),
        line: 1,
        machine: String::new(),
        stage: Err(message),
        test: None,
        order: order(file, ""),
        snapshot: None,
    }
}

/// The order for a run of `machine` with the mocks of `file`.
pub(super) fn order(file: &str, machine: &str) -> Order {
    let mut order = Order::new(Text::File(machine.to_owned()));
    order.mocks = vec![Text::File(file.to_owned())];
    // Tests run side by side, and nobody asked them for files.
    order.writes_buckets = false;
    order
}

/// Machine and mocks of an order, read; or why they cannot be, in words.
pub(super) fn stage<'s>(
    order: &Order,
    file: &str,
    mock_file: &Arc<MockFile>,
    settings: &'s Settings,
) -> Result<Arc<Stage<'s>>, String> {
    let Text::File(machine) = &order.definition else { return Err(String::new()) };
    if machine.is_empty() {
        return Err("the file does not say which machine it tests\nhelp: write `machine: FILE` at its top, or call it \
                    like the definition beside it (order.sfn.yaml for order.asl.json)"
            .to_owned());
    }
    let reach = Reach::around(file, &settings.readable());
    let path = match machine.rsplit_once('#') {
        Some((path, _)) if !Path::new(machine).exists() => path,
        Some(_) | None => machine,
    };
    // What is not there is said by reading it.
    let reach = reach.and(Path::new(file).parent().unwrap_or(Path::new("")));
    // A pipe would never end. Folders are searched for their machine.
    if let Err(refused @ (Unread::Outside { .. } | Unread::NoFile(_))) = reach.open(Path::new(path))
        && !Path::new(path).is_dir()
    {
        return Err(format!("cannot read {}: {refused}", shown(path)));
    }
    Stage::read_with(order, Arc::clone(mock_file), settings).map(Arc::new).map_err(words)
}

/// A path that the file `by` names, as seen from the working folder.
fn beside(path: &str, by: &str) -> String {
    let folder = Path::new(by).parent().unwrap_or(Path::new(""));
    discovery::plain(&folder.join(path)).display().to_string()
}

/// An error as plain lines.
pub(super) fn words(error: Error) -> String {
    match error {
        Error::Usage { message, help } | Error::Load { message, help } => {
            help.map_or_else(|| message.clone(), |help| format!("{message}\nhelp: {help}"))
        }
        Error::Late { message, help } => format!("{message}\nhelp: {help}"),
        Error::Found(found) => listed(&found),
    }
}

fn listed(found: &[(Document, Diagnostic)]) -> String {
    error_lines(found).join("\n")
}

/// Why a run was given up, as plain lines.
pub(super) fn stopped(stop: &Stop) -> String {
    match &stop.message {
        StopMessage::Found(found) => listed(found),
        StopMessage::Plain(message, help) => {
            help.as_ref().map_or_else(|| message.clone(), |help| format!("{message}\nhelp: {help}"))
        }
        StopMessage::Unanswered(call) => {
            let facts = call.facts.iter().map(|fact| format!("\n  {fact}"));
            let help = call.help.iter().enumerate().map(|(at, line)| match at {
                0 => format!("\nhelp: {line}"),
                _ => format!("\n      {line}"),
            });
            format!("{} {}{}{}", call.code, call.message, facts.collect::<String>(), help.collect::<String>())
        }
    }
}
