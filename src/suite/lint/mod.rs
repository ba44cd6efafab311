//! What is wrong in mock and test files, without a run.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use crate::base::diag::{Diagnostic, Place};
use crate::base::document::Document;
use crate::project::settings::Settings;
use crate::project::{Error, test_files};
use crate::services::mock::{Finding, MockFile, TestCase, codes};
use crate::session::Stage;

use super::collect;

/// What was found in one file.
pub struct Linted {
    /// The file.
    pub file: String,
    /// Whether it is known which machine it is for.
    pub has_machine: bool,
    /// What was found, each with the file it is in: that file or one that it extends.
    pub found: Vec<(Document, Diagnostic)>,
}

/// Looks through the mock and test files in `paths`, files or folders; through those of the project if there are
/// none.
pub fn lint(paths: &[String], settings: &Settings) -> Result<Vec<Linted>, Error> {
    let here = [".".to_owned()];
    let mut files: Vec<String> = Vec::new();
    for path in if paths.is_empty() { &here[..] } else { paths } {
        match Path::new(path).is_dir() {
            true => files.extend(test_files::all_below(Path::new(path), settings)),
            false => files.push(path.clone()),
        }
    }
    files.dedup();
    files.iter().map(|file| of_file(file, settings)).collect()
}

fn of_file(file: &str, settings: &Settings) -> Result<Linted, Error> {
    let mock_file = match collect::read(file, settings) {
        Ok(mock_file) => Arc::new(mock_file),
        Err(Error::Found(found)) => return Ok(Linted { file: file.to_owned(), has_machine: true, found }),
        Err(error @ (Error::Usage { .. } | Error::Load { .. } | Error::Late { .. })) => return Err(error),
    };
    let mut found: Vec<Finding> = mock_file.warnings().to_vec();
    let mut stages: BTreeMap<String, Result<Arc<Stage<'_>>, String>> = BTreeMap::new();
    let mut has_machine = mock_file.is_local();
    for case in parts(&mock_file) {
        let Some(machine) = collect::machine_of(file, &mock_file, case) else { continue };
        has_machine = true;
        let stage = stages.entry(machine.clone()).or_insert_with(|| {
            let stage = collect::stage(&collect::order(file, &machine), file, &mock_file, settings);
            if let Err(words) = &stage {
                found.extend(no_machine(&mock_file, &machine, words));
            }
            stage
        });
        if let Ok(stage) = stage {
            found.extend(stage.doubts(case));
        }
    }
    // What other files extend, or has several machines, answers for more than one of them.
    if let (1, Some(Ok(stage))) = (stages.len(), stages.values().next()) {
        let own = stage.idle_services();
        found.extend(own.into_iter().filter(|(document, _)| *document.source().name == *file));
    }
    once(&mut found);
    Ok(Linted { file: file.to_owned(), has_machine, found })
}

/// What the file says without a test, and with each of them.
fn parts(file: &MockFile) -> impl Iterator<Item = Option<&TestCase>> {
    std::iter::once(None).chain(file.cases().iter().map(Some)).filter(|_| !file.is_local())
}

/// The machine of a file cannot be read.
fn no_machine(file: &MockFile, machine: &str, words: &str) -> Option<Finding> {
    let document = file.files().last()?;
    let (message, help) = match words.split_once("\nhelp: ") {
        Some((message, help)) => (message, Some(help.to_owned())),
        None => (words, None),
    };
    let place = match document.value().get("machine") {
        Some(_) => Place::Value("/machine".into()),
        None => Place::Key("/version".into()),
    };
    let mut found = Diagnostic::error(
        codes::FILE,
        place,
        format!("the machine {} cannot be used: {message}", crate::load::shown_reference(machine)),
    );
    found.help = help;
    Some((document.clone(), found))
}

/// Keeps each finding once: what tests have in common with their file is found in each of them.
fn once(found: &mut Vec<Finding>) {
    let mut seen = BTreeSet::new();
    found.retain(|(document, found)| {
        let at = document.locate(&found.place).bytes.start;
        seen.insert((document.source().name.clone(), at, found.code.as_str(), found.message.clone()))
    });
}
