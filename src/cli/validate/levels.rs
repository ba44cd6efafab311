//! Which findings to report, and how bad they are: what the flags say, then what the settings say of a
//! file, then what they say of all.

use std::path::{Path, PathBuf};

use globset::GlobSet;

use crate::base::diag::Diagnostic;
use crate::project::discovery::{absolute, globset};
use crate::project::settings::Settings;
use crate::validate::levels::{self, Levels};

use super::Args;
use crate::cli::error::Error;

/// Everything that was allowed, denied and selected.
pub struct FindingLevels {
    flags: Levels,
    root: PathBuf,
    /// What is allowed in some files only.
    files: Vec<(GlobSet, Levels)>,
    settings: Levels,
}

impl FindingLevels {
    /// What `args` and `settings` ask for.
    pub fn new(args: &Args, settings: &Settings) -> Result<Self, Error> {
        for code in args.allow.iter().chain(&args.deny).chain(&args.select) {
            if !levels::is_known(code) {
                return Err(Error::usage(format!("there is no code {code}")).help(levels::advice(code)));
            }
        }
        let flags =
            Levels { allow: args.allow.clone(), deny: args.deny.clone(), select: args.select.clone() };
        let files = settings
            .per_file_ignores()
            .into_iter()
            .map(|(glob, allow)| (globset(std::iter::once(&*glob)), Levels { allow, ..Levels::default() }));
        let allow = ["allow", "ignore"].iter().flat_map(|key| settings.codes(key)).collect();
        Ok(Self {
            flags,
            root: absolute(settings.root()),
            files: files.collect(),
            settings: Levels { allow, deny: settings.codes("deny"), select: Vec::new() },
        })
    }

    /// `file` as the patterns see it: from the folder of the settings.
    fn inside(&self, file: &str) -> PathBuf {
        let path = absolute(Path::new(file));
        path.strip_prefix(&self.root).map_or_else(|_| path.clone(), Path::to_owned)
    }

    /// Whether to report `found`, which is about `file`; it becomes an error if it is denied.
    pub fn keep(&self, file: &str, found: &mut Diagnostic) -> bool {
        let of_file = self.files.iter().filter(|(glob, _)| glob.is_match(self.inside(file)));
        let of_file = of_file.map(|(_, levels)| levels);
        let all: Vec<&Levels> =
            std::iter::once(&self.flags).chain(of_file).chain(std::iter::once(&self.settings)).collect();
        levels::keep(&all, found)
    }
}
