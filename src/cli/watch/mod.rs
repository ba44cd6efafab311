//! `sfn watch`: checks definitions and runs tests whenever a file changes that they rest on. `--watch` of other
//! commands does the same for what they do.

pub mod checks;
mod flags;
#[cfg(unix)]
pub mod keyboard;
#[cfg(not(unix))]
mod no_keyboard;
pub mod running;
mod screen;
pub mod signals;
pub mod streams;

use std::sync::mpsc;

use crate::project::settings::Settings;
use crate::project::store::Store;
use crate::session::{Building, Limits, build};
use crate::suite::watch::disk::Folders;
use crate::suite::watch::{Ending, Parts, Subject, Tests, watch};
use crate::suite::{Filter, How, machines_tested};

use super::command::{Command, Context};
use super::error::Error;
use super::exit::Exit;
use super::terminal::Stream;
use super::test::watched::arguments;
use super::validate;
use checks::{Details, Watched};
pub use flags::{Flags, WatchFlags};
#[cfg(not(unix))]
pub use no_keyboard as keyboard;
use screen::Screen;

/// Check definitions and run tests whenever a file changes.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = "Examples:
  sfn watch                         the whole project
  sfn watch order.asl.json tests/   a definition, and the tests of a folder
  sfn watch -k tag:payment

Only what a change touches is done again. `?` lists the keys.")]
pub struct Args {
    /// Definitions, templates, test files and folders [default: the project]
    #[arg(value_name = "DEF|PATH")]
    which: Vec<String>,
    /// Only tests with this in their name, with a tag (tag:WORD), of a machine (machine:NAME) or file (file:PART);
    /// repeatable
    #[arg(short = 'k', long = "filter", value_name = "FILTER")]
    filters: Vec<String>,
    #[command(flatten)]
    flags: Flags,
}

impl Command for Args {
    const NAME: &'static str = "watch";
    const ALIASES: &'static [&'static str] = &["w"];
    const ABOUT: &'static str = "Check and test again whenever a file changes";

    fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
        let style = context.look.style(Stream::Out);
        let is_test = |name: &&String| is_test_file(name);
        let is_definition = |name: &&String| !is_test_file(name);
        let definitions: Vec<String> = self.which.iter().filter(is_definition).cloned().collect();
        let checks = validate::Args::of(definitions.clone());
        // A definition that is named stands for the tests of its machine.
        let is_folder = |name: &&String| std::path::Path::new(name).is_dir();
        let paths: Vec<String> =
            self.which.iter().filter(|name| is_test(name) || is_folder(name)).cloned().collect();
        let filters = self.filters.iter().map(|text| Filter::parse(text));
        let machines = definitions.iter().filter(|name| !is_folder(name));
        let machines: Vec<String> = machines.map(|name| crate::load::shown(name)).collect();
        let filters: Vec<Filter> = filters.chain(Filter::machines(machines)).collect();
        let tests = arguments(&paths, &self.filters);
        let started = Started { title: "sfn watch", flags: &self.flags, tests: Some(&tests) };
        start(&started, context, &|settings| {
            // Where only test files are named, what they test is checked.
            let tested = if definitions.is_empty() { machines_tested(&paths, settings) } else { Vec::new() };
            let checks = if tested.is_empty() { checks.clone() } else { validate::Args::of(tested) };
            let checks = Watched::new(checks, settings, style, Details::Errors)?;
            let how = How { limits: Limits { wall: Some(TIMEOUT), ..Limits::default() }, ..How::default() };
            let chosen = (paths.clone(), filters.clone());
            let tests = Tests::new(settings, chosen, how, Some(Store::of(settings)));
            Ok(vec![Box::new(checks), Box::new(tests)])
        })
    }
}

/// The real time that one test may take.
const TIMEOUT: std::time::Duration = std::time::Duration::from_secs(60);

/// Whether a name is that of a test file.
fn is_test_file(name: &str) -> bool {
    [".sfn.yaml", ".sfn.yml", ".sfn.json"].iter().any(|ending| name.ends_with(ending))
}

/// What begins to watch.
pub struct Started<'s> {
    /// The command, for the page.
    pub title: &'s str,
    /// How it looks.
    pub flags: &'s Flags,
    /// What the command line says of tests, if it runs some.
    pub tests: Option<&'s [String]>,
}

/// Makes the parts of a watch for the settings of a project.
pub type MakeParts<'p> = dyn for<'s> Fn(&'s Settings) -> Result<Parts<'s>, Error> + Sync + 'p;

/// Watches until a key or a signal ends it.
pub fn start(started: &Started<'_>, context: &Context<'_>, parts: &MakeParts<'_>) -> Result<Exit, Error> {
    let (sender, inputs) = mpsc::channel();
    let mut screen = Screen::new(started.flags, context.look, &sender);
    signals::tell(sender.clone(), screen.keyboard());
    let subject = Subject {
        title: started.title,
        settings: &|cancel| {
            let stops = |inbox| cancel.join(inbox);
            let building = Building { limit: None, starts: &|_| {}, stops: &stops };
            let settings = (context.settings)().map_err(Error::lines)?;
            build(&settings, &building).map_err(|not| Error::from(not).lines())?;
            Ok(settings)
        },
        parts: &|settings| parts(settings).map_err(Error::lines),
        tests: started.tests,
        folders: (!started.flags.poll).then_some(&|tell| Folders::new(tell)),
    };
    Ok(match watch(&subject, &mut screen, (sender, inputs))? {
        Ending::Quit => Exit::Ok,
        Ending::Interrupted => Exit::Interrupted,
        Ending::Terminated => Exit::Terminated,
    })
}
