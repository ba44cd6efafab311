//! `sfn test --suggest`: the tests that are missing, printed or added to a test file.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::base::amount::plural;
use crate::cli::error::Error;
use crate::cli::terminal::Stderr;
use crate::project::discovery::absolute;
use crate::project::settings::Settings;
use crate::report::tests::CaseResult;
use crate::suite::Case;
use crate::suite::coverage::Covered;
use crate::suite::suggest::{self, Suggestions, Written, append};

/// Prints or writes the tests that are missing, if that is asked. `results` are those of `cases`.
pub fn suggest(
    file: Option<&Option<PathBuf>>,
    covered: &[Covered],
    (cases, results): (&[Case<'_>], &[CaseResult]),
    is_human: bool,
    settings: &Settings,
) -> Result<(), Error> {
    let Some(file) = file else { return Ok(()) };
    let found = suggest::suggest(covered, cases, results, settings);
    let Some(path) = file else {
        // Beside a document for programs, suggestions are for whoever looks on.
        return match is_human {
            true => found.iter().try_for_each(|one| Ok(write!(io::stdout().lock(), "\n{}", one.text())?)),
            false => found.iter().try_for_each(|one| Ok(write!(Stderr::default(), "{}", one.text())?)),
        };
    };
    let found = chosen(&found, path)?;
    let err = &mut Stderr::default();
    let shown = crate::load::shown_path(path);
    let Some(found) = found.filter(|found| !found.tests.is_empty()) else {
        writeln!(err, "note: there is no test to add to {shown}")?;
        return Ok(());
    };
    let written = match append(found, path)? {
        Written::Created => "made with",
        Written::Extended => "has",
    };
    let (before, after) = (found.before.whole(), found.after.whole());
    let tests = plural(found.tests.len(), "new test");
    writeln!(err, "note: {shown} {written} {tests} of {}: {before}% to {after}%", found.machine)?;
    Ok(())
}

/// The suggestions that are meant for the file `path`: those of its own machine, or of the only one.
fn chosen<'f>(found: &'f [Suggestions], path: &Path) -> Result<Option<&'f Suggestions>, Error> {
    let is_home = |found: &&Suggestions| {
        let own = [Some(&*found.own_file), found.file.as_deref()];
        own.into_iter().flatten().any(|file| absolute(Path::new(file)) == absolute(path))
    };
    let own: Vec<&Suggestions> = found.iter().filter(is_home).collect();
    let all: Vec<&Suggestions> = if own.is_empty() { found.iter().collect() } else { own };
    match all[..] {
        [] => Ok(None),
        [one] => Ok(Some(one)),
        _ => {
            let names: Vec<&str> = all.iter().map(|found| &*found.machine).collect();
            let message = format!("one file takes the tests of one machine; tests lack {}", names.join(", "));
            Err(Error::usage(message).help("choose one, for instance with -k machine:NAME"))
        }
    }
}
