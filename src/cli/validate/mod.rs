//! `sfn validate`: finds what AWS would refuse, and what is probably not meant.

pub mod levels;
pub mod summary;
pub mod targets;

use std::io::{BufWriter, Write as _};
use std::time::Instant;

use clap::builder::PossibleValuesParser;

use crate::base::diag::{Diagnostic, Severity};
use crate::base::document::Document;
use crate::base::threads;
use crate::load;
use crate::project::check::{self, CheckOptions};
use crate::project::definitions::CheckedMachine;
use crate::project::discovery;
use crate::project::fix;
use crate::project::one;
use crate::project::settings::Settings;
use crate::project::targets::{Targets, count};
use crate::report::findings::human;
use crate::report::findings::{FORMATS, Findings, Machine, step_summary};
use crate::report::ink::control::{Escaping, escape_control};

use super::command::{Command, Context};
use super::error::Error;
use super::exit::Exit;
use super::flags::{self, Type};
use super::terminal::{self, DisplayArgs, Stderr, Stream};
use super::watch::WatchFlags;
pub use summary::plural_more;

use levels::FindingLevels;

/// Find what AWS would refuse in definitions.
#[derive(clap::Args, Clone, Debug, Default)]
#[command(after_help = "Examples:
  sfn validate                                  all machines of the project
  sfn validate order.asl.json flows/
  sfn validate --deny warnings --format github
  sfn validate order.asl.json --fix
  sfn explain SFN203")]
pub struct Args {
    /// Definitions, templates that hold them, or folders; `-` is standard input [default: the project]
    #[arg(value_name = "PATH[#MACHINE]")]
    pub definitions: Vec<String>,
    /// A value for ${NAME}
    #[arg(short, long = "sub", value_name = "NAME=VALUE", value_parser = flags::pair)]
    pub sub: Vec<(String, String)>,
    /// A value for a parameter of the template
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = flags::pair)]
    pub param: Vec<(String, String)>,
    /// Check as a workflow of this type [default: what the template says, else standard]
    #[arg(long = "type", value_enum)]
    pub kind: Option<Type>,
    /// Do not report warnings and notes with this code, or whose code begins so
    #[arg(short = 'A', long, visible_alias = "ignore", value_name = "CODE", value_delimiter = ',')]
    allow: Vec<String>,
    /// Report warnings and notes with this code as errors; `warnings` means all warnings
    #[arg(short = 'D', long, value_name = "CODE", value_delimiter = ',')]
    deny: Vec<String>,
    /// Report only warnings and notes with this code, or whose code begins so; errors are always reported
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    select: Vec<String>,
    /// Report every ${NAME} without a value as an error
    #[arg(long)]
    pub strict_subs: bool,
    /// A name for standard input; its ending says JSON or YAML
    #[arg(long, value_name = "NAME", default_value = "<stdin>")]
    pub stdin_name: String,
    /// Fix in the files what can certainly be fixed
    #[arg(long)]
    pub fix: bool,
    /// With --fix: say what would change, and change nothing
    #[arg(long, requires = "fix")]
    diff: bool,
    /// Print how often each code was found instead of the findings
    #[arg(long)]
    pub statistics: bool,
    /// Exit with 0 whatever is found
    #[arg(long)]
    exit_zero: bool,
    /// How to print what was found [default: human]
    #[arg(long, value_name = "FORMAT", value_parser = formats())]
    format: Option<String>,
    #[command(flatten)]
    pub watch: WatchFlags,
}

impl Command for Args {
    const NAME: &'static str = "validate";
    const ALIASES: &'static [&'static str] = &["check", "lint"];
    const ABOUT: &'static str = "Find what AWS would refuse in definitions";

    fn run(&self, context: &Context<'_>) -> Result<Exit, Error> {
        if self.watch.wanted()? {
            return super::watch::checks::watch(self, context);
        }
        // An editor's text is checked as it is.
        let is_text = self.definitions.iter().all(|name| name == "-") && !self.definitions.is_empty();
        let settings = if is_text { (context.settings)() } else { context.project(None) };
        run(self, &settings?, context.look)
    }
}

fn formats() -> PossibleValuesParser {
    let human = clap::builder::PossibleValue::new("human").help("with the lines in question");
    let others =
        FORMATS.iter().map(|format| clap::builder::PossibleValue::new(format.name).help(format.about));
    PossibleValuesParser::new(std::iter::once(human).chain(others))
}

/// What checking gave.
#[derive(Default)]
pub struct Outcome {
    pub found: Vec<(Document, Diagnostic)>,
    pub machines: Vec<Machine>,
    pub totals: summary::Totals,
    /// What could not be read at all.
    errors: Vec<Error>,
}

