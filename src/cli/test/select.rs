//! Which tests `sfn test` runs.

use std::io::Write as _;

use crate::cli::error::Error;
use crate::cli::terminal::Stderr;
use crate::project::settings::Settings;
use crate::project::store::Store;
use crate::suite::{self, Filter, LastResults};

use super::args::Args;

/// The test cases that are meant.
pub struct Collected<'s> {
    /// The cases.
    pub cases: suite::Collected<'s>,
    /// Whether these are all of the project.
    pub is_whole: bool,
    /// The files and folders whose cases they all are, none for the project; nothing if a filter left out some.
    pub paths: Option<Vec<String>>,
}

/// Finds them.
pub fn select<'s>(args: &Args, store: &Store, settings: &'s Settings) -> Result<Collected<'s>, Error> {
    let (paths, filters) = args.chosen();
    let last = LastResults::read(store).unwrap_or_default();
    if args.last_failed {
        let filters: Vec<Filter> = filters.iter().cloned().chain([Filter::FailedOrNew]).collect();
        let cases = suite::collect(&paths, &filters, &last, settings)?;
        if !cases.cases.is_empty() {
            return Ok(Collected { cases, is_whole: false, paths: None });
        }
        writeln!(Stderr::default(), "note: no test failed in the last call and none is new: all are run")?;
    }
    let is_whole = paths.is_empty() && filters.is_empty() && settings.is_at_root();
    let cases = suite::collect(&paths, &filters, &last, settings)?;
    Ok(Collected { cases, is_whole, paths: filters.is_empty().then_some(paths) })
}

impl Args {
    /// The files and folders that are named, and which tests of them are meant.
    pub fn chosen(&self) -> (Vec<String>, Vec<Filter>) {
        let (paths, names): (Vec<_>, Vec<_>) =
            self.which.iter().cloned().partition(|word| looks_like_path(word));
        (paths, names.iter().chain(&self.filters).map(|text| Filter::parse(text)).collect())
    }
}

/// A word that names a file or a folder; all others are parts of names.
fn looks_like_path(word: &str) -> bool {
    std::path::Path::new(&crate::load::meant(word)).exists()
        || word.ends_with(".yaml")
        || word.ends_with(".yml")
        || word.ends_with(".json")
}
