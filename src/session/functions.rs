//! The Lambda functions of the template that a definition comes from: read from the template when one of them is called
//! for the first time.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::base::source::Source;
use crate::load::reads::{self, Reads};
use crate::load::{self, LambdaFunction, Reach, lexical};
use crate::project::files;
use crate::services::mock::{DeclaredFunction, DeclaredFunctions};

use super::order::Text;

/// Where the functions are declared, and what was read of them.
struct Template {
    definition: Text,
    options: load::Options,
    /// What names the machine in its file: functions of the same nested stack come first.
    machine: String,
    reach: Reach,
    read: OnceLock<(Vec<LambdaFunction>, Reads)>,
}

/// The functions that the file of `definition` declares, in which `machine` is the machine that calls them; what may
/// be read is in `reach`.
pub(super) fn declared(
    (definition, machine): (&Text, &str),
    options: &load::Options,
    reach: Reach,
    may_run: bool,
) -> DeclaredFunctions {
    let template = Template {
        definition: definition.clone(),
        options: options.clone(),
        machine: machine.to_owned(),
        reach,
        read: OnceLock::new(),
    };
    DeclaredFunctions::new(Arc::new(move |name| template.find(name)), may_run)
}

impl Template {
    fn find(&self, name: &str) -> Option<DeclaredFunction> {
        let (functions, read) = self.read.get_or_init(|| reads::logged(|| self.functions()));
        // Another thread may have read it: what is read depends on it here, too.
        read.paths().for_each(reads::note);
        let known = functions.iter().filter(|function| function.names.iter().any(|known| known == name));
        // Of those in several stacks, the one in the machine's own is meant.
        let stack = |id: &str| id.rsplit_once('.').map_or(String::new(), |(stack, _)| stack.to_owned());
        let own = stack(&self.machine);
        let function = known.max_by_key(|function| stack(&function.id) == own)?;
        Some(DeclaredFunction::new(function, name, |path| self.folder(&function.file, path)))
    }

    fn functions(&self) -> Vec<LambdaFunction> {
        self.source()
            .map_or_else(Vec::new, |source| load::functions(&source, &self.options, &mut self.reach.clone()))
    }

    fn source(&self) -> Option<Source> {
        match &self.definition {
            // Standard input was read already.
            Text::File(name) if name == "-" || name.starts_with("-#") => None,
            Text::File(reference) => {
                let (path, _) = crate::project::definitions::split(reference);
                files::read(path).ok()
            }
            Text::Given(source) => Some(source.clone()),
        }
    }

    /// The folder `path`, seen from that of `file`, if it is there and may be read.
    fn folder(&self, file: &str, path: &str) -> Option<PathBuf> {
        let around = Path::new(file).parent().unwrap_or(Path::new(""));
        let folder = lexical(&around.join(path));
        let folder = if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder };
        reads::note(&folder);
        self.reach.resolve(&folder).ok().filter(|real| real.is_dir()).map(|_| folder)
    }
}
