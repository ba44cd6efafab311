//! The checks of a watch: definitions are checked again that rest on files that changed.

use crate::base::diag::Severity;
use crate::load;
use crate::load::reads::Reads;
use crate::project::check::{CheckOptions, Room};
use crate::project::definitions::CheckedMachine;
use crate::project::settings::Settings;
use crate::project::targets::{Target, Targets};
use crate::project::units::Units;
use crate::report::findings::{Findings, human};
use crate::report::ink::style::Style;
use crate::report::watch::Checks;
use crate::suite::Cancel;
use crate::suite::watch::pace::{Job, Scope};
use crate::suite::watch::{Choice, Part, PartPage};

use super::{Started, start};
use crate::cli::command::Context;
use crate::cli::error::Error;
use crate::cli::exit::Exit;
use crate::cli::terminal::Stream;
use crate::cli::validate::levels::FindingLevels;
use crate::cli::validate::{self, Args, Outcome, format, summary, targets};

/// The most errors that are shown where only errors are.
const MOST: usize = 3;

/// How much of the findings is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Details {
    /// The first errors.
    Errors,
    /// Everything, as without a watch.
    All,
}

/// Checks again and again, until a key or a signal ends it.
pub fn watch(args: &Args, context: &Context<'_>) -> Result<Exit, Error> {
    if args.fix
        || args.statistics
        || format(args)? != "human"
        || args.definitions.iter().any(|name| name == "-")
    {
        let message =
            "--watch shows a page for people, of files: not with --fix, --statistics, --format or `-`";
        return Err(Error::usage(message).help("run them without --watch"));
    }
    let style = context.look.style(Stream::Out);
    let started = Started { title: "sfn validate", flags: &args.watch.flags, tests: None };
    start(&started, context, &|settings| {
        Ok(vec![Box::new(Watched::new(args.clone(), settings, style, Details::All)?)])
    })
}

/// The definitions of one project, as its settings are now.
pub struct Watched<'s> {
    args: Args,
    settings: &'s Settings,
    options: load::Options,
    levels: FindingLevels,
    style: Style,
    details: Details,
    found: Units<(), Result<Targets, Vec<String>>>,
    checked: Units<Target, Result<Vec<CheckedMachine>, Vec<String>>>,
}

impl<'s> Watched<'s> {
    /// Nothing is checked yet.
    pub fn new(args: Args, settings: &'s Settings, style: Style, details: Details) -> Result<Self, Error> {
        let levels = FindingLevels::new(&args, settings)?;
        let options = settings.options(args.sub.clone(), &args.param);
        let (found, checked) = (Units::default(), Units::default());
        Ok(Self { args, settings, options, levels, style, details, found, checked })
    }

    /// Checks again what must be. What is found, and why some of it cannot be read at all.
    fn check(&mut self, job: &Job) -> (Outcome, Vec<String>) {
        let Self { args, settings, options, found, checked, levels, .. } = self;
        let how = CheckOptions {
            load: options,
            workflow: args.kind.map(Into::into),
            stdin: &args.stdin_name,
            is_strict: args.strict_subs,
        };
        found.spoil(&job.changed);
        checked.spoil(&job.changed);
        checked.spoil_if(|_, _| job.scope == Scope::All);
        found.renew(Some(1), &[()], |()| {
            Some(validate::targets(args, settings, options).map_err(Error::lines))
        });
        let targets = match found.get(&()) {
            Some(Ok(targets)) => targets,
            Some(Err(lines)) => return (Outcome::default(), lines.clone()),
            None => return (Outcome::default(), Vec::new()),
        };
        checked.keep(&targets.all);
        checked.spoil_if(|_, read| read.iter().flatten().any(CheckedMachine::is_cut));
        let room = Room::beside(checked.fresh().filter_map(|read| read.as_ref().ok()).flatten());
        let one = |target: &Target| room.check(target, &how).map_err(|error| Error::from(error).lines());
        checked.renew(None, &targets.all, |target| Some(one(target)));
        let (mut read, mut unread) = (Vec::new(), Vec::new());
        for target in &targets.all {
            match checked.get(target) {
                Some(Ok(machines)) => read.push((target, machines.as_slice())),
                Some(Err(lines)) => unread.extend(lines.iter().cloned()),
                None => {}
            }
        }
        let mut outcome = Outcome::default();
        targets::without_parts(&read).into_iter().for_each(|entry| outcome.add(entry, levels));
        (outcome, unread)
    }

    /// What is shown of the findings.
    fn details(&self, outcome: &Outcome, unread: &[String]) -> String {
        let mut text = Vec::new();
        for line in unread {
            text.extend_from_slice(line.as_bytes());
            text.push(b'\n');
        }
        let findings = Findings { found: &outcome.found, machines: &outcome.machines };
        let written = match self.details {
            Details::All => human::render(&mut text, &outcome.found, &self.style)
                .and_then(|()| summary::write(&mut text, findings, &outcome.totals, &self.style)),
            Details::Errors => {
                let errors = outcome.found.iter().filter(|(_, found)| found.severity == Severity::Error);
                let first: Vec<_> = errors.take(MOST).cloned().collect();
                human::render(&mut text, &first, &self.style)
            }
        };
        // Memory takes it.
        drop(written);
        String::from_utf8_lossy(&text).into_owned()
    }
}

impl Part for Watched<'_> {
    fn renew(&mut self, job: &Job, _choice: &Choice, _cancel: &Cancel) -> PartPage {
        let (outcome, unread) = self.check(job);
        let findings = Findings { found: &outcome.found, machines: &outcome.machines };
        PartPage::Checks(Checks::of(findings, !unread.is_empty(), self.details(&outcome, &unread)))
    }

    fn add_reads(&self, reads: &mut Reads) {
        self.found.add_reads(reads);
        self.checked.add_reads(reads);
    }
}
