//! Which mock files belong to a definition without being named: those that lie beside it and are called like
//! it. A template's machine has three places: the template, the file of its definition, and its own name in
//! the template.

use std::path::{Path, PathBuf};

use crate::load::reads;

use super::definitions::Chosen;

/// Endings of mock files, in the order in which they are read: the last one wins.
const ENDINGS: [&str; 6] = ["sfn.yaml", "sfn.yml", "sfn.json", "mocks.yaml", "mocks.yml", "mocks.json"];

/// The mock files of one definition.
#[derive(Clone, Debug)]
pub struct MockFiles {
    /// The paths of mock files without their endings; a later one wins.
    stems: Vec<PathBuf>,
}

impl MockFiles {
    /// Those of a definition that could not be read, of which only the `file` is known.
    #[must_use]
    pub fn beside(file: &str) -> Self {
        Self { stems: stem(file).into_iter().collect() }
    }

    /// Those of a machine: beside `template.yaml` there are `template.sfn.yaml`, for all of its machines, and
    /// `Order.sfn.yaml` for the one with that logical id; beside the `flows/order.asl.json` that it names there
    /// is `flows/order.sfn.yaml`.
    #[must_use]
    pub fn of(chosen: &Chosen) -> Self {
        let mut stems = Self::beside(&chosen.file).stems;
        let mut add = |found: Option<PathBuf>| stems.extend(found.filter(|found| !stems.contains(found)));
        let machine = &chosen.machine;
        if !machine.is_alone {
            let definition = machine.definition.as_ref().ok();
            add(definition.and_then(|definition| stem(&definition.document.source().name)));
            add(file_name(&machine.id).map(|name| Path::new(&chosen.file).with_file_name(name)));
        }
        Self { stems }
    }

    /// The files that would be found.
    fn candidates(&self) -> impl Iterator<Item = PathBuf> {
        self.stems.iter().flat_map(|stem| ENDINGS.map(|ending| with(stem, ending)))
    }

    /// Whether `path` is one of those that are found, if it is there.
    #[must_use]
    pub fn may_be(&self, path: &str) -> bool {
        self.candidates().any(|candidate| candidate == Path::new(path))
    }

    /// The files that are there.
    #[must_use]
    pub fn found(&self) -> Vec<String> {
        let candidates = self.candidates().inspect(|path| reads::note(path));
        candidates.filter(|path| path.is_file()).map(|path| path.display().to_string()).collect()
    }

    /// The file to write for this definition alone.
    #[must_use]
    pub fn to_write(&self) -> Option<String> {
        Some(with(self.stems.last()?, ENDINGS[0]).display().to_string())
    }
}

/// The path of `file` without what says its kind: `flows/order` for `flows/order.asl.json`.
fn stem(file: &str) -> Option<PathBuf> {
    let path = Path::new(file);
    let name = path.file_name()?.to_string_lossy();
    let stem = name.rsplit_once('.').map_or(&*name, |(stem, _)| stem);
    Some(path.with_file_name(stem.strip_suffix(".asl").unwrap_or(stem)))
}

/// The last word of an id such as `aws_sfn_state_machine.order`, if a file may be called so.
fn file_name(id: &str) -> Option<&str> {
    let word = id.rsplit(['.', '/']).next()?;
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ');
    (!word.is_empty() && word.chars().all(is_plain)).then_some(word)
}

fn with(stem: &Path, ending: &str) -> PathBuf {
    let mut path = stem.as_os_str().to_owned();
    path.push(".");
    path.push(ending);
    path.into()
}
