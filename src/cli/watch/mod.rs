//! `sfn watch`: checks definitions and runs tests whenever a file changes that they rest on. `--watch` of other
//! commands does the same for what they do.

pub mod checks;
mod keyboard;
pub mod running;
mod screen;
mod signals;
pub mod streams;

use std::sync::mpsc;

use crate::project::settings::Settings;
use crate::session::Limits;
use crate::suite::watch::{Ending, Parts, Subject, Tests, watch};
use crate::suite::{Filter, How};

use super::command::{Command, Context};
use super::error::Error;
use super::exit::Exit;
use super::terminal::Stream;
use super::validate;
use checks::{Details, Watched};
use screen::Screen;

/// Flags about the screen of a watch.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct Flags {
    /// Write one page after the other instead of clearing the screen
    #[arg(long, help_heading = "Watching")]
    pub no_clear: bool,
    /// Ring the terminal's bell once a job has ended
    #[arg(long, help_heading = "Watching")]
    pub bell: bool,
    /// Look at the files four times a second: for file systems that do not say what changes
    #[arg(long, help_heading = "Watching")]
    pub poll: bool,
}

/// Flags of commands that may watch.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct WatchFlags {
    /// Do it again whenever a file changes
    #[arg(long, help_heading = "Watching")]
    pub watch: bool,
    #[command(flatten)]
    pub flags: Flags,
}

impl WatchFlags {
    /// Whether to watch. Flags about that alone are refused without it.
    pub fn wanted(&self) -> Result<bool, Error> {
        let Flags { no_clear, bell, poll } = self.flags;
        let given = [(no_clear, "--no-clear"), (bell, "--bell"), (poll, "--poll")];
        match given.iter().find(|(is_given, _)| *is_given && !self.watch) {
            Some((_, flag)) => {
                Err(Error::usage(format!("{flag} means nothing without --watch")).help("add --watch"))
            }
            None => Ok(self.watch),
        }
    }
}

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
    /// Only tests with this in their name, with a tag (tag:WORD) or of a machine (machine:NAME); repeatable
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
        start(&Started { title: "sfn watch", flags: &self.flags, has_tests: true }, context, &|settings| {
            let checks = Watched::new(checks.clone(), settings, style, Details::Errors)?;
            let how = How { limits: Limits { wall: Some(TIMEOUT), ..Limits::default() }, ..How::default() };
            let tests = Tests::new(settings, paths.clone(), filters.clone(), how);
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
    /// Whether it runs tests.
    pub has_tests: bool,
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
        settings: &|| (context.settings)().map_err(Error::lines),
        parts: &|settings| parts(settings).map_err(Error::lines),
        has_tests: started.has_tests,
        polls: started.flags.poll,
    };
    Ok(match watch(&subject, &mut screen, (sender, inputs))? {
        Ending::Quit => Exit::Ok,
        Ending::Interrupted => Exit::Interrupted,
        Ending::Terminated => Exit::Terminated,
    })
}
