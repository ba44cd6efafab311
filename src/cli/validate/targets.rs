//! What is made of the targets that were read: parts of templates are left out, and nothing at all is an error.

use crate::load::shown;
use crate::project::definitions::CheckedMachine;
use crate::project::discovery::Parts;
use crate::project::settings::Settings;
use crate::project::targets::{Target, Targets};

use crate::report::findings::plural;

use crate::cli::error::Error;
use crate::cli::exit::Exit;

/// Leaves out files that were found and are only parts of a template which is checked itself.
pub fn without_parts<'m>(read: &[(&Target, &'m [CheckedMachine])]) -> Vec<&'m CheckedMachine> {
    let mut parts = Parts::default();
    for entry in read.iter().flat_map(|(_, entries)| *entries) {
        parts.note(&entry.file, entry.files());
    }
    let is_part = |target: &Target, entry: &CheckedMachine| {
        entry.has_only_parts() || matches!(target, Target::Found { .. }) && parts.contains(&entry.file)
    };
    let kept =
        read.iter().flat_map(|(target, entries)| entries.iter().filter(|entry| !is_part(target, entry)));
    kept.collect()
}

/// The error that says that there is nothing to check.
pub fn nothing(named: &[String], targets: &Targets, outside: usize, settings: &Settings) -> Error {
    let help = "name a file, or say in sfn.toml where they are: [project] definitions = [\"flows/*.json\"]";
    let (message, help) = match (named, settings.definitions()) {
        (_, Some(globs)) => (
            format!("no file here matches [project] definitions: {}", globs.join(", ")),
            match outside {
                0 => "patterns begin at the folder of the settings".to_owned(),
                count => format!("{} outside the patterns: name their files", plural(count, "machine")),
            },
        ),
        ([], None) => ("there is no state machine in this folder".to_owned(), help.to_owned()),
        (_, None) => (
            format!(
                "there is no state machine below {}",
                named.iter().map(|name| shown(name)).collect::<Vec<_>>().join(", ")
            ),
            "name a file".to_owned(),
        ),
    };
    let help = targets.cdk_hint().unwrap_or(help);
    Error::Plain { exit: Exit::Nothing, message, help: Some(help) }
}
