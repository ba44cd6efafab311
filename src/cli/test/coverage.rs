//! The flags of `sfn test` about coverage, and what is done for them.

use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use crate::base::percent::Percent;
use crate::cli::error::Error;
use crate::cli::terminal::{DisplayArgs, Stderr, Stream};
use crate::project::files;
use crate::project::settings::Settings;
use crate::report::coverage::{Coverage, FORMATS, Format, human};
use crate::suite::coverage::{self, Covered};
use crate::suite::watch::Covering;

/// Flags about coverage.
#[derive(clap::Args, Clone, Debug, Default)]
#[command(next_help_heading = "Coverage")]
pub struct CoverageArgs {
    /// Show which branches of the machines the tests take; with a file, write it there, too (.info, .json, .html)
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true)]
    coverage: Option<Option<PathBuf>>,
    /// Fail if the tests take fewer of all branches than this
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    coverage_min: Option<Percent>,
    /// The format of the file [default: by the end of its name]
    #[arg(long, value_name = "FORMAT", value_parser = names())]
    coverage_format: Option<String>,
    /// Print tests that take the branches which are left, or add them to FILE, a test file that is there or not yet
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true)]
    pub suggest: Option<Option<PathBuf>>,
}

fn percent(text: &str) -> Result<Percent, String> {
    Percent::parse(text).ok_or_else(|| "write a number from 0 to 100, such as 80 or 79.5".to_owned())
}

fn names() -> clap::builder::PossibleValuesParser {
    use clap::builder::PossibleValue;
    FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about)).collect::<Vec<_>>().into()
}

impl CoverageArgs {
    /// The same, completed by what `[test]` of `settings` says. Flags win.
    pub fn settled(&self, settings: &Settings) -> Self {
        let mut args = self.clone();
        let switch = || settings.test_flag("coverage").then_some(None);
        args.coverage = args.coverage.or_else(|| settings.test_path("coverage").map(Some)).or_else(switch);
        args.coverage_min = args.coverage_min.or_else(|| settings.coverage_min());
        let format = || settings.test_text("coverage-format").map(str::to_owned);
        args.coverage_format = args.coverage_format.or_else(format);
        args
    }

    /// Whether coverage is to be collected.
    pub const fn is_on(&self) -> bool {
        self.coverage.is_some() || self.coverage_min.is_some() || self.suggest.is_some()
    }

    /// What a watch of `all` tests of the project, or of some, shows of it.
    pub fn covering(&self, all: bool) -> Result<Option<Covering>, Error> {
        let file = self.file()?.map(|(path, format)| (path.to_owned(), format));
        Ok(self.is_on().then_some(Covering { minimum: self.coverage_min, file, is_whole: all }))
    }

    /// The file it is written to and its format; an error if that is not said. Asked before any test runs.
    pub fn file(&self) -> Result<Option<(&Path, &'static Format)>, Error> {
        let Some(path) = self.coverage.as_ref().and_then(Option::as_deref) else {
            return match &self.coverage_format {
                Some(format) if self.coverage.is_some() => {
                    Err(Error::usage(format!("--coverage-format {format} needs a file"))
                        .help("name it: --coverage=FILE"))
                }
                Some(_) | None => Ok(None),
            };
        };
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        let by_name = || FORMATS.iter().find(|format| format.endings.contains(&ending));
        let named = self.coverage_format.as_ref();
        let format =
            named.and_then(|name| FORMATS.iter().find(|format| format.name == *name)).or_else(by_name);
        match format {
            Some(format) => Ok(Some((path, format))),
            None => Err(Error::usage(format!(
                "the name {} says no format of coverage",
                crate::load::shown_path(path)
            ))
            .help("call it .info, .json or .html, or say it: --coverage-format lcov")),
        }
    }

    /// Shows and writes the coverage of `covered`: as a table behind results for people; documents for programs stay
    /// whole, so that beside them only a shortfall is said, on standard error. Returns whether it is enough.
    pub fn report(&self, covered: &[Covered], is_human: bool, look: &DisplayArgs) -> Result<bool, Error> {
        let coverage: Coverage = coverage::report(covered, self.coverage_min);
        if let Some((path, format)) = self.file()? {
            let mut out = BufWriter::new(files::create(path)?);
            (format.write)(&mut out, &coverage).and_then(|()| out.flush()).map_err(|error| {
                Error::load(format!("cannot write {}: {error}", crate::load::shown_path(path)))
            })?;
        }
        let shortfall = coverage.shortfall();
        if is_human && self.is_on() {
            human(&mut io::stdout().lock(), &coverage, look.style(Stream::Out))?;
        } else if let Some(shortfall) = &shortfall {
            writeln!(Stderr::default(), "error: {shortfall}")?;
        }
        Ok(shortfall.is_none())
    }
}