#[expect(clippy::disallowed_methods, reason = "how long it took is shown to the user")]
fn run(args: &Args, settings: &Settings, look: &DisplayArgs) -> Result<Exit, Error> {
    let started = Instant::now();
    let format = format(args)?;
    let mut outcome = check(args, settings)?;
    let findings = Findings { found: &outcome.found, machines: &outcome.machines };
    let out = &mut BufWriter::new(Escaping::new(std::io::stdout().lock()));
    let style = look.style(Stream::Out);
    match FORMATS.iter().find(|known| known.name == format) {
        _ if args.statistics => summary::statistics(out, findings)?,
        Some(format) => (format.write)(out, findings)?,
        None if findings.machines.is_empty() => {}
        None => {
            human::render(out, findings.found, &style)?;
            // Reports that are kept should not differ from run to run.
            outcome.totals.took = Stream::Out.is_terminal().then(|| started.elapsed());
            summary::write(out, findings, &outcome.totals, &style)?;
        }
    }
    out.flush()?;
    if format != "human" || args.statistics {
        let err = &mut Stderr::default();
        for line in &outcome.totals.fixes {
            writeln!(err, "{}", escape_control(line))?;
        }
    }
    if format == "github" {
        append_summary(findings)?;
    }
    let failed = findings.count(Severity::Error) > 0 && !args.exit_zero;
    let is_nothing = !findings.machines.is_empty() && findings.machines.iter().all(|one| one.is_unchecked);
    let exit = match (failed, is_nothing) {
        (true, _) => Exit::Negative,
        (false, true) if !args.exit_zero => Exit::Nothing,
        (false, _) => Exit::Ok,
    };
    let err = look.style(Stream::Err);
    let unread = outcome.errors.into_iter().map(|error| error.print(&mut Stderr::default(), &err));
    Ok(unread.last().unwrap_or(exit))
}

/// The format that the flag, else the environment, asks for.
pub fn format(args: &Args) -> Result<String, Error> {
    let known = |name: &str| name == "human" || FORMATS.iter().any(|format| format.name == name);
    let asked = args.format.clone().map_or_else(|| terminal::format(&known), |asked| Ok(Some(asked)))?;
    Ok(asked.unwrap_or_else(|| "human".to_owned()))
}

/// Checks everything that `args` name.
fn check(args: &Args, settings: &Settings) -> Result<Outcome, Error> {
    let levels = FindingLevels::new(args, settings)?;
    let options = settings.options(args.sub.clone(), &args.param);
    let how = CheckOptions {
        load: &options,
        workflow: args.kind.map(Type::into),
        stdin: &args.stdin_name,
        is_strict: args.strict_subs,
    };
    let found = targets(args, settings, &options)?;
    let targets = &found.all;
    let mut outcome = Outcome::default();
    if args.fix {
        outcome.totals.fixes = fix::fix(targets, &options, how.workflow, args.diff)?;
        outcome.totals.is_dry = args.diff;
    }
    let read = check::check_all(targets, &how);
    let mut entries = Vec::new();
    for (target, read) in targets.iter().zip(read) {
        match read {
            Ok(read) => entries.push((target, read)),
            Err(error) => outcome.errors.push(error.into()),
        }
    }
    let entries: Vec<_> = entries.iter().map(|(target, read)| (*target, read.as_slice())).collect();
    targets::without_parts(&entries).into_iter().for_each(|entry| outcome.add(entry, &levels));
    let outside = threads::each(&found.outside, |file| discovery::machines(file, false, &options));
    let outside = count(&outside);
    if outcome.machines.is_empty() && outcome.errors.is_empty() {
        return Err(targets::nothing(&args.definitions, &found, outside, settings));
    }
    outcome.totals.outside = outside;
    outcome.totals.hint = found.cdk_hint();
    Ok(outcome)
}

/// What `args` name, or all of the project.
pub fn targets(args: &Args, settings: &Settings, options: &load::Options) -> Result<Targets, Error> {
    let named = args.definitions.iter().map(|name| one::named(name, settings, options));
    Ok(Targets::of(&named.collect::<Result<Vec<_>, _>>()?, settings)?)
}

impl Args {
    /// The flags of a check of these definitions, all others left out.
    pub fn of(definitions: Vec<String>) -> Self {
        Self { definitions, stdin_name: "<stdin>".to_owned(), ..Self::default() }
    }
}

impl Outcome {
    /// Adds what was found about `entry`, as far as `levels` report it.
    pub fn add(&mut self, entry: &CheckedMachine, levels: &FindingLevels) {
        let from = self.found.len();
        let mut found = entry.findings();
        found.retain_mut(|(document, found)| levels.keep(&document.source().name, found));
        self.found.extend(found);
        let is_unchecked = entry.is_unchecked();
        let definition = entry.definition.as_ref().ok();
        if let Some(definition) = definition {
            self.totals.placeholders.extend(summary::placeholders(&definition.loaded.document));
        }
        self.machines.push(Machine {
            is_read: definition.is_some(),
            is_unchecked,
            states: definition.map_or(0, |definition| check::states(definition.loaded.document.value())),
            name: if entry.name == entry.file { load::shown(&entry.name) } else { entry.name.clone() },
            reference: load::shown_reference(&entry.reference),
            file: load::shown(&entry.file),
            found: from..self.found.len(),
        });
    }
}

/// Appends the summary to the page of the workflow run, where GitHub Actions names its file.
fn append_summary(findings: Findings<'_>) -> Result<(), Error> {
    let Some(path) = terminal::variable("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else {
        return Ok(());
    };
    let mut page = Vec::new();
    step_summary(&mut page, findings)?;
    let file = std::fs::OpenOptions::new().append(true).create(true).open(&path);
    file.and_then(|mut file| file.write_all(&page))
        .map_err(|error| Error::load(format!("cannot write the summary to {path}: {error}")))
}
